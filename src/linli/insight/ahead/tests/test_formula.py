"""What the arithmetic promises, whatever the numbers are."""

import dataclasses
import datetime as dt
import math
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.insight.ahead import formula as f
from linli.insight.ahead import looking_back, months, spread
from linli.insight.ahead.formula import FORMULA, USUAL_DAYS, Span, expect, indexes, level_of
from linli.insight.ahead.looking_back import Series, look_back
from linli.kernel.clock import local

FIRST = dt.date(2023, 1, 1)
numbers = st.lists(st.integers(0, 300), min_size=1, max_size=48)
extras = st.floats(0, 3)


def span(length, known=None):
    """Whole months from January 2023 on; `known` says of which something is known."""
    known = known or [True] * length
    whole = [months.days(months.later(FIRST, n)) / USUAL_DAYS for n in range(length)]
    return Span(
        FIRST,
        tuple(one if is_known else 0.0 for one, is_known in zip(whole, known, strict=True)),
    )


def after(series):
    return months.later(FIRST, len(series))


@settings(max_examples=40)
@given(numbers, extras)
def test_a_number_lies_within_its_range_and_nothing_is_negative(series, extra):
    told = expect(series, span(len(series)), after(series), extra=extra)
    assert 0 <= told.low <= told.number + 0.005
    assert told.number <= told.high + 0.005
    assert told.usual >= 0
    assert math.isfinite(told.number)


@settings(max_examples=40)
@given(numbers, st.integers(1, 40))
def test_months_of_which_nothing_is_known_are_as_if_anything_stood_there(series, at):
    known = [n != at % len(series) for n in range(len(series))]
    other = list(series)
    other[at % len(series)] += 77
    one = expect(series, span(len(series), known), after(series))
    two = expect(other, span(len(series), known), after(series))
    assert one == two


@settings(max_examples=40)
@given(st.lists(st.integers(20, 300), min_size=24, max_size=48), st.integers(2, 9))
def test_ten_times_as_many_give_about_ten_times_as_many(series, times):
    one = expect(series, span(len(series)), after(series)).number
    many = expect([number * times for number in series], span(len(series)), after(series)).number
    # Small numbers keep nearer to no season: no more than the strength of that moves it.
    plain = dataclasses.replace(FORMULA, strength_of_all=0.0)
    assert many / times == pytest.approx(one, rel=0.35)
    exact = [
        expect(
            [number * by for number in series], span(len(series)), after(series), formula=plain
        ).number
        / by
        for by in (1, times)
    ]
    assert exact[0] == pytest.approx(exact[1])


@settings(max_examples=40)
@given(st.integers(0, 200), st.integers(3, 40))
def test_what_never_changes_goes_on(number, length):
    series = [
        round(number * months.days(months.later(FIRST, n)) / USUAL_DAYS * 100)
        for n in range(length)
    ]
    told = expect(series, span(length), after(series))
    assert told.number == pytest.approx(
        number * 100 * months.days(after(series)) / USUAL_DAYS, rel=0.02, abs=1
    )


@settings(max_examples=40)
@given(st.floats(0.01, 400), extras, st.floats(0.05, 0.45))
def test_a_higher_share_is_never_a_smaller_number(mean, extra, share):
    assert spread.quantile(mean, extra, share) <= spread.quantile(mean, extra, 1 - share)


@settings(max_examples=40)
@given(st.floats(0.5, 50))
def test_without_more_than_chance_the_range_is_that_of_poisson(mean):
    low, high = spread.between(mean, 0.0, low=0.1, high=0.9)
    mean = round(mean, 2)

    def reached(number):
        return sum(
            math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(number + 1)
        )

    assert reached(high) >= 0.9 - 1e-9
    assert low == 0 or reached(low) >= 0.1 - 1e-9
    assert reached(low - 1) < 0.1 + 1e-9


def test_many_are_taken_for_a_normal_distribution_where_it_begins():
    mean, extra = spread.EXACT_TO, 0.1
    deviation = math.sqrt(mean + extra * mean * mean)
    rough = mean + NormalDist().inv_cdf(0.9) * deviation
    assert spread.quantile(mean, extra, 0.9) == pytest.approx(rough, abs=2)


def test_a_season_is_found_and_expected_again():
    winter = {11, 12, 1, 2}
    series = [40 if months.later(FIRST, n).month in winter else 4 for n in range(34)]
    told = expect(series, span(34), dt.date(2025, 11, 1))
    assert told.index > 2
    assert 25 <= told.number <= 50
    assert expect(series[:29], span(29), dt.date(2025, 6, 1)).number < 8


def test_a_growing_place_has_no_season_for_it():
    series = [10 + 4 * (n // 12) * 10 for n in range(36)]
    index = indexes(series, span(36))
    assert all(abs(one - 1) < 0.12 for one in index)


def test_three_requests_make_no_season():
    series = [0] * 24
    series[11] = 3
    index = indexes(series, span(24))
    assert index[11] < 1.6


def test_few_requests_lean_on_the_place_above():
    series = [0] * 24
    series[11] = 1
    above = [1.0] * 12
    above[11], above[5] = 4.0, 0.2
    index = indexes(series, span(24), above)
    assert index[11] > 3
    assert index[5] < 0.4


def test_less_than_a_year_knows_no_season_but_that_of_the_place_above():
    assert indexes([5] * 7, span(7)) is None
    assert indexes([5] * 7, span(7), [2.0] * 12) == [2.0] * 12
    told = expect([6] * 7, span(7), after([6] * 7))
    assert told.index is None
    assert told.number == pytest.approx(6, abs=0.4)


def test_nothing_known_expects_nothing():
    assert expect([], Span(FIRST, ()), FIRST).number == 0
    assert level_of([4, 4], span(2, [False, False]), None) == 0


AT = local(2026, 11, 28, 12)


def test_the_running_month_counts_as_far_as_it_is_gone():
    told = {months.later(dt.date(2026, 11, 1), -n): 30 for n in range(1, 24)}
    told[dt.date(2026, 11, 1)] = 27
    found = f.span_of(told, at=AT)
    assert found.last == dt.date(2026, 11, 1)
    assert found.lengths[-1] == pytest.approx(27.5 / USUAL_DAYS)
    expected = expect(found.series(told), found, dt.date(2026, 12, 1))
    assert expected.number == pytest.approx(30, abs=1.5)


def test_a_first_month_that_began_late_and_a_silent_one_are_left_out():
    told = {months.later(dt.date(2026, 11, 1), -n): 40 for n in range(20)}
    first = min(told)
    told[first] = 3
    silent = months.later(first, 8)
    told[silent] = 0
    found = f.span_of(told, at=AT)
    assert found.lengths[0] == 0
    assert found.lengths[8] == 0
    assert found.known == 18
    assert f.span_of({}, at=AT) is None
    assert f.span_of({dt.date(2027, 1, 1): 4}, at=AT) is None


def test_a_month_is_the_first_day_of_it():
    assert months.later(dt.date(2026, 11, 1), 2) == dt.date(2027, 1, 1)
    assert months.later(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)
    assert months.between(dt.date(2025, 12, 1), dt.date(2027, 1, 1)) == 13
    assert months.gone(dt.date(2026, 10, 1), AT) == 31
    assert months.gone(dt.date(2026, 12, 1), AT) == 0


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=6, max_size=40))
def test_looking_back_asks_only_what_lay_before(series):
    until = after(series)
    lines = {"a": Series(span(len(series)), series)}
    back = look_back(lines, until=until)
    changed = {"a": Series(span(len(series)), [*series[:-1], series[-1] + 50])}
    again = look_back(changed, until=until)
    told, asked = back.asked["a"], again.asked["a"]
    assert [one.expected for one in told] == [one.expected for one in asked]
    assert back.score.asked == len(told) <= looking_back.ASKED
    assert 0 <= back.score.inside <= 1
    assert back.extra >= 0


def test_looking_back_compares_with_what_everybody_could_have_said():
    winter = {11, 12, 1, 2}
    series = [40 if months.later(FIRST, n).month in winter else 4 for n in range(36)]
    score = look_back({"a": Series(span(36), series)}, until=after(series)).score
    assert score.error_of_last_year == 0
    assert score.error < score.error_of_last_month
    assert not score.is_better
    assert look_back({"a": Series(span(3), [1, 2, 3])}, until=dt.date(2023, 4, 1)).score is None
