"""The head's page, and the list behind each of its numbers."""

import dataclasses
import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.kernel.text import whole_number
from linli.shared.work import workbooks
from linli.shared.work.actions import exports
from linli.shared.work.kinds import KINDS
from linli.shared.work.models import ClockKind
from linli.shared.work.panels import PANELS
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import items as item_queries
from linli.shared.work.queries import load, overview, rules
from linli.shared.work.queries.overview import LIGHTS, Choice

HOURS = (4, 8, 24, 48, 72)
SOON = 24
SHOWN_SOON = 20
NOBODY = "none"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FilterForm(forms.Form):
    """Which open work: used for the list's address, whatever does not fit is left out."""

    place = forms.ChoiceField(label=gettext_lazy("地点"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    clock = forms.ChoiceField(label=gettext_lazy("时限"), required=False)
    light = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("负责人"), required=False)
    within = forms.TypedChoiceField(
        label=gettext_lazy("多久内到期"), required=False, coerce=int, empty_value=0
    )

    def __init__(self, user: accounts.User, *args: Any) -> None:
        super().__init__(*args)
        self.places = {str(place.pk): place for place in self._offered(user)}
        self.people: dict[str, accounts.User] = {}
        choices: dict[str, list[tuple[Any, Any]]] = {
            "place": [(pk, place.full_name) for pk, place in self.places.items()],
            "kind": [(kind.code, kind.label) for kind in KINDS],
            "clock": list(ClockKind.choices),
            "light": [(light.value, light.label) for light in LIGHTS],
            "within": [(hours, _("%d 小时内") % hours) for hours in HOURS],
        }
        if "person" in self.fields:
            self.people = {str(one.pk): one for one in load.people(user, on=clock.today())}
            named = [(pk, one.name) for pk, one in self.people.items()]
            choices["person"] = [(NOBODY, _("还没有人负责")), *named]
        for name in self.fields:
            self.fields[name].choices = [("", _("全部")), *choices[name]]  # type: ignore[attr-defined]

    def _offered(self, user: accounts.User) -> list[places.Place]:
        """The places to choose from, and a smaller one that a link of the page leads to."""
        offered = overview.choices_of_place(user)
        wanted = whole_number(self.data.get("place", ""))
        if wanted is not None and all(place.pk != wanted for place in offered):
            offered.append(overview.get_place(user, wanted))
        return offered

    def choice(self) -> Choice:
        self.full_clean()
        values = self.cleaned_data
        return Choice(
            place=self.places.get(values.get("place", "")),
            kind=values.get("kind", ""),
            clock=values.get("clock", ""),
            light=values.get("light", ""),
            within_hours=values.get("within") or 0,
            assignee=self.people.get(values.get("person", "")),
            unassigned=values.get("person") == NOBODY,
        )


class OverviewFilterForm(FilterForm):
    """What the whole page is filtered by."""

    clock = light = person = None  # type: ignore[assignment]

    def __init__(self, user: accounts.User, data: QueryDict) -> None:
        data = data.copy()
        data.setdefault("within", str(SOON))
        super().__init__(user, data)
        self.fields["within"].choices = self.fields["within"].choices[1:]  # type: ignore[attr-defined]


@require_safe
@desk_page(WorkPermission.SEE_ALL)
def overview_page(request: HttpRequest) -> HttpResponse:
    user, now = request.user, clock.now()
    form = OverviewFilterForm(user, request.GET)
    choice = form.choice()
    choice = dataclasses.replace(choice, within_hours=choice.within_hours or SOON)
    soon = overview.soon_late(user, choice, at=now, limit=SHOWN_SOON + 1)
    context = {
        "form": form,
        "choice": choice,
        "lights": LIGHTS,
        "standing": overview.standing(user, choice, at=now),
        "soon": item_queries.clock_rows(soon[:SHOWN_SOON], user),
        "more_soon": len(soon) > SHOWN_SOON,
        "loads": load.load(user, choice.place, at=now),
        "nights_back": load.NIGHTS_BACK,
        "panels": panels(user, choice, now),
        "unofficial": rules.unofficial_ahead(now) if rules.provisional_count() else [],
        "now": now,
    }
    return render(request, "work/overview.html", context)


def panels(user: accounts.User, choice: Choice, at: dt.datetime) -> list[dict[str, Any]]:
    """What other apps show on this page, for those who may see it."""
    found = []
    for panel in sorted(PANELS, key=lambda panel: panel.order):
        if panel.permission and not accounts.holds_anywhere(user, panel.permission):
            continue
        context = panel.context(user, choice.place, at)
        if context is not None:
            found.append({"panel": panel, "context": context})
    return found


@require_safe
@desk_page(WorkPermission.SEE_ALL)
def open_work(request: HttpRequest) -> HttpResponse:
    """All open work that fits the filters of the address, a page at a time."""
    user, now = request.user, clock.now()
    form = FilterForm(user, request.GET)
    found = overview.chosen(user, form.choice(), at=now)
    found = found.select_related("place", "team", "assignee")
    page = paginate(found, ("due_at", "pk"), after=request.GET.get("after", ""))
    context = {
        "form": form,
        "page": page,
        "rows": item_queries.rows(page.items, user),
        "now": now,
    }
    return render(request, "work/open_work.html", context)


class ExportForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=100,
        help_text=gettext_lazy("写在表格上，也记入操作日志。例如：每周例会"),
    )


@require_POST
@desk_page(WorkPermission.SEE_ALL)
def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook, with its purpose on it and in the log."""
    user, now = request.user, clock.now()
    form = ExportForm(request.POST)
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('export/')}open/?{request.GET.urlencode()}")
    choice = FilterForm(user, request.GET).choice()
    rows = exports.export_open_work(
        choice=choice, purpose=form.cleaned_data["purpose"], by=user, at=now
    )
    content = workbooks.open_work(rows, purpose=form.cleaned_data["purpose"], by=user, at=now)
    response = HttpResponse(content, content_type=XLSX)
    name = f"linli-open-work-{clock.local_date(now):%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
