"""Puts a case's page together: warnings, panels, clocks, one step, the timeline."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.services.cases import casework, permissions, together
from linli.services.cases.actions.reveal import Requester
from linli.services.cases.models import CallBack, Case, Entry
from linli.services.cases.states import State
from linli.services.cases.web import alike, panels, steps
from linli.shared.work import public as work

# Why nothing waits for the person who looks.
WAITING = {
    State.RECEIVED: gettext_lazy("等承办单位签收。"),
    State.SIGNED: gettext_lazy("承办单位正在办理。"),
    State.CONTACTED: gettext_lazy("承办单位正在办理。"),
    State.HANDLED: gettext_lazy("等承办单位把结果告诉居民。"),
    State.REPORTED: gettext_lazy("等居民评价，或由没有经手的同事回访。"),
    State.CALLED_BACK: gettext_lazy("居民还不满意，等社区负责人定夺。"),
    State.PARKED: gettext_lazy("已挂账，等计划的日子。"),
    State.MERGED: gettext_lazy("和主单一起办理，随主单答复居民。"),
    State.CLOSED: gettext_lazy("已办结，不用再做什么。"),
    State.DECLINED: gettext_lazy("已告诉居民该走的途径，不用再做什么。"),
    State.ENDED: gettext_lazy("已终止办理，不用再做什么。"),
    State.WITHDRAWN: gettext_lazy("居民已撤回，不用再做什么。"),
}


def new_form(
    step: steps.Step, case: Case, user: accounts.User, *data: Any, others: Sequence[str] = ()
) -> forms.Form:
    """A step's form on this case; its ids tell it from other forms of the page. `others`: ids of
    requests that somebody came with, for steps that join some."""
    initial = {"seen": casework.last_entry_id(case), "with": others}
    return step.form(*data, case=case, user=user, initial=initial, auto_id=f"{step.code}-%s")


def show(
    request: HttpRequest,
    case: Case,
    *,
    step: steps.Step | None = None,
    form: forms.Form | None = None,
    news: Sequence[Entry] = (),
    problem: str = "",
    revealed: Requester | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or for htmx its main region alone.

    `step` and `form` are what the person opened or has to mend; without them the next step shows.
    `problem` and `news` tell why a step was not taken and what colleagues did meanwhile.
    """
    user = request.user
    casework.fetch(case)
    leading = steps.next_for(case, user)
    step = step or leading
    if step is not None and form is None:
        form = new_form(step, case, user, others=request.GET.getlist("with"))
    shown = panels.for_page(case, user)
    public_only = request.GET.get("line") == "public"
    daily, rarer = steps.menu_for(case, user, step)
    called = together.own_whistle(user, case)
    # A unit that was called in has a clock of its own, and that one is theirs to keep.
    own_clocks = list(called.item.clocks.all()) if called else []
    warnings = casework.warnings_of([tuple(pair) for pair in case.alerts])
    context = {
        "case": case,
        "warnings": warnings,
        "signs": casework.signs_beyond(warnings, f"{case.title}\n{case.text}"),
        "off_list": together.off_list(case) if steps.may_object(user, case) else None,
        "supervision": work.supervision_of(case.work),
        "first_panels": [one for one in shown if one.panel.first],
        "other_panels": [one for one in shown if not one.panel.first],
        "clocks": own_clocks + casework.clocks(case),
        "called": called,
        "between": together.open_on(case),
        # What colleagues write to each other names the resident and the door.
        "concerned": permissions.is_concerned(user, case),
        "leaves_to_others": permissions.leaves_to_others(user, case),
        "answered": _answered(case, user) if step and step.code == "decide" else None,
        "units": list(case.units.select_related("organisation")),
        "step": step,
        "leading": leading,
        "form": form,
        "daily": daily,
        "rarer": rarer,
        "waiting": WAITING[State(case.state)],
        "never_reached": bool(case.phone_index) and not casework.was_reached(case),
        "may_join": alike.may_join(user, case),
        "may_hand_slip": permissions.can_hand_slip(user, case),
        "news": news,
        "problem": problem,
        "revealed": revealed,
        "timeline": casework.timeline(case, user, public_only=public_only),
        "public_only": public_only,
    }
    template = "cases/web/region.html" if request.htmx else "cases/web/case.html"
    return render(request, template, context, status=status)


def _answered(case: Case, user: accounts.User) -> CallBack | None:
    """What the resident said last: the decision is about that."""
    return next((one for one in casework.call_backs(case, user) if one.effective), None)


def changed_meanwhile(words: str) -> str:
    """The sentence above a step that somebody else made impossible."""
    return _("没有提交：%(why)s 您填的内容还在下面，可以复制出来用。") % {"why": words}
