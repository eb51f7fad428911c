"""From signing to the result told: what the handler does."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.files import public as files
from linli.kernel.errors import DomainError
from linli.kernel.rows import insert_many
from linli.services.cases import permissions
from linli.services.cases.actions import endings
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import check_unfinished, fire, tell
from linli.services.cases.actions.undoing import remember
from linli.services.cases.choices import ContactResult, ContactWay, EndReason, NonDispatch, Outcome
from linli.services.cases.models import (
    Attachment,
    AttachmentStage,
    Case,
    ContactAttempt,
    NonDispatchText,
)
from linli.services.cases.states import Event, State
from linli.shared.work import public as work

# The same again within this time is a second tap, not a second try.
DOUBLE_TAP = dt.timedelta(minutes=2)


class NeedsWords(DomainError):
    message = gettext_lazy("请写上内容，居民和同事要靠它了解情况。")


@transaction.atomic
def sign(*, case: Case, by: accounts.User, at: dt.datetime) -> None:
    """Take the case in hand; whoever signs becomes the person in charge."""
    permissions.check_handle(by, case)
    before = remember(case, stops=[work.ClockKind.SIGN])
    fire(case, Event.SIGN, at=at, signed_at=at)
    work.move(item=case.work, assignee=by)
    work.clocks.stop(item=case.work, kind=work.ClockKind.SIGN, at=at)
    tell(
        case,
        "signed",
        by=by,
        at=at,
        text=_("签收"),
        public_text=_("%(unit)s已签收，由专人办理") % {"unit": case.owner.name},
        before=before,
    )
    audit.record("cases.sign", by=by, at=at, subject=case, subject_name=case.number)


class NoColleague(DomainError):
    """Not somebody who could handle this case."""

    message = gettext_lazy("这位同事没有办理这件诉求的权限，请换一位。")


@transaction.atomic
def assign(*, case: Case, to: accounts.User, by: accounts.User, at: dt.datetime) -> None:
    """Give the case to a colleague of the same unit."""
    permissions.check_supervise(by, case)
    if not permissions.can_handle(to, case):
        raise NoColleague
    check_unfinished(case, _("交给同事"))
    before = remember(case)
    work.move(item=case.work, assignee=to)
    tell(
        case,
        "assigned",
        by=by,
        at=at,
        text=_("交给%(name)s办理") % {"name": to.name},
        before=before,
    )
    audit.record(
        "cases.assign",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"to": str(to)},
    )
    colleagues.hear(colleagues.ASKED, case, [to], _("交给您办理"), by=by, at=at)


@transaction.atomic
def log_contact(
    *,
    case: Case,
    way: ContactWay,
    result: ContactResult,
    note: str,
    by: accounts.User,
    at: dt.datetime,
) -> ContactAttempt:
    """Keep an attempt to reach the requester; the first success stops the contact clock.

    A success before anybody signed is a signature too. The same attempt again within
    `DOUBLE_TAP` is kept once.
    """
    permissions.check_handle(by, case)
    permissions.check_not_concerned(by, case)
    check_unfinished(case, _("记录联系"))
    same = case.contacts.filter(by=by, way=way, result=result, note=note, at__gt=at - DOUBLE_TAP)
    if twin := same.first():
        return twin
    attempt = ContactAttempt.objects.create(
        case=case, at=at, by=by, way=way, result=result, note=note
    )
    stops = [work.ClockKind.SIGN, work.ClockKind.CONTACT]
    before = remember(case, stops=stops, attempt=attempt.pk)
    reached = result == ContactResult.REACHED
    if reached and case.state == State.RECEIVED:
        sign(case=case, by=by, at=at)
    if reached and case.state == State.SIGNED:
        fire(case, Event.CONTACT, at=at, contacted_at=case.contacted_at or at)
        work.clocks.stop(item=case.work, kind=work.ClockKind.CONTACT, at=at)
    tell(
        case,
        "contact",
        by=by,
        at=at,
        text=f"{attempt.get_way_display()}：{attempt.get_result_display()} {note}".strip(),
        public_text=_("工作人员与您联系过") if reached else _("工作人员试着联系您，没有联系上"),
        before=before,
    )
    audit.record(
        "cases.contact",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"way": way, "result": result},
    )
    return attempt


@transaction.atomic
def handle(
    *,
    case: Case,
    outcome: Outcome,
    result: str,
    by: accounts.User,
    at: dt.datetime,
    photos: Sequence[files.StoredFile] = (),
) -> None:
    """Write down what was done and how it came out, for colleagues and the file.

    `photos` of the finished work are shown to the resident beside those of before.
    """
    permissions.check_handle(by, case)
    if not result.strip():
        raise NeedsWords
    before = remember(case)
    fire(case, Event.HANDLE, at=at, handled_at=at, outcome=outcome, result=result.strip())
    shown = [
        Attachment(case=case, file=file, stage=AttachmentStage.AFTER, public=True, at=at)
        for file in photos
    ]
    insert_many(shown)
    tell(
        case,
        "handled",
        by=by,
        at=at,
        text=f"{Outcome(outcome).label}：{result.strip()}",
        public_text=_("已办理：%(outcome)s，正在整理答复") % {"outcome": Outcome(outcome).label},
        before=before | {"photos": [attachment.pk for attachment in shown]},
    )
    audit.record(
        "cases.handle",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"outcome": outcome, "photos": len(photos)},
    )


@transaction.atomic
def report_back(*, case: Case, reply: str, by: accounts.User, at: dt.datetime) -> None:
    """Tell the resident the result in plain words; the handling clock stops, call-back begins.

    Children that were merged into this case get the same answer.
    """
    permissions.check_handle(by, case)
    if not reply.strip():
        raise NeedsWords
    fire(case, Event.REPORT, at=at, reported_at=at, reply=reply.strip())
    _await_answer(case, by=by, at=at)
    audit.record("cases.report_back", by=by, at=at, subject=case, subject_name=case.number)
    for child in case.children.filter(state=State.MERGED).select_related("work", "owner"):
        fire(
            child,
            Event.ANSWER_WITH_PARENT,
            at=at,
            reported_at=at,
            reply=reply.strip(),
            outcome=case.outcome,
            result=case.result,
        )
        _await_answer(child, by=by, at=at)
        audit.record(
            "cases.report_back",
            by=by,
            at=at,
            subject=child,
            subject_name=child.number,
            changes={"with": case.number},
        )


def _await_answer(case: Case, *, by: accounts.User, at: dt.datetime) -> None:
    for kind in (work.ClockKind.SIGN, work.ClockKind.CONTACT, work.ClockKind.HANDLE):
        work.clocks.stop(item=case.work, kind=kind, at=at)
    work.end_supervision(item=case.work, at=at)
    work.clocks.start(item=case.work, kind=work.ClockKind.CALLBACK, topic=case.nature, at=at)
    work.wait(item=case.work)
    tell(
        case,
        "reported",
        by=by,
        at=at,
        text=_("已反馈居民"),
        public_text=_("答复：%(reply)s") % {"reply": case.reply},
    )


@transaction.atomic
def decline(
    *, case: Case, kind: NonDispatch, words: str, by: accounts.User, at: dt.datetime
) -> None:
    """One of the six kinds that are not dispatched: the resident is told the way, at once.

    Without own words the resident reads the site's text for the kind.
    """
    permissions.check_supervise(by, case)
    texts = NonDispatchText.objects.filter(kind=kind).values_list("text", flat=True)
    words = words.strip() or texts.first() or ""
    if not words:
        raise NeedsWords
    fire(case, Event.DECLINE, at=at, non_dispatch=kind, reply=words)
    endings.let_go(case, by=by, at=at)
    work.finish(item=case.work, at=at)
    tell(
        case,
        "declined",
        by=by,
        at=at,
        text=_("不予派单：%(kind)s") % {"kind": NonDispatch(kind).label},
        public_text=words,
    )
    audit.record(
        "cases.decline",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"kind": kind},
    )


@transaction.atomic
def end(*, case: Case, reason: EndReason, words: str, by: accounts.User, at: dt.datetime) -> None:
    """End handling before its time (潍坊市条例 art 21); the resident is told why."""
    permissions.check_supervise(by, case)
    if not words.strip():
        raise NeedsWords
    fire(case, Event.END, at=at, end_reason=reason, reply=words.strip())
    endings.let_go(case, by=by, at=at)
    work.finish(item=case.work, at=at, phase=work.Phase.DROPPED)
    tell(
        case,
        "ended",
        by=by,
        at=at,
        text=_("终止办理：%(reason)s") % {"reason": EndReason(reason).label},
        public_text=_("办理终止：%(words)s") % {"words": words.strip()},
    )
    audit.record("cases.end", by=by, at=at, subject=case, subject_name=case.number, reason=reason)
