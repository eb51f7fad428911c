"""The months ahead as an xlsx workbook."""

import datetime as dt
import io

import xlsxwriter
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.ahead.outlook import Line, Outlook
from linli.insight.ahead.web import labels
from linli.kernel.clock import SHANGHAI
from linli.kernel.text import for_foot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def listed(
    outlook: Outlook, place: places.Place, *, purpose: str, by: accounts.User, at: dt.datetime
) -> bytes:
    """The table; who took it out, when and what for stands on every page."""
    mark = _("用途：%(purpose)s　导出人：%(name)s　时间：%(at)s") % {
        "purpose": purpose,
        "name": by,
        "at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    before = [labels.month(month) for month, _number in outlook.total.same_months]
    recent = [labels.month(month) for month, _number in outlook.total.recent_months]
    head = [
        _("类别"),
        _("预计"),
        _("至少"),
        _("至多"),
        _("平常一个月"),
        *before,
        *recent,
        _("走势"),
    ]
    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(_("未诉先办"))
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, len(head) - 1, 12)
        sheet.write_string(0, 0, f"{place} {labels.month(outlook.month)}")
        sheet.write_string(1, 0, mark)
        sheet.write_row(2, 0, head, bold)
        sheet.freeze_panes(3, 0)
        sheet.set_footer(f"&L{for_foot(mark)}&R&P/&N")
        for row, line in enumerate([*outlook.lines, outlook.total], start=3):
            name = _("合计") if line is outlook.total else labels.name(line)
            sheet.write_row(row, 0, [name, *_numbers(line)])
    return content.getvalue()


def _numbers(line: Line) -> list[float | int | str]:
    expected = line.expected
    counts = [
        "" if number is None else number
        for _month, number in (*line.same_months, *line.recent_months)
    ]
    usual = round(line.usual, 1)
    told: list[float | int | str] = [round(expected.number, 1), expected.low, expected.high, usual]
    return [*told, *counts, labels.trend(line)]
