"""Recent requests that read like one: what may be shown of them to somebody, and how they fit.

The numbers were chosen on pairs of real messages, see docs/benchmarks.md.
"""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.fields import blind_index
from linli.kernel.search import normalise
from linli.kernel.settled import Settled
from linli.registers.organisations import public as organisations
from linli.services.cases import permissions, proposing, queries
from linli.services.cases.alike import signs
from linli.services.cases.alike.pool import MOST, Pool, Scored
from linli.services.cases.models import Case
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import FINISHED, UNANSWERED

SHOWN = 5
# So many of a pool are read, for some of them the person may not see.
LOOKED_AT = 15
# How alike the words have to be: by whether both name the same places, or one names none.
AGREE, NEEDED_AGREED, NEEDED, NEEDED_ELSEWHERE = 0.4, 0.25, 0.35, 0.9
# What a building of the register, which may be no more than where somebody lives, weighs in it.
BESIDE = 0.1
# How much more of the words one person's own have to share where no place speaks for it.
HABIT = 0.1
VERY = 0.6
NAMES_IN = 300
# Before so many signs are written nothing is said yet.
LEAST_SIGNS = 6


@dataclasses.dataclass(frozen=True)
class Said:
    """What is being written down: the words, where, and by whom as far as it is known."""

    text: str
    place: places.Place | None = None
    address: str = ""
    phone_index: str = ""
    resident: int | None = None
    # A request that has arrived is not like itself.
    pk: int | None = None

    @classmethod
    def of(cls, case: Case) -> "Said":
        return cls(
            text=f"{case.title}\n{case.text}",
            place=case.place,
            address=case.address,
            phone_index=case.phone_index,
            resident=case.resident_id,
            pk=case.pk,
        )

    def by_same_person(self, case: Case) -> bool:
        """Whether the same number, or the same resident of the register, stands on the other."""
        return bool(self.phone_index and self.phone_index == case.phone_index) or (
            self.resident is not None and self.resident == case.resident_id
        )


@dataclasses.dataclass(frozen=True)
class Like:
    """A request that reads like it. `words`: what both say. `leading`: the one to join, which is
    another where it was merged already; None where it is too late or not this person's."""

    case: Case
    share: float
    words: list[str]
    same_person: bool
    leading: Case | None
    may_add: bool

    @property
    def very(self) -> bool:
        return self.share >= VERY


@dataclasses.dataclass(frozen=True)
class Found:
    """What reads like it, the most alike first; `others`: how many other people that is."""

    likes: list[Like]
    others: int = 0


NOTHING = Found([])


def phone_index(phone: str) -> str:
    """How a normalised telephone number stands on requests."""
    return blind_index(phone, queries.PHONE_FIELD) if phone else ""


def recent(user: accounts.User, said: Said, *, at: dt.datetime, keep: Iterable[int] = ()) -> Found:
    """Requests of the last weeks at the places of this person. Those in `keep`, which somebody has
    ticked, stay while the words go on."""
    if len(said.text.strip()) < LEAST_SIGNS:
        return NOTHING
    since = at - dt.timedelta(days=settings.ALIKE_DAYS)
    pool = pool_of(user, said.place, "recent", received_at__gte=since)
    asked = signs.pairs(signs.kept(f"{said.text}\n{said.address}"))
    shares = _shares(pool.look(asked, LOOKED_AT), NEEDED_AGREED)
    kept = set(keep)
    rows = readable(user, shares.keys() | kept, but=said.pk).filter(received_at__gte=since)
    rows = rows.select_related("place", "work", "parent").prefetch_related("parent__recusals")
    fitting = [
        case for case in rows if case.pk in kept or _fits(said, case, shares.get(case.pk, 0.0))
    ]
    # One that was merged is told by the one that it was merged into.
    there = {case.pk for case in fitting}
    fitting = [case for case in fitting if case.parent_id not in there]
    fitting.sort(key=lambda case: (case.pk not in kept, -shares.get(case.pk, 0.0), -case.pk))
    weights = pool.weights(asked)
    where = _where(said)
    told = (_like(user, said, case, shares.get(case.pk, 0.0), weights) for case in fitting)
    # Both have to say more than where it is: a lamp and a bin at one door are two matters.
    more = (t for t in told if t.case.pk in kept or any(word not in where for word in t.words))
    likes = list(itertools.islice(more, SHOWN))
    people = {_person(like.case) for like in likes if not like.same_person}
    return Found(likes, len(people))


def joinable(user: accounts.User, picked: Collection[int]) -> list[Case]:
    """Of these requests those that another may be merged into by this person."""
    rows = readable(user, picked, but=None).select_related("place", "work")
    return [
        case for case in rows if case.state in UNANSWERED and permissions.can_handle(user, case)
    ]


def pool_of(user: accounts.User, place: places.Place | None, kind: str, **condition: Any) -> Pool:
    """The newest requests of one kind: of the community that a place lies in, else of all places
    that the person oversees."""
    roots = accounts.paths(user, CasesPermission.VIEW)
    communities = places.communities_above([place.place_path]) if place is not None else []
    if len(communities) != 1:
        communities = places.communities_above(roots) if roots else []
    if len(communities) == 1:
        pool = _POOLS.get(kind, communities[0])
        found = Case.objects.filter(community=communities[0])
    else:
        pool = _POOLS.get(kind, *roots)
        found = Case.objects.filter(accounts.scope(user, CasesPermission.VIEW, by_index=False))
    newest = found.filter(**condition).order_by("-received_at", "-id")
    pool.follow(list(newest.values_list("pk", flat=True)[:MOST]), queries.SEARCH.stored)
    return pool


# Dropped whenever places or rights change, which is seldom. Each takes up to 4 MB.
_POOLS = Settled(lambda *_key: Pool(), most=16)


def _shares(scored: Sequence[Scored], least: float) -> dict[int, float]:
    return {one.pk: one.share for one in scored if one.share >= least}


def readable(user: accounts.User, ids: Collection[int], *, but: int | None) -> QuerySet[Case]:
    """Those that the person may see. Never what is told of the own unit, of which already that it
    is there would tell who complained (济南市条例 art 32), nor what was erased."""
    found = queries.visible_to(user, by_index=False).filter(pk__in=ids, erased_at=None)
    if but is not None:
        found = found.exclude(pk=but)
    return found.exclude(concerns__in=organisations.units_of(user)).prefetch_related("recusals")


def _fits(said: Said, case: Case, share: float) -> bool:
    """Whether the words are alike enough for how far the places agree. Two estates with the same
    complaint are two matters, and so are two buildings that the words name."""
    theirs = f"{case.title}\n{case.text}"
    named, named_there = (
        signs.buildings(f"{text}\n{address}")
        for text, address in ((said.text, said.address), (theirs, case.address))
    )
    if named and named_there and not named & named_there:
        return False
    here = named or signs.buildings(str(said.place or ""))
    there = named_there or signs.buildings(str(case.place))
    apart = BESIDE if here and there and not here & there else 0.0
    names, names_there = (proposing.named_places(text[:NAMES_IN]) for text in (said.text, theirs))
    agreement = signs.agreement(names, names_there)
    # One person words ever another matter alike, about another place each time.
    same_place = said.place is not None and said.place.pk == case.place_id
    is_habit = agreement is None and not same_place and said.by_same_person(case)
    return share >= _needed(agreement) + apart + (HABIT if is_habit else 0.0)


def _where(said: Said) -> str:
    """What is said of where it is, as `signs.words` writes it."""
    return normalise(" ".join([*proposing.named_places(said.text[:NAMES_IN]), said.address]))


def _needed(agreement: float | None) -> float:
    if agreement is None:
        return NEEDED
    return NEEDED_AGREED if agreement >= AGREE else NEEDED_ELSEWHERE


def _like(
    user: accounts.User, said: Said, case: Case, share: float, weights: Mapping[int, float]
) -> Like:
    theirs = f"{case.title}\n{case.text}\n{case.address}"
    pairs = signs.pairs(signs.kept(theirs)).tolist()
    shared = {pair: weights[pair] for pair in pairs if pair in weights}
    same = said.by_same_person(case)
    leading = queries.leading(case)
    joins = leading.state in UNANSWERED and permissions.can_handle(user, leading)
    return Like(
        case=case,
        share=share,
        words=signs.words(said.text, shared),
        same_person=same,
        leading=leading if joins else None,
        may_add=same and case.state not in FINISHED and permissions.can_hand_slip(user, case),
    )


def _person(case: Case) -> Hashable:
    """Who asked, as far as it tells people apart."""
    return case.phone_index or case.account_id or ("resident", case.resident_id or case.pk)
