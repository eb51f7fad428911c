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

from lxml import etree

from linli.insight.sheets.filling.document import Document
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.package import Package
from linli.insight.sheets.filling.plan import Filled, Plan
from linli.insight.sheets.filling.workbook import Workbook
from linli.insight.sheets.filling.xls import container
from linli.insight.sheets.filling.xls import workbook as xls


def fill(content: bytes, plan: Plan) -> Filled:
    if content.startswith(container.SIGNATURE):
        try:
            return xls.Workbook(content).fill(plan)
        except (struct.error, ValueError, LookupError) as error:
            raise CannotFill("broken") from error
    package = Package(content)
    name = etree.QName(package.root(package.main_part())).localname
    if name not in {"workbook", "document"}:
        raise CannotFill("not_a_table")
    try:
        if name == "workbook":
            return Workbook(package).fill(plan)
        return Document(package).fill(plan)
    except ValueError as error:  # a number or an address in the file that is none
        raise CannotFill("broken") from error
