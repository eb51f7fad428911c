"""People with roles, made through the actions that the product uses."""

import datetime as dt
import itertools
from collections.abc import Iterable

from linli.foundation.accounts.actions.accounts import open_account
from linli.foundation.accounts.actions.assignments import assign
from linli.foundation.accounts.models import Role, User, UserKind
from linli.foundation.accounts.permissions import CODES
from linli.foundation.places import public as places
from linli.kernel import clock

PASSWORD = "Linli-2026-test"
MORNING = clock.local(2026, 3, 11, 9, 30)
LONG_AGO = dt.date(2020, 1, 1)
_numbers = itertools.count(1)


def make_role(*codes: str, name: str = "") -> Role:
    number = next(_numbers)
    return Role.objects.create(
        code=f"role-{number}", name=name or f"角色{number}", permissions=list(codes)
    )


def make_user(
    place: places.Place | None = None,
    codes: Iterable[str] = (),
    *,
    name: str = "",
    kind: UserKind = UserKind.STAFF,
    first_password: bool = False,
) -> User:
    """Somebody whose account is kept at `place`, with a role of these codes there."""
    number = next(_numbers)
    user = open_account(
        username=f"person{number}",
        name=name or f"测试{number}",
        password=PASSWORD,
        kind=kind,
        by=None,
        at=MORNING,
        first_password=first_password,
        place=place,
    )
    if place is not None and codes:
        give(user, make_role(*codes), place)
    return user


def give(user: User, role: Role, place: places.Place) -> None:
    assign(user=user, role=role, place=place, starts_on=LONG_AGO, by=None, at=MORNING)


def make_head(place: places.Place, **more: str) -> User:
    """Somebody who may do everything at a place."""
    return make_user(place, CODES.keys(), **more)
