"""A message, and how rows of a table become messages."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from linli.insight.triage.tables import NoTable
from linli.kernel.text import whole_number

# What is asked of a table → the names of the columns that may hold it, the best first.
COLUMNS = {
    "key": ("留言编号", "编号", "工单编号", "诉求编号", "id", "row", "message_id"),
    "person": ("留言用户", "用户", "诉求人", "来电人", "user", "person"),
    "title": ("留言主题", "主题", "标题", "title"),
    "at": ("留言时间", "时间", "创建时间", "受理时间", "time", "at", "date", "created_at"),
    "text": ("留言详情", "详情", "内容", "主要内容", "诉求内容", "text", "body", "content"),
    "place": ("地点", "地址", "所属社区", "被反映街乡镇", "place", "address"),
    "for": ("点赞数", "点赞", "likes", "up"),
    "against": ("反对数", "反对", "dislikes", "down"),
}
MOST_PEOPLE = 10_000_000_000
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)


@dataclass(frozen=True, slots=True)
class Message:
    key: str
    text: str
    title: str = ""
    person: str = ""
    at: dt.datetime | None = None
    place: str = ""
    # Others who pressed "I too" or the contrary: both say that it moves people.
    support: int = 0


def from_rows(rows: Iterable[dict[str, str]]) -> Iterator[Message]:
    """Messages of a table. Raises `NoTable` when it has no column with their text."""
    found: dict[str, str] | None = None
    for number, row in enumerate(rows, start=1):
        if found is None:
            found = _columns(row)
        cells = {part: row[name].strip() for part, name in found.items()}
        yield Message(
            key=cells.get("key") or str(number),
            text=cells.get("text", ""),
            title=cells.get("title", ""),
            person=cells.get("person", ""),
            at=moment(cells.get("at", "")),
            place=cells.get("place", ""),
            support=_count(cells.get("for")) + _count(cells.get("against")),
        )


def moment(words: str) -> dt.datetime | None:
    """2019/2/28 11:25:05, 2019-02-28, 2019年2月28日: by the clock of Shanghai."""
    found = MOMENT.search(words)
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None


def _columns(row: dict[str, str]) -> dict[str, str]:
    names = {name.strip().casefold(): name for name in row}
    found = {
        part: names[name.casefold()]
        for part, likely in COLUMNS.items()
        for name in reversed(likely)
        if name.casefold() in names
    }
    if not {"text", "title"} & set(found):
        raise NoTable("没有找到写着内容的列。请把列名写成“留言详情”“内容”或text。")
    return found


def _count(words: str | None) -> int:
    # More than there are people says nothing.
    found = whole_number(words or "") or 0
    return found if found <= MOST_PEOPLE else 0
