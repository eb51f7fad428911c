"""Which rows a form keeps for records."""

from typing import Any

from linli.insight.sheets.filling.plan import Roster
from linli.insight.sheets.filling.references import copy_formula, row_ranges
from linli.insight.sheets.filling.worksheet import Worksheet
from linli.kernel.sheet_columns import column_number


def last_row(sheet: Worksheet, roster: Roster) -> int:
    """The last row of the records that are there, empty or as samples; at least one record."""
    height = roster.record_rows
    if roster.last_row is not None:
        rows = max(roster.last_row - roster.first_row + 1, height)
        return roster.first_row + rows // height * height - 1
    columns = sorted({column_number(column.letter) for column in roster.columns})
    header = roster.first_row - 1
    row = roster.first_row + height
    while _continues(sheet, row, row - height, columns, header):
        row += 1
    row = min([row, *_summed(sheet, roster.first_row, row)])
    rows = max(row - roster.first_row, height)
    return roster.first_row + rows // height * height - 1


def is_labelled(sheet: Worksheet, column: int, columns: list[int], header: int) -> bool:
    """Whether a column is the roster's: the plan has it, or a header stands above."""
    above = sheet.cell(*sheet.anchor(header, column))
    return column in columns or bool(sheet.text(above).strip())


def _summed(sheet: Worksheet, first: int, after: int) -> list[int]:
    """Rows after those that totals of the form add up: an empty row before a total is none."""
    found = []
    for row in sheet.rows:
        if first <= row < after:
            continue
        for cell in sheet.cells(row).values():
            formula = sheet.formula(cell)
            for top, bottom in row_ranges("" if formula is None else formula.text or ""):
                if top == first and first < bottom < after:
                    found.append(bottom + 1)
    return found


def _continues(sheet: Worksheet, row: int, above: int, columns: list[int], header: int) -> bool:
    """Whether `row` is a record like the one `above`: same frame, and nothing of its own in it."""
    if row not in sheet.rows or not any(column in sheet.cells(row) for column in columns):
        return False
    if not _looks_alike(sheet, row, above, columns):
        return False
    if _merges(sheet, row, row - above) != _merges(sheet, above, 0):
        return False
    return all(
        _is_repeated(sheet, cell, sheet.cell(above, column), row - above)
        for column, cell in sheet.cells(row).items()
        if is_labelled(sheet, column, columns, header)
    )


def _looks_alike(sheet: Worksheet, row: int, above: int, columns: list[int]) -> bool:
    """Framed in the same columns (the last row often thicker); without frames, in one style."""
    one = [sheet.style(row, column) for column in columns]
    other = [sheet.style(above, column) for column in columns]
    framed = [sheet.styles.is_framed(style) for style in one]
    if any(framed):
        return framed == [sheet.styles.is_framed(style) for style in other]
    return sum(map(str.__eq__, map(str, one), map(str, other))) * 2 >= len(columns)


def _merges(sheet: Worksheet, row: int, down: int) -> set[tuple[int, ...]]:
    """Merged areas that begin in a row and are no label at the side of several records."""
    return {
        (top - down, left, bottom - down, right)
        for top, left, bottom, right in sheet.merges_from.get(row, ())
        if right > left
    }


def _is_repeated(sheet: Worksheet, cell: Any, above: Any, down: int) -> bool:
    formula, model = sheet.formula(cell), sheet.formula(above)
    if formula is not None:
        return model is not None and (
            not formula.text or formula.text == copy_formula(model.text or "", down, 0)
        )
    text = sheet.text(cell).strip()
    if not text:
        return True
    before = sheet.text(above).strip()
    return text == before or (text.isdigit() and before.isdigit() and int(text) == int(before) + 1)
