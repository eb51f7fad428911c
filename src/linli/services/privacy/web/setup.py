"""What the desk's pages of this app register when the program starts."""

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.services.privacy.permissions import PrivacyPermission

MENU = (
    accounts.MenuEntry(
        code="privacy-claims",
        label=_("个人信息申请"),
        icon="shield-lock",
        url="privacy:claims",
        order=60,
        permission=PrivacyPermission.CLAIMS,
        active="privacy:claim",
    ),
    accounts.MenuEntry(
        code="privacy-purposes",
        label=_("个人信息的用途和告知书"),
        icon="shield-lock",
        url="privacy:purposes",
        order=60,
        permission=PrivacyPermission.MANAGE,
        section=accounts.Section.SETTINGS,
        description=_("为什么用、依据什么、用多久，居民看到的告知书各版本"),
        active="privacy:purpose",
    ),
    accounts.MenuEntry(
        code="privacy-retention",
        label=_("到期删除"),
        icon="trash",
        url="privacy:retention",
        order=61,
        permission=PrivacyPermission.MANAGE,
        section=accounts.Section.SETTINGS,
        description=_("今后30天会删掉什么、延后了哪些、删除的证明"),
        active="privacy:retention",
    ),
    accounts.MenuEntry(
        code="privacy-records",
        label=_("影响评估、对外提供、泄露"),
        icon="clipboard-list",
        url="privacy:record-assessments",
        order=62,
        permission=PrivacyPermission.MANAGE,
        section=accounts.Section.SETTINGS,
        description=_("法律要求留存三年的记录"),
        active="privacy:record",
    ),
)


def register() -> None:
    """Called from `AppConfig.ready`."""
    for entry in MENU:
        accounts.register_menu(entry)
