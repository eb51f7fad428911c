"""The steps of a case's page in which units have to do with each other."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel.errors import InvalidMove
from linli.services.cases import permissions, together
from linli.services.cases.actions import (
    appeals,
    correspondence,
    handling,
    recusals,
    repeats,
    routing,
    whistles,
)
from linli.services.cases.actions.reveal import reveal
from linli.services.cases.models import AppealReason, Case, LetterKind
from linli.services.cases.states import FINISHED, Event, State, may
from linli.services.cases.web import routing_forms as forms
from linli.services.cases.web.step import FILE_OWNER, Step

User = accounts.User
Fits = Callable[[User, Case], bool]
T = TypeVar("T")


def _handler(rest: Callable[[Case], bool]) -> Fits:
    return lambda user, case: rest(case) and permissions.can_handle(user, case)


def _supervisor(rest: Callable[[Case], bool]) -> Fits:
    return lambda user, case: rest(case) and permissions.can_supervise(user, case)


def _movable(case: Case) -> bool:
    return may(Event.TAKE_OVER, case.state)


def _live(case: Case) -> bool:
    return case.state not in FINISHED


def _there(found: T | None) -> T:
    """What the step answers to. Raise `InvalidMove` where a colleague has answered already."""
    if found is None:
        raise InvalidMove
    return found


def _stored(papers: Any, by: User, at: dt.datetime) -> list[files.StoredFile]:
    return [files.store(paper, owner=FILE_OWNER, by=by, at=at) for paper in papers]


def _asked(user: User, case: Case) -> bool:
    """Whether an open offer waits for this person's unit."""
    offer = together.open_on(case).offer
    return offer is not None and _movable(case) and routing.speaks_for(user, offer.to_unit, case)


def _offer(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    unit = form.chosen_unit
    routing.offer(case=case, to_unit=unit, reason=form.cleaned_data["reason"], by=by, at=at)
    return _("已请%(unit)s接手。对方接手前还是由本单位负责。") % {"unit": unit.name}


def _accept(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    routing.accept(made=_there(together.open_on(case).offer), by=by, at=at)
    return _("已接手，现在由你们负责。办理时限接着原来的走。")


def _refuse(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    offer = _there(together.open_on(case).offer)
    routing.refuse(made=offer, answer=form.cleaned_data["answer"], by=by, at=at)
    return _("已答复不接手，理由记在进展里。")


def _take_back(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    routing.take_back(made=_there(together.open_on(case).offer), by=by, at=at)
    return _("转办已撤回。")


def _object(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    decider = form.chosen_decider
    routing.object_to_dispatch(
        case=case,
        reason=form.cleaned_data["reason"],
        evidence=form.cleaned_data["evidence"],
        proposed_owner=form.chosen_unit,
        decider=decider,
        duty=form.chosen_duty,
        papers=_stored(form.cleaned_data["papers"], by, at),
        by=by,
        at=at,
    )
    return _("异议已提交，由%(name)s裁定。裁定前请照常办理。") % {"name": decider.name}


def _decide_objection(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    routing.decide_objection(
        objection=_there(together.open_on(case).objection),
        upheld=form.cleaned_data["upheld"],
        decision=form.cleaned_data["decision"],
        by=by,
        at=at,
    )
    return _("已裁定，双方都能看到。")


def _whistle(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    unit = form.chosen_unit
    whistles.blow(case=case, unit=unit, request=form.cleaned_data["request"], by=by, at=at)
    return _("已吹哨给%(unit)s，对方的响应时限开始走。") % {"unit": unit.name}


def _respond(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    whistle = _there(together.own_whistle(by, case))
    whistles.respond(whistle=whistle, response=form.cleaned_data["response"], by=by, at=at)
    return _("已报到。办完后请填结果。")


def _finish_whistle(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    whistles.finish(
        whistle=_there(together.own_whistle(by, case)),
        result=form.cleaned_data["result"],
        whistler_score=form.cleaned_data["whistler_score"],
        by=by,
        at=at,
    )
    return _("结果已告诉社区，辛苦了。")


def _rate_unit(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    whistle = _there(together.unrated(case))
    whistles.rate_unit(whistle=whistle, score=form.cleaned_data["score"], by=by, at=at)
    return _("评价记下了。")


def _consult(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    data = form.cleaned_data
    whistles.consult(
        case=case,
        held_at=data["held_at"],
        where=data["where"],
        attendees=data["attendees"],
        minutes=data["minutes"],
        results=data["results"],
        by=by,
        at=at,
    )
    return _("会商记录已保存。")


def _assist(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    handling.add_assistant(case=case, unit=form.chosen_unit, by=by, at=at)
    return _("已请%(unit)s协办，仍由本单位牵头答复。") % {"unit": form.chosen_unit.name}


def _ask_extension(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    handling.ask_extension(
        case=case, reason=form.cleaned_data["reason"], new_due_at=form.new_due_at, by=by, at=at
    )
    return _("延期申请已提交。批准前仍按原来的期限。")


def _decide_extension(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    handling.decide_extension(
        extension=_there(together.open_on(case).extension), by=by, at=at, **_verdict(form)
    )
    if form.cleaned_data["granted"]:
        return _("已同意延期，居民会看到原因和新期限。")
    return _("没有同意延期，仍按原来的期限办。")


def _verdict(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("granted", "decision")}


def _park(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    data = form.cleaned_data
    handling.park(
        case=case,
        reason=data["reason"],
        plan=data["plan"],
        until_on=data["until_on"],
        by=by,
        at=at,
    )
    return _("已挂账，居民能看到原因、措施和日期。")


def _unpark(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    handling.unpark(case=case, by=by, at=at)
    return _("已恢复办理，时限接着走。")


def _recuse(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    recusals.recuse(case=case, user=by, reason=form.cleaned_data["reason"], by=by, at=at)
    return _("已回避，同事会接着办。")


def _merge(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    repeats.merge(parent=case, children=form.chosen, by=by, at=at)
    return _("已并案，答复时每个人都会收到。")


def _separate(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    repeats.separate(child=case, by=by, at=at)
    return _("已拆出，单独办理。")


def _repeat(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    repeats.answer_repeat(case=case, earlier=form.chosen, by=by, at=at)
    return _("已把之前那一件的进展告诉居民。")


def _appeal(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    data = form.cleaned_data
    appeals.appeal(
        case=case,
        reason=AppealReason(data["reason"]),
        explanation=data["explanation"],
        papers=_stored(data["papers"], by, at),
        by=by,
        at=at,
    )
    return _("剔除申请已提交，由另一位同事审核。")


def _review_appeal(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    appeals.review(made=_there(together.open_on(case).appeal), by=by, at=at, **_verdict(form))
    if form.cleaned_data["granted"]:
        return _("已同意剔除，这一件不计入三率。")
    return _("没有同意剔除，这一件照常计入三率。")


def _decide_recusal(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    made, data = _there(together.open_on(case).recusal_demand), form.cleaned_data
    recusals.decide(made=made, user=form.chosen_user, decision=data["decision"], by=by, at=at)
    return _("已决定，居民会看到您的说明。")


def _letter(case: Case, form: Any, by: User, at: dt.datetime) -> str:
    data, kind = form.cleaned_data, LetterKind(form.cleaned_data["kind"])
    with transaction.atomic():
        addressee = data["addressee"]
        if not addressee:
            # Printing the name is a look at it, and told in the log like any other.
            reason = _("出具%(letter)s") % {"letter": kind.label}
            addressee = reveal(case=case, reason=reason, by=by, at=at).name
        letter = correspondence.issue(
            case=case, kind=kind, addressee=addressee, duty=form.chosen_duty, by=by, at=at
        )
    return format_html(
        '{}<br><a href="{}">PDF</a> · <a href="{}">Word</a>',
        _("“%(letter)s”已生成，可以打开打印；以后在“文书”一栏找。") % {"letter": letter.title},
        reverse("cases:letter", args=[case.pk, letter.pk, "pdf"]),
        reverse("cases:letter", args=[case.pk, letter.pk, "docx"]),
    )


ROUTING_STEPS: tuple[Step, ...] = (
    Step(
        "accept",
        gettext_lazy("接手"),
        "check",
        forms.StepForm,
        _asked,
        _accept,
        leads=lambda case: together.open_on(case).offer is not None,
        hint=gettext_lazy("接手后由你们负责，居民会看到。"),
    ),
    Step("refuse", gettext_lazy("不接手"), "x", forms.RefuseForm, _asked, _refuse),
    Step(
        "decide-objection",
        gettext_lazy("裁定异议"),
        "scale",
        forms.DecideObjectionForm,
        lambda user, case: (
            together.open_on(case).objection is not None
            and permissions.can_decide(user, together.open_on(case).objection)
        ),
        _decide_objection,
        leads=lambda case: together.open_on(case).objection is not None,
    ),
    Step(
        "decide-extension",
        gettext_lazy("审批延期"),
        "calendar",
        forms.VerdictForm,
        lambda user, case: (
            together.open_on(case).extension is not None
            and together.open_on(case).extension.by_id != user.pk
            and permissions.can_supervise(user, case)
        ),
        _decide_extension,
        leads=lambda case: together.open_on(case).extension is not None,
    ),
    Step(
        "respond",
        gettext_lazy("报到"),
        "speakerphone",
        forms.RespondForm,
        lambda user, case: (
            (whistle := together.own_whistle(user, case)) is not None
            and whistle.responded_at is None
        ),
        _respond,
        leads=lambda case: any(w.finished_at is None for w in together.open_on(case).whistles),
    ),
    Step(
        "finish-whistle",
        gettext_lazy("填吹哨办理结果"),
        "check",
        forms.FinishWhistleForm,
        lambda user, case: (
            (whistle := together.own_whistle(user, case)) is not None
            and whistle.responded_at is not None
        ),
        _finish_whistle,
        leads=lambda case: any(w.finished_at is None for w in together.open_on(case).whistles),
    ),
    Step(
        "rate-unit",
        gettext_lazy("评一评来报到的单位"),
        "star",
        forms.RateUnitForm,
        _handler(lambda case: together.unrated(case) is not None),
        _rate_unit,
    ),
    Step(
        "unpark",
        gettext_lazy("恢复办理"),
        "player-play",
        forms.StepForm,
        _handler(lambda case: may(Event.UNPARK, case.state)),
        _unpark,
        leads=lambda case: case.state == State.PARKED,
    ),
    Step(
        "offer",
        gettext_lazy("转办：请别的单位接手"),
        "arrow-forward-up",
        forms.OfferForm,
        _handler(lambda case: _movable(case) and together.open_on(case).offer is None),
        _offer,
    ),
    Step(
        "take-back",
        gettext_lazy("撤回转办"),
        "arrow-back-up",
        forms.StepForm,
        _handler(lambda case: together.open_on(case).offer is not None),
        _take_back,
    ),
    Step(
        "object",
        gettext_lazy("派单异议"),
        "flag",
        forms.ObjectionForm,
        _handler(lambda case: _movable(case) and together.may_object(case)),
        _object,
    ),
    Step(
        "whistle",
        gettext_lazy("吹哨：请部门到场"),
        "speakerphone",
        forms.WhistleForm,
        _handler(_live),
        _whistle,
    ),
    Step(
        "assist",
        gettext_lazy("请单位协办"),
        "users",
        forms.UnitForm,
        _handler(_live),
        _assist,
    ),
    Step(
        "consult",
        gettext_lazy("记会商"),
        "message-2",
        forms.ConsultForm,
        _handler(_live),
        _consult,
    ),
    Step(
        "ask-extension",
        gettext_lazy("申请延期"),
        "calendar",
        forms.ExtensionForm,
        _handler(
            lambda case: may(Event.HANDLE, case.state) and together.open_on(case).extension is None
        ),
        _ask_extension,
    ),
    Step(
        "park",
        gettext_lazy("挂账"),
        "player-pause",
        forms.ParkForm,
        _supervisor(lambda case: may(Event.PARK, case.state)),
        _park,
    ),
    Step(
        "merge",
        gettext_lazy("并案"),
        "git-merge",
        forms.MergeForm,
        _handler(lambda case: _live(case) and case.parent_id is None),
        _merge,
    ),
    Step(
        "separate",
        gettext_lazy("从并案拆出"),
        "git-branch",
        forms.StepForm,
        _handler(lambda case: may(Event.SEPARATE, case.state)),
        _separate,
    ),
    Step(
        "repeat",
        gettext_lazy("按重复反映答复"),
        "copy",
        forms.RepeatForm,
        lambda user, case: (
            bool(case.phone_index)
            and may(Event.DECLINE, case.state)
            and permissions.can_handle(user, case)
            and bool(together.earlier_of(user, case))
        ),
        _repeat,
        tells_who=True,
    ),
    Step(
        "recuse",
        gettext_lazy("我要回避"),
        "eye-off",
        forms.RecuseForm,
        _handler(_live),
        _recuse,
        grave=True,
    ),
    Step(
        "decide-recusal",
        gettext_lazy("决定居民的回避要求"),
        "scale",
        forms.RecusalDemandForm,
        _supervisor(lambda case: together.open_on(case).recusal_demand is not None),
        _decide_recusal,
        template="cases/web/steps/decide_recusal.html",
        leads=lambda case: together.open_on(case).recusal_demand is not None,
    ),
    Step(
        "appeal",
        gettext_lazy("申请剔除"),
        "flag",
        forms.AppealForm,
        _handler(lambda case: not case.excluded and together.open_on(case).appeal is None),
        _appeal,
    ),
    Step(
        "review-appeal",
        gettext_lazy("审核剔除申请"),
        "scale",
        forms.VerdictForm,
        lambda user, case: (
            together.open_on(case).appeal is not None
            and together.open_on(case).appeal.by_id != user.pk
            and permissions.can_supervise(user, case)
        ),
        _review_appeal,
        leads=lambda case: together.open_on(case).appeal is not None,
    ),
    Step(
        "letter",
        gettext_lazy("出文书"),
        "file-text",
        forms.LetterForm,
        _handler(lambda case: True),
        _letter,
        tells_who=True,
    ),
)
