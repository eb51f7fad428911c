"""Starting, pausing, lengthening and stopping the clocks of an item."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from linli.kernel.errors import DomainError
from linli.kernel.workdays import WorkCalendar
from linli.shared.work import deadlines
from linli.shared.work.calendars import site_calendar
from linli.shared.work.models import Clock, ClockKind, ClockPause, Preset, Rule, WorkItem


class NoRule(DomainError):
    message = _("还没有设置这类工作的时限。请先在“时限规则”里补上。")


@dataclasses.dataclass(frozen=True)
class RuleBook:
    """All rules of the preset in use, and the calendar: read once, asked often."""

    rules: tuple[Rule, ...]
    calendar: WorkCalendar

    def find(self, kind: ClockKind, topic: str, priority: int) -> Rule | None:
        """The most particular rule that fits; None when the preset sets no such limit.

        An exact priority weighs more than an exact topic: what is urgent stays urgent whether it
        is put as a complaint or as a question.
        """
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


def rule_book(preset: Preset | None = None) -> RuleBook:
    """The rules in use, or those of another preset for comparison."""
    chosen = Q(preset=preset) if preset is not None else Q(preset__in_use=True)
    rules = Rule.objects.filter(chosen).select_related("preset")
    return RuleBook(tuple(rules), site_calendar())


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


def new_clock(item: WorkItem, rule: Rule, kind: ClockKind, at: dt.datetime, book: RuleBook) -> Clock:
    """An unsaved clock that runs from `at`."""
    stored = as_stored(rule)
    due = deadlines.due_at(pure(stored), at, book.calendar)
    return Clock(
        item=item,
        kind=kind,
        rule=stored,
        started_at=at,
        due_at=due.at,
        provisional=due.provisional,
    )


def start(
    *, item: WorkItem, kind: ClockKind, topic: str, at: dt.datetime, book: RuleBook | None = None
) -> Clock | None:
    """Start a clock by the preset in use; None when the preset sets no limit of this kind."""
    book = book or rule_book()
    rule = book.find(kind, topic, item.priority)
    if rule is None:
        return None
    clock = new_clock(item, rule, kind, at, book)
    clock.save()
    refresh_due(item)
    return clock


def start_many(
    *, item: WorkItem, kinds: Iterable[ClockKind], topic: str, at: dt.datetime
) -> None:
    """Start several clocks at once; kinds for which the preset sets no limit are passed over."""
    book = rule_book()
    found = [(kind, book.find(kind, topic, item.priority)) for kind in kinds]
    new = [new_clock(item, rule, kind, at, book) for kind, rule in found if rule is not None]
    Clock.objects.bulk_create(new)
    refresh_due(item)


def stop(*, item: WorkItem, kind: ClockKind, at: dt.datetime) -> None:
    """Stop the running clock of a kind, if there is one; an open pause ends with it."""
    running = list(item.clocks.filter(kind=kind, stopped_at=None))
    for clock in running:
        clock.pauses.filter(to_at=None).update(to_at=at)
    item.clocks.filter(pk__in=[clock.pk for clock in running]).update(stopped_at=at)
    refresh_due(item)


def stop_all(*, item: WorkItem, at: dt.datetime) -> None:
    """Stop whatever still runs: the work is over."""
    ClockPause.objects.filter(clock__item=item, to_at=None).update(to_at=at)
    item.clocks.filter(stopped_at=None).update(stopped_at=at)
    refresh_due(item)


def pause(*, item: WorkItem, kind: ClockKind, reason: str, at: dt.datetime) -> None:
    """Hold the clock. The caller tells the resident the reason."""
    clock = item.clocks.get(kind=kind, stopped_at=None)
    ClockPause.objects.create(clock=clock, from_at=at, reason=reason)
    clock.due_at = None
    clock.save(update_fields=["due_at"])
    refresh_due(item)


def resume(*, item: WorkItem, kind: ClockKind, at: dt.datetime) -> None:
    """Let a held clock go on with what was left of it."""
    clock = item.clocks.get(kind=kind, stopped_at=None)
    clock.pauses.filter(to_at=None).update(to_at=at)
    pauses = tuple(deadlines.Pause(p.from_at, p.to_at) for p in clock.pauses.all())
    due = deadlines.due_at(pure(clock.rule), clock.started_at, site_calendar(), pauses)
    clock.due_at, clock.provisional = due.at, due.provisional
    clock.save(update_fields=["due_at", "provisional"])
    refresh_due(item)


def extend(*, item: WorkItem, kind: ClockKind, new_due_at: dt.datetime) -> None:
    """Move a running clock's limit to a later instant (an extension that was granted)."""
    clock = item.clocks.get(kind=kind, stopped_at=None)
    if clock.due_at is not None and new_due_at <= clock.due_at:
        raise DomainError(_("新的期限要晚于现在的期限。"))
    clock.due_at = new_due_at
    clock.reminded_at = clock.overdue_told_at = None
    clock.save(update_fields=["due_at", "reminded_at", "overdue_told_at"])
    refresh_due(item)


def refresh_due(item: WorkItem) -> None:
    """Keep the item's `due_at` at the nearest limit of its running clocks."""
    running = item.clocks.filter(stopped_at=None)
    item.due_at = running.aggregate(nearest=Min("due_at"))["nearest"]
    item.save(update_fields=["due_at"])
