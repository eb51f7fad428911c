"""A filled workbook against its blank, by another reader: what else has changed?"""

import io
import warnings
import zipfile
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

STYLE = ("font", "fill", "border", "alignment", "number_format", "protection")
PAGE = ("page_setup", "page_margins", "print_options", "protection")


def open_book(content: bytes, **how: bool) -> Any:
    """Without the warnings of a reader that knows less than the file holds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content), **how)


def style(cell: Any, part: str) -> Any:
    """One side of a cell's style, out of the wrapper that compares by identity."""
    value = getattr(cell, part)
    return getattr(value, "_StyleProxy__target", value)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed_parts(blank: bytes, filled: bytes) -> set[str]:
    """Names of parts that are not byte for byte the same, or in one of both only."""
    one, other = parts(blank), parts(filled)
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def differences(
    blank: bytes,
    filled: bytes,
    *,
    written: dict[str, set[str]],
    inserted: dict[str, tuple[int, int]] | None = None,
) -> list[str]:
    """What differs, apart from the values of cells that were `written` (addresses in the filled).

    `inserted`: sheet → (rows put in below this row of the blank, how many); a row of 0 is for
    sheets with formulas about another one.
    """
    found: list[str] = []
    one = open_book(blank)
    other = open_book(filled)
    if one.sheetnames != other.sheetnames:
        return [f"sheets {one.sheetnames} {other.sheetnames}"]
    for name in one.sheetnames:
        after, count = (inserted or {}).get(name, (0, 0))
        found += _sheet(one[name], other[name], written.get(name, set()), after, count)
    return found


def _sheet(one: Any, other: Any, written: set[str], after: int, count: int) -> list[str]:
    found = []
    for cell in list(one._cells.values()):  # those of the file; others would be made by looking
        moved = cell.row + (count if after and cell.row > after else 0)
        there = other.cell(moved, cell.column)
        if there.coordinate not in written and not _same(cell, there, count):
            found.append(f"{there.coordinate}: {cell.value!r} became {there.value!r}")
        found += [
            f"{there.coordinate}: {part}"
            for part in STYLE
            if style(cell, part) != style(there, part)
        ]
    for number, size in one.row_dimensions.items():
        moved = number + (count if after and number > after else 0)
        if size.height != other.row_dimensions[moved].height:
            found.append(f"height of row {moved}")
    found += [
        f"width of column {letter}"
        for letter, size in one.column_dimensions.items()
        if size.width != other.column_dimensions[letter].width
        or size.hidden != other.column_dimensions[letter].hidden
    ]
    found += _merges(one, other, after, count)
    if one.freeze_panes != other.freeze_panes or one.sheet_state != other.sheet_state:
        found.append("panes or visibility")
    found += [part for part in PAGE if repr(getattr(one, part)) != repr(getattr(other, part))]
    return found if _margins(one) == _margins(other) else [*found, "header or footer"]


def _margins(sheet: Any) -> list[Any]:
    return [
        getattr(part, place).text
        for part in (sheet.oddHeader, sheet.oddFooter)
        for place in ("left", "center", "right")
    ]


def _same(cell: Any, there: Any, count: int) -> bool:
    """A formula may have been moved; tests of formulas look at them one by one."""
    if count and cell.data_type == "f":
        return there.data_type == "f"
    return cell.value == there.value


def _merges(one: Any, other: Any, after: int, count: int) -> list[str]:
    def moved(row: int) -> int:
        return row + (count if after and row > after else 0)

    wanted = {
        f"{get_column_letter(area.min_col)}{moved(area.min_row)}:"
        f"{get_column_letter(area.max_col)}{moved(area.max_row)}"
        for area in one.merged_cells.ranges
    }
    there = {area.coord for area in other.merged_cells.ranges}
    new = {
        coord
        for coord in there - wanted
        if not (after and after < other[coord.split(":")[0]].row <= after + count)
    }
    return [f"merge {coord}" for coord in sorted((wanted - there) | new)]
