"""The answer for a table whose rows have names already, so that each cell is a field."""

import re

from linli.insight.sheets import answers
from linli.insight.sheets.answers import Answer
from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.layout.tables import Column, Table
from linli.insight.sheets.lists import counted, of_members, surroundings
from linli.insight.sheets.meaning import counts, subjects
from linli.insight.sheets.meaning.fields import Asked
from linli.insight.sheets.meaning.folding import read_label
from linli.insight.sheets.meaning.lexicon import Sense
from linli.insight.sheets.meaning.rules import understand_all
from linli.kernel.sheet_columns import column_letters

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
    senses = understand_all(asked, answers.theme(grid, frame["title"]), "record")
    if _is_about_one(asked, senses):
        kind = "record"
        fields = [of_members(one, sense) for one, sense in zip(asked, senses, strict=True)]
    else:
        kind = "statistics"
        counter = counts.Counter.of(frame["title"], grid.name, frame["population"])
        fields = [counted(one, counter) for one in asked]
    first = frame["first_data_row"]
    while first in {*table.section_rows, *table.total_rows, *headings(grid, table)}:
        first += 1
    frame |= {"kind": kind, "orientation": "cells", "first_data_row": first}
    return {**frame, "fields": fields + frame["fields"]}


def _is_about_one(asked: list[Asked], senses: list[Sense]) -> bool:
    """One person or household is asked about, rather than how many there are."""
    known = {sense.element for sense in senses if sense.confidence >= answers.ASK_BELOW}
    named = any(sense.fact in {"person.name", "household.head_name"} for sense in senses)
    if named or known & {"person.name", "household.head_name"}:
        return True
    facts = [one for one in known if one and one.startswith(("household.", "dwelling."))]
    many = sum("户数" in part for one in asked for part in one.path)
    return len(facts) >= 3 and not many


def _cells(grid: Grid, table: Table) -> list[Asked]:
    """Each open cell with the names of its row to the left, and its column's labels."""
    found = []
    chapters = {*headings(grid, table), *table.section_rows}
    section = ""
    wholes: dict[int, str] = {}
    for row in range(table.bottom + 1, grid.bottom + 1):
        if row in chapters:
            section, wholes = _heading(grid, row), {}
        elif row in table.stub_rows or row in table.total_rows:
            found += _cells_of_row(grid, table, row, section, wholes)
    return found


def _heading(grid: Grid, row: int) -> str:
    return max((area.text for area in grid.row(row)), key=len)


def _cells_of_row(
    grid: Grid, table: Table, row: int, section: str, wholes: dict[int, str]
) -> list[Asked]:
    """`wholes`: the row that 其中 parts further, for each open column."""
    found = []
    for column in table.columns:
        value = grid.at(row, column.left)
        if column.left not in table.open_columns or value.top != row:
            continue
        names = _names(grid, table, row, column.left)
        if not names:
            continue
        within = section
        if names[0].strip().startswith("其中"):
            within += wholes.get(column.left, "")
        else:
            wholes[column.left] = names[0]
        path = _path(names, [area.text for area in column.path])
        address = f"{column_letters(column.left)}{row}"
        found.append(Asked(address, value.span, path, section=within))
    return found


def headings(grid: Grid, table: Table) -> set[int]:
    """Rows numbered 一 二 三 among rows with figures, or without a unit where the others have one,
    are headings of what follows."""
    rows = table.stub_rows
    chapters = {row for row in rows if texts.CHAPTER.fullmatch(grid.row(row)[0].text.strip())}
    units = [
        column.left
        for column in table.columns
        if UNITS.match(read_label(column.path[-1].text).base)
    ]
    bare = {row for row in rows if units and not any(grid.at(row, left).text for left in units)}
    found = chapters | bare
    return found if len(found) < len(rows) * 0.5 else set()


def _names(grid: Grid, table: Table, row: int, left: int) -> tuple[str, ...]:
    """The nearest names to the left of a cell, a unit put behind the last one in brackets."""
    unit, names = "", []
    for column in before(table, left):
        head = read_label(column.path[-1].text).base
        for place in range(column.left, column.right + 1):
            text = grid.at(row, place).text.strip()
            if UNITS.match(head):
                unit = text
            elif text and not NUMBERS.match(head) and text not in names:
                names.append(text)
    if unit and names:
        names[-1] = f"{names[-1]}（{unit}）"
    return tuple(names)


def before(table: Table, left: int) -> list[Column]:
    """The written columns that name an open one: those to its left, up to the next open one."""
    found: list[Column] = []
    for column in reversed([column for column in table.columns if column.left < left]):
        if column.left not in table.open_columns:
            found.insert(0, column)
        elif found:
            break
    return found


def _path(names: tuple[str, ...], labels: list[str]) -> tuple[str, ...]:
    telling = [label for label in labels if not PLAIN.match(read_label(label).base)]
    if subjects.of_group(read_label(names[-1]).base):
        return (*names, *telling)  # 女方 | 姓名: the row says whose it is
    return (*telling, *names)
