"""The words of a reply: what may be filled in, and what stands for it for a table."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.registry.models import Ground, Reply, Table
from linli.insight.sheets.registry.overlap import Overlap
from linli.insight.sheets.registry.states import State, state_on
from linli.kernel.clock import local_date
from linli.kernel.letter_files import Paper
from linli.kernel.letters import Wording, written_day

WORDING = Wording(
    {
        "addressee": _("收件单位"),
        "table": _("报表名称"),
        "standing": _("准入情况"),
        "grounds": _("依据"),
        "into": _("可直接使用的报表"),
        "common": _("重复的栏目"),
        "new": _("新增栏目的说明"),
        "sent": _("已报情况"),
        "issuer": _("落款"),
        "contact": _("联系人和电话"),
    }
)

# The words below stand in letters to Chinese offices, whatever the language of the screen.
STANDING = {
    State.UNREGISTERED: "该表不在报表准入清单内",
    State.REGISTERED: "该表已列入报表准入清单",
    State.REFUSED: "该表不在报表准入清单内",
    State.MERGED: "该表不在报表准入清单内",
}


def standing(table: Table, on: dt.date) -> str:
    """How the table stands, as a half sentence of a letter."""
    state = state_on(table.state, table.expires_on, on)
    if state == State.EXPIRED and table.expires_on:
        return f"该表的准入已于{written_day(table.expires_on)}到期"
    return STANDING[state]


def cited(grounds: Sequence[Ground]) -> str:
    """The rules as a letter cites them, one a line."""
    return "\n".join(f"{ground.name}：{ground.words}" for ground in grounds)


def common_words(overlap: Overlap) -> str:
    """The columns that are there already, as a person may change them before the letter goes."""
    return "、".join(dict.fromkeys(pair.asked.words for pair in overlap.common))


def new_words(overlap: Overlap) -> str:
    """What the other table has not got."""
    if not overlap.new:
        return "没有新增的栏目。"
    names = "、".join(dict.fromkeys(column.words for column in overlap.new))
    return f"新增的栏目有{names}，建议并入该表一并收集。"


def sent_words(into: Table, sent_at: dt.datetime | None) -> str:
    """When the other table went to its department."""
    if sent_at is not None:
        return f"该表最近一次于{written_day(local_date(sent_at))}报送{into.owned_by}。"
    return f"该表已列入清单，由{into.owned_by}收取。"


def numbered(year: int, number: int) -> str:
    """〔2026〕3号, as offices number what they send."""
    return f"〔{year}〕{number}号"


def contact(by: accounts.User | None, phone: str) -> str:
    """Whom the department may call."""
    name = by.name if by else ""
    return "，".join(part for part in (name, phone and f"电话{phone}") if part)


def paper(reply: Reply) -> Paper:
    """The letter as it is printed."""
    date = written_day(reply.signed_on)
    return Paper(reply.title, reply.number, reply.body, reply.issuer, date)
