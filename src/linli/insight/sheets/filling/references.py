"""Cell references when rows are put in: in formulas, in ranges, in names of areas."""

import bisect
import dataclasses
import re
from collections.abc import Callable, Iterable

from linli.kernel.sheet_columns import column_letters, column_number

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

# What a formula is made of, as far as references go. Whatever is none of these stays as it is.
TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
    | (?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!))
    | (?P<sheet>(?:'(?:[^']|'')+'|[\w.\[\]]+(?::[\w.]+)?)!)?
      (?P<area>
        \$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?::\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6})?
        | \$?[1-9]\d{0,6}:\$?[1-9]\d{0,6}
      )(?![\w.(!\[])
    | (?P<columns>\[(?:[^\[\]]|\[[^\]]*\])*\](?!\w))
    | (?P<word>[\w.\\?]+)
    """,
    re.VERBOSE,
)
CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d+)")
ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


@dataclasses.dataclass(frozen=True)
class Insertion:
    """`count` rows put in below row `after`, into records that stand in rows `first` to `last`.

    New records go in before the last one, so that what spans the records grows by itself. If there
    is but one record they go in below it, and what ends with it has to be made to grow.
    """

    first: int
    after: int
    last: int
    count: int

    @property
    def extends(self) -> bool:
        return self.after == self.last


class RowMap:
    """Where the rows of a blank sheet are after rows have been put in."""

    def __init__(self, insertions: Iterable[Insertion] = ()) -> None:
        self.insertions = sorted(
            (one for one in insertions if one.count), key=lambda one: one.after
        )
        self._after = [one.after for one in self.insertions]
        self._sums = [0]
        for one in self.insertions:
            self._sums.append(self._sums[-1] + one.count)

    def __bool__(self) -> bool:
        return bool(self.insertions)

    def __getitem__(self, row: int) -> int:
        return min(self.pushed(row), LAST_ROW)

    def pushed(self, row: int) -> int:
        """Where a row would be, also beyond the end of a sheet."""
        return row + self._sums[bisect.bisect_left(self._after, row)]

    def span(self, top: int, bottom: int, *, extend: bool = True) -> tuple[int, int]:
        """A range of rows; with `extend` it grows with the one record at its end."""
        first, last = self[top], self[bottom]
        if extend:
            last += sum(
                one.count
                for one in self.insertions
                if one.extends and one.after == bottom and top <= one.after
            )
        return first, min(last, LAST_ROW)

    def inside(self, row: int) -> bool:
        """Whether a row belongs to records that got more rows."""
        return any(one.first <= row <= one.last for one in self.insertions)


def parse_address(address: str) -> tuple[int, int]:
    """("C5") → (5, 3). Raises ValueError."""
    match = ADDRESS.fullmatch(address.strip().upper())
    if match is None:
        raise ValueError(address)
    row, column = int(match[2]), column_number(match[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError(address)
    return row, column


def parse_area(area: str) -> tuple[int, int, int, int]:
    """("B3:D5") → (3, 2, 5, 4): top, left, bottom, right. Raises ValueError."""
    first, _, last = area.partition(":")
    top, left = parse_address(first)
    bottom, right = parse_address(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def shift_areas(areas: str, rows: RowMap, *, extend: bool) -> str:
    """The ranges of an attribute such as `sqref`: "A1:B5 C7"."""
    return " ".join(_shift_area(area, rows, extend=extend) for area in areas.split())


def shift_formula(
    formula: str, rows: RowMap, *, on_sheet: bool, sheet: str, inside: bool = False
) -> str:
    """A formula after rows were put into `sheet`.

    `on_sheet`: the formula stands on that sheet, so that a bare A1 means it too. `inside`: it
    belongs to one record, whose own ranges (B5:D5) must not grow downwards, except for those
    that name the rows for good (B$5:B$9).
    """

    def shifted(prefix: str, area: str) -> str:
        if not (names_sheet(prefix, sheet) if prefix else on_sheet):
            return area
        extend = ":" in area and (not inside or _is_fixed(area))
        return _shift_area(area, rows, extend=extend)

    return _each_area(formula, shifted)


def _is_fixed(area: str) -> bool:
    return all(fixed_row or not letters for _, letters, fixed_row, _ in CORNER.findall(area))


def copy_formula(formula: str, down: int, right: int) -> str:
    """A formula copied over rows and columns: what a shared formula means in another cell."""

    def moved(_prefix: str, area: str) -> str:
        return CORNER.sub(lambda corner: _moved_corner(corner, down, right), area)

    return _each_area(formula, moved)


def _moved_corner(corner: re.Match[str], down: int, right: int) -> str:
    fixed_column, letters, fixed_row, row = corner.groups()
    if not letters:  # of a range of rows, 5:7, whose one mark stands first
        return corner[0] if fixed_column else str(_row(int(row) + down))
    if not fixed_column and right:
        letters = column_letters((column_number(letters) + right - 1) % LAST_COLUMN + 1)
    return f"{fixed_column}{letters}{fixed_row}{row if fixed_row else _row(int(row) + down)}"


def _row(row: int) -> int:
    """Rows run round, as they do in a spreadsheet."""
    return (row - 1) % LAST_ROW + 1


def row_ranges(formula: str) -> list[tuple[int, int]]:
    """First and last rows of the ranges of a formula on its own sheet."""
    found = []
    for token in TOKEN.finditer(formula):
        corners = CORNER.findall(token["area"] or "")
        if len(corners) == 2 and not token["sheet"] and corners[0][1]:
            found.append((int(corners[0][3]), int(corners[1][3])))
    return found


def names_sheet(prefix: str, sheet: str) -> bool:
    """Whether 'My sheet'! means `sheet`. Ranges of sheets and other files do not."""
    name = prefix.rstrip("!")
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name.casefold() == sheet.casefold()


def _each_area(formula: str, change: Callable[[str, str], str]) -> str:
    def one(token: re.Match[str]) -> str:
        area = token["area"]
        if area is None or not _exists(area):
            return token[0]
        prefix = token["sheet"] or ""
        return prefix + change(prefix, area)

    return TOKEN.sub(one, formula)


def _exists(area: str) -> bool:
    """ABC1234567 looks like a cell, but lies outside every sheet: a name."""
    return all(
        int(row) <= LAST_ROW and column_number(letters) <= LAST_COLUMN
        for _, letters, _, row in CORNER.findall(area)
    )


def _shift_area(area: str, rows: RowMap, *, extend: bool) -> str:
    corners = list(CORNER.finditer(area))
    if not corners:  # whole columns
        return area
    top, bottom = int(corners[0][4]), int(corners[-1][4])
    if top > bottom:
        first, last = rows[top], rows[bottom]
    else:
        first, last = rows.span(top, bottom, extend=extend)
    if len(corners) == 1 and first == last:
        return _with_row(corners[0], first)
    start, end = corners[0], corners[-1]
    return f"{_with_row(start, first)}:{_with_row(end, last)}"


def _with_row(corner: re.Match[str], row: int) -> str:
    return f"{corner[1]}{corner[2]}{corner[3]}{row}"
