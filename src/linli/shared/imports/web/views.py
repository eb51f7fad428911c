"""Pages of an import: choose a file, say what its columns are, look at the faults, bring it in."""

import io
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from linli.kernel import clock
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.rights import desk_page
from linli.shared.imports import permissions, queries, tasks
from linli.shared.imports.actions import handing_back
from linli.shared.imports.actions.mapping import MissingColumn
from linli.shared.imports.models import Run
from linli.shared.imports.reading.errors import UnreadableFile
from linli.shared.imports.reading.formats import MAX_BYTES, MEGABYTE
from linli.shared.imports.states import UNDO_DAYS, State
from linli.shared.imports.targets import Field, Kind, Target
from linli.shared.imports.web.forms import ColumnsForm, LayoutForm, UploadForm

PAGE = 20
# A form has a little more than its file.
LONGEST_REQUEST = MAX_BYTES + MEGABYTE
BLANK_ROWS = 10_000
DRAINED = 1024 * MEGABYTE


@require_safe
@desk_page()
def index(request: HttpRequest) -> HttpResponse:
    """What can be brought in, and what was."""
    runs = Paginator(queries.visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/list.html",
        {"targets": permissions.usable(request.user), "runs": runs},
    )


@csrf_exempt  # the inner view checks the token, after we have seen how long the request is
@require_http_methods(["GET", "POST"])
@desk_page()
def upload(request: HttpRequest, target: str) -> HttpResponse:
    """Refuse a file that is too long before it is taken in and stored."""
    wanted = _usable(request, target)
    if int(request.headers.get("Content-Length") or 0) > LONGEST_REQUEST:
        _let_pass(request)
        error = UnreadableFile("too_big")
        return _upload_page(
            request, wanted, UploadForm(None, None, _offered(request, wanted)), error
        )
    return _upload(request, wanted)


@csrf_protect
def _upload(request: HttpRequest, target: Target) -> HttpResponse:
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        _offered(request, target),
    )
    if not form.is_valid():
        return _upload_page(request, target, form)
    file = form.cleaned_data["file"]
    try:
        run = tasks.start(
            target=target,
            place=form.cleaned_data["place"],
            file_name=file.name,
            content=file.read(MAX_BYTES + 1),
            by=request.user,
            at=clock.now(),
        )
    except UnreadableFile as error:
        return _upload_page(request, target, form, error)
    return redirect("imports:run", run.pk)


def _usable(request: HttpRequest, slug: str) -> Target:
    for target in permissions.usable(request.user):
        if target.slug == slug:
            return target
    raise NotFound


def _offered(request: HttpRequest, target: Target) -> Any:
    return queries.places_for(request.user, target)


def _upload_page(
    request: HttpRequest, target: Target, form: UploadForm, error: DomainError | None = None
) -> HttpResponse:
    status = 413 if error and error.details.get("reason") == "too_big" else 422
    context = {"target": target, "form": form, "error": error}
    faulty = error is not None or form.is_bound
    return render(request, "imports/upload.html", context, status=status if faulty else 200)


def _let_pass(request: HttpRequest) -> None:
    """Read what the browser still sends and keep nothing: cut off, it would not show our answer."""
    left = DRAINED
    while left > 0 and (chunk := request.read(MEGABYTE)):
        left -= len(chunk)


def field_hint(field: Field) -> str:
    """What the blank workbook says about a column: whether it must be filled in, and how."""
    needed = _("必填。") if field.required else _("可以不填。")
    examples = {
        Kind.MOMENT: _("例如 2026-03-11 09:30"),
        Kind.DAY: _("例如 2026-03-11"),
        Kind.YES_NO: _("填“是”或“否”"),
    }
    known = _("例如 %s") % field.example if field.example else examples.get(field.kind, "")
    return f"{needed}{known}"


@require_safe
@desk_page()
def blank(request: HttpRequest, target: str) -> FileResponse:
    """A workbook with the columns' names; a chosen cell says what belongs there."""
    wanted = _usable(request, target)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(str(wanted.label)[:31])
        as_text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(wanted.fields) - 1, 16, as_text)
        sheet.freeze_panes(1, 0)
        for column, field in enumerate(wanted.fields):
            head = book.add_format({"bold": True, "bg_color": "#E7EDF5", "bottom": 1})
            mark = "*" if field.required else ""
            sheet.write_string(0, column, f"{field.label}{mark}", head)
            # Told by the cell itself when it is chosen: nothing to delete before the upload.
            hint = {"input_title": str(field.label), "input_message": field_hint(field)}
            sheet.data_validation(1, column, BLANK_ROWS, column, {"validate": "any", **hint})
    out.seek(0)
    name = _("%(label)s空表.xlsx") % {"label": wanted.label}
    return FileResponse(out, as_attachment=True, filename=name)


@require_safe
@desk_page()
def run(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    if found.state == State.MAPPING or (found.state == State.CHECKED and "sheet" in request.GET):
        return _mapping_page(request, found, _columns_form(found, request.GET))
    return render(request, "imports/run.html", _run_context(found))


def _columns_form(found: Run, asked: Any, data: Any = None) -> ColumnsForm:
    """The question for each column of the sheet and header row that the page asks for."""
    wanted = LayoutForm(asked, found)
    if wanted.is_valid():
        layout = queries.layout(found, **wanted.layout)
    else:
        layout = queries.layout(found, sheet=found.sheet, header=found.header)
    return ColumnsForm(data, queries.target_of(found), layout, found.options)


def _mapping_page(request: HttpRequest, found: Run, form: ColumnsForm) -> HttpResponse:
    layout = form.layout
    shown = {"sheet": layout.sheet["number"], "header": layout.header}
    context = {
        "run": found,
        "target": queries.target_of(found),
        "form": form,
        "layout_form": LayoutForm({**shown, "shown": shown["sheet"]}, found),
    }
    return render(request, "imports/mapping.html", context, status=422 if form.errors else 200)


def _run_context(found: Run) -> dict[str, Any]:
    bad = queries.bad_rows(found)
    return {
        "run": found,
        "target": queries.target_of(found),
        "sheet": queries.sheet_of(found)["name"] if found.sheets else "",
        "progress": queries.progress(found),
        "stalled": queries.is_stalled(found),
        "bad_rows": bad[: queries.SHOWN_BAD_ROWS],
        "more_bad_rows": max(found.bad - queries.SHOWN_BAD_ROWS, 0),
        "may_undo": queries.may_undo(found, at=clock.now()),
        "undo_days": UNDO_DAYS,
        "results_url": queries.results_url(found),
    }


@require_safe
@desk_page()
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; when the job has ended, the whole page again."""
    found = queries.get_visible(request.user, pk)
    if not found.is_busy or queries.is_stalled(found):
        return HttpResponseClientRefresh()
    return render(request, "imports/progress.html", _run_context(found))


@require_POST
@desk_page()
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    form = _columns_form(found, request.POST, request.POST)
    if not form.is_valid():
        return _mapping_page(request, found, form)
    try:
        tasks.check(run=found, by=request.user, at=clock.now(), **form.chosen)
    except MissingColumn as error:
        form.add_error(None, str(error))
        return _mapping_page(request, found, form)
    return redirect("imports:run", pk)


@require_POST
@desk_page()
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    tasks.bring_in(run=found, by=request.user, at=clock.now())
    return redirect("imports:run", pk)


@require_POST
@desk_page()
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    tasks.stop(run=found, by=request.user, at=clock.now())
    messages.info(request, _("做完手上这一批就停下，已导入的都在。"))
    return redirect("imports:run", pk)


@require_POST
@desk_page()
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    tasks.go_on(run=found, by=request.user, at=clock.now())
    return redirect("imports:run", pk)


@require_POST
@desk_page()
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    tasks.undo(run=found, by=request.user, at=clock.now())
    return redirect("imports:run", pk)


@require_safe
@desk_page()
def corrections(request: HttpRequest, pk: int) -> FileResponse:
    """The uploaded file with a column that says what to mend."""
    found = queries.get_visible(request.user, pk)
    made = handing_back.hand_back(run=found, by=request.user, at=clock.now())
    return FileResponse(made.file, as_attachment=True, filename=made.name)
