"""Rights as the lowest apps see them, without importing accounts: they ask the person."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from linli.kernel.errors import NotAllowed


class Holder(Protocol):
    """A person with rights at places; `linli.foundation.accounts` has the real one."""

    pk: int

    def holds(self, code: str, path: str) -> bool:
        """Whether the person holds the permission code at the place with this path."""

    def holds_anywhere(self, code: str) -> bool:
        """Whether some place exists where the person holds the code."""

    def scope(self, code: str, column: str = "place_path") -> Q:
        """Condition "where the person holds the code"; matches nothing without a grant."""


def check(by: Holder | None, code: str, path: str) -> None:
    """Raise `NotAllowed` unless the person holds the code there; the system (None) may."""
    if by is not None and not by.holds(code, path):
        raise NotAllowed(permission=code)


View = Callable[..., HttpResponse]


def desk_page(permission: str = "") -> Callable[[View], View]:
    """Only for people of the desk (staff, partners) who hold `permission` somewhere.

    The first lock of two: queries show what lies at the person's places, actions check again.
    The permission is kept on the view (`desk_permission`) for the walk over all addresses.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if user.is_resident or (permission and not user.holds_anywhere(permission)):
                raise NotAllowed(permission=permission)
            return view(request, *args, **kwargs)

        guarded.desk_permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard
