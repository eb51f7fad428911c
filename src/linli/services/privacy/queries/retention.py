"""What goes next by the clock, and what has gone."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from linli.foundation.accounts import public as accounts
from linli.kernel.clock import midnight
from linli.registers.residents import public as residents
from linli.services.privacy.models import (
    Basis,
    Claim,
    Consent,
    Erasure,
    Hold,
    Purpose,
    Rule,
    Trimmed,
    Word,
)
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import purposes as of_purposes
from linli.services.privacy.queries import standing

Group = residents.catalogue.Group
AHEAD = dt.timedelta(days=30)
# Somebody may have pressed the wrong button, or thinks again.
AFTER_NO = dt.timedelta(days=7)
CLAIMS_KEPT = 36
MOST_SHOWN = 200


@dataclasses.dataclass(frozen=True)
class Times:
    """How long groups of facts are kept after somebody has gone, by the purposes in use.

    Who somebody is stays as long as anything does. Without a purpose nothing has a time: what a
    site has not thought about yet is not erased behind its back.
    """

    months: dict[str, int]

    @property
    def whole(self) -> int | None:
        """After so many months the whole file goes; None: never."""
        return max(self.months.values()) if self.months else None

    @property
    def steps(self) -> list[int]:
        """All times that something goes at, the shortest first."""
        return sorted(set(self.months.values()))

    def over(self, months: int) -> list[Group]:
        """Groups whose time is over after so many months."""
        return [
            group
            for group in residents.catalogue.PERSON_GROUPS
            if group.code in self.months and self.months[group.code] <= months
        ]


def times() -> Times:
    """As the purposes of today say; emergencies keep nothing."""
    found: dict[str, int] = {}
    for purpose in of_purposes.in_use():
        if purpose.basis != Basis.EMERGENCY:
            for code in purpose.groups:
                found[code] = max(found.get(code, 0), purpose.kept_months or 0)
    return Times(found)


def held(on: dt.date) -> QuerySet[Hold]:
    """Files that are kept longer on a day."""
    return Hold.objects.filter(released_at=None, until__gte=on)


def gone(months: int, *, on: dt.date) -> QuerySet[residents.Person]:
    """People who have been gone for so many months and whose files still hold what goes then."""
    before = residents.months_after(on, -months)
    trimmed = Trimmed.objects.filter(
        person=OuterRef("pk"), left_on=OuterRef("left"), months__gte=months
    )
    found = residents.gone_by(before).exclude(pk__in=_held_people(on))
    return found.filter(~Exists(trimmed))


def _held_people(on: dt.date) -> set[int]:
    """Ids of the files that count, of everybody whose file is held; these are few."""
    rows = held(on).values_list("person", "person__merged_into")
    return {kept or person for person, kept in rows}


def refused(*, on: dt.date) -> QuerySet[Any, Any]:
    """Words of people who said no long enough ago, the latest of each purpose; `owner`: the file
    that counts."""
    rows = Consent.objects.filter(latest=True, said_on__lte=on - AFTER_NO).exclude(word=Word.GIVEN)
    held_people = _held_people(on)
    return rows.exclude(
        Q(person__in=held_people) | Q(person__merged_into__in=held_people)
    ).annotate(owner=Coalesce("person__merged_into", "person"))


def stopped_groups(
    people: Sequence[residents.Person], purposes: Sequence[Purpose], *, on: dt.date
) -> Iterator[tuple[residents.Person, list[Group]]]:
    """For each of some people the groups that hold something and go on a day, since every purpose
    that covers them was refused long enough before. What is limited only is kept, unused."""
    said = standing.said_by([person.pk for person in people], until=on - AFTER_NO)
    said = dataclasses.replace(said, restricted=frozenset())
    filled = residents.filled(people)
    for person in people:
        groups = [
            group
            for group in filled[person.pk]
            if standing.state_of(group.code, person.pk, said, purposes) == standing.State.STOPPED
        ]
        if groups:
            yield person, groups


def old_claims(*, on: dt.date) -> QuerySet[Claim]:
    """Claims that have been over long enough and still say who asked."""
    before = residents.months_after(on, -CLAIMS_KEPT)
    return Claim.objects.filter(finished_at__lt=midnight(before), forgotten_at=None)


@dataclasses.dataclass(frozen=True)
class Coming:
    """Somebody's file, or part of it, that goes: when, by which rule, what."""

    person: residents.Person
    on: dt.date
    rule: Rule
    groups: list[Group]
    whole: bool
    since: dt.date


def coming(user: accounts.User, *, until: dt.date, today: dt.date) -> list[Coming]:
    """What goes until a day at the person's places, the soonest first."""
    scope = accounts.scope(user, PrivacyPermission.MANAGE)
    kept = times()
    rows: dict[int, Coming] = {}
    for months in reversed(kept.steps):
        for person in gone(months, on=until).filter(scope)[:MOST_SHOWN]:
            left: dt.date = person.left  # type: ignore[attr-defined] # annotated
            groups = kept.over(months)
            rows.setdefault(
                person.pk,
                Coming(
                    person,
                    max(residents.months_after(left, months), today),
                    Rule.GONE,
                    groups,
                    months == kept.whole,
                    left,
                ),
            )
    rows |= _coming_refused(scope, until, today, rows)
    return sorted(rows.values(), key=lambda row: (row.on, row.person.pk))[:MOST_SHOWN]


def _coming_refused(
    scope: Q, until: dt.date, today: dt.date, known: dict[int, Coming]
) -> dict[int, Coming]:
    said = dict(
        refused(on=until).filter(scope).order_by("-said_on").values_list("owner", "said_on")
    )
    people = list(residents.Person.objects.filter(pk__in=list(said)[:MOST_SHOWN]))
    return {
        person.pk: Coming(
            person,
            max(said[person.pk] + AFTER_NO, today),
            Rule.WITHDRAWN,
            groups,
            whole=False,
            since=said[person.pk],
        )
        for person, groups in stopped_groups(people, of_purposes.in_use(), on=until)
        if person.pk not in known
    }


def holds(user: accounts.User) -> list[Hold]:
    """Holds that run at the person's places."""
    scope = accounts.scope(user, PrivacyPermission.MANAGE)
    found = Hold.objects.filter(scope, released_at=None).select_related("person", "by")
    return list(found[:MOST_SHOWN])


def get_hold(user: accounts.User, pk: int) -> Hold | None:
    scope = accounts.scope(user, PrivacyPermission.MANAGE)
    return Hold.objects.filter(scope, pk=pk, released_at=None).select_related("person").first()


def hold_of(person: residents.Person, *, on: dt.date) -> Hold | None:
    return held(on).filter(person=person).select_related("by").first()


def proofs(user: accounts.User) -> QuerySet[Erasure]:
    """What has gone at the person's places, the latest first."""
    return Erasure.objects.filter(accounts.scope(user, PrivacyPermission.MANAGE))
