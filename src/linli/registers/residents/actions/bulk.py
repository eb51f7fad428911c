"""Residents by the hundred, as a table brings them: the same as one by one, in few statements."""

import dataclasses
import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, ForeignObjectRel, OuterRef, Q, QuerySet, Subquery

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import events
from linli.kernel.clock import local_date
from linli.kernel.rights import check
from linli.kernel.rows import insert_many
from linli.registers.residents import standings, values
from linli.registers.residents.actions import files
from linli.registers.residents.actions.households import HEAD, count
from linli.registers.residents.actions.life import first_event
from linli.registers.residents.actions.tags import new_row
from linli.registers.residents.catalogue import FIELDS, GROUP_OF
from linli.registers.residents.events import FilesTakenBack
from linli.registers.residents.models import (
    Household,
    LifeEvent,
    LifeKind,
    Person,
    PersonTag,
    Presence,
    Registration,
    Source,
    Statement,
    Tag,
)
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import SEARCH, index_fields, search_text


@dataclasses.dataclass(frozen=True)
class Row:
    """Somebody as a line of a table tells: facts, the dwelling, what they are to the head.

    `family` tells families in one dwelling apart (the household's number).
    """

    told: Mapping[str, str]
    dwelling: places.Place
    family: str = ""
    relation: str = ""
    registration: str = Registration.UNKNOWN
    on: dt.date | None = None


class Homes:
    """The households of a community by dwelling, read once; new ones are added to it."""

    def __init__(self, community: places.Place) -> None:
        found = Household.objects.filter(places.within(community.place_path), size__gt=0)
        self.known: dict[tuple[int, str], Household] = {}
        for household in found.order_by("-pk"):
            family = household.known.get("household.register_no", "")
            self.known[(household.dwelling_id, family)] = household
            self.known[(household.dwelling_id, "")] = household
        self.tags = {tag.field: tag for tag in Tag.objects.exclude(field="")}

    def of(self, row: Row) -> Household | None:
        """The family's household; without a number, the one that lives there."""
        return self.known.get((row.dwelling.pk, row.family))

    def open(self, rows: Iterable[Row]) -> None:
        """Households for those who have none yet."""
        made: list[Household] = []
        for row in rows:
            if self.of(row) is None:
                home = Household(dwelling=row.dwelling, place_path=row.dwelling.place_path)
                home.keep({"household.register_no": row.family})
                self.known[(row.dwelling.pk, row.family)] = home
                self.known.setdefault((row.dwelling.pk, ""), home)
                made.append(home)
        insert_many(made)


def add_many(
    *,
    rows: Sequence[Row],
    homes: Homes,
    note: str,
    by: accounts.User | None,
    at: dt.datetime,
) -> list[int]:
    """New people, in the caller's transaction; their ids, in order. The rows are in order:
    `values.agree` has seen them."""
    for path in {row.dwelling.place_path for row in rows}:
        check(by, ResidentsPermission.EDIT, path)
    homes.open(rows)
    people = [_person(row, homes) for row in rows]
    insert_many(people)
    SEARCH.put_many((person.pk, search_text(person)) for person in people)
    insert_many([_arrival(p, row, by, at) for p, row in zip(people, rows, strict=True)])
    insert_many([_word(p, row, note, by, at) for p, row in zip(people, rows, strict=True)])
    tags = [tag for p, row in zip(people, rows, strict=True) for tag in _tags(p, row, homes, at)]
    insert_many(tags)
    _name_heads(people)
    count(person.household_id for person in people)
    return [person.pk for person in people]


def _person(row: Row, homes: Homes) -> Person:
    household = homes.of(row)
    person = Person(
        household=household,
        place_path=row.dwelling.place_path,
        relation=row.relation,
        registration=row.registration,
    )
    values.put(person, {FIELDS[name]: value for name, value in row.told.items()})
    index_fields(person)
    return person


def _arrival(person: Person, row: Row, by: Any, at: dt.datetime) -> LifeEvent:
    day = row.on or local_date(at)
    born = person.born_on
    day = max(day, born) if born else day
    return first_event(person, LifeKind.MOVED_IN, on=day, by=by, at=at)


def _word(person: Person, row: Row, note: str, by: Any, at: dt.datetime) -> Statement:
    return files.statement_of(
        person,
        fields=row.told,
        changes={},
        source=Source.IMPORT,
        confirmed_on=local_date(at),
        note=note[:100],
        by=by,
        at=at,
    )


def _tags(person: Person, row: Row, homes: Homes, at: dt.datetime) -> list[PersonTag]:
    return [
        new_row(person, tag, since=local_date(at), source=Source.IMPORT, at=at)
        for field, tag in homes.tags.items()
        if row.told.get(field) == "1"
    ]


def _name_heads(people: Sequence[Person]) -> None:
    """The first head of each household that has none; without any, nobody."""
    heads: dict[int, Person] = {}
    for person in people:
        if person.relation == HEAD and person.household_id is not None:
            heads.setdefault(person.household_id, person)
    first = Person.objects.filter(pk__in=[one.pk for one in heads.values()])
    # By a query, since as many values written one by one take an eighth of an import.
    Household.objects.filter(pk__in=heads, head=None).update(
        head=Subquery(first.filter(household=OuterRef("pk")).values("pk"))
    )


def tell_many(
    *,
    told: Mapping[int, Mapping[str, str]],
    note: str,
    by: accounts.User | None,
    at: dt.datetime,
) -> dict[int, int]:
    """What a table knows anew of people on record: id → facts. Answers id → statement.

    In the caller's transaction; an empty cell says nothing, nor does one of which the person does
    not want to have anything known.
    """
    statements: dict[int, int] = {}
    stopped = standings.stopped_groups(told)
    for person in Person.objects.select_for_update().filter(pk__in=told):
        check(by, ResidentsPermission.EDIT, person.place_path)
        shut = stopped.get(person.pk, frozenset())
        facts = {
            name: text for name, text in told[person.pk].items() if GROUP_OF[name].code not in shut
        }
        changes = files.write(person, facts, source=Source.IMPORT, by=by, at=at)
        statement = files.state(
            person,
            fields=facts,
            changes=changes,
            source=Source.IMPORT,
            confirmed_on=local_date(at),
            note=note[:100],
            by=by,
            at=at,
        )
        statements[person.pk] = statement.pk
    return statements


def untell_many(*, statements: Mapping[int, int], by: accounts.User | None, at: dt.datetime) -> int:
    """Take back what a table told, unless somebody has told more since; answers how many went."""
    removed = 0
    for person in Person.objects.select_for_update().filter(pk__in=statements):
        check(by, ResidentsPermission.EDIT, person.place_path)
        latest = person.statements.order_by("-pk").first()
        if latest is None or latest.pk != statements[person.pk]:
            continue
        before = json.loads(latest.before) if latest.before else {}
        files.keep(person, before, source=Source.IMPORT, by=by, at=at)
        latest.delete()
        removed += 1
    return removed


def _tagged_since(ids: Collection[int]) -> QuerySet[PersonTag, Any]:
    given = PersonTag.objects.filter(person__in=ids).exclude(source=Source.IMPORT)
    return given.values("person")


def _is_from_outside(relation: ForeignObjectRel) -> bool:
    return relation.related_model._meta.app_label != Person._meta.app_label


@transaction.atomic
def remove_many(*, ids: Collection[int], by: accounts.User | None) -> int:
    """Take people out again that a table brought in, unless anything has happened to them since.

    Households that are left without anybody go with them.
    """
    events.publish(FilesTakenBack(ids=tuple(ids)))
    people = (
        Person.objects.filter(pk__in=ids, presence=Presence.HERE, merged_into=None)
        .annotate(words=Count("statements", distinct=True), events=Count("life", distinct=True))
        .filter(words=1, events=1, contacts=None, merged=None)
        .exclude(pk__in=_tagged_since(ids))
    )
    # Requests, work and whatever services come, those without a way back too: what points here
    # holds it.
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and _is_from_outside(relation):
            pointing = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": ids}
            )
            people = people.exclude(pk__in=pointing.values(relation.field.attname))
    going = list(people.only("pk", "household_id", "place_path"))
    for path in {person.place_path for person in going}:
        check(by, ResidentsPermission.EDIT, path)
    homes = {person.household_id for person in going if person.household_id is not None}
    gone = [person.pk for person in going]
    Household.objects.filter(head__in=gone).update(head=None)
    Person.objects.filter(pk__in=gone).delete()
    SEARCH.remove(gone)
    Household.objects.filter(Q(people=None), pk__in=homes, statements=None).delete()
    count(homes)
    return len(gone)
