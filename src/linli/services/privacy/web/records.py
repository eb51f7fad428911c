"""Records: impact assessments, what was given to others, breaches."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.kernel.text import typed
from linli.services.privacy.actions import records as actions
from linli.services.privacy.models import Breach
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import records as queries
from linli.services.privacy.web.record_forms import (
    AssessmentForm,
    BreachForm,
    NewBreachForm,
    SharingForm,
)

manager_page = desk_page(PrivacyPermission.MANAGE)
ORDER = ("-id",)


@require_safe
@never_cache
@manager_page
def assessments(request: HttpRequest) -> HttpResponse:
    found = queries.assessments(request.user)
    page = paginate(found, ORDER, after=request.GET.get("after", ""), size=25)
    return render(request, "privacy/assessments.html", {"page": page})


@require_http_methods(["GET", "POST"])
@never_cache
@manager_page
def assess(request: HttpRequest) -> HttpResponse:
    initial = {"assessed_on": clock.today()}
    form = AssessmentForm(request.POST or None, offered=_offered(request), initial=initial)
    if form.is_bound:

        def keep(**read: Any) -> Any:
            return actions.assess(
                place=read["place"], assessed=form.assessed(), by=request.user, at=clock.now()
            )

        if made := tried(form, keep):
            messages.success(request, _("已存档，至少保存三年。"))
            return redirect("privacy:record-assessment", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "privacy/assess.html", {"form": form}, status=status)


@require_safe
@never_cache
@manager_page
def assessment(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = queries.get_assessment(request.user, record_id)
    context = {"one": shown, "kept_until": queries.kept_until(shown.assessed_on)}
    return render(request, "privacy/assessment.html", context)


@require_safe
@never_cache
@manager_page
def sharings(request: HttpRequest) -> HttpResponse:
    words = typed(request.GET, "q")[:60]
    found = queries.sharings(request.user, words=words)
    page = paginate(found, ORDER, after=request.GET.get("after", ""), size=25)
    rows = [{"one": one, "groups": queries.labels(one.groups)} for one in page.items]
    context = {"page": page, "rows": rows, "words": words}
    return render(request, "privacy/sharings.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@manager_page
def share(request: HttpRequest) -> HttpResponse:
    initial = {"given_on": clock.today()}
    form = SharingForm(request.POST or None, offered=_offered(request), initial=initial)
    if form.is_bound:

        def keep(**read: Any) -> Any:
            return actions.share(
                place=read["place"], shared=form.shared(), by=request.user, at=clock.now()
            )

        if tried(form, keep):
            messages.success(request, _("已记下，至少保存三年。"))
            return redirect("privacy:record-sharings")
    status = 422 if form.is_bound else 200
    return render(request, "privacy/share.html", {"form": form}, status=status)


@require_safe
@never_cache
@manager_page
def breaches(request: HttpRequest) -> HttpResponse:
    found = queries.breaches(request.user)
    page = paginate(found, ORDER, after=request.GET.get("after", ""), size=25)
    return render(request, "privacy/breaches.html", {"page": page})


@require_http_methods(["GET", "POST"])
@never_cache
@manager_page
def report(request: HttpRequest) -> HttpResponse:
    initial = {"found_on": clock.today()}
    form = NewBreachForm(request.POST or None, offered=_offered(request), initial=initial)
    if form.is_bound:

        def keep(**read: Any) -> Any:
            happened = form.happened_as(form.told)
            return actions.report(
                place=read["place"], happened=happened, by=request.user, at=clock.now()
            )

        if made := tried(form, keep):
            messages.success(request, _("已记下。接着补上缺的几项。"))
            return redirect("privacy:record-breach", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "privacy/breach.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@manager_page
def breach(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = queries.get_breach(request.user, record_id)
    present = actions.present(shown)
    initial = {name: getattr(shown, name) for name in present}
    form = BreachForm(request.POST or None, initial=initial, shown=present)
    if form.is_bound:

        def keep(**read: Any) -> Any:
            return actions.follow_up(
                breach=shown,
                happened=form.happened_as(read),
                seen=read["seen"],
                by=request.user,
                at=clock.now(),
            )

        if tried(form, keep):
            messages.success(request, _("已保存。"))
            return redirect("privacy:record-breach", shown.pk)
    status = 422 if form.is_bound else 200
    return render(request, "privacy/breach.html", _of(shown) | {"form": form}, status=status)


def _of(shown: Breach) -> dict[str, Any]:
    return {"breach": shown, "facts": _facts(shown) if shown.closed_at else []}


def _facts(shown: Breach) -> list[tuple[object, object]]:
    """A closed one, line by line."""
    return [
        (BreachForm.base_fields[name].label, text)
        for name, text in actions.present(shown).items()
        if text
    ]


@require_POST
@manager_page
def close(request: HttpRequest, record_id: int) -> HttpResponse:
    shown = queries.get_breach(request.user, record_id)
    try:
        actions.close(breach=shown, by=request.user, at=clock.now())
    except actions.NotDoneYet as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已结案存档。"))
    return redirect("privacy:record-breach", shown.pk)


def _offered(request: HttpRequest) -> list[Any]:
    return list(queries.managed(request.user))
