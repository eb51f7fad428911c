"""A resident opens the own link on a phone, without an account, and tells what is lacking.

Nothing of the person stands in the address or the title, and nothing is shown before the person
has said what only the register knows besides. A link that leads nowhere looks the same whatever
the cause: never made, used, too old, tried too often.
"""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.sheets.actions import self_telling
from linli.insight.sheets.models import Invitation, Proof
from linli.insight.sheets.portal.forms import ProofForm, TellForm
from linli.insight.sheets.queries import invitations as queries
from linli.kernel import clock
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.limits import HOUR, Limit, network
from linli.services.privacy import public as privacy

OPENED = "opened_invitation"
GOOD_FOR = dt.timedelta(hours=1)
INVALID = 422
# Behind one address may sit a whole estate.
FROM_ADDRESS = Limit("invitation-from", 60, HOUR, gettext_lazy("试的次数太多了，请过一小时再试。"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """First the proof, then the questions."""
    invitation = queries.by_token(token, at=clock.now())
    if invitation is None:
        return _nowhere(request)
    if _has_proved(request, invitation) and request.method != "POST":
        return _questions(request, invitation, None)
    data = request.POST if request.method == "POST" else None
    form = ProofForm(data, proof=Proof(invitation.proof))
    status = 200
    if form.is_bound:
        status = INVALID
        if form.is_valid():
            try:
                FROM_ADDRESS.take(network(audit.current_origin()))
                self_telling.prove(
                    invitation=invitation, words=form.cleaned_data["words"], at=clock.now()
                )
            except DomainError as refusal:
                form.add_error("words", str(refusal))
                status = refusal.status
            else:
                until = (clock.now() + GOOD_FOR).timestamp()
                request.session[OPENED] = [invitation.pk, until]
                return redirect("answers:answer", token)
    return _page(request, "sheets/portal/proof.html", invitation, {"form": form}, status)


@require_POST
@never_cache
def tell(request: HttpRequest, token: str) -> HttpResponse:
    """What was filled in; the link is used up by it."""
    at = clock.now()
    invitation = queries.by_token(token, at=at)
    if invitation is None:
        return _nowhere(request)
    if not _has_proved(request, invitation):
        return redirect("answers:answer", token)
    form = _form(request, invitation)
    if form.is_valid():
        try:
            self_telling.tell(invitation=invitation, words=form.told(), at=at)
        except InvalidMove:
            return _nowhere(request)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            # The next person at a borrowed phone finds nothing open.
            request.session.pop(OPENED, None)
            return redirect("answers:thanks")
    return _questions(request, invitation, form)


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    return _unseen(render(request, "sheets/portal/thanks.html"))


def _has_proved(request: HttpRequest, invitation: Invitation) -> bool:
    opened, until = request.session.get(OPENED, (None, 0))
    return bool(opened == invitation.pk and until > clock.now().timestamp())


def _form(request: HttpRequest, invitation: Invitation) -> TellForm:
    at = clock.now()
    data = request.POST if request.method == "POST" else None
    child = privacy.is_child(invitation.wanted.person, on=clock.local_date(at))
    notice = privacy.notice_for(child=child)
    return TellForm(data, queries.sections(invitation, at=at), notice, child=child)


def _questions(request: HttpRequest, invitation: Invitation, form: TellForm | None) -> HttpResponse:
    status = INVALID if form is not None else 200
    form = form or _form(request, invitation)
    if not form.sections:
        return _nowhere(request)
    child = bool(form.guardian_fields)
    filling = invitation.wanted.collecting.filling
    context = {
        "form": form,
        "person": invitation.wanted.person,
        "filling": filling,
        "child": child,
        "notice": form.notice,
        "token": invitation.token,
    }
    return _page(request, "sheets/portal/questions.html", invitation, context, status)


def _page(
    request: HttpRequest,
    template: str,
    invitation: Invitation,
    context: dict[str, object],
    status: int,
) -> HttpResponse:
    place = invitation.wanted.collecting.filling.place
    community = places.nearest(place, places.Kind.COMMUNITY) or place
    shown = {"community": community, "contact_place": community, "invitation": invitation}
    return _unseen(render(request, template, shown | context, status=status))


def _nowhere(request: HttpRequest) -> HttpResponse:
    return _unseen(render(request, "sheets/portal/nowhere.html", status=404))


def _unseen(response: HttpResponse) -> HttpResponse:
    """Not for search engines."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
