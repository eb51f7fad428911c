"""Households: their members, head and figures."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.errors import DomainError
from linli.kernel.rights import check
from linli.registers.residents import codes
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.locks import unmerged
from linli.registers.residents.models import LIVING, Household, Person, Presence
from linli.registers.residents.permissions import ResidentsPermission

HEAD = "02"


class NotADwelling(DomainError):
    message = _("请选到具体的一户（房号），不要只选到楼栋或单元。")


class NotAMember(DomainError):
    message = _("这个人不在这一户里，请刷新页面看最新情况。")


def count(ids: Iterable[int | None]) -> None:
    """Bring the figures of some households, and their copies on the members, up to date.

    Two statements, however many households.
    """
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return
    members = Person.objects.filter(household=OuterRef("pk"), merged_into=None).order_by()
    there = members.filter(presence=Presence.HERE).values("household")
    youngest = there.annotate(
        unknown=Count("pk", filter=Q(born_on=None)), last=Max("born_on")
    ).values(one=Case(When(unknown=0, then=F("last"))))
    belonging = members.filter(presence__in=LIVING).values("household")
    Household.objects.filter(pk__in=wanted).update(
        size=Coalesce(Subquery(belonging.annotate(n=Count("pk")).values("n")), 0),
        youngest_on=Subquery(youngest),
    )
    beside = Person.objects.filter(
        household=OuterRef("household"), merged_into=None, presence=Presence.HERE
    ).order_by()
    Person.objects.filter(household__in=wanted).update(
        household_size=Coalesce(
            Subquery(beside.values("household").annotate(n=Count("pk")).values("n")), 0
        ),
        household_youngest_on=Subquery(
            Household.objects.filter(pk=OuterRef("household")).values("youngest_on")
        ),
    )


def check_dwelling(place: places.Place, by: accounts.User | None) -> None:
    """Raise `NotADwelling`, or `NotAllowed` where the person may not write people down."""
    check(by, ResidentsPermission.EDIT, place.place_path)
    if place.kind != places.Kind.DWELLING:
        raise NotADwelling


def household_in(place: places.Place) -> Household:
    """A new, empty household in a dwelling."""
    return Household.objects.create(dwelling=place, place_path=place.place_path)


@transaction.atomic
def relate(*, person: Person, relation: str, by: accounts.User | None, at: dt.datetime) -> None:
    """Say what a member is to the head; "02" makes the member head. Raises `NotAMember`."""
    person = unmerged(person)
    check(by, ResidentsPermission.EDIT, person.place_path)
    household = person.household
    if household is None or person.presence not in LIVING:
        raise NotAMember
    Person.objects.filter(pk=person.pk).update(relation=relation)
    if relation == HEAD:
        # The others' relations were to the head before: they have to be asked again.
        others = household.people.exclude(pk=person.pk)
        others.filter(relation=HEAD).update(relation="")
        Household.objects.filter(pk=household.pk).update(head=person)
    elif household.head_id == person.pk:
        Household.objects.filter(pk=household.pk).update(head=None)
    recheck([person], at=at)
    audit.record(
        "residents.relate",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        changes={"relation": codes.label("relation", relation)},
    )
