"""For which units a person acts today: asked on every page, so it is kept for the request."""

from django.db.models import Q

from linli.foundation.accounts.public import User
from linli.kernel import clock


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
