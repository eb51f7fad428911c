"""Reads of units."""

from django.db.models import Q, QuerySet

from linli.foundation.accounts.models import User
from linli.foundation.places.models import Place
from linli.kernel import clock
from linli.registers.organisations.models import Kind, Organisation


def units_of(user: User | None) -> frozenset[int]:
    """Ids of the units that the person signs in for; kept on the object for one request."""
    if user is None or not user.is_authenticated:
        return frozenset()
    kept: frozenset[int] | None = getattr(user, "_units", None)
    if kept is None:
        kept = frozenset(
            user.memberships.filter(
                Q(ends_on=None) | Q(ends_on__gte=clock.today())
            ).values_list("organisation_id", flat=True)
        )
        user._units = kept  # type: ignore[attr-defined]
    return kept


def serving(place: Place) -> QuerySet[Organisation]:
    """Open units whose area holds the place: the community's own first, then upwards."""
    path = place.place_path
    roots = [path[: i + 1] for i, character in enumerate(path) if character == "/"][1:]
    return Organisation.objects.filter(place_path__in=roots, closed_on=None).order_by(
        "-place_path", "kind", "name"
    )


def committee_of(place: Place) -> Organisation | None:
    """The residents' committee of the community that holds the place."""
    return serving(place).filter(kind=Kind.COMMUNITY).first()
