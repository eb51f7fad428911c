"""What a person can do on a case's page: each step is a form and the one action that it calls.

To add a step: write its form in `forms.py` and a row here. A step that `leads` may stand as the
one next step of the page; all others that fit are in the quiet menu.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.services.cases import casework, permissions
from linli.services.cases.actions import (
    closing,
    describe,
    life,
    notes,
    requesters,
    undoing,
)
from linli.services.cases.choices import (
    ContactResult,
    ContactWay,
    EndReason,
    NonDispatch,
    Outcome,
    Satisfaction,
)
from linli.services.cases.models import CallBackChannel, Case
from linli.services.cases.states import FINISHED, Event, State, may
from linli.services.cases.web import forms
from linli.services.cases.web.pressing_steps import PRESSING_STEPS
from linli.services.cases.web.routing_steps import ROUTING_STEPS
from linli.services.cases.web.step import FILE_OWNER, Step

# What stands open in the menu; the rest is one fold away.
DAILY = {
    "sign",
    "contact",
    "handle",
    "report",
    "call-back",
    "call-back-failed",
    "assign",
    "undo",
    "note",
    "describe",
    "decide",
    "refuse",
    "urge",
    "supervise",
}


def find(code: str) -> Step:
    """The step with this code; `NotFound`."""
    for step in STEPS:
        if step.code == code:
            return step
    raise NotFound


def may_object(user: accounts.User, case: Case) -> bool:
    """Whether this person may still say that the case is not the unit's."""
    return find("object").fits(user, case)


def next_for(case: Case, user: accounts.User) -> Step | None:
    """The one next step for this person; None when the turn is somebody else's.

    What somebody else waits for (an offer, an extension, an objection) comes before the own work.
    """
    turns = (*ROUTING_STEPS, *LIFE_STEPS)
    return next((step for step in turns if step.leads(case) and step.open_to(user, case)), None)


def menu_for(case: Case, user: accounts.User, but: Step | None) -> tuple[list[Step], list[Step]]:
    """Everything else that this person can do now: what is daily bread, and what is rarer."""
    fitting = [step for step in STEPS if step is not but and step.open_to(user, case)]
    daily = [step for step in fitting if step.code in DAILY]
    return daily, [step for step in fitting if step not in daily]


def _handles(event: Event) -> Callable[[accounts.User, Case], bool]:
    return lambda user, case: may(event, case.state) and permissions.can_handle(user, case)


def _supervises(event: Event) -> Callable[[accounts.User, Case], bool]:
    return lambda user, case: may(event, case.state) and permissions.can_supervise(user, case)


def _unfinished(case: Case) -> bool:
    return case.state not in FINISHED


def _has_number(case: Case) -> bool:
    return bool(case.phone_index)


def _calls_back(user: accounts.User, case: Case) -> bool:
    return (
        may(Event.CALL_BACK, case.state)
        and user.pk != case.work.assignee_id
        and permissions.can_call_back(user, case)
    )


def _sign(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    life.sign(case=case, by=by, at=at)
    return _("已签收，由您办理。")


def _contact(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    data = form.cleaned_data
    attempt = life.log_contact(
        case=case,
        way=ContactWay(data["way"]),
        result=ContactResult(data["result"]),
        note=data["note"],
        by=by,
        at=at,
    )
    if attempt.result == ContactResult.REACHED:
        return _("联系记下了。")
    return _("这次没有联系上，也记下了。过一会儿换个时间再试。")


def _handle(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    data = form.cleaned_data
    life.handle(
        case=case,
        outcome=Outcome(data["outcome"]),
        result=data["result"],
        photos=[files.store(photo, owner=FILE_OWNER, by=by, at=at) for photo in data["photos"]],
        by=by,
        at=at,
    )
    return _("办理情况记下了，接下来把结果告诉居民。")


def _report(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    life.report_back(case=case, reply=form.cleaned_data["reply"], by=by, at=at)
    return _("答复已发给居民，接下来由同事回访。")


def _call_back(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    data = form.cleaned_data
    closing.call_back(
        case=case,
        contacted=data["contacted"],
        solved=data["solved"],
        satisfaction=Satisfaction(data["satisfaction"]),
        comment=data["comment"],
        channel=CallBackChannel.WORKER,
        by=by,
        at=at,
    )
    if case.state == State.CLOSED:
        return _("回访记下了，居民认可，诉求已办结。")
    return _("回访记下了。居民还不满意，请社区负责人定夺。")


def _call_back_failed(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    closing.call_back_failed(case=case, comment=form.cleaned_data["comment"], by=by, at=at)
    return _("记下了：回访没有联系上，不计入三率，诉求已办结。")


def _decide(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    words = form.cleaned_data["words"]
    if form.cleaned_data["decision"] == forms.RETURN:
        closing.return_for_rehandling(case=case, reason=words, by=by, at=at)
        return _("已退回重办，时限重新开始。")
    closing.close(case=case, words=words, by=by, at=at)
    return _("已办结。")


def _return(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    closing.return_for_rehandling(case=case, reason=form.cleaned_data["reason"], by=by, at=at)
    return _("已退回重办，时限重新开始。")


def _close(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    closing.close(case=case, words=form.cleaned_data["words"], by=by, at=at)
    return _("已办结。")


def _assign(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    life.assign(case=case, to=form.colleague, by=by, at=at)
    return _("已交给%(name)s办理。") % {"name": form.colleague.name}


def _note(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    notes.add_note(case=case, text=form.cleaned_data["text"], by=by, at=at)
    return _("记下了，同事能看到。")


def _decline(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    data = form.cleaned_data
    life.decline(case=case, kind=NonDispatch(data["kind"]), words=data["words"], by=by, at=at)
    return _("已告诉居民该走的途径。")


def _end(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    data = form.cleaned_data
    life.end(case=case, reason=EndReason(data["reason"]), words=data["words"], by=by, at=at)
    return _("已终止办理，并告诉居民原因。")


def _describe(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    describe.describe(
        case=case, to=form.description, version=form.cleaned_data["version"], by=by, at=at
    )
    return _("改好了。")


def _undo(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    undoing.undo(case=case, by=by, at=at)
    return _("已撤回，回到上一步。")


def _link(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    requesters.link(case=case, person=form.resident, by=by, at=at)
    return _("对上了居民档案。")


def _unlink(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    requesters.unlink(case=case, by=by, at=at)
    return _("和居民档案分开了。")


LIFE_STEPS: tuple[Step, ...] = (
    Step(
        "sign",
        gettext_lazy("签收"),
        "check",
        forms.SignForm,
        _handles(Event.SIGN),
        _sign,
        leads=lambda case: case.state == State.RECEIVED,
        hint=gettext_lazy("签收后由您负责，居民会看到已有专人接手。"),
        key="s",
    ),
    Step(
        "contact",
        gettext_lazy("联系居民"),
        "phone",
        forms.ContactForm,
        lambda user, case: _unfinished(case) and permissions.can_handle(user, case),
        _contact,
        leads=lambda case: case.state == State.SIGNED and _has_number(case),
        template="cases/web/steps/contact.html",
        key="c",
        button=gettext_lazy("记下这次联系"),
        tells_who=True,
    ),
    Step(
        "handle",
        gettext_lazy("填办理情况"),
        "clipboard-list",
        forms.HandleForm,
        _handles(Event.HANDLE),
        _handle,
        leads=lambda case: case.state in (State.SIGNED, State.CONTACTED),
        key="h",
        button=gettext_lazy("办理完成"),
    ),
    Step(
        "report",
        gettext_lazy("反馈居民"),
        "send",
        forms.ReportForm,
        _handles(Event.REPORT),
        _report,
        leads=lambda case: case.state == State.HANDLED,
        template="cases/web/steps/report.html",
        key="r",
        button=gettext_lazy("发给居民"),
    ),
    Step(
        "call-back",
        gettext_lazy("回访"),
        "phone-call",
        forms.CallBackForm,
        _calls_back,
        _call_back,
        leads=lambda case: case.state == State.REPORTED,
        template="cases/web/steps/call_back.html",
        hint=gettext_lazy("照着问居民三个问题，按居民的原话选。"),
        key="b",
        button=gettext_lazy("记下回访"),
    ),
    Step(
        "call-back-failed",
        gettext_lazy("回访没联系上"),
        "phone",
        forms.CallBackFailedForm,
        _calls_back,
        _call_back_failed,
        hint=gettext_lazy("多次联系不上，不算有效回访，不计入三率。居民以后还可以重开。"),
        button=gettext_lazy("记下，并办结"),
    ),
    Step(
        "decide",
        gettext_lazy("定夺"),
        "scale",
        forms.DecideForm,
        _supervises(Event.CLOSE),
        _decide,
        leads=lambda case: case.state == State.CALLED_BACK,
        hint=gettext_lazy("居民说没解决或不满意，请看过情况后定下一步。"),
        key="d",
        button=gettext_lazy("就这么定"),
    ),
    Step(
        "assign",
        gettext_lazy("交给同事"),
        "users",
        forms.AssignForm,
        lambda user, case: _unfinished(case) and permissions.can_supervise(user, case),
        _assign,
        key="a",
        button=gettext_lazy("交办"),
    ),
    Step(
        "undo",
        gettext_lazy("撤回刚才这一步"),
        "arrow-back-up",
        forms.StepForm,
        lambda user, case: undoing.undoable(case, user, at=clock.now()) is not None,
        _undo,
        hint=gettext_lazy(
            "点错了、写错了，十分钟内还没有新的进展就可以撤回。居民看得到的，会说明已更正。"
        ),
        key="z",
        button=gettext_lazy("撤回"),
    ),
    Step(
        "note",
        gettext_lazy("写备注"),
        "message",
        forms.NoteForm,
        lambda user, case: True,
        _note,
        key="n",
        button=gettext_lazy("记下"),
    ),
    Step(
        "resident",
        gettext_lazy("对上居民档案"),
        "user",
        forms.ResidentForm,
        lambda user, case: case.resident_id is None and bool(casework.maybe_asked(user, case)),
        _link,
        hint=gettext_lazy("电话相同的居民。一家人可能共用一个号码，不确定就先不选。"),
        button=gettext_lazy("就是这位"),
    ),
    Step(
        "no-resident",
        gettext_lazy("不是这位居民"),
        "user",
        forms.StepForm,
        lambda user, case: casework.resident_of(user, case) is not None,
        _unlink,
        hint=gettext_lazy("比如家里别人用同一个电话。只是和档案分开，诉求照常办。"),
    ),
    Step(
        "describe",
        gettext_lazy("改类别、地点等"),
        "edit",
        forms.DescribeForm,
        lambda user, case: (
            _unfinished(case)
            and (permissions.can_handle(user, case) or permissions.can_supervise(user, case))
        ),
        _describe,
        template="cases/web/steps/describe.html",
        key="e",
        tells_who=True,
        button=gettext_lazy("保存"),
    ),
    Step(
        "return",
        gettext_lazy("退回重办"),
        "arrow-back-up",
        forms.ReturnForm,
        lambda user, case: (
            case.state != State.CALLED_BACK and _supervises(Event.RETURN)(user, case)
        ),
        _return,
    ),
    Step(
        "close",
        gettext_lazy("不等回访，先办结"),
        "check",
        forms.CloseForm,
        lambda user, case: case.state == State.REPORTED and _supervises(Event.CLOSE)(user, case),
        _close,
        grave=True,
    ),
    Step(
        "decline",
        gettext_lazy("不予派单，告知途径"),
        "hand-stop",
        forms.DeclineForm,
        _supervises(Event.DECLINE),
        _decline,
        template="cases/web/steps/decline.html",
        grave=True,
    ),
    Step(
        "end",
        gettext_lazy("终止办理"),
        "x",
        forms.EndForm,
        _supervises(Event.END),
        _end,
        grave=True,
    ),
)

STEPS = (*LIFE_STEPS, *PRESSING_STEPS, *ROUTING_STEPS)
