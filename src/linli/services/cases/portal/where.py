"""Where a request is about: the communities, buildings and units that its form offers."""

from django.db.models import QuerySet

from linli.foundation.places import public as places
from linli.kernel.text import whole_number
from linli.registers.organisations import public as organisations

OFFERED = 40
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
    pk = whole_number(raw)
    return places.open_place(pk, OPEN_TO_ALL) if pk is not None else None


def community_of(place: places.Place | None) -> places.Place | None:
    """The community that a place lies in, or the site's only one."""
    if place is None:
        return places.only_community()
    return places.nearest(place, places.Kind.COMMUNITY)


def buildings(community: places.Place) -> QuerySet[places.Place]:
    """The community's buildings as people look for them: 2号楼 before 10号楼."""
    below = places.subtree(community).filter(kind=places.Kind.BUILDING, closed_on=None)
    return below.order_by("sort_key", "id")


def building(community: places.Place, raw: str) -> places.Place | None:
    """One of these buildings, by the id that a form says."""
    pk = whole_number(raw)
    found = places.open_place(pk, [places.Kind.BUILDING]) if pk is not None else None
    is_here = found is not None and places.contains(community.place_path, found.place_path)
    return found if is_here else None


def units(community: places.Place) -> QuerySet[organisations.Organisation]:
    """Whom a complaint may be about: the units that serve the community."""
    return organisations.serving(community)


def unit(community: places.Place, raw: str) -> organisations.Organisation | None:
    """One of these units, by the id that a form says."""
    pk = whole_number(raw)
    return units(community).filter(pk=pk).first() if pk is not None else None


def grid_at(community: places.Place, point: tuple[float, float]) -> places.Place | None:
    """The grid that a point on the sketch map lies in (parts of width and height, 0 to 1)."""
    for drawn in places.sketch(community):
        if drawn.place.kind == places.Kind.GRID and _inside(drawn.place.outline, point):
            return drawn.place
    return None


def _inside(corners: list[list[float]], point: tuple[float, float]) -> bool:
    """Whether a ray from the point to the right crosses the border an odd number of times."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1
