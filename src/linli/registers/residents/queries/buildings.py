"""A building's floor plan: one square a dwelling, units side by side, the top floor first."""

import dataclasses
import datetime as dt
import re

from linli.foundation.places import public as places
from linli.registers.residents.models import Dwelling, Occupancy, Person, Presence
from linli.registers.residents.years import years_before

OLD = 80


@dataclasses.dataclass
class Square:
    """A dwelling: how many are at home, how many of them are old, whether one lives alone."""

    place: places.Place
    people: int = 0
    old: int = 0
    away: int = 0
    occupancy: str = ""

    @property
    def empty(self) -> bool:
        return not self.people and not self.away

    @property
    def occupancy_label(self) -> str:
        return str(Occupancy(self.occupancy).label) if self.occupancy else ""


@dataclasses.dataclass
class Unit:
    """A unit's floors, the highest first, with the squares of each in order."""

    name: str
    floors: list[tuple[str, list[Square]]]


def plan(building: places.Place, *, on: dt.date) -> list[Unit]:
    """The squares of a building; three queries, however many dwellings."""
    below = list(places.subtree(building).filter(closed_on=None).order_by("sort_key", "id"))
    squares = {p.pk: Square(p) for p in below if p.kind == places.Kind.DWELLING}
    by_path = {square.place.place_path: square for square in squares.values()}
    old = years_before(on, OLD)
    people = Person.objects.filter(
        places.within(building.place_path),
        merged_into=None,
        presence__in=[Presence.HERE, Presence.AWAY, Presence.HOSPITAL, Presence.ABROAD],
    )
    for path, presence, born_on in people.values_list("place_path", "presence", "born_on"):
        square = by_path.get(path)
        if square is None:
            continue
        here = presence == Presence.HERE
        square.people += here
        square.away += not here
        square.old += bool(here and born_on and born_on <= old)
    told = Dwelling.objects.filter(places.within(building.place_path)).exclude(occupancy="")
    for path, occupancy in told.values_list("place_path", "occupancy"):
        if path in by_path:
            by_path[path].occupancy = occupancy
    units = {place.pk: place.name for place in below if place.kind == places.Kind.UNIT}
    return [
        Unit(name, _floors([s for s in squares.values() if s.place.parent_id == pk]))
        for pk, name in [*units.items(), (building.pk, "")]
        if any(s.place.parent_id == pk for s in squares.values())
    ]


def _floors(squares: list[Square]) -> list[tuple[str, list[Square]]]:
    floors: dict[str, list[Square]] = {}
    for square in squares:
        floors.setdefault(floor_of(square.place.name), []).append(square)
    return sorted(floors.items(), key=lambda one: int(one[0] or 0), reverse=True)


def floor_of(name: str) -> str:
    """ "501" and "501室" are on floor 5, "1203" on 12; "" where the name does not say."""
    match = re.search(r"(\d{1,2})\d{2}(?!\d)", name)
    return match[1] if match else ""
