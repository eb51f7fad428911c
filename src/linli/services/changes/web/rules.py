"""The settings page of alerts: how long before, how long there is, what to think of."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.kernel.rights import desk_page, found
from linli.kernel.seen import SeenForm, tried
from linli.services.changes.actions import rules as actions
from linli.services.changes.permissions import KEEPS
from linli.services.changes.queries import follow_ups as queries


class RuleForm(SeenForm):
    lead_days = forms.IntegerField(label=gettext_lazy("提前几天"), min_value=0, max_value=365)
    handle_days = forms.IntegerField(label=gettext_lazy("几天内跟进"), min_value=1, max_value=365)
    advice = forms.CharField(
        label=gettext_lazy("要做什么"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("写给跟进的同事看，按当地的规定写。"),
    )
    in_use = forms.BooleanField(label=gettext_lazy("启用"), required=False)


@require_safe
@desk_page(KEEPS)
def index(request: HttpRequest) -> HttpResponse:
    context = {"rules": queries.rules(), "keeping": accounts.Keeping(request.user, KEEPS)}
    return render(request, "changes/rules.html", context)


@require_http_methods(["GET", "POST"])
@desk_page(KEEPS)
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    shown = found(queries.get_rule(rule_id))
    keeping = accounts.Keeping(request.user, KEEPS)
    if request.method == "POST" and not keeping.may_change:
        raise NotAllowed(keeping.whom, permission=KEEPS)
    initial = {name: getattr(shown, name) for name in actions.FIELDS}
    form = RuleForm(request.POST or None, initial=initial, shown=actions.present(shown))
    if form.is_bound and (
        tried(form, actions.change, rule=shown, by=request.user, at=clock.now()) is not False
    ):
        messages.success(request, _("已保存，明天早上起按新的提醒。"))
        return redirect("changes:rules")
    context = {"rule": shown, "form": form, "keeping": keeping}
    return render(request, "changes/rule.html", context, status=422 if form.is_bound else 200)
