"""What other apps may use."""

from linli.foundation.accounts.actions import assign, close_account, end_assignment, open_account
from linli.foundation.accounts.events import AccountClosing
from linli.foundation.accounts.grants import (
    check,
    check_anywhere,
    grants,
    holds,
    holds_anywhere,
    paths,
    people_at,
    scope,
)
from linli.foundation.accounts.models import Assignment, Role, User, UserKind
from linli.foundation.accounts.permissions import CODES, AccountsPermission, declare

__all__ = [
    "CODES",
    "AccountClosing",
    "AccountsPermission",
    "Assignment",
    "Role",
    "User",
    "UserKind",
    "assign",
    "check",
    "check_anywhere",
    "close_account",
    "declare",
    "end_assignment",
    "grants",
    "holds",
    "holds_anywhere",
    "open_account",
    "paths",
    "people_at",
    "scope",
]
