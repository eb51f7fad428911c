"""What other apps may use."""

from linli.foundation.accounts.actions import (
    assign,
    close_account,
    end_assignment,
    open_account,
    prefer_large_print,
)
from linli.foundation.accounts.events import AccountClosing
from linli.foundation.accounts.grants import (
    check,
    check_anywhere,
    grants,
    holds,
    holds_anywhere,
    paths,
    scope,
)
from linli.foundation.accounts.menu import MenuEntry, Section, entries_for
from linli.foundation.accounts.menu import register as register_menu
from linli.foundation.accounts.models import Assignment, Role, User, UserKind
from linli.foundation.accounts.permissions import CODES, AccountsPermission, declare
from linli.foundation.accounts.queries import people_at
from linli.foundation.accounts.search import Hit, SearchSource, search
from linli.foundation.accounts.search import register as register_search

__all__ = [
    "CODES",
    "AccountClosing",
    "AccountsPermission",
    "Assignment",
    "Hit",
    "MenuEntry",
    "Role",
    "SearchSource",
    "Section",
    "User",
    "UserKind",
    "assign",
    "check",
    "check_anywhere",
    "close_account",
    "declare",
    "end_assignment",
    "entries_for",
    "grants",
    "holds",
    "holds_anywhere",
    "open_account",
    "paths",
    "people_at",
    "prefer_large_print",
    "register_menu",
    "register_search",
    "scope",
    "search",
]
