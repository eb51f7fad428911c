"""A table means the same however its words are set and wherever it stands."""

import re
from collections.abc import Callable

import pytest

from linli.insight.sheets import inspecting
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.tests.samples import Sample, samples
from linli.kernel.sheet_columns import column_letters, column_number

SAMPLES = list(samples())
CELL = re.compile(r"([A-Z]+)(\d*)")
WIDE = str.maketrans("0123456789():,", "０１２３４５６７８９（）：，")


def spaced(text: str) -> str:
    """姓名 → 姓  名"""
    return f"{text[0]}  {text[1]}" if re.fullmatch(r"[\u4e00-\u9fff]{2}", text) else text


def broken(text: str) -> str:
    return f"{text[:3]}\n{text[3:]}" if re.fullmatch(r"[\u4e00-\u9fff]{5,9}", text) else text


def remade(grid: Grid, change: Callable[[str], str], *, down: int = 0, right: int = 0) -> Grid:
    return Grid(
        grid.name,
        [(area.top + down, area.left + right, change(area.text)) for area in grid.texts],
        [
            (area.top + down, area.left + right, area.bottom + down, area.right + right)
            for area in grid.areas
            if area.width > 1 or area.height > 1
        ],
    )


def meaning(grid: Grid, *, down: int = 0, right: int = 0) -> object:
    """Kind, rows and elements, with places counted from where the table has been moved to."""
    answer = inspecting.inspect_sheet(grid)
    fields = []
    for field in answer["fields"]:
        column, row = CELL.fullmatch(field["value_cell_or_column"]).groups()  # type: ignore[union-attr]
        place = column_letters(column_number(column) - right) + (
            str(int(row) - down) if row else ""
        )
        fields.append((place, field["element"], field["confidence"]))
    rows = [row - down for row in answer["header_rows"] or []]
    first = answer["first_data_row"]
    return answer["kind"], rows, first - down if first else None, fields, answer["population"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_variants(sample: Sample) -> None:
    grid = sample.grid()
    expected = meaning(grid)
    for change in (spaced, broken, lambda text: text.translate(WIDE), lambda text: f"{text}  "):
        assert meaning(remade(grid, change)) == expected
    moved = remade(grid, str, down=2, right=1)
    assert meaning(moved, down=2, right=1) == expected
