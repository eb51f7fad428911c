"""The rows of a sheet: what the register answers for each person, in the words of the form."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.filling.plan import Value
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.writing import cells
from linli.insight.sheets.writing.freshness import Freshness
from linli.insight.sheets.writing.trace import SheetTrace, Trace
from linli.registers.residents import public as residents

AT_ONCE = 500
SERIAL = "report.serial_no"

# Told how many more people are done; False asks to stop.
More = Callable[[int], bool]


class Stopped(Exception):
    """Somebody asked to stop."""


@dataclasses.dataclass
class Rows:
    """The values of a sheet, column by column as its fields, with their trace."""

    columns: list[list[Value]]
    trace: SheetTrace


class Reader:
    """Reads for one person who fills: what they may not see is not in the answers."""

    def __init__(self, user: accounts.User, on: dt.date, trace: Trace) -> None:
        self.user, self.on, self.trace = user, on, trace
        self.fresh = Freshness(on)
        self._holds: dict[tuple[str, str], bool] = {}

    def read(
        self, name: str, kind: str, fields: Sequence[Field], ids: Sequence[int], more: More
    ) -> Rows:
        """A constant number of queries for each few hundred people."""
        rows = Rows([[] for _ in fields], SheetTrace(name, kind, [f["key"] for f in fields]))
        wanted = {field["element"] for field in fields} - {SERIAL, ""}
        left = iter(ids)
        while lot := list(islice(left, AT_ONCE)):
            about = residents.about(lot)
            told = residents.elements.answers(lot, wanted, on=self.on)
            for pk in lot:
                if pk in about:
                    self._add(rows, fields, pk, *about[pk], told.get(pk, {}))
            if not more(len(lot)):
                raise Stopped
        return rows

    def _add(
        self,
        rows: Rows,
        fields: Sequence[Field],
        pk: int,
        name: str,
        path: str,
        told: Mapping[str, residents.elements.Answer],
    ) -> None:
        trace = rows.trace
        made = [self._cell(field, told, path, len(trace.people)) for field in fields]
        for column, (one, _source) in zip(rows.columns, made, strict=True):
            column.append(one.value)
        trace.people.append(pk)
        trace.names.append(name)
        trace.values.append([one.text for one, _source in made])
        trace.marks.append("".join(one.mark for one, _source in made))
        trace.words.append([source for _one, source in made])

    def _cell(
        self, field: Field, told: Mapping[str, residents.elements.Answer], path: str, row: int
    ) -> tuple[cells.Cell, int]:
        if field["how"] == "constant":
            return cells.Cell(field["words"], field["words"]), 0
        element = field["element"]
        if element == SERIAL:
            return cells.Cell(row + 1, str(row + 1)), 0
        answer = told.get(element)
        if residents.elements.is_sensitive(element) and not self._may(
            residents.ResidentsPermission.SENSITIVE, path
        ):
            return cells.Cell(None, "", cells.CLOSED), 0
        if answer is None and field["otherwise"]:
            return cells.Cell(field["otherwise"], field["otherwise"], cells.OTHERWISE), 0
        if answer is None:
            return cells.NOTHING, 0
        return self._known(field, answer, path)

    def _known(
        self, field: Field, answer: residents.elements.Answer, path: str
    ) -> tuple[cells.Cell, int]:
        day = answer.confirmed_on.isoformat() if answer.confirmed_on else ""
        source = self.trace.number(answer.source, day, answer.by)
        masked = residents.elements.is_masked(field["element"])
        if masked and not self._may(residents.ResidentsPermission.REVEAL, path):
            return cells.shown_in_part(field, answer), source
        made = cells.cell(field, answer)
        stale = self.fresh.is_stale(field["element"], answer.confirmed_on)
        if stale and made.mark == cells.GOOD:
            made = dataclasses.replace(made, mark=cells.STALE)
        return made, source

    def _may(self, code: str, path: str) -> bool:
        key = (code, path)
        if key not in self._holds:
            self._holds[key] = accounts.holds(self.user, code, path)
        return self._holds[key]


def of_filling(
    element: str, *, place: places.Place, unit: str, user: accounts.User, on: dt.date
) -> Value:
    """What a line above or below a list asks of the report itself."""
    if element == "report.unit":
        return unit
    if element == "report.filler":
        return user.name
    if element == "report.date":
        return on
    line = places.ancestors(place)
    kind = residents.elements.CITY_KINDS.get(element)
    if kind is not None:
        found = places.of_kind(line, kind)
        return found.name if found else None
    if element == "place.grid_worker":
        return place.contact_name or None if place.kind == places.Kind.GRID else None
    if element in {"place.community_code", "place.division_code"}:
        community = places.of_kind(line, places.Kind.COMMUNITY)
        return community.code or None if community else None
    if element == "place.region":
        kinds = (places.Kind.DISTRICT, places.Kind.STREET, places.Kind.COMMUNITY)
        return "".join(one.name for one in line if one.kind in kinds) or None
    return None
