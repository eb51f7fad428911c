"""The counting: each condition once over all things, each figure from bits that are at hand.

Whether a thing meets a condition is one bit of a long number; who meets several is what the numbers
have in common. So a table of a hundred figures reads the things once, whatever their number.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from linli.insight.sheets.counting.meanings import PARTS, SUM, Counted
from linli.insight.sheets.counting.reading import AGES, AVERAGE, GROUPS, OLDEST, SHARE
from linli.kernel.counted import PLACE, Condition, Things

AGE = "age"
TENTH = Decimal("0.1")


@dataclasses.dataclass(frozen=True)
class Result:
    """A figure: its value (None where there is none), who is behind it as bits; `base` of a share.
    `uneven`: what the parts beside a total add up to where that is not the `whole`, and the bits
    are then those who are in no part, if there are such."""

    value: int | Decimal | None
    bits: int
    uneven: int | None = None
    whole: int | None = None
    base: int | None = None


class Tally:
    """Things of one table. `paths`: the paths of the places that conditions name."""

    def __init__(self, things: Things, paths: Mapping[str, str]) -> None:
        self.things, self._paths = things, paths
        self.all = (1 << len(things.ids)) - 1
        self._bits: dict[Condition, int] = {}
        self._groups: dict[int, int] = {}

    def bits(self, conditions: Iterable[Condition]) -> int:
        """Who meets all of them."""
        found = self.all
        for condition in conditions:
            if condition not in self._bits:
                self._bits[condition] = self._meeting(condition)
            found &= self._bits[condition]
        return found

    def _meeting(self, condition: Condition) -> int:
        if condition.of == PLACE:
            roots = tuple(self._paths[pk] for pk in condition.values if pk in self._paths)
            return _pack(bool(roots) and path.startswith(roots) for path in self.things.paths)
        return _pack(condition.matches(self.things.values[condition.of]))

    def unknown(self, code: str) -> int:
        """Those of whom a property is not known."""
        return _pack(value is None for value in self.things.values[code])

    def number(self, bits: int, measure: str) -> int:
        """How many things they are, or how many groups."""
        if measure != GROUPS:
            return bits.bit_count()
        if bits not in self._groups:
            groups = self.things.groups
            self._groups[bits] = len({groups[place] for place in places(bits)} - {0})
        return self._groups[bits]

    def figure(self, counted: Counted) -> Result:
        """One figure of the table."""
        bits = self.bits(counted.conditions)
        parts = [self.bits(part) & bits for part in counted.parts]
        if counted.total == PARTS and _are_places(counted.parts):
            bits = _either(parts)
        if counted.figure in AGES:
            return Result(self._age(bits, counted.figure), bits)
        if counted.figure == SHARE:
            base = self.number(self.bits(counted.base), counted.measure)
            value = Decimal(self.number(bits, counted.measure)) / base if base else None
            return Result(value, bits, base=base)
        number = self.number(bits, counted.measure)
        if counted.total in {PARTS, SUM}:
            added = sum(self.number(part, counted.measure) for part in parts)
            if counted.total == SUM:
                return Result(added, _either(parts))
            if added != number:
                return Result(None, bits & ~_either(parts) or bits, uneven=added, whole=number)
        return Result(number, bits)

    def _age(self, bits: int, figure: str) -> int | Decimal | None:
        ages = self.things.values[AGE]
        known = [age for place in places(bits) if (age := ages[place]) is not None]
        if not known:
            return None
        if figure == AVERAGE:
            return (Decimal(sum(known)) / len(known)).quantize(TENTH)
        return max(known) if figure == OLDEST else min(known)

    def ids(self, bits: int) -> list[int]:
        """Who they are."""
        return [self.things.ids[place] for place in places(bits)]


def _are_places(parts: Sequence[Sequence[Condition]]) -> bool:
    return all([one.of for one in part] == [PLACE] for part in parts)


def _either(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _pack(fits: Iterable[bool]) -> int:
    """The first is the lowest bit."""
    signs = "".join("1" if one else "0" for one in fits)
    return int(signs[::-1], 2) if signs else 0


def places(bits: int) -> list[int]:
    """Which bits are set, the lowest first."""
    return [found.start() for found in re.finditer("1", f"{bits:b}"[::-1])]
