"""Which days people work on in China, 调休 included, and in which hours.

Days have three sources, the later one wins for a single day:

1. Years that the State Council has arranged: the library chinesecalendar holds its notices.
2. Other years: weekends, and the days off that the law itself names (全国年节及纪念日放假办法,
   art. 2, as amended on 2024-11-10; lunar dates from lunar-python). Which workdays are moved
   is decided by a notice each autumn and cannot be computed, so no 调休 is guessed. Every
   answer that touches such a year is provisional: `is_official` says so.
3. `overrides`: single days that a site has stored, for example the rows of a new notice. When
   a site has stored a whole notice it adds that year to `official_years`.

Pure: no clock, no database. Build a calendar once and keep it: it remembers each year it met.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import chinese_calendar
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from lunar_python import Lunar, Solar

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
ZERO = dt.timedelta()
MIDNIGHT = dt.time(0)
SATURDAY = 5


class Holiday(TextChoices):
    """The holidays of all citizens; the values are stored, the labels shown."""

    NEW_YEAR = "new_year", _("元旦")
    SPRING_FESTIVAL = "spring_festival", _("春节")
    QINGMING = "qingming", _("清明节")
    LABOUR_DAY = "labour_day", _("劳动节")
    DRAGON_BOAT = "dragon_boat", _("端午节")
    MID_AUTUMN = "mid_autumn", _("中秋节")
    NATIONAL_DAY = "national_day", _("国庆节")


_PUBLISHED_NAMES = {
    "New Year's Day": Holiday.NEW_YEAR,
    "Spring Festival": Holiday.SPRING_FESTIVAL,
    "Tomb-sweeping Day": Holiday.QINGMING,
    "Labour Day": Holiday.LABOUR_DAY,
    "Dragon Boat Festival": Holiday.DRAGON_BOAT,
    "Mid-autumn Festival": Holiday.MID_AUTUMN,
    "National Day": Holiday.NATIONAL_DAY,
}


@cache
def published_years() -> frozenset[int]:
    """Years whose State Council notice the library holds.

    National Day marks them, because a notice may reach into December of the year before.
    """
    first_of_october = (10, 1)
    return frozenset(
        day.year for day in chinese_calendar.holidays if (day.month, day.day) == first_of_october
    )


def statutory_holidays(year: int) -> dict[dt.date, Holiday]:
    """The days off that the law names for a year (办法 art. 2), without any moved day.

    When 中秋 meets National Day, the day counts as National Day. Holidays on a weekend are owed
    another day off (办法 art. 6), but which one only the notice says.
    """
    spring = _lunar(year, 1, 1)
    holidays = {
        dt.date(year, 1, 1): Holiday.NEW_YEAR,
        _qingming(year): Holiday.QINGMING,
        dt.date(year, 5, 1): Holiday.LABOUR_DAY,
        dt.date(year, 5, 2): Holiday.LABOUR_DAY,
        _lunar(year, 5, 5): Holiday.DRAGON_BOAT,
        _lunar(year, 8, 15): Holiday.MID_AUTUMN,
    }
    for offset in range(-1, 3):  # 除夕, 初一, 初二, 初三
        holidays[spring + offset * DAY] = Holiday.SPRING_FESTIVAL
    for day in (1, 2, 3):
        holidays[dt.date(year, 10, day)] = Holiday.NATIONAL_DAY
    return holidays


def _lunar(year: int, month: int, day: int) -> dt.date:
    return _date(Lunar.fromYmd(year, month, day).getSolar())


def _qingming(year: int) -> dt.date:
    return _date(Lunar.fromYmd(year, 1, 1).getJieQiTable()["清明"])


def _date(solar: Solar) -> dt.date:
    return dt.date(solar.getYear(), solar.getMonth(), solar.getDay())


@dataclass(frozen=True)
class BusinessHours:
    """The opening hours of a workday, as (opens, closes) pairs in order; 00:00 closes at 24:00.

    Raises ValueError when a pair is empty, overlaps the one before, or is not in whole minutes.
    """

    spans: tuple[tuple[dt.time, dt.time], ...] = (
        (dt.time(9), dt.time(12)),
        (dt.time(13, 30), dt.time(18)),
    )
    offsets: tuple[tuple[dt.timedelta, dt.timedelta], ...] = field(init=False, repr=False)
    per_day: dt.timedelta = field(init=False, repr=False)

    def __post_init__(self) -> None:
        offsets = tuple((_offset(opens), _offset(closes) or DAY) for opens, closes in self.spans)
        edges = [edge for span in offsets for edge in span]
        if not edges or any(edge % MINUTE for edge in edges):
            raise ValueError("business hours need at least one span, in whole minutes")
        if any(opens >= closes for opens, closes in offsets) or edges != sorted(edges):
            raise ValueError("business hours must open before they close, one span after another")
        object.__setattr__(self, "offsets", offsets)
        object.__setattr__(self, "per_day", sum((b - a for a, b in offsets), ZERO))

    def worked_before(self, offset: dt.timedelta) -> dt.timedelta:
        """How much of a workday's hours lies before an offset from midnight."""
        return sum((min(offset, b) - a for a, b in self.offsets if a < offset), ZERO)

    def offset_after(self, worked: dt.timedelta) -> dt.timedelta:
        """The offset from midnight when that much has been worked; a break is not entered."""
        offset = self.offsets[0][0] + worked
        for before, after in pairwise(self.offsets):
            if offset > before[1]:
                offset += after[0] - before[1]
        return offset


def _offset(time: dt.time) -> dt.timedelta:
    return dt.datetime.combine(dt.date.min, time) - dt.datetime.combine(dt.date.min, MIDNIGHT)


@dataclass(frozen=True, slots=True)
class _Year:
    workdays: tuple[dt.date, ...]
    workday_set: frozenset[dt.date]
    holidays: Mapping[dt.date, Holiday | None]


@dataclass(frozen=True)
class WorkCalendar:
    """Answers what is a workday; immutable, so it may be shared by all threads.

    `overrides` maps a day to "people work"; `official_years` are years that the site has entered
    in full from a notice which the library does not hold yet.
    """

    overrides: Mapping[dt.date, bool] = field(default_factory=dict, hash=False)
    official_years: Collection[int] = frozenset()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", dict(self.overrides))
        object.__setattr__(self, "official_years", frozenset(self.official_years))

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work on this day."""
        return day in self._year(day.year).workday_set

    def is_official(self, day: dt.date) -> bool:
        """Whether the day's year rests on a published notice; if not, the answer may change."""
        return self.is_official_between(day, day)

    def is_official_between(self, first: dt.date, last: dt.date) -> bool:
        """Whether every year from `first` to `last`, both included, is official."""
        return all(
            year in published_years() or year in self.official_years
            for year in range(first.year, last.year + 1)
        )

    def holiday(self, day: dt.date) -> Holiday | None:
        """The holiday a day off belongs to, when known; None on workdays and plain weekends."""
        year = self._year(day.year)
        return None if day in year.workday_set else year.holidays.get(day)

    def next_workday(self, day: dt.date) -> dt.date:
        """The first workday after `day`, which itself is not considered."""
        return self.workday_after(day, 1)

    def workday_after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th workday after `day`; `count` is 1 or more."""
        if count < 1:
            raise ValueError("count must be 1 or more")
        year = day.year
        workdays = self._year(year).workdays
        index = bisect_right(workdays, day) + count - 1
        while index >= len(workdays):
            index -= len(workdays)
            year += 1
            workdays = self._year(year).workdays
        return workdays[index]

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """How many workdays lie from `start`, included, to `end`, not included."""
        if end <= start:
            return 0
        count = -bisect_left(self._year(start.year).workdays, start)
        for year in range(start.year, end.year):
            count += len(self._year(year).workdays)
        return count + bisect_left(self._year(end.year).workdays, end)

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._read_year(year)
        return known

    def _read_year(self, year: int) -> _Year:
        holidays = _holidays(year)
        first, until = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
        days = (first + n * DAY for n in range((until - first).days))
        workdays = tuple(day for day in days if self._works(day, holidays))
        return _Year(workdays, frozenset(workdays), holidays)

    def _works(self, day: dt.date, holidays: Mapping[dt.date, Holiday | None]) -> bool:
        stored = self.overrides.get(day)
        if stored is not None:
            return stored
        return day in chinese_calendar.workdays or (
            day.weekday() < SATURDAY and day not in holidays
        )


@cache
def _holidays(year: int) -> Mapping[dt.date, Holiday | None]:
    """The days off of a year before a site's own rows: published, or else by the law."""
    if year not in published_years():
        return statutory_holidays(year)
    # Not every day off is one of the seven: 2015-09-03 was given once, for the 70th anniversary.
    return {
        day: _PUBLISHED_NAMES.get(name)
        for day, name in chinese_calendar.holidays.items()
        if day.year == year
    }


@cache
def default_calendar() -> WorkCalendar:
    """The calendar without anything stored by a site."""
    return WorkCalendar()
