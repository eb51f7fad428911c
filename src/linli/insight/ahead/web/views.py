"""Pages of the months ahead (未诉先办)."""

import dataclasses
import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.ahead import actions, categories, months, queries
from linli.insight.ahead.formula import FORMULA
from linli.insight.ahead.models import Plan
from linli.insight.ahead.outlook import Line, Outlook
from linli.insight.ahead.web import drafts, labels, workbooks
from linli.insight.ahead.web.chart import chart
from linli.insight.ahead.web.forms import (
    ExportForm,
    FilterForm,
    PlanForm,
    ResultForm,
    key_of,
    proposed_day,
)
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.kernel.rights import desk_page
from linli.services.cases import public as cases

viewer_page = desk_page(cases.CasesPermission.VIEW)
handler_page = desk_page(cases.CasesPermission.HANDLE)


@dataclasses.dataclass(frozen=True)
class Chosen:
    """What a page is about."""

    form: FilterForm
    place: places.Place
    month: dt.date
    category: cases.Category | None

    @property
    def query(self) -> str:
        """The same page again."""
        told = {"place": self.place.pk, "month": key_of(self.month)}
        if self.category:
            told["category"] = self.category.pk
        return urlencode(told)


def _chosen(request: HttpRequest) -> Chosen | None:
    """None for somebody who has no place."""
    user, told = request.user, request.GET.get("place", "")
    if told.isdecimal() and len(told) < 19:
        place: places.Place | None = queries.get_place(user, int(told))
    else:
        place = queries.own_place(user)
    if place is None:
        return None
    offered = queries.places_for(user)
    form = FilterForm(request.GET, chosen=place, offered=offered, today=clock.today())
    return Chosen(form, place, form.month_asked, form.category_asked)


@require_safe
@viewer_page
def page(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    if chosen is None:
        return render(request, "ahead/page.html", {})
    category = chosen.category.pk if chosen.category else None
    outlook = queries.outlook(chosen.place, chosen.month, category)
    planned = queries.plans_of(request.user, chosen.place, chosen.month)
    context: dict[str, Any] = {
        "chosen": chosen,
        "form": chosen.form,
        "outlook": outlook,
        "month_name": labels.month(chosen.month),
        "past": [
            (made, labels.month(made.month), labels.span(made))
            for made in queries.past_plans(request.user, chosen.place, today=clock.today())
        ],
        "export_form": ExportForm(auto_id="export_%s"),
        "formula": FORMULA,
    }
    if outlook is None:
        context["counted_at"] = queries.counted_at()
    else:
        mainly = queries.mainly(chosen.place, outlook)
        rows = [_row(line, chosen, planned, mainly) for line in outlook.lines]
        context["rows"] = [row for row in rows if not row["line"].is_small]
        context["small"] = [row for row in rows if row["line"].is_small]
        context["total"] = _row(outlook.total, chosen, planned, {})
        context["mainly"] = mainly
        context["before"] = [labels.month(month) for month, _n in outlook.total.same_months]
        context["inside"] = round(outlook.score.inside * 100) if outlook.score else None
        context["seasons"] = _seasons(outlook)
    return render(request, "ahead/page.html", context)


def _row(
    line: Line, chosen: Chosen, planned: dict[int, Plan], mainly: dict[str, list[str]]
) -> dict[str, Any]:
    told = {"place": chosen.place.pk, "month": key_of(chosen.month)}
    wholly = line.category
    return {
        "line": line,
        "name": labels.name(line),
        "span": labels.span(line.expected),
        "trend": labels.trend(line),
        "mainly": "、".join(mainly.get(line.key, ())),
        "plan": planned.get(wholly.pk) if wholly else None,
        "query": urlencode(told | {"category": wholly.pk}) if wholly else "",
    }


def _seasons(outlook: Outlook) -> list[Any]:
    """What the calendar brings to the matters of the page, each once."""
    return list({season.name: season for line in outlook.lines for season in line.seasons}.values())


@require_POST
@viewer_page
def export(request: HttpRequest) -> HttpResponse:
    """The table as filtered, as a workbook, with its purpose on it and in the log."""
    now, chosen = clock.now(), _chosen(request)
    form = ExportForm(request.POST)
    if chosen is None or not form.is_valid():
        messages.error(request, _("没有导出：请写明用途。"))
        return redirect("ahead:page")
    category = chosen.category.pk if chosen.category else None
    outlook = queries.outlook(chosen.place, chosen.month, category)
    if outlook is None:
        messages.error(request, _("没有导出：还没有可以看的数。"))
        return redirect("ahead:page")
    purpose = form.cleaned_data["purpose"]
    actions.record_export(
        place=chosen.place,
        month=chosen.month,
        purpose=purpose,
        rows=len(outlook.lines),
        by=request.user,
        at=now,
    )
    content = workbooks.listed(outlook, chosen.place, purpose=purpose, by=request.user, at=now)
    response = HttpResponse(content, content_type=workbooks.XLSX)
    name = _("未诉先办 %(place)s %(month)s.xlsx") % {
        "place": chosen.place.name,
        "month": key_of(chosen.month),
    }
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_safe
@viewer_page
def line_page(request: HttpRequest) -> HttpResponse:
    return _line(request, *_asked(request))


def _asked(request: HttpRequest) -> tuple[Chosen, Outlook, Line]:
    """The place, month and one category of the address; `NotFound` where nothing is told of it."""
    chosen, told = _chosen(request), request.GET.get("category", "")
    found = categories.find(int(told)) if told.isdecimal() and len(told) < 19 else None
    if chosen is None or found is None:
        raise NotFound
    chosen = dataclasses.replace(chosen, category=found)
    outlook = queries.outlook(chosen.place, chosen.month, only=found.pk)
    if outlook is None:
        raise NotFound
    return chosen, outlook, outlook.total


def _line(
    request: HttpRequest,
    chosen: Chosen,
    outlook: Outlook,
    line: Line,
    form: PlanForm | None = None,
) -> HttpResponse:
    user = request.user
    parts = queries.parts(chosen.place, line, outlook.tree)
    spots = queries.spots(user, chosen.place, line, outlook.tree)
    made = queries.plans_of(user, chosen.place, chosen.month).get(line.category.pk)
    may = accounts.holds(user, cases.CasesPermission.HANDLE, chosen.place.place_path)
    if form is None and made is None and may:
        form = _plan_form(
            chosen,
            drafts.title(line, labels.month(chosen.month)),
            drafts.measures(line, parts, spots),
        )
        refused = False
    else:
        refused = form is not None
    context = {
        "chosen": chosen,
        "line": line,
        "outlook": outlook,
        "month_name": labels.month(chosen.month),
        "span": labels.span(line.expected),
        "trend": labels.trend(line),
        "chart": chart(line, chosen.month),
        "numbers": _numbers(request, chosen, line),
        "parts": [
            (
                part,
                urlencode(
                    {
                        "place": part.place.pk,
                        "month": key_of(chosen.month),
                        "category": line.category.pk,
                    }
                ),
            )
            for part in parts
        ],
        "before": [labels.month(month) for month, _n in line.same_months],
        "spots": spots,
        "plan": made,
        "form": form,
        "refused": refused,
    }
    return render(request, "ahead/line.html", context, status=422 if refused else 200)


def _numbers(request: HttpRequest, chosen: Chosen, line: Line) -> list[tuple[str, int | None, str]]:
    """Months by name, what came in them, and where those requests are; "" where their list cannot
    show just them."""
    listed = cases.list_address(
        request.user, place=chosen.place, category=line.category.pk, on=clock.today()
    )

    def of(month: dt.date) -> str:
        span = {"since": month.isoformat(), "until": months.last_day(month).isoformat()}
        return f"{listed}&{urlencode(span)}" if listed else ""

    counted = (*line.same_months, *line.recent_months)
    return [(labels.month(month), number, of(month)) for month, number in counted]


def _plan_form(chosen: Chosen, title: str = "", measures: str = "", data: Any = None) -> PlanForm:
    today = clock.today()
    return PlanForm(
        data,
        month=chosen.month,
        today=today,
        initial={
            "title": title,
            "measures": measures,
            "until_on": proposed_day(chosen.month, today),
        },
    )


@require_POST
@handler_page
def make_plan(request: HttpRequest) -> HttpResponse:
    chosen, outlook, line = _asked(request)
    form = _plan_form(chosen, data=request.POST)
    if not form.is_valid():
        return _line(request, chosen, outlook, line, form)
    made = actions.plan(
        place=chosen.place,
        category=line.category,
        month=chosen.month,
        expected=line.expected,
        by=request.user,
        at=clock.now(),
        **form.cleaned_data,
    )
    messages.success(request, _("已安排，到期前会在“今天”提醒。"))
    return redirect("ahead:plan", made.pk)


@require_safe
@viewer_page
def plan_page(request: HttpRequest, plan_pk: int) -> HttpResponse:
    return _plan(request, queries.get_plan(request.user, plan_pk))


def _plan(request: HttpRequest, made: Plan, form: ResultForm | None = None) -> HttpResponse:
    may_close = made.closed_at is None and accounts.holds(
        request.user, cases.CasesPermission.HANDLE, made.place_path
    )
    today = clock.today()
    context = {
        "plan": made,
        "month_name": labels.month(made.month),
        "span": labels.span(made),
        "begun": made.month <= today,
        "over": months.last_day(made.month) < today,
        "query": urlencode(
            {
                "place": made.place_id,
                "month": key_of(made.month),
                "category": made.category_id,
            }
        ),
        "form": form or (ResultForm() if may_close else None),
    }
    return render(request, "ahead/plan.html", context, status=422 if form else 200)


@require_POST
@handler_page
def close_plan(request: HttpRequest, plan_pk: int) -> HttpResponse:
    made = queries.get_plan(request.user, plan_pk)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return _plan(request, made, form)
    result = form.cleaned_data["result"]
    actions.close_plan(made=made, result=result, by=request.user, at=clock.now())
    messages.success(request, _("已办结。到了那个月，这里会写来了几件。"))
    return redirect("ahead:plan", made.pk)
