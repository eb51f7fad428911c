"""Opening, changing and closing accounts."""

import datetime as dt

from django.db import transaction

from linli.foundation.accounts import grants
from linli.foundation.accounts.events import AccountClosing
from linli.foundation.accounts.models import Assignment, Role, User, UserKind
from linli.foundation.accounts.permissions import AccountsPermission
from linli.foundation.audit import public as audit
from linli.foundation.places.models import Place
from linli.kernel import events


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    password: str,
    kind: UserKind,
    by: User | None,
    at: dt.datetime,
    phone: str = "",
    email: str = "",
    first_password: bool = True,
) -> User:
    """A new account; a password that somebody else chose must be changed at the first sign-in."""
    if by is not None:
        grants.check_anywhere(by, AccountsPermission.MANAGE)
    user = User(
        username=username,
        name=name,
        kind=kind,
        phone=phone,
        email=email,
        must_change_password=first_password,
        password_changed_at=None if first_password else at,
    )
    user.set_password(password)
    user.save()
    audit.record("accounts.open", by=by, at=at, subject=user, subject_name=name)
    return user


@transaction.atomic
def assign(
    *,
    user: User,
    role: Role,
    place: Place,
    starts_on: dt.date,
    by: User | None,
    at: dt.datetime,
    ends_on: dt.date | None = None,
) -> Assignment:
    """Give a role at a place. Nobody can give a code that they do not hold there themselves."""
    if by is not None:
        grants.check(by, AccountsPermission.MANAGE, place.place_path)
        for code in role.permissions:
            grants.check(by, code, place.place_path)
    assignment = Assignment.objects.create(
        user=user,
        role=role,
        place=place,
        place_path=place.place_path,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    audit.record(
        "accounts.assign",
        by=by,
        at=at,
        subject=user,
        subject_name=str(user),
        place_path=place.place_path,
        changes={"role": role.code, "starts_on": str(starts_on), "ends_on": str(ends_on or "")},
    )
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, ends_on: dt.date, by: User, at: dt.datetime) -> None:
    """Let an assignment end with a day; it stays readable."""
    grants.check(by, AccountsPermission.MANAGE, assignment.place_path)
    assignment.ends_on = max(ends_on, assignment.starts_on)
    assignment.save(update_fields=["ends_on"])
    audit.record(
        "accounts.end_assignment",
        by=by,
        at=at,
        subject=assignment.user,
        subject_name=str(assignment.user),
        place_path=assignment.place_path,
        changes={"role": assignment.role.code, "ends_on": str(ends_on)},
    )


@transaction.atomic
def close_account(
    *, user: User, successor: User | None, reason: str, by: User, at: dt.datetime
) -> None:
    """Close a leaver's account; open work goes to `successor` first, in the same transaction.

    Whoever keeps open work listens to `AccountClosing` and refuses when there is no successor.
    """
    grants.check_anywhere(by, AccountsPermission.MANAGE)
    events.publish(AccountClosing(user=user, successor=successor, by=by, at=at, reason=reason))
    day = at.date()
    Assignment.objects.filter(user=user, ends_on=None, starts_on__lte=day).update(ends_on=day)
    user.is_active = False
    user.closed_at = at
    user.save(update_fields=["is_active", "closed_at"])
    audit.record(
        "accounts.close",
        by=by,
        at=at,
        subject=user,
        subject_name=str(user),
        reason=reason,
        changes={"successor": str(successor or "")},
    )


def prefer_large_print(*, user: User, on: bool) -> None:
    """Keep the size of print that somebody likes to read; a taste, not a deed: no log line."""
    user.large_print = on
    user.save(update_fields=["large_print"])
