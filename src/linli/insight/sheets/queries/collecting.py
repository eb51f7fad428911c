"""Reads of collecting tasks: who is asked what, and what is known so far."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.models import Collecting, Filling, Wanted
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.queries.traces import Reader
from linli.insight.sheets.writing import cells
from linli.kernel.errors import NotFound
from linli.registers.residents import public as residents

# What is derived is asked by what it is derived from.
ASKED_AS = {
    "person.age": "person.birth_date",
    "household.income_per_capita": "household.annual_income",
    "household.income_per_capita_monthly": "household.monthly_income",
    "dwelling.area_per_capita": "dwelling.area",
}


def asked_as(element: str) -> str:
    """The fact that somebody has to tell for an element; "" where telling does not help."""
    asked = ASKED_AS.get(element, element)
    return asked if asked in residents.catalogue.FIELDS else ""


@dataclasses.dataclass(frozen=True)
class Lack:
    """A field of a filled form with the cells that are empty and those that are too old."""

    key: str
    label: str
    empty: int
    stale: int


def lacks(filling: Filling) -> list[Lack]:
    """The fields for which somebody could be asked."""
    return [
        Lack(one["key"], one["label"], empty, one["stale"])
        for one in filling.by_field
        if asked_as(one["element"])
        and ((empty := one["missing"] - one["unlisted"] - one["closed"]) or one["stale"])
    ]


def wanted_of(reader: Reader, keys: Iterable[str], *, stale: bool) -> dict[int, list[str]]:
    """Person → facts to ask for, in the order of the form; each person and fact once."""
    marks = {cells.EMPTY, cells.STALE} if stale else {cells.EMPTY}
    chosen = set(keys)
    found: dict[int, list[str]] = {}
    for sheet in reader.sheets:
        columns = [
            (column, asked_as(reader.by_key[key]["element"]))
            for column, key in enumerate(sheet.keys)
            if key in chosen
        ]
        for row, person in enumerate(sheet.people):
            for column, element in columns:
                if element and sheet.marks[row][column] in marks:
                    asked = found.setdefault(person, [])
                    if element not in asked:
                        asked.append(element)
    return {person: asked for person, asked in found.items() if asked}


def visible_to(user: accounts.User) -> QuerySet[Collecting]:
    """Tasks of the places where the person fills tables, and those given to the person."""
    scope = accounts.scope(user, SheetsPermission.FILL)
    return Collecting.objects.filter(scope | Q(work__assignee=user)).select_related(
        "work__assignee", "work__place", "filling__place", "filling__form", "filling__filled_by"
    )


def get_visible(user: accounts.User, pk: int) -> Collecting:
    """One of them; `NotFound` for all others."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def open_one(filling: Filling) -> Collecting | None:
    """The task that is at work for a filling."""
    return filling.collectings.filter(finished_at=None).select_related("work__assignee").first()


def helpers(user: accounts.User, filling: Filling, *, on: dt.date) -> QuerySet[accounts.User]:
    """Who may write people down there, and so be sent to ask; the person too."""
    path, code = filling.place_path, residents.ResidentsPermission.EDIT
    found = {one.pk for one in accounts.people_over(path, code, on=on)}
    found |= {one.pk for one in accounts.people_within([path], code, on=on)}
    return accounts.User.objects.filter(pk__in={user.pk, *found}).order_by("name")


def still_wanted(collecting: Collecting, user: accounts.User) -> QuerySet[Wanted]:
    """Who is still to be asked, as far as this person writes for them."""
    scope = accounts.scope(user, residents.ResidentsPermission.EDIT, "person__place_path")
    return (
        collecting.wanted.exclude(open=[])
        .filter(scope, person__merged_into=None)
        .select_related("person__household__dwelling")
    )


@dataclasses.dataclass(frozen=True)
class Asked:
    """One fact to ask: `present` is what stands there now, masked where it is."""

    field: residents.catalogue.Field
    present: str


@dataclasses.dataclass(frozen=True)
class Call:
    """One person with what to ask."""

    wanted: Wanted
    asked: list[Asked]


def calls(wanted: Sequence[Wanted], user: accounts.User) -> list[Call]:
    """For a page of people what to ask, without what this person may not know of; constant in
    queries."""
    records = records_of(wanted)
    found = []
    for one in wanted:
        asked = []
        for element in one.open:
            field = residents.catalogue.FIELDS[element]
            if not may_tell(user, element, one.person.place_path):
                continue
            value = value_in(records[one.pk], field)
            asked.append(Asked(field, residents.values.masked(field, value)))
        if asked:
            found.append(Call(one, asked))
    return found


def may_tell(user: accounts.User, element: str, path: str) -> bool:
    """Whether the person may write this fact down of somebody at a place."""
    if not residents.catalogue.GROUP_OF[element].sensitive:
        return True
    return accounts.holds(user, residents.ResidentsPermission.SENSITIVE, path)


Record = residents.Person | residents.Household | residents.Dwelling
Records = Mapping[residents.catalogue.Entity, Record]


def value_in(records: Records, field: residents.catalogue.Field) -> str:
    """What somebody's records hold of a field."""
    record = records.get(residents.catalogue.GROUP_OF[field.id].entity)
    return residents.values.values_of(record, (field,))[field.id] if record is not None else ""


def records_of(wanted: Sequence[Wanted]) -> dict[int, Records]:
    """For each of them the records that facts are about; a dwelling only once it is known."""
    doors = {one.person.household.dwelling_id for one in wanted if one.person.household}
    dwellings = {one.place_id: one for one in residents.Dwelling.objects.filter(place__in=doors)}
    entity = residents.catalogue.Entity
    found: dict[int, Records] = {}
    for one in wanted:
        records: dict[residents.catalogue.Entity, Record] = {entity.PERSON: one.person}
        if (home := one.person.household) is not None:
            records[entity.HOUSEHOLD] = home
            if home.dwelling_id in dwellings:
                records[entity.DWELLING] = dwellings[home.dwelling_id]
        found[one.pk] = records
    return found


def progress(collecting: Collecting) -> tuple[int, int]:
    """How many cells are answered, of how many."""
    counted = Counter[str]()
    for left, answered in collecting.wanted.values_list("open", "answered"):
        counted.update(answered=len(answered), left=len(left))
    return counted["answered"], counted["answered"] + counted["left"]
