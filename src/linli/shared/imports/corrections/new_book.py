"""A new workbook with the same cells, for formats that cannot be patched."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

import xlsxwriter

from linli.shared.imports.cells import CellProblem, text
from linli.shared.imports.reading.reader import Row


def write(
    rows: Iterable[Row], out: IO[bytes], words: Mapping[int, str], column: int, sheet_name: str
) -> None:
    """Write the cells as they were read, with `words` (by row number) in the column."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(sheet_name[:31] or None)
        for row in rows:
            for place, cell in enumerate(row.cells):
                if cell is not None and place != column:
                    sheet.write(row.number - 1, place, _value(cell))
            if row.number in words:
                sheet.write_string(row.number - 1, column, words[row.number])


def _value(cell: Any) -> Any:
    if isinstance(cell, (bool, int, float)):
        return cell
    try:
        return text(cell)
    except CellProblem:
        return str(cell)
