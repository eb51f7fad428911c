"""May this person do that there? The one resolver that all apps ask."""

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q, QuerySet

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.kernel.settled import Settled

if TYPE_CHECKING:  # User itself answers by these functions
    from linli.foundation.accounts.models import Assignment, User


@dataclasses.dataclass(frozen=True)
class Grant:
    """What one assignment gives today: codes that hold at and below a path."""

    codes: frozenset[str]
    path: str
    role: str


def today() -> dt.date:
    """The day for which rights are asked where nobody names one."""
    return clock.today()


def grants(user: "User", *, on: dt.date | None = None) -> tuple[Grant, ...]:
    """The user's grants on a date (today unless told); kept on the object for one request."""
    if not user.is_authenticated or not user.is_active:
        return ()
    kept: tuple[Grant, ...] | None = getattr(user, "_grants", None)
    if kept is not None and on is None:
        return kept
    found = _GIVEN.get(user.pk, on or today())
    if on is None:
        user._grants = found  # type: ignore[attr-defined]
    return found


def lasting(user: "User") -> tuple[Grant, ...]:
    """What roles give from today on or later, also of an account that is closed."""
    return _read(user.assignments.all(), today())


def _read_given(user_id: int, day: dt.date) -> tuple[Grant, ...]:
    assignments = apps.get_model("accounts", "Assignment").objects
    return _read(assignments.filter(user=user_id, starts_on__lte=day), day)


_GIVEN = Settled(_read_given, most=5000)


def _read(assignments: "QuerySet[Assignment]", day: dt.date) -> tuple[Grant, ...]:
    rows = assignments.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return tuple(
        Grant(frozenset(row.role.permissions), row.place_path, row.role.code)
        for row in rows.select_related("role")
    )


def forget(user: "User") -> None:
    """Read the grants anew the next time: they have just changed."""
    user.__dict__.pop("_grants", None)


def holds(user: "User | None", code: str, path: str) -> bool:
    """Whether the user holds the code at the place with this path."""
    return user is not None and any(
        code in grant.codes and places.contains(grant.path, path) for grant in grants(user)
    )


def holds_anywhere(user: "User | None", code: str) -> bool:
    """Whether some place exists where the user holds the code (for menus)."""
    return user is not None and any(code in grant.codes for grant in grants(user))


def check(user: "User | None", code: str, path: str) -> None:
    """Raise `NotAllowed` unless the user holds the code there."""
    if not holds(user, code, path):
        raise NotAllowed(permission=code)


def check_anywhere(user: "User | None", code: str) -> None:
    """Raise `NotAllowed` unless the user holds the code somewhere."""
    if not holds_anywhere(user, code):
        raise NotAllowed(permission=code)


def paths(user: "User", code: str) -> list[str]:
    """The roots of what the user may see by this code; nested ones are dropped."""
    roots = sorted({grant.path for grant in grants(user) if code in grant.codes})
    return [p for i, p in enumerate(roots) if not any(p.startswith(q) for q in roots[:i])]


def scope(user: "User", code: str, column: str = "place_path", *, by_index: bool = True) -> Q:
    """Condition "where the user holds the code"; matches nothing without a grant.

    `by_index`: see `places.within`.
    """
    condition = Q(pk__in=[])
    for index, path in enumerate(paths(user, code)):
        within = places.within(path, column, by_index=by_index)
        condition = within if index == 0 else condition | within
    return condition
