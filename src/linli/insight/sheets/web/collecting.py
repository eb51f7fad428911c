"""Asking people for what a filled form lacks."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import tasks
from linli.insight.sheets.actions import collecting as actions
from linli.insight.sheets.models import Collecting, Filling
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.queries import collecting as queries
from linli.insight.sheets.queries import fillings, invitations
from linli.insight.sheets.web.collecting_forms import AnswersForm, StartForm
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.registers.residents import public as residents

PAGE = 25
EDIT = residents.ResidentsPermission.EDIT


def start_form(user: accounts.User, filling: Filling, data: Any = None) -> StartForm | None:
    """How a task is given out; None where nobody could be asked for anything."""
    lacks = queries.lacks(filling)
    if not lacks or not filling.is_done:
        return None
    return StartForm(
        data, lacks=lacks, people=queries.helpers(user, filling, on=clock.today()), user=user
    )


@require_http_methods(["GET", "POST"])
@never_cache
@desk_page(SheetsPermission.FILL)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the task out."""
    filling = fillings.get_visible(request.user, pk)
    form = start_form(request.user, filling, request.POST or None)
    if form is None:
        messages.info(request, _("这张表没有可以问的空缺。"))
        return redirect("sheets:filling", pk)
    if form.is_bound:
        made = tried(form, actions.start, filling=filling, by=request.user, at=clock.now())
        if made is not False:
            messages.success(request, _("任务已派出，会出现在“今天”里。"))
            return redirect("sheets:collecting", made.pk)
    context = {"filling": filling, "form": form, "open": queries.open_one(filling)}
    status = 422 if form.is_bound else 200
    return render(request, "sheets/collect.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@desk_page(EDIT)
def ask(request: HttpRequest, collecting_id: int) -> HttpResponse:
    """One page for all: who is asked what; what is typed goes to the register at once."""
    found = queries.get_visible(request.user, collecting_id)
    form = _answers_form(request, found, request.POST or None)
    if form.is_bound and found.finished_at is None and form.is_valid():
        errors = tasks.answer(
            collecting=found,
            answers=form.answers(),
            source=residents.Source(form.cleaned_data["source"]),
            confirmed_on=form.cleaned_data["confirmed_on"],
            by=request.user,
            at=clock.now(),
        )
        if not errors:
            messages.success(request, _("已记到登记册里。"))
            return redirect("sheets:collecting", found.pk)
        form.tell(errors)
    return render(
        request,
        "sheets/collecting.html",
        _context(request, found, form),
        status=422 if form.is_bound else 200,
    )


def _answers_form(request: HttpRequest, found: Collecting, data: Any) -> AnswersForm:
    page = _page(request, found)
    return AnswersForm(data, queries.calls(list(page), request.user))


def _page(request: HttpRequest, found: Collecting) -> Any:
    left = queries.still_wanted(found, request.user)
    return Paginator(left, PAGE).get_page(request.GET.get("page"))


def _context(request: HttpRequest, found: Collecting, form: AnswersForm) -> dict[str, Any]:
    answered, total = queries.progress(found)
    place = found.place_path
    return {
        "collecting": found,
        "filling": found.filling,
        "form": form,
        "page": _page(request, found),
        "answered": answered,
        "total": total,
        "came": invitations.waiting(found),
        "may_close": accounts.holds(request.user, SheetsPermission.FILL, place),
    }


@require_POST
@desk_page(SheetsPermission.FILL)
def close(request: HttpRequest, collecting_id: int) -> HttpResponse:
    found = queries.get_visible(request.user, collecting_id)
    try:
        tasks.end_collecting(collecting=found, by=request.user, at=clock.now())
    except actions.AnswersWait as refusal:
        messages.error(request, str(refusal))
        return redirect("sheets:invitations", found.pk)
    messages.success(request, _("补采已结束，问到的都在登记册里。"))
    return redirect("sheets:filling", found.filling_id)


@require_POST
@desk_page(SheetsPermission.FILL)
def fill_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the form once more with what the register knows by now."""
    found = fillings.get_visible(request.user, pk)
    tasks.fill_again(filling=found, by=request.user, at=clock.now())
    return redirect("sheets:filling", pk)
