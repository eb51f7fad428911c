"""Codes that this app declares, and the list of all codes that roles are made of."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import grants
from linli.foundation.accounts.grants import Grant
from linli.foundation.accounts.models import User
from linli.kernel.errors import NotAllowed
from linli.kernel.registry import Registry

# code → (group, what it allows in words); filled by every app in `ready()`
CODES: Registry[tuple[object, object]] = Registry("permission codes")
# What an account opens besides its roles, and which codes whoever gave it must have held; filled
# by upper apps in `ready()`. Asked of closed accounts, too: they can be opened again.
STANDINGS: Registry[Callable[[User], Iterable[Grant]]] = Registry("standings of accounts")


class AccountsPermission(StrEnum):
    MANAGE = "accounts.manage"
    READ_AUDIT = "audit.read"
    MANAGE_PLACES = "places.manage"


LABELS: dict[StrEnum, tuple[object, object]] = {
    AccountsPermission.MANAGE: (_("账号"), _("开通、停用账号，分配角色")),
    AccountsPermission.READ_AUDIT: (_("账号"), _("查看操作日志")),
    AccountsPermission.MANAGE_PLACES: (_("区划"), _("维护区划、网格和公示卡")),
}


def declare(labels: dict[StrEnum, tuple[object, object]]) -> None:
    """Add an app's codes to the list; called from `AppConfig.ready`."""
    for code, label in labels.items():
        CODES.register(str(code), label)


def can_manage(by: User, user: User) -> bool:
    """Whether `by` looks after this account, by places and by rights.

    Whoever resets a password can sign in with it. So `by` manages accounts where this one is
    kept and wherever it works or will work, and could have given it there all that it has.
    """
    if not user.place_path or not grants.holds(by, AccountsPermission.MANAGE, user.place_path):
        return False
    return all(
        grants.holds(by, code, grant.path)
        for grant in _all_of(user)
        for code in {AccountsPermission.MANAGE, *grant.codes}
    )


def _all_of(user: User) -> Iterable[Grant]:
    """Roles and standings of today and later, also of an account that is closed."""
    yield from grants.lasting(user)
    for standing in STANDINGS:
        yield from standing(user)


def check_manage(by: User | None, user: User) -> None:
    """Raise `NotAllowed` unless `by` looks after the account; the system (None) may."""
    if by is not None and not can_manage(by, user):
        raise NotAllowed(permission=AccountsPermission.MANAGE)
