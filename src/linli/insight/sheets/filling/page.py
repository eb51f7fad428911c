"""What finding and writing records needs of a sheet, whatever its file format."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.plan import Value

Area = tuple[int, int, int, int]  # top, left, bottom, right
# Merged areas larger than any label; and more merged cells than a form of this world has.
LARGEST_MERGE, MOST_MERGED = 100_000, 2_000_000


def anchors(merges: Sequence[Area]) -> dict[tuple[int, int], tuple[int, int]]:
    """Each cell of a merged area → the one that holds its value. Of a moderate number."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    size = 0
    for top, left, bottom, right in merges:
        cells = (bottom - top + 1) * (right - left + 1)
        if cells > LARGEST_MERGE:
            continue
        size += cells
        if size > MOST_MERGED:
            raise CannotFill("too_big_inside")
        found |= {
            (row, column): (top, left)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
    return found


class Page(Protocol):
    """Rows and columns are counted from 1. A cell, a style and a formula are the format's own;
    a cell without a formula has one that is empty."""

    @property
    def name(self) -> str: ...

    @property
    def last_row(self) -> int: ...

    @property
    def rows(self) -> Mapping[int, Any]: ...

    @property
    def merges(self) -> Sequence[Area]: ...

    @property
    def merges_from(self) -> Mapping[int, Sequence[Area]]: ...

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell of a merged area that holds its value."""

    def cells(self, row: int) -> Mapping[int, Any]: ...

    def cell(self, row: int, column: int) -> Any | None: ...

    def text(self, cell: Any | None) -> str:
        """What a cell says, without formulas' results."""

    def constant(self, cell: Any) -> Value:
        """What a cell holds, a number as a number."""

    def style(self, row: int, column: int) -> Any:
        """The style a cell has or, where there is none yet, would have."""

    def is_framed(self, style: Any) -> bool: ...

    def calculation(self, cell: Any | None) -> Any:
        """The formula of a cell."""

    def is_repeated(self, cell: Any, above: Any, down: int) -> bool:
        """Whether a cell has the formula of one `down` rows above, copied; or has none."""

    def summed(self, cell: Any) -> Iterator[tuple[int, int]]:
        """First and last rows of the ranges of a cell's formula."""

    def put(self, row: int, column: int, value: Value, date_format: str = "") -> bool:
        """Writes a value; False where a formula stands."""

    def clear(self, cell: Any) -> None:
        """Takes the content out; the style stays."""

    def show(self, row: int) -> None:
        """A record must not be put where nobody sees it."""
