"""Starting, pausing, lengthening and stopping the clocks of an item.

Called inside a service's own action, which checks the right and keeps the record.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.clock import local_date, midnight
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rows import unsaved
from linli.kernel.settled import Settled
from linli.kernel.workdays import MINUTE, WorkCalendar
from linli.shared.work import deadlines
from linli.shared.work.calendars import site_calendar
from linli.shared.work.models import Clock, ClockKind, ClockPause, Preset, Rule, WorkItem

# A clock turns amber when this share of its time is left.
AMBER_SHARE = 0.2


class NotRunning(InvalidMove):
    message = _("这个时限没有在计时，不能延长。如果已暂停，请先恢复办理。")


class PausedAlready(InvalidMove):
    message = _("这个时限已经暂停了。")


class NotLater(DomainError):
    message = _("新的期限要晚于现在的期限。")


@dataclasses.dataclass(frozen=True)
class Limit:
    """A rule as clocks keep it, and as the arithmetic wants it."""

    stored: dict[str, Any]
    pure: deadlines.Rule


@dataclasses.dataclass(frozen=True)
class RuleBook:
    """All rules of the preset in use, and the calendar: read once, asked often."""

    rules: tuple[Rule, ...]
    calendar: WorkCalendar
    ladder: deadlines.Ladder = ()
    # What was worked out before: imports ask the same of thousands of requests.
    _found: dict[tuple[str, str, int], Rule | None] = dataclasses.field(
        default_factory=dict, init=False, repr=False
    )
    _limits: dict[int, Limit] = dataclasses.field(default_factory=dict, init=False, repr=False)
    _due_by_day: dict[tuple[int, dt.date], deadlines.Due] = dataclasses.field(
        default_factory=dict, init=False, repr=False
    )

    def find(self, kind: ClockKind, topic: str, priority: int) -> Rule | None:
        """The most particular rule that fits; None when the preset sets no such limit.

        An exact priority weighs more than an exact topic: what is urgent stays urgent whether it
        is put as a complaint or as a question.
        """
        asked = (kind, topic, priority)
        if asked not in self._found:
            self._found[asked] = self._find(kind, topic, priority)
        return self._found[asked]

    def _find(self, kind: ClockKind, topic: str, priority: int) -> Rule | None:
        fitting = [
            rule
            for rule in self.rules
            if rule.kind == kind
            and rule.topic in ("", topic)
            and (rule.priority is None or rule.priority == priority)
        ]
        return max(
            fitting, key=lambda rule: (rule.priority is not None, rule.topic != ""), default=None
        )

    def limit(self, rule: Rule) -> Limit:
        """One of the rules in the two forms in which it is used."""
        if rule.id not in self._limits:
            stored = as_stored(rule)
            self._limits[rule.id] = Limit(stored, pure(stored))
        return self._limits[rule.id]

    def due_at(self, rule: Rule, at: dt.datetime) -> deadlines.Due:
        """When what one of the rules limits is due, without pauses."""
        limit = self.limit(rule).pure
        if not limit.counts_days or not limit.amount:
            return deadlines.due_at(limit, at, self.calendar)
        # Whole days are counted from the midnight after the start.
        day = (rule.id, local_date(at))
        if day not in self._due_by_day:
            self._due_by_day[day] = deadlines.due_at(limit, at, self.calendar)
        return self._due_by_day[day]


def rule_book(preset: Preset | None = None) -> RuleBook:
    """The rules in use, or those of another preset for comparison."""
    return _read_book(preset) if preset is not None else _IN_USE.get()


def _read_book(preset: Preset | None = None) -> RuleBook:
    chosen = Q(preset=preset) if preset is not None else Q(preset__in_use=True)
    rules = tuple(Rule.objects.filter(chosen).select_related("preset"))
    ladder = rules[0].preset.reminders if rules else ()
    return RuleBook(rules, site_calendar(), ladder)


_IN_USE = Settled(_read_book)


def ladder_in_use() -> deadlines.Ladder:
    """When people are reminded, by the preset in use."""
    found = Preset.objects.filter(in_use=True).values_list("reminders", flat=True).first()
    return found or ()


def as_stored(rule: Rule) -> dict[str, Any]:
    """A rule as a clock keeps it, so that later changes of the rule do not rewrite the past."""
    return {
        "amount": rule.amount,
        "unit": rule.unit,
        "ends": rule.ends,
        "roll_to_workday": rule.roll_to_workday,
        "preset": rule.preset.code,
        "version": rule.version,
    }


def pure(stored: dict[str, Any]) -> deadlines.Rule:
    """The arithmetic's rule from a stored one."""
    return deadlines.Rule(
        amount=stored["amount"],
        unit=deadlines.Unit(stored["unit"]),
        ends=stored["ends"],
        roll_to_workday=stored["roll_to_workday"],
    )


def new_clock(
    item: WorkItem,
    rule: Rule,
    kind: ClockKind,
    at: dt.datetime,
    book: RuleBook,
    *,
    told_at: dt.datetime | None = None,
) -> Clock:
    """An unsaved clock that runs from `at`. What was to be told of it by `told_at` counts as
    told."""
    clock = unsaved(
        Clock,
        item=item,
        kind=kind,
        rule=book.limit(rule).stored,
        started_at=at,
        reminded_at=told_at,
        overdue_told_at=told_at,
    )
    set_due(clock, book.due_at(rule, at), book.ladder)
    return clock


def set_due(clock: Clock, due: deadlines.Due, ladder: deadlines.Ladder = ()) -> None:
    """Give the clock a due time and what follows from it; not saved.

    What was told about an earlier due time is told again for a later one.
    """
    clock.due_at, clock.provisional = due.at, due.provisional
    clock.amber_at = clock.remind_at = None
    if due.at is None:
        return
    clock.amber_at = deadlines.amber_at(due.at, started_at=clock.started_at, share=AMBER_SHARE)
    clock.remind_at = next_reminder(clock, ladder, after=clock.reminded_at or clock.started_at)
    if clock.reminded_at is not None and clock.reminded_at < clock.amber_at:
        clock.reminded_at = None
    if clock.overdue_told_at is not None and clock.overdue_told_at < due.at:
        clock.overdue_told_at = None


def next_reminder(
    clock: Clock, ladder: deadlines.Ladder, *, after: dt.datetime
) -> dt.datetime | None:
    """When people are reminded of a running clock for the first time after an instant."""
    assert clock.due_at is not None and clock.amber_at is not None  # noqa: S101, PT018 - it runs
    return deadlines.next_reminder(
        ladder,
        started_at=clock.started_at,
        due_at=clock.due_at,
        amber_at=clock.amber_at,
        after=after,
    )


DUE_FIELDS = [
    "due_at",
    "amber_at",
    "remind_at",
    "provisional",
    "reminded_at",
    "overdue_told_at",
]


def start(
    *, item: WorkItem, kind: ClockKind, topic: str, at: dt.datetime, book: RuleBook | None = None
) -> Clock | None:
    """Start a clock by the preset in use; None when the preset sets no limit of this kind."""
    started = start_many(item=item, kinds=[kind], topic=topic, at=at, book=book)
    return started[0] if started else None


def start_many(
    *,
    item: WorkItem,
    kinds: Iterable[ClockKind],
    topic: str,
    at: dt.datetime,
    book: RuleBook | None = None,
) -> list[Clock]:
    """Start several clocks at once; kinds for which the preset sets no limit are passed over.

    Raises IntegrityError when one of a kind is running already: `stop` it first.
    """
    book = book or rule_book()
    found = [(kind, book.find(kind, topic, item.priority)) for kind in kinds]
    new = [new_clock(item, rule, kind, at, book) for kind, rule in found if rule is not None]
    Clock.objects.bulk_create(new)
    refresh_due(item)
    return new


def start_until(
    *, item: WorkItem, kind: ClockKind, due_on: dt.date, at: dt.datetime, quiet: bool = False
) -> Clock:
    """Start a clock that a person set: due at the end of a day, whatever rules and calendar say.

    `quiet`: of many small things people are told together, by the service; nobody is reminded of
    each. Raises IntegrityError when one of the kind is running already: `stop` it first.
    """
    due_at = midnight(due_on) + dt.timedelta(days=1)
    days = (due_on - local_date(at)).days
    rule = {"amount": days, "unit": deadlines.Unit.DAYS.value, "ends": deadlines.Ends.MIDNIGHT}
    clock = Clock(
        item=item,
        kind=kind,
        rule=rule | {"roll_to_workday": False, "preset": "", "version": 0},
        started_at=at,
        extended_to=due_at,
    )
    set_due(clock, deadlines.Due(due_at), ladder_in_use())
    if quiet:
        clock.remind_at, clock.overdue_told_at = None, due_at
    clock.save(force_insert=True)
    refresh_due(item)
    return clock


def stop(*, item: WorkItem, kind: ClockKind, at: dt.datetime) -> None:
    """Stop the running clock of a kind, if there is one; an open pause ends with it."""
    _stop(item, item.clocks.filter(kind=kind, stopped_at=None), at)


def stop_all(*, item: WorkItem, at: dt.datetime) -> None:
    """Stop whatever still runs: the work is over."""
    _stop(item, item.clocks.filter(stopped_at=None), at)


def _stop(item: WorkItem, running: Any, at: dt.datetime) -> None:
    ClockPause.objects.filter(clock__in=running, to_at=None).update(to_at=at)
    running.update(stopped_at=at)
    refresh_due(item)


def run_on(*, item: WorkItem, kinds: Iterable[str], stopped_at: dt.datetime) -> None:
    """Let clocks that a step stopped at an instant run on as if it had not been; it is undone."""
    item.clocks.filter(kind__in=list(kinds), stopped_at=stopped_at).update(stopped_at=None)
    refresh_due(item)


def pause(*, item: WorkItem, kind: ClockKind, reason: str, at: dt.datetime) -> Clock | None:
    """Hold the clock of a kind, if one runs. The caller tells the resident the reason.

    Raises `PausedAlready`.
    """
    clock = _running(item, kind)
    if clock is None:
        return None
    if clock.due_at is None:
        raise PausedAlready
    ClockPause.objects.create(clock=clock, from_at=at, reason=reason)
    set_due(clock, deadlines.Due(None))
    clock.save(update_fields=DUE_FIELDS)
    refresh_due(item)
    return clock


def resume(*, item: WorkItem, kind: ClockKind, at: dt.datetime) -> Clock | None:
    """Let a held clock go on with what was left of it; one that is not held is left alone."""
    clock = _running(item, kind)
    if clock is None or clock.due_at is not None:
        return None
    *earlier, last = clock.pauses.all()
    last.to_at = at
    last.save(update_fields=["to_at"])
    rule = rule_in_force(clock, earlier)
    due = deadlines.due_at(rule, clock.started_at, site_calendar(), _pure([*earlier, last]))
    set_due(clock, due, ladder_in_use())
    if clock.extended_to is not None:
        clock.extended_to = clock.due_at
    clock.save(update_fields=[*DUE_FIELDS, "extended_to"])
    refresh_due(item)
    return clock


def rule_in_force(clock: Clock, earlier: Iterable[ClockPause]) -> deadlines.Rule:
    """The clock's rule; for an extended one, the rule that would have given the later limit.

    Counted with the pauses before the one that has just ended, because the limit was set with
    them. A rest of a minute, day or working hour counts as a whole one.
    """
    rule = pure(clock.rule)
    if clock.extended_to is None:
        return rule
    full_minute = clock.extended_to + MINUTE - deadlines.INSTANT
    minutes = deadlines.counted_minutes(
        rule, clock.started_at, full_minute, site_calendar(), _pure(earlier)
    )
    if rule.keeps_seconds:
        return dataclasses.replace(rule, unit=deadlines.Unit.MINUTES, amount=minutes)
    size = dt.timedelta(days=1) if rule.counts_days else dt.timedelta(hours=1)
    return dataclasses.replace(rule, amount=-(-minutes * MINUTE // size))


def _pure(pauses: Iterable[ClockPause]) -> tuple[deadlines.Pause, ...]:
    return tuple(deadlines.Pause(pause.from_at, pause.to_at) for pause in pauses)


def extend(*, item: WorkItem, kind: ClockKind, new_due_at: dt.datetime) -> Clock:
    """Move a running clock's limit to a later instant (an extension that was granted).

    Raises `NotRunning` when there is none or it is paused, `NotLater`.
    """
    clock = _running(item, kind)
    if clock is None or clock.due_at is None:
        raise NotRunning
    if new_due_at <= clock.due_at:
        raise NotLater
    set_due(clock, deadlines.Due(new_due_at), ladder_in_use())
    clock.extended_to = new_due_at
    clock.save(update_fields=[*DUE_FIELDS, "extended_to"])
    refresh_due(item)
    return clock


def retopic(*, item: WorkItem, topic: str) -> None:
    """Let running clocks follow a corrected topic or priority, counted from their own starts.

    A clock that no rule fits any more runs on by its old one; an extended one keeps the limit that
    was granted and told; a held one goes on by the new rule when it is resumed.
    """
    book = rule_book()
    running = item.clocks.filter(stopped_at=None, extended_to=None).select_for_update()
    for clock in running.prefetch_related("pauses"):
        rule = book.find(ClockKind(clock.kind), topic, item.priority)
        if rule is None or pure(as_stored(rule)) == pure(clock.rule):
            continue
        clock.rule = as_stored(rule)
        if clock.due_at is not None:
            pauses = _pure(clock.pauses.all())
            due = deadlines.due_at(pure(clock.rule), clock.started_at, book.calendar, pauses)
            set_due(clock, due, book.ladder)
        clock.save(update_fields=[*DUE_FIELDS, "rule"])
    refresh_due(item)


def _running(item: WorkItem, kind: ClockKind) -> Clock | None:
    return item.clocks.filter(kind=kind, stopped_at=None).select_for_update().first()


def refresh_due(item: WorkItem) -> None:
    """Keep the item's `due_at` at the nearest limit of its running clocks."""
    running = item.clocks.filter(stopped_at=None)
    item.due_at = running.aggregate(nearest=Min("due_at"))["nearest"]
    item.save(update_fields=["due_at"])
