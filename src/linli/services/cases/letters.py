"""The words of a letter: what may be filled in, and what stands for it in a case."""

import datetime as dt

from django.utils.translation import gettext_lazy

from linli.kernel.clock import SHANGHAI
from linli.kernel.letter_files import Paper
from linli.kernel.letters import Wording, written_day
from linli.services.cases import queries
from linli.services.cases.models import Case, DutyItem, Letter, LetterKind
from linli.shared.work import public as work

# Name in a template → what it stands for; shown beside the editor.
FIELDS = {
    "addressee": gettext_lazy("收件人"),
    "number": gettext_lazy("诉求编号"),
    "title": gettext_lazy("诉求标题"),
    "text": gettext_lazy("诉求内容"),
    "received_on": gettext_lazy("收到日期"),
    "due_on": gettext_lazy("办理期限"),
    "unit": gettext_lazy("承办单位"),
    "handler": gettext_lazy("经办人"),
    "phone": gettext_lazy("单位电话"),
    "address": gettext_lazy("地址"),
    "reply": gettext_lazy("给居民的答复"),
    "reason": gettext_lazy("延期或挂账的理由"),
    "reopen_until": gettext_lazy("可要求重新办理的期限"),
    "duty": gettext_lazy("事项清单中的事项"),
    "responsible": gettext_lazy("责任单位"),
    "legal_basis": gettext_lazy("依据"),
}


WORDING = Wording(FIELDS)


def values(case: Case, *, addressee: str, duty: DutyItem | None = None) -> dict[str, str]:
    """What the fields are for a case. "" stands for what is not known."""
    clock = case.work.clocks.filter(kind=work.ClockKind.HANDLE).order_by("-id").first()
    extension = case.extensions.filter(granted=True).order_by("-id").first()
    parking = case.parkings.order_by("-id").first()
    reason = extension.reason if extension else parking.reason if parking else ""
    assignee = case.work.assignee
    return {
        "addressee": addressee,
        "number": case.number,
        "title": case.title,
        "text": case.text,
        "received_on": day(case.received_at),
        "due_on": day(clock.due_at if clock else None, last=True),
        "unit": case.owner.name,
        "handler": assignee.name if assignee else "",
        "phone": case.owner.phone or (assignee.phone if assignee else ""),
        "address": _address(case, addressee),
        "reply": case.reply,
        "reason": reason,
        "reopen_until": day(queries.reopen_until(case), last=True),
        "duty": duty.name if duty else "",
        "responsible": duty.responsible if duty else "",
        "legal_basis": duty.legal_basis if duty else "",
    }


def _address(case: Case, addressee: str) -> str:
    """Where it is; to the one complained of no more than the community: a door is as good as a
    name."""
    if case.concerns is not None and addressee == case.concerns.name:
        return str(case.community or "")
    return case.where


# What residents get; the others go to a unit.
TO_RESIDENTS = (LetterKind.ACCEPTANCE, LetterKind.EXTENSION, LetterKind.RESULT)


def likely(case: Case, *, off_list: bool) -> LetterKind:
    """The letter that is most often wanted as the case stands."""
    if case.reply:
        return LetterKind.RESULT
    if off_list:
        return LetterKind.REFUSAL
    if case.extensions.filter(granted=True).exists():
        return LetterKind.EXTENSION
    return LetterKind.ACCEPTANCE


def day(at: dt.datetime | None, *, last: bool = False) -> str:
    """2026年3月11日. `last`: a limit of midnight belongs to the day that ends with it."""
    if at is None:
        return ""
    local = work.deadlines.due_on(at) if last else at.astimezone(SHANGHAI).date()
    return written_day(local)


def paper(letter: Letter) -> Paper:
    """The letter as it is printed."""
    return Paper(letter.title, letter.case.number, letter.body, letter.issuer, day(letter.at))
