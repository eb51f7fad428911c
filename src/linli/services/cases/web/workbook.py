"""The list as a workbook, written row by row so that a long one needs no more memory."""

import dataclasses
import datetime as dt
import itertools
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.kernel.clock import SHANGHAI
from linli.kernel.text import for_foot
from linli.services.cases import listing
from linli.services.cases.models import Case
from linli.services.cases.web.rows import place_of, requester_of

MOST_ROWS = 20_000
AT_ONCE = 2_000
# Below the mark and the headings.
FIRST_ROW = 2
# What a cell of a workbook can hold.
CELL = 32_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Heading, width, what stands in the cell.
COLUMNS: tuple[tuple[object, int, Any], ...] = (
    (gettext_lazy("编号"), 15, lambda case, user: case.number),
    (gettext_lazy("收到时间"), 17, lambda case, user: case.received_at),
    (gettext_lazy("标题"), 36, lambda case, user: case.title),
    (gettext_lazy("性质"), 8, lambda case, user: case.get_nature_display()),
    (gettext_lazy("类别"), 26, lambda case, user: str(case.category or "")),
    (gettext_lazy("来源"), 10, lambda case, user: case.get_source_display()),
    (gettext_lazy("发生日期"), 12, lambda case, user: case.happened_on and f"{case.happened_on}"),
    (gettext_lazy("地点"), 30, place_of),
    (gettext_lazy("诉求人"), 18, requester_of),
    (gettext_lazy("状态"), 10, lambda case, user: case.get_state_display()),
    (gettext_lazy("主办单位"), 20, lambda case, user: case.owner.name),
    (gettext_lazy("负责人"), 10, lambda case, user: str(case.work.assignee or "")),
    (gettext_lazy("最近期限"), 17, lambda case, user: case.work.due_at),
    (gettext_lazy("办理结果"), 10, lambda case, user: case.get_outcome_display()),
    (gettext_lazy("反馈时间"), 17, lambda case, user: case.reported_at),
    (gettext_lazy("办结时间"), 17, lambda case, user: case.finished_at),
)


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A written workbook on disk; it goes away when it has been sent."""

    file: Any
    name: str
    rows: int

    def response(self) -> FileResponse:
        self.file.seek(0)
        return FileResponse(self.file, as_attachment=True, filename=self.name, content_type=TYPE)


def write(
    found: QuerySet[Case],
    *,
    user: accounts.User,
    purpose: str,
    told: Mapping[str, str],
    at: dt.datetime,
) -> Sheet:
    """Write at most `MOST_ROWS` of the cases, in their order; the head says if there were more."""
    count = found[: MOST_ROWS + 1].count()
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - closed by the response
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "remove_timezone": True})
    styles = {
        "title": book.add_format({"text_wrap": True, "valign": "top"}),
        "heading": book.add_format({"bold": True, "bottom": 1}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = book.add_worksheet(_("诉求"))
    mark = _mark(user, purpose, told, at)
    _head(sheet, styles, mark, more=count > MOST_ROWS)
    rows = 0
    for case in _with_names(found[:MOST_ROWS].iterator(chunk_size=AT_ONCE)):
        for column, (_heading, _width, content) in enumerate(COLUMNS):
            _cell(sheet, FIRST_ROW + rows, column, content(case, user), styles["time"])
        rows += 1
    book.close()
    name = _("诉求") + f"{at.astimezone(SHANGHAI):%Y%m%d-%H%M}.xlsx"
    return Sheet(file, name, rows)


def _with_names(cases: Iterator[Case]) -> Iterator[Case]:
    while lot := list(itertools.islice(cases, AT_ONCE)):
        listing.attach_names(lot)
        yield from lot


def _mark(user: accounts.User, purpose: str, told: Mapping[str, str], at: dt.datetime) -> str:
    """Who took this out, when, what for: on the sheet itself and on each printed page."""
    words = _("%(who)s 于 %(when)s 导出，用途：%(purpose)s。条件：%(filters)s。") % {
        "who": f"{user.name}（{user.username}）",
        "when": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "purpose": purpose,
        "filters": "，".join(told.values()),
    }
    return words + _("含个人信息，请妥善保管，用后删除，不要外传。")


def _head(sheet: Any, styles: Mapping[str, Any], mark: str, *, more: bool) -> None:
    if more:
        mark += _("条数超过上限，这里只有前%(most)d条，请缩小条件分批导出。") % {"most": MOST_ROWS}
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_footer(f"&L{for_foot(mark)}&R&P/&N")
    for column, (_heading, width, _content) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_row(0, 48)
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, mark, styles["title"])
    for column, (heading, _width, _content) in enumerate(COLUMNS):
        sheet.write_string(FIRST_ROW - 1, column, str(heading), styles["heading"])


def _cell(sheet: Any, row: int, column: int, value: Any, time: Any) -> None:
    """Text stays text: what a resident wrote is never taken for a formula."""
    if isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value.astimezone(SHANGHAI), time)
    elif value:
        sheet.write_string(row, column, str(value)[:CELL])
