"""The head's view: how all clocks stand, where, and how much each person carries."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.shared.work.deadlines import Light
from linli.shared.work.models import Clock, ClockKind, WorkItem
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import items as item_queries

MOST_SUPERVISED = 10
LIGHTS = (Light.RED, Light.AMBER, Light.GREEN, Light.OFF)
# Below what kind of place a page is told apart into what kind of place.
PARTS = {
    places.Kind.CITY: places.Kind.DISTRICT,
    places.Kind.DISTRICT: places.Kind.STREET,
    places.Kind.STREET: places.Kind.COMMUNITY,
    places.Kind.COMMUNITY: places.Kind.GRID,
    places.Kind.GRID: places.Kind.BUILDING,
}


@dataclasses.dataclass(frozen=True)
class Choice:
    """Which open work a head looks at; empty values leave nothing out."""

    place: places.Place | None = None
    kind: str = ""
    clock: str = ""
    light: str = ""
    within_hours: int = 0
    assignee: accounts.User | None = None
    unassigned: bool = False


def shows(light: str, at: dt.datetime, prefix: str = "") -> Q:
    """Condition on a running clock: it shows this light at this moment."""

    def q(**conditions: Any) -> Q:
        return Q(**{prefix + name: value for name, value in conditions.items()})

    return {
        Light.RED: q(due_at__lt=at),
        Light.AMBER: q(due_at__gte=at, amber_at__lte=at),
        Light.GREEN: q(due_at__gte=at, amber_at__gt=at),
        Light.OFF: q(due_at=None),
    }[Light(light)]


def chosen(user: accounts.User, choice: Choice, *, at: dt.datetime) -> QuerySet[WorkItem]:
    """Open work that the person oversees and that fits, nearest limit first, paused last."""
    items = _within(item_queries.all_open(user), choice)
    if choice.assignee is not None:
        items = items.filter(assignee=choice.assignee)
    if choice.unassigned:
        items = items.filter(assignee=None)
    if choice.clock or choice.light or choice.within_hours:
        items = items.filter(Exists(_clocks_chosen(choice, at).filter(item=OuterRef("pk"))))
    return items.order_by(F("due_at").asc(nulls_last=True), "pk")


def _within(items: QuerySet[WorkItem], choice: Choice) -> QuerySet[WorkItem]:
    if choice.place is not None:
        items = items.filter(places.within(choice.place.place_path))
    return items.filter(kind=choice.kind) if choice.kind else items


def _clocks_chosen(choice: Choice, at: dt.datetime) -> QuerySet[Clock]:
    clocks = Clock.objects.filter(stopped_at=None)
    if choice.clock:
        clocks = clocks.filter(kind=choice.clock)
    if choice.light:
        clocks = clocks.filter(shows(choice.light, at))
    if choice.within_hours:
        until = at + dt.timedelta(hours=choice.within_hours)
        clocks = clocks.filter(due_at__gte=at, due_at__lt=until)
    return clocks


@dataclasses.dataclass(frozen=True)
class Line:
    """How the clocks of one kind, or at one place, stand. `key` filters the list behind."""

    key: str
    label: object
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(light.value, self.counts.get(light.value, 0)) for light in LIGHTS]


@dataclasses.dataclass(frozen=True)
class Standing:
    """How all clocks stand: of each kind, and at each part of the place.

    Kinds of which none runs are left out. What lies outside all parts (the community's own square)
    stands in a last line without a key.
    """

    by_clock: list[Line]
    by_place: list[Line]


def standing(user: accounts.User, choice: Choice, *, at: dt.datetime) -> Standing:
    """The clocks of open work at the chosen place, or of all that the person oversees, counted
    once: which light a clock shows changes with the minute, so that nothing is counted ahead."""
    counted = {light.value: Count("pk", filter=shows(light, at)) for light in LIGHTS}
    rows: list[Any] = list(
        _running(user, choice)
        .order_by()
        .values("kind", path=F("item__place_path"))
        .annotate(**counted)
    )
    parts = parts_of(user, choice.place)
    of_part: dict[str, Counter[str]] = {part.place_path: Counter() for part in parts}
    of_kind: dict[str, Counter[str]] = {kind.value: Counter() for kind in ClockKind}
    outside: Counter[str] = Counter()
    for row in rows:
        part = places.part_of(row.pop("path"), of_part)
        of_kind[row.pop("kind")].update(row)
        (outside if part is None else of_part[part]).update(row)
    by_place = [Line(str(part.pk), part.name, dict(of_part[part.place_path])) for part in parts]
    return Standing(
        [
            Line(kind.value, kind.label, dict(of_kind[kind]))
            for kind in ClockKind
            if of_kind[kind].total()
        ],
        [*by_place, Line("", "", dict(outside))] if outside.total() else by_place,
    )


def _running(user: accounts.User, choice: Choice) -> QuerySet[Clock]:
    clocks = item_queries.all_running(user)
    if choice.place is not None:
        clocks = clocks.filter(places.within(choice.place.place_path, "item__place_path"))
    return clocks.filter(item__kind=choice.kind) if choice.kind else clocks


def parts_of(user: accounts.User, place: places.Place | None) -> list[places.Place]:
    """The places one level below the chosen one, or below each that the person oversees."""
    roots = [place] if place is not None else overseen(user)
    condition = Q(pk__in=[])
    for root in roots:
        part = PARTS.get(places.Kind(root.kind))
        if part is not None:
            condition |= places.within(root.place_path, "path") & Q(kind=part)
    return list(places.Place.objects.filter(condition, closed_on=None))


def overseen(user: accounts.User) -> list[places.Place]:
    """The places at whose roots the person sees everybody's work."""
    paths = accounts.paths(user, WorkPermission.SEE_ALL)
    return list(places.Place.objects.filter(path__in=paths))


def choices_of_place(user: accounts.User) -> list[places.Place]:
    """What the filter of places offers: what the person oversees and two levels below it."""
    roots = overseen(user)
    condition = Q(pk__in=[root.pk for root in roots])
    for root in roots:
        condition |= places.within(root.place_path, "path") & Q(kind__in=_two_below(root))
    return list(places.Place.objects.filter(condition, closed_on=None).order_by(*places.TREE_ORDER))


def _two_below(root: places.Place) -> list[places.Kind]:
    kinds: list[places.Kind] = []
    part = PARTS.get(places.Kind(root.kind))
    while part is not None and part != places.Kind.BUILDING and len(kinds) < 2:
        kinds.append(part)
        part = PARTS.get(part)
    return kinds


def get_place(user: accounts.User, pk: int) -> places.Place:
    """A place where the person oversees work; `NotFound` for any other."""
    scope = accounts.scope(user, WorkPermission.SEE_ALL, "path", by_index=False)
    found = places.Place.objects.filter(scope, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def soon_late(user: accounts.User, choice: Choice, *, at: dt.datetime, limit: int) -> list[Clock]:
    """Clocks that run out within `choice.within_hours`, the nearest first, with their items."""
    until = at + dt.timedelta(hours=choice.within_hours)
    running = _running(user, choice).filter(due_at__gte=at, due_at__lt=until)
    # Which ones first: with all that belongs to them, a city's thousands would be sorted.
    nearest = list(running.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    found = Clock.objects.filter(pk__in=nearest)
    return list(
        found.select_related("item__place", "item__team", "item__assignee").order_by("due_at", "pk")
    )


def supervised(
    user: accounts.User, place: places.Place | None, at: dt.datetime
) -> Mapping[str, Any] | None:
    """The work that somebody in charge presses for, nearest day first; None when there is none."""
    clocks = _running(user, Choice(place=place)).filter(kind=ClockKind.SUPERVISE)
    found = clocks.select_related("item__place", "item__assignee").order_by("due_at", "pk")
    rows = item_queries.clock_rows(found[:MOST_SUPERVISED], user)
    return {"rows": rows} if rows else None
