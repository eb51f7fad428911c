"""The menu entries of this app, and of places and audit, which lie below it."""

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts.menu import MenuEntry, Section
from linli.foundation.accounts.permissions import AccountsPermission

ENTRIES = [
    MenuEntry(
        code="accounts",
        label=_("账号与角色"),
        icon="users",
        url="accounts:list",
        order=10,
        permission=AccountsPermission.MANAGE,
        section=Section.SETTINGS,
        description=_("开通、停用账号，分配角色"),
    ),
    MenuEntry(
        code="places",
        label=_("区划与网格"),
        icon="building-community",
        url="places:tree",
        order=20,
        permission=AccountsPermission.MANAGE_PLACES,
        section=Section.SETTINGS,
        description=_("社区、网格、楼栋、住房和公示卡"),
    ),
    MenuEntry(
        code="audit",
        label=_("操作日志"),
        icon="history",
        url="audit:list",
        order=90,
        permission=AccountsPermission.READ_AUDIT,
        section=Section.SETTINGS,
        description=_("谁在什么时候做了什么，能不能对上"),
    ),
]
