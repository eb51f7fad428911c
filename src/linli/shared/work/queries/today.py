"""What a person has to do, in order."""

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.paging import Page, paginate
from linli.shared.work.kinds import KINDS, WorkKind
from linli.shared.work.models import Phase, Priority, WorkItem
from linli.shared.work.queries import items as item_queries
from linli.shared.work.queries.supervision import is_supervised

# Enough for a day; what lies beyond is told with its number and reached by the group's link.
SHOWN = 100
PAGE = 50
MOST_PLACES = 200


class Group(TextChoices):
    """The parts of the page, in their order. The values sort in that order too."""

    URGENT = "1-urgent", _("紧急和督办")
    OVERDUE = "2-overdue", _("已超时")
    TODAY = "3-today", _("今天到期")
    LATER = "4-later", _("之后")
    WAITING = "5-waiting", _("等回访、等别人")

    @property
    def slug(self) -> str:
        """The word in the address."""
        return self.value[2:]


class Whose(TextChoices):
    ME = "me", _("只等我")
    UNIT = "unit", _("单位待认领")


@dataclasses.dataclass(frozen=True)
class Choice:
    """What the page shows of a person's work; empty values leave nothing out."""

    whose: str = ""
    kind: str = ""
    place: places.Place | None = None
    group: Group | None = None


@dataclasses.dataclass(frozen=True)
class Part:
    """One part of the page. `count` is the whole number, `rows` what is shown of it."""

    group: Group
    count: int
    rows: list[item_queries.Row]


@dataclasses.dataclass(frozen=True)
class Today:
    """The page. `kinds` and `whose` carry the numbers for the filters.

    `page` is there when a single part is shown: its position in a longer list.
    """

    parts: list[Part]
    total: int
    kinds: list[tuple[WorkKind, int]]
    whose: dict[str, int]
    late: int
    page: Page[WorkItem] | None = None


def end_of_day(at: dt.datetime) -> dt.datetime:
    """24:00 of the day in Shanghai."""
    return clock.midnight(clock.local_date(at) + dt.timedelta(days=1))


def today(user: accounts.User, choice: Choice, *, at: dt.datetime, after: str = "") -> Today:
    """A person's work in parts, each item with clocks and next step.

    A constant number of queries: two for numbers and items, one for clocks, and what each
    registered kind asks for its steps.
    """
    items = _grouped(item_queries.mine(user), at)
    if choice.place is not None:
        items = items.filter(places.within(choice.place.place_path))
    numbers = _numbers(items, at)
    fitting = _chosen(items, choice).select_related("place", "team", "assignee")
    page = paginate(fitting, ("due_at", "pk"), after=after, size=PAGE) if choice.group else None
    found: list[Any] = page.items if page else list(_in_order(fitting)[:SHOWN])
    group_of = {item.pk: item.group for item in found}
    rows = item_queries.rows(found, user)
    parts = [
        Part(
            group,
            sum(row["n"] for row in numbers if _fits(row, choice) and row["group"] == group),
            [row for row in rows if group_of[row.item.pk] == group],
        )
        for group in Group
        if choice.group in (None, group)
    ]
    return Today(
        parts=[part for part in parts if part.count],
        total=sum(row["n"] for row in numbers),
        kinds=_kinds(numbers),
        whose={
            name: sum(row["n"] for row in numbers if row["whose"] == name) for name in Whose.values
        },
        late=sum(row["late"] for row in numbers),
        page=page,
    )


def _grouped(items: QuerySet[WorkItem], at: dt.datetime) -> QuerySet[Any, Any]:
    """Items with the part of the page they belong to. What waits is not urgent, but can be late.

    What somebody in charge presses for stands with the urgent.
    """
    late = Q(due_at__lt=at)
    pressing = Q(priority__gte=Priority.URGENT) | Q(is_supervised())
    return items.annotate(
        group=Case(
            When(pressing, phase=Phase.OPEN, then=Value(Group.URGENT)),
            When(late, then=Value(Group.OVERDUE)),
            When(phase=Phase.WAITING, then=Value(Group.WAITING)),
            When(due_at__lte=end_of_day(at), then=Value(Group.TODAY)),
            default=Value(Group.LATER),
        )
    )


def _chosen(items: QuerySet[Any, Any], choice: Choice) -> QuerySet[Any, Any]:
    if choice.kind:
        items = items.filter(kind=choice.kind)
    if choice.group is not None:
        items = items.filter(group=choice.group)
    if choice.whose == Whose.UNIT:
        items = items.filter(assignee=None)
    elif choice.whose == Whose.ME:
        items = items.exclude(assignee=None)
    return items


def _in_order(items: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    emergency_first = Case(When(priority=Priority.EMERGENCY, then=0), default=1)
    return items.order_by("group", emergency_first, F("due_at").asc(nulls_last=True), "pk")


def _numbers(items: QuerySet[Any, Any], at: dt.datetime) -> list[dict[str, Any]]:
    """How many of each part, kind and owner there are: all numbers of the page, in one query."""
    whose = Case(When(assignee=None, then=Value(Whose.UNIT)), default=Value(Whose.ME))
    numbered = items.values("group", "kind", whose=whose)
    return list(numbered.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at))))


def _fits(row: dict[str, Any], choice: Choice) -> bool:
    return choice.kind in ("", row["kind"]) and choice.whose in ("", row["whose"])


def _kinds(numbers: list[dict[str, Any]]) -> list[tuple[WorkKind, int]]:
    counts = {kind: sum(row["n"] for row in numbers if row["kind"] == kind.code) for kind in KINDS}
    return [(kind, count) for kind, count in counts.items() if count]


def choices_of_place(user: accounts.User) -> list[places.Place]:
    """What the filter of places offers: where the person has a role, and the grids below."""
    paths = {grant.path for grant in accounts.grants(user)}
    condition = Q(path__in=paths)
    for path in paths:
        condition |= places.within(path, "path") & Q(kind=places.Kind.GRID)
    found = places.Place.objects.filter(condition, closed_on=None).order_by(*places.TREE_ORDER)
    return list(found[:MOST_PLACES])
