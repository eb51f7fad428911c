"""From rows to a plan for `filling.fill`: which value goes into which cell of which sheet."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from linli.insight.sheets.filling.plan import Column, Inline, Roster, Sheet, Value
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.writing.rows import SERIAL, Rows

Single = tuple[Field, Value]


def split(
    about: Mapping[str, Any], asked: Iterable[Field]
) -> tuple[Sequence[Field], Sequence[Field]]:
    """The fields of a sheet that ask of each person, and those that ask of the report."""
    own = [
        field for field in asked if field["sheet"] == about["name"] and field["how"] != fields.BLANK
    ]
    if about["kind"] == "roster":
        of_report = [field for field in own if not fields.is_column(field)]
    else:
        of_report = [field for field in own if field["element"].startswith("report.")]
    return [field for field in own if field not in of_report], of_report


def of_list(
    about: Mapping[str, Any], own: Sequence[Field], rows: Rows, heads: Sequence[Single]
) -> Sheet:
    """A list: the columns of `own` with their rows, and what stands above and below it."""
    columns = [
        Column(field["place"], values)
        for field, values in zip(own, rows.columns, strict=True)
        if field["element"] != SERIAL
    ]
    serial = next((field["place"] for field in own if field["element"] == SERIAL), "")
    roster = Roster(about["first_data_row"], columns, serial=serial)
    return _with_single(about["name"], heads, [roster] if columns else [])


def of_person(name: str, values: Sequence[Single]) -> Sheet:
    """A form about one person: each field has its own cell."""
    return _with_single(name, values, [])


def _with_single(name: str, values: Sequence[Single], rosters: Sequence[Roster]) -> Sheet:
    cells: dict[str, Value] = {}
    inlines = []
    for field, value in values:
        place = field["place"].partition(":")[0]
        if value is None:
            continue
        if not field["inline"]:
            cells[place] = value
            continue
        # The label may share the cell, or stand beside one that holds blanks or boxes.
        shares = field["cells"].partition(":")[0] == place
        inlines.append(Inline(place, field["path"][-1] if shares else "", value))
    return Sheet(name, rosters, cells, inlines)
