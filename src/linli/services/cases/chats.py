"""Reads what was copied out of a chat: who said what, when. Pure.

Known are the ways in which WeChat, WeCom, DingTalk, Feishu and QQ copy messages:

    张三 10:32                  李四 3月11日 下午2:05          2026-03-11 10:32:05 王五
    路灯坏了三天                 好的                           收到

    赵六:
    路灯坏了
"""

import dataclasses
import datetime as dt
import re

from django.utils.translation import gettext as _

from linli.kernel.clock import SHANGHAI

PICTURE = re.compile(r"\[(?:图片|照片|Photo|Image|image)\]")
DAY_WORDS = {"今天": 0, "昨天": 1, "前天": 2}
WEEKDAYS = "一二三四五六日"

_DAY = (
    r"(?P<day>(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<date>\d{1,2})日?"
    r"|今天|昨天|前天|(?:星期|周)[一二三四五六日天])"
)
_TIME = (
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s?(?P<hour>\d{1,2})[:：](?P<minute>\d{2})"
    r"(?:[:：]\d{2})?"
)
_NAME = r"(?P<name>[^\s，。！？；、:：][^，。！？；:：]{0,29}?)"
# A line that opens a message, by how it is written. With the time first only after a whole date:
# "昨天 10:30 到现在" is what somebody says.
_NAME_TIME = re.compile(rf"{_NAME}\s+(?:{_DAY}\s*)?{_TIME}")
_DATE = r"(?P<day>(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<date>\d{1,2})日?)"
_TIME_NAME = re.compile(rf"{_DATE}\s*{_TIME}\s+{_NAME}")
_NAME_ALONE = re.compile(rf"{_NAME}[:：]")
# "昨天晚上 22:30" is a time in the text, not somebody's name.
_NO_NAME = re.compile(
    r"(?:今天|昨天|前天|明天|每天|凌晨|早上|上午|中午|下午|晚上|夜里|星期.|周.|时间|\d|[-/.年月日点到至约])+"
)


@dataclasses.dataclass(frozen=True)
class Message:
    """One message. `at` is None where the copy has no time, `speaker` "" where it has no name."""

    speaker: str
    at: dt.datetime | None
    text: str


@dataclasses.dataclass(frozen=True)
class Story:
    """A chat as one request: the words, who began, when, and how many pictures were in it."""

    text: str
    speaker: str
    at: dt.datetime | None
    pictures: int


def parse(copied: str, *, at: dt.datetime) -> list[Message]:
    """The messages of a copied chat, in order; a text without any name is one message.

    `at` is the moment of pasting: "10:32" is the last 10:32 before it.
    """
    lines = [line.strip() for line in copied.replace("\r\n", "\n").split("\n")]
    timed = any(_opening_with_time(line) for line in lines)
    messages: list[Message] = []
    speaker, opened_by = "", ""
    moment: dt.datetime | None = None
    words: list[str] = []

    def finish() -> None:
        text = "\n".join(words).strip()
        if text:
            messages.append(Message(speaker, moment, text))
        elif opened_by and not timed:
            # "急急急：" and nothing more is what somebody said, not who said it.
            messages.append(Message("", None, opened_by))

    for line in lines:
        opening = _opening_with_time(line) if timed else _NAME_ALONE.fullmatch(line)
        if opening is None:
            words.append(line)
            continue
        finish()
        speaker, opened_by = opening["name"].strip(), line
        moment = _moment(opening, at) if timed else None
        words = []
    finish()
    return messages


def story(messages: list[Message]) -> Story:
    """The messages put together; where several people spoke, each line says who."""
    speakers = list(dict.fromkeys(message.speaker for message in messages if message.speaker))
    pictures = sum(len(PICTURE.findall(message.text)) for message in messages)
    lines = []
    for message in messages:
        words = PICTURE.sub("", message.text).strip()
        if words and message.speaker and len(speakers) > 1:
            words = _("%(name)s：%(words)s") % {"name": message.speaker, "words": words}
        if words:
            lines.append(words)
    return Story(
        text="\n".join(lines),
        speaker=speakers[0] if speakers else "",
        at=next((message.at for message in messages if message.at), None),
        pictures=pictures,
    )


def _opening_with_time(line: str) -> re.Match[str] | None:
    found = _NAME_TIME.fullmatch(line) or _TIME_NAME.fullmatch(line)
    return found if found and not _NO_NAME.fullmatch(found["name"]) else None


def _moment(opening: re.Match[str], pasted_at: dt.datetime) -> dt.datetime | None:
    """The instant that an opening line names; None for 25:70 or 2月30日."""
    now = pasted_at.astimezone(SHANGHAI)
    try:
        time = dt.time(_hour(opening["half"], int(opening["hour"])), int(opening["minute"]))
        day = _day(opening, now.date())
    except ValueError:
        return None
    moment = dt.datetime.combine(day, time, SHANGHAI)
    if opening["day"] is None and moment > now:
        moment -= dt.timedelta(days=1)
    return moment


def _hour(half: str | None, hour: int) -> int:
    if half in ("下午", "晚上") and hour < 12:
        return hour + 12
    return 0 if half == "凌晨" and hour == 12 else hour


def _day(opening: re.Match[str], today: dt.date) -> dt.date:
    word = opening["day"]
    if word is None:
        return today
    if word in DAY_WORDS:
        return today - dt.timedelta(days=DAY_WORDS[word])
    if opening["month"] is None:
        weekday = WEEKDAYS.index(word[-1].replace("天", "日"))
        return today - dt.timedelta(days=(today.weekday() - weekday) % 7)
    year = int(opening["year"] or today.year)
    day = dt.date(year, int(opening["month"]), int(opening["date"]))
    # "12月30日" pasted in January is last year's.
    return day.replace(year=year - 1) if opening["year"] is None and day > today else day
