"""One file as a page shows it: every fact with its word, where people have been, what changed."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.registers.residents import standings, values
from linli.registers.residents.catalogue import FIELDS, GROUP_OF, GROUPS, Entity, Field, Group
from linli.registers.residents.models import (
    LIVING,
    Contact,
    ContactRole,
    Dwelling,
    Household,
    LifeEvent,
    Person,
    Statement,
)
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import get_visible, visible_to
from linli.registers.residents.standings import Standing

T = TypeVar("T")
ENTITY: dict[type[object], Entity] = {
    Person: Entity.PERSON,
    Household: Entity.HOUSEHOLD,
    Dwelling: Entity.DWELLING,
}
# A word that is older than this should be asked again.
STALE = dt.timedelta(days=365)


@dataclasses.dataclass(frozen=True)
class Fact:
    """A field with its value as shown, who says so, and since when.

    `revealed`: the whole value, once somebody gave a reason.
    """

    field: Field
    shown: str
    statement: Statement | None
    revealed: str = ""
    stale: bool = False


@dataclasses.dataclass(frozen=True)
class Told:
    """A group of facts; `closed`: the reader lacks the code for sensitive ones, or the person
    does not want them used."""

    group: Group
    facts: list[Fact]
    closed: bool
    standing: Standing | None = None

    @property
    def filled(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.shown]

    @property
    def word(self) -> Statement | None:
        """Who says so, where one statement answers for all that is filled in."""
        words = {fact.statement for fact in self.filled}
        return words.pop() if len(words) == 1 else None

    @property
    def stale(self) -> bool:
        return any(fact.stale for fact in self.filled)

    @property
    def masked(self) -> bool:
        """Whether something of it can be revealed."""
        return any(fact.field.masked and fact.shown for fact in self.facts)


@dataclasses.dataclass(frozen=True)
class Change:
    """One line of a record's history: what stood there until then."""

    statement: Statement
    fields: str
    before: list[tuple[object, str]]


def statements_of(record: Person | Household | Dwelling) -> list[Statement]:
    """All words about a record, the latest first; one query."""
    return list(record.statements.select_related("by"))


def told(
    record: Person | Household | Dwelling,
    statements: Sequence[Statement],
    user: accounts.User,
    *,
    on: dt.date,
    revealed: Mapping[str, str] | None = None,
) -> list[Told]:
    """Everything on record, group by group, as this person may see it."""
    answering = latest(statements)
    sensitive = accounts.holds(user, ResidentsPermission.SENSITIVE, record.place_path)
    known = record.known
    said = standings.of_person(record.pk) if isinstance(record, Person) else {}
    groups = []
    for group in GROUPS[ENTITY[type(record)]]:
        standing = said.get(group.code)
        closed = (group.sensitive and not sensitive) or bool(standing and standing.stopped)
        facts = (
            []
            if closed
            else [
                _fact(field, record, known, answering.get(field.id), on, revealed or {})
                for field in group.fields
            ]
        )
        groups.append(Told(group, facts, closed, standing))
    return groups


def _fact(
    field: Field,
    record: Person | Household | Dwelling,
    known: Mapping[str, str],
    statement: Statement | None,
    on: dt.date,
    revealed: Mapping[str, str],
) -> Fact:
    value = values.value_of(record, field, known)
    stale = bool(value and statement and on - statement.confirmed_on > STALE)
    return Fact(field, values.masked(field, value), statement, revealed.get(field.id, ""), stale)


def latest(statements: Iterable[Statement]) -> dict[str, Statement]:
    """For each field the statement that answers for it."""
    found: dict[str, Statement] = {}
    for statement in statements:
        for name in statement.fields:
            found.setdefault(name, statement)
    return found


def history(
    record: Person | Household | Dwelling, statements: Sequence[Statement], user: accounts.User
) -> list[Change]:
    """What was told and what it changed, the latest first, values masked as on the page."""
    sensitive = accounts.holds(user, ResidentsPermission.SENSITIVE, record.place_path)
    stopped = _stopped(record)
    changes = []
    for statement in statements:
        fields = [
            FIELDS[name]
            for name in statement.fields
            if name in FIELDS
            and (sensitive or not GROUP_OF[name].sensitive)
            and GROUP_OF[name].code not in stopped
        ]
        before = json.loads(statement.before) if statement.before else {}
        changes.append(
            Change(
                statement,
                _few([str(field.label) for field in fields]),
                [
                    (field.label, values.masked(field, before[field.id]))
                    for field in fields
                    if field.id in before
                ],
            )
        )
    return [change for change in changes if change.fields]


def _stopped(record: Person | Household | Dwelling) -> frozenset[str]:
    if not isinstance(record, Person):
        return frozenset()
    return standings.stopped_groups([record.pk]).get(record.pk, frozenset())


def _few(words: list[str], most: int = 6) -> str:
    text = "、".join(words[:most])
    return _("%(some)s等 %(n)s 项") % {"some": text, "n": len(words)} if len(words) > most else text


def ids_of(people: Sequence[Person]) -> list[int]:
    """The records of some people: those that count, and those merged into them."""
    ids = [person.pk for person in people]
    return [*ids, *Person.objects.filter(merged_into__in=ids).values_list("pk", flat=True)]


def filled(people: Sequence[Person]) -> dict[int, list[Group]]:
    """Of each of some people the groups that hold something, in any of their files; one query."""
    files = {person.pk: [(person, person.known)] for person in people}
    for other in Person.objects.filter(merged_into__in=files):
        files[other.merged_into_id or 0].append((other, other.known))
    return {
        pk: [
            group
            for group in GROUPS[Entity.PERSON]
            if any(
                values.value_of(one, field, known) for one, known in own for field in group.fields
            )
        ]
        for pk, own in files.items()
    }


def get_record(user: accounts.User, entity: Entity, pk: int) -> Person | Household | Dwelling:
    """The record that a page is about; a dwelling by the id of its place (see `dwelling_of`)."""
    if entity == Entity.PERSON:
        return get_visible(user, pk)
    if entity == Entity.HOUSEHOLD:
        return get_household(user, pk)
    place = get_place(user, pk, places.Kind.DWELLING)
    return dwelling_of(place)


def life_of(person: Person) -> list[LifeEvent]:
    """Where somebody has been, the latest first."""
    return list(
        person.life.select_related("household__dwelling", "before_household__dwelling", "by")
    )


def contacts_of(person: Person) -> list[Contact]:
    return list(person.contacts.all())


def guardians_of(ids: Iterable[int]) -> dict[int, list[Contact]]:
    """Who looks after some people, as far as it is known; one query."""
    found: dict[int, list[Contact]] = {}
    for one in Contact.objects.filter(person__in=list(ids), role=ContactRole.GUARDIAN):
        found.setdefault(one.person_id, []).append(one)
    return found


def get_household(user: accounts.User, pk: int) -> Household:
    """A household where the person may see residents; `NotFound` for all others."""
    found = (
        Household.objects.filter(
            accounts.scope(user, ResidentsPermission.VIEW, by_index=False), pk=pk
        )
        .select_related("dwelling", "head")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def members(household: Household) -> list[Person]:
    """Members, the head first; who has left or died comes last."""
    found = household.people.filter(merged_into=None).order_by("relation", "born_on", "pk")
    head = household.head_id
    return sorted(found, key=lambda one: (one.presence not in LIVING, one.pk != head))


def get_place(user: accounts.User, pk: int, kind: places.Kind) -> places.Place:
    """A dwelling or building where the person may see residents; `NotFound` for all others."""
    place = places.open_place(pk, [kind])
    if place is None or not accounts.holds(user, ResidentsPermission.VIEW, place.place_path):
        raise NotFound
    return place


def dwelling_of(place: places.Place) -> Dwelling:
    """The record of a dwelling, not yet saved where nothing was told about it."""
    found = Dwelling.objects.filter(place=place).first()
    return found or Dwelling(place=place, place_path=place.place_path)


def households_at(place: places.Place) -> list[Household]:
    """Households in a dwelling, those that still have members first, with their people."""
    found = Household.objects.filter(dwelling=place).select_related("head")
    return list(found.prefetch_related("people").order_by("-size", "-pk"))


def get_event(user: accounts.User, pk: int) -> LifeEvent:
    """A change of somebody whom the person may see."""
    found = LifeEvent.objects.filter(
        pk=pk, person__in=visible_to(user, by_index=False)
    ).select_related("person__household", "before_household")
    return _one(found.first())


def get_contact(user: accounts.User, pk: int) -> Contact:
    """A contact of somebody whom the person may see."""
    found = Contact.objects.filter(
        pk=pk, person__in=visible_to(user, by_index=False)
    ).select_related("person")
    return _one(found.first())


def _one(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found
