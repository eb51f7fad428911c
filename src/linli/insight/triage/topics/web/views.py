"""The list of topics, the page of each, and its plans."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.triage.topics import actions, queries
from linli.insight.triage.topics.models import Plan
from linli.insight.triage.topics.queries import Line
from linli.insight.triage.topics.web import workbooks
from linli.insight.triage.topics.web.forms import ExportForm, FilterForm, PlanForm, ResultForm
from linli.insight.triage.topics.web.labels import TRENDS
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.services.cases import public as cases

LINES, MOST_REQUESTS = 50, 100
viewer_page = desk_page(cases.CasesPermission.VIEW)
handler_page = desk_page(cases.CasesPermission.HANDLE)


def _filters(request: HttpRequest) -> FilterForm:
    return FilterForm(request.GET, offered=queries.places_for(request.user))


@require_safe
@viewer_page
def topic_list(request: HttpRequest) -> HttpResponse:
    form = _filters(request)
    found = queries.listing(request.user, form.asked(), at=clock.now())
    page = Paginator(found, LINES).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "lines": [(line, TRENDS[line.trend]) for line in queries.word(list(page))],
        "asked": asked.urlencode(),
        "narrowed": any(asked.values()),
        "export_form": ExportForm(auto_id="export_%s"),
    }
    return render(request, "topics/list.html", context)


@require_POST
@viewer_page
def export(request: HttpRequest) -> HttpResponse:
    """The list as filtered, as a workbook, with its purpose on it and in the log."""
    user, now = request.user, clock.now()
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有导出：请写明用途。"))
        return redirect("topics:list")
    purpose = form.cleaned_data["purpose"]
    lines = queries.word(queries.listing(user, _filters(request).asked(), at=now))
    content = workbooks.listed(lines, purpose=purpose, by=user, at=now)
    audit.record("topics.export", by=user, at=now, reason=purpose)
    response = HttpResponse(content, content_type=workbooks.XLSX)
    name = _("热点 %(day)s.xlsx") % {"day": f"{clock.local_date(now):%Y-%m-%d}"}
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_safe
@viewer_page
def topic_page(request: HttpRequest, pk: int) -> HttpResponse:
    line = queries.get_visible(request.user, pk, at=clock.now())
    return _topic(request, line)


def _topic(request: HttpRequest, line: Line, form: PlanForm | None = None) -> HttpResponse:
    offered = _offered(request.user, line)
    context: dict[str, Any] = {
        "line": line,
        "trend": TRENDS[line.trend],
        "requests": queries.requests(line, MOST_REQUESTS),
        "more": max(0, len(line.requests) - MOST_REQUESTS),
        "by_place": queries.by_place(line),
        "by_month": queries.by_month(line),
        "open_form": form is not None,
        "form": form or (_plan_form(line, offered) if offered else None),
    }
    return render(request, "topics/topic.html", context, status=422 if form else 200)


def _offered(user: accounts.User, line: Line) -> list[places.Place]:
    """Communities where the person may make a plan and has none under way."""
    under_way = {plan.place_id for plan in line.plans if plan.closed_at is None}
    return [
        place
        for place in queries.communities(line)
        if place.pk not in under_way
        and accounts.holds(user, cases.CasesPermission.HANDLE, place.place_path)
    ]


def _plan_form(line: Line, offered: list[places.Place], data: Any = None) -> PlanForm:
    return PlanForm(data, offered=offered, today=clock.today(), initial={"title": line.title})


@require_POST
@handler_page
def make_plan(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    line = queries.get_visible(request.user, pk, at=now)
    form = _plan_form(line, _offered(request.user, line), request.POST)
    if not form.is_valid():
        return _topic(request, line, form)
    made = actions.plan(
        topic=line.topic, requests=len(line.requests), by=request.user, at=now, **form.told()
    )
    messages.success(request, _("已定下来，到期前会在“今天”提醒您。"))
    return redirect("topics:plan", made.pk)


@require_safe
@viewer_page
def plan_page(request: HttpRequest, plan_pk: int) -> HttpResponse:
    return _plan(request, queries.get_plan(request.user, plan_pk))


def _plan(request: HttpRequest, made: Plan, form: ResultForm | None = None) -> HttpResponse:
    may_close = made.closed_at is None and accounts.holds(
        request.user, cases.CasesPermission.HANDLE, made.place_path
    )
    context = {
        "plan": made,
        "line": queries.find_visible(request.user, made.topic_id, at=clock.now()),
        "form": form or (ResultForm() if may_close else None),
        "refused": form is not None,
    }
    return render(request, "topics/plan.html", context, status=422 if form else 200)


@require_POST
@handler_page
def close_plan(request: HttpRequest, plan_pk: int) -> HttpResponse:
    made = queries.get_plan(request.user, plan_pk)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return _plan(request, made, form)
    result = form.cleaned_data["result"]
    actions.close_plan(made=made, result=result, by=request.user, at=clock.now())
    messages.success(request, _("已办结。各件诉求请照常答复居民。"))
    return redirect("topics:plan", made.pk)
