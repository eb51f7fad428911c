"""Reads of units."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.public import User
from linli.foundation.places import public as places
from linli.foundation.places.public import Place, within
from linli.kernel.settled import SettledRows
from linli.registers.organisations.models import Contact, Kind, Member, Organisation
from linli.registers.organisations.permissions import OrganisationsPermission

# Kept: nobody changes one of these objects.
UNITS = SettledRows(Organisation.objects.all())


def members_of(unit: Organisation, *, on: dt.date) -> list[User]:
    """Active people who sign in for the unit, by name."""
    rows = unit.members.filter(Q(ends_on=None) | Q(ends_on__gte=on), user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("user__name", "pk")]


def serving(place: Place) -> QuerySet[Organisation]:
    """Open units whose area holds the place: the community's own first, then upwards."""
    path = place.place_path
    roots = [path[: i + 1] for i, character in enumerate(path) if character == "/"][1:]
    return Organisation.objects.filter(place_path__in=roots, closed_on=None).order_by(
        "-place_path", "kind", "name"
    )


def serving_any(paths: Iterable[str]) -> QuerySet[Organisation]:
    """Open units at, above or below any of these places, by kind and name."""
    where = Q(pk__in=[])
    for path in paths:
        above = [path[: i + 1] for i, sign in enumerate(path) if sign == "/"][1:]
        where |= within(path) | Q(place_path__in=above)
    return Organisation.objects.filter(where, closed_on=None).order_by("kind", "name", "pk")


def committee_of(place: Place) -> Organisation | None:
    """The residents' committee of the community that holds the place."""
    return serving(place).filter(kind=Kind.COMMUNITY).first()


def communities_without_committee() -> QuerySet[Place]:
    """Communities for which nobody would take a request in."""
    committees = Organisation.objects.filter(
        kind=Kind.COMMUNITY, closed_on=None, place=OuterRef("pk")
    )
    return places.communities().filter(~Exists(committees)).order_by("path")


def without_committee(by: User) -> QuerySet[Place]:
    """Those of them that `by` looks after."""
    return communities_without_committee().filter(
        accounts.scope(by, OrganisationsPermission.MANAGE, "path")
    )


def visible_to(by: User) -> QuerySet[Organisation]:
    """Units that serve places where `by` looks after the list of units."""
    return Organisation.objects.filter(accounts.scope(by, OrganisationsPermission.MANAGE))


def get_visible(by: User, unit_id: int) -> Organisation | None:
    """One of them."""
    return visible_to(by).filter(pk=unit_id).select_related("place").first()


def listing(by: User, *, words: str, kind: str, closed: bool) -> QuerySet[Organisation]:
    """Of the page: open units, or the closed ones."""
    found = visible_to(by).filter(closed_on__isnull=not closed).select_related("place")
    if words:
        found = found.filter(
            Q(name__contains=words) | Q(duties__contains=words) | Q(phone__contains=words)
        )
    return found.filter(kind=kind) if kind else found


def memberships(unit: Organisation) -> QuerySet[Member]:
    """Who signs in for the unit, and who did, those of today first."""
    return unit.members.select_related("user").order_by("-ends_on", "user__name", "pk")


def get_membership(by: User, member_id: int) -> Member | None:
    """A membership of one of the units that `by` looks after."""
    return (
        Member.objects.filter(organisation__in=visible_to(by), pk=member_id)
        .select_related("organisation", "user")
        .first()
    )


def get_contact(by: User, contact_id: int) -> Contact | None:
    """A contact of one of the units that `by` looks after."""
    return (
        Contact.objects.filter(organisation__in=visible_to(by), pk=contact_id)
        .select_related("organisation")
        .first()
    )


def area_choices(by: User) -> QuerySet[Place]:
    """Areas that a unit can be said to serve."""
    return places.choices(accounts.scope(by, OrganisationsPermission.MANAGE, "path"))
