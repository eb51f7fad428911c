import datetime as dt

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from linli.kernel.clock import SHANGHAI
from linli.kernel.workdays import BusinessHours, WorkCalendar, default_calendar
from linli.shared.work.deadlines import (
    Due,
    Light,
    Pause,
    Rule,
    Unit,
    amber_at,
    counted_minutes,
    due_at,
    due_on,
    light,
    remaining,
)
from linli.shared.work.tests import walk

CALENDAR = default_calendar()
MINUTE = dt.timedelta(minutes=1)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(amount, unit, start, *pauses, calendar=CALENDAR, **options):
    return due_at(Rule(amount, unit, **options), at(start), calendar, pauses)


def pause(start, end=None):
    return Pause(at(start), end and at(end))


# --- known cases, worked out by hand -------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "start", "expected"),
    [
        # elapsed: from the very second, weekends or not
        (30, "minutes", "2025-10-01 23:45:10", "2025-10-02 00:15:10"),
        (2, "hours", "2025-01-28 23:30", "2025-01-29 01:30"),
        (24, "hours", "2025-03-08 10:20:30", "2025-03-09 10:20:30"),
        # calendar days: the starting day is not counted, the last ends at 24:00
        (7, "days", "2025-03-03 09:15", "2025-03-11"),
        (7, "days", "2025-03-03 00:00", "2025-03-11"),
        (7, "days", "2025-03-03 23:59:59", "2025-03-11"),
        (15, "days", "2024-02-20 08:00", "2024-03-07"),  # over 29 February
        (1, "days", "2025-03-07 10:00", "2025-03-09"),  # a Saturday, not rolled
        # working days
        (5, "working_days", "2025-03-03 09:15", "2025-03-11"),  # 4 5 6 7, 10 March
        (5, "working_days", "2025-03-07 17:00", "2025-03-15"),  # Friday's 24:00, not Monday's
        (5, "working_days", "2025-03-08 12:00", "2025-03-15"),  # begun on a Saturday
        (5, "working_days", "2025-01-24 10:00", "2025-02-08"),  # 春节: 26 27 January, 5 6 7
        (1, "working_days", "2025-01-27 17:30", "2025-02-06"),  # the first day after 春节
        (5, "working_days", "2024-09-27 10:00", "2024-10-11"),  # 国庆: 29 30, 8 9 10 October
        (5, "working_days", "2024-09-30 10:00", "2024-10-13"),  # 8 9 10 11 and Saturday 12
        (5, "working_days", "2025-09-26 10:00", "2025-10-11"),  # 28 29 30, 9 10 October
        (6, "working_days", "2025-09-26 10:00", "2025-10-12"),  # and Saturday 11
        (13, "working_days", "2026-02-11 15:00", "2026-03-07"),  # 12 13 14, 24 to 28, 2 to 6
        # working hours: 9:00-12:00, 13:30-18:00
        (2, "working_hours", "2025-03-03 09:00", "2025-03-03 11:00"),
        (3, "working_hours", "2025-03-03 09:00", "2025-03-03 12:00"),  # not 13:30
        (4, "working_hours", "2025-03-03 09:00", "2025-03-03 14:30"),
        (2, "working_hours", "2025-03-03 12:40", "2025-03-03 15:30"),
        (2, "working_hours", "2025-03-03 17:00", "2025-03-04 10:00"),
        (2, "working_hours", "2025-03-07 22:00", "2025-03-10 11:00"),  # Friday night
        (1, "working_hours", "2025-03-07 17:00", "2025-03-07 18:00"),  # not Monday 9:00
        (1, "working_hours", "2025-03-03 09:00:01", "2025-03-03 10:01"),  # full minutes
        (15, "working_hours", "2025-03-03 09:00", "2025-03-04 18:00"),  # two whole days
        (2, "working_hours", "2025-01-27 17:00", "2025-02-05 10:00"),  # over 春节
        (2, "working_hours", "2025-01-25 17:00", "2025-01-26 11:00"),  # a working Sunday
        # the same day
        (0, "days", "2025-03-08 10:00", "2025-03-09"),
        (0, "working_days", "2025-03-07 10:00", "2025-03-08"),
        (0, "working_days", "2025-03-08 10:00", "2025-03-11"),
    ],
)
def test_known_cases(amount, unit, start, expected):
    assert due(amount, unit, start) == Due(at(expected), provisional=False)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "expected"),
    [
        (5, "working_days", "2025-03-03 09:15", "2025-03-10 18:00"),
        (7, "days", "2025-03-03 09:15", "2025-03-10 18:00"),
        (1, "days", "2025-03-07 10:00", "2025-03-08 18:00"),  # a Saturday, not rolled
        (0, "days", "2025-03-03 10:00", "2025-03-03 18:00"),
        (0, "days", "2025-03-03 18:00", "2025-03-04"),  # after closing: until 24:00
        (0, "working_days", "2025-03-07 19:00", "2025-03-08"),
        (0, "working_days", "2025-03-08 19:00", "2025-03-10 18:00"),
    ],
)
def test_a_period_in_days_may_end_at_closing_time(amount, unit, start, expected):
    assert due(amount, unit, start, ends="close") == Due(at(expected))


@pytest.mark.parametrize(
    ("amount", "ends", "start", "expected"),
    [
        (7, "midnight", "2025-01-24 10:00", "2025-02-06"),  # 31 January → 5 February
        (7, "close", "2025-01-24 10:00", "2025-02-05 18:00"),
        (1, "midnight", "2025-03-07 10:00", "2025-03-11"),  # Saturday → Monday
        (2, "midnight", "2025-01-24 10:00", "2025-01-27"),  # a Sunday that people work stays
        (3, "midnight", "2025-03-03 10:00", "2025-03-07"),
        (0, "midnight", "2025-03-08 10:00", "2025-03-11"),
    ],
)
def test_a_last_day_off_rolls_to_the_next_workday(amount, ends, start, expected):
    assert due(amount, "days", start, ends=ends, roll_to_workday=True) == Due(at(expected))


@pytest.mark.parametrize("unit", ["minutes", "hours"])
def test_elapsed_time_never_rolls(unit):
    plain, rolling = (
        due(5, unit, "2025-03-08 10:00", roll_to_workday=roll) for roll in (False, True)
    )
    assert plain == rolling


@pytest.mark.parametrize(
    ("amount", "unit", "start", "pauses", "expected"),
    [
        (2, "hours", "2025-03-03 10:00", [("10:30:10", "11:00:20")], "2025-03-03 12:30:10"),
        # the pause begins when the budget is gone
        (2, "hours", "2025-03-03 10:00", [("12:00", "13:00")], "2025-03-03 12:00"),
        # before the start, without length, overlapping, out of order
        (
            2,
            "hours",
            "2025-03-03 10:00",
            [("08:00", "10:00"), ("11:00", "11:00")],
            "2025-03-03 12:00",
        ),
        (
            2,
            "hours",
            "2025-03-03 10:00",
            [("11:00", "11:30"), ("10:30", "11:10")],
            "2025-03-03 13:00",
        ),
        (
            2,
            "hours",
            "2025-03-03 10:00",
            [("11:30", "12:30"), ("10:30", "11:00")],
            "2025-03-03 13:30",
        ),
        # working hours: lunch does not count anyway; a touched minute does not count
        (4, "working_hours", "2025-03-03 09:00", [("11:00", "14:00")], "2025-03-03 16:00"),
        (2, "working_hours", "2025-03-03 09:00", [("10:00:30", "10:01:10")], "2025-03-03 11:02"),
        (2, "working_hours", "2025-03-03 09:00", [("10:00:30", "10:00:30")], "2025-03-03 11:00"),
        # days: paused at noon of the starting day, before counting begins
        (3, "days", "2025-03-03 10:00", [("12:00", "23:00")], "2025-03-07"),
    ],
)
def test_pauses_within_a_day(amount, unit, start, pauses, expected):
    taken = [pause(f"2025-03-03 {a}", f"2025-03-03 {b}") for a, b in pauses]
    assert due(amount, unit, start, *taken) == Due(at(expected))


@pytest.mark.parametrize(
    ("unit", "paused", "expected"),
    [
        # 3 working days from Monday 3 March end with Thursday 6 March
        ("working_days", ("2025-03-04 12:00", "2025-03-05 12:00"), "2025-03-08"),
        ("working_days", ("2025-03-05 09:00", "2025-03-05 10:00"), "2025-03-08"),
        ("working_days", ("2025-03-06 23:00", "2025-03-07 00:00"), "2025-03-08"),
        ("working_days", ("2025-03-07 00:00", "2025-03-12 00:00"), "2025-03-07"),  # too late
        ("working_days", ("2025-03-06 12:00", "2025-03-10 12:00"), "2025-03-11"),
        ("days", ("2025-03-04 12:00", "2025-03-05 13:00"), "2025-03-09"),
    ],
)
def test_after_a_pause_the_last_day_still_ends_at_midnight(unit, paused, expected):
    assert due(3, unit, "2025-03-03 10:00", pause(*paused)) == Due(at(expected))


@pytest.mark.parametrize(
    ("amount", "unit", "options", "pauses", "expected"),
    [
        # the same day, held from noon until Wednesday of the next week
        (0, "days", {}, [("2025-03-07 12:00", "2025-03-12 09:00")], "2025-03-13"),
        (
            0,
            "days",
            {"ends": "close"},
            [("2025-03-07 12:00", "2025-03-12 09:00")],
            "2025-03-12 18:00",
        ),
        (0, "days", {"ends": "close"}, [("2025-03-07 12:00", "2025-03-12 19:00")], "2025-03-13"),
        # until the very end of the day: the next one is left
        (0, "days", {}, [("2025-03-07 12:00", "2025-03-08 00:00")], "2025-03-09"),
        (0, "working_days", {}, [("2025-03-07 12:00", "2025-03-08 00:00")], "2025-03-11"),
        # a Saturday that rolled to Monday, held on Sunday
        (
            1,
            "days",
            {"roll_to_workday": True},
            [("2025-03-09 10:00", "2025-03-20 10:00")],
            "2025-03-21",
        ),
        # used up at noon because of the first pause; held again in the afternoon
        (
            1,
            "working_days",
            {},
            [("2025-03-10 09:00", "2025-03-10 12:00"), ("2025-03-11 15:00", "2025-03-14 15:00")],
            "2025-03-15",
        ),
    ],
)
def test_what_was_held_before_it_was_due_is_not_late_when_it_goes_on(
    amount, unit, options, pauses, expected
):
    taken = [pause(*times) for times in pauses]
    assert due(amount, unit, "2025-03-07 09:00", *taken, **options) == Due(at(expected))
    *earlier, (held_from, _end) = pauses
    open_ended = [*(pause(*times) for times in earlier), pause(held_from)]
    assert due(amount, unit, "2025-03-07 09:00", *open_ended, **options) == Due(None)


def test_a_pause_over_days_off_costs_working_days_nothing():
    over_holiday = pause("2025-01-28 00:00", "2025-02-05 00:00")
    assert due(5, "working_days", "2025-01-24 10:00", over_holiday) == Due(at("2025-02-08"))


@pytest.mark.parametrize("unit", list(Unit))
def test_no_due_time_while_paused(unit):
    held = due(5, unit, "2025-03-03 10:00", pause("2025-03-03 10:01"))
    assert held == Due(None)
    assert held.is_open_ended


def test_an_open_pause_after_the_budget_is_used_up_holds_nothing():
    late = due(2, "working_days", "2025-03-03 10:00", pause("2025-03-06 00:00"))
    assert late == Due(at("2025-03-06"))
    assert not late.is_open_ended
    assert due(2, "working_days", "2025-03-03 10:00", pause("2025-03-05 23:59")).is_open_ended


def test_an_open_pause_swallows_those_that_follow():
    pauses = [pause("2025-03-03 10:30"), pause("2025-03-03 11:00", "2025-03-03 11:10")]
    assert due(2, "hours", "2025-03-03 10:00", *pauses).is_open_ended


# --- years whose holidays are not published ------------------------------------------------------
# When the calendar library learns 2027, these move on by a year.


@pytest.mark.parametrize(
    ("amount", "unit", "options", "expected", "provisional"),
    [
        (7, "working_days", {}, "2027-01-07", True),  # 28 to 31 December, 4 5 6 January
        (4, "working_days", {}, "2027-01-01", False),  # 31 December, 24:00
        (5, "working_days", {}, "2027-01-05", True),
        (60, "working_hours", {}, "2027-01-07 16:00", True),
        (31, "working_hours", {}, "2026-12-31 17:00", False),
        (30, "days", {}, "2027-01-25", False),  # no holiday was asked about
        (29, "days", {"roll_to_workday": True}, "2027-01-26", True),
        (6, "days", {"roll_to_workday": True}, "2027-01-01", False),
        (500, "hours", {}, "2027-01-15 12:00", False),
    ],
)
def test_deadlines_that_rest_on_2027_are_provisional(amount, unit, options, expected, provisional):
    assert due(amount, unit, "2026-12-25 16:00", **options) == Due(at(expected), provisional)


def test_a_stored_notice_makes_the_answer_final():
    notice = {dt.date(2027, 1, 1): False, dt.date(2027, 1, 3): True}
    calendar = WorkCalendar(overrides=notice, official_years=[2027])
    final = due(7, "working_days", "2026-12-25 16:00", calendar=calendar)
    assert final == Due(at("2027-01-06"), provisional=False)


def test_the_starting_day_is_not_asked_about():
    calendar = WorkCalendar(official_years=[2028])
    assert not due(5, "working_days", "2027-12-31 10:00", calendar=calendar).provisional
    assert due(5, "working_days", "2027-12-30 10:00", calendar=calendar).provisional
    assert due(0, "working_days", "2027-12-31 10:00", calendar=calendar).provisional


# --- against the walk ----------------------------------------------------------------------------

SPANS = {
    BusinessHours(): [(540, 720), (810, 1080)],
    BusinessHours(((dt.time(8, 30), dt.time(17)),)): [(510, 1020)],
    BusinessHours(((dt.time(0), dt.time(1)), (dt.time(22), dt.time(0)))): [(0, 60), (1320, 1440)],
}
FIRST, LAST = at("2024-01-01"), at("2026-10-31")
EDGES = [
    at(text) for text in ("2024-02-08", "2024-09-28", "2025-01-25", "2025-09-27", "2026-02-13")
]
TIMES = [0, 540, 720, 810, 1080, 1320, 1439]

starts = st.one_of(
    st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)).map(
        lambda t: t.replace(microsecond=0, tzinfo=SHANGHAI)
    ),
    st.builds(
        lambda edge, days, minute, second: edge + dt.timedelta(days, second, minutes=minute),
        st.sampled_from(EDGES),
        st.integers(0, 12),
        st.sampled_from(TIMES),
        st.sampled_from([-1, 0, 1]),
    ),
)


def offsets(longest):
    """Lengths up to `longest`, round ones and odd ones."""
    whole = longest // MINUTE
    return st.one_of(
        st.integers(0, whole // 60).map(lambda hours: dt.timedelta(hours=hours)),
        st.integers(0, whole).map(lambda minutes: dt.timedelta(minutes=minutes)),
        st.integers(0, whole * 60).map(lambda seconds: dt.timedelta(seconds=seconds)),
    )


HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@st.composite
def pauses_after(draw, start, *, reach=6 * DAY, longest=3 * DAY):
    """Up to four pauses in any order, some overlapping, empty, early or without an end."""
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        begun = start - reach / 12 + draw(offsets(reach))
        begun = begun.replace(microsecond=0)
        length = draw(st.one_of(st.just(0 * HOUR), offsets(HOUR), offsets(longest)))
        is_open = draw(st.integers(0, 19)) == 0
        pauses.append(Pause(begun, None if is_open else begun + length))
    return pauses


@st.composite
def limits(draw):
    """A rule of any kind that stays within a few weeks."""
    unit = draw(st.sampled_from(list(Unit)))
    least, most = {
        Unit.MINUTES: (1, 300),
        Unit.HOURS: (1, 5),
        Unit.WORKING_HOURS: (1, 60),
        Unit.DAYS: (0, 15),
        Unit.WORKING_DAYS: (0, 10),
    }[unit]
    return Rule(
        draw(st.integers(least, most)),
        unit,
        hours=draw(st.sampled_from(list(SPANS))),
        ends=draw(st.sampled_from(["midnight", "close"])),
        roll_to_workday=draw(st.booleans()),
    )


@st.composite
def situations(draw):
    """A rule, a start, and pauses near enough to matter."""
    rule, start = draw(limits()), draw(starts)
    if rule.keeps_seconds:  # the walk goes by the second: shorter
        return rule, start, draw(pauses_after(start, reach=6 * HOUR, longest=2 * HOUR))
    return rule, start, draw(pauses_after(start))


def walked(rule, start, pauses):
    return walk.due(
        rule.amount,
        rule.unit,
        start,
        spans=SPANS[rule.hours],
        ends=rule.ends,
        roll=rule.roll_to_workday,
        pauses=[(p.from_at, p.to_at) for p in pauses],
    )


@pytest.mark.slow
@given(situations())
@example((Rule(1, "working_days"), at("2025-03-06 10:00"), []))
def test_due_equals_the_walk(situation):
    rule, start, pauses = situation
    assert due_at(rule, start, CALENDAR, pauses) == Due(walked(rule, start, pauses))


@pytest.mark.slow
@given(situations(), offsets(dt.timedelta(days=20)))
def test_counted_minutes_equal_the_walk(situation, later):
    rule, start, pauses = situation
    now = start + (later / 80 if rule.keeps_seconds else later)
    expected = walk.counted(
        rule.unit,
        start,
        now.replace(microsecond=0),
        spans=SPANS[rule.hours],
        pauses=[(p.from_at, p.to_at) for p in pauses],
    )
    now = now.replace(microsecond=0)
    assert counted_minutes(rule, start, now, CALENDAR, pauses) == expected
    left = remaining(rule, start, now, CALENDAR, pauses)
    assert left == max(0, rule.budget // MINUTE - expected)


# --- laws ----------------------------------------------------------------------------------------


def instant(due):
    return due.at or dt.datetime.max.replace(tzinfo=SHANGHAI)


@given(situations(), offsets(dt.timedelta(days=9)))
def test_a_later_start_is_never_due_earlier(situation, later):
    rule, start, pauses = situation
    first = due_at(rule, start, CALENDAR, pauses)
    second = due_at(rule, start + later, CALENDAR, pauses)
    assert instant(first) <= instant(second)


@given(situations(), st.data())
def test_one_more_pause_is_never_due_earlier(situation, data):
    rule, start, pauses = situation
    more = pauses + data.draw(pauses_after(start))
    assert instant(due_at(rule, start, CALENDAR, pauses)) <= instant(
        due_at(rule, start, CALENDAR, more)
    )


@given(situations(), st.randoms(use_true_random=False))
def test_order_repetition_and_time_zone_change_nothing(situation, random):
    rule, start, pauses = situation
    shuffled = [*pauses, *pauses]
    random.shuffle(shuffled)
    in_utc = [
        Pause(p.from_at.astimezone(dt.UTC), p.to_at and p.to_at.astimezone(dt.UTC))
        for p in shuffled
    ]
    expected = due_at(rule, start, CALENDAR, pauses)
    assert due_at(rule, start.astimezone(dt.UTC), CALENDAR, in_utc) == expected


@given(situations())
def test_nothing_is_left_when_it_is_due_and_something_before(situation):
    rule, start, pauses = situation
    due = due_at(rule, start, CALENDAR, pauses)
    assume(due.at is not None)
    assume(not rule.counts_days or rule.ends == "midnight")  # closing comes before the last minute
    assert due.at > start
    assert remaining(rule, start, due.at, CALENDAR, pauses) == 0
    if not rule.counts_days:
        assert remaining(rule, start, due.at - MINUTE, CALENDAR, pauses) == 1


# --- values --------------------------------------------------------------------------------------


def test_due_on_is_the_day_that_ends():
    assert due_on(at("2025-03-08 00:00")) == dt.date(2025, 3, 7)
    assert due_on(at("2025-03-08 00:00:01")) == dt.date(2025, 3, 8)
    assert due_on(at("2025-03-07 18:00")) == dt.date(2025, 3, 7)
    assert due_on(dt.datetime(2025, 3, 7, 16, tzinfo=dt.UTC)) == dt.date(2025, 3, 7)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        (-1, "days"),
        (0, "hours"),
        (0, "minutes"),
        (0, "working_hours"),
        (3661, "days"),
        (10**12, "days"),
    ],
)
def test_amounts_that_cannot_be_meant_are_refused(amount, unit):
    with pytest.raises(ValueError, match="a limit"):
        Rule(amount, unit)


def test_unknown_words_are_refused():
    with pytest.raises(ValueError, match="weeks"):
        Rule(1, "weeks")
    with pytest.raises(ValueError, match="noon"):
        Rule(1, "days", ends="noon")


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        pause("2025-03-03 10:00", "2025-03-03 09:59")


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        due_at(Rule(1, "hours"), dt.datetime(2025, 3, 3, 10), CALENDAR)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2025-03-03 10:00", Light.GREEN),
        ("2025-03-03 17:59:59", Light.GREEN),
        ("2025-03-03 18:00", Light.AMBER),  # a fifth of ten hours is left
        ("2025-03-03 20:00", Light.AMBER),  # the last instant is in time
        ("2025-03-03 20:00:01", Light.RED),
    ],
)
def test_light(now, colour):
    start, due = at("2025-03-03 10:00"), at("2025-03-03 20:00")
    assert light(due, at(now), started_at=start) == colour


def test_light_follows_the_share_it_is_given():
    start, due = at("2025-03-03 10:00"), at("2025-03-03 20:00")
    assert amber_at(due, started_at=start, share=0.5) == at("2025-03-03 15:00")
    assert light(due, at("2025-03-03 15:00"), started_at=start, amber_share=0.5) == Light.AMBER
    assert light(due, at("2025-03-03 19:59"), started_at=start, amber_share=0) == Light.GREEN


def test_a_clock_without_due_time_has_no_colour():
    start = at("2025-03-03 10:00")
    assert light(None, at("2025-03-03 15:00"), started_at=start) == Light.OFF
