"""Reads of keys for the people who give them out."""

from django.db.models import Count, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.registers.organisations import public as organisations
from linli.services.cases.models import ApiKey
from linli.services.cases.permissions import CasesPermission


def visible_to(user: accounts.User) -> QuerySet[ApiKey]:
    """Keys at the places that the person manages, with how many requests each has sent."""
    found = ApiKey.objects.filter(accounts.scope(user, CasesPermission.MANAGE))
    return found.select_related("place", "organisation", "by").annotate(sent=Count("deliveries"))


def get_visible(user: accounts.User, pk: int) -> ApiKey:
    """One key for this person; `NotFound` for a foreign one."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def places_for(user: accounts.User) -> QuerySet[places.Place]:
    """Where the person may give out keys, down to communities."""
    found = places.choices(accounts.scope(user, CasesPermission.MANAGE, "path"))
    return found.exclude(kind=places.Kind.GRID)


def organisations_for(user: accounts.User) -> QuerySet[organisations.Organisation]:
    """Units at those places."""
    scope = accounts.scope(user, CasesPermission.MANAGE)
    return organisations.Organisation.objects.filter(scope, closed_on=None)
