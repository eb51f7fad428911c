import datetime as dt

import pytest

from linli.kernel.tests import notices
from linli.kernel.workdays import (
    BusinessHours,
    Holiday,
    WorkCalendar,
    default_calendar,
    published_years,
    statutory_holidays,
)

D = dt.date.fromisoformat
DAY = dt.timedelta(days=1)
UNPUBLISHED = max(published_years()) + 1


def days_of(year):
    first = dt.date(year, 1, 1)
    return [first + n * DAY for n in range((dt.date(year + 1, 1, 1) - first).days)]


def test_calendar_equals_the_notices_on_every_day_of_2024_to_2026():
    calendar = default_calendar()
    differing = [d for d in notices.ALL_DAYS if calendar.is_workday(d) != notices.works(d)]
    assert differing == []
    assert len(notices.ALL_DAYS) == 366 + 365 + 365
    assert all(calendar.is_official(d) for d in notices.ALL_DAYS)


def test_every_working_weekend_is_a_weekend_and_every_day_off_is_named():
    calendar = default_calendar()
    assert all(D(day).isoweekday() > 5 for day in notices.WORKING_WEEKENDS)
    for first, last in notices.DAYS_OFF:
        names = {calendar.holiday(D(first) + n * DAY) for n in range((D(last) - D(first)).days + 1)}
        assert names <= set(Holiday)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2025-01-01", Holiday.NEW_YEAR),
        ("2025-01-28", Holiday.SPRING_FESTIVAL),
        ("2026-02-23", Holiday.SPRING_FESTIVAL),
        ("2024-04-04", Holiday.QINGMING),
        ("2025-05-05", Holiday.LABOUR_DAY),
        ("2025-06-02", Holiday.DRAGON_BOAT),
        ("2026-09-25", Holiday.MID_AUTUMN),
        ("2026-10-07", Holiday.NATIONAL_DAY),
        ("2027-02-05", Holiday.SPRING_FESTIVAL),
        ("2025-01-26", None),  # a Sunday that people work for the Spring Festival
        ("2025-03-08", None),  # a plain Saturday
        ("2025-03-10", None),  # a plain Monday
        ("2015-09-03", None),  # a day off that was given once
    ],
)
def test_holiday_names(day, holiday):
    assert default_calendar().holiday(D(day)) == holiday


def test_days_off_by_law_in_2027():
    by_law = {
        "2027-01-01": Holiday.NEW_YEAR,
        "2027-02-05": Holiday.SPRING_FESTIVAL,  # 除夕
        "2027-02-06": Holiday.SPRING_FESTIVAL,
        "2027-02-07": Holiday.SPRING_FESTIVAL,
        "2027-02-08": Holiday.SPRING_FESTIVAL,
        "2027-04-05": Holiday.QINGMING,
        "2027-05-01": Holiday.LABOUR_DAY,
        "2027-05-02": Holiday.LABOUR_DAY,
        "2027-06-09": Holiday.DRAGON_BOAT,
        "2027-09-15": Holiday.MID_AUTUMN,
        "2027-10-01": Holiday.NATIONAL_DAY,
        "2027-10-02": Holiday.NATIONAL_DAY,
        "2027-10-03": Holiday.NATIONAL_DAY,
    }
    assert statutory_holidays(2027) == {D(day): name for day, name in by_law.items()}


def test_a_year_without_notice_takes_weekends_and_the_law_and_is_not_official():
    calendar = WorkCalendar()
    by_law = statutory_holidays(UNPUBLISHED)
    for day in days_of(UNPUBLISHED):
        assert calendar.is_workday(day) == (day.isoweekday() <= 5 and day not in by_law)
        assert not calendar.is_official(day)


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_law_agrees_with_the_notices_since_it_was_amended(year):
    for day, holiday in statutory_holidays(year).items():
        assert not notices.works(day)
        if not (year == 2025 and holiday == Holiday.MID_AUTUMN):
            assert default_calendar().holiday(day) == holiday


def test_mid_autumn_on_national_day_counts_as_national_day():
    holidays = statutory_holidays(2031)
    assert holidays[D("2031-10-01")] == Holiday.NATIONAL_DAY
    assert Holiday.MID_AUTUMN not in holidays.values()


def test_published_years_are_whole_and_without_gap():
    years = published_years()
    assert {2024, 2025, 2026} <= years
    assert years == set(range(min(years), max(years) + 1))


def test_a_stored_day_beats_the_library_and_the_law():
    first_of_may = dt.date(UNPUBLISHED, 5, 1)
    calendar = WorkCalendar(
        overrides={D("2025-03-10"): False, D("2025-10-02"): True, first_of_may: True}
    )
    assert not calendar.is_workday(D("2025-03-10"))
    assert calendar.is_workday(D("2025-10-02"))
    assert calendar.holiday(D("2025-10-02")) is None
    assert calendar.is_workday(first_of_may)
    assert not calendar.is_official(first_of_may)  # one row is not a notice
    assert default_calendar().is_workday(D("2025-03-10"))


def test_a_year_entered_by_the_site_is_official():
    calendar = WorkCalendar(official_years=[UNPUBLISHED])
    before, inside = D("2025-06-01"), dt.date(UNPUBLISHED, 6, 1)
    after = dt.date(UNPUBLISHED + 1, 1, 1)
    assert calendar.is_official(inside)
    assert calendar.is_official_between(before, inside)
    assert not calendar.is_official_between(before, after)
    assert not default_calendar().is_official_between(before, inside)


def test_calendar_keeps_its_own_copy_of_the_rows():
    rows = {D("2025-03-10"): False}
    calendar = WorkCalendar(overrides=rows)
    rows[D("2025-03-11")] = False
    assert calendar.is_workday(D("2025-03-11"))
    assert calendar == WorkCalendar(overrides={D("2025-03-10"): False})
    assert hash(calendar) == hash(WorkCalendar(overrides={D("2025-03-10"): False}))


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2025-01-24", "2025-01-26"),  # Friday before a working Sunday
        ("2025-01-27", "2025-02-05"),  # over the Spring Festival
        ("2024-09-30", "2024-10-08"),
        ("2024-10-11", "2024-10-12"),  # a working Saturday
        ("2025-12-31", "2026-01-04"),  # over New Year, to a working Sunday
    ],
)
def test_next_workday(day, following):
    assert default_calendar().next_workday(D(day)) == D(following)


def test_counting_forwards_and_between_agree_with_a_walk():
    calendar = WorkCalendar()
    workdays = [day for day in notices.ALL_DAYS if notices.works(day)]
    for start in notices.ALL_DAYS[::5]:
        later = [day for day in workdays if day > start]
        for count in (1, 2, 5, 15, 300):
            if count <= len(later):
                target = later[count - 1]
                assert calendar.workday_after(start, count) == target
                assert calendar.workdays_between(start + DAY, target) == count - 1
                assert calendar.workdays_between(start + DAY, target + DAY) == count


def test_nothing_lies_between_a_day_and_an_earlier_one():
    calendar = default_calendar()
    assert calendar.workdays_between(D("2025-03-10"), D("2025-03-10")) == 0
    assert calendar.workdays_between(D("2025-03-14"), D("2025-03-10")) == 0


def test_counting_needs_at_least_one_day():
    with pytest.raises(ValueError, match="1 or more"):
        default_calendar().workday_after(D("2025-03-10"), 0)


def test_default_calendar_is_made_once():
    assert default_calendar() is default_calendar()


@pytest.mark.parametrize(
    "spans",
    [
        (),
        (("09:00", "09:00"),),
        (("12:00", "09:00"),),
        (("09:00", "12:00"), ("11:00", "18:00")),
        (("13:00", "18:00"), ("09:00", "12:00")),
        (("09:00", "00:00"), ("13:00", "18:00")),  # 00:00 closes at 24:00
        (("09:00:30", "12:00"),),
    ],
)
def test_business_hours_that_make_no_sense_are_refused(spans):
    with pytest.raises(ValueError, match="business hours"):
        BusinessHours(tuple((dt.time.fromisoformat(a), dt.time.fromisoformat(b)) for a, b in spans))


def test_business_hours_measure_a_day():
    hours = BusinessHours()
    assert hours.per_day == dt.timedelta(hours=7, minutes=30)
    for offset, worked in [
        (0, 0),
        (9, 0),
        (10, 1),
        (12, 3),
        (13, 3),
        (13.5, 3),
        (18, 7.5),
        (24, 7.5),
    ]:
        assert hours.worked_before(dt.timedelta(hours=offset)) == dt.timedelta(hours=worked)
    for worked, offset in [(1, 10), (3, 12), (3.5, 14), (7.5, 18)]:
        assert hours.offset_after(dt.timedelta(hours=worked)) == dt.timedelta(hours=offset)


def test_business_hours_may_last_until_midnight():
    assert BusinessHours(((dt.time(0), dt.time(0)),)).per_day == DAY
