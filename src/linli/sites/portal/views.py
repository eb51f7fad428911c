"""The residents' window: its first page and what belongs to no service."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import qr
from linli.kernel.rights import own_page
from linli.sites.context import LARGE_PRINT_COOKIE

ONE_YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    doors = accounts.entries_for(request.user, accounts.Section.PORTAL)
    return render(request, "portal/home.html", {"doors": doors})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Where a resident lands after signing in."""
    try:
        return redirect("requests:mine")
    except NoReverseMatch:
        return redirect("portal:home")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"kept": _kept()})


def _kept() -> str:
    """As people say it: "3年", and days only where no whole years come out."""
    days: int = settings.REQUESTS_KEPT_DAYS
    years, rest = divmod(days, 365)
    if years and not rest:
        return ngettext("%(n)s年", "%(n)s年", years) % {"n": years}
    return ngettext("%(n)s天", "%(n)s天", days) % {"n": days}


@require_safe
def card(request: HttpRequest, place_id: int) -> HttpResponse:
    """The card that hangs in the stairwell: who to call, and a QR code of this very page."""
    place = places.public_card(place_id)
    if place is None:
        raise Http404
    address = f"{settings.PUBLIC_URL}{reverse('portal:card', args=[place.pk])}"
    context = {"place": place, "contact_place": place, "qr": qr.drawing(address)}
    return render(request, "portal/card.html", context)


@require_POST
def large_print(request: HttpRequest) -> HttpResponse:
    """Switch 长辈模式 on or off, for this browser and for the account."""
    on = request.POST.get("on") == "1"
    target = request.POST.get("next", "")
    response = redirect(target if own_page(request, target) else "portal:home")
    response.set_cookie(
        LARGE_PRINT_COOKIE,
        "1" if on else "0",
        max_age=ONE_YEAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    if request.user.is_authenticated:
        accounts.prefer_large_print(user=request.user, on=on)
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For the machine that watches: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
