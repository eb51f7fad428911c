"""Giving roles, ending them, and what a role allows."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import grants
from linli.foundation.accounts.models import Assignment, Role, User
from linli.foundation.accounts.permissions import CODES, AccountsPermission
from linli.foundation.accounts.queries import places_of_role
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import DomainError, NotAllowed
from linli.kernel.seen import seen_unchanged


class GivesMoreThanHeld(NotAllowed):
    code = "gives_more_than_held"
    message = _("只能分配您自己在那里也有的权限。请找权限更高的管理员办理。")


class UnknownCode(DomainError):
    code = "unknown_code"
    message = _("有一项权限系统里没有，请刷新页面后重新勾选。")


@transaction.atomic
def assign(
    *,
    user: User,
    role: Role,
    place: places.Place,
    starts_on: dt.date,
    by: User | None,
    at: dt.datetime,
    ends_on: dt.date | None = None,
) -> Assignment:
    """Give a role at a place. Nobody can give a code that they do not hold there themselves."""
    if by is not None:
        grants.check(by, AccountsPermission.MANAGE, place.place_path)
        if not all(grants.holds(by, code, place.place_path) for code in role.permissions):
            raise GivesMoreThanHeld(role=role.code)
    if not user.place_path:
        user.place, user.place_path = place, place.place_path
        user.save(update_fields=["place", "place_path"])
    assignment = Assignment.objects.create(
        user=user,
        role=role,
        place=place,
        place_path=place.place_path,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    grants.forget(user)
    audit.record(
        "accounts.assign",
        by=by,
        at=at,
        subject=user,
        subject_name=str(user),
        place_path=place.place_path,
        changes={"role": role.name, "starts_on": str(starts_on), "ends_on": str(ends_on or "")},
    )
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, ends_on: dt.date, by: User, at: dt.datetime) -> None:
    """Let an assignment end with a day; it stays readable."""
    grants.check(by, AccountsPermission.MANAGE, assignment.place_path)
    assignment.ends_on = max(ends_on, assignment.starts_on)
    assignment.save(update_fields=["ends_on"])
    grants.forget(assignment.user)
    audit.record(
        "accounts.end_assignment",
        by=by,
        at=at,
        subject=assignment.user,
        subject_name=str(assignment.user),
        place_path=assignment.place_path,
        changes={"role": assignment.role.name, "ends_on": str(ends_on)},
    )


@transaction.atomic
def add_role(
    *,
    name: str,
    description: str,
    codes: Collection[str],
    by: User,
    at: dt.datetime,
) -> Role:
    """A role of the site's own. Its codes are held by whoever makes it."""
    known = _known(codes)
    _check_may_change(by, set(), known)
    last = Role.objects.aggregate(last=Max("pk"))["last"] or 0
    role = Role.objects.create(
        code=f"own-{last + 1}", name=name, description=description, permissions=known
    )
    audit.record(
        "accounts.add_role",
        by=by,
        at=at,
        subject=role,
        subject_name=name,
        changes={"codes": role.permissions},
    )
    return role


@transaction.atomic
def update_role(
    *,
    role: Role,
    name: str,
    description: str,
    codes: Collection[str],
    by: User,
    at: dt.datetime,
    seen: str = "",
) -> None:
    """Change what a role allows, for everybody who has it.

    `by` manages accounts at every place where the role is given, and holds there each code that
    is added or taken away.
    """
    role = Role.objects.select_for_update().get(pk=role.pk)
    seen_unchanged(seen, present(role))
    before, after = set(role.permissions), set(_known(codes))
    # Codes of an app that is not installed now are kept: nobody has ticked them away.
    after |= {code for code in before if code not in CODES}
    _check_may_change(by, places_of_role(role, on=clock.local_date(at)), before ^ after)
    role.name, role.description, role.permissions = name, description, sorted(after)
    role.save(update_fields=["name", "description", "permissions"])
    audit.record(
        "accounts.update_role",
        by=by,
        at=at,
        subject=role,
        subject_name=name,
        changes={"added": sorted(after - before), "removed": sorted(before - after)},
    )


def present(role: Role) -> dict[str, str]:
    """What the form for changing a role shows."""
    labels = [str(CODES[code][1]) for code in role.permissions if code in CODES]
    return {
        "name": role.name,
        "description": role.description,
        "codes": "；".join(labels),
    }


def _known(codes: Collection[str]) -> list[str]:
    if unknown := [code for code in codes if code not in CODES]:
        raise UnknownCode(codes=unknown)
    return sorted(codes)


def _check_may_change(by: User, paths: set[str], codes: Collection[str]) -> None:
    """Raise `NotAllowed` unless `by` manages accounts, and holds the codes, at all the paths."""
    grants.check_anywhere(by, AccountsPermission.MANAGE)
    for path in paths:
        grants.check(by, AccountsPermission.MANAGE, path)
    for code in codes:
        held = (
            all(grants.holds(by, code, path) for path in paths)
            if paths
            else (grants.holds_anywhere(by, code))
        )
        if not held:
            raise GivesMoreThanHeld(permission=code)
