"""Reads of accounts, roles and assignments."""

import datetime as dt

from django.db.models import Q

from linli.foundation.accounts.models import Assignment, User
from linli.foundation.places import public as places


def people_at(place: places.Place, code: str, *, on: dt.date) -> list[User]:
    """Active people who hold the code by an assignment to exactly this place, by name."""
    rows = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), place=place, starts_on__lte=on, user__is_active=True
    ).select_related("role", "user")
    found = {row.user_id: row.user for row in rows if code in row.role.permissions}
    return sorted(found.values(), key=lambda user: user.name)
