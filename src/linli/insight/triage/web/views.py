"""What the helper has learned, and whether that is to answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.insight.triage import actions, queries, tasks
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.services.cases import public as cases


@require_safe
@desk_page(cases.CasesPermission.MANAGE)
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "overview": queries.overview(),
        "least": actions.LEAST,
        "keeping": accounts.Keeping(request.user, cases.CasesPermission.MANAGE),
    }
    return render(request, "triage/models.html", context)


@require_POST
@desk_page(cases.CasesPermission.MANAGE)
def learn(request: HttpRequest) -> HttpResponse:
    tasks.start(by=request.user, at=clock.now())
    messages.success(request, _("已开始学习，一般几分钟。学完会排在最上面，等您看过再启用。"))
    return redirect("triage:models")


@require_POST
@desk_page(cases.CasesPermission.MANAGE)
def use(request: HttpRequest, number: int) -> HttpResponse:
    actions.use(number=number, by=request.user, at=clock.now())
    messages.success(request, _("已启用第%(number)s次学到的。") % {"number": number})
    return redirect("triage:models")
