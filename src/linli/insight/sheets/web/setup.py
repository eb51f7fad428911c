"""What the pages of tables register when the program starts."""

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.permissions import SheetsPermission


def register() -> None:
    """Called from `AppConfig.ready`."""
    accounts.register_menu(
        accounts.MenuEntry(
            code="sheets",
            label=_("填表"),
            icon="file-spreadsheet",
            url="sheets:list",
            order=42,
            permission=SheetsPermission.FILL,
        )
    )
