"""Topics as an xlsx workbook."""

import datetime as dt
import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.insight.triage.topics import queries
from linli.insight.triage.topics.queries import Line
from linli.insight.triage.topics.web.labels import TRENDS
from linli.kernel.clock import SHANGHAI, local_date
from linli.kernel.text import for_foot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def listed(lines: Iterable[Line], *, purpose: str, by: accounts.User, at: dt.datetime) -> bytes:
    """The list; who took it out, when and what for stands on every page."""
    mark = _("用途：%(purpose)s　导出人：%(name)s　时间：%(at)s") % {
        "purpose": purpose,
        "name": by,
        "at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    head = [
        (_("热点"), 44),
        (_("地点"), 28),
        (_("人数"), 8),
        (_("件数"), 8),
        (_("最早"), 12),
        (_("最近"), 12),
        (_("走势"), 10),
        (_("热度"), 8),
        (_("诉求编号"), 60),
    ]
    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(_("热点"))
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, (_words, width) in enumerate(head):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, mark)
        sheet.write_row(1, 0, [words for words, _width in head], bold)
        sheet.freeze_panes(2, 0)
        sheet.set_footer(f"&L{for_foot(mark)}&R&P/&N")
        for row, line in enumerate(lines, start=2):
            values = [
                line.title,
                line.place,
                line.people,
                len(line.requests),
                f"{local_date(line.first_at)}",
                f"{local_date(line.last_at)}",
                str(TRENDS[line.trend]),
                round(line.heat),
                "、".join(queries.numbers(line, 50)),
            ]
            sheet.write_row(row, 0, values)
    return content.getvalue()
