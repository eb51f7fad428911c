"""Ends idle sessions and leads holders of a first password to the page that changes it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.rights import POLLING_HEADER, ask_to_sign_in, lead_to

LAST_SEEN = "last_seen"
# What somebody with a first password may do: change it, leave, read in large print.
BEFORE_CHANGE = ("account_change_password", "account_logout", "portal:large-print")


class SessionGuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return self.turn_away(request) or self.get_response(request)
        return self.get_response(request)

    def turn_away(self, request: HttpRequest) -> HttpResponse | None:
        """An answer of our own, or None: go on."""
        if self.is_idle(request):
            return self.end(request)
        user: Any = request.user
        if user.must_change_password and request.path not in map(reverse, BEFORE_CHANGE):
            return lead_to(request, reverse("account_change_password"))
        return None

    def is_idle(self, request: HttpRequest) -> bool:
        """Whether nobody has touched the desk for long; notes that somebody does now.

        One write a minute at the most: a session row is a database write. A page that polls does
        not keep an empty desk signed in.
        """
        now = int(clock.now().timestamp())
        last_seen = request.session.get(LAST_SEEN)
        if last_seen is not None and now - last_seen > settings.SESSION_IDLE_MINUTES * 60:
            return True
        if last_seen is None or (now - last_seen >= 60 and POLLING_HEADER not in request.headers):
            request.session[LAST_SEEN] = now
        return False

    def end(self, request: HttpRequest) -> HttpResponse:
        """A poll finds out first: it leaves the page, with what is typed on it, as it is."""
        if POLLING_HEADER in request.headers:
            return HttpResponse(status=204)
        logout(request)
        if request.method == "POST":
            words = _("为了安全，久不操作会自动退出。刚才提交的内容没有保存，请登录后重新提交。")
        else:
            words = _("您有一段时间没有操作，为了安全已自动退出，请重新登录。")
        messages.info(request, words)
        return ask_to_sign_in(request)
