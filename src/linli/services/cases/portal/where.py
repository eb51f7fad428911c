"""Where a request is about: the communities, buildings and units that its form offers."""

import dataclasses
from collections.abc import Iterable

from django.db.models import QuerySet

from linli.foundation.places import public as places
from linli.registers.organisations import public as organisations

OFFERED = 40
# Fewer buildings than this are found quicker in the list than on a map.
WORTH_A_MAP = 4
OPEN_TO_ALL = (
    places.Kind.COMMUNITY,
    places.Kind.GRID,
    places.Kind.BUILDING,
    places.Kind.UNIT,
)


def starting_place(raw: str) -> places.Place | None:
    """The place that a poster's QR code or a link names; None for anything else.

    Dwellings are not opened by id: nobody should learn addresses by counting.
    """
    if not raw.isdigit() or len(raw) > 18:
        return None
    return places.open_place(int(raw), OPEN_TO_ALL)


def community_of(place: places.Place | None) -> places.Place | None:
    """The community that a place lies in, or the site's only one."""
    if place is None:
        return places.only_community()
    return places.nearest(place, places.Kind.COMMUNITY)


def communities(words: str) -> list[places.Place]:
    """Communities by name, the first of them; all when nothing was asked."""
    found = places.communities()
    for word in words.split():
        found = found.filter(full_name__icontains=word) | found.filter(name__icontains=word)
    return list(found.select_related("parent").order_by("full_name")[:OFFERED])


def buildings(community: places.Place) -> list[places.Place]:
    """The community's buildings as people look for them: 2号楼 before 10号楼."""
    below = places.subtree(community).filter(kind=places.Kind.BUILDING, closed_on=None)
    return list(below.order_by("sort_key", "id"))


def units(community: places.Place) -> QuerySet[organisations.Organisation]:
    """Whom a complaint may be about: the units that serve the community."""
    return organisations.serving(community)


@dataclasses.dataclass(frozen=True)
class Spot:
    """A building on the sketch map, in thousandths of its width and height."""

    place: places.Place
    x: int
    y: int


def sketch(buildings: Iterable[places.Place]) -> list[Spot]:
    """The buildings whose point on the sketch map is known; empty when too few are."""
    spots = [
        Spot(building, round(building.outline[0] * 1000), round(building.outline[1] * 1000))
        for building in buildings
        if _is_point(building.outline)
    ]
    return spots if len(spots) >= WORTH_A_MAP else []


def _is_point(outline: object) -> bool:
    return (
        isinstance(outline, list)
        and len(outline) == 2
        and all(isinstance(part, (int, float)) and 0 <= part <= 1 for part in outline)
    )
