"""What a site may change about replies and costs: rules, words, and how long a cell takes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.registry import letters
from linli.insight.sheets.registry.actions import setup as actions
from linli.insight.sheets.registry.permissions import TablesPermission
from linli.insight.sheets.registry.queries import tables as queries
from linli.insight.sheets.registry.web.forms import CellCostForm, TemplateForm
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried

viewer_page = desk_page(TablesPermission.VIEW)
keeper_page = accounts.keeper_page(TablesPermission.KEEP)


@require_safe
@viewer_page
def setup(request: HttpRequest) -> HttpResponse:
    return show(request, 200)


@require_POST
@keeper_page
def use_ground(request: HttpRequest, ground_pk: int) -> HttpResponse:
    ground = queries.get_ground(ground_pk)
    in_use = request.POST.get("in_use") == "yes"
    actions.use_ground(ground=ground, in_use=in_use, by=request.user, at=clock.now())
    messages.success(request, _("已保存，以后出的退回函按新的依据。"))
    return redirect("tables:setup")


@require_POST
@keeper_page
def save_cost(request: HttpRequest) -> HttpResponse:
    form = CellCostForm(request.POST)
    given = {"by": request.user, "at": clock.now()}
    if tried(form, actions.save_cell_cost, **given) is not False:
        messages.success(request, _("已保存，成本页马上按新的用时计算。"))
        return redirect("tables:setup")
    return show(request, 422, cost_form=form)


@require_http_methods(["GET", "POST"])
@viewer_page
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The words of a letter; who may not change them reads them."""
    found = queries.get_template(kind)
    if request.method == "POST":
        accounts.check_everywhere(request.user, TablesPermission.KEEP)
    spoken = letters.WORDING.spoken(found.body)
    form = TemplateForm(request.POST or None, initial={"title": found.title, "body": spoken})
    if form.is_bound and form.is_valid():
        form.cleaned_data["body"] = letters.WORDING.coded(form.cleaned_data["body"])
        given = {"template": found, "by": request.user, "at": clock.now()}
        if tried(form, actions.save_template, **given) is not False:
            messages.success(request, _("已保存，以后出的函按新的写法；以前出的不变。"))
            return redirect("tables:setup")
    context = {
        "form": form,
        "template": found,
        "body": spoken,
        "fields": letters.WORDING.fields,
        "keeping": accounts.Keeping(request.user, TablesPermission.KEEP),
    }
    return render(request, "tables/template.html", context, status=422 if form.errors else 200)


def show(request: HttpRequest, status: int, **bound: CellCostForm) -> HttpResponse:
    cost = queries.cell_cost()
    present = {"seconds": cost.seconds, "source": cost.source, "assumed": cost.assumed}
    context = {
        "grounds": queries.grounds(),
        "templates": [(one, letters.WORDING.spoken(one.body)) for one in queries.templates()],
        "cost": cost,
        "cost_form": CellCostForm(initial=present),
        "keeping": accounts.Keeping(request.user, TablesPermission.KEEP),
    }
    return render(request, "tables/setup.html", context | bound, status=status)
