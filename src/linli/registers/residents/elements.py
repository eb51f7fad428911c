"""What the register answers to data elements: for each id the value, who says so, since when.

    elements.answers([1, 2], ["person.name", "person.age"], on=today)[1]["person.age"]

Ids are plain strings. The facts of the catalogue answer for themselves; others are derived here
(age on a day, size of the household, the address in parts) or come from services that register a
source. An element without a value on record has no answer: nothing is guessed.
"""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from linli.foundation.places import public as places
from linli.kernel.registry import Registry
from linli.registers.residents import catalogue, codes, values
from linli.registers.residents.catalogue import Entity
from linli.registers.residents.models import (
    LIVING,
    Contact,
    ContactRole,
    Dwelling,
    Household,
    LifeEvent,
    LifeKind,
    Person,
    Presence,
    Registration,
    Statement,
)
from linli.registers.residents.queries import files
from linli.registers.residents.years import age_on

CITY_KINDS = {
    "place.district": places.Kind.DISTRICT,
    "place.street": places.Kind.STREET,
    "place.community": places.Kind.COMMUNITY,
    "place.grid": places.Kind.GRID,
    "dwelling.building": places.Kind.BUILDING,
    "dwelling.unit": places.Kind.UNIT,
    "dwelling.room": places.Kind.DWELLING,
}
CAME = {LifeKind.MOVED_IN, LifeKind.BORN, LifeKind.MOVED, LifeKind.RETURNED}


@dataclasses.dataclass(frozen=True)
class Answer:
    """`value` as stored (a code, "2026-03-11", "1"), `text` as people read it.

    `source`, `confirmed_on` and `by` (the colleague who wrote it down) tell who says so; a derived
    value has those of what it comes from, where that is one fact.
    """

    value: str
    text: str
    source: str = ""
    confirmed_on: dt.date | None = None
    by: str = ""
    derived: bool = False


@dataclasses.dataclass(frozen=True)
class Source:
    """What a service answers: `answer(person ids, on)` gives id → element → answer, in a constant
    number of queries."""

    elements: frozenset[str]
    answer: Callable[[Sequence[int], dt.date], Mapping[int, Mapping[str, Answer]]]


SOURCES: Registry[Source] = Registry("sources of data elements")


def register(code: str, source: Source) -> None:
    """Called from `AppConfig.ready` of the service."""
    SOURCES.register(code, source)


def held() -> set[str]:
    """The ids that can be answered at all."""
    return {
        *catalogue.FIELDS,
        *DERIVED,
        *CITY_KINDS,
        *(element for source in SOURCES for element in source.elements),
    }


def is_sensitive(element: str) -> bool:
    """Whether a reader needs the code for sensitive facts."""
    group = catalogue.GROUP_OF.get(element)
    return (group is not None and group.sensitive) or element.startswith("child.")


# Numbers that are derived from fields which are shown in part.
MASKED = {"household.head_id_number", "contact.emergency_phone", "child.guardian_phone"}


def is_masked(element: str) -> bool:
    """Whether a reader needs the code to see the whole value."""
    field = catalogue.FIELDS.get(element)
    return element in MASKED or (field is not None and field.masked)


@dataclasses.dataclass
class Home:
    """Who lives in one household, for all of them together: thousands may share one."""

    members: list[Person] = dataclasses.field(default_factory=list)

    @functools.cached_property
    def names(self) -> str:
        ordered = sorted(self.members, key=lambda one: (one.relation or "99", one.pk))
        return "、".join(one.name for one in ordered)


NOBODY = Home()


@dataclasses.dataclass
class Subject:
    """A person with all that answers are derived from, read for many at once."""

    person: Person
    on: dt.date
    household: Household | None
    home: Home
    # The records about the person, what their details hold, and who says so.
    records: Mapping[Entity, Person | Household | Dwelling]
    known: Mapping[Entity, Mapping[str, str]]
    words: Mapping[Entity, Mapping[str, Statement]]
    line: list[places.Place]
    contacts: list[Contact]
    life: list[LifeEvent]

    def contact(self, role: ContactRole) -> Contact | None:
        return next((one for one in self.contacts if one.role == role), None)

    def place(self, kind: places.Kind) -> places.Place | None:
        return places.of_kind(self.line, kind)

    def last(self, kinds: Iterable[LifeKind]) -> LifeEvent | None:
        wanted = set(kinds)
        return next((one for one in self.life if one.kind in wanted), None)


def answers(
    ids: Sequence[int], elements: Iterable[str], *, on: dt.date
) -> dict[int, dict[str, Answer]]:
    """Person id → element → answer. The caller has seen to who may know what.

    A constant number of queries, whatever the number of people.
    """
    wanted = list(elements)
    found: dict[int, dict[str, Answer]] = {}
    for subject in _subjects(ids, on):
        found[subject.person.pk] = {
            element: answer for element in wanted if (answer := _answer(subject, element))
        }
    for source in SOURCES:
        asked = source.elements & set(wanted)
        if asked:
            for pk, told in source.answer(ids, on).items():
                found.setdefault(pk, {}).update({e: a for e, a in told.items() if e in asked})
    return found


def _answer(subject: Subject, element: str) -> Answer | None:
    if element in DERIVED:
        derived = DERIVED[element](subject)
        if derived is None:
            return None
        value, text = derived if isinstance(derived, tuple) else (derived, derived)
        return Answer(value, text or value, derived=True) if value else None
    if element in CITY_KINDS:
        place = subject.place(CITY_KINDS[element])
        return Answer(place.name, place.name, derived=True) if place else None
    field = catalogue.FIELDS.get(element)
    return _fact(subject, field) if field is not None else None


def _fact(subject: Subject, field: catalogue.Field) -> Answer | None:
    entity = catalogue.GROUP_OF[field.id].entity
    record = subject.records.get(entity)
    if record is None:
        return None
    value = values.value_of(record, field, subject.known[entity])
    if not value:
        return None
    word = subject.words[entity].get(field.id)
    return Answer(
        value,
        values.shown(field, value),
        source=str(word.get_source_display()) if word else "",
        confirmed_on=word.confirmed_on if word else None,
        by=str(word.by or "") if word else "",
    )


def _subjects(ids: Sequence[int], on: dt.date) -> list[Subject]:
    said = Statement.objects.select_related("by").defer("before")
    people = list(
        Person.objects.filter(pk__in=ids)
        .select_related("household__dwelling", "household__head")
        .prefetch_related(
            "contacts",
            "life",
            Prefetch("statements", said),
            Prefetch("household__statements", said),
        )
    )
    homes = {person.household_id for person in people if person.household_id}
    shared: dict[int | None, Home] = {pk: Home() for pk in homes}
    for one in Person.objects.filter(household__in=homes, merged_into=None, presence__in=LIVING):
        shared[one.household_id].members.append(one)
    doors = {person.household.dwelling_id for person in people if person.household}
    dwellings = {
        one.place_id: one
        for one in Dwelling.objects.filter(place__in=doors).prefetch_related(
            Prefetch("statements", said)
        )
    }
    lines = _lines(person.place_path for person in people)
    return [
        _subject(
            person,
            on,
            shared.get(person.household_id, NOBODY),
            dwellings.get(person.household.dwelling_id) if person.household else None,
            lines,
        )
        for person in people
    ]


def _subject(
    person: Person,
    on: dt.date,
    home: Home,
    dwelling: Dwelling | None,
    lines: Mapping[str, list[places.Place]],
) -> Subject:
    about: tuple[Person | Household | Dwelling | None, ...] = (person, person.household, dwelling)
    records = {files.ENTITY[type(one)]: one for one in about if one is not None}
    return Subject(
        person=person,
        on=on,
        household=person.household,
        home=home,
        records=records,
        known={entity: one.known for entity, one in records.items()},
        words={entity: files.latest(one.statements.all()) for entity, one in records.items()},
        line=lines.get(person.place_path, []),
        contacts=list(person.contacts.all()),
        life=[one for one in person.life.all() if one.undone_at is None],
    )


def _lines(paths: Iterable[str]) -> dict[str, list[places.Place]]:
    """For each path the places that it leads through, from the root down; one query."""
    wanted = set(paths)
    parts = {path: [int(part) for part in path.strip("/").split("/") if part] for path in wanted}
    found = places.in_bulk({pk for line in parts.values() for pk in line})
    return {path: [found[pk] for pk in line if pk in found] for path, line in parts.items()}


Derived = str | tuple[str, str] | None


def _age(subject: Subject) -> Derived:
    age = age_on(subject.person.born_on, subject.on)
    return None if age is None else str(age)


def _yes(value: bool) -> Derived:
    return ("1", _("是")) if value else ("0", _("否"))


def _residence(subject: Subject) -> Derived:
    """人户状态, from where somebody is registered and where he is."""
    person = subject.person
    if person.presence in {Presence.LEFT, Presence.DIED}:
        return person.presence, str(person.get_presence_display())
    if person.registration == Registration.UNKNOWN:
        return None
    here = person.presence != Presence.AWAY
    if person.registration == Registration.HERE:
        return ("here", _("人户一致")) if here else ("away", _("户在人不在"))
    return ("floating", _("人在户不在")) if here else None


def _head(subject: Subject) -> Person | None:
    return subject.household.head if subject.household else None


def _alone(subject: Subject) -> Derived:
    person = subject.person
    return _yes(person.presence == Presence.HERE and person.household_size == 1)


def _per_head(subject: Subject, element: str) -> Derived:
    total = subject.known.get(Entity.HOUSEHOLD, {}).get(element, "")
    size = len(subject.home.members)
    return f"{float(total) / size:.2f}" if total and size else None


def _area_per_head(subject: Subject) -> Derived:
    area = subject.known.get(Entity.DWELLING, {}).get("dwelling.area", "")
    size = len(subject.home.members)
    return f"{float(area) / size:.2f}" if area and size else None


def _relation(code: str) -> Derived:
    return (code, codes.label("relation", code)) if code else None


def _event_day(subject: Subject, *kinds: LifeKind) -> Derived:
    event = subject.last(kinds)
    return event.on.isoformat() if event else None


def _contact_phone(subject: Subject, role: ContactRole) -> Derived:
    contact = subject.contact(role)
    return contact.phone if contact else None


def _contact_name(subject: Subject, role: ContactRole) -> Derived:
    contact = subject.contact(role)
    return contact.name if contact else None


def _emergency_relation(subject: Subject) -> Derived:
    contact = subject.contact(ContactRole.EMERGENCY)
    return _relation(contact.relation) if contact else None


def _code_of(subject: Subject, kind: places.Kind) -> Derived:
    place = subject.place(kind)
    return place.code or None if place else None


def _region(subject: Subject) -> Derived:
    kinds = (places.Kind.DISTRICT, places.Kind.STREET, places.Kind.COMMUNITY)
    return "".join(place.name for place in subject.line if place.kind in kinds) or None


def _grid_worker(subject: Subject) -> Derived:
    grid = subject.place(places.Kind.GRID)
    return grid.contact_name or None if grid else None


def _address(subject: Subject) -> Derived:
    return str(subject.household.dwelling) if subject.household else None


def _where_to(subject: Subject) -> Derived:
    event = subject.life[0] if subject.life else None
    gone = event is not None and event.kind not in CAME and event.kind != LifeKind.DIED
    return event.where or None if event and gone else None


E, G = ContactRole.EMERGENCY, ContactRole.GUARDIAN
DERIVED: dict[str, Callable[[Subject], Derived]] = {
    "person.age": _age,
    "person.residence_address": _address,
    "person.residence_status": _residence,
    "person.residence_division_code": lambda s: _code_of(s, places.Kind.COMMUNITY),
    "person.death_date": lambda s: _event_day(s, LifeKind.DIED),
    "person.move_date": lambda s: _event_day(
        s, LifeKind.MOVED_IN, LifeKind.MOVED, LifeKind.LEFT, LifeKind.RETURNED
    ),
    "person.moved_to": _where_to,
    "household.head_name": lambda s: head.name if (head := _head(s)) else None,
    "household.head_id_number": lambda s: head.id_number if (head := _head(s)) else None,
    "household.relation_to_head": lambda s: _relation(s.person.relation),
    "household.size": lambda s: str(len(s.home.members)) if s.home.members else None,
    "household.members": lambda s: s.home.names or None,
    "household.income_per_capita": lambda s: _per_head(s, "household.annual_income"),
    "household.income_per_capita_monthly": lambda s: _per_head(s, "household.monthly_income"),
    "dwelling.location": _address,
    "dwelling.area_per_capita": _area_per_head,
    "place.community_code": lambda s: _code_of(s, places.Kind.COMMUNITY),
    "place.division_code": lambda s: _code_of(s, places.Kind.COMMUNITY),
    "place.region": _region,
    "place.grid_worker": _grid_worker,
    "elder.living_alone": _alone,
    "contact.emergency_name": lambda s: _contact_name(s, E),
    "contact.emergency_phone": lambda s: _contact_phone(s, E),
    "contact.emergency_relation": _emergency_relation,
    "child.guardian_name": lambda s: _contact_name(s, G),
    "child.guardian_phone": lambda s: _contact_phone(s, G),
}
