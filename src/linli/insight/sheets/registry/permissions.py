"""Who may see the list of tables, answer departments, and say which tables may be asked."""

from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.registry.models import Table
from linli.insight.sheets.registry.states import State
from linli.kernel.rights import check


class TablesPermission(StrEnum):
    VIEW = "tables.view"
    ANSWER = "tables.answer"
    KEEP = "tables.keep"


LABELS: dict[StrEnum, tuple[object, object]] = {
    TablesPermission.VIEW: (_("报表准入"), _("查看报表准入清单和报表成本")),
    TablesPermission.ANSWER: (_("报表准入"), _("登记收到的报表，出退回函和合并建议函")),
    TablesPermission.KEEP: (_("报表准入"), _("决定哪些报表准入，维护清单")),
}


def visible(user: accounts.User, column: str = "place_path") -> Q:
    """What lies where the person may see it, and what holds there because it holds above."""
    paths = accounts.paths(user, TablesPermission.VIEW)
    above = {path[: end + 1] for path in paths for end, sign in enumerate(path) if sign == "/"}
    return accounts.scope(user, TablesPermission.VIEW, column) | Q(**{f"{column}__in": above})


def can_edit(user: accounts.User, table: Table) -> bool:
    """Keepers change everything; who answers departments, what nobody has decided about."""
    if accounts.holds(user, TablesPermission.KEEP, table.place_path):
        return True
    return table.state == State.UNREGISTERED and can_answer(user, table)


def can_answer(user: accounts.User, table: Table) -> bool:
    """Whether the person may write to the department about the table."""
    return accounts.holds(user, TablesPermission.ANSWER, table.place_path)


def can_keep(user: accounts.User, table: Table) -> bool:
    """Whether the person decides about the table."""
    return accounts.holds(user, TablesPermission.KEEP, table.place_path)


def check_edit(user: accounts.User | None, table: Table) -> None:
    """Raise `NotAllowed` unless the person may change what is known of the table."""
    if user is None or can_edit(user, table):
        return
    check(user, TablesPermission.KEEP, table.place_path)


def check_answer(user: accounts.User | None, path: str) -> None:
    """Raise `NotAllowed` unless the person may note tables and answer departments there."""
    check(user, TablesPermission.ANSWER, path)


def check_keep(user: accounts.User | None, path: str) -> None:
    """Raise `NotAllowed` unless the person decides which tables may be asked there."""
    check(user, TablesPermission.KEEP, path)
