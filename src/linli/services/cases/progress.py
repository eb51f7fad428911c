"""What the person who asked sees of the request, and nothing else.

All that a resident's page shows of a case comes through here: public words of the timeline, public
photos, limits, units. Never names of colleagues (but the one on the posted card of the grid),
never notes, never anything of other residents beyond their number.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.services.cases import alerts, plain_words, queries
from linli.services.cases.choices import UnitRole
from linli.services.cases.models import (
    AlertClass,
    Attachment,
    AttachmentStage,
    CallBack,
    Case,
    CaseUnit,
    Entry,
    Extension,
    Parking,
)
from linli.services.cases.states import FINISHED, Event, State, may
from linli.shared.work import public as work

REVEAL = "cases.reveal"

STATIONS = (
    (State.RECEIVED, _("收到"), "received_at"),
    (State.SIGNED, _("接手"), "signed_at"),
    (State.CONTACTED, _("联系您"), "contacted_at"),
    (State.HANDLED, _("办理"), "handled_at"),
    (State.REPORTED, _("答复您"), "reported_at"),
    (State.CALLED_BACK, _("您评价"), "called_back_at"),
)
# The last station reached in states that are no station themselves.
REACHED = {
    State.PARKED: State.CONTACTED,
    State.MERGED: State.SIGNED,
    State.CLOSED: State.CALLED_BACK,
}
# Left the way before its end: told in words, not as stations.
OFF_THE_WAY = {State.DECLINED, State.ENDED, State.WITHDRAWN}
ANSWERED = {State.REPORTED, State.CALLED_BACK, State.CLOSED, State.DECLINED, State.ENDED}

PROMISES = {
    work.ClockKind.SIGN: _("有专人接手"),
    work.ClockKind.CONTACT: _("与您联系"),
    work.ClockKind.HANDLE: _("给您答复"),
    work.ClockKind.CALLBACK: _("请您评价"),
}


@dataclasses.dataclass(frozen=True)
class Station:
    """One stop on the way; `at` is empty while it lies ahead. `now`: being worked on."""

    label: object
    at: dt.datetime | None
    done: bool
    now: bool


@dataclasses.dataclass(frozen=True)
class Limit:
    """A running clock as it is told; without `due_at` it stands still, see `held_because`."""

    kind: str
    promise: object
    started_at: dt.datetime
    due_at: dt.datetime | None
    by_when: str
    overdue: bool
    provisional: bool
    held_because: str


@dataclasses.dataclass(frozen=True)
class Reveals:
    """How often the full telephone number was looked at, and when last."""

    times: int
    last_at: dt.datetime


@dataclasses.dataclass(frozen=True)
class Progress:
    """One request as its page tells it."""

    case: Case
    stand: str
    stations: list[Station]
    limits: list[Limit]
    entries: list[Entry]
    before: list[Attachment]
    after: list[Attachment]
    reply: str
    owner_since: dt.datetime | None
    helpers: list[CaseUnit]
    contact: places.Place | None
    in_charge: str
    extension: Extension | None
    extended_to: str
    parking: Parking | None
    others: int
    rating: CallBack | None
    reveals: Reveals | None
    reopen_by: str
    urge_again: str
    may_urge: bool
    may_supplement: bool
    may_rate: bool
    may_reopen: bool
    may_withdraw: bool
    may_recusal: bool
    may_erase: bool


def of_case(case: Case, *, at: dt.datetime) -> Progress:
    """Collect a case's page. The number of queries does not depend on how much has happened."""
    photos = public_photos(case)
    units = list(case.units.select_related("organisation"))
    contact = contact_card(case.place)
    until = queries.reopen_until(case)
    urge_from = queries.may_urge_from(case, at=at)
    extension = None if case.state in ANSWERED else case.extensions.filter(granted=True).last()
    return Progress(
        case=case,
        stand=plain_words.stand(case.state),
        stations=stations(case),
        limits=next_and_last(limits(case, at=at)),
        entries=list(case.timeline.exclude(public_text="").order_by("-at", "-id")),
        before=[photo for photo in photos if photo.stage == AttachmentStage.BEFORE],
        after=[photo for photo in photos if photo.stage == AttachmentStage.AFTER],
        reply=case.reply if case.state in ANSWERED else "",
        owner_since=next((u.since for u in units if u.role == UnitRole.OWNER), None),
        helpers=[u for u in units if u.role in (UnitRole.ASSIST, UnitRole.WHISTLED)],
        contact=contact,
        in_charge=_in_charge(case, contact),
        extension=extension,
        extended_to=work.plain_times.by_when(extension.new_due_at, at) if extension else "",
        parking=case.parkings.filter(ended_at=None).first(),
        others=others_with_the_same_matter(case),
        rating=case.call_backs.filter(effective=True).order_by("-round").first(),
        reveals=reveals(case),
        reopen_by=work.plain_times.by_when(until, at) if until else "",
        urge_again=work.plain_times.from_when(urge_from, at)
        if urge_from and urge_from > at
        else "",
        may_urge=urge_from is not None and urge_from <= at,
        may_supplement=case.state not in FINISHED,
        may_rate=case.state == State.REPORTED,
        may_reopen=may(Event.REOPEN, case.state)
        and case.erased_at is None
        and (until is None or at <= until),
        may_withdraw=may(Event.WITHDRAW, case.state),
        may_recusal=case.state not in FINISHED,
        may_erase=case.state in FINISHED and case.erased_at is None,
    )


def stations(case: Case) -> list[Station]:
    """The way from "received" to "rated"; empty for a request that left it before its end."""
    state = State(case.state)
    if state in OFF_THE_WAY:
        return []
    way = [row for row in STATIONS if row[0] != State.CONTACTED or case.requester_phone]
    order = [row[0] for row in STATIONS]
    reached = order.index(REACHED.get(state, state))
    found: list[Station] = []
    for station, label, column in way:
        at = getattr(case, column) if order.index(station) <= reached else None
        done = order.index(station) <= reached and (station != State.CALLED_BACK or at is not None)
        waits = not done and state != State.CLOSED and all(stop.done for stop in found)
        found.append(Station(label, at, done, waits))
    return found


def limits(case: Case, *, at: dt.datetime) -> list[Limit]:
    """The clocks that run for the resident; of a merged request those of the leading one."""
    leading = queries.leading(case)
    clocks = leading.work.clocks.filter(stopped_at=None, kind__in=PROMISES)
    order: list[str] = list(PROMISES)
    found = sorted(clocks.prefetch_related("pauses"), key=lambda clock: order.index(clock.kind))
    promises: Mapping[work.ClockKind, object] = PROMISES
    if leading.state == State.CALLED_BACK:
        # Rated, and not content: the same clock now counts down to the decision.
        promises = {**PROMISES, work.ClockKind.CALLBACK: _("看您的意见，定下一步")}
    told = [_limit(clock, promises, at) for clock in found]
    return [limit for number, limit in enumerate(told) if not _is_idle(limit, told[number + 1 :])]


def _is_idle(limit: Limit, later: list[Limit]) -> bool:
    """Promised for after a step that it comes before, as signing over a weekend: who calls has
    taken it on, so it says nothing and confuses."""
    due = limit.due_at
    return due is not None and any(one.due_at is not None and one.due_at < due for one in later)


def next_and_last(running: list[Limit]) -> list[Limit]:
    """What comes next, and when there will be an answer: more would only confuse."""
    return running if len(running) < 3 else [running[0], running[-1]]


def _limit(clock: work.Clock, promises: Mapping[work.ClockKind, object], at: dt.datetime) -> Limit:
    held = [pause.reason for pause in clock.pauses.all() if pause.to_at is None]
    return Limit(
        kind=clock.kind,
        promise=promises[work.ClockKind(clock.kind)],
        started_at=clock.started_at,
        due_at=clock.due_at,
        by_when=work.plain_times.by_when(clock.due_at, at) if clock.due_at else "",
        overdue=clock.due_at is not None and clock.due_at < at,
        provisional=clock.provisional,
        held_because=held[0] if held else "",
    )


def public_photos(case: Case) -> list[Attachment]:
    """The photos that the resident may see: the own ones and those of the work done."""
    shown = [AttachmentStage.BEFORE, AttachmentStage.AFTER]
    return list(case.attachments.filter(public=True, stage__in=shown).select_related("file"))


def contact_card(place: places.Place) -> places.Place | None:
    """The posted card nearest to a place: of its grid, else of its community."""
    posted = (places.Kind.GRID, places.Kind.COMMUNITY)
    for above in reversed(places.ancestors(place)):
        if above.kind in posted and above.contact_phone:
            return above
    return None


def _in_charge(case: Case, contact: places.Place | None) -> str:
    """The name of the person in charge, where the posted card shows that name anyway."""
    assignee = case.work.assignee
    if assignee is None or contact is None or assignee.name != contact.contact_name:
        return ""
    return assignee.name


def others_with_the_same_matter(case: Case) -> int:
    """How many other requests are handled together with this one; withdrawn ones do not count."""
    if case.parent is not None:
        siblings = case.parent.children.exclude(pk=case.pk).exclude(state=State.WITHDRAWN)
        return siblings.count() + 1
    return case.children.exclude(state=State.WITHDRAWN).count()


def reveals(case: Case) -> Reveals | None:
    """Who asked may know how often the full number was looked at; None when nobody did."""
    times = audit.of_subject(case, action=REVEAL)
    last = times.first()
    return Reveals(times.count(), last.at) if last else None


def first_calls(text: str) -> list[str]:
    """What somebody who writes this should do first ("马上拨打119"), gravest first."""
    return first_calls_of(alert.code for alert in alerts.find(text, queries.watches()))


def first_calls_of(codes: Iterable[str]) -> list[str]:
    """The same for alert classes that are known already."""
    wanted = AlertClass.objects.filter(code__in=list(codes)).exclude(first_call="")
    return [row.first_call for row in wanted]


def watched_words() -> list[dict[str, object]]:
    """What a page looks for while somebody writes, gravest first: {"words": […], "say": "…"}."""
    rows = AlertClass.objects.exclude(first_call="")
    return [{"words": row.words.lower().split(), "say": row.first_call} for row in rows]
