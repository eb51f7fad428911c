"""One resident's own say: what was agreed to, what was asked for, and what holds the file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts.public import holds
from linli.foundation.files import public as files
from linli.kernel import clock
from linli.kernel.rights import check, desk_page, found
from linli.kernel.seen import tried
from linli.registers.residents import public as residents
from linli.services.privacy.actions import consents as actions
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import claims as of_claims
from linli.services.privacy.queries import consents as queries
from linli.services.privacy.queries import purposes as of_purposes
from linli.services.privacy.queries import retention as of_retention
from linli.services.privacy.web.consent_forms import ConsentForm


@require_safe
@never_cache
@desk_page(PrivacyPermission.CONSENT)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    shown = _get(request, person_id)
    ids = residents.ids_of([shown])
    history = [
        {"row": row, "url": files.url(row.file) if row.file else ""} for row in queries.history(ids)
    ]
    context = {
        "person": shown,
        "asked": queries.asked_of(ids),
        "history": history,
        "limits": queries.limits_of(ids),
        "claims": of_claims.of_person(request.user, ids),
        "hold": of_retention.hold_of(shown, on=clock.today()),
        "may_claim": holds(request.user, PrivacyPermission.CLAIMS, shown.place_path),
    }
    return render(request, "privacy/person.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@desk_page(PrivacyPermission.CONSENT)
def consent(request: HttpRequest, person_id: int, purpose_id: int) -> HttpResponse:
    """What is read out to somebody about one purpose, and what they said to it; printed, a sheet
    to be signed."""
    shown = _get(request, person_id)
    purpose = found(of_purposes.get_purpose(purpose_id))
    asked = next(
        (one for one in queries.asked_of(residents.ids_of([shown])) if one.purpose == purpose), None
    )
    asked = found(asked)
    child = queries.is_child(shown, on=clock.today())
    guardian = shown.contacts.filter(role="guardian").first() if child else None
    initial = {
        "said_on": clock.today(),
        "guardian": guardian.name if guardian else "",
        "guardian_relation": guardian.relation if guardian else "",
    }
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ConsentForm(*bound, purpose=purpose, last=asked.consent, child=child, initial=initial)
    if form.is_bound:

        def write(**read: Any) -> Any:
            return actions.write_down(
                person=shown,
                purpose=purpose,
                spoken=form.spoken(),
                paper=read["paper"],
                by=request.user,
                at=clock.now(),
            )

        if tried(form, write):
            messages.success(request, _("已记下。"))
            return redirect("privacy:person", shown.pk)
    context = {
        "person": shown,
        "asked": asked,
        "purpose": purpose,
        "form": form,
        "child": child,
        "text": queries.text_in_force(purpose, child=child),
    }
    status = 422 if form.is_bound else 200
    return render(request, "privacy/consent.html", context, status=status)


@require_POST
@desk_page(PrivacyPermission.CLAIMS)
def end_limit(request: HttpRequest, limit_id: int) -> HttpResponse:
    limit = found(queries.get_limit(request.user, limit_id))
    actions.end_limit(restriction=limit, by=request.user, at=clock.now())
    messages.success(request, _("已解除，又可以用于这个用途。"))
    return redirect("privacy:person", limit.person_id)


def _get(request: HttpRequest, person_id: int) -> residents.Person:
    """Somebody whom the person may see and write such down for."""
    shown = residents.get_visible(request.user, person_id)
    check(request.user, PrivacyPermission.CONSENT, shown.place_path)
    return shown
