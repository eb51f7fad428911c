"""Opening, assigning and finishing work items; called inside a service's own action."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import DomainError
from linli.kernel.rows import unsaved
from linli.registers.organisations import public as organisations
from linli.shared.work.clocks import refresh_due, stop_all
from linli.shared.work.models import ClockPause, Note, Phase, Priority, WorkItem

TITLE_LENGTH = 120


class EmptyNote(DomainError):
    message = _("请写上内容。")


def open_item(**given: Any) -> WorkItem:
    """A new piece of work, described as for `new_item`. Called inside the service's own action,
    which records it."""
    item = new_item(**given)
    item.save(force_insert=True)
    return item


def new_item(
    *,
    kind: str,
    title: str,
    place: places.Place,
    team: organisations.Organisation,
    at: dt.datetime,
    priority: int = Priority.NORMAL,
    assignee: accounts.User | None = None,
    resident: Any = None,
) -> WorkItem:
    """An unsaved piece of work, for `open_item` and `open_many`."""
    return unsaved(
        WorkItem,
        kind=kind,
        title=title[:TITLE_LENGTH],
        place=place,
        place_path=place.place_path,
        resident=resident,
        team=team,
        assignee=assignee,
        priority=priority,
        opened_at=at,
    )


def move(
    *,
    item: WorkItem,
    team: organisations.Organisation | None = None,
    assignee: accounts.User | None = None,
) -> None:
    """Give the item to another unit and/or person; a new unit starts without a person."""
    changed = []
    if team is not None and team.pk != item.team_id:
        item.team, item.assignee = team, None
        changed = ["team", "assignee"]
    if assignee is not None:
        item.assignee = assignee
        changed.append("assignee")
    item.save(update_fields=changed)


def give_back(*, item: WorkItem, assignee_id: int | None) -> None:
    """Give the item back to who had it before, perhaps nobody, when a step is undone."""
    item.assignee_id = assignee_id
    item.save(update_fields=["assignee"])


def describe(*, item: WorkItem, title: str, place: places.Place, priority: int) -> None:
    """Follow the service's record: what it is called, where it is, how urgent."""
    item.title = title[:TITLE_LENGTH]
    item.place, item.place_path = place, place.place_path
    item.priority = priority
    item.save(update_fields=["title", "place", "place_path", "priority"])


def forget(*, item: WorkItem, title: str, place: places.Place) -> None:
    """Keep what work it was, and nothing that tells for whom."""
    describe(item=item, title=title, place=place, priority=item.priority)
    item.resident = None
    item.save(update_fields=["resident"])
    item.notes.all().delete()
    item.supervisions.update(note="")
    ClockPause.objects.filter(clock__item=item).update(reason="")


def concern(*, item: WorkItem, resident: Any) -> None:
    """Say whom of the register the item is about; None for nobody known."""
    item.resident = resident
    item.save(update_fields=["resident"])


def wait(*, item: WorkItem) -> None:
    """Nothing to do for now (parked, waiting for the resident's answer)."""
    item.phase = Phase.WAITING
    item.save(update_fields=["phase"])


def wake(*, item: WorkItem) -> None:
    """There is something to do again; a closed item opens again."""
    item.phase = Phase.OPEN
    item.closed_at = None
    item.save(update_fields=["phase", "closed_at"])


def finish(*, item: WorkItem, at: dt.datetime, phase: Phase = Phase.DONE) -> None:
    """The work is over; whatever clock still ran stops."""
    stop_all(item=item, at=at)
    item.phase = phase
    item.closed_at = at
    item.save(update_fields=["phase", "closed_at"])


def reopen(
    *, item: WorkItem, phase: Phase, closed_at: dt.datetime | None, clocks: Iterable[int]
) -> None:
    """Give an item back as it was before it was finished by mistake; `clocks`: those that ran."""
    item.phase, item.closed_at = phase, closed_at
    item.save(update_fields=["phase", "closed_at"])
    item.clocks.filter(pk__in=list(clocks)).update(stopped_at=None)
    refresh_due(item)


def write_note(*, item: WorkItem, text: str, by: accounts.User, at: dt.datetime) -> Note:
    """A word to colleagues on an item that the caller's query has shown to `by`."""
    text = text.strip()
    if not text:
        raise EmptyNote
    return Note.objects.create(item=item, at=at, by=by, text=text[:2000])
