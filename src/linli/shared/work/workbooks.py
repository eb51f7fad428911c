"""Lists of work as xlsx workbooks."""

import datetime as dt
import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel.clock import SHANGHAI
from linli.kernel.text import for_foot
from linli.shared.work import clocks, deadlines
from linli.shared.work.queries.items import Row

WIDTHS = (36, 10, 32, 20, 12, 10, 17, 12)


def open_work(rows: Iterable[Row], *, purpose: str, by: accounts.User, at: dt.datetime) -> bytes:
    """The list of open work; who took it out, when and what for stands on every page."""
    mark = _("用途：%(purpose)s　导出人：%(name)s　时间：%(at)s") % {
        "purpose": purpose,
        "name": by,
        "at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    headings = [
        _("事项"),
        _("类别"),
        _("地点"),
        _("责任单位"),
        _("负责人"),
        _("时限"),
        _("到期时间"),
        _("状态"),
    ]
    content = io.BytesIO()
    # Strings only as strings: a resident's "=1+1" is no formula.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(_("在办工作"))
        bold = book.add_format({"bold": True, "bottom": 1})
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, mark)
        sheet.write_row(1, 0, headings, bold)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_landscape()
        sheet.set_footer(f"&L{for_foot(mark)}&R&P/&N")
        for number, row in enumerate(rows, start=2):
            sheet.write_row(number, 0, _texts(row))
            if row.clock and row.clock.due_at:
                due = row.clock.due_at.astimezone(SHANGHAI).replace(tzinfo=None)
                sheet.write_datetime(number, 6, due, time)
            sheet.write_string(number, 7, _state(row, at))
    return content.getvalue()


def _texts(row: Row) -> list[str]:
    item, clock = row.item, row.clock
    return [
        item.title,
        str(row.kind.label) if row.kind else item.kind,
        row.place,
        item.team.name,
        item.assignee.name if item.assignee else "",
        clock.get_kind_display() if clock else "",
    ]


def _state(row: Row, at: dt.datetime) -> str:
    if row.clock is None:
        return str(row.item.get_phase_display())
    clock = row.clock
    light = deadlines.light(
        clock.due_at, at, started_at=clock.started_at, amber_share=clocks.AMBER_SHARE
    )
    return str(light.label)
