"""What requests and whistles tell the common to-do list: name, page, next step, who waits."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.registers.organisations import public as organisations
from linli.services.cases.choices import Nature
from linli.services.cases.models import (
    AlertClass,
    Appeal,
    Case,
    Extension,
    Objection,
    Offer,
    Recusal,
    RecusalDemand,
    Whistle,
)
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import State
from linli.shared.work import public as work

NEXT = {
    State.RECEIVED: _("签收"),
    State.SIGNED: _("联系居民"),
    State.CONTACTED: _("填办理情况"),
    State.HANDLED: _("反馈居民"),
    State.REPORTED: _("回访"),
    State.CALLED_BACK: _("定夺"),
    State.PARKED: _("看计划"),
}

WITH_CONCERNED = Whistle.objects.select_related("case").only("item_id", "case__concerns_id")


def case_page(item: work.WorkItem) -> str:
    return reverse("cases:case", args=[item.case.pk])


def case_steps(items: Iterable[work.WorkItem], user: accounts.User) -> Mapping[int, work.NextStep]:
    """A constant number of queries for the whole page of items."""
    items = list(items)
    cases = Case.objects.filter(work__in=items).only(
        "pk", "state", "work_id", "alerts", "phone_index", "urges"
    )
    found = [case for case in cases if case.state in NEXT]
    own = {item.pk for item in items if item.assignee_id == user.pk}
    calls_back = accounts.holds_anywhere(user, CasesPermission.CALL_BACK)
    codes = {code for case in found for code, _word in case.alerts}
    answers = _answers_due(user, [case.pk for case in found])
    advice = dict(AlertClass.objects.filter(code__in=codes).values_list("code", "advice"))
    return {
        case.work_id: work.NextStep(
            str(
                answers.get(case.pk)
                or _next_label(case, may_call_back=calls_back and case.work_id not in own)
            ),
            reverse("cases:case", args=[case.pk]) + "#next",
            hint=_hint(case, advice),
        )
        for case in found
    }


def _hint(case: Case, advice: Mapping[str, str]) -> str:
    """How often the resident has urged, and what an alert says to do first."""
    urged = _("居民催过%(n)d次。") % {"n": case.urges} if case.urges else ""
    return urged + next((advice[code] for code, _word in case.alerts if code in advice), "")


def _next_label(case: Case, *, may_call_back: bool) -> object:
    # Who handled it does not ask how it went; for them there is only the progress to see.
    if case.state == State.REPORTED and not may_call_back:
        return _("看进展")
    # Nobody to call: an anonymous request goes straight to being handled.
    nobody = case.state == State.SIGNED and not case.phone_index
    return NEXT[State.CONTACTED if nobody else State(case.state)]


def _answers_due(user: accounts.User, cases: list[int]) -> dict[int, object]:
    """Which of these cases wait for this person's answer to somebody else, and what it is called;
    the same turns that `waiting_for` finds."""
    asked = Offer.objects.filter(case__in=cases, accepted=None).exclude(by=user)
    due: dict[int, object] = dict.fromkeys(
        asked.filter(to_unit__in=organisations.units_of(user)).values_list("case", flat=True),
        _("答复转办"),
    )
    if not accounts.holds_anywhere(user, CasesPermission.SUPERVISE):
        return due
    supervised = Case.objects.filter(
        accounts.scope(user, CasesPermission.SUPERVISE, by_index=False), pk__in=cases
    )
    for found, label in (
        (supervised.filter(_to_decide(user)), _("裁定异议")),
        (supervised.filter(pk__in=_undecided(Extension, user)), _("审批延期")),
        (supervised.filter(pk__in=_undecided(Appeal, user)), _("审核剔除申请")),
        (supervised.filter(pk__in=_undecided_demands()), _("决定回避要求")),
    ):
        due |= dict.fromkeys(found.values_list("pk", flat=True), label)
    return due


def waiting_for(user: accounts.User) -> Collection[int]:
    """Cases that wait for this person although somebody else is in charge: an objection to decide,
    an offer or extension to answer, a call-back, a decision after a dissatisfied one."""
    units = organisations.units_of(user)
    offers = Offer.objects.filter(accepted=None, to_unit__in=units).exclude(by=user)
    supervised = Case.objects.filter(accounts.scope(user, CasesPermission.SUPERVISE))
    # What somebody asked for is few, a community's cases are many.
    asked_of = Case.objects.filter(accounts.scope(user, CasesPermission.SUPERVISE, by_index=False))
    reported = Case.objects.filter(
        accounts.scope(user, CasesPermission.CALL_BACK), state=State.REPORTED
    )
    first, *others = (
        turn.values("pk")
        for turn in (
            asked_of.filter(pk__in=Objection.objects.filter(_orphaned(user)).values("case")),
            Case.objects.filter(objections__upheld=None, objections__decider=user),
            Case.objects.filter(pk__in=offers.values("case")),
            supervised.filter(state=State.CALLED_BACK),
            asked_of.filter(pk__in=_undecided(Extension, user)),
            asked_of.filter(pk__in=_undecided(Appeal, user)),
            asked_of.filter(pk__in=_undecided_demands()),
            reported.exclude(work__assignee=user),
        )
    )
    # A union, not OR: each part reads its own small index.
    turns = Case.objects.filter(pk__in=first.union(*others), work__closed_at=None)
    return list(turns.exclude(recusals__user=user).values_list("work_id", flat=True))


def _orphaned(user: accounts.User) -> Q:
    """Objections whose decider has left."""
    return Q(upheld=None, decider__is_active=False) & ~Q(by=user)


def _to_decide(user: accounts.User) -> Q:
    waiting = Objection.objects.filter(_orphaned(user) | Q(upheld=None, decider=user))
    return Q(pk__in=waiting.values("case"))


def _undecided(model: type[Extension | Appeal], user: accounts.User) -> QuerySet[Any, Any]:
    """Cases where somebody else has asked for it."""
    return model._default_manager.filter(granted=None).exclude(by=user).values("case")


def _undecided_demands() -> QuerySet[Any, Any]:
    """Cases in which the resident wants somebody to stand back."""
    return RecusalDemand.objects.filter(granted=None).values("case")


def hidden_from(user: accounts.User) -> Collection[int]:
    """Items of cases from which the person stands back, their whistles included."""
    recused = Recusal.objects.filter(user=user).values_list("case", flat=True)
    own = Case.objects.filter(pk__in=recused).values_list("work_id", flat=True)
    called = Whistle.objects.filter(case__in=recused).values_list("item_id", flat=True)
    return [*own, *called]


def whistle_page(item: work.WorkItem) -> str:
    return reverse("cases:case", args=[item.whistle.case_id])


def whistle_steps(
    items: Iterable[work.WorkItem], user: accounts.User
) -> Mapping[int, work.NextStep]:
    """One query; only the unit that was called has something to do."""
    units = organisations.units_of(user)
    return {
        whistle.item_id: work.NextStep(
            str(_("填办理结果") if whistle.responded_at else _("报到")),
            reverse("cases:case", args=[whistle.case_id]) + "#next",
            hint=whistle.request,
        )
        for whistle in Whistle.objects.filter(
            item__in=list(items), unit__in=units, finished_at=None
        )
    }


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register(
        work.WorkKind(
            code="case",
            label=_("诉求"),
            icon="message-2",
            url=case_page,
            next_steps=case_steps,
            related=Prefetch("case", Case.objects.only("work_id", "concerns_id")),
            complains_of=lambda item: item.case.concerns_id,
            permission=CasesPermission.HANDLE,
            topics=tuple(Nature.choices),
            waiting_for=waiting_for,
            hidden_from=hidden_from,
        )
    )
    work.register(
        work.WorkKind(
            code="whistle",
            label=_("吹哨"),
            icon="speakerphone",
            url=whistle_page,
            next_steps=whistle_steps,
            related=Prefetch("whistle", WITH_CONCERNED),
            complains_of=lambda item: item.whistle.case.concerns_id,
            topics=(),
            hidden_from=hidden_from,
        )
    )
