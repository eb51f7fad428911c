"""Pages of a filling: put a blank in, look at what goes where, take it away filled."""

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from linli.insight.sheets import tasks
from linli.insight.sheets.actions import confirming, handing_out, sending
from linli.insight.sheets.models import Filling
from linli.insight.sheets.permissions import SheetsPermission, can_open
from linli.insight.sheets.proposing import offers
from linli.insight.sheets.queries import collecting, fillings, traces
from linli.insight.sheets.registry import public as registry
from linli.insight.sheets.states import State
from linli.insight.sheets.web import confirm_page
from linli.insight.sheets.web.forms import SendForm, UploadForm
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.kernel.rights import desk_page
from linli.shared.imports import public as imports

PAGE = 20


@require_http_methods(["GET", "POST"])
@never_cache
@desk_page(SheetsPermission.FILL)
def index(request: HttpRequest) -> HttpResponse:
    """Put a blank in; what was filled before stands below."""
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        fillings.places_for(request.user),
        fillings.whole_place(request.user),
    )
    error: DomainError | None = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found, new = tasks.start(
                place=form.cleaned_data["place"],
                file_name=file.name,
                content=file.read(imports.MAX_BYTES + 1),
                by=request.user,
                at=clock.now(),
            )
        except DomainError as refusal:
            error = refusal
        else:
            if not new:
                messages.info(request, _("这个文件放进来过，接着上次的做。"))
            return redirect("sheets:filling", found.pk)
    known = Paginator(fillings.visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "error": error, "fillings": known}
    return render(request, "sheets/list.html", context, status=422 if posted else 200)


@require_safe
@never_cache
@desk_page(SheetsPermission.FILL)
def filling(request: HttpRequest, pk: int) -> HttpResponse:
    found = fillings.get_visible(request.user, pk)
    if found.state == State.CONFIRMING or (found.state == State.FILLED and "change" in request.GET):
        return _confirm_page(request, found)
    return render(request, "sheets/filling.html", _context(request, found))


def _context(request: HttpRequest, found: Filling) -> dict[str, Any]:
    standing = registry.standing_for(found, user=request.user, on=clock.today())
    return _at_work(found) | {
        "may_open": found.is_done and can_open(request.user, found),
        "may_look": found.is_done and traces.may_look(request.user, found),
        "has_people": any(sheet["on"] and not sheet.get("figures") for sheet in found.sheets),
        "has_figures": any(sheet["on"] and sheet.get("figures") for sheet in found.sheets),
        "has_working_copy": handing_out.has_working_copy(found),
        "may_take_back": sending.may_take_back(found, at=clock.now()),
        "before": traces.before(found) if found.is_done else None,
        "standing": standing,
        "send_form": SendForm(initial={"sent_to": standing.owner if standing else ""}),
        "collecting": collecting.open_one(found) if found.is_done else None,
        "lacks": collecting.lacks(found),
    }


def _at_work(found: Filling) -> dict[str, Any]:
    """What the bar shows, which every waiting page asks for every two seconds."""
    bar = fillings.progress(found)
    return {
        "filling": found,
        "progress": bar,
        "stalled": fillings.is_stalled(found, bar),
        "counting": fillings.is_counting(found, bar),
    }


def _confirm_page(request: HttpRequest, found: Filling, data: Any = None) -> HttpResponse:
    page = confirm_page.ConfirmPage(found, request.user, data)
    return _show(request, page)


def _show(request: HttpRequest, page: confirm_page.ConfirmPage) -> HttpResponse:
    context = _at_work(page.filling) | {
        "form": page.choices,
        "sheets": page.sheets(),
        "others": page.others,
        "offers": offers.offers(),
        "earlier": fillings.earlier(page.filling).first(),
        "standing": registry.standing_for(page.filling, user=request.user, on=clock.today()),
    }
    return render(request, "sheets/confirm.html", context, status=422 if page.refused else 200)


@require_safe
@desk_page(SheetsPermission.FILL)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; when the job has ended, the whole page again."""
    found = fillings.get_visible(request.user, pk)
    context = _at_work(found)
    if not (found.is_busy or context["counting"]) or context["stalled"]:
        return HttpResponseClientRefresh()
    return render(request, "sheets/progress.html", context)


@require_POST
@desk_page(SheetsPermission.FILL)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was chosen; with `fill`, fill the form with it."""
    found = fillings.get_visible(request.user, pk)
    page = confirm_page.ConfirmPage(found, request.user, request.POST)
    if not page.is_valid():
        return _show(request, page)
    at = clock.now()
    try:
        confirming.confirm(filling=found, by=request.user, at=at, **page.chosen())
        if "count" in request.POST:
            tasks.count_people(filling=found, by=request.user, at=at)
        if "fill" in request.POST:
            purpose = page.choices.cleaned_data["purpose"]
            tasks.fill_in(filling=found, purpose=purpose, by=request.user, at=at)
    except DomainError as refusal:
        page.refuse(refusal)
        return _show(request, page)
    return redirect("sheets:filling", pk)


@require_POST
@desk_page(SheetsPermission.FILL)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    found = fillings.get_visible(request.user, pk)
    tasks.stop(filling=found, by=request.user, at=clock.now())
    return redirect("sheets:filling", pk)


@require_POST
@desk_page(SheetsPermission.FILL)
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    found = fillings.get_visible(request.user, pk)
    tasks.go_on(filling=found, by=request.user, at=clock.now())
    return redirect("sheets:filling", pk)


@require_POST
@desk_page(SheetsPermission.FILL)
def download(request: HttpRequest, pk: int) -> FileResponse:
    found = fillings.get_visible(request.user, pk)
    handed = handing_out.hand_out(filling=found, by=request.user, at=clock.now())
    return FileResponse(io.BytesIO(handed.content), as_attachment=True, filename=handed.name)


@require_POST
@desk_page(SheetsPermission.FILL)
def working_copy(request: HttpRequest, pk: int) -> FileResponse:
    found = fillings.get_visible(request.user, pk)
    handed = handing_out.hand_working_copy(filling=found, by=request.user, at=clock.now())
    return FileResponse(io.BytesIO(handed.content), as_attachment=True, filename=handed.name)


@require_POST
@desk_page(SheetsPermission.FILL)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = fillings.get_visible(request.user, pk)
    handing_out.discard(filling=found, by=request.user, at=clock.now())
    messages.success(request, _("已删除，放进来的文件也删了。"))
    return redirect("sheets:list")
