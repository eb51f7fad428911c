"""What tables of figures may count: the typed registry that each owner of things fills.

A source is what numbers are of: residents, requests. It says by which properties its things are
parted (`Dimension`), with which words labels single a part out (`Phrase`), and gives the things of
a place with their properties; whoever fills tables counts them. So a new service is counted from
the day it registers, and no table knows it.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from linli.kernel.registry import Registry

PLACE = "place"
HIGHEST = 10**6


@dataclasses.dataclass(frozen=True)
class Condition:
    """A property has one of some values, or lies between two whole numbers, both included.

    `many`: a thing may have several values of it, so that two conditions can both be met.
    """

    of: str
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    many: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "of": self.of,
            "in": list(self.values),
            "from": self.low,
            "to": self.high,
            "many": self.many,
        }

    @classmethod
    def of_data(cls, kept: Mapping[str, Any]) -> "Condition":
        return cls(kept["of"], tuple(kept["in"]), kept["from"], kept["to"], kept["many"])

    def matches(self, side: Sequence[Any]) -> Iterator[bool]:
        """For each value whether the condition is met; what is not known (None) never meets it."""
        if self.values:
            allowed = frozenset(self.values)
            for value in side:
                if isinstance(value, set):
                    yield not allowed.isdisjoint(value)
                else:
                    yield value in allowed
            return
        low = 0 if self.low is None else self.low
        high = HIGHEST if self.high is None else self.high
        for value in side:
            yield value is not None and low <= value <= high

    def excludes(self, other: "Condition") -> bool:
        """Whether nothing can meet both."""
        if self.of != other.of or self.many:
            return False
        if self.values:
            return set(self.values).isdisjoint(other.values)
        return self._top < (other.low or 0) or other._top < (self.low or 0)

    @property
    def _top(self) -> int:
        return HIGHEST if self.high is None else self.high


@dataclasses.dataclass(frozen=True)
class Choice:
    """A value of a property. `codes`: what one has to hold at a place to know who has it."""

    value: str
    words: str
    codes: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Dimension:
    """A property by which things are parted; without `choices` a whole number of a `unit`.

    `single`: each thing has one value at most, so that parts do not overlap.
    """

    code: str
    label: str
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    single: bool = True


@dataclasses.dataclass(frozen=True)
class Phrase:
    """Words of a label that stand for conditions. `doubt`: why somebody has to look all the same;
    `within`: only where these words stand in the label or above it; `beside`: in the label."""

    pattern: re.Pattern[str]
    means: Callable[[re.Match[str]], Sequence[Condition] | None]
    doubt: str = ""
    within: re.Pattern[str] | None = None
    beside: re.Pattern[str] | None = None


@dataclasses.dataclass(frozen=True)
class Asked:
    """What a table wants to know: things of a place as one person may see them, those that were
    there on a day or came between two; `only`: what narrows the whole table, in the source's own
    terms; `conditions`: what the labels part them by; `dimensions`: the properties that are needed,
    those of the conditions among them."""

    user: Any
    place: Any
    since: dt.date | None
    until: dt.date
    only: Mapping[str, Any]
    conditions: frozenset[Condition]
    dimensions: frozenset[str]


@dataclasses.dataclass
class Things:
    """Things side by side: `groups` (the household of a resident, 0 none) is what a second measure
    counts; `values`: property → one for each thing, a set where there may be several."""

    ids: list[int]
    paths: list[str]
    groups: list[int]
    values: dict[str, list[Any]]


@dataclasses.dataclass(frozen=True)
class Named:
    """One of the things on a page: what it is called, and where to look at it."""

    id: int
    name: str
    url: str


@dataclasses.dataclass(frozen=True)
class Source:
    """`about`: titles that say that these things are counted. `unit` (人, 件) and `measures`: words
    for their number; `grouped`, `group_unit` and `group_measures` the same for groups. `view`: the
    code without which nobody learns how many there are at a place. `by_period`: things happen, and
    are counted between two days."""

    code: str
    label: object
    about: re.Pattern[str] | None
    unit: str
    measures: re.Pattern[str]
    view: str
    dimensions: Callable[[], Sequence[Dimension]]
    phrases: Callable[[], Sequence[Phrase]]
    things: Callable[[Asked], Things]
    named: Callable[[Any, Sequence[int]], Sequence[Named]]
    group_unit: str = ""
    group_measures: re.Pattern[str] | None = None
    by_period: bool = False


SOURCES: Registry[Source] = Registry("what tables of figures count")


def register(source: Source) -> None:
    """Called from `AppConfig.ready` of the owner."""
    SOURCES.register(source.code, source)


def phrase(
    pattern: str, *means: Condition, doubt: str = "", within: str = "", beside: str = ""
) -> Phrase:
    """Words that always stand for the same."""
    return Phrase(
        re.compile(pattern),
        lambda _found: means,
        doubt,
        re.compile(within) if within else None,
        re.compile(beside) if beside else None,
    )


def codes_of_values(source: Source) -> dict[tuple[str, str], frozenset[str]]:
    """Property and value → what one has to hold to know who has it; of those that are closed."""
    return {
        (one.code, choice.value): choice.codes
        for one in source.dimensions()
        for choice in one.choices
        if choice.codes
    }
