"""Ends idle sessions and leads holders of a first password to the page that changes it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel import clock

LAST_SEEN = "last_seen"
# A page that polls must not keep an empty desk signed in.
POLLING_HEADER = "X-Linli-Poll"


class SessionGuardMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            last_seen = request.session.get(LAST_SEEN, now)
            if now - last_seen > settings.SESSION_IDLE_MINUTES * 60:
                logout(request)
                messages.info(request, _("您有一段时间没有操作，为了安全已自动退出，请重新登录。"))
                return redirect(f"{reverse('account_login')}?next={request.path}")
            # One write a minute at the most: a session row is a database write.
            is_due = POLLING_HEADER not in request.headers and now - last_seen >= 60
            if is_due or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
            change = reverse("account_change_password")
            if request.user.must_change_password and request.path not in (
                change,
                reverse("account_logout"),
            ):
                return redirect(change)
        return self.get_response(request)
