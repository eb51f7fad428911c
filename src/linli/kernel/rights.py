"""Rights as the lowest apps see them, without importing accounts: they ask the person."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from linli.kernel.errors import NotAllowed
from linli.kernel.settled import one_look

T = TypeVar("T")


class Holder(Protocol):
    """A person with rights at places; `linli.foundation.accounts` has the real one."""

    pk: int

    def holds(self, code: str, path: str) -> bool:
        """Whether the person holds the permission code at the place with this path."""

    def holds_anywhere(self, code: str) -> bool:
        """Whether some place exists where the person holds the code."""

    def paths(self, code: str) -> list[str]:
        """The roots of what the person may see by the code."""

    def scope(self, code: str, column: str = "place_path") -> Q:
        """Condition "where the person holds the code"; matches nothing without a grant."""


def check(by: Holder | None, code: str, path: str) -> None:
    """Raise `NotAllowed` unless the person holds the code there; the system (None) may."""
    if by is not None and not by.holds(code, path):
        raise NotAllowed(permission=code)


def found(item: T | None) -> T:
    """The item that a query found among what the person may see; else 404, whatever the cause."""
    if item is None:
        raise Http404
    return item


def own_page(request: HttpRequest, address: str) -> bool:
    """Whether an address that came with the request is a page of this site, safe to lead to.

    A bare word is none: `redirect` would take it for the name of a route.
    """
    return address.startswith(("/", "http")) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


# A part of a page that asks for news by itself says so with this header.
POLLING_HEADER = "X-Linli-Poll"


def lead_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the person to another page, also from a part of a page; polling parts stay silent."""
    if POLLING_HEADER in request.headers:
        return HttpResponse(status=204)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return redirect(url)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the page that was being read."""
    if "HX-Request" in request.headers:
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path
    else:
        page = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    # Not `redirect_to_login`: its module needs the user model, and models import this one.
    query = f"?{urlencode({REDIRECT_FIELD_NAME: page}, safe='/')}" if page else ""
    return lead_to(request, resolve_url(settings.LOGIN_URL) + query)


View = Callable[..., HttpResponseBase]
SAFE = {"GET", "HEAD"}


def desk_page(permission: str = "") -> Callable[[View], View]:
    """Only for people of the desk (staff, partners) who hold `permission` somewhere.

    The first lock of two: queries show what lies at the person's places, actions check again.
    The permission is kept on the view (`desk_permission`) for the walk over all addresses.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return ask_to_sign_in(request)
            # Who only looks changes nothing of what is kept.
            with one_look() if request.method in SAFE else nullcontext():
                if user.is_resident or (permission and not user.holds_anywhere(permission)):
                    raise NotAllowed(permission=permission)
                return view(request, *args, **kwargs)

        guarded.desk_permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard
