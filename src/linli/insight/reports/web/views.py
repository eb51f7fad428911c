"""Pages of the three rates, the replay and the formula."""

import dataclasses
import datetime as dt
import io

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.reports import actions, queries
from linli.insight.reports.models import RateFormula
from linli.insight.reports.permissions import ReportsPermission
from linli.insight.reports.rates import Counts, Period, period_before, period_of, rates
from linli.insight.reports.web.chart import chart
from linli.insight.reports.web.forms import FormulaForm, RatesFilter, ReplayFilter
from linli.kernel import clock, rights
from linli.services.cases import public as cases

TREND = 6


@dataclasses.dataclass(frozen=True)
class Chosen:
    """What a rates page or its export shows."""

    form: RatesFilter
    place: places.Place
    period: Period


def _chosen(request: HttpRequest) -> Chosen:
    accounts.check_anywhere(request.user, ReportsPermission.VIEW)
    form = RatesFilter(request.GET or None, known=queries.places_for(request.user))
    values = form.cleaned_data if form.is_valid() else {}
    day = values.get("day") or clock.today()
    start_day = queries.formula().period_start_day
    place = values.get("place")
    form.offer(queries.choices_of_place(request.user, place))
    place = place or rights.found(queries.highest_place(request.user))
    return Chosen(form, place, period_of(day, start_day))


@login_required
def rates_page(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    formula = queries.formula()
    period, parameters = chosen.period, formula.parameters
    book = queries.book(request.user, chosen.place, period, length=TREND)
    counts = book.total(period)
    today = clock.today()
    running = chosen.period.first <= today <= chosen.period.last
    trend = queries.trend(book, period, parameters, TREND)
    return render(
        request,
        "reports/rates.html",
        {
            "form": chosen.form,
            "place": chosen.place,
            "period": chosen.period,
            "before": period_before(chosen.period),
            "after": chosen.period.last + dt.timedelta(days=1),
            "formula": formula,
            "counts": counts,
            "rates": rates(counts, parameters),
            "by_place": queries.by_place(book, period, parameters),
            "by_unit": queries.by_unit(
                queries.call_backs(request.user, chosen.place, period), parameters
            ),
            "outlook": queries.outlook(book, period, today, parameters) if running else None,
            "trend": trend,
            "chart": chart(trend),
            "without_exclusions": _without_exclusions(request.user, chosen, counts, formula),
            "appeals": queries.appeal_counts(request.user, chosen.place, chosen.period),
        },
    )


def _without_exclusions(
    user: accounts.User, chosen: Chosen, counted: Counts, formula: RateFormula
) -> dict[str, object] | None:
    """What the rates would be had nothing been excluded; None when that makes no difference."""
    left_out = queries.left_out(user, chosen.place, chosen.period)
    if not left_out.effective:
        return None
    return {
        "number": left_out.effective,
        "rates": rates(counted + left_out, formula.parameters),
    }


@login_required
def rates_export(request: HttpRequest) -> HttpResponse:
    """The table as a workbook, with denominators and the formula's parameters."""
    chosen = _chosen(request)
    formula = queries.formula()
    found = queries.call_backs(request.user, chosen.place, chosen.period)
    book = queries.book(request.user, chosen.place, chosen.period)
    lines = [
        *queries.by_place(book, chosen.period, formula.parameters),
        *queries.by_unit(found, formula.parameters),
    ]
    file = io.BytesIO()
    # A unit is called as somebody typed it: text stays text.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("三率"))
        percent = book.add_format({"num_format": "0.0%"})
        title = f"{chosen.place.name} {chosen.period.first} — {chosen.period.last}"
        sheet.write_row(0, 0, [title, f"{formula.name} {formula.source}"])
        head = [_("区域或单位"), _("有效回访"), _("联系"), _("解决"), _("满意"), _("基本满意")]
        sheet.write_row(1, 0, [*head, _("响应率"), _("解决率"), _("满意率"), _("综合")])
        for row, line in enumerate(lines, start=2):
            sheet.write_row(row, 0, [line.name, *dataclasses.astuple(line.counts)])
            for column, rate in enumerate(dataclasses.astuple(line.rates), start=6):
                if rate is not None:
                    sheet.write_number(row, column, float(rate), percent)
        exported = _("导出人 %(name)s %(at)s") % {
            "name": request.user,
            "at": f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        }
        sheet.write(len(lines) + 3, 0, exported)
        sheet.set_column(0, 0, 28)
    audit.record("reports.export", by=request.user, at=clock.now(), subject=chosen.place)
    response = HttpResponse(
        file.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    name = f"rates-{chosen.period.first:%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
def replay_page(request: HttpRequest) -> HttpResponse:
    accounts.check_anywhere(request.user, ReportsPermission.VIEW)
    form = ReplayFilter(request.GET or None, sources=cases.Source.choices)
    values = form.cleaned_data if form.is_valid() else {}
    found = queries.replayable(
        request.user, values.get("first"), values.get("last"), values.get("source", "")
    )
    return render(request, "reports/replay.html", {"form": form, "page": queries.replay(found)})


@login_required
def formulas(request: HttpRequest) -> HttpResponse:
    accounts.check_anywhere(request.user, ReportsPermission.VIEW)
    return render(
        request,
        "reports/formulas.html",
        {
            "formulas": queries.formulas(),
            "keeping": accounts.Keeping(request.user, ReportsPermission.MANAGE),
        },
    )


@login_required
def formula_edit(request: HttpRequest, pk: int) -> HttpResponse:
    accounts.check_everywhere(request.user, ReportsPermission.MANAGE)
    form = FormulaForm(request.POST or None, instance=queries.get_formula(pk))
    if request.method == "POST" and form.is_valid():
        actions.save_formula(formula=form.instance, by=request.user, at=clock.now())
        messages.success(request, _("已保存，统计页马上按新参数计算。"))
        return redirect("reports:formulas")
    status = 422 if form.errors else 200
    return render(request, "reports/formula_edit.html", {"form": form}, status=status)


@require_POST
@login_required
def formula_use(request: HttpRequest, pk: int) -> HttpResponse:
    actions.use_formula(formula=queries.get_formula(pk), by=request.user, at=clock.now())
    messages.success(request, _("已换用这套口径。"))
    return redirect("reports:formulas")
