"""The site's working calendar: the library's years plus what the site has entered."""


from linli.kernel.workdays import WorkCalendar, default_calendar
from linli.shared.work.models import CalendarDay, OfficialYear



def site_calendar() -> WorkCalendar:
    """The calendar by which this site counts. Two short queries; keep it for a batch."""
    days = dict(CalendarDay.objects.values_list("day", "is_workday"))
    years = frozenset(OfficialYear.objects.values_list("year", flat=True))
    if not days and not years:
        return default_calendar()
    return WorkCalendar(overrides=days, official_years=years)
