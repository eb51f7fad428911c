"""The filled form with what is missing on a coloured ground, for who still works on it."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from linli.insight.sheets.filling import filling as files
from linli.insight.sheets.filling.plan import BODY
from linli.insight.sheets.filling.references import parse_address
from linli.insight.sheets.models import Filling
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.writing import cells
from linli.insight.sheets.writing.trace import SheetTrace, Trace
from linli.kernel.sheet_columns import column_number

# Yellow asks for an answer, orange for a new one, blue for a word that the form knows.
GROUNDS = {cells.EMPTY: "FFF2CC", cells.STALE: "FCE4D6", cells.UNLISTED: "DDEBF7"}
Spot = tuple[int, int, str]


def colour(filling: Filling, content: bytes, trace: Trace) -> bytes:
    """A copy of the filled file, a list or a form about one person; the file itself stays as it
    is. Raises `CannotFill`."""
    by_key = {field["key"]: field for field in filling.fields}
    places: dict[str, list[Spot]] = {}
    for sheet in trace.sheets:
        own: Mapping[str, Any] = next(one for one in filling.sheets if one["name"] == sheet.name)
        is_list = sheet.kind == "roster"
        found = _of_list(sheet, by_key) if is_list else _of_form(sheet, by_key, own)
        for name, spot in found:
            places.setdefault(name, []).append(spot)
    for about in filling.sheets:
        if about["on"] and about.get("figures"):
            places.setdefault(about["name"], []).extend(_of_figures(about, trace))
    return files.colour(content, places)


def _of_list(sheet: SheetTrace, by_key: Mapping[str, Field]) -> Iterator[tuple[str, Spot]]:
    columns = [
        (number, column_number(by_key[key]["place"]))
        for number, key in enumerate(sheet.keys)
        if key in by_key and fields.is_column(by_key[key])
    ]
    for row, marks in enumerate(sheet.marks):
        for number, column in columns:
            if marks[number] in GROUNDS:
                yield sheet.name, (sheet.first_row + row, column, GROUNDS[marks[number]])


def _of_form(
    sheet: SheetTrace, by_key: Mapping[str, Field], about: Mapping[str, Any]
) -> Iterator[tuple[str, Spot]]:
    """Each field has a cell, or a line of the text, of its own."""
    for key, mark in zip(sheet.keys, sheet.marks[0] if sheet.marks else "", strict=False):
        if mark not in GROUNDS or key not in by_key:
            continue
        row, column = parse_address(by_key[key]["place"].partition(":")[0])
        paragraph = about.get("paragraphs", {}).get(str(row))
        if paragraph is not None:
            yield BODY, (parse_address(paragraph)[0], 1, GROUNDS[mark])
        else:
            yield sheet.name, (row - about.get("above", 0), column, GROUNDS[mark])


def _of_figures(about: Mapping[str, Any], trace: Trace) -> Iterator[Spot]:
    """Cells that stayed empty; of rows that had to be named nobody can tell where they stand."""
    table = trace.table(about["name"])
    if about["figures"]["open"] or table is None:
        return
    filled = {cell["at"] for cell in table.cells if cell["text"]}
    for one in about["figures"]["places"]:
        if one["at"] not in filled:
            row, column = parse_address(one["at"])
            yield row - about.get("above", 0), column, GROUNDS[cells.EMPTY]


def gap_list(filling: Filling, trace: Trace) -> bytes:
    """A workbook that says of whom what is missing, where each person has a file of the own."""
    labels = {field["key"]: fields.said(field["path"]) for field in filling.fields}
    words = {
        cells.EMPTY: _("空着"),
        cells.STALE: _("太久没核实"),
        cells.UNLISTED: _("表的选项里没有这个词"),
    }
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        grounds = {
            mark: book.add_format({"bg_color": f"#{rgb}", "border": 1, "border_color": "#BFBFBF"})
            for mark, rgb in GROUNDS.items()
        }
        head = book.add_format({"bold": True, "bottom": 1})
        page = book.add_worksheet(_("缺项"))
        for column, (label, width) in enumerate(
            ((_("姓名"), 14), (_("栏目"), 36), (_("怎么缺"), 24))
        ):
            page.set_column(column, column, width)
            page.write_string(0, column, label, head)
        page.freeze_panes(1, 0)
        for line, (name, key, mark) in enumerate(_gaps(trace), start=1):
            page.write_string(line, 0, name)
            page.write_string(line, 1, labels.get(key, ""))
            page.write_string(line, 2, words[mark], grounds[mark])
    return output.getvalue()


def _gaps(trace: Trace) -> Iterator[tuple[str, str, str]]:
    """Name, field and mark, person by person."""
    for sheet in trace.sheets:
        for name, marks in zip(sheet.names, sheet.marks, strict=True):
            for key, mark in zip(sheet.keys, marks, strict=True):
                if mark in GROUNDS:
                    yield name, key, mark
