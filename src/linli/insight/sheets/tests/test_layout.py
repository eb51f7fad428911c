"""Any sheet is answered, and with places inside it."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.insight.sheets import inspecting
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.layout.tables import find_table
from linli.insight.sheets.reading.extract import read_merges
from linli.kernel.sheet_columns import column_number

# What cells of blank tables hold, and signs that could mislead.
WORDS = [
    *(
        "姓名",
        "性别",
        "身份证号",
        "序号",
        "合计",
        "填报单位：",
        "填表人：",
        "监护人",
        "联系电话",
        "备注",
    ),
    *(
        "统计表",
        "登记表",
        "人数（人）",
        "户数",
        "男",
        "女",
        "其中",
        "单位",
        "数量",
        "照片",
        "0-17岁",
    ),
    *("□是 □否", "年  月  日", "甲", "1", "a", "：", "____", "（盖章）", "一、基本情况"),
    *("注：本表一式三份。", " ", "\n：\n"),
]
cells = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 9)),
    st.sampled_from(WORDS),
    max_size=50,
)
merges = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 9), st.integers(0, 4), st.integers(0, 5)).map(
        lambda one: (one[0], one[1], one[0] + one[2], one[1] + one[3])
    ),
    max_size=12,
)
COLUMN = re.compile(r"[A-Z]{1,2}")
CELL = re.compile(r"([A-Z]{1,2})(\d+)")


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    texts = draw(cells)
    return Grid(
        "Sheet1", [(row, column, text) for (row, column), text in texts.items()], draw(merges)
    )


@given(grids())
@settings(max_examples=300)
def test_any_sheet_is_answered_with_places_inside_it(grid: Grid) -> None:
    answer = inspecting.inspect_sheet(grid)
    assert answer["kind"] in {"roster", "record", "statistics", "other"}
    for field in answer["fields"]:
        place = field["value_cell_or_column"]
        cell = CELL.fullmatch(place)
        assert cell or COLUMN.fullmatch(place)
        assert column_number(cell[1] if cell else place) <= max(grid.right, 1)
        assert not cell or int(cell[2]) <= grid.bottom
        assert field["label_path"]
    if answer["header_rows"]:
        top, bottom = answer["header_rows"]
        assert 1 <= top <= bottom < answer["first_data_row"]
        assert bottom - top < 8


@given(grids())
def test_every_cell_belongs_to_one_area(grid: Grid) -> None:
    for row in range(1, grid.bottom + 1):
        for column in range(1, grid.right + 1):
            area = grid.at(row, column)
            assert area.top <= row <= area.bottom
            assert area.left <= column <= area.right
            assert grid.at(area.top, area.left) == area


def test_a_header_of_three_rows_with_a_row_of_codes() -> None:
    grid = Grid(
        "Sheet1",
        [
            (1, 1, "人口情况统计表"),
            (2, 1, "社区"), (2, 2, "人口"),
            (3, 2, "户籍"), (3, 4, "流动"),
            (4, 2, "男"), (4, 3, "女"), (4, 4, "男"), (4, 5, "女"),
            (5, 1, "甲"), (5, 2, "1"), (5, 3, "2"), (5, 4, "3"), (5, 5, "4"),
            (6, 1, "合计"),
        ],
        [(1, 1, 1, 5), (2, 1, 4, 1), (2, 2, 2, 5), (3, 2, 3, 3), (3, 4, 3, 5)],
    )  # fmt: skip
    table = find_table(grid)
    assert table is not None
    assert (table.top, table.bottom, table.first_data_row) == (2, 5, 7)
    assert [area.text for area in table.columns[3].path] == ["人口", "流动", "男"]


class Bomb:
    """A sheet that claims merged areas as large as a sheet can be."""

    merged_cell_ranges = [((row, 0), (1_048_575, 16_383)) for row in range(4_000)]


def test_huge_merged_areas_are_cut() -> None:
    found = read_merges(Bomb())
    size = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in found)
    assert 0 < size <= 300_000
