"""The table as a department gave it back: what it changed, accepted field by field."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from linli.insight.sheets import tasks
from linli.insight.sheets.actions import returning as actions
from linli.insight.sheets.models import Filling, Reading
from linli.insight.sheets.permissions import SheetsPermission, check_open
from linli.insight.sheets.queries import fillings, returns, traces
from linli.kernel import clock
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.rights import desk_page
from linli.kernel.text import whole_number
from linli.shared.imports import public as imports

PAGE = 50
MOST_REFUSALS = 5


class ReturnedForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("部门退回的表"),
        help_text=gettext_lazy(
            "部门改过的那张表，不用改动。先列出改了什么，您点头以后才进登记册。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.et,.docx"}),
        allow_empty_file=True,
        max_length=None,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > imports.MAX_BYTES:
            raise forms.ValidationError(str(imports.UnreadableFile("too_big")))
        return file


@require_http_methods(["GET", "POST"])
@never_cache
@desk_page(SheetsPermission.FILL)
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the returned file in; what it changed stands below."""
    found = fillings.get_visible(request.user, pk)
    check_open(request.user, found)
    if not found.is_done:
        raise NotFound
    posted = request.method == "POST"
    form = ReturnedForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid() and _taken_in(request, found, form):
        return redirect("sheets:returned", pk)
    context = {"filling": found, "form": form} | _at_work(found) | _changes(request, found)
    return render(request, "sheets/returned.html", context, status=422 if posted else 200)


def _at_work(found: Filling) -> dict[str, Any]:
    """What was put in last, while it is laid beside what was sent, or where that failed."""
    newest = returns.newest(found)
    bar = returns.progress(newest) if newest is not None else None
    stalled = newest is not None and returns.is_stalled(newest, bar)
    return {"newest": newest, "progress": bar, "stalled": stalled}


@require_safe
@desk_page(SheetsPermission.FILL)
def progress(request: HttpRequest, returned_id: int) -> HttpResponse:
    """The bar alone; when the job has ended, the whole page again."""
    returned = returns.get_visible(request.user, returned_id)
    context = _at_work(returned.filling)
    if context["newest"] != returned or returned.reading != Reading.READING or context["stalled"]:
        return HttpResponseClientRefresh()
    return render(request, "sheets/returned_progress.html", context)


@require_POST
@desk_page(SheetsPermission.FILL)
def go_on(request: HttpRequest, returned_id: int) -> HttpResponse:
    """Lay it beside once more, when its job was given up."""
    returned = returns.get_visible(request.user, returned_id)
    context = _at_work(returned.filling)
    if context["newest"] == returned and context["stalled"]:
        tasks.go_on_returned(returned=returned, by=request.user, at=clock.now())
    return redirect("sheets:returned", returned.filling_id)


def _taken_in(request: HttpRequest, found: Filling, form: ReturnedForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        _returned, new = tasks.take_back_in(
            filling=found,
            file_name=file.name,
            content=file.read(imports.MAX_BYTES + 1),
            by=request.user,
            at=clock.now(),
        )
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return False
    if not new:
        messages.info(request, _("这个文件放进来过，接着上次的看。"))
    return True


def _changes(request: HttpRequest, found: Filling) -> dict[str, Any]:
    returned = returns.latest(found)
    if returned is None:
        return {"returned": None}
    reader = traces.Reader(request.user, found)
    choices = returns.choices(reader, returned)
    key = request.GET.get("field", "")
    key = key if key in dict(choices) else ""
    decided = "all" in request.GET
    cells = returns.cells_of(returned, key, decided=decided)
    page = Paginator(cells, PAGE).get_page(request.GET.get("page"))
    asked = {"field": key} | ({"all": "1"} if decided else {})
    return {
        "returned": returned,
        "choices": choices,
        "key": key,
        "decided": decided,
        "page": page,
        "shown": returns.shown(request.user, reader, list(page)),
        "open": returns.cells_of(returned, decided=False).count(),
        "total": returned.cells.count(),
        "added": returns.added(returned),
        "left": returns.left(returned),
        "filters": urlencode(asked),
    }


@require_POST
@desk_page(SheetsPermission.FILL)
def decide(request: HttpRequest, returned_id: int) -> HttpResponse:
    """Take over what the department says in some cells, or keep ours."""
    returned = returns.get_visible(request.user, returned_id)
    check_open(request.user, returned.filling)
    cells = _chosen(request, returned)
    if not cells:
        messages.warning(request, _("还没有选。勾上要定的格，或选一栏再点“这一栏全部”。"))
    elif request.POST.get("verdict") == "accept":
        _accept(request, returned, cells)
    else:
        actions.keep(returned=returned, cells=cells, by=request.user, at=clock.now())
        messages.success(request, _("保留我们的，登记册没有变。"))
    address = reverse("sheets:returned", args=[returned.filling_id])
    key = request.POST.get("field", "")
    return redirect(f"{address}?{urlencode({'field': key})}" if key else address)


def _chosen(request: HttpRequest, returned: Any) -> list[int]:
    if request.POST.get("whole"):
        open_ones = returns.cells_of(returned, request.POST.get("field", ""), decided=False)
        return list(open_ones.values_list("pk", flat=True))
    told = map(whole_number, request.POST.getlist("cell"))
    return [pk for pk in told if pk is not None]


def _accept(request: HttpRequest, returned: Any, cells: list[int]) -> None:
    refused = actions.accept(returned=returned, cells=cells, by=request.user, at=clock.now())
    done = len(cells) - len(refused)
    if done:
        messages.success(request, _("%d 格已按部门的记到登记册里。") % done)
    if refused:
        why = " ".join(dict.fromkeys(list(refused.values())[:MOST_REFUSALS]))
        messages.warning(request, _("%(n)d 格没有改：%(why)s") % {"n": len(refused), "why": why})
