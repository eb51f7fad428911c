"""Which rows a form keeps for records."""

from typing import Any

from linli.insight.sheets.filling.page import Page
from linli.insight.sheets.filling.plan import Roster
from linli.kernel.sheet_columns import column_number
from linli.kernel.text import follows


def last_row(sheet: Page, roster: Roster) -> int:
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


def is_labelled(sheet: Page, column: int, columns: list[int], header: int) -> bool:
    """Whether a column is the roster's: the plan has it, or a header stands above."""
    above = sheet.cell(*sheet.anchor(header, column))
    return column in columns or bool(sheet.text(above).strip())


def _summed(sheet: Page, first: int, after: int) -> list[int]:
    """Rows after those that totals of the form add up: an empty row before a total is none."""
    found = []
    for row in sheet.rows:
        if first <= row < after:
            continue
        for cell in sheet.cells(row).values():
            found += [
                bottom + 1
                for top, bottom in sheet.summed(cell)
                if top == first and first < bottom < after
            ]
    return found


def _continues(sheet: Page, row: int, above: int, columns: list[int], header: int) -> bool:
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


def _looks_alike(sheet: Page, row: int, above: int, columns: list[int]) -> bool:
    """Framed in the same columns (the last row often thicker); without frames, in one style."""
    one = [sheet.style(row, column) for column in columns]
    other = [sheet.style(above, column) for column in columns]
    framed = [sheet.is_framed(style) for style in one]
    if any(framed):
        return framed == [sheet.is_framed(style) for style in other]
    return sum(map(str.__eq__, map(str, one), map(str, other))) * 2 >= len(columns)


def _merges(sheet: Page, row: int, down: int) -> set[tuple[int, ...]]:
    """Merged areas that begin in a row and are no label at the side of several records."""
    return {
        (top - down, left, bottom - down, right)
        for top, left, bottom, right in sheet.merges_from.get(row, ())
        if right > left
    }


def _is_repeated(sheet: Page, cell: Any, above: Any, down: int) -> bool:
    if not sheet.is_repeated(cell, above, down):
        return False
    text = sheet.text(cell).strip()
    if not text:
        return True
    before = sheet.text(above).strip()
    return text == before or follows(text, before)
