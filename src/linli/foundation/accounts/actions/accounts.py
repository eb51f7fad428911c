"""Opening, changing and closing accounts."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import grants, passwords
from linli.foundation.accounts.actions.assignments import assign
from linli.foundation.accounts.events import AccountClosing
from linli.foundation.accounts.models import Assignment, Role, User, UserKind
from linli.foundation.accounts.permissions import AccountsPermission, check_manage
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel import clock, events
from linli.kernel.errors import DomainError
from linli.kernel.seen import seen_unchanged

# What can be changed of an account, as the log says it.
FIELDS = {"name": _("姓名"), "phone": _("手机"), "email": _("邮箱")}


class UsernameTaken(DomainError):
    code = "username_taken"
    message = _("这个登录名已经有人用了，请换一个。")


class OwnAccount(DomainError):
    code = "own_account"
    message = _("不能在这里停用或重设自己的账号。请到“我的账号”改密码，停用请找其他管理员。")


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
    place: places.Place | None = None,
) -> User:
    """A new account, kept at `place`; without one it takes the place of its first role.

    A password that somebody else chose must be changed at the first sign-in.
    """
    if by is not None:
        grants.check(by, AccountsPermission.MANAGE, place.place_path if place else "")
    user = User(
        username=username,
        name=name,
        kind=kind,
        phone=phone,
        email=email,
        place=place,
        place_path=place.place_path if place else "",
        must_change_password=first_password,
        password_changed_at=None if first_password else at,
    )
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise UsernameTaken(username=username) from None
    audit.record("accounts.open", by=by, at=at, subject=user, subject_name=name)
    return user


@transaction.atomic
def enrol(
    *,
    username: str,
    name: str,
    kind: UserKind,
    place: places.Place,
    by: User,
    at: dt.datetime,
    role: Role | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    phone: str = "",
    email: str = "",
) -> tuple[User, str]:
    """A colleague's account with a first password, to be told once, and perhaps a first role."""
    password = passwords.generate()
    user = open_account(
        username=username,
        name=name,
        password=password,
        kind=kind,
        phone=phone,
        email=email,
        place=place,
        by=by,
        at=at,
    )
    if role is not None:
        first_day = starts_on or clock.local_date(at)
        assign(
            user=user, role=role, place=place, starts_on=first_day, ends_on=ends_on, by=by, at=at
        )
    return user, password


@transaction.atomic
def reset_password(*, user: User, by: User, at: dt.datetime) -> str:
    """Give a forgotten account a new first password; answers it, to be told once."""
    _check_other(user, by)
    password = _set_first_password(user)
    audit.record("accounts.reset_password", by=by, at=at, subject=user, subject_name=str(user))
    return password


@transaction.atomic
def remove_second_factors(*, user: User, by: User, at: dt.datetime) -> int:
    """Let somebody who lost telephone or key sign in by password alone; answers how many went."""
    _check_other(user, by)
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    audit.record(
        "accounts.remove_second_factors",
        by=by,
        at=at,
        subject=user,
        subject_name=str(user),
        changes={"removed": removed},
    )
    return removed


@transaction.atomic
def close_account(
    *, user: User, successor: User | None, reason: str, by: User, at: dt.datetime
) -> None:
    """Close a leaver's account; open work goes to `successor` first, in the same transaction.

    Whoever keeps open work listens to `AccountClosing` and refuses when there is no successor.
    """
    _check_other(user, by)
    events.publish(AccountClosing(user=user, successor=successor, by=by, at=at, reason=reason))
    day = clock.local_date(at)
    Assignment.objects.filter(user=user, starts_on__gt=day).delete()
    Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), user=user).update(ends_on=day)
    user.is_active = False
    user.closed_at = at
    grants.forget(user)
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


@transaction.atomic
def reopen_account(*, user: User, by: User, at: dt.datetime) -> str:
    """Let a closed account be used again; roles are given anew. Answers the first password."""
    _check_other(user, by)
    user.is_active = True
    user.closed_at = None
    user.save(update_fields=["is_active", "closed_at"])
    password = _set_first_password(user)
    audit.record("accounts.reopen", by=by, at=at, subject=user, subject_name=str(user))
    return password


@transaction.atomic
def update_account(
    *,
    user: User,
    name: str,
    phone: str,
    email: str,
    by: User,
    at: dt.datetime,
    seen: str = "",
) -> None:
    """Change how somebody is called and reached."""
    check_manage(by, user)
    seen_unchanged(seen, present(User.objects.select_for_update().get(pk=user.pk)))
    _update(user, {"name": name, "phone": phone, "email": email}, by, at)


@transaction.atomic
def update_own_contact(*, user: User, phone: str, email: str, at: dt.datetime) -> None:
    """Change how one is reached oneself."""
    _update(user, {"phone": phone, "email": email}, user, at)


def present(user: User) -> dict[str, str]:
    """What the form for changing an account shows."""
    return {"name": user.name, "phone": user.phone, "email": user.email}


def _update(user: User, given: dict[str, str], by: User, at: dt.datetime) -> None:
    changed = [field for field, value in given.items() if getattr(user, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(user, field, given[field])
    user.save(update_fields=changed)
    audit.record(
        "accounts.update",
        by=by,
        at=at,
        subject=user,
        subject_name=str(user),
        changes={"fields": [str(FIELDS[field]) for field in changed]},
    )


def prefer_large_print(*, user: User, on: bool) -> None:
    """Keep the size of print that somebody likes to read; a taste, not a deed: no log line."""
    user.large_print = on
    user.save(update_fields=["large_print"])


def _check_other(user: User, by: User) -> None:
    if user == by:
        raise OwnAccount
    check_manage(by, user)


def _set_first_password(user: User) -> str:
    password = passwords.generate()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = None
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    return password
