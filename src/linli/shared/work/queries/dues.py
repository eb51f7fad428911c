"""A person's due times by day, for the calendar and its feed."""

import calendar
import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.core import signing
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel.clock import SHANGHAI, midnight
from linli.kernel.workdays import WorkCalendar
from linli.shared.work import deadlines
from linli.shared.work.calendars import site_calendar
from linli.shared.work.kinds import KINDS, WorkKind, fetch_records
from linli.shared.work.models import CalendarDay, Clock, FeedToken
from linli.shared.work.queries import items as item_queries

SATURDAY = 5
DAY = dt.timedelta(days=1)
FEED = signing.Signer(salt="linli.work.feed")


@dataclasses.dataclass(frozen=True)
class Moment:
    """A due time as people say it: the last minute of a day is that day's 24:00."""

    at: dt.datetime
    provisional: bool

    @property
    def on(self) -> dt.date:
        """The day it is due on; 24:00 belongs to the day that ends there."""
        return deadlines.due_on(self.at)

    @property
    def time(self) -> str:
        """ "24:00" where the clock on the wall would say 00:00 of the next day."""
        local = self.at.astimezone(SHANGHAI)
        return "24:00" if self.on != local.date() else f"{local:%H:%M}"

    @property
    def words(self) -> str:
        """ "3月11日24:00"."""
        return f"{date_format(self.on, 'MONTH_DAY_FORMAT')}{self.time}"


@dataclasses.dataclass(frozen=True)
class Due(Moment):
    """One limit on one item of a person's."""

    clock: Clock
    kind: WorkKind | None

    @property
    def label(self) -> str:
        """ "诉求办理": the kind of work and the step that is due."""
        kind = str(self.kind.label) if self.kind else _("工作")
        return _("%(kind)s%(clock)s") % {"kind": kind, "clock": self.clock.get_kind_display()}

    @property
    def url(self) -> str:
        return self.kind.url(self.clock.item) if self.kind else ""


@dataclasses.dataclass(frozen=True)
class Day:
    """One day of the calendar page. `mark` tells what the weekday alone does not: 休 or 班."""

    on: dt.date
    is_workday: bool
    is_official: bool
    name: str
    dues: list[Due]
    in_month: bool = True

    @property
    def moved(self) -> bool:
        """Whether people work on a weekend, or do not on a weekday."""
        return self.is_workday == (self.on.weekday() >= SATURDAY)


def running(user: accounts.User) -> QuerySet[Clock]:
    """All limits that run on a person's open items, nearest first."""
    return (
        Clock.objects.filter(
            item__in=item_queries.mine(user), stopped_at=None, due_at__isnull=False
        )
        .select_related("item__place")
        .order_by("due_at", "pk")
    )


def as_due(clock: Clock) -> Due:
    """A running clock that is not paused, as calendars show it."""
    assert clock.due_at is not None  # noqa: S101 - `running` asks for it
    return Due(clock.due_at, clock.provisional, clock, KINDS.get(clock.item.kind))


def as_dues(clocks: Iterable[Clock]) -> list[Due]:
    """Running clocks as calendars show them; one query for each kind of their items."""
    found = list(clocks)
    fetch_records([clock.item for clock in found])
    return [as_due(clock) for clock in found]


def days(user: accounts.User, first: dt.date, last: dt.date) -> list[Day]:
    """Each day from `first` to `last`, both included, with what is due on it."""
    dues: dict[dt.date, list[Due]] = {}
    since, until = midnight(first), midnight(last + DAY)
    for due in as_dues(running(user).filter(due_at__gt=since, due_at__lte=until)):
        dues.setdefault(due.on, []).append(due)
    book, notes = site_calendar(), _notes(first, last)
    found = [
        _day(first + n * DAY, book, notes, first.month) for n in range((last - first).days + 1)
    ]
    return [dataclasses.replace(day, dues=dues.get(day.on, [])) for day in found]


def month(user: accounts.User, year: int, number: int) -> list[list[Day]]:
    """The weeks that touch a month, Monday first; days of its neighbours are marked as such."""
    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, number)
    found = [
        dataclasses.replace(day, in_month=day.on.month == number)
        for day in days(user, weeks[0][0], weeks[-1][-1])
    ]
    return [found[start : start + 7] for start in range(0, len(found), 7)]


@dataclasses.dataclass(frozen=True)
class Month:
    """A month of the year's page: whole weeks, Monday first."""

    first: dt.date
    weeks: list[list[Day]]


def year_of_workdays(year: int) -> list[Month]:
    """A year's workdays and days off, without anybody's work."""
    book = site_calendar()
    notes = _notes(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return [
        Month(
            dt.date(year, number, 1),
            [
                [_day(on, book, notes, number) for on in week]
                for week in calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, number)
            ],
        )
        for number in range(1, 13)
    ]


def _day(on: dt.date, book: WorkCalendar, notes: dict[dt.date, str], month_number: int) -> Day:
    holiday = book.holiday(on)
    return Day(
        on,
        book.is_workday(on),
        book.is_official(on),
        notes.get(on) or (str(holiday.label) if holiday else ""),
        [],
        in_month=on.month == month_number,
    )


def _notes(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    found = CalendarDay.objects.filter(day__range=(first, last))
    return dict(found.values_list("day", "note"))


def feed_of(user: accounts.User) -> FeedToken | None:
    """The person's own calendar address, if one is open."""
    return FeedToken.objects.filter(user=user).first()


def token_of(feed: FeedToken) -> str:
    """What stands in the secret address."""
    return FEED.sign(feed.key)


def by_token(token: str) -> FeedToken | None:
    """The feed behind a secret address; None for a wrong, withdrawn or closed one."""
    try:
        key = FEED.unsign(token)
    except signing.BadSignature:
        return None
    return FeedToken.objects.select_related("user").filter(key=key, user__is_active=True).first()
