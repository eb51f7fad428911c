"""Reads for passing work on: what would go, who may take it, what went before."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import NotFound
from linli.registers.organisations import public as organisations
from linli.shared.work.kinds import KINDS
from linli.shared.work.models import Clock, HandedItem, HandOver, WorkItem
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import items as item_queries

# Work of these units is the community's own; a department keeps what it was called to.
OWN_OFFICES = (organisations.Kind.COMMUNITY, organisations.Kind.STREET)


def would_go(
    *, by: accounts.User, from_user: accounts.User | None, place: places.Place | None
) -> QuerySet[WorkItem]:
    """Open items that a hand-over by this person takes: of a person, of a place, or both.

    Without a person it is the work of the community's own people at the place, and what still
    waits there for somebody; without both it is nothing.
    """
    if from_user is None and place is None:
        return WorkItem.objects.none()
    scope = accounts.scope(by, WorkPermission.HAND_OVER)
    items = WorkItem.objects.filter(scope, closed_at=None)
    if place is not None:
        items = items.filter(places.within(place.place_path))
    if from_user is not None:
        return items.filter(assignee=from_user)
    return items.filter(
        Q(assignee=None) | Q(assignee__kind=accounts.UserKind.STAFF), team__kind__in=OWN_OFFICES
    )


def open_of(user: accounts.User) -> QuerySet[WorkItem]:
    """All open items of a person, wherever they are."""
    return WorkItem.objects.filter(assignee=user, closed_at=None)


def can_take(user: accounts.User, item: WorkItem) -> bool:
    """Whether the person may do this work: signs in for its unit, or holds its code there."""
    if item.team_id in organisations.units_of(user):
        return True
    kind = KINDS.get(item.kind)
    if kind is not None and kind.permission:
        return accounts.holds(user, kind.permission, item.place_path)
    return any(places.contains(grant.path, item.place_path) for grant in accounts.grants(user))


def people(by: accounts.User, *, on: dt.date) -> QuerySet[accounts.User]:
    """Active staff who have a role today at the places where `by` may hand work over, by name."""
    roles = accounts.Assignment.objects.filter(
        accounts.scope(by, WorkPermission.HAND_OVER),
        Q(ends_on=None) | Q(ends_on__gte=on),
        starts_on__lte=on,
    )
    return accounts.User.objects.filter(
        pk__in=roles.values("user"), is_active=True, kind=accounts.UserKind.STAFF
    ).order_by("name", "pk")


@dataclasses.dataclass(frozen=True)
class Holding:
    """How much of what would go is whose; `name` is "" for what nobody has yet."""

    name: str
    count: int


def holdings(items: QuerySet[WorkItem]) -> list[Holding]:
    """The items that would go, by the person who has them now; one query."""
    rows = items.values("assignee__name").annotate(n=Count("pk")).order_by("assignee__name")
    return [Holding(row["assignee__name"] or "", row["n"]) for row in rows]


def records(user: accounts.User) -> QuerySet[HandOver]:
    """Records at the places where the person may hand over, newest first, with their sizes."""
    return (
        HandOver.objects.filter(accounts.scope(user, WorkPermission.HAND_OVER))
        .select_related("from_user", "to_user", "place", "by", "undone_by")
        .annotate(size=Count("items"))
        .order_by("-at", "-pk")
    )


def get_visible(user: accounts.User, pk: int) -> HandOver:
    """One record for this person; `NotFound` for a foreign one."""
    found = records(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def moved_since(record: HandOver) -> QuerySet[HandedItem]:
    """Items of the record that somebody has worked on, moved or finished since."""
    touched = Clock.objects.filter(
        Q(started_at__gt=OuterRef("hand_over__at")) | Q(stopped_at__gt=OuterRef("hand_over__at")),
        item=OuterRef("item"),
    )
    return record.items.filter(
        ~Q(item__assignee=F("hand_over__to_user"))
        | Q(item__assignee=None)
        | Q(item__closed_at__isnull=False)
        | Exists(touched)
    )


def common_place(paths: Iterable[str]) -> str:
    """The path of the closest place that holds all of these paths, of which there is one."""
    first, *others = [path.strip("/").split("/") for path in set(paths)]
    for other in others:
        same = [a == b for a, b in zip(first, other, strict=False)]
        first = first[: same.index(False)] if False in same else first[: len(same)]
    return f"/{'/'.join(first)}/" if first else ""


def can_undo(record: HandOver, *, at: dt.datetime) -> bool:
    """Whether the hand-over can still be taken back; whether `by` may is asked apart."""
    same_day = local_date(record.at) == local_date(at)
    return record.undone_at is None and same_day and not moved_since(record).exists()


def grids(user: accounts.User) -> QuerySet[places.Place]:
    """Communities and grids where the person may hand work over."""
    return places.Place.objects.filter(
        accounts.scope(user, WorkPermission.HAND_OVER, "path"),
        kind__in=[places.Kind.COMMUNITY, places.Kind.GRID],
        closed_on=None,
    ).order_by(*places.TREE_ORDER)


def handed_rows(record: HandOver, user: accounts.User, *, limit: int) -> list[item_queries.Row]:
    """The record's items as lists show them."""
    items = WorkItem.objects.filter(pk__in=record.items.values("item")).select_related(
        "place", "team", "assignee"
    )
    return item_queries.rows(items.order_by("pk")[:limit], user)
