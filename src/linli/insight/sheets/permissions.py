"""Who may fill tables, and what of the residents may stand in them."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.models import Filling
from linli.kernel.errors import NotAllowed


class SheetsPermission(StrEnum):
    FILL = "sheets.fill"


LABELS: dict[StrEnum, tuple[object, object]] = {
    SheetsPermission.FILL: (_("填表"), _("用登记册填部门的表格，每次留下记录")),
}


def can_open(user: accounts.User, filling: Filling) -> bool:
    """Whether the person may have the filled file: it shows no less than to who filled it."""
    return holds_all(user, filling, filling.codes)


def holds_all(user: accounts.User, filling: Filling, codes: Iterable[str]) -> bool:
    """Whether the person may have what asks for these codes of the people in a filled form."""
    if not accounts.holds(user, SheetsPermission.FILL, filling.place_path):
        return False
    if user.pk == filling.filled_by_id:
        # Each cell was asked for with this person's own rights.
        return all(accounts.holds_anywhere(user, code) for code in codes)
    return all(accounts.holds(user, code, filling.place_path) for code in codes)


def check_open(user: accounts.User | None, filling: Filling) -> None:
    """Raise `NotAllowed` unless the person may have the filled file."""
    if user is None or not can_open(user, filling):
        raise NotAllowed(permission=SheetsPermission.FILL)


def check_fill(user: accounts.User | None, path: str) -> None:
    """Raise `NotAllowed` unless the person may fill tables with people of this place."""
    accounts.check(user, SheetsPermission.FILL, path)
