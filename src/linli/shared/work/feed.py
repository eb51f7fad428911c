"""A person's due times as iCalendar (RFC 5545), for the calendar of a phone. Pure."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Todo

from linli.kernel.clock import SHANGHAI
from linli.shared.work.queries.dues import Due

# An event needs a length; it ends when the work is due.
LENGTH = dt.timedelta(minutes=30)


def render(
    dues: Iterable[Due], *, with_titles: bool, as_tasks: bool, root: str, at: dt.datetime
) -> bytes:
    """The calendar file. Events by default: few phones show tasks of a subscribed calendar.

    `root` is the site's address, for links back; without titles nothing of a resident is in it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//work//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("邻里待办"))
    calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for due in dues:
        entry = _task(due) if as_tasks else _event(due)
        entry.add("uid", f"clock-{due.clock.pk}@linli")
        entry.add("dtstamp", at)
        entry.add("summary", _summary(due, with_titles=with_titles))
        if due.url:
            entry.add("url", root + due.url)
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(due: Due) -> Event:
    event = Event()
    ends_at = due.at.astimezone(SHANGHAI)
    event.add("dtstart", ends_at - LENGTH)
    event.add("dtend", ends_at)
    event.add("transp", "TRANSPARENT")
    return event


def _task(due: Due) -> Todo:
    task = Todo()
    task.add("due", due.at.astimezone(SHANGHAI))
    task.add("status", "NEEDS-ACTION")
    return task


def _summary(due: Due, *, with_titles: bool) -> str:
    words = _("%s到期") % due.label
    if due.provisional:
        words = _("%s（暂定）") % words
    return f"{words}：{due.clock.item.title}" if with_titles else words
