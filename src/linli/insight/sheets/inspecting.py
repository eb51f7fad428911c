"""`inspect`: a workbook in, what it asks for out; pure, without database or settings.

The answer has the shape that `linli sheets inspect --json` prints. A field less sure than
`answers.ASK_BELOW` is a question: its element is None, and `candidates` says what it might be.
"""

import re

from linli.insight.sheets import answers, lists, matrices, records
from linli.insight.sheets.answers import ASK_BELOW, Answer
from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.layout.tables import Table, find_table
from linli.insight.sheets.meaning.lexicon import understand
from linli.insight.sheets.reading import reader

REFERENCE = re.compile(
    r"字典|代码表|填写说明|填表说明|填报说明|勿动|对照表|选项|下拉|参数|数据源|示例说明|说明$"
)
PICTURE = "这一页只有图片，读不出要填的栏目。请向发表部门要能编辑的表格，或照图片另做一张。"
IDENTITY = re.compile(r"\d{17}[\dXx]")


def inspect(content: bytes, kind: str, name: str = "", *, ask_below: float = ASK_BELOW) -> Answer:
    """What each sheet of a workbook asks for. Raises `UnreadableLayout`."""
    grids = reader.read(content, kind)
    sheets = [inspect_sheet(grid, first=number == 0) for number, grid in enumerate(grids)]
    return {"file": name, "sheets": [answers.ask(sheet, ask_below) for sheet in sheets]}


def inspect_sheet(grid: Grid, *, first: bool = True) -> Answer:
    """A hidden sheet is never read out: it may hold other people's data."""
    if not grid.hidden and not grid.texts and grid.pictures:
        return answers.sheet(grid, "other", notice=PICTURE)
    if grid.hidden or not grid.texts or REFERENCE.search(grid.name):
        return answers.sheet(grid, "other")
    table = find_table(grid)
    if table is None or _asks_again(grid, table):
        return records.answer(grid, first=first)
    if _is_reference(grid, table):
        return answers.sheet(grid, "other")
    if matrices.is_matrix(grid, table):
        return matrices.answer(grid, table)
    return lists.answer(grid, table)


def _asks_again(grid: Grid, table: Table) -> bool:
    """Rows of further labels below the first: a form whose answers stand below their labels."""
    return any(
        len(labels) >= 2
        and sum(understand(area.text).confidence > 0.85 for area in labels) > len(labels) / 2
        for labels in (grid.row(row) for row in {*table.full_rows, *table.odd_rows})
    )


def _is_reference(grid: Grid, table: Table) -> bool:
    """A list of codes or values rather than something to fill."""
    written = len(table.full_rows) + len(table.stub_rows) + len(table.odd_rows)
    people = sum(bool(IDENTITY.fullmatch(texts.compact(area.text))) for area in grid.texts)
    return len(table.full_rows) >= 3 and len(table.full_rows) >= written * 0.6 and not people
