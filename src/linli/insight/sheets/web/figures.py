"""Looking into a filled table of figures: every number, and who is behind it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.queries import figures, fillings
from linli.kernel.rights import desk_page

PAGE = 100


class LookForm(forms.Form):
    """Which table, and which of its numbers; what is not on offer is the first, and none."""

    table = forms.TypedChoiceField(label=gettext_lazy("工作表"), coerce=int, required=False)
    cell = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, reader: figures.Reader) -> None:
        super().__init__(data)
        self.fields["table"].choices = [
            (number, table.name) for number, table in enumerate(reader.tables)
        ]

    def asked(self) -> tuple[int, int | None]:
        self.is_valid()
        return self.cleaned_data.get("table") or 0, self.cleaned_data.get("cell")


@require_safe
@never_cache
@desk_page(SheetsPermission.FILL)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of a filled table; a chosen one tells what it counts, and whom."""
    found = fillings.get_visible(request.user, pk)
    reader = figures.Reader(request.user, found)
    form = LookForm(request.GET, reader)
    which, chosen = form.asked()
    table = reader.table(which)
    columns, rows = reader.rows(table)
    context: dict[str, Any] = {
        "filling": found,
        "form": form,
        "which": which,
        "who": table.who,
        "tables": reader.tables,
        "columns": columns,
        "rows": rows,
    }
    if chosen is not None:
        cell = reader.cell(table, chosen)
        ids = table.people(cell)
        page = Paginator(ids, PAGE).get_page(request.GET.get("page"))
        context |= {
            "cell": cell,
            "chosen": chosen,
            "page": page,
            "named": reader.named(table, list(page)),
        }
    return render(request, "sheets/figures.html", context)
