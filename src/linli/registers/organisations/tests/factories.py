"""Units, made through the actions that the product uses."""

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.organisations import actions
from linli.registers.organisations.models import Kind, Organisation

MORNING = clock.local(2026, 3, 11, 9, 30)


def make_unit(place: places.Place, name: str = "区供电公司", **more: str) -> Organisation:
    told = {"kind": Kind.UTILITY, "name": name, "place": place} | more
    return actions.add(by=None, at=MORNING, **told)
