"""The desk's menu: what apps put into it, and what a person sees of it."""

import dataclasses
from enum import StrEnum

from linli.foundation.accounts.grants import holds_anywhere
from linli.foundation.accounts.models import User, UserKind
from linli.kernel.registry import Registry


class Section(StrEnum):
    """WORK stands in the menu of every page, SETTINGS on the page that lists them."""

    WORK = "work"
    SETTINGS = "settings"


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


def entries_for(user: User, section: Section = Section.WORK) -> list[MenuEntry]:
    """What this person finds in a section, in order; may be shown only, each page checks again."""
    if not user.is_authenticated:
        return []
    found = [
        entry
        for entry in MENU
        if entry.section == section
        and user.kind in entry.audience
        and (not entry.permission or holds_anywhere(user, entry.permission))
    ]
    return sorted(found, key=lambda entry: entry.order)
