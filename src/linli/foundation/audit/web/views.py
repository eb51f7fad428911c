"""The log: reading, taking it along, verifying."""

import dataclasses
import uuid

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.audit import actions, export, queries, tasks
from linli.foundation.audit.permissions import READ
from linli.foundation.audit.web.forms import FilterForm, ReasonForm
from linli.foundation.audit.words import particulars, word_for
from linli.foundation.jobs import public as jobs
from linli.kernel import clock, paging
from linli.kernel.rights import desk_page, found

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@desk_page(READ)
def event_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, today=clock.today())
    events = queries.listing(request.user, form.filters())
    page = paging.paginate(events, ("-id",), after=request.GET.get("after", ""), size=PAGE)
    rows = [(event, word_for(event.action), particulars(event.changes)) for event in page.items]
    context = {"form": form, "page": page, "rows": rows, "reason_form": ReasonForm()}
    return render(request, "audit/list.html", context)


@require_POST
@desk_page(READ)
def take(request: HttpRequest) -> HttpResponseBase:
    """The filtered log as a workbook, with its purpose on it."""
    form, reason_form = FilterForm(request.GET, today=clock.today()), ReasonForm(request.POST)
    if not reason_form.is_valid():
        context = {"form": form, "page": None, "rows": [], "reason_form": reason_form}
        return render(request, "audit/list.html", context, status=422)
    filters, reason, at = form.filters(), reason_form.cleaned_data["reason"], clock.now()
    events = queries.listing(request.user, filters).order_by("-id")[: export.MOST_ROWS]
    actions.record(
        "audit.export",
        by=request.user,
        at=at,
        place_path=request.user.paths(READ)[0],
        reason=reason,
        changes={name: str(value) for name, value in dataclasses.asdict(filters).items()},
    )
    file = export.workbook(events.iterator(), by=str(request.user), at=at, reason=reason)
    name = _("操作日志%(first)s至%(last)s.xlsx") % {
        "first": filters.first_on,
        "last": filters.last_on,
    }
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
@desk_page(READ)
def verify(request: HttpRequest) -> HttpResponse:
    """Let the background walk the chain: it takes a while where the log is long."""
    at = clock.now()
    progress_id = jobs.progress.start(label=_("核对操作日志"), owner_id=request.user.pk, at=at)
    tasks.verify_log.enqueue(progress_id=progress_id)
    actions.record("audit.verify", by=request.user, at=at, place_path=request.user.paths(READ)[0])
    return redirect("audit:verdict", progress_id)


@require_safe
@desk_page(READ)
def verdict(request: HttpRequest, progress_id: uuid.UUID) -> HttpResponse:
    progress = found(jobs.progress.get(progress_id, owner_id=request.user.pk))
    template = "audit/verdict_part.html" if request.htmx else "audit/verdict.html"
    return render(request, template, {"progress": progress})
