"""Taking the list of residents out: what it is for, which columns, then the file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.registers.residents import columns, tasks
from linli.registers.residents.actions import exporting
from linli.registers.residents.models import ExportFormat
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import exports, listing
from linli.registers.residents.web.forms import FilterForm

TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}
# Offered besides what the person wrote before; anything else may be written.
PURPOSES = (
    gettext_lazy("入户走访用的名单"),
    gettext_lazy("核对后报送街道"),
    gettext_lazy("核发高龄津贴"),
    gettext_lazy("通知体检"),
    gettext_lazy("发放慰问品"),
    gettext_lazy("应急联系"),
)


class ExportForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("做什么用"),
        max_length=100,
        help_text=gettext_lazy("写在表头，也记入操作日志。"),
        widget=forms.TextInput(attrs={"list": "purposes", "autocomplete": "off"}),
    )
    chosen = forms.MultipleChoiceField(label=gettext_lazy("要哪些列"))
    kind = forms.ChoiceField(
        label=gettext_lazy("格式"),
        choices=ExportFormat.choices,
        initial=ExportFormat.XLSX,
        help_text=gettext_lazy("csv是给其他系统读的；用Excel打开csv，证件号码会变样，请选xlsx。"),
    )
    full = forms.BooleanField(
        label=gettext_lazy("电话、证号不打码"),
        required=False,
        help_text=gettext_lazy("确实要用再勾选。只对您有权查看完整号码的居民有效。"),
    )

    def __init__(self, data: Any, *, user: accounts.User, usual: tuple[str, ...]) -> None:
        super().__init__(data)
        self.groups = columns.offered(user)
        self.fields["chosen"].choices = [
            (column.id, column.label) for group in self.groups for column in group.columns
        ]
        self.fields["chosen"].initial = usual
        if not accounts.holds_anywhere(user, ResidentsPermission.REVEAL):
            del self.fields["full"]

    def offered(self) -> list[dict[str, Any]]:
        """The groups of columns, which of them are ticked, and which are shown at once."""
        ticked = set(self["chosen"].value() or ())
        return [
            {
                "group": group,
                "columns": [(column, column.id in ticked) for column in group.columns],
                "open": any(column.id in ticked for column in group.columns),
            }
            for group in self.groups
        ]


@require_http_methods(["GET", "POST"])
@never_cache
@desk_page(ResidentsPermission.VIEW)
def choose(request: HttpRequest) -> HttpResponse:
    user, now = request.user, clock.now()
    filters = FilterForm(request.GET, user=user).filters()
    before = exports.recent(user)
    form = ExportForm(request.POST or None, user=user, usual=exports.usual_columns(before))
    if request.method == "POST":

        def ask(**asked: Any) -> Any:
            return tasks.export(by=user, at=now, asked={"full": False, **asked, "filters": filters})

        made = tried(form, ask)
        if made is not False:
            return redirect("residents:export-show", made.pk)
    context = {
        "form": form,
        "count": listing.exactly(user, filters, on=clock.local_date(now)),
        "told": listing.in_words(filters),
        "before": before,
        "purposes": list(dict.fromkeys([*(one.purpose for one in before), *map(str, PURPOSES)])),
        "back": request.GET.urlencode(),
    }
    return render(request, "residents/export.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
@desk_page(ResidentsPermission.VIEW)
def show(request: HttpRequest, export_id: int) -> HttpResponse:
    return render(request, "residents/export_one.html", _context(request, export_id))


@require_safe
@desk_page(ResidentsPermission.VIEW)
def progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """The bar alone; when the job has ended, the whole page again."""
    context = _context(request, export_id)
    if context["export"].ready_at or context["stalled"]:
        return HttpResponseClientRefresh()
    return render(request, "residents/export_progress.html", context)


def _context(request: HttpRequest, export_id: int) -> dict[str, Any]:
    found = exports.get_own(request.user, export_id)
    names = [columns.COLUMNS[name].label for name in found.columns if name in columns.COLUMNS]
    return {
        "export": found,
        "columns": names,
        "progress": exports.progress(found),
        "stalled": exports.is_stalled(found),
        "keep_days": exporting.KEEP_DAYS,
    }


@require_POST
@desk_page(ResidentsPermission.VIEW)
def stop(request: HttpRequest, export_id: int) -> HttpResponse:
    tasks.stop(export=exports.get_own(request.user, export_id), at=clock.now())
    messages.info(request, _("已停下，没有生成表格。"))
    return redirect("residents:export")


@require_POST
@desk_page(ResidentsPermission.VIEW)
def again(request: HttpRequest, export_id: int) -> HttpResponse:
    found = exports.get_own(request.user, export_id)
    if exports.is_stalled(found):
        tasks.enqueue(export=found, at=clock.now())
    return redirect("residents:export-show", export_id)


@require_POST
@never_cache
@desk_page(ResidentsPermission.VIEW)
def file(request: HttpRequest, export_id: int) -> HttpResponse:
    """The file itself; by POST, as each time is written down."""
    found, now = exports.get_own(request.user, export_id), clock.now()
    try:
        content = exporting.fetch(export=found, by=request.user, at=now)
    except FileNotFoundError:
        raise NotFound from None
    name = f"{_('居民')}{clock.local_date(found.at):%Y%m%d}-{found.pk}.{found.format}"
    response = HttpResponse(content, content_type=TYPES[ExportFormat(found.format)])
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
