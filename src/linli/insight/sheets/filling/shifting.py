"""Everything of a workbook that points at rows, after rows were put in."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.references import (
    RowMap,
    copy_formula,
    names_sheet,
    parse_area,
    shift_areas,
    shift_formula,
)
from linli.insight.sheets.filling.rosters import Block
from linli.insight.sheets.filling.worksheet import Worksheet
from linli.kernel.sheet_columns import column_letters

# What belongs to the records grows when they have only one row to grow from.
GROWING = {
    "autoFilter",
    "conditionalFormatting",
    "dataValidation",
    "ignoredError",
    "protectedRange",
    "sqref",
    "table",
}
AREAS = ("ref", "sqref", "activeCell", "topLeftCell")
FORMULAS = {"formula", "formula1", "formula2", "f", "calculatedColumnFormula", "totalsRowFormula"}
ANCHORS = {"twoCellAnchor", "oneCellAnchor", "anchor"}
NOTE_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
NOTE_ROW = re.compile(rb"(<x:Row>)\s*(\d+)\s*(</x:Row>)")


def name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def shift_sheet(sheet: Worksheet, rows: RowMap, blocks: list[Block]) -> None:
    """Moves a sheet's own rows, and all on the sheet that points at them."""
    _repeat_formulas(sheet, rows, blocks)
    for number, element in sheet.rows.items():
        new = rows.pushed(number)
        if new > sheet.last_row:
            _push_off(sheet, number)
            continue
        if new == number:
            continue
        element.set("r", str(new))
        for column, cell in sheet.cells(number).items():
            cell.set("r", f"{column_letters(column)}{new}")
    for child in sheet.root:
        if child is not sheet.data:
            for element in child.iter():
                _shift_attributes(element, rows)
            shift_anchors(child, rows)
            shift_formulas(child, rows, sheet.name, on_sheet=True)
    _shift_merges(sheet, rows, blocks)


def _push_off(sheet: Worksheet, row: int) -> None:
    """Rows at the very end that have but a style make room, as they do in Excel."""
    if any(len(cell) for cell in sheet.cells(row).values()):
        raise CannotFill("too_many_rows", sheet=sheet.name)
    sheet.data.remove(sheet.rows[row])


def _repeat_formulas(sheet: Worksheet, rows: RowMap, blocks: list[Block]) -> None:
    """Formulas in cells. One that each record has (a running sum) goes on in the last, too."""
    running: dict[tuple[int, int], str] = {}
    for block in blocks:
        if block.insertion.count and not block.insertion.extends:
            running |= dict(_running(sheet, rows, block))
    for number, cells in ((row, sheet.cells(row)) for row in sheet.rows):
        inside = rows.inside(number)
        for column, cell in cells.items():
            formula = sheet.formula(cell)
            if formula is None:
                continue
            if formula.get("ref"):
                formula.set("ref", shift_areas(formula.get("ref"), rows, extend=False))
            if formula.text:
                formula.text = running.get((number, column)) or shift_formula(
                    formula.text, rows, on_sheet=True, sheet=sheet.name, inside=inside
                )


def shift_other(sheet: Worksheet, rows: RowMap, moved: str) -> bool:
    """Formulas of a sheet that speak of another one, whose rows have moved."""
    changed = False
    for child in sheet.root:
        if child is not sheet.data:
            changed |= shift_formulas(child, rows, moved, on_sheet=False)
    for formula in sheet.data.iter(f"{sheet.space}f"):
        if formula.text:
            text = shift_formula(formula.text, rows, on_sheet=False, sheet=moved)
            changed |= text != formula.text
            formula.text = text
    return changed


def address(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def _running(sheet: Worksheet, rows: RowMap, block: Block) -> Iterator[tuple[tuple[int, int], str]]:
    for row in range(block.last - block.height + 1, block.last + 1):
        for column, cell in sheet.cells(row).items():
            formula = sheet.formula(cell)
            above = sheet.formula(sheet.cell(row - block.height, column))
            if formula is None or above is None or not (formula.text and above.text):
                continue
            if formula.text == copy_formula(above.text, block.height, 0):
                model = shift_formula(
                    above.text, rows, on_sheet=True, sheet=sheet.name, inside=True
                )
                down = rows[row] - rows[row - block.height]
                yield (row, column), copy_formula(model, down, 0)


def _shift_attributes(element: Any, rows: RowMap) -> None:
    kind = name(element)
    if kind in {"mergeCell", "dimension"} or not kind:
        return
    for attribute in AREAS:
        if areas := element.get(attribute):
            element.set(attribute, shift_areas(areas, rows, extend=kind in GROWING))
    if kind == "brk" and name(element.getparent()) == "rowBreaks":
        element.set("id", str(rows[int(element.get("id", "0")) + 1] - 1))
    if kind in {"inputCells", "cellWatch"} and element.get("r"):
        element.set("r", shift_areas(element.get("r"), rows, extend=False))
    if kind == "sqref" and element.text:
        element.text = shift_areas(element.text, rows, extend=True)


def shift_formulas(root: Any, rows: RowMap, sheet: str, *, on_sheet: bool) -> bool:
    """Formulas outside of cells: rules, lists, charts, sparklines. True if one has changed."""
    changed = False
    for element in root.iter():
        if name(element) not in FORMULAS or not element.text:
            continue
        parent = name(element.getparent())
        if parent == "c":
            continue
        inside = parent not in {"cat", "val", "xVal", "yVal", "numRef", "strRef", "tableColumn"}
        text = shift_formula(element.text, rows, on_sheet=on_sheet, sheet=sheet, inside=inside)
        changed |= text != element.text
        element.text = text
    return changed


def _shift_merges(sheet: Worksheet, rows: RowMap, blocks: list[Block]) -> None:
    for merge in sheet.root.iter(f"{sheet.space}mergeCell"):
        merge.set("ref", shift_areas(merge.get("ref", ""), rows, extend=False))
    merges = sheet.root.find(f"{sheet.space}mergeCells")
    if merges is None:
        return
    for block in blocks:
        base = rows[block.first] - block.first
        for top, left, bottom, right in block.new_merges():
            area = f"{column_letters(left)}{top + base}:{column_letters(right)}{bottom + base}"
            etree.SubElement(merges, f"{sheet.space}mergeCell", ref=area)
    merges.set("count", str(len(merges)))


def set_dimension(sheet: Worksheet, blocks: list[Block], rows: RowMap) -> None:
    """The area that is used, said at the head of the sheet."""
    element = sheet.root.find(f"{sheet.space}dimension")
    if element is None:
        return
    try:
        top, left, bottom, right = parse_area(element.get("ref", ""))
    except ValueError:
        return
    used = [(row, column) for row in sheet.rows for column in sheet.cells(row)]
    if not used:
        return
    ends = [rows[bottom], *(rows[row] for row, _ in used)]
    ends += [
        rows[block.last] + block.insertion.count for block in blocks if block.insertion.extends
    ]
    last_row = max(ends)
    first_row = min(top, *(row for row, _ in used))
    first, last = min(left, *(one for _, one in used)), max(right, *(one for _, one in used))
    element.set("ref", f"{column_letters(first)}{first_row}:{column_letters(last)}{last_row}")


def shift_anchors(root: Any, rows: RowMap) -> bool:
    """Pictures, shapes, text boxes and controls below go down; what must not move stays."""
    changed = False
    for element in root.iter():
        if name(element) not in ANCHORS or element.get("editAs") == "absolute":
            continue
        ends = {name(child): _row_of(child) for child in element if name(child) in {"from", "to"}}
        start, end = ends.get("from"), ends.get("to")
        if start is None:
            continue
        before = int(start.text)
        after = rows[before + 1] - 1
        if end is not None:
            keeps_size = element.get("editAs") == "oneCell"
            last = int(end.text)
            moved = last + after - before if keeps_size else rows[last + 1] - 1
            changed |= moved != last
            end.text = str(moved)
        start.text = str(after)
        changed |= after != before
    return changed


def _row_of(end: Any) -> Any | None:
    return next((child for child in end if name(child) == "row" and child.text), None)


def shift_notes(content: bytes, rows: RowMap) -> bytes:
    """The old drawing language of notes and controls; seldom well-formed, so changed in place."""

    def anchor(found: re.Match[bytes]) -> bytes:
        parts = found[2].split(b",")
        if len(parts) != 8 or not all(part.strip().lstrip(b"-").isdigit() for part in parts):
            return found[0]
        for place in (2, 6):
            parts[place] = b" %d" % (rows[max(int(parts[place]), 0) + 1] - 1)
        return found[1] + b",".join(parts) + found[3]

    def row(found: re.Match[bytes]) -> bytes:
        return found[1] + b"%d" % (rows[int(found[2]) + 1] - 1) + found[3]

    return NOTE_ROW.sub(row, NOTE_ANCHOR.sub(anchor, content))


def shift_table(root: Any, rows: RowMap) -> bool:
    """A table object or a list of comments: areas in attributes."""
    before = etree.tostring(root)
    for element in root.iter():
        _shift_attributes(element, rows)
    return etree.tostring(root) != before


def shift_names(root: Any, rows: RowMap, sheet: str) -> bool:
    """Print areas, titles and other names of a workbook."""
    changed = False
    for element in root.iter():
        if name(element) == "definedName" and element.text:
            text = shift_formula(element.text, rows, on_sheet=False, sheet=sheet)
            changed |= text != element.text
            element.text = text
    return changed


def shift_source(root: Any, rows: RowMap, sheet: str) -> bool:
    """Where a pivot table gets its figures from."""
    changed = False
    for element in root.iter():
        if name(element) != "worksheetSource" or not element.get("ref"):
            continue
        if names_sheet(element.get("sheet", ""), sheet):
            element.set("ref", shift_areas(element.get("ref"), rows, extend=True))
            changed = True
    return changed
