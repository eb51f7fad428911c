"""When a table is due again: month ends, years, and never twice."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.insight.sheets.registry import cycles
from linli.insight.sheets.registry.cycles import MONTHS, RECURRING, Cycle
from linli.insight.sheets.registry.spans import Length, leading_to, span_of

days = some.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize(
    ("due_on", "cycle", "due_day", "expected"),
    [
        (dt.date(2026, 1, 31), Cycle.MONTHLY, 31, dt.date(2026, 2, 28)),
        (dt.date(2026, 2, 28), Cycle.MONTHLY, 31, dt.date(2026, 3, 31)),
        (dt.date(2028, 1, 30), Cycle.MONTHLY, 30, dt.date(2028, 2, 29)),
        (dt.date(2026, 11, 30), Cycle.QUARTERLY, 30, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 25), Cycle.WEEKLY, 25, dt.date(2027, 1, 1)),
        (dt.date(2028, 2, 29), Cycle.YEARLY, 29, dt.date(2029, 2, 28)),
        (dt.date(2026, 3, 1), Cycle.ONCE, 1, None),
        (dt.date(2026, 3, 1), Cycle.ON_DEMAND, 1, None),
    ],
)
def test_the_next_time(due_on, cycle, due_day, expected) -> None:
    assert cycles.after(due_on, cycle, due_day) == expected


@given(days, some.sampled_from(sorted(RECURRING)), some.integers(1, 60))
def test_times_go_forward_and_keep_their_day(start, cycle, steps) -> None:
    due_day, found, day = start.day, [start], start
    for _step in range(steps):
        following = cycles.after(day, cycle, due_day)
        assert following is not None
        day = following
        found.append(day)
    assert found == sorted(set(found))
    if cycle in MONTHS:
        months = {one.year * 12 + one.month for one in found}
        assert len(months) == len(found)
        assert all(one.day == due_day or (one + dt.timedelta(days=1)).day == 1 for one in found)


@given(days, some.sampled_from(sorted(RECURRING)), days)
def test_what_went_by_is_passed_over(start, cycle, on) -> None:
    found = cycles.first_not_past(start, cycle, start.day, on)
    assert found is not None
    assert found > start
    assert found >= on or found == cycles.after(start, cycle, start.day)
    assert found == cycles.after(start, cycle, start.day) or found >= on


@given(days, some.sampled_from(list(Length)))
def test_spans_tile_the_years(day, length) -> None:
    span = span_of(day, length)
    assert span.first <= day <= span.last
    assert span.after.first == span.last + dt.timedelta(days=1)
    assert span.after.before == span
    trend = leading_to(span)
    assert trend[-1] == span
    assert all(one.after == other for one, other in itertools.pairwise(trend))
