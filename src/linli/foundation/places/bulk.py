"""Whole buildings at once, as they stand in a table: building, unit, dwelling, grid."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import ProtectedError

from linli.foundation.audit import public as audit
from linli.foundation.places.models import Kind, Place
from linli.foundation.places.permissions import MANAGE
from linli.foundation.places.queries import full_name, sort_key, subtree
from linli.kernel.rights import Holder, check

BATCH = 500


@dataclasses.dataclass(frozen=True)
class Line:
    """One address: unit and dwelling may be empty; `grid` counts for a new building only."""

    building: str
    unit: str = ""
    dwelling: str = ""
    grid: str = ""


class Register:
    """The places of one community by their names, read once; new ones are added to it."""

    def __init__(self, community: Place) -> None:
        self.community = community
        below = subtree(community).exclude(kind=Kind.COMMUNITY)
        self.grids: dict[str, Place] = {}
        self.buildings: dict[str, Place] = {}
        self.inside: dict[tuple[int, str, str], Place] = {}
        places = {place.pk: place for place in below}
        for place in places.values():
            # Full names are told upwards: the parents are at hand.
            place.parent = places.get(place.parent_id or 0, community)
            self.remember(place)

    def remember(self, place: Place) -> None:
        if place.kind == Kind.GRID:
            self.grids[place.name] = place
        elif place.kind == Kind.BUILDING:
            self.buildings[place.name] = place
        else:
            self.inside[(place.parent_id or 0, place.kind, place.name)] = place

    def find(self, line: Line) -> Place | None:
        """The place that the whole line names, if it is on record."""
        place = self.buildings.get(line.building)
        if place and line.unit:
            place = self.inside.get((place.pk, Kind.UNIT, line.unit))
        if place and line.dwelling:
            place = self.inside.get((place.pk, Kind.DWELLING, line.dwelling))
        return place


@transaction.atomic
def add_lines(
    *, register: Register, lines: Sequence[Line], by: Holder | None, at: dt.datetime
) -> list[Place]:
    """Add what is missing of each line, level by level; the line's own place for each, in order.

    A line that is on record already changes nothing.
    """
    check(by, MANAGE, register.community.place_path)
    buildings = _create(register, _missing_buildings(register, lines))
    units = _create(register, _missing(register, lines, Kind.UNIT))
    dwellings = _create(register, _missing(register, lines, Kind.DWELLING))
    audit.record(
        "places.add_lines",
        by=by,
        at=at,
        subject=register.community,
        subject_name=register.community.full_name,
        changes={"buildings": buildings, "units": units, "dwellings": dwellings},
    )
    return [place for line in lines if (place := register.find(line)) is not None]


def _missing_buildings(
    register: Register, lines: Iterable[Line]
) -> dict[tuple[str, ...], tuple[Kind, Place]]:
    """Buildings to be made; any line of a building may be the one that names its grid."""
    missing: dict[tuple[str, ...], tuple[Kind, Place]] = {}
    for line in lines:
        grid = register.grids.get(line.grid)
        if line.building not in register.buildings and (grid or (line.building,) not in missing):
            missing[(line.building,)] = (Kind.BUILDING, grid or register.community)
    return missing


def _missing(
    register: Register, lines: Iterable[Line], kind: Kind
) -> dict[tuple[str, ...], tuple[Kind, Place]]:
    """Places of a kind to be made: key → its kind and parent; the key's last part is its name."""
    missing: dict[tuple[str, ...], tuple[Kind, Place]] = {}
    for line in lines:
        name = line.unit if kind == Kind.UNIT else line.dwelling
        whole = dataclasses.replace(line, dwelling="") if kind == Kind.UNIT else line
        if name and register.find(whole) is None:
            parent = register.find(
                dataclasses.replace(whole, dwelling="")
                if kind == Kind.DWELLING
                else Line(line.building)
            )
            if parent is not None:
                missing[(str(parent.pk), name)] = (kind, parent)
    return missing


def _create(register: Register, wanted: dict[tuple[str, ...], tuple[Kind, Place]]) -> int:
    """Rows first, then the paths, which hold the rows' own ids."""
    rows = [
        Place(
            kind=kind,
            name=key[-1],
            parent=parent,
            sort_key=sort_key(key[-1]),
            full_name=full_name(kind, key[-1], parent),
        )
        for key, (kind, parent) in wanted.items()
    ]
    Place.objects.bulk_create(rows, batch_size=BATCH)
    for place in rows:
        place.path = f"{place.parent.path if place.parent else '/'}{place.pk}/"
        register.remember(place)
    Place.objects.bulk_update(rows, ["path"], batch_size=BATCH)
    return len(rows)


@transaction.atomic
def remove_unused(*, ids: Sequence[int], by: Holder | None, at: dt.datetime) -> int:
    """Take places out again that nothing hangs on; answers how many went.

    A place with places below it, or with a household, a case or an account, stays.
    """
    removed: list[Place] = []
    for place in Place.objects.filter(pk__in=ids).order_by("-pk"):
        check(by, MANAGE, place.place_path)
        try:
            with transaction.atomic():
                place.delete()
        except ProtectedError:
            continue
        removed.append(place)
    if removed:
        audit.record(
            "places.remove_unused",
            by=by,
            at=at,
            subject_name=removed[0].full_name,
            place_path=removed[0].place_path,
            changes={"removed": len(removed)},
        )
    return len(removed)
