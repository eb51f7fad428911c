"""The log as a workbook."""

import datetime as dt
import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from linli.foundation.audit.models import AuditEvent
from linli.foundation.audit.words import particulars, word_for
from linli.kernel.clock import SHANGHAI

MOST_ROWS = 50_000
WIDTHS = [20, 12, 24, 36, 40, 16, 40]


def workbook(events: Iterable[AuditEvent], *, by: str, at: dt.datetime, reason: str) -> io.BytesIO:
    """At most MOST_ROWS events; the first row says who took them, when and what for."""
    file = io.BytesIO()
    # Rows are written as they come: memory stays flat.
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("操作日志"))
        bold = book.add_format({"bold": True})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        mark = _("%(by)s 于 %(at)s 导出，用途：%(reason)s") % {
            "by": by,
            "at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            "reason": reason,
        }
        sheet.write_string(0, 0, mark)
        heads = [_("时间"), _("操作人"), _("操作"), _("对象"), _("理由"), _("来源地址"), _("变化")]
        for column, head in enumerate(heads):
            sheet.write_string(1, column, head, bold)
        for row, event in enumerate(events, start=2):
            for column, text in enumerate(cells(event)):
                sheet.write_string(row, column, text)
    file.seek(0)
    return file


def cells(event: AuditEvent) -> list[str]:
    """One line as text, so that no spreadsheet takes it for a formula or a date."""
    return [
        f"{event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        event.actor_name or _("系统或居民"),
        word_for(event.action),
        event.subject_name,
        event.reason,
        event.origin or "",
        "；".join(f"{name}：{text}" for name, text in particulars(event.changes)),
    ]
