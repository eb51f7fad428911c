"""Places that rows and columns of a table may be, by the names that stand there."""

import re
from collections import Counter
from collections.abc import Mapping

from linli.foundation.places import public as places
from linli.kernel.counted import PLACE, Condition, Phrase, phrase
from linli.registers.residents import public as residents

NAMED = (places.Kind.DISTRICT, places.Kind.STREET, places.Kind.COMMUNITY, places.Kind.GRID)
# Of buildings a community has hundreds, a street thousands.
MOST_BUILDINGS = 400
KIND_OF = {
    "place.district": places.Kind.DISTRICT,
    "place.street": places.Kind.STREET,
    "place.community": places.Kind.COMMUNITY,
    "place.grid": places.Kind.GRID,
    "dwelling.building": places.Kind.BUILDING,
}
REGION, CODES = "place.region", {"place.community_code", "place.division_code"}
# Estates and groups of residents: rows of which nobody knows where they begin and end.
UNKNOWN = {"dwelling.estate", "place.residents_group"}


def inside(place: places.Place) -> list[places.Place]:
    """The place and those below it that tables are parted by, in the order of the tree."""
    below = places.subtree(place).filter(closed_on=None)
    found = list(below.filter(kind__in=NAMED).order_by(*places.TREE_ORDER))
    buildings = list(
        below.filter(kind=places.Kind.BUILDING).order_by("sort_key", "pk")[: MOST_BUILDINGS + 1]
    )
    if place not in found:
        found.insert(0, place)
    return [*found, *(buildings if len(buildings) <= MOST_BUILDINGS else [])]


def phrases(known: list[places.Place]) -> list[Phrase]:
    """A label that is a place's whole name; a name that several have says nothing."""
    often = Counter(_plain(one.name) for one in known)
    found = []
    for one in known:
        names = {_plain(str(one))}
        if often[_plain(one.name)] == 1:
            names |= {_plain(one.name), _plain(one.name).removesuffix("居委会")}
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        found.append(
            phrase(rf"^(?:{pattern})(?:居委会|居民委员会)?$", Condition(PLACE, (str(one.pk),)))
        )
    return found


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name)


def rows(place: places.Place, keys: Mapping[str, str]) -> list[places.Place]:
    """The places for rows that a form leaves to be named: of the kind that it asks for, or the
    parts of the place. None where it asks for what the tree of places does not know."""
    if not set(keys.values()).isdisjoint(UNKNOWN):
        return []
    kinds = [KIND_OF[element] for element in keys.values() if element in KIND_OF]
    lowest = max(kinds, key=list(places.Kind).index, default=None)
    below = places.subtree(place).filter(closed_on=None).exclude(pk=place.pk)
    if lowest is not None:
        order = ("sort_key", "pk") if lowest == places.Kind.BUILDING else places.TREE_ORDER
        found = list(below.filter(kind=lowest).order_by(*order))
        return found or ([place] if place.kind == lowest else [])
    found = list(below.filter(parent=place.pk, kind__in=NAMED).order_by(*places.TREE_ORDER))
    return found or [place]


def named(place: places.Place, element: str) -> str:
    """What stands in a column about the place of a row; "" where that is not known."""
    kind = residents.elements.CITY_KINDS.get(element)
    if element in {"", REGION} or kind == place.kind:
        return place.name
    if kind is not None:
        found = places.of_kind(places.ancestors(place), kind)
        return found.name if found else ""
    if element == "place.grid_worker" and place.kind == places.Kind.GRID:
        return place.contact_name
    if element in CODES and place.kind == places.Kind.COMMUNITY:
        return place.code
    return ""
