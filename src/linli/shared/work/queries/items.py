"""Reads of work items: whose they are, what runs on them."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.registers.organisations import public as organisations
from linli.shared.work.kinds import KINDS, NextStep, WorkKind, fetch_records, place_for
from linli.shared.work.models import Clock, Supervision, WorkItem
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import supervision


def mine(user: accounts.User) -> QuerySet[WorkItem]:
    """Open work that waits for this person.

    That is: assigned to them; nobody's in one of their units; or, as the services say, their turn
    although somebody else is in charge.
    """
    turn = [pk for whose in _asked("waiting_for") for pk in whose(user)]
    open_items = WorkItem.objects.filter(closed_at=None)
    own = open_items.filter(assignee=user).values("pk")
    units = open_items.filter(team__in=organisations.units_of(user), assignee=None).values("pk")
    turns = open_items.filter(pk__in=turn).values("pk")
    # A union, not OR: each part reads its own small index of open work.
    return _shown_to(user, open_items.filter(pk__in=own.union(units, turns)))


def all_open(user: accounts.User) -> QuerySet[WorkItem]:
    """Open work at the places where the person may see everybody's."""
    scope = accounts.scope(user, WorkPermission.SEE_ALL)
    return _shown_to(user, WorkItem.objects.filter(scope, closed_at=None))


def all_running(user: accounts.User) -> QuerySet[Clock]:
    """The running clocks of `all_open`, asked without going through the items first."""
    scope = accounts.scope(user, WorkPermission.SEE_ALL, "item__place_path")
    clocks = Clock.objects.filter(scope, stopped_at=None, item__closed_at=None)
    for hidden_from in _asked("hidden_from"):
        clocks = clocks.exclude(item__in=hidden_from(user))
    return clocks


def _shown_to(user: accounts.User, items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    return items.exclude(pk__in=hidden_from(user))


def hidden_from(user: accounts.User) -> set[int]:
    """Ids of the items that the person must not see."""
    return {pk for hidden in _asked("hidden_from") for pk in hidden(user)}


def _asked(name: str) -> Iterable[Callable[[accounts.User], Collection[int]]]:
    """A question's answers of all kinds; one that serves several kinds is asked once."""
    return dict.fromkeys(answer for kind in KINDS if (answer := getattr(kind, name)))


def running_clocks(items: Iterable[WorkItem]) -> dict[int, list[Clock]]:
    """The running clocks of some items, by item id, nearest limit first, paused ones last."""
    found: dict[int, list[Clock]] = {item.pk: [] for item in items}
    clocks = Clock.objects.filter(item__in=list(found), stopped_at=None)
    for clock in sorted(clocks, key=lambda clock: (clock.due_at is None, clock.due_at, clock.pk)):
        found[clock.item_id].append(clock)
    return found


@dataclasses.dataclass(frozen=True)
class Row:
    """An item as lists show it to somebody. `kind` and `step` are None when no installed service
    answers; `place` is as this person may know it."""

    item: WorkItem
    kind: WorkKind | None
    clocks: list[Clock]
    step: NextStep | None
    place: str
    supervision: Supervision | None = None

    @property
    def url(self) -> str:
        return self.kind.url(self.item) if self.kind else ""

    @property
    def clock(self) -> Clock | None:
        """The one to watch: the nearest limit."""
        return self.clocks[0] if self.clocks else None


def rows(items: Iterable[WorkItem], user: accounts.User) -> list[Row]:
    """A page of items with clocks and next steps; two queries, and two or so for each kind."""
    page = list(items)
    fetch_records(page)
    clocks = running_clocks(page)
    steps: dict[int, NextStep] = {}
    for kind in KINDS:
        steps |= _steps(kind, [item for item in page if item.kind == kind.code], user)
    pressed = supervision.behind(clock for running in clocks.values() for clock in running)
    return [
        Row(
            item,
            KINDS.get(item.kind),
            clocks[item.pk],
            steps.get(item.pk),
            place_for(user, item),
            pressed.get(item.pk),
        )
        for item in page
    ]


def _steps(kind: WorkKind, items: list[WorkItem], user: accounts.User) -> Mapping[int, NextStep]:
    return kind.next_steps(items, user) if items else {}


def clock_rows(clocks: Iterable[Clock], user: accounts.User) -> list[Row]:
    """A row for each item that some clocks belong to, in their order and with them alone."""
    of_item: dict[int, list[Clock]] = {}
    items: dict[int, WorkItem] = {}
    for clock in clocks:
        of_item.setdefault(clock.item_id, []).append(clock)
        items.setdefault(clock.item_id, clock.item)
    return [
        dataclasses.replace(row, clocks=of_item[row.item.pk]) for row in rows(items.values(), user)
    ]
