"""Taking thousands of requests in at once, as hotlines hand them over, and taking them back.

The same rows as one by one: `intake.build` says what a request becomes, here as there.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import SHANGHAI
from linli.kernel.rows import insert_many, unsaved
from linli.registers.organisations.public import Organisation
from linli.services.cases import queries
from linli.services.cases.actions import intake
from linli.services.cases.actions.moves import entry
from linli.services.cases.choices import EndReason, Satisfaction, UnitRole
from linli.services.cases.models import CallBack, CallBackChannel, Case, CaseUnit, Entry
from linli.services.cases.states import State
from linli.shared.work import public as work


@dataclasses.dataclass(frozen=True)
class Answer:
    """What was answered before the request came to us, and when. `owner`: by whom, if known."""

    reply: str
    at: dt.datetime
    owner: Organisation | None = None


@dataclasses.dataclass(frozen=True)
class Asked:
    """The call-back that was made before; `effective` is False when nobody could be reached."""

    at: dt.datetime
    effective: bool = True
    contacted: bool | None = None
    solved: bool | None = None
    satisfaction: Satisfaction | None = None


@dataclasses.dataclass(frozen=True)
class Arrival:
    """A request with its true time and what had become of it. `note`: what has no field here.

    Without an answer it is work to do, its limits counted from `received_at`; with `archive` it is
    only kept.
    """

    request: intake.Request
    received_at: dt.datetime
    note: str = ""
    answer: Answer | None = None
    asked: Asked | None = None
    archive: bool = False


def call_back(case: Case, asked: Asked, *, at: dt.datetime) -> CallBack:
    """The unsaved call-back of a request."""
    return CallBack(
        case=case,
        round=1 + case.returned + case.reopened,
        at=at,
        channel=CallBackChannel.PHONE,
        effective=asked.effective,
        contacted=asked.contacted,
        solved=asked.solved,
        satisfaction=asked.satisfaction,
        organisation=case.owner,
        place_path=case.place_path,
    )


@transaction.atomic
def take_in(
    *,
    arrivals: Sequence[Arrival],
    terms: Callable[[places.Place], intake.Terms],
    book: work.clocks.RuleBook,
    by: accounts.User | None,
    at: dt.datetime,
) -> list[Case]:
    """Register requests with their true times; cases in the order of the arrivals.

    The caller has checked the right for the places and keeps the record. Nobody is told: these
    people heard from whoever took their request first.
    """
    lot = _Lot(terms, book, by, at)
    for arrival in arrivals:
        lot.add(arrival)
    return lot.save()


class _Lot:
    """The unsaved rows of many arrivals, and the words that their timelines share."""

    def __init__(
        self,
        terms: Callable[[places.Place], intake.Terms],
        book: work.clocks.RuleBook,
        by: accounts.User | None,
        at: dt.datetime,
    ) -> None:
        self.terms, self.book, self.by = terms, book, by
        # Instants of one zone compare ten times as fast.
        self.at = at.astimezone(SHANGHAI)
        self.cases: list[Case] = []
        self.drafts: list[work.Draft] = []
        self.entries: list[Entry] = []
        self.answers: list[CallBack] = []
        # Looked up once: a translation takes as long as a row.
        self.received: dict[tuple[str, int], dict[str, str]] = {}
        self.reported, self.closed, self.replied = _("已反馈居民"), _("转来时已办结"), _("答复：%s")
        self.told_closed, self.archived = _("诉求已办结"), _("导入时只留作资料，没有办理")
        self.unreached, self.asked = _("回访没有联系上居民"), _("回访：%(solved)s，%(grade)s")
        self.solved = {True: _("已解决"), False: _("未解决")}

    def add(self, arrival: Arrival) -> None:
        since = arrival.received_at
        item, case = intake.build(arrival.request, self.terms(arrival.request.place), since)
        draft = work.Draft(item)
        self.cases.append(case)
        self.drafts.append(draft)
        self._line(case, "received", since, **self._received_words(case))
        if arrival.note:
            self._line(case, "note", since, text=arrival.note)
        if arrival.answer is not None:
            self._close(case, draft, arrival.answer, arrival.asked)
        elif arrival.archive:
            self._archive(case, draft)
        else:
            kinds = intake.first_clocks(case)
            self._start_clocks(case, draft, kinds)

    def _start_clocks(self, case: Case, draft: work.Draft, kinds: Sequence[work.ClockKind]) -> None:
        work.start_clocks(
            draft,
            kinds=kinds,
            topic=case.nature,
            at=case.received_at,
            known_at=self.at,
            book=self.book,
        )

    def _close(self, case: Case, draft: work.Draft, answer: Answer, asked: Asked | None) -> None:
        """Closed with its true times. When it was signed and contacted nobody told us: that stays
        empty, and only the handling clock is kept, because only of that do we know both ends."""
        kinds = [work.ClockKind.HANDLE]
        self._start_clocks(case, draft, kinds)
        closed_at = max(asked.at, answer.at) if asked else answer.at
        work.finish_draft(draft, stopped_at=answer.at, closed_at=closed_at)
        case.owner = answer.owner or case.owner
        case.reply = answer.reply
        case.handled_at = case.reported_at = answer.at
        case.state, case.finished_at = State.CLOSED, closed_at
        told = self.replied % answer.reply
        self._line(case, "reported", answer.at, text=self.reported, public_text=told)
        if asked is not None:
            case.called_back_at = closed_at
            self._ask(case, asked, closed_at)
        self._line(case, "closed", closed_at, text=self.closed, public_text=self.told_closed)

    def _ask(self, case: Case, asked: Asked, at: dt.datetime) -> None:
        self.answers.append(call_back(case, asked, at=at))
        words = self.unreached
        if asked.effective:
            grade = asked.satisfaction.label if asked.satisfaction else ""
            words = self.asked % {"solved": self.solved[bool(asked.solved)], "grade": grade}
        self._line(case, "called_back", at, text=words)

    def _archive(self, case: Case, draft: work.Draft) -> None:
        """Old requests without an answer, kept for reading: no clock, and out of the rates."""
        work.finish_draft(draft, stopped_at=self.at, closed_at=self.at)
        case.state, case.finished_at = State.ENDED, self.at
        case.end_reason, case.excluded = EndReason.OTHER, True
        self._line(case, "ended", self.at, text=self.archived)

    def _received_words(self, case: Case) -> dict[str, str]:
        key = (case.source, case.owner_id)
        if key not in self.received:
            self.received[key] = intake.received_words(case)
        return self.received[key]

    def _line(
        self, case: Case, kind: str, at: dt.datetime, text: str, public_text: str = ""
    ) -> None:
        self.entries.append(
            entry(case, kind, by=self.by, at=at, text=text, public_text=public_text)
        )

    def save(self) -> list[Case]:
        work.open_many(self.drafts)
        for case, draft in zip(self.cases, self.drafts, strict=True):
            case.work = draft.item
        insert_many(self.cases)
        insert_many(
            [
                unsaved(
                    CaseUnit,
                    case_id=c.pk,
                    organisation_id=c.owner_id,
                    role=UnitRole.OWNER,
                    since=c.received_at,
                )
                for c in self.cases
            ]
        )
        insert_many(self.entries)
        insert_many(self.answers)
        queries.SEARCH.put_many((case.pk, intake.search_text(case)) for case in self.cases)
        return self.cases


@transaction.atomic
def take_back(*, ids: Sequence[int]) -> int:
    """Remove requests that were taken in by mistake; returns how many went.

    One on which the log holds a deed of somebody, or to which something else refers, stays. The
    caller has checked the right and keeps the record.
    """
    untouched = set(ids) - audit.with_lines(Case, ids)
    gone = _remove(
        sorted(Case.objects.filter(pk__in=untouched, work__notes=None).values_list("pk", flat=True))
    )
    queries.SEARCH.remove(gone)
    return len(gone)


def _remove(ids: Sequence[int]) -> list[int]:
    """Those that could be removed; a lot with a row that must stay is tried again in halves."""
    try:
        with transaction.atomic():
            items = list(Case.objects.filter(pk__in=ids).values_list("work_id", flat=True))
            Case.objects.filter(pk__in=ids).delete()
            work.remove_items(items)
    except ProtectedError:
        half = len(ids) // 2
        return _remove(ids[:half]) + _remove(ids[half:]) if half else []
    return list(ids)
