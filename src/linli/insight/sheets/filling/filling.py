"""`fill`: a blank table and what to write in, the filled table out.

    fill(content, Plan([Sheet("Sheet1",
        rosters=[Roster(first_row=5, serial="A", columns=[
            Column("B", ["张三", "李四"]),
            Column("C", ["110101199003070038", …]),
            Column("D", [date(1990, 3, 7), …])])],
        cells={"F12": 2},
        inlines=[Inline("A2", "填报单位：", "平安社区"),
                 Inline("H2", "填报日期：", date(2025, 6, 30))])]))

Answers with `Filled`: the file's bytes, where each record is now, and places that hold a formula
and were left alone. Raises `CannotFill`, whose message is for the worker. The kind of file is told
by its content: .xlsx, .xlsm (macros are neither run nor changed), .xls or .docx.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lxml import etree

from linli.insight.sheets.filling.document import Document
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.package import Package
from linli.insight.sheets.filling.plan import Filled, Plan
from linli.insight.sheets.filling.workbook import Workbook
from linli.insight.sheets.filling.xls import container
from linli.insight.sheets.filling.xls import workbook as xls

T = TypeVar("T")


def fill(content: bytes, plan: Plan) -> Filled:
    return _done(content, lambda file: file.fill(plan))


def colour(content: bytes, places: Mapping[str, Sequence[tuple[int, int, str]]]) -> bytes:
    """The file with some cells on a coloured ground: sheet → row, column, RGB. For a Word file
    rows are counted in the table, and `BODY` is its text, where a row is a paragraph. Raises
    `CannotFill`."""
    return _done(content, lambda file: file.colour(places))


def _done(content: bytes, deed: Callable[[xls.Workbook | Workbook | Document], T]) -> T:
    if content.startswith(container.SIGNATURE):
        try:
            return deed(xls.Workbook(content))
        except (struct.error, ValueError, LookupError) as error:
            raise CannotFill("broken") from error
    package = Package(content)
    name = etree.QName(package.root(package.main_part())).localname
    if name not in {"workbook", "document"}:
        raise CannotFill("not_a_table")
    try:
        return deed(Workbook(package) if name == "workbook" else Document(package))
    except ValueError as error:  # a number or an address in the file that is none
        raise CannotFill("broken") from error
