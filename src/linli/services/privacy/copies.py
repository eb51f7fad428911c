"""A copy of everything on record of somebody, for that person (art 45): page and workbook."""

import dataclasses
import datetime as dt
import hashlib
import io
import json

import xlsxwriter
from django.utils.translation import gettext as _

from linli.foundation.audit import public as audit
from linli.kernel.clock import SHANGHAI
from linli.kernel.text import for_foot
from linli.registers.residents import public as residents
from linli.services.privacy.models import Claim
from linli.services.privacy.queries import consents

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Looked at, given away, changed: what the log tells about a file.
MOST_LINES = 500
WIDTHS = (16, 22, 36, 18, 18)


@dataclasses.dataclass(frozen=True)
class Copy:
    """All tables; `sha256` is of what they say, however they are written out."""

    sections: list[residents.holdings.Section]

    @property
    def rows(self) -> int:
        return sum(len(section.rows) for section in self.sections)

    @property
    def sha256(self) -> str:
        said = json.dumps([dataclasses.astuple(one) for one in self.sections], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def whole(person: residents.Person) -> Copy:
    """What the register says, what services hold, what was agreed to, and who looked."""
    ids = residents.ids_of([person])
    sections = [
        *residents.whole(person),
        *residents.holdings.sections(ids),
        _said(ids),
        _looked(person),
    ]
    return Copy([section for section in sections if section.rows])


def _said(ids: list[int]) -> residents.holdings.Section:
    rows = [
        (
            f"{row.said_on:%Y-%m-%d}",
            row.purpose.name,
            row.get_word_display(),
            row.get_how_display(),
            row.guardian,
        )
        for row in consents.history(ids)
    ]
    headings = (_("哪天"), _("用途"), _("表示"), _("方式"), _("监护人"))
    return residents.holdings.Section(_("同意和撤回"), headings, rows)


def _looked(person: residents.Person) -> residents.holdings.Section:
    """Who saw the full numbers, and why: the looks of the last years that the log still has."""
    events = audit.of_subject(person, action="residents.reveal")[:MOST_LINES]
    rows = [
        (f"{event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", event.actor_name, event.reason)
        for event in events
    ]
    headings = (_("时间"), _("谁"), _("为什么看"))
    return residents.holdings.Section(_("谁看过完整内容"), headings, rows)


def workbook(copy: Copy, claim: Claim, *, at: dt.datetime) -> bytes:
    """One sheet, table below table, as it is printed and handed over."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        title = book.add_format({"bold": True, "font_size": 13})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("个人信息副本"))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{for_foot(mark(claim, at))}&R&P/&N")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, mark(claim, at))
        row = 2
        for section in copy.sections:
            sheet.write_string(row, 0, section.title, title)
            for column, heading in enumerate(section.headings):
                sheet.write_string(row + 1, column, heading, bold)
            for line in section.rows:
                for column, text in enumerate(line):
                    # Text stays text: what somebody wrote is never taken for a formula.
                    sheet.write_string(row + 2, column, text, wrapped)
                row += 1
            row += 3
    return file.getvalue()


def mark(claim: Claim, at: dt.datetime) -> str:
    """Whose copy it is and when it was made; stands on each page."""
    return _(
        "%(name)s 的个人信息副本，申请编号 %(number)s，%(when)s 出具。只交给本人，请妥善保管。"
    ) % {
        "name": claim.name,
        "number": claim.number,
        "when": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
