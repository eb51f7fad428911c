"""Rights over what holds for the whole site: word lists, templates, limits, calendar, formulas.

Changing one changes the work of every community, so the code must be held in all of them. A
community that is only a name on record (nothing below it, nobody assigned to it) does not count:
the head of the one community that works keeps the lists, though the street has more on its map.
"""

import dataclasses
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from linli.foundation.accounts import grants, queries
from linli.foundation.accounts.models import Assignment
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.kernel.rights import View, desk_page

if TYPE_CHECKING:
    from linli.foundation.accounts.models import User

MOST_NAMES = 3


def _in_use() -> QuerySet[places.Place]:
    """Open communities that have places below them or somebody assigned."""
    below = places.Place.objects.filter(parent=OuterRef("pk"))
    assigned = Assignment.objects.filter(place=OuterRef("pk"))
    return places.communities().order_by().filter(Q(Exists(below)) | Q(Exists(assigned)))


def holds_everywhere(user: "User | None", code: str) -> bool:
    """Whether the user holds the code in every community that is in use."""
    if user is None or not grants.holds_anywhere(user, code):
        return False
    return not _in_use().exclude(grants.scope(user, code, "path")).exists()


def check_everywhere(user: "User | None", code: str) -> None:
    """Raise `NotAllowed`, with a sentence that says whom to ask, unless the user does."""
    if not holds_everywhere(user, code):
        raise NotAllowed(whom_to_ask(code), permission=code)


def whom_to_ask(code: str) -> str:
    """For who may read but not change."""
    span = _in_use().aggregate(first=Min("path"), last=Max("path"))
    over = _common(span["first"] or "/", span["last"] or "/")
    people = queries.people_over(over, code, on=clock.today())
    if not people:
        return _("这一页对全站生效，您可以看；要改，请找管理全部社区的同事。")
    names = "、".join(str(person) for person in people[:MOST_NAMES])
    return _("这一页对全站生效，您可以看；要改，请找%(names)s。") % {"names": names}


def _common(first: str, last: str) -> str:
    """The lowest path above both, and so above all that sort between them."""
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[: first.rfind("/", 0, same) + 1]


@dataclasses.dataclass(frozen=True)
class Keeping:
    """What a page of the whole site needs to know of its reader (`accounts/_keeping.html`)."""

    user: "User"
    code: str

    @cached_property
    def may_change(self) -> bool:
        return holds_everywhere(self.user, self.code)

    @cached_property
    def whom(self) -> str:
        return whom_to_ask(self.code)


def keeper_page(code: str) -> Callable[[View], View]:
    """Only for people of the desk who hold the code everywhere; keeps `desk_page`'s marks."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check_everywhere(request.user, code)  # type: ignore[arg-type]
            return view(request, *args, **kwargs)

        return desk_page(code)(guarded)

    return guard
