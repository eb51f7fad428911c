"""Call-back, close, return, reopen, withdraw: what follows the answer."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.services.cases import permissions, queries
from linli.services.cases.actions import endings
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import fire, tell
from linli.services.cases.choices import Satisfaction
from linli.services.cases.models import CallBack, CallBackChannel, Case
from linli.services.cases.states import Event, State
from linli.shared.work import public as work


class AskedAlready(DomainError):
    status = 409
    message = gettext_lazy("这次办理已经评价过了，谢谢您。如果问题又出现，可以选择“重新办理”。")


class TooLateToReopen(DomainError):
    message = gettext_lazy("已过了可以重新办理的期限。请重新提交一件诉求，写明之前的编号。")


class OwnWork(DomainError):
    """Whoever handled a case does not ask how it went."""

    message = gettext_lazy("回访请由没有经手的同事来做，这样结果更可信。")


@transaction.atomic
def call_back(
    *,
    case: Case,
    contacted: bool,
    solved: bool,
    satisfaction: Satisfaction,
    comment: str,
    channel: CallBackChannel,
    by: accounts.User | None,
    at: dt.datetime,
) -> CallBack:
    """The resident's three answers. Solved and not dissatisfied closes the case by itself.

    `by` is None when the resident answers; nobody may ask about a case that he handles.
    """
    if by is not None:
        _check_caller(by, case)
    answer = _record_answer(case, at=at, by=by, channel=channel)
    answer.contacted, answer.solved, answer.satisfaction = contacted, solved, satisfaction
    answer.comment = comment
    answer.effective = True
    answer.save()
    grade = Satisfaction(satisfaction).label
    tell(
        case,
        "called_back",
        by=by,
        at=at,
        text=_("回访：%(solved)s，%(grade)s %(comment)s")
        % {
            "solved": _("已解决") if solved else _("未解决"),
            "grade": grade,
            "comment": comment,
        },
        public_text=_("您的评价：%(grade)s") % {"grade": grade},
        unit_name="" if by is None else None,
    )
    audit.record(
        "cases.call_back",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"solved": solved, "satisfaction": int(satisfaction)},
    )
    if solved and satisfaction >= Satisfaction.FAIR:
        _close(case, by=by, at=at)
    else:
        work.wake(item=case.work)
        people = [*colleagues.deciders(case, but=by, at=at), *colleagues.in_charge(case, at=at)]
        title = _("居民不满意，等定夺")
        colleagues.hear(colleagues.CHANGED, case, people, title, by=by, at=at, words=comment)
    return answer


def _check_caller(by: accounts.User, case: Case) -> None:
    permissions.check_call_back(by, case)
    if by.pk == case.work.assignee_id:
        raise OwnWork


def _record_answer(
    case: Case, *, at: dt.datetime, by: accounts.User | None, channel: CallBackChannel
) -> CallBack:
    this_round = 1 + case.returned + case.reopened
    if case.state == State.CALLED_BACK or case.call_backs.filter(round=this_round).exists():
        raise AskedAlready
    # The clock of the call-back runs on until the answer has been dealt with.
    fire(case, Event.CALL_BACK, at=at, called_back_at=at)
    return CallBack(
        case=case,
        round=this_round,
        at=at,
        by=by,
        channel=channel,
        organisation=case.owner,
        place_path=case.place_path,
    )


@transaction.atomic
def call_back_failed(*, case: Case, comment: str, by: accounts.User, at: dt.datetime) -> CallBack:
    """Nobody could be reached: counts as no effective call-back, and the case closes."""
    _check_caller(by, case)
    answer = _record_answer(case, at=at, by=by, channel=CallBackChannel.PHONE)
    answer.effective = False
    answer.comment = comment
    answer.save()
    tell(
        case,
        "call_back_failed",
        by=by,
        at=at,
        text=_("回访没有联系上居民 %(comment)s") % {"comment": comment},
        public_text=_("我们想听听您的评价，没有联系上您"),
    )
    audit.record(
        "cases.call_back_failed",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=comment,
    )
    _close(case, by=by, at=at)
    return answer


@transaction.atomic
def close(*, case: Case, words: str, by: accounts.User, at: dt.datetime) -> None:
    """Close without the resident's consent, or without having asked: the reason is written down."""
    permissions.check_supervise(by, case)
    if not words.strip():
        if case.state == State.CALLED_BACK:
            raise DomainError(_("居民还不满意，请写明为什么可以办结。"))
        raise DomainError(_("还没有回访，请写明为什么可以先办结。"))
    _close(case, by=by, at=at, words=words.strip())


@transaction.atomic
def close_unanswered(*, case: Case, at: dt.datetime) -> None:
    """No answer to the call-back within its time: closed by the system, may be reopened."""
    _close(case, by=None, at=at, words=_("回访期限内没有收到评价"))


def _close(case: Case, *, by: accounts.User | None, at: dt.datetime, words: str = "") -> None:
    fire(case, Event.CLOSE, at=at)
    work.finish(item=case.work, at=at)
    tell(
        case,
        "closed",
        by=by,
        at=at,
        text=_("办结 %(words)s") % {"words": words},
        public_text=_("诉求已办结"),
    )
    audit.record("cases.close", by=by, at=at, subject=case, subject_name=case.number, reason=words)


@transaction.atomic
def return_for_rehandling(*, case: Case, reason: str, by: accounts.User, at: dt.datetime) -> None:
    """退回重办 (济南市条例 art 27): the result does not do; the handling clock starts anew."""
    permissions.check_supervise(by, case)
    if not reason.strip():
        raise DomainError(_("请写明退回的原因，办理的同事才知道要补什么。"))
    fire(case, Event.RETURN, at=at, returned=case.returned + 1)
    _start_again(case, at=at)
    tell(
        case,
        "returned",
        by=by,
        at=at,
        text=_("退回重办：%(reason)s") % {"reason": reason},
        public_text=_("经核实还需要继续办理"),
    )
    audit.record(
        "cases.return", by=by, at=at, subject=case, subject_name=case.number, reason=reason
    )
    people = colleagues.in_charge(case, at=at)
    colleagues.hear(colleagues.CHANGED, case, people, _("退回重办"), by=by, at=at, words=reason)


@transaction.atomic
def reopen(*, case: Case, reason: str, at: dt.datetime) -> None:
    """The resident says that it is not solved, within the set time. Raises `TooLateToReopen`."""
    if not reason.strip():
        raise DomainError(_("请写一下问题现在是什么情况。"))
    until = queries.reopen_until(case)
    if case.erased_at is not None or (until is not None and at > until):
        raise TooLateToReopen
    fire(case, Event.REOPEN, at=at, reopened=case.reopened + 1)
    work.wake(item=case.work)
    _start_again(case, at=at)
    tell(
        case,
        "reopened",
        by=None,
        at=at,
        text=_("居民要求重新办理：%(reason)s") % {"reason": reason},
        public_text=_("您要求重新办理：%(reason)s") % {"reason": reason},
        unit_name="",
    )
    audit.record("cases.reopen", by=None, at=at, subject=case, subject_name=case.number)
    people = [*colleagues.in_charge(case, at=at), *colleagues.deciders(case, but=None, at=at)]
    title = _("居民要求重新办理")
    colleagues.hear(colleagues.CHANGED, case, people, title, by=None, at=at, words=reason)


def _start_again(case: Case, *, at: dt.datetime) -> None:
    work.clocks.stop_all(item=case.work, at=at)
    work.wake(item=case.work)
    work.clocks.start_many(
        item=case.work,
        kinds=[work.ClockKind.CONTACT, work.ClockKind.HANDLE]
        if case.requester_phone
        else [work.ClockKind.HANDLE],
        topic=case.nature,
        at=at,
    )


@transaction.atomic
def withdraw(*, case: Case, reason: str, at: dt.datetime) -> None:
    """The resident takes the request back."""
    fire(case, Event.WITHDRAW, at=at)
    endings.let_go(case, by=None, at=at)
    work.finish(item=case.work, at=at, phase=work.Phase.DROPPED)
    tell(
        case,
        "withdrawn",
        by=None,
        at=at,
        text=_("居民撤回：%(reason)s") % {"reason": reason},
        public_text=_("您撤回了这件诉求"),
        unit_name="",
    )
    audit.record("cases.withdraw", by=None, at=at, subject=case, subject_name=case.number)
    people = colleagues.in_charge(case, at=at)
    colleagues.hear(colleagues.CHANGED, case, people, _("居民撤回，不用办了"), by=None, at=at)
