"""From rows to a plan for `filling.fill`: which value goes into which cell of which sheet."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from linli.insight.sheets.filling.plan import BODY, Column, Inline, Roster, Sheet, Value
from linli.insight.sheets.filling.references import parse_address
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.writing.rows import SERIAL, Rows
from linli.kernel.sheet_columns import column_letters

Single = tuple[Field, Value]


def split(
    about: Mapping[str, Any], asked: Iterable[Field]
) -> tuple[Sequence[Field], Sequence[Field]]:
    """The fields of a sheet that ask of each person, and those that ask of the report."""
    own = [
        field for field in asked if field["sheet"] == about["name"] and field["how"] != fields.BLANK
    ]
    if about.get("figures"):
        return [], own
    if about["kind"] == "roster":
        of_report = [field for field in own if not fields.is_column(field)]
    else:
        of_report = [field for field in own if field["element"].startswith("report.")]
    return [field for field in own if field not in of_report], of_report


def of_list(
    about: Mapping[str, Any], own: Sequence[Field], rows: Rows, heads: Sequence[Single]
) -> list[Sheet]:
    """A list: the columns of `own` with their rows, and what stands above and below it."""
    columns = [
        Column(field["place"], values)
        for field, values in zip(own, rows.columns, strict=True)
        if field["element"] != SERIAL
    ]
    serial = next((field["place"] for field in own if field["element"] == SERIAL), "")
    first = about["first_data_row"] - about.get("above", 0)
    roster = Roster(first, columns, serial=serial)
    return _with_single(about, heads, [roster] if columns else [])


def of_person(about: Mapping[str, Any], values: Sequence[Single]) -> list[Sheet]:
    """A form about one person: each field has its own cell."""
    return _with_single(about, values, [])


def of_figures(
    about: Mapping[str, Any],
    cells: Mapping[str, Value],
    rosters: Sequence[Roster],
    heads: Sequence[Single],
) -> list[Sheet]:
    """A table of figures: its cells, the rows that had to be named, and what stands around it."""
    above = about.get("above", 0)
    moved = {}
    for place, value in cells.items():
        row, column = parse_address(place)
        moved[f"{column_letters(column)}{row - above}"] = value
    return _with_single(about, heads, rosters, moved)


def _with_single(
    about: Mapping[str, Any],
    values: Sequence[Single],
    rosters: Sequence[Roster],
    figures: Mapping[str, Value] | None = None,
) -> list[Sheet]:
    """The sheet, and for a Word file the lines of its text."""
    cells: dict[str, Value] = dict(figures or {})
    inlines, lines = [], []
    for field, value in values:
        if value is None:
            continue
        drawn = field["place"].partition(":")[0]
        row, column = parse_address(drawn)
        # The label may share the cell, or stand beside one that holds blanks or boxes.
        label = field["path"][-1] if field["cells"].partition(":")[0] == drawn else ""
        paragraph = about.get("paragraphs", {}).get(str(row))
        if paragraph is not None:
            lines.append(Inline(paragraph, label, value))
            continue
        place = f"{column_letters(column)}{row - about.get('above', 0)}"
        if field["inline"]:
            inlines.append(Inline(place, label, value))
        else:
            cells[place] = value
    sheet = Sheet(about["name"], rosters, cells, inlines)
    return [sheet, Sheet(BODY, inlines=lines)] if lines else [sheet]
