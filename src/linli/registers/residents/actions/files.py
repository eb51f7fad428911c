"""What the register is told of a person, a household or a dwelling, and who says so."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.kernel.seen import seen_unchanged
from linli.registers.residents import standings, values
from linli.registers.residents.actions import tags
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.households import count
from linli.registers.residents.actions.locks import counting
from linli.registers.residents.catalogue import FIELDS, GROUP_OF, Group
from linli.registers.residents.models import Dwelling, Household, Person, Source, Statement
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import SEARCH, index_fields, search_text

Record = TypeVar("Record", Person, Household, Dwelling)
FOUND_BY = {"person.name", "person.phone", "person.id_number"}


class NeedsName(DomainError):
    message = _("请填姓名。")


class FromTheFuture(DomainError):
    message = _("日期还没有到，请核对。")


def present(record: Person | Household | Dwelling, group: Group) -> dict[str, str]:
    """The group's fields as a form shows them, masked where they are."""
    known = values.values_of(record, group.fields)
    return {field.name: values.masked(field, known[field.id]) for field in group.fields}


def check_edit(record: Person | Household | Dwelling, by: accounts.User | None) -> None:
    """Raise `NotAllowed` unless the person may change the record."""
    check(by, ResidentsPermission.EDIT, record.place_path)


@transaction.atomic
def tell(
    *,
    record: Record,
    told: Mapping[str, str],
    source: Source,
    confirmed_on: dt.date,
    by: accounts.User | None,
    at: dt.datetime,
    note: str = "",
    seen: str = "",
    group: Group | None = None,
) -> Record:
    """Keep what somebody told: field id → value. What stood before goes into the history.

    Raises `EditConflict` when a form (`seen`, `group`) showed other values, `BadValue` and
    `InvalidIdNumber` when the values can't be, `Stopped` when the person does not want them used.
    """
    locked = _locked(record)
    check_edit(locked, by)
    if isinstance(locked, Person):
        standings.check(locked.pk, standings.groups_of(told))
    for name in told:
        if GROUP_OF[name].sensitive:
            check(by, ResidentsPermission.SENSITIVE, locked.place_path)
    if group is not None:
        seen_unchanged(seen, present(locked, group))
    changes = write(locked, told, source=source, by=by, at=at)
    state(
        locked,
        fields=told,
        changes=changes,
        source=source,
        confirmed_on=confirmed_on,
        note=note,
        by=by,
        at=at,
    )
    if changes and isinstance(locked, Person):
        recheck([locked], at=at)
    audit.record(
        "residents.tell",
        by=by,
        at=at,
        subject=locked,
        subject_name=name_of(locked),
        changes={"fields": labels(changes), "source": str(source)},
    )
    return locked


def _locked(record: Record) -> Record:
    if isinstance(record, Person):
        return counting(record)
    return type(record).objects.select_for_update().get(pk=record.pk)


def write(
    record: Person | Household | Dwelling,
    told: Mapping[str, str],
    *,
    source: Source,
    by: accounts.User | None,
    at: dt.datetime,
) -> dict[str, str]:
    """Put values into the record and save it; answers what other values stood there."""
    agreed = _agreed(record, told) if isinstance(record, Person) else told
    return keep(record, agreed, source=source, by=by, at=at)


def keep(
    record: Person | Household | Dwelling,
    told: Mapping[str, str],
    *,
    source: Source,
    by: accounts.User | None,
    at: dt.datetime,
) -> dict[str, str]:
    """`write` of values that stood there before: no number is asked what it says of them."""
    before = values.values_of(record, tuple(FIELDS[name] for name in told))
    changed = {name: value for name, value in told.items() if value != before[name]}
    if not changed:
        return {}
    values.put(record, {FIELDS[name]: value for name, value in changed.items()})
    if isinstance(record, Person):
        check_person(record, at)
        if FOUND_BY & set(changed):
            index_fields(record)
    record.save()
    if isinstance(record, Person):
        tags.follow(record, changed, source=source, by=by, at=at)
        if "person.name" in changed:
            SEARCH.put(record.pk, search_text(record))
        if "person.birth_date" in changed:
            count([record.household_id])
    return {name: before[name] for name in changed}


def _agreed(person: Person, told: Mapping[str, str]) -> dict[str, str]:
    """What was told, with what the identity number says of it where that is new."""
    if not {"person.id_number", "person.birth_date", "person.sex", "person.id_type"} & set(told):
        return dict(told)
    fields = (FIELDS["person.id_number"], FIELDS["person.id_type"])
    whole = {**values.values_of(person, fields), **told}
    agreed = values.agree(whole)
    return {
        name: value for name, value in agreed.items() if name in told or value != whole.get(name)
    }


def check_person(person: Person, at: dt.datetime) -> None:
    if not person.name.strip():
        raise NeedsName
    if person.born_on and person.born_on > local_date(at):
        raise FromTheFuture


def state(
    record: Person | Household | Dwelling,
    *,
    fields: Iterable[str],
    changes: Mapping[str, str],
    source: Source,
    confirmed_on: dt.date,
    note: str,
    by: accounts.User | None,
    at: dt.datetime,
) -> Statement:
    """Who says so, since when: one line for all the fields that were told at once."""
    statement = statement_of(
        record,
        fields=fields,
        changes=changes,
        source=source,
        confirmed_on=confirmed_on,
        note=note,
        by=by,
        at=at,
    )
    statement.save()
    return statement


def statement_of(
    record: Person | Household | Dwelling,
    *,
    fields: Iterable[str],
    changes: Mapping[str, str],
    source: Source,
    confirmed_on: dt.date,
    note: str,
    by: accounts.User | None,
    at: dt.datetime,
) -> Statement:
    """A statement about the record, not yet saved."""
    owner = type(record).__name__.lower()
    return Statement(
        **{owner: record},
        source=source,
        confirmed_on=confirmed_on,
        note=note,
        by=by,
        at=at,
        fields=sorted(fields),
        before=json.dumps(changes, ensure_ascii=False, sort_keys=True) if changes else "",
    )


@transaction.atomic
def confirm(
    *,
    record: Record,
    group: Group,
    source: Source,
    confirmed_on: dt.date,
    by: accounts.User | None,
    at: dt.datetime,
) -> None:
    """Somebody looked, and what stands there still holds. Raises `InvalidMove` where that file
    was merged into another one meanwhile."""
    locked = _locked(record)
    if locked != record:
        raise InvalidMove
    record = locked
    check_edit(record, by)
    if group.sensitive:
        check(by, ResidentsPermission.SENSITIVE, record.place_path)
    if isinstance(record, Person):
        standings.check(record.pk, [group])
    known = values.values_of(record, group.fields)
    state(
        record,
        fields=[name for name, value in known.items() if value],
        changes={},
        source=source,
        confirmed_on=confirmed_on,
        note="",
        by=by,
        at=at,
    )
    audit.record(
        "residents.confirm",
        by=by,
        at=at,
        subject=record,
        subject_name=name_of(record),
        changes={"fields": [str(group.label)], "source": str(source)},
    )


def dwelling_at(place: places.Place) -> Dwelling:
    """The record of a dwelling; made when something is to be told about it."""
    return Dwelling.objects.get_or_create(place=place, defaults={"place_path": place.place_path})[0]


def name_of(record: Person | Household | Dwelling) -> str:
    """How the log calls the record."""
    if isinstance(record, Person):
        return record.name
    place = record.dwelling if isinstance(record, Household) else record.place
    return place.full_name


def labels(changes: Iterable[str]) -> list[str]:
    """What the log says of a change: which fields, never their values."""
    return [str(FIELDS[name].label) for name in changes]
