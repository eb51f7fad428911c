"""Opening, assigning, finishing and handing over work items."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places.models import Place
from linli.foundation.places.public import within
from linli.kernel.errors import DomainError
from linli.registers.organisations.models import Organisation
from linli.shared.work import clocks
from linli.shared.work.models import HandOver, Phase, Priority, WorkItem
from linli.shared.work.permissions import WorkPermission


class NeedsSuccessor(DomainError):
    message = _("这位同事名下还有没办完的工作。请先选一位接手的人。")


def open_item(
    *,
    kind: str,
    title: str,
    place: Place,
    team: Organisation,
    at: dt.datetime,
    priority: int = Priority.NORMAL,
    assignee: accounts.User | None = None,
    resident: Any = None,
) -> WorkItem:
    """A new piece of work. Called inside the service's own action, which records it."""
    return WorkItem.objects.create(
        kind=kind,
        title=title[:120],
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
    team: Organisation | None = None,
    assignee: accounts.User | None = None,
) -> None:
    """Give the item to another unit and/or person; a new unit starts without a person."""
    if team is not None and team.pk != item.team_id:
        item.team = team
        item.assignee = None
    if assignee is not None:
        item.assignee = assignee
    item.save(update_fields=["team", "assignee"])


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
    clocks.stop_all(item=item, at=at)
    item.phase = phase
    item.closed_at = at
    item.due_at = None
    item.save(update_fields=["phase", "closed_at", "due_at"])


@transaction.atomic
def hand_over(
    *,
    to_user: accounts.User,
    reason: str,
    by: accounts.User,
    at: dt.datetime,
    from_user: accounts.User | None = None,
    place: Place | None = None,
) -> HandOver:
    """Pass all open work of a person, of a place, or of a person at a place, in one step."""
    if from_user is None and place is None:
        raise DomainError(_("请选择交接谁的工作，或哪个网格的工作。"))
    open_items = WorkItem.objects.filter(closed_at=None).select_for_update()
    if from_user is not None:
        open_items = open_items.filter(assignee=from_user)
    if place is not None:
        open_items = open_items.filter(within(place.place_path))
    items = list(open_items)
    for path in {item.place_path for item in items}:
        accounts.check(by, WorkPermission.HAND_OVER, path)
    ids = [item.pk for item in items]
    WorkItem.objects.filter(pk__in=ids).update(assignee=to_user)
    record = HandOver.objects.create(
        at=at, from_user=from_user, to_user=to_user, place=place, by=by, reason=reason, items=ids
    )
    audit.record(
        "work.hand_over",
        by=by,
        at=at,
        subject=record,
        subject_name=f"{from_user or place} → {to_user}",
        place_path=place.place_path if place else "",
        reason=reason,
        changes={"items": len(ids)},
    )
    return record


def hand_over_on_closing(event: accounts.AccountClosing) -> None:
    """A leaver's open work goes to the successor before the account closes."""
    if not WorkItem.objects.filter(assignee=event.user, closed_at=None).exists():
        return
    if event.successor is None:
        raise NeedsSuccessor
    hand_over(
        from_user=event.user,
        to_user=event.successor,
        reason=event.reason,
        by=event.by,
        at=event.at,
    )
