"""Which days somebody means by 昨晚, 上周五, 3月5日, seen from the day of telling. Pure.

Only days that are over: a request tells what happened. A month or a year alone is no day.
"""

import datetime as dt
import re

READ, MOST = 2_000, 3
BEFORE = {"今天": 0, "今早": 0, "今晨": 0, "今晚": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "昨夜": 1}
BEFORE |= {"前天": 2, "前晚": 2, "大前天": 3}
WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
NUMERALS = {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
DAY = re.compile(
    r"(?P<word>大前天|今[天早晨晚]|昨[天日晚夜]|前[天晚])"
    r"|(?P<last>上)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?P<count>\d{1,2}|[一二三四五六七八九十两])天(?:以?前)"
    r"|(?:(?P<year>(?:19|20)\d\d)\s*[年/.-]\s*)?(?<![\d.])(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"
    r"|(?<!\d)(?P<iso>(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})(?!\d)"
)


def days(text: str, on: dt.date) -> list[tuple[str, dt.date]]:
    """The words and the day that each means, in the order of the text, each day once."""
    found: dict[dt.date, str] = {}
    for match in DAY.finditer(text[:READ]):
        day = _day(match, on)
        if day is not None and day <= on:
            found.setdefault(day, match[0])
    return [(words, day) for day, words in found.items()][:MOST]


def _day(match: re.Match[str], on: dt.date) -> dt.date | None:
    if word := match["word"]:
        return on - dt.timedelta(days=BEFORE[word])
    if match["weekday"]:
        return _weekday(on, WEEKDAYS[match["weekday"]], last_week=match["last"] is not None)
    if count := match["count"]:
        return on - dt.timedelta(days=int(count) if count.isdigit() else NUMERALS[count])
    if match["iso"]:
        return _date(*map(int, re.split(r"[-/.]", match["iso"])))
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        return _date(int(match["year"]), month, day)
    # Without a year the last time that this day was.
    this_year = _date(on.year, month, day)
    return _date(on.year - 1, month, day) if this_year and this_year > on else this_year


def _weekday(on: dt.date, weekday: int, *, last_week: bool) -> dt.date:
    monday = on - dt.timedelta(days=on.weekday() + (7 if last_week else 0))
    day = monday + dt.timedelta(days=weekday)
    # Who says 周五 on a Monday means the one that was.
    return day if day <= on else day - dt.timedelta(days=7)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
