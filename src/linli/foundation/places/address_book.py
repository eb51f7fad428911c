"""All addresses of one community in memory, for who has thousands of them to look up."""

from linli.foundation.places import addresses
from linli.foundation.places.bulk import Register
from linli.foundation.places.models import Kind, Place


class AddressBook:
    """Finds the place that an address as people write it names; reads once, in one query."""

    def __init__(self, community: Place) -> None:
        self.known = Register(community)

    def find(self, text: str) -> Place | None:
        """The place, as close as it can be told; None when no building is named or known."""
        address = addresses.parse(text)
        if address is None:
            return None
        buildings = self.known.buildings
        place = next((buildings[n] for n in address.building_names() if n in buildings), None)
        if place is None or not address.unit:
            return place and self._inside(place, Kind.DWELLING, address.dwelling_names())
        unit = self._inside(place, Kind.UNIT, address.unit_names())
        return (
            unit if unit == place else self._inside(unit, Kind.DWELLING, address.dwelling_names())
        )

    def _inside(self, place: Place, kind: Kind, names: list[str]) -> Place:
        """What stands in the place under one of the names; the place itself without it."""
        found = (self.known.inside.get((place.pk, kind, name)) for name in names if name)
        return next((child for child in found if child is not None), place)
