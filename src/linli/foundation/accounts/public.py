"""What other apps may use."""

from linli.foundation.accounts.actions.accounts import (
    close_account,
    enrol,
    open_account,
    prefer_large_print,
    reset_password,
)
from linli.foundation.accounts.actions.assignments import assign, end_assignment
from linli.foundation.accounts.actions.sign_in import rotate_second_factors
from linli.foundation.accounts.events import AccountClosing
from linli.foundation.accounts.everywhere import (
    Keeping,
    check_everywhere,
    holds_everywhere,
    keeper_page,
)
from linli.foundation.accounts.grants import (
    Grant,
    check,
    check_anywhere,
    grants,
    holds,
    holds_anywhere,
    paths,
    scope,
)
from linli.foundation.accounts.menu import MENU, MenuEntry, Section, entries_for
from linli.foundation.accounts.menu import register as register_menu
from linli.foundation.accounts.models import Assignment, Role, User, UserKind
from linli.foundation.accounts.permissions import CODES, STANDINGS, AccountsPermission, declare
from linli.foundation.accounts.queries import (
    people_at,
    people_over,
    people_within,
    visible_to,
)
from linli.foundation.accounts.search import Hit, SearchSource, search
from linli.foundation.accounts.search import register as register_search

__all__ = [
    "CODES",
    "MENU",
    "STANDINGS",
    "AccountClosing",
    "AccountsPermission",
    "Assignment",
    "Grant",
    "Hit",
    "Keeping",
    "MenuEntry",
    "Role",
    "SearchSource",
    "Section",
    "User",
    "UserKind",
    "assign",
    "check",
    "check_anywhere",
    "check_everywhere",
    "close_account",
    "declare",
    "end_assignment",
    "enrol",
    "entries_for",
    "grants",
    "holds",
    "holds_anywhere",
    "holds_everywhere",
    "keeper_page",
    "open_account",
    "paths",
    "people_at",
    "people_over",
    "people_within",
    "prefer_large_print",
    "register_menu",
    "register_search",
    "reset_password",
    "rotate_second_factors",
    "scope",
    "search",
    "visible_to",
]
