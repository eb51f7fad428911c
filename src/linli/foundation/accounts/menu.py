"""Menus of desk and portal: what apps put into them, and what a person sees of them."""

import dataclasses
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from linli.foundation.accounts.grants import holds_anywhere
from linli.foundation.accounts.models import User, UserKind
from linli.kernel.registry import Registry


class Section(StrEnum):
    """WORK stands in the desk's menu, SETTINGS on the page that lists them, PORTAL on the
    residents' first page, where nobody needs to be signed in."""

    WORK = "work"
    SETTINGS = "settings"
    PORTAL = "portal"


@dataclasses.dataclass(frozen=True)
class MenuEntry:
    """One way in. `url` is a URL name without arguments; `icon` a name of tools/icons.txt.

    Shown to the kinds of people in `audience` who hold `permission` somewhere ("": all of them).
    The first four by `order` are the tabs of a phone. `active` names the URL namespace, or a name
    in it, under which the entry counts as open; by default the namespace of `url`.
    """

    code: str
    label: object
    icon: str
    url: str
    order: int
    permission: str = ""
    audience: frozenset[UserKind] = frozenset({UserKind.STAFF})
    section: Section = Section.WORK
    description: object = ""
    active: str = ""

    @property
    def opens(self) -> str:
        """The URL name, or namespace with a colon, that marks this entry as the open one."""
        return self.active or f"{self.url.rpartition(':')[0]}:"


MENU: Registry[MenuEntry] = Registry("menu entries")


def register(entry: MenuEntry) -> None:
    """Called from `AppConfig.ready` of the app whose page it is."""
    MENU.register(entry.code, entry)


def entries_for(user: User | AnonymousUser, section: Section = Section.WORK) -> list[MenuEntry]:
    """What this person finds in a section, in order; may be shown only, each page checks again."""
    found = [entry for entry in MENU if entry.section == section and _is_for(entry, user)]
    return sorted(found, key=lambda entry: entry.order)


def _is_for(entry: MenuEntry, user: User | AnonymousUser) -> bool:
    if entry.section == Section.PORTAL:
        return True
    if isinstance(user, AnonymousUser) or user.kind not in entry.audience:
        return False
    return not entry.permission or holds_anywhere(user, entry.permission)
