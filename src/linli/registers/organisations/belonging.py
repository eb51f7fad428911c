"""For which units a person acts today: asked on every page, so it is kept for the request."""

from collections.abc import Iterator

from django.db.models import Q

from linli.foundation.accounts.public import Grant, User
from linli.kernel import clock
from linli.registers.organisations.permissions import OrganisationsPermission


def units_of(user: User | None) -> frozenset[int]:
    """Ids of the units that the person signs in for; kept on the object for one request."""
    if user is None or not user.is_authenticated:
        return frozenset()
    kept: frozenset[int] | None = getattr(user, "_units", None)
    if kept is None:
        kept = frozenset(
            user.memberships.filter(Q(ends_on=None) | Q(ends_on__gte=clock.today())).values_list(
                "organisation_id", flat=True
            )
        )
        user._units = kept  # type: ignore[attr-defined]
    return kept


def standing(user: User) -> Iterator[Grant]:
    """What the account opens by its units: only who keeps a unit lets people act for it."""
    current = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    for row in user.memberships.filter(current).select_related("organisation"):
        yield Grant(
            frozenset({OrganisationsPermission.MANAGE}), row.organisation.place_path, "member"
        )
