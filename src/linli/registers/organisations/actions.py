"""Keeping the list of units: who they are, whom to call, who signs in for them."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.kernel.rights import check
from linli.kernel.seen import seen_unchanged
from linli.registers.organisations.models import Contact, Kind, Member, Organisation
from linli.registers.organisations.permissions import OrganisationsPermission


class NameTaken(DomainError):
    code = "name_taken"
    message = _("这个地方已经有同名的单位，请先看看是不是同一家。")


class UnknownPerson(DomainError):
    code = "unknown_person"
    message = _("没有找到这个登录名，或者这个人不归您管理。请核对，或者直接开通新账号。")


@transaction.atomic
def add(
    *,
    kind: Kind,
    name: str,
    place: places.Place,
    by: accounts.User | None,
    at: dt.datetime,
    duties: str = "",
    phone: str = "",
) -> Organisation:
    """A unit that serves the place and everything below it."""
    check(by, OrganisationsPermission.MANAGE, place.place_path)
    unit = Organisation(kind=kind, name=name, duties=duties, phone=phone)
    _put(unit, place)
    audit.record("organisations.add", by=by, at=at, subject=unit, subject_name=name)
    return unit


@transaction.atomic
def update(
    *,
    unit: Organisation,
    kind: Kind,
    name: str,
    place: places.Place,
    by: accounts.User,
    at: dt.datetime,
    duties: str = "",
    phone: str = "",
    seen: str = "",
) -> None:
    """Change what is known of a unit; `by` looks after both the old and the new area."""
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    check(by, OrganisationsPermission.MANAGE, place.place_path)
    seen_unchanged(seen, present(Organisation.objects.select_for_update().get(pk=unit.pk)))
    before = {"name": unit.name, "kind": unit.kind, "place": unit.place.full_name}
    unit.kind, unit.name, unit.duties, unit.phone = kind, name, duties, phone
    _put(unit, place)
    audit.record(
        "organisations.update",
        by=by,
        at=at,
        subject=unit,
        subject_name=name,
        changes={"before": before},
    )


@transaction.atomic
def close(*, unit: Organisation, on: dt.date, by: accounts.User, at: dt.datetime) -> None:
    """Let no new work go to a unit; what it has, it finishes."""
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    audit.record("organisations.close", by=by, at=at, subject=unit, subject_name=unit.name)


@transaction.atomic
def reopen(*, unit: Organisation, by: accounts.User, at: dt.datetime) -> None:
    """Let work go to a closed unit again."""
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    audit.record("organisations.reopen", by=by, at=at, subject=unit, subject_name=unit.name)


@transaction.atomic
def add_contact(
    *,
    unit: Organisation,
    name: str,
    phone: str,
    by: accounts.User | None,
    at: dt.datetime,
    duty: str = "",
) -> Contact:
    """Somebody to call at the unit, who need not sign in."""
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    contact = Contact.objects.create(organisation=unit, name=name, phone=phone, duty=duty)
    audit.record(
        "organisations.add_contact", by=by, at=at, subject=unit, subject_name=unit.name, reason=name
    )
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: accounts.User, at: dt.datetime) -> None:
    """Take somebody off the list of people to call."""
    unit = contact.organisation
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    audit.record(
        "organisations.remove_contact",
        by=by,
        at=at,
        subject=unit,
        subject_name=unit.name,
        reason=contact.name,
    )
    contact.delete()


@transaction.atomic
def add_member(*, unit: Organisation, username: str, by: accounts.User, at: dt.datetime) -> Member:
    """Let somebody whose account `by` looks after sign in for the unit."""
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    person = accounts.visible_to(by).filter(username=username, is_active=True).first()
    if person is None:
        raise UnknownPerson(username=username)
    return _join(unit, person, by, at)


@transaction.atomic
def enrol_member(
    *,
    unit: Organisation,
    username: str,
    name: str,
    by: accounts.User,
    at: dt.datetime,
    phone: str = "",
) -> tuple[accounts.User, str]:
    """A new account for somebody at the unit; the first password is to be told once."""
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    person, password = accounts.enrol(
        username=username,
        name=name,
        phone=phone,
        kind=accounts.UserKind.PARTNER,
        place=unit.place,
        by=by,
        at=at,
    )
    _join(unit, person, by, at)
    return person, password


@transaction.atomic
def end_membership(*, member: Member, by: accounts.User, at: dt.datetime) -> None:
    """From tomorrow on the person no longer acts for the unit; the account stays."""
    unit = member.organisation
    check(by, OrganisationsPermission.MANAGE, unit.place_path)
    member.ends_on = clock.local_date(at)
    member.save(update_fields=["ends_on"])
    audit.record(
        "organisations.end_membership",
        by=by,
        at=at,
        subject=unit,
        subject_name=unit.name,
        reason=str(member.user),
    )


def present(unit: Organisation) -> dict[str, str]:
    """What the form for changing a unit shows."""
    return {
        "name": unit.name,
        "kind": unit.get_kind_display(),
        "place": unit.place.full_name,
        "duties": unit.duties,
        "phone": unit.phone,
    }


def _put(unit: Organisation, place: places.Place) -> None:
    unit.place, unit.place_path = place, place.place_path
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError:
        raise NameTaken(name=unit.name) from None


def _join(unit: Organisation, person: accounts.User, by: accounts.User, at: dt.datetime) -> Member:
    member, _made = Member.objects.update_or_create(
        organisation=unit, user=person, defaults={"ends_on": None}
    )
    audit.record(
        "organisations.add_member",
        by=by,
        at=at,
        subject=unit,
        subject_name=unit.name,
        reason=str(person),
    )
    return member
