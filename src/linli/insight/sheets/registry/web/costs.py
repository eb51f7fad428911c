"""What tables cost, on one page that can be printed and shown upwards."""

import dataclasses
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.sheets.registry.permissions import TablesPermission
from linli.insight.sheets.registry.queries import costs, tables
from linli.insight.sheets.registry.spans import Length, Span, span_of
from linli.insight.sheets.registry.web import workbooks
from linli.insight.sheets.registry.web.chart import chart
from linli.insight.sheets.registry.web.forms import DayInput, ExportForm, PlaceField
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.kernel.rights import desk_page

viewer_page = desk_page(TablesPermission.VIEW)
# So many tables and departments fit on the sheet that is shown upwards; the workbook has all.
MOST_ON_PAGE, MOST_OWNERS = 10, 6


class CostFilter(forms.Form):
    place = PlaceField(queryset=None, required=False, label=gettext_lazy("区域"), empty_label=None)
    length = forms.ChoiceField(required=False, label=gettext_lazy("按"), choices=Length.choices)
    day = forms.DateField(required=False, label=gettext_lazy("统计期（含这一天）"), widget=DayInput)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = choices


@dataclasses.dataclass(frozen=True)
class Chosen:
    form: CostFilter
    place: places.Place
    span: Span


def _chosen(request: HttpRequest) -> Chosen:
    choices = costs.places_for(request.user)
    first = choices.first()
    if first is None:
        raise NotFound
    asked = request.GET if {"place", "length", "day"} & request.GET.keys() else None
    form = CostFilter(asked, choices=choices)
    values = form.cleaned_data if form.is_valid() else {}
    length = Length(values.get("length") or Length.MONTH)
    return Chosen(
        form, values.get("place") or first, span_of(values.get("day") or clock.today(), length)
    )


@require_safe
@viewer_page
def cost(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    page = costs.page(request.user, chosen.place, chosen.span)
    context = {
        "form": chosen.form,
        "place": chosen.place,
        "span": chosen.span,
        "page": page,
        "lines": page.by_table[:MOST_ON_PAGE],
        "owners": page.by_owner[:MOST_OWNERS],
        "more": max(0, len(page.by_table) - MOST_ON_PAGE),
        "more_owners": max(0, len(page.by_owner) - MOST_OWNERS),
        "chart": chart(page.trend),
        "cost": tables.cell_cost(),
        "export_form": ExportForm(auto_id="export_%s"),
        "now": clock.now(),
    }
    return render(request, "tables/cost.html", context)


@require_POST
@viewer_page
def export(request: HttpRequest) -> HttpResponse:
    """All tables of the span as a workbook."""
    chosen, now, form = _chosen(request), clock.now(), ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有导出：请写明用途。"))
        return redirect("tables:cost")
    page, purpose = (
        costs.page(request.user, chosen.place, chosen.span),
        form.cleaned_data["purpose"],
    )
    content = workbooks.costs(page.by_table, purpose=purpose, by=request.user, at=now)
    audit.record(
        "tables.export_cost", by=request.user, at=now, subject=chosen.place, reason=purpose
    )
    response = HttpResponse(content, content_type=workbooks.XLSX)
    name = _("报表成本 %(span)s.xlsx") % {"span": chosen.span.name}
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
