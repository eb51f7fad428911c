"""The answer for a table whose rows have names already, so that each cell is a field."""

import re

from linli.insight.sheets import answers
from linli.insight.sheets.answers import Answer
from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Area, Grid, letters
from linli.insight.sheets.layout.tables import Table
from linli.insight.sheets.lists import counted, surroundings
from linli.insight.sheets.meaning import counts
from linli.insight.sheets.meaning.fields import Asked, understand_all
from linli.insight.sheets.meaning.folding import read_label

PLACES = re.compile(
    r"(?:区|县|市|镇|乡|街道|社区|村|居委会|居|组|网格|省|州|旗|路|小区|办事处|局|科|所)$"
)
UNITS = re.compile(r"^(?:计量|数量|计算)?单位$")
NUMBERS = re.compile(r"^(?:代码|行次|序号|编号|号|项次|指标代码|行号)$")
PLAIN = re.compile(
    r"^(?:数量|数值|内容|填写|数据|填报内容|填写内容|情况|指标值|本期|数字|具体内容|填报数据|具体情况|"
    r"填报情况|基本情况|登记内容|信息|结果|填报数|数额|实际|值|填写情况|合计|总计|本年|本期数|信息内容)$"
)


def is_matrix(grid: Grid, table: Table) -> bool:
    """Rows have names of their own, which are not places."""
    names = [grid.row(row)[0].text for row in table.stub_rows]
    if not names or all(texts.is_number(name) for name in names):
        return False
    return not all(PLACES.search(texts.compact(name)) for name in names)


def answer(grid: Grid, table: Table) -> Answer:
    frame = surroundings(grid, table)
    asked = _cells(grid, table)
    theme = answers.theme(grid, frame["title"])
    senses = understand_all(asked, theme, "record")
    known = {sense.element for sense in senses if sense.confidence >= answers.ASK_BELOW}
    if known & {"person.name", "household.head_name"}:
        fields = answers.fields(asked, senses)
        kind = "record"
    else:
        counter = counts.Counter.of(frame["title"], grid.name, frame["population"])
        fields = [counted(one, counter) for one in asked]
        kind = "statistics"
    return {**frame, "kind": kind, "orientation": "cells", "fields": fields + frame["fields"]}


def _cells(grid: Grid, table: Table) -> list[Asked]:
    """Each open cell with the names of its row to the left, and its column's labels."""
    found = []
    for row in sorted({*table.stub_rows, *table.total_rows} - _headings(grid, table)):
        for column in table.columns:
            value = grid.at(row, column.left)
            if column.left not in table.open_columns or value.top != row:
                continue
            names = _names(grid, table, row, column.left)
            if names:
                labels = [area.text for area in column.path]
                path = _path(names, labels)
                cell = Area(row, column.left, row, column.left)
                found.append(Asked(f"{letters(column.left)}{row}", cell.span, path))
    return found


def _headings(grid: Grid, table: Table) -> set[int]:
    """Rows without a unit, where the others have one, are headings of what follows."""
    units = [
        column.left
        for column in table.columns
        if UNITS.match(read_label(column.path[-1].text).base)
    ]
    rows = table.stub_rows
    bare = {row for row in rows if units and not any(grid.at(row, left).text for left in units)}
    return bare if len(bare) < len(rows) * 0.5 else set()


def _names(grid: Grid, table: Table, row: int, left: int) -> tuple[str, ...]:
    """The nearest names to the left of a cell, a unit put behind the last one in brackets."""
    before: list[int] = []
    for column in reversed([column for column in table.columns if column.left < left]):
        if column.left in table.open_columns and before:
            break
        if column.left not in table.open_columns:
            before.insert(0, column.left)
    heads = {column.left: read_label(column.path[-1].text).base for column in table.columns}
    unit, names = "", []
    for place in before:
        text = grid.at(row, place).text.strip()
        if UNITS.match(heads[place]):
            unit = text
        elif text and not NUMBERS.match(heads[place]) and text not in names:
            names.append(text)
    if unit and names:
        names[-1] = f"{names[-1]}（{unit}）"
    return tuple(names)


def _path(names: tuple[str, ...], labels: list[str]) -> tuple[str, ...]:
    telling = [label for label in labels if not PLAIN.match(read_label(label).base)]
    return (*telling, *names)
