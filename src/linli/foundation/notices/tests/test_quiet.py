import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.notices.quiet import ROUND, QuietHours, next_round
from linli.kernel import clock

NIGHT = QuietHours()
NOON = QuietHours(dt.time(12), dt.time(14))
NEVER = QuietHours(dt.time(8), dt.time(8))

instants = st.timedeltas(dt.timedelta(0), dt.timedelta(days=366)).map(
    lambda since: clock.local(2026, 1, 1) + since
)
times = st.times().map(lambda time: time.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("hours", "at", "after"),
    [
        (NIGHT, clock.local(2026, 3, 2, 21, 59), clock.local(2026, 3, 2, 21, 59)),
        (NIGHT, clock.local(2026, 3, 2, 22), clock.local(2026, 3, 3, 7)),
        (NIGHT, clock.local(2026, 3, 3, 3), clock.local(2026, 3, 3, 7)),
        (NIGHT, clock.local(2026, 3, 3, 7), clock.local(2026, 3, 3, 7)),
        (NIGHT, clock.local(2026, 12, 31, 23), clock.local(2027, 1, 1, 7)),
        # 15:30 in London is 23:30 in Shanghai.
        (NIGHT, dt.datetime(2026, 3, 2, 15, 30, tzinfo=dt.UTC), clock.local(2026, 3, 3, 7)),
        (NOON, clock.local(2026, 3, 2, 13), clock.local(2026, 3, 2, 14)),
        (NOON, clock.local(2026, 3, 2, 23), clock.local(2026, 3, 2, 23)),
        (NEVER, clock.local(2026, 3, 2, 8), clock.local(2026, 3, 2, 8)),
    ],
)
def test_quiet_hours_end_in_the_morning(
    hours: QuietHours, at: dt.datetime, after: dt.datetime
) -> None:
    assert hours.after(at) == after


@given(start=times, end=times, at=instants)
def test_what_is_held_goes_out_within_a_day_outside_the_hours(
    start: dt.time, end: dt.time, at: dt.datetime
) -> None:
    hours = QuietHours(start, end)
    after = hours.after(at)
    assert at <= after <= at + dt.timedelta(days=1)
    assert not hours.hold(after)
    assert (after == at) != hours.hold(at)


@given(at=instants)
def test_rounds_are_at_most_one_round_away(at: dt.datetime) -> None:
    following = next_round(at)
    assert at <= following < at + ROUND
    assert (following.minute % 2, following.second, following.microsecond) == (0, 0, 0)
    assert next_round(following) == following
