"""What goes by the clock: the next thirty days, what is held back, and the proofs."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock, retention
from linli.kernel.paging import paginate
from linli.kernel.rights import check, desk_page, found
from linli.kernel.seen import tried
from linli.registers.residents import public as residents
from linli.services.privacy.actions import erasing as actions
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import retention as queries
from linli.services.privacy.web.consent_forms import DayInput

manager_page = desk_page(PrivacyPermission.MANAGE)
HALF_A_YEAR = dt.timedelta(days=180)


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("为什么要延后"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("比如诉讼、纠纷、补贴追缴还没有了结。"),
    )
    until = forms.DateField(label=gettext_lazy("延到哪天"), widget=DayInput)


@require_safe
@never_cache
@manager_page
def index(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    until = today + queries.AHEAD
    others = [
        {"retention": one, "rule": one.rule(), "coming": one.coming(request.user, until)}
        for one in retention.RETENTIONS
    ]
    context = {
        "until": until,
        "coming": queries.coming(request.user, until=until, today=today),
        "most": queries.MOST_SHOWN,
        "holds": queries.holds(request.user),
        "others": others,
        "page": paginate(
            queries.proofs(request.user), ("-id",), after=request.GET.get("after", ""), size=25
        ),
    }
    return render(request, "privacy/retention.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@manager_page
def hold(request: HttpRequest, person_id: int) -> HttpResponse:
    person = residents.get_visible(request.user, person_id)
    check(request.user, PrivacyPermission.MANAGE, person.place_path)
    today = clock.today()
    running = queries.hold_of(person, on=today)
    initial: dict[str, Any] = {"until": today + HALF_A_YEAR}
    if running is not None:
        initial = {"until": running.until, "reason": running.reason}
    form = HoldForm(request.POST or None, initial=initial)
    if form.is_bound and tried(form, actions.hold, person=person, by=request.user, at=clock.now()):
        messages.success(request, _("已延后，到那天以前不会自动删除。"))
        return redirect("privacy:retention")
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person, "running": running}
    return render(request, "privacy/hold.html", context, status=status)


@require_POST
@manager_page
def release(request: HttpRequest, hold_id: int) -> HttpResponse:
    running = found(queries.get_hold(request.user, hold_id))
    actions.release(hold=running, by=request.user, at=clock.now())
    messages.success(request, _("不再延后，到期就会自动删除。"))
    return redirect("privacy:retention")
