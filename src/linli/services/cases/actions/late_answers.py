"""An answer, or a call-back, that the hotline tells of a request which is here already.

Orders come first without, in a later file with their answers. Such a request is brought up to date
as `bulk_intake` would have taken it in; what it was before is remembered, so that the whole import
can be undone.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.services.cases.actions import bulk_intake, endings
from linli.services.cases.actions.moves import tell
from linli.services.cases.choices import EndReason
from linli.services.cases.models import CallBack, Case
from linli.services.cases.states import UNANSWERED, State
from linli.shared.work import public as work

FIELDS = ("state", "reply", "excluded", "end_reason")
TIMES = ("handled_at", "reported_at", "called_back_at", "finished_at")


@dataclasses.dataclass(frozen=True)
class News:
    """What the file knows more of the request with this id."""

    case_id: int
    answer: bulk_intake.Answer
    asked: bulk_intake.Asked | None
    note: str = ""


def lacks_answer(state: str, *, archived: bool) -> bool:
    """Whether an answer would be news. `archived`: an earlier import only kept the request."""
    return state in UNANSWERED or archived


def is_archived(state: str, end_reason: str, *, excluded: bool) -> bool:
    """Kept by an import without an answer, see `bulk_intake`."""
    return state == State.ENDED and end_reason == EndReason.OTHER and excluded


@transaction.atomic
def bring_up_to_date(
    *, news: Sequence[News], by: accounts.User | None, at: dt.datetime
) -> list[dict[str, Any]]:
    """Write answers and call-backs down; how each request was before, for `take_back`.

    The caller has checked the right for the place and keeps the record. Nobody is told: these
    people heard from the hotline.
    """
    return [_update(one, by=by, at=at) for one in news]


def _update(news: News, *, by: accounts.User | None, at: dt.datetime) -> dict[str, Any]:
    locked = Case.objects.select_for_update(of=("self",))
    case = locked.select_related("work", "owner").get(pk=news.case_id)
    before = _picture(case)
    running = list(case.work.clocks.filter(stopped_at=None).values_list("pk", flat=True))
    if news.note:
        tell(case, "note", by=by, at=at, text=news.note)
    if lacks_answer(case.state, archived=_archived(case)):
        _close(case, news, by=by, at=at)
    answer = _ask(case, news.asked, by=by) if news.asked else None
    last = tell(case, "updated", by=by, at=at, text=_("按新导入的热线工单更新"))
    return before | {
        "case": case.pk,
        "clocks": running,
        "call_back": answer.pk if answer else None,
        "last": last.pk,
    }


def _archived(case: Case) -> bool:
    return is_archived(case.state, case.end_reason, excluded=case.excluded)


def _picture(case: Case) -> dict[str, Any]:
    times = {name: getattr(case, name) for name in TIMES}
    return {
        **{name: getattr(case, name) for name in FIELDS},
        **{name: value.isoformat() if value else None for name, value in times.items()},
        "phase": case.work.phase,
        "closed_at": case.work.closed_at.isoformat() if case.work.closed_at else None,
        "after": case.timeline.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }


def _close(case: Case, news: News, *, by: accounts.User | None, at: dt.datetime) -> None:
    """As a request that was answered when it came: closed with the true time of the answer."""
    answered_at = news.answer.at
    closed_at = max(news.asked.at, answered_at) if news.asked else answered_at
    endings.let_go(case, by=by, at=at)
    case.state, case.reply = State.CLOSED, news.answer.reply
    case.excluded, case.end_reason = False, ""
    case.handled_at, case.reported_at = case.handled_at or answered_at, answered_at
    case.finished_at = closed_at
    case.save(update_fields=[*FIELDS, *TIMES])
    work.clocks.stop_all(item=case.work, at=answered_at)
    work.finish(item=case.work, at=closed_at)
    tell(
        case,
        "reported",
        by=by,
        at=answered_at,
        text=_("已反馈居民"),
        public_text=_("答复：%s") % case.reply,
    )
    tell(
        case,
        "closed",
        by=by,
        at=closed_at,
        text=_("热线已办结"),
        public_text=_("诉求已办结"),
    )


def _ask(case: Case, asked: bulk_intake.Asked, *, by: accounts.User | None) -> CallBack:
    case.called_back_at = asked.at
    case.save(update_fields=["called_back_at"])
    grade = asked.satisfaction.label if asked.satisfaction else ""
    solved = _("已解决") if asked.solved else _("未解决")
    words = _("回访：%(solved)s，%(grade)s") % {"solved": solved, "grade": grade}
    tell(
        case,
        "called_back",
        by=by,
        at=asked.at,
        text=words if asked.effective else _("回访没有联系上居民"),
    )
    made = bulk_intake.call_back(case, asked, at=asked.at)
    made.save()
    return made


@transaction.atomic
def take_back(*, notes: Sequence[dict[str, Any]]) -> int:
    """Give requests back as they were before `bring_up_to_date`; returns how many went back.

    One on which something has happened since stays as it is. Units whose whistles ended with the
    request are not called again.
    """
    return sum(_restore(note) for note in notes)


def _restore(note: dict[str, Any]) -> bool:
    locked = Case.objects.select_for_update(of=("self",)).select_related("work")
    case = locked.filter(pk=note["case"]).first()
    if case is None or case.timeline.filter(pk__gt=note["last"]).exists():
        return False
    for name in FIELDS:
        setattr(case, name, note[name])
    for name in TIMES:
        setattr(case, name, _instant(note[name]))
    case.save(update_fields=[*FIELDS, *TIMES])
    case.call_backs.filter(pk=note["call_back"]).delete()
    case.timeline.filter(pk__gt=note["after"]).delete()
    work.reopen(
        item=case.work,
        phase=work.Phase(note["phase"]),
        closed_at=_instant(note["closed_at"]),
        clocks=note["clocks"],
    )
    return True


def _instant(written: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written) if written else None
