"""The site's working calendar: the library's years plus what the site has entered."""

import datetime as dt
from functools import lru_cache

from linli.kernel.workdays import WorkCalendar, default_calendar
from linli.shared.work.models import CalendarDay, OfficialYear


def site_calendar() -> WorkCalendar:
    """The calendar by which this site counts. Two short queries; keep it for a batch."""
    days = tuple(CalendarDay.objects.order_by("day").values_list("day", "is_workday"))
    years = frozenset(OfficialYear.objects.values_list("year", flat=True))
    return _calendar(days, years)


@lru_cache(maxsize=4)
def _calendar(days: tuple[tuple[dt.date, bool], ...], years: frozenset[int]) -> WorkCalendar:
    """Kept between calls: a calendar works out each year only once."""
    if not days and not years:
        return default_calendar()
    return WorkCalendar(overrides=dict(days), official_years=years)
