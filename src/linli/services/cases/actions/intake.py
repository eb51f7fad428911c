"""Taking a request in."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.files import public as files
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import DomainError, TooMany
from linli.kernel.fields import blind_index
from linli.kernel.identity import normalise_phone
from linli.kernel.rows import insert, insert_many, unsaved
from linli.kernel.settled import Settled
from linli.registers.organisations import public as organisations
from linli.registers.residents import public as residents
from linli.services.cases import alerts, limits, proposing, queries
from linli.services.cases.actions.moves import tell
from linli.services.cases.choices import Nature, Source, UnitRole
from linli.services.cases.models import Attachment, AttachmentStage, Case, CaseUnit, Category
from linli.services.cases.permissions import CasesPermission
from linli.shared.work import public as work

TITLE_LENGTH = 30


class NoCommittee(DomainError):
    message = gettext_lazy("这个地址还没有对应的社区，暂时收不了。请直接联系街道办事处。")


@dataclasses.dataclass(frozen=True)
class Request:
    """What somebody asks, as it came in. `photos` are stored files."""

    text: str
    place: places.Place
    source: Source
    nature: Nature = Nature.HELP
    title: str = ""
    address: str = ""
    happened_on: dt.date | None = None
    category: Category | None = None
    anonymous: bool = False
    name: str = ""
    phone: str = ""
    phone_confirmed: bool = False
    concerns: organisations.Organisation | None = None
    resident: residents.Person | None = None
    account: accounts.User | None = None
    map_point: tuple[float, float] | None = None
    position: tuple[float, float] | None = None
    photos: Sequence[files.StoredFile] = ()
    priority: int = work.Priority.NORMAL
    submission_key: str = ""
    external_id: str = ""


def submit(
    *,
    request: Request,
    by: accounts.User | None,
    at: dt.datetime,
    pace: Sequence[limits.Try] = (),
) -> Case:
    """Register a request and start its clocks. The same submission key gives the same case.

    `by` is the worker who writes it down, or None when the resident does. `pace`: what limits how
    many come in; the same form again, after a break in the line, does not count.
    Raises `NotAllowed` when the worker may not register here, `NoCommittee` when no community
    answers for the place, `TooMany`.
    """
    if by is not None:
        accounts.check(by, CasesPermission.INTAKE, request.place.place_path)
    # All that is read stays outside the transaction: on SQLite others wait for its end.
    item, case = build(request, terms_at(request.place, at), at)
    draft, book = work.Draft(item), work.clocks.rule_book()
    work.start_clocks(draft, kinds=first_clocks(case), topic=case.nature, at=at, book=book)
    try:
        _register(case, draft, request, by=by, at=at, pace=pace)
    except (IntegrityError, TooMany):
        # Sent twice: the key is unique, and the other one was first. "Not empty" lets the unique
        # index serve, which leaves out what came without a key.
        found = Case.objects.filter(submission_key=request.submission_key)
        known = found.exclude(submission_key="").first()
        if known is not None:
            return known
        raise
    return case


@transaction.atomic
def _register(
    case: Case,
    draft: work.Draft,
    request: Request,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    pace: Sequence[limits.Try],
) -> None:
    for limit, subject in pace:
        limit.take(subject)
    work.open_many([draft])
    case.work = draft.item
    insert(case)
    insert(CaseUnit(case=case, organisation=case.owner, role=UnitRole.OWNER, since=at))
    insert_many(
        [
            Attachment(case=case, file=file, stage=AttachmentStage.BEFORE, public=True, at=at)
            for file in request.photos
        ]
    )
    words = received_words(case)
    tell(case, "received", by=by, at=at, text=words["text"], public_text=words["public_text"])
    queries.SEARCH.put(case.pk, search_text(case))
    audit.record(
        "cases.submit",
        # A resident is not named here: the log is read by others and outlives erasure.
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"source": request.source, "nature": request.nature},
    )


@dataclasses.dataclass(frozen=True)
class Terms:
    """What the site knows when a request comes in: whose it is first, what to watch for.

    `keywords`: what a category is suggested by; `remember`: also by what was said lately.
    """

    committee: organisations.Organisation
    community: places.Place | None
    assignee: accounts.User | None
    watches: Sequence[alerts.Watch]
    keywords: queries.Keywords
    remember: bool = True


def terms_at(place: places.Place, at: dt.datetime) -> Terms:
    """The terms for one request at a place. Raises `NoCommittee`."""
    committee, assignee = _IN_CHARGE.get(place, clock.local_date(at))
    if committee is None:
        raise NoCommittee
    community = places.of_kind(places.ancestors(place), places.Kind.COMMUNITY)
    return Terms(committee, community, assignee, queries.watches(), queries.category_keywords())


def _read_in_charge(
    place: places.Place, day: dt.date
) -> tuple[organisations.Organisation | None, accounts.User | None]:
    """Who answers for a place on a day: its committee, and its grid worker."""
    grid = places.of_kind(places.ancestors(place), places.Kind.GRID)
    return organisations.committee_of(place), _worker_of(grid, day)


_IN_CHARGE = Settled(_read_in_charge, most=2000)


def build(request: Request, terms: Terms, at: dt.datetime) -> tuple[work.WorkItem, Case]:
    """The request as it will be kept, unsaved; for one as for thousands."""
    place = request.place
    title = request.title.strip() or headline(request.text)
    words = f"{title}\n{request.text}"
    found = alerts.find(words, terms.watches)
    phone = "" if request.anonymous else normalise_phone(request.phone)
    map_x, map_y = request.map_point or (None, None)
    longitude, latitude = request.position or (None, None)
    item = work.new_item(
        kind="case",
        title=title,
        place=place,
        team=terms.committee,
        at=at,
        priority=max([request.priority, *(alert.priority for alert in found)]),
        assignee=terms.assignee,
        resident=request.resident,
    )
    case = unsaved(
        Case,
        nature=request.nature,
        category_id=request.category.pk
        if request.category
        else proposing.category_of(words, terms.keywords, remember=terms.remember),
        category_said=request.category is not None,
        title=title,
        text=request.text,
        happened_on=request.happened_on,
        source=request.source,
        external_id=request.external_id,
        submission_key=request.submission_key,
        place=place,
        place_path=place.place_path,
        community=terms.community,
        address=request.address,
        map_x=map_x,
        map_y=map_y,
        longitude=longitude,
        latitude=latitude,
        anonymous=request.anonymous,
        requester_name="" if request.anonymous else request.name,
        requester_phone=phone,
        phone_index=blind_index(phone, queries.PHONE_FIELD) if phone else "",
        phone_confirmed=request.phone_confirmed and bool(phone),
        resident=None if request.anonymous else request.resident,
        account=None if request.anonymous else request.account,
        concerns=request.concerns,
        alerts=[[alert.code, alert.word] for alert in found],
        owner=terms.committee,
        received_at=at,
    )
    return item, case


def first_clocks(case: Case) -> list[work.ClockKind]:
    """The three clocks: sign, contact (when there is somebody to contact), handle."""
    kinds = [work.ClockKind.SIGN, work.ClockKind.CONTACT, work.ClockKind.HANDLE]
    if not case.requester_phone:
        kinds.remove(work.ClockKind.CONTACT)
    return kinds


def received_words(case: Case) -> dict[str, str]:
    """The first line of the timeline, for colleagues and for the resident."""
    return {
        "text": _("收到诉求（%(source)s）") % {"source": Source(case.source).label},
        "public_text": _("%(unit)s收到了您的诉求") % {"unit": case.owner.name},
    }


def headline(text: str) -> str:
    """The first words of a text, as a title."""
    first = text.strip().splitlines()[0].strip() if text.strip() else ""
    for mark in "。！？；":
        first = first.split(mark)[0]
    if len(first) <= TITLE_LENGTH:
        return first
    cut = first[: TITLE_LENGTH - 1]
    # The title is quoted to the resident: better short than broken off in a word.
    pause = max(cut.rfind("，"), cut.rfind(","))
    return (cut[:pause] if pause >= TITLE_LENGTH // 3 else cut) + "…"


def search_text(case: Case) -> str:
    """What a case is found by."""
    return f"{case.number}\n{case.external_id}\n{case.title}\n{case.text}\n{case.address}"


def grid_worker(place: places.Place, at: dt.datetime) -> accounts.User | None:
    """The one grid worker who answers for the place; None when there is none or several."""
    return _worker_of(places.nearest(place, places.Kind.GRID), clock.local_date(at))


def _worker_of(grid: places.Place | None, day: dt.date) -> accounts.User | None:
    if grid is None:
        return None
    people = accounts.people_at(grid, CasesPermission.HANDLE, on=day)
    return people[0] if len(people) == 1 else None
