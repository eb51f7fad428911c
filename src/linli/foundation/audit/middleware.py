"""Remembers, for the length of one request, the address it came from."""

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_origin: ContextVar[str | None] = ContextVar("audit_origin", default=None)


def current_origin() -> str | None:
    """The address of the request being served; None in tasks and commands."""
    return _origin.get()


class OriginMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _origin.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            _origin.reset(token)


def client_address(request: HttpRequest) -> str | None:
    """The peer, or what our own proxy says of it (only behind a declared proxy).

    The last entry is the one that our proxy has written; those before it anybody can make up.
    """
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if _is_address(forwarded):
            return forwarded
    peer = request.META.get("REMOTE_ADDR", "")
    return peer if _is_address(peer) else None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
