"""New people on the register, the numbers to reach others by, and looking at what is masked."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError
from linli.kernel.rights import check
from linli.registers.residents import standings, values
from linli.registers.residents.actions import files, tags
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.households import HEAD, count
from linli.registers.residents.actions.life import SENT_AGAIN, Home, first_event
from linli.registers.residents.actions.locks import counting
from linli.registers.residents.catalogue import FIELDS, Group
from linli.registers.residents.models import (
    Contact,
    ContactRole,
    Dwelling,
    Household,
    LifeEvent,
    LifeKind,
    Person,
    Registration,
    Source,
)
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import SEARCH, index_fields, search_text


class NeedsReason(DomainError):
    message = _("请写一下为什么要看。居民有权知道自己的信息被谁看过。")


class NothingToReach(DomainError):
    message = _("请填姓名和电话，至少要能联系上。")


@dataclasses.dataclass(frozen=True)
class Arrival:
    """How somebody comes onto the register: the day, newborn or not, the relation to the head."""

    on: dt.date
    born: bool = False
    relation: str = ""
    registration: Registration = Registration.UNKNOWN


@transaction.atomic
def add(
    *,
    told: Mapping[str, str],
    home: Home,
    arrival: Arrival,
    source: Source,
    by: accounts.User | None,
    at: dt.datetime,
    note: str = "",
) -> Person:
    """Write a new person down in a household. Raises `BadValue`, `InvalidIdNumber`, `NeedsName`."""
    agreed = values.agree(dict(told))
    kind = LifeKind.BORN if arrival.born else LifeKind.MOVED_IN
    if (done := _sent_again(agreed, home, kind, arrival.on, by, at)) is not None:
        return done
    household = home.open(by)
    person = Person(
        household=household,
        place_path=household.place_path,
        relation=arrival.relation,
        registration=arrival.registration,
    )
    values.put(person, {FIELDS[name]: value for name, value in agreed.items()})
    files.check_person(person, at)
    index_fields(person)
    person.save()
    SEARCH.put(person.pk, search_text(person))
    tags.follow(person, agreed, source=source, by=by, at=at)
    if arrival.relation == HEAD or not household.people.exclude(pk=person.pk).exists():
        Household.objects.filter(pk=household.pk, head=None).update(head=person)
        if not arrival.relation:
            Person.objects.filter(pk=person.pk).update(relation=HEAD)
    first_event(person, kind, on=arrival.on, by=by, at=at).save()
    files.state(
        person,
        fields=[name for name, value in agreed.items() if value],
        changes={},
        source=source,
        confirmed_on=local_date(at),
        note=note,
        by=by,
        at=at,
    )
    count([household.pk])
    recheck([person], at=at)
    person.refresh_from_db()
    audit.record(
        "residents.add",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        changes={"source": str(source)},
    )
    return person


def _sent_again(
    told: Mapping[str, str],
    home: Home,
    kind: LifeKind,
    on: dt.date,
    by: accounts.User | None,
    at: dt.datetime,
) -> Person | None:
    """Who was written down a moment ago by the very same form."""
    if by is None:
        return None
    lately = LifeEvent.objects.filter(by=by, at__gt=at - SENT_AGAIN, kind=kind, on=on)
    fields = tuple(FIELDS[name] for name in told)
    for event in lately.filter(before_presence="").select_related("person", "household"):
        if home.is_of(event.household) and values.values_of(event.person, fields) == dict(told):
            return event.person
    return None


@transaction.atomic
def add_contact(
    *,
    person: Person,
    role: ContactRole,
    name: str,
    phone: str,
    relation: str = "",
    by: accounts.User | None,
    at: dt.datetime,
) -> Contact:
    """One more person to reach for a resident. Raises `NothingToReach`."""
    person = counting(person)
    files.check_edit(person, by)
    if not name.strip() or not phone:
        raise NothingToReach
    known = person.contacts.filter(role=role, name=name.strip())
    for one in known:  # the same form once more
        if (one.phone, one.relation) == (phone, relation):
            return one
    contact = Contact.objects.create(
        person=person,
        role=role,
        name=name.strip(),
        relation=relation,
        phone=phone,
        at=at,
    )
    audit.record(
        "residents.add_contact",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        changes={"role": str(role)},
    )
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: accounts.User | None, at: dt.datetime) -> None:
    """The number is no longer right."""
    files.check_edit(contact.person, by)
    counting(contact.person)
    if not Contact.objects.filter(pk=contact.pk).exists():
        return
    audit.record(
        "residents.remove_contact",
        by=by,
        at=at,
        subject=contact.person,
        subject_name=contact.person.name,
        changes={"role": str(contact.role)},
    )
    contact.delete()


def may_open(group: Group, user: accounts.User, path: str) -> bool:
    """Whether the person may see what a group holds at a place."""
    return not group.sensitive or accounts.holds(user, ResidentsPermission.SENSITIVE, path)


@transaction.atomic
def reveal(
    *,
    record: Person | Household | Dwelling,
    groups: Iterable[Group],
    reason: str,
    by: accounts.User,
    at: dt.datetime,
) -> dict[str, str]:
    """The masked values in full, for one look: field id → value. Raises `NeedsReason`.

    Of groups that the person may not open, or whose facts may not be used, nothing. A person's
    page shows the numbers of relatives besides.
    """
    check(by, ResidentsPermission.REVEAL, record.place_path)
    if not reason.strip():
        raise NeedsReason
    opened: dict[str, str] = {}
    person = record.pk if isinstance(record, Person) else None
    said = standings.of_person(person)
    for group in groups:
        stopped = group.code in said and said[group.code].stopped
        if may_open(group, by, record.place_path) and not stopped:
            known = values.values_of(record, group.fields)
            opened |= {f.id: known[f.id] for f in group.fields if f.masked and known[f.id]}
    seen = files.labels(opened)
    if isinstance(record, Person) and record.contacts.exists():
        seen.append(gettext("联系人电话"))
    audit.record(
        "residents.reveal",
        by=by,
        at=at,
        subject=record,
        subject_name=files.name_of(record),
        reason=reason.strip(),
        changes={"fields": seen},
    )
    return opened
