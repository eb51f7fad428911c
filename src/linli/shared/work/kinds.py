"""What a service tells about its work items: the typed registry that upper rings fill."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.registry import Registry
from linli.registers.organisations import public as organisations
from linli.shared.work.models import WorkItem


@dataclasses.dataclass(frozen=True)
class NextStep:
    """The one thing to do next on an item: what it is called, where it is done.

    `hint` is what one must know before starting (an alert's advice); shown under the title.
    """

    label: str
    url: str
    hint: str = ""


@dataclasses.dataclass(frozen=True)
class WorkKind:
    """One kind of work.

    `next_steps` answers for a whole page of items at once, so that lists stay constant in
    queries; items without an answer have nothing for this person to do. `related` is the way from
    an item to the service's own record, fetched once for a page: `url` may follow it.

    `permission`: the code that lets a person do such work at a place; asked when work is handed
    over ("": any role there will do). `topics`: what the limits of this work may depend on, as
    (code, label), for the rules page.

    `waiting_for(user)`: ids of open items that wait for this person although somebody else is in
    charge (an objection to decide, a call-back to make). `hidden_from(user)`: ids of items that
    this person must not see although they lie at his places (somebody who stands back).

    `complains_of(item)`: id of the unit that the work is a complaint about, on fetched records; its
    people are not told where the complainant lives (see `place_for`).
    """

    code: str
    label: object
    icon: str
    url: Callable[[WorkItem], str]
    next_steps: Callable[[Iterable[WorkItem], accounts.User], Mapping[int, NextStep]]
    related: "str | Prefetch[Any]" = ""
    permission: str = ""
    topics: tuple[tuple[str, object], ...] = ()
    waiting_for: Callable[[accounts.User], Collection[int]] | None = None
    hidden_from: Callable[[accounts.User], Collection[int]] | None = None
    complains_of: Callable[[WorkItem], int | None] | None = None


KINDS: Registry[WorkKind] = Registry("work kinds")


def register(kind: WorkKind) -> None:
    """Called from `AppConfig.ready` of the service."""
    KINDS.register(kind.code, kind)


def topics() -> dict[str, object]:
    """Code → label of all that limits may depend on."""
    return {code: label for kind in KINDS for code, label in kind.topics}


def place_for(user: accounts.User, item: WorkItem) -> str:
    """Where an item (with its record fetched) is, as this person may know it: a door is as good as
    a name to the one complained of, who learns the community (济南市条例 art 32)."""
    kind = KINDS.get(item.kind)
    unit = kind.complains_of(item) if kind and kind.complains_of else None
    if unit is None or unit not in organisations.units_of(user):
        return item.place.full_name
    return str(places.nearest(item.place, places.Kind.COMMUNITY) or "")


def fetch_records(items: Sequence[WorkItem]) -> None:
    """Fetch what stands behind a page of items: one query for each kind among them."""
    for kind in KINDS:
        own = [item for item in items if item.kind == kind.code]
        if kind.related and own:
            prefetch_related_objects(own, kind.related)
