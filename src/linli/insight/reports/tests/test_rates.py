import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.reports.rates import (
    NOTHING,
    Counts,
    Parameters,
    forecast,
    period_before,
    period_of,
    rates,
)


def test_the_formula_of_the_public_code() -> None:
    found = rates(
        Counts(effective=200, contacted=190, solved=150, satisfied=140, fair=20), Parameters()
    )
    assert found.response == Fraction(95, 100)
    assert found.solution == Fraction(75, 100)
    assert found.satisfaction == Fraction(79, 100)
    assert found.overall == Fraction(95, 1000) + Fraction(375, 1000) + Fraction(316, 1000)


def test_nobody_called_back_is_no_rate() -> None:
    assert rates(Counts(), Parameters()) == NOTHING


@pytest.mark.parametrize(
    ("day", "start", "first", "last"),
    [
        (dt.date(2026, 3, 18), 19, dt.date(2026, 2, 19), dt.date(2026, 3, 18)),
        (dt.date(2026, 3, 19), 19, dt.date(2026, 3, 19), dt.date(2026, 4, 18)),
        (dt.date(2026, 1, 1), 19, dt.date(2025, 12, 19), dt.date(2026, 1, 18)),
        (dt.date(2024, 2, 29), 1, dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ],
)
def test_periods(day: dt.date, start: int, first: dt.date, last: dt.date) -> None:
    period = period_of(day, start)
    assert (period.first, period.last) == (first, last)


@given(st.dates(dt.date(2000, 2, 1), dt.date(2100, 1, 1)), st.integers(1, 28))
def test_periods_are_a_partition(day: dt.date, start: int) -> None:
    period = period_of(day, start)
    assert period.first <= day <= period.last
    assert period_of(period.first - dt.timedelta(days=1), start) == period_before(period)
    assert period_of(period.last + dt.timedelta(days=1), start).first == period.last + dt.timedelta(
        days=1
    )


@given(
    effective=st.integers(0, 500),
    share=st.floats(0, 1),
    past=st.integers(0, 500),
    past_share=st.floats(0, 1),
    to_come=st.floats(0, 500),
)
def test_a_forecast_is_an_ordered_share(
    effective: int, share: float, past: int, past_share: float, to_come: float
) -> None:
    found = forecast(
        hits=effective * share,
        effective=effective,
        past_hits=past * past_share,
        past_effective=past,
        to_come=to_come,
    )
    if found is None:
        assert effective + past == 0 or effective + to_come == 0
    else:
        assert 0 <= found.low <= found.middle + 1e-9
        assert found.middle <= found.high + 1e-9 <= 1 + 2e-9


def test_when_nothing_is_to_come_the_forecast_is_the_rate() -> None:
    found = forecast(hits=80, effective=100, past_hits=10, past_effective=100, to_come=0)
    assert found is not None
    assert (found.low, found.middle, found.high) == (0.8, 0.8, 0.8)
