"""Assessments, sharings and breaches at the places where a person looks after personal data."""

import datetime as dt

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.registers.residents import public as residents
from linli.services.privacy.models import Assessment, Breach, Sharing
from linli.services.privacy.permissions import PrivacyPermission

# 个人信息保护法 art 56, 网络数据安全管理条例 art 12.
KEPT_YEARS = 3


def assessments(user: accounts.User) -> QuerySet[Assessment]:
    """The latest first."""
    found = Assessment.objects.filter(accounts.scope(user, PrivacyPermission.MANAGE))
    return found.select_related("place", "by")


def get_assessment(user: accounts.User, pk: int) -> Assessment:
    found = assessments(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def sharings(user: accounts.User, *, words: str = "") -> QuerySet[Sharing]:
    """The latest first; by whom it was given to."""
    found = Sharing.objects.filter(accounts.scope(user, PrivacyPermission.MANAGE))
    if words:
        found = found.filter(to__contains=words)
    return found.select_related("place", "by")


def breaches(user: accounts.User) -> QuerySet[Breach]:
    """The latest first."""
    found = Breach.objects.filter(accounts.scope(user, PrivacyPermission.MANAGE))
    return found.select_related("place", "by")


def get_breach(user: accounts.User, pk: int) -> Breach:
    found = breaches(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def managed(user: accounts.User) -> QuerySet[places.Place]:
    """Places that a record can be of: down to the communities."""
    return places.choices(accounts.scope(user, PrivacyPermission.MANAGE, "path"))


def labels(codes: list[str]) -> list[str]:
    """Groups of the catalogue by their codes, as they are called."""
    groups = residents.catalogue.ALL_GROUPS
    return [str(group.label) for group in groups if group.code in codes]


def kept_until(day: dt.date) -> dt.date:
    """Until when a record of a day is kept at least."""
    return residents.months_after(day, KEPT_YEARS * 12)
