"""Asking about one's own data, and following what becomes of it. Nothing of the register is shown
here: a worker makes sure who asks first."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel import clock, qr
from linli.kernel.errors import DomainError
from linli.kernel.limits import DAY, HOUR, Limit, network
from linli.kernel.rights import found
from linli.kernel.text import typed, whole_number
from linli.services.privacy.actions import claims as actions
from linli.services.privacy.models import Asker, Channel, ClaimKind
from linli.services.privacy.portal.forms import AskForm
from linli.services.privacy.queries import claims as queries
from linli.shared.work import public as work

KNOWN = (places.Kind.COMMUNITY, places.Kind.GRID, places.Kind.BUILDING)
OFFERED = 40
LATER = _("提交得太频繁了，这一件还没有提交。请明天再试，或者给社区打电话。")
# Behind one address may sit a whole estate.
FROM_ADDRESS = Limit("claims-from", 60, HOUR, LATER)
OF_PHONE = Limit("claims-of", 5, DAY, LATER)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    community = _community(typed(request.GET, "place"))
    if community is None:
        return _choose(request)
    form = AskForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                FROM_ADDRESS.take(network(audit.current_origin()))
                OF_PHONE.take(form.cleaned_data["phone"])
                claim = actions.submit(asked=_asked(form, community), by=None, at=clock.now())
            except DomainError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                return redirect("own-data:claim", queries.token_of(claim))
    context = {"form": form, "community": community, "contact_place": community}
    return render(request, "privacy/portal/ask.html", context, status=status)


def _asked(form: AskForm, community: places.Place) -> actions.Asked:
    read = form.cleaned_data
    return actions.Asked(
        kind=ClaimKind(read["kind"]),
        place=community,
        name=read["name"],
        phone=read["phone"],
        channel=Channel.PORTAL,
        address=read["address"],
        words=read["words"],
        asker=Asker(read["asker"]),
        once_key=read["key"],
    )


def _community(raw: str) -> places.Place | None:
    """The community of a link, or the site's only one."""
    if (pk := whole_number(raw)) is not None:
        place = places.open_place(pk, KNOWN)
        return places.nearest(place, places.Kind.COMMUNITY) if place else None
    return places.only_community()


def _choose(request: HttpRequest) -> HttpResponse:
    """Which community? Asked where the site serves several and no link has said it."""
    words = typed(request.GET, "q")[:60]
    offered = places.communities_called(words, most=OFFERED)
    context = {"words": words, "communities": offered, "most": OFFERED}
    return render(request, "privacy/portal/choose.html", context)


@require_safe
@never_cache
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is, until when, and the answer; never what the register holds."""
    shown = found(queries.by_token(token))
    context = {
        "claim": shown,
        "until": work.plain_times.by_when(limit.due_at, clock.now())
        if (limit := queries.clock_of(shown))
        else "",
        "qr": qr.drawing(settings.PUBLIC_URL + request.path) if shown.is_open else "",
        "contact_place": shown.place,
        "community": shown.place,
    }
    response = render(request, "privacy/portal/claim.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
