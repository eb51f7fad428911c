"""Reads of work items."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.registers.organisations import public as organisations
from linli.shared.work.models import Clock, WorkItem
from linli.shared.work.permissions import WorkPermission


def mine(user: accounts.User) -> QuerySet[WorkItem]:
    """Open work that waits for this person: assigned, or of the person's units and nobody's."""
    units = organisations.units_of(user)
    return WorkItem.objects.filter(
        Q(assignee=user) | Q(team__in=units, assignee=None), closed_at=None
    )


def all_open(user: accounts.User) -> QuerySet[WorkItem]:
    """Open work at the places where the person may see everybody's."""
    return WorkItem.objects.filter(accounts.scope(user, WorkPermission.SEE_ALL), closed_at=None)


def running_clocks(items: Iterable[WorkItem]) -> dict[int, list[Clock]]:
    """The running clocks of some items, by item id, nearest limit first; one query."""
    found: dict[int, list[Clock]] = {item.pk: [] for item in items}
    clocks = Clock.objects.filter(item__in=list(found), stopped_at=None).order_by("due_at")
    for clock in clocks:
        found[clock.item_id].append(clock)
    return found


@dataclasses.dataclass(frozen=True)
class Load:
    """What one person has on the desk now. No order among persons is implied."""

    user_id: int
    name: str
    open: int
    overdue: int
    due_today: int


def load(user: accounts.User, *, at: dt.datetime, end_of_day: dt.datetime) -> list[Load]:
    """Open work per person at the places that `user` oversees, by name."""
    rows = (
        all_open(user)
        .exclude(assignee=None)
        .values("assignee_id", "assignee__name")
        .annotate(
            open=Count("id"),
            overdue=Count("id", filter=Q(due_at__lt=at)),
            due_today=Count("id", filter=Q(due_at__gte=at, due_at__lt=end_of_day)),
        )
        .order_by("assignee__name")
    )
    return [
        Load(row["assignee_id"], row["assignee__name"], row["open"], row["overdue"], row["due_today"])
        for row in rows
    ]
