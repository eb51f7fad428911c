"""A small tree: two communities under one street, with grids, a building and dwellings."""

import dataclasses
import itertools

from linli.foundation.places import public as places
from linli.foundation.places.public import Kind, Place
from linli.kernel import clock

MORNING = clock.local(2026, 3, 11, 9, 30)
_numbers = itertools.count(1)


def make_place(kind: Kind, name: str, parent: Place | None = None, **fields: str) -> Place:
    return places.add(kind=kind, name=name, parent=parent, by=None, at=MORNING, **fields)


@dataclasses.dataclass(frozen=True)
class Town:
    street: Place
    community: Place
    grid: Place
    building: Place
    dwelling: Place
    neighbour: Place


def make_town() -> Town:
    """`neighbour` is the other community of the street: what is there is foreign here."""
    district = make_place(Kind.DISTRICT, f"示范区{next(_numbers)}")
    street = make_place(Kind.STREET, "望湖街道", district)
    community = make_place(Kind.COMMUNITY, "幸福里社区", street)
    grid = make_place(Kind.GRID, "第一网格", community)
    building = make_place(Kind.BUILDING, "3号楼", grid)
    unit = make_place(Kind.UNIT, "2单元", building)
    dwelling = make_place(Kind.DWELLING, "501", unit)
    neighbour = make_place(Kind.COMMUNITY, "河畔社区", street)
    return Town(street, community, grid, building, dwelling, neighbour)
