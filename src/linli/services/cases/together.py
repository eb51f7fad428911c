"""Reads about the units around a case: who could take it, what is open between them."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.registers.organisations import public as organisations
from linli.services.cases import around, permissions, queries, same_matter
from linli.services.cases.choices import Source
from linli.services.cases.models import (
    Appeal,
    Case,
    Consultation,
    DutyItem,
    DutyKind,
    Extension,
    Letter,
    LetterTemplate,
    Objection,
    Offer,
    Parking,
    RecusalDemand,
    Whistle,
)
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import State

LATEST = 20
ENOUGH_WORDS = 2
# How a task comes down from above, rather than from a resident.
HANDED_DOWN = (Source.HOTLINE, Source.OPEN311)


@dataclasses.dataclass(frozen=True)
class Between:
    """What units and people asked of each other on a case, oldest first."""

    offers: list[Offer]
    objections: list[Objection]
    extensions: list[Extension]
    appeals: list[Appeal]
    whistles: tuple[Whistle, ...]
    recusal_demand: RecusalDemand | None


@dataclasses.dataclass(frozen=True)
class Open:
    """What waits for somebody's answer on a case; each at most once but the whistles."""

    offer: Offer | None
    objection: Objection | None
    extension: Extension | None
    appeal: Appeal | None
    whistles: tuple[Whistle, ...]
    recusal_demand: RecusalDemand | None


def _between(case: Case) -> Between:
    """At most six short queries, however many steps ask."""
    return around.kept(
        case,
        "between",
        lambda: Between(
            around.rows(case, "offers", "from_unit", "to_unit"),
            around.rows(case, "objections", "unit", "proposed_owner", "decider"),
            around.rows(case, "extensions", "decided_by"),
            around.rows(case, "appeals", "reviewer"),
            tuple(around.rows(case, "whistles", "unit", "item")),
            next((d for d in around.rows(case, "recusal_demands") if d.granted is None), None),
        ),
    )


def open_on(case: Case) -> Open:
    """What is open on the case."""
    between = _between(case)
    return Open(
        next((offer for offer in between.offers if offer.accepted is None), None),
        next((made for made in between.objections if made.upheld is None), None),
        next((wish for wish in between.extensions if wish.granted is None), None),
        next((made for made in between.appeals if made.granted is None), None),
        between.whistles,
        between.recusal_demand,
    )


def may_object(case: Case) -> bool:
    """Whether the owner has not objected yet, and was not named by a decision."""
    return not any(
        made.unit_id == case.owner_id or (made.upheld and made.proposed_owner_id == case.owner_id)
        for made in _between(case).objections
    )


def units_for(case: Case) -> list[organisations.Organisation]:
    """Who could take over or be called: of the dispatch catalogue first, then who serves here."""
    first = [rule.organisation for rule in queries.suggest_units(case)]
    known = {unit.pk for unit in first}
    others = [unit for unit in organisations.serving(case.place) if unit.pk not in known]
    return [unit for unit in (*first, *others) if unit.pk != case.owner_id]


def deciders(case: Case, *, but: accounts.User | None, on: dt.date) -> list[accounts.User]:
    """People who may decide what somebody asks for on this case, by name."""
    return [
        user
        for user in accounts.people_over(case.place_path, CasesPermission.SUPERVISE, on=on)
        if user != but and permissions.can_supervise(user, case)
    ]


def may_stand_back(case: Case, *, on: dt.date) -> list[accounts.User]:
    """Who could be asked to stand back: handlers and supervisors here, and the owning unit."""
    people = {
        user.pk: user
        for code in (CasesPermission.HANDLE, CasesPermission.SUPERVISE)
        for user in accounts.people_over(case.place_path, code, on=on)
    }
    people |= {user.pk: user for user in organisations.members_of(case.owner, on=on)}
    gone = set(case.recusals.values_list("user_id", flat=True))
    return sorted((u for pk, u in people.items() if pk not in gone), key=lambda user: user.name)


def own_whistle(user: accounts.User, case: Case) -> Whistle | None:
    """The unfinished whistle that calls one of the person's units."""
    units = organisations.units_of(user)
    return next(
        (w for w in open_on(case).whistles if w.finished_at is None and w.unit_id in units), None
    )


def unrated(case: Case) -> Whistle | None:
    """A whistle that is done and that the community has not rated."""
    return next((w for w in open_on(case).whistles if w.finished_at and w.unit_score is None), None)


def _of_others(user: accounts.User) -> QuerySet[Case]:
    """What the person may see, but for what complains of an own unit: a choice shows doors, and
    that it was the same telephone (济南市条例 art 32)."""
    own = organisations.units_of(user)
    return queries.visible_to(user, by_index=False).exclude(concerns__in=own)


def mergeable(user: accounts.User, case: Case) -> QuerySet[Case]:
    """Other cases of the community that are in hand and stand alone, newest first."""
    in_hand = [State.RECEIVED, State.SIGNED, State.CONTACTED]
    return (
        _of_others(user)
        .filter(community=case.community_id, state__in=in_hand, parent=None, children=None)
        .exclude(pk=case.pk)
        .order_by("-received_at", "-id")
    )


def similar(user: accounts.User, case: Case, *, said: Iterable[int] = ()) -> list[Case]:
    """Candidates for a merge: what tells of the same matter first (`alike`), then of the same
    category or building; at most twenty. `said`: those that somebody says are the same."""
    all_of_them = mergeable(user, case)
    same = same_matter.others(case) | set(said)
    found = {other.pk: other for other in all_of_them.filter(pk__in=same)[:LATEST]}
    found |= {other.pk: other for other in all_of_them[: LATEST * 5]}
    for other in found.values():
        other.alike = other.pk in same
    ordered = sorted(
        found.values(),
        key=lambda other: (
            not other.alike,
            other.category_id != case.category_id,
            other.place_id != case.place_id,
        ),
    )
    return ordered[:LATEST]


def duties(case: Case) -> list[DutyItem]:
    """The duty list, items whose keywords stand in the text first."""
    text = f"{case.title}{case.text}"
    rows = list(DutyItem.objects.all())
    rows.sort(key=lambda duty: not any(word in text for word in duty.keywords.split()))
    return rows


def off_list(case: Case) -> DutyItem | None:
    """What the community does not answer for, by the list of duties, if the words speak for it
    (北京市接诉即办工作条例 art 17): two keywords at least, a single one says too little.

    What it only assists with may not be handed to it to lead; whoever comes to the community
    directly is helped all the same.
    """
    kinds = [DutyKind.WITHDRAWN]
    if case.source in HANDED_DOWN and case.owner.kind == organisations.Kind.COMMUNITY:
        kinds.append(DutyKind.ASSIST)
    text = f"{case.title}{case.text}"
    hits = {
        duty: sum(word in text for word in duty.keywords.split())
        for duty in DutyItem.objects.filter(kind__in=kinds)
    }
    likeliest = max(hits, key=lambda duty: hits[duty], default=None)
    return likeliest if likeliest is not None and hits[likeliest] >= ENOUGH_WORDS else None


@dataclasses.dataclass(frozen=True)
class History:
    """Everything between units on a case, for its panel."""

    offers: list[Offer]
    objections: list[Objection]
    whistles: tuple[Whistle, ...]
    consultations: list[Consultation]
    extensions: list[Extension]
    parkings: list[Parking]
    appeals: list[Appeal]

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in dataclasses.fields(self))


def history(case: Case, user: accounts.User) -> History:
    """Two short queries at the most, beside those of `_between`.

    Who is complained of reads what was said to the own unit, what residents are told too, and the
    own words: what colleagues write to each other names the resident, the number, the door.
    """
    between = _between(case)
    found = History(
        between.offers,
        between.objections,
        between.whistles,
        around.rows(case, "consultations"),
        between.extensions,
        around.rows(case, "parkings"),
        between.appeals,
    )
    if not permissions.is_concerned(user, case):
        return found
    units = organisations.units_of(user)
    return History(
        [one for one in found.offers if one.to_unit_id in units or one.by_id == user.pk],
        [one for one in found.objections if one.by_id == user.pk],
        tuple(one for one in found.whistles if one.unit_id in units or one.by_id == user.pk),
        [one for one in found.consultations if one.by_id == user.pk],
        [one for one in found.extensions if one.by_id == user.pk],
        found.parkings,
        [one for one in found.appeals if one.by_id == user.pk],
    )


def letters_of(case: Case, user: accounts.User) -> list[Letter]:
    """The letters that this person may read: who is complained of, those to the own unit alone."""
    letters: list[Letter] = around.rows(case, "letters", "by")
    if case.concerns is not None and permissions.is_concerned(user, case):
        return [letter for letter in letters if letter.addressee == case.concerns.name]
    return letters


def get_letter(case: Case, user: accounts.User, pk: int) -> Letter | None:
    """One of them; None for one that is not this person's to read."""
    return next((letter for letter in letters_of(case, user) if letter.pk == pk), None)


def templates() -> list[LetterTemplate]:
    return list(LetterTemplate.objects.order_by("pk"))


def earlier_of(user: accounts.User, case: Case) -> list[Case]:
    """Earlier cases of the same telephone number that the person may see, newest first."""
    if not case.phone_index:
        return []
    found = _of_others(user).filter(phone_index=case.phone_index, received_at__lt=case.received_at)
    return list(found.order_by("-received_at", "-id")[:LATEST])
