"""The list of tables and their costs as xlsx workbooks."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.registry.models import Table
from linli.insight.sheets.registry.queries.costs import Line
from linli.insight.sheets.registry.states import state_on
from linli.kernel.clock import SHANGHAI
from linli.kernel.text import for_foot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def listed(
    tables: Iterable[Table], *, on: dt.date, purpose: str, by: accounts.User, at: dt.datetime
) -> bytes:
    """The list; who took it out, when and what for stands on every page."""
    head = [
        (_("表名"), 40),
        (_("要表单位"), 24),
        (_("适用范围"), 28),
        (_("周期"), 12),
        (_("下次报送"), 12),
        (_("状态"), 12),
        (_("准入编号"), 20),
        (_("有效期至"), 12),
        (_("依据"), 40),
        (_("备注"), 30),
    ]
    rows = [
        [
            table.title,
            table.owned_by,
            table.place.full_name,
            str(table.get_cycle_display()),
            table.next_due_on,
            str(state_on(table.state, table.expires_on, on).label),
            table.approval_number,
            table.expires_on,
            table.legal_basis,
            table.note,
        ]
        for table in tables
    ]
    return written(_("报表准入清单"), head, rows, purpose=purpose, by=by, at=at)


def costs(lines: Iterable[Line], *, purpose: str, by: accounts.User, at: dt.datetime) -> bytes:
    """What each table cost."""
    head = [
        (_("表名"), 40),
        (_("要表单位"), 24),
        (_("报送次数"), 10),
        (_("行数"), 10),
        (_("自动填好（格）"), 14),
        (_("手工填写（格）"), 14),
        (_("估计用时（分钟）"), 16),
        (_("估计省下（分钟）"), 16),
    ]
    rows = [
        [
            line.name,
            line.owner,
            line.cost.times,
            line.cost.rows,
            line.cost.filled,
            line.cost.typed,
            line.cost.minutes,
            line.cost.saved,
        ]
        for line in lines
    ]
    return written(_("报表成本"), head, rows, purpose=purpose, by=by, at=at)


def written(
    title: str,
    head: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    *,
    purpose: str,
    by: accounts.User,
    at: dt.datetime,
) -> bytes:
    """One sheet with headings as (words, width); None stays empty, dates are dates."""
    mark = _("用途：%(purpose)s　导出人：%(name)s　时间：%(at)s") % {
        "purpose": purpose,
        "name": by,
        "at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, (_words, width) in enumerate(head):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, mark)
        sheet.write_row(1, 0, [words for words, _width in head], bold)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_landscape()
        sheet.set_footer(f"&L{for_foot(mark)}&R&P/&N")
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
    return content.getvalue()
