"""A table of figures counted for one person: each figure with its rights, its people, its words."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.counting import meanings, placing
from linli.insight.sheets.counting.meanings import Counted, Meaning
from linli.insight.sheets.counting.reading import SHARE
from linli.insight.sheets.counting.tally import Result, Tally
from linli.insight.sheets.proposing import figures, people
from linli.kernel import counted as registry
from linli.kernel.counted import PLACE, SOURCES, Condition

# How a figure turned out: counted; not for this person to know; a total that its parts do not add
# up to; a share of nobody.
GOOD, CLOSED, UNEVEN, EMPTY = ".", "c", "u", "e"


@dataclasses.dataclass(frozen=True)
class Figure:
    """`at`: the cell of the blank, or the column where rows were still to be named, `line` then
    says of which place (None: of all together). `column` and `row`: the labels it stands under."""

    at: str
    line: int | None
    column: str
    row: str
    counted: Counted
    mark: str
    result: Result | None


class Table:
    """One sheet's figures for one person, at a place and day; counted when they are asked for."""

    def __init__(
        self, sheet: Mapping[str, Any], user: accounts.User, place: places.Place, on: dt.date
    ) -> None:
        self.sheet, self.user, self.place = sheet, user, place
        self.figures: figures.Figures = sheet["figures"]
        self.source = SOURCES[self.figures["source"]]
        self.known: dict[str, Meaning] = {one["key"]: one for one in self.figures["meanings"]}
        self.within = self._within()
        self.lines = self._lines()
        self._paths = self._place_paths()
        self.asked = figures.asked(self.figures, user, self.within, sheet["people"], on)
        self._holds: dict[tuple[str, str], bool] = {}
        # Read once: a table asks for each of its figures.
        self._of_value = registry.codes_of_values(self.source)
        self._codes: set[str] = set()
        if self.source.code == figures.RESIDENTS:
            self._codes = people.codes_of([{"people": sheet["people"], "on": True}])
        self.tally: Tally | None = None

    def _within(self) -> places.Place:
        """The place, or the part of it that somebody has chosen."""
        chosen = self.sheet["people"]["place"]
        found = places.in_bulk([chosen]).get(chosen) if chosen else None
        inside = found is not None and places.contains(self.place.place_path, found.place_path)
        return found if found is not None and inside else self.place

    def _lines(self) -> list[places.Place]:
        opened = self.figures["open"]
        if not opened:
            return []
        return [
            one
            for one in placing.rows(self.place, opened["keys"])
            if places.contains(self.within.place_path, one.place_path)
            and accounts.holds(self.user, self.source.view, one.place_path)
        ]

    def _place_paths(self) -> dict[str, str]:
        """The paths of all places that labels or rows name."""
        named = {
            int(pk)
            for one in self.known.values()
            for c in meanings.conditions(one)
            if c.of == PLACE
            for pk in c.values
        }
        paths = {str(pk): one.place_path for pk, one in places.in_bulk(named).items()}
        return paths | {str(one.pk): one.place_path for one in self.lines}

    def count(self) -> list[Figure]:
        """All figures that are filled, in the order of the form."""
        self.tally = Tally(self.source.things(self.asked), self._paths)
        return list(self._all())

    def of_label(self, key: str) -> int | None:
        """How many a label stands for by itself, once the table is counted; None where it narrows
        nothing, or this person may not know."""
        meaning = self.known[key]
        counted = Counted(tuple(meanings.conditions(meaning)))
        if not meaning["of"] or self.tally is None or not self._may(counted):
            return None
        return self.tally.number(self.tally.bits(counted.conditions), counted.measure)

    @property
    def asks_for(self) -> int:
        """How many figures the labels ask for, understood or not."""
        many = len(self.lines) + len((self.figures["open"] or {}).get("totals", ()))
        return len(self.figures["places"]) * (many if self.figures["open"] else 1)

    def _all(self) -> Iterator[Figure]:
        lines: list[int | None] = [None]
        if self.figures["open"]:
            # Without a row there is nothing to be summed either.
            lines = [*range(len(self.lines)), None] if self.lines else []
        for line in lines:
            for one in self.figures["places"]:
                counted = meanings.counted(one["headers"], self.known)
                if counted is not None:
                    yield self._figure(one, self._on_line(counted, line), line)

    def _on_line(self, counted: Counted, line: int | None) -> Counted:
        """The same for one of the rows that were to be named, or for all of them."""
        if not self.figures["open"]:
            return counted
        chosen = self.lines if line is None else [self.lines[line]]
        here = Condition(PLACE, tuple(str(one.pk) for one in chosen))
        return dataclasses.replace(
            counted,
            conditions=(*counted.conditions, here),
            base=(*counted.base, here) if counted.figure == SHARE else (),
        )

    def _figure(self, one: Mapping[str, Any], counted: Counted, line: int | None) -> Figure:
        column, row = self._labels(one["headers"])
        if self.figures["open"]:
            row = _("合计") if line is None else placing.named(self.lines[line], "")
        result, mark = None, CLOSED
        if self._may(counted):
            assert self.tally is not None  # noqa: S101 - `count` has made it
            result = self.tally.figure(counted)
            mark = GOOD if result.value is not None else EMPTY
            mark = UNEVEN if result.uneven is not None else mark
        return Figure(one["at"], line, column, row, counted, mark, result)

    def _labels(self, keys: Sequence[str]) -> tuple[str, str]:
        shown = [self.known[key] for key in keys if self.known[key]["axis"] != figures.TITLE]
        columns = [one["text"] for one in shown if one["axis"] == "column"]
        rows = [one["text"] for one in shown if one["axis"] != "column"]
        return " › ".join(columns), " › ".join(rows)

    def codes(self, counted: Counted) -> set[str]:
        """What one has to hold to learn a figure."""
        all_of = [*counted.conditions, *counted.base, *(c for part in counted.parts for c in part)]
        closed = {
            code
            for one in all_of
            for value in one.values
            for code in self._of_value.get((one.of, value), ())
        }
        return {self.source.view, *self._codes, *closed}

    def _may(self, counted: Counted) -> bool:
        """A number of those whom one may know would be a wrong number: all of them, or none."""
        roots = [
            self._paths[pk]
            for one in (*counted.conditions, *(c for part in counted.parts for c in part))
            if one.of == PLACE
            for pk in one.values
            if pk in self._paths
        ]
        roots = [root for root in roots if places.contains(self.within.place_path, root)]
        return all(
            self._holds_at(code, root)
            for code in self.codes(counted)
            for root in roots or [self.within.place_path]
        )

    def _holds_at(self, code: str, path: str) -> bool:
        key = (code, path)
        if key not in self._holds:
            self._holds[key] = accounts.holds(self.user, code, path)
        return self._holds[key]
