"""Changing the working calendar, and what follows for the clocks that run.

A limit is a promise and stays as it was; which days are workdays is a fact. So a change of the
calendar moves the due times that were counted over the days concerned.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import midnight
from linli.kernel.workdays import WorkCalendar
from linli.shared.work import clocks, deadlines
from linli.shared.work.calendars import site_calendar
from linli.shared.work.models import CalendarDay, Clock, OfficialYear, WorkItem
from linli.shared.work.permissions import check_manage_rules
from linli.shared.work.state_notice import NoticeDay

BATCH = 500
BY_WORKDAYS = [deadlines.Unit.WORKING_HOURS, deadlines.Unit.WORKING_DAYS]


@dataclasses.dataclass(frozen=True)
class Recount:
    """How many running clocks were counted again, and how many got another due time."""

    checked: int
    changed: int


@transaction.atomic
def set_day(
    *, day: dt.date, is_workday: bool, note: str, by: accounts.User, at: dt.datetime
) -> Recount:
    """Let people work, or not work, on a single day here (a storm, a local holiday)."""
    check_manage_rules(by)
    CalendarDay.objects.update_or_create(
        day=day, defaults={"is_workday": is_workday, "note": note.strip(), "notice": None}
    )
    recount = _recount_from(day, at=at)
    _record("work.set_day", day, recount, by=by, at=at, is_workday=is_workday, note=note)
    return recount


@transaction.atomic
def clear_day(*, day: CalendarDay, by: accounts.User, at: dt.datetime) -> Recount:
    """Take back what the site set for a single day."""
    check_manage_rules(by)
    on = day.day
    day.delete()
    recount = _recount_from(on, at=at)
    _record("work.clear_day", on, recount, by=by, at=at)
    return recount


@transaction.atomic
def enter_notice(
    *, year: int, source: str, days: Sequence[NoticeDay], by: accounts.User, at: dt.datetime
) -> Recount:
    """Store a whole notice of the State Council; an earlier one for the year is replaced.

    The caller has read the days with `state_notice`, without problems left.
    """
    check_manage_rules(by)
    notice, _made = OfficialYear.objects.update_or_create(year=year, defaults={"source": source})
    CalendarDay.objects.filter(Q(notice=notice) | Q(day__in=[row.day for row in days])).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=row.day, is_workday=row.is_workday, note=row.note, notice=notice)
        for row in days
    )
    recount = _recount_from(min(row.day for row in days), at=at)
    audit.record(
        "work.enter_notice",
        by=by,
        at=at,
        subject=notice,
        subject_name=f"{year} {source}",
        changes={"days": len(days), **dataclasses.asdict(recount)},
    )
    return recount


@transaction.atomic
def recount_provisional(*, at: dt.datetime) -> Recount:
    """Count again what rested on a year that has become official since (a newer library)."""
    recount = _recount(_counted_by_workdays().filter(provisional=True), at=at)
    if recount.changed:
        audit.record(
            "work.recount_provisional", by=None, at=at, changes=dataclasses.asdict(recount)
        )
    return recount


def _recount_from(first_on: dt.date, *, at: dt.datetime) -> Recount:
    since = midnight(first_on)
    return _recount(_counted_by_workdays().filter(Q(due_at__gt=since) | Q(provisional=True)), at=at)


def _counted_by_workdays() -> QuerySet[Clock]:
    """Running clocks whose due time depends on the calendar; not those set by an extension."""
    return Clock.objects.filter(
        Q(rule__unit__in=BY_WORKDAYS) | Q(rule__roll_to_workday=True),
        stopped_at=None,
        due_at__isnull=False,
        extended_to=None,
        # Follows from the clock's running; it lets the database start from the open work.
        item__closed_at=None,
    )


def _recount(found: QuerySet[Clock], *, at: dt.datetime) -> Recount:
    calendar, ladder = site_calendar(), clocks.ladder_in_use()
    checked = 0
    changed: list[Clock] = []
    # Read whole before anything is written: the due time is part of what was asked for.
    for clock in list(found.select_for_update(of=("self",)).prefetch_related("pauses")):
        checked += 1
        if _moves(clock, calendar, ladder, at):
            changed.append(clock)
    Clock.objects.bulk_update(changed, clocks.DUE_FIELDS, batch_size=BATCH)
    _refresh_items(clock.item_id for clock in changed)
    return Recount(checked, len(changed))


def _moves(clock: Clock, calendar: WorkCalendar, ladder: deadlines.Ladder, at: dt.datetime) -> bool:
    pauses = [deadlines.Pause(pause.from_at, pause.to_at) for pause in clock.pauses.all()]
    due = deadlines.due_at(clocks.pure(clock.rule), clock.started_at, calendar, pauses)
    before = clock.due_at
    if (due.at, due.provisional) == (before, clock.provisional):
        return False
    if due.at is not None and before is not None and due.at < at <= before:
        # Nobody becomes late at a stroke because the calendar was put right afterwards.
        return False
    clocks.set_due(clock, due, ladder)
    return True


def _refresh_items(ids: Iterable[int]) -> None:
    running = Clock.objects.filter(item=OuterRef("pk"), stopped_at=None).order_by()
    nearest = running.values("item").annotate(nearest=Min("due_at")).values("nearest")
    pks = sorted(set(ids))
    for start in range(0, len(pks), BATCH):
        WorkItem.objects.filter(pk__in=pks[start : start + BATCH]).update(due_at=Subquery(nearest))


def _record(
    action: str,
    day: dt.date,
    recount: Recount,
    *,
    by: accounts.User,
    at: dt.datetime,
    **changes: object,
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_name=f"{day:%Y-%m-%d}",
        changes={**changes, **dataclasses.asdict(recount)},
    )
