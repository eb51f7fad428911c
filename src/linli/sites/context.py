"""What every frame needs: menu, print size, name of the site. Read only when a template asks."""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places

LARGE_PRINT_COOKIE = "large_print"
TABS = 4


class Shell:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def menu(self) -> list[accounts.MenuEntry]:
        return accounts.entries_for(self.request.user)

    @property
    def tabs(self) -> list[accounts.MenuEntry]:
        return self.menu[:TABS]

    @property
    def more(self) -> list[accounts.MenuEntry]:
        return self.menu[TABS:]

    @cached_property
    def settings(self) -> list[accounts.MenuEntry]:
        return accounts.entries_for(self.request.user, accounts.Section.SETTINGS)

    @cached_property
    def opened(self) -> str:
        """Code of the menu entry that the present page belongs to; the closest fit counts, and
        where a page of the settings fits closer it is none."""
        entry = self._fitting
        return entry.code if entry is not None and entry in self.menu else ""

    @property
    def in_settings(self) -> bool:
        """Whether the present page is one of those that the settings page lists, or that page."""
        match = self.request.resolver_match
        listed = match is not None and match.view_name == "desk:settings"
        return listed or bool(self._fitting is not None and not self.opened)

    @cached_property
    def _fitting(self) -> accounts.MenuEntry | None:
        match = self.request.resolver_match
        if match is None:
            return None
        entries = (*self.menu, *self.settings)
        fitting = [entry for entry in entries if match.view_name.startswith(entry.opens)]
        return max(fitting, key=lambda entry: len(entry.opens), default=None)

    @property
    def large_print(self) -> bool:
        cookie = self.request.COOKIES.get(LARGE_PRINT_COOKIE)
        if cookie is not None:
            return cookie == "1"
        user = getattr(self.request, "user", None)
        return user is not None and user.is_authenticated and user.large_print

    @cached_property
    def home_place(self) -> places.Place | None:
        """The community, where this site serves a single one."""
        return places.only_community()

    @property
    def site_name(self) -> str:
        return self.home_place.name if self.home_place else "邻里"

    @property
    def unread_url(self) -> str:
        """Where the number of unread notices comes from."""
        return url_or_empty("notices:count")

    @property
    def inbox_url(self) -> str:
        return url_or_empty("notices:inbox")

    @property
    def has_linked_sign_in(self) -> bool:
        """Whether the site offers sign-in by WeCom, DingTalk and the like."""
        return bool(settings.SOCIALACCOUNT_PROVIDERS)

    @property
    def frame(self) -> str:
        """The template around pages of one's own account."""
        user = self.request.user
        if user.is_authenticated and user.must_change_password:
            return "allauth/layouts/entrance.html"
        return "desk/base.html" if self.is_desk_user else "portal/base.html"

    @property
    def is_desk_user(self) -> bool:
        user = self.request.user
        return user.is_authenticated and not user.is_resident


def url_or_empty(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
