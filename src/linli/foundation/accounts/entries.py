"""Menu entries and search of this app, and of places and audit, which lie below it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts.menu import MenuEntry, Section
from linli.foundation.accounts.models import User
from linli.foundation.accounts.permissions import AccountsPermission
from linli.foundation.accounts.queries import visible_to
from linli.foundation.accounts.search import Hit, SearchSource
from linli.foundation.places import public as places

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


def find_places(user: User, words: str, limit: int) -> list[Hit]:
    """Addresses that the person may change, as people type them."""
    paths = user.paths(AccountsPermission.MANAGE_PLACES)
    return [
        Hit(place.full_name, reverse("places:place", args=[place.pk]), place.get_kind_display())
        for place in places.find(words, paths, limit)
    ]


def find_accounts(user: User, words: str, limit: int) -> list[Hit]:
    """Colleagues whose accounts the person looks after."""
    found = visible_to(user).filter(name__contains=words).order_by("name", "pk")[:limit]
    return [
        Hit(person.name, reverse("accounts:account", args=[person.pk]), person.username)
        for person in found
    ]


SOURCES = [
    SearchSource(
        "accounts", _("账号"), "users", find_accounts, permission=AccountsPermission.MANAGE
    ),
    SearchSource(
        "places",
        _("区划与网格"),
        "map-pin",
        find_places,
        permission=AccountsPermission.MANAGE_PLACES,
    ),
]
