"""Which requests a visitor may open: with number and code, by a signed link, or as the own ones."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from linli.services.cases import queries
from linli.services.cases.actions.intake import Request
from linli.services.cases.models import Case

OPENED = "opened_requests"
KEPT = 20
# The same words again within this time were meant once.
AGAIN_WITHIN = dt.timedelta(minutes=30)

View = Callable[..., HttpResponse]


def remember(request: HttpRequest, case: Case) -> None:
    """Let this browser open the request until its session ends."""
    opened = [pk for pk in request.session.get(OPENED, []) if pk != case.pk]
    request.session[OPENED] = [case.pk, *opened][:KEPT]


def sent_before(request: HttpRequest, asked: Request, *, at: dt.datetime) -> Case | None:
    """The very same, sent from this browser or account a moment ago with another form."""
    return queries.sent_before(
        asked.text,
        phone="" if asked.anonymous else asked.phone,
        place=asked.place,
        address=asked.address,
        opened=request.session.get(OPENED, []),
        account=asked.account,
        since=at - AGAIN_WITHIN,
    )


def forget_all(request: HttpRequest) -> None:
    """Close all requests on this machine: the next person at it must not find them open."""
    request.session.pop(OPENED, None)


def find(request: HttpRequest, number: str) -> Case | None:
    """The request with this number, if the visitor may open it. One that is not there and one
    that is somebody else's give the same answer."""
    case = queries.by_number(number)
    if case is None:
        return None
    is_own = request.user.is_authenticated and case.account_id == request.user.pk
    return case if is_own or case.pk in request.session.get(OPENED, []) else None


def personal(view: View) -> View:
    """A page about a person: never kept by browsers, proxies or search engines."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def with_own_case(view: View) -> View:
    """Hand the view the request with the number in the address, or lead to where one opens it."""

    @wraps(view)
    @personal
    def guarded(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponse:
        case = find(request, number)
        if case is None:
            return redirect(f"{reverse('requests:find')}?{urlencode({'number': number})}")
        return view(request, case, **kwargs)

    return guarded
