"""Reading the State Council's holiday notice: its own sentences, or a table of days. Pure.

二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。
2月14日（周六）、2月28日（周六）上班。

2027-02-06,休,春节            2027/2/14  上班            2027年2月20日  1
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from linli.kernel.workdays import DAY, Holiday, statutory_holidays

SATURDAY = 5
DECEMBER = 12
OFF = {"休", "休息", "放假", "假", "0", "否", "false", "no", "off"}
ON = {"班", "上班", "补班", "工作", "工作日", "1", "是", "true", "yes", "on"}

ASIDE = re.compile(r"[（(][^）)]*[）)]")
FULL_DATE = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?$"
)
CELLS = re.compile(r"[\t,，;；]|\s{2,}|\s+(?=\S)")
TOKEN = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)(?P<day>\d{1,2})日"
    r"(?:\s*(?:至|到|—|–|-|~|～)\s*(?:(?P<to_year>\d{4})年)?(?:(?P<to_month>\d{1,2})月)?(?P<to_day>\d{1,2})日)?"
    r"|(?P<verb>放假|上班)"
    r"|(?P<name>[元春清劳端中国][^\d：:。，]{1,10})[：:]"
    r"|(?P<end>[。\n])"
)


@dataclasses.dataclass(frozen=True)
class NoticeDay:
    """One day as a notice has it."""

    day: dt.date
    is_workday: bool
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Problem:
    """What could not be understood, and where it stands."""

    where: str
    text: str


@dataclasses.dataclass(frozen=True)
class Reading:
    """What a notice says. Nothing of it may be used while there are problems."""

    days: tuple[NoticeDay, ...]
    problems: tuple[Problem, ...]


def read_text(text: str, year: int) -> Reading:
    """Read a pasted notice or a pasted table, or a mixture of both."""
    days: list[NoticeDay] = []
    problems: list[Problem] = []
    prose = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell for cell in CELLS.split(line.strip()) if cell]
        if len(cells) > 1 and FULL_DATE.match(cells[0]):
            _read_row(_("第 %d 行") % number, cells, days, problems)
        else:
            prose.append(line)
    try:
        days += _sentences("\n".join(prose), year)
    except ValueError as error:
        problems.append(Problem(_("正文"), str(error)))
    return _checked(days, problems, year)


def read_rows(rows: Iterable[Sequence[object]], year: int) -> Reading:
    """Read the rows of a sheet: day, works or not, note. Rows before the first date are titles."""
    days: list[NoticeDay] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        cells = ["" if cell is None else _as_text(cell) for cell in row]
        if not any(cells) or (not days and not problems and not FULL_DATE.match(cells[0])):
            continue
        _read_row(f"A{number}", cells, days, problems)
    return _checked(days, problems, year)


def _as_text(cell: object) -> str:
    if isinstance(cell, (dt.date, dt.datetime)):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _read_row(
    where: str, cells: Sequence[str], days: list[NoticeDay], problems: list[Problem]
) -> None:
    match = FULL_DATE.match(cells[0])
    if match is None:
        problems.append(Problem(where, _("“%s”不是日期，请写成 2027-01-01 的样子。") % cells[0]))
        return
    word = cells[1].lower() if len(cells) > 1 else ""
    if word not in OFF | ON:
        problems.append(Problem(where, _("第二列请写“休”或“班”，现在是“%s”。") % word))
        return
    try:
        day = dt.date(*map(int, match.groups()))
    except ValueError:
        problems.append(Problem(where, _("没有“%s”这一天。") % cells[0]))
        return
    days.append(NoticeDay(day, word in ON, (cells[2] if len(cells) > 2 else "")[:100]))


def _sentences(text: str, year: int) -> Iterator[NoticeDay]:
    """Dates wait for the verb that follows them: 放假 or 上班."""
    name, waiting = "", list[dt.date]()
    for match in TOKEN.finditer(ASIDE.sub("", text)):
        if match["name"]:
            name = match["name"].strip()
        elif match["verb"]:
            is_workday = match["verb"] == "上班"
            yield from (NoticeDay(day, is_workday, name) for day in waiting)
            waiting = []
        elif match["end"]:
            waiting = []
        else:
            waiting += _span(match, year)


def _span(match: re.Match[str], year: int) -> list[dt.date]:
    try:
        first = dt.date(int(match["year"] or year), int(match["month"]), int(match["day"]))
        if not match["to_day"]:
            return [first]
        month = int(match["to_month"] or first.month)
        # 2026年12月31日至1月2日: the month alone tells that a year has begun.
        default_year = first.year + (month < first.month)
        last = dt.date(int(match["to_year"] or default_year), month, int(match["to_day"]))
    except ValueError:
        raise ValueError(_("没有“%s”这一天。") % match[0]) from None
    if not first <= last <= first + 31 * DAY:
        raise ValueError(_("“%s”的先后不对。") % match[0])
    return [first + n * DAY for n in range((last - first).days + 1)]


def _checked(days: list[NoticeDay], problems: list[Problem], year: int) -> Reading:
    known: dict[dt.date, NoticeDay] = {}
    for row in days:
        problem = _problem(row, known.get(row.day), year)
        if problem:
            problems.append(Problem(f"{row.day:%Y-%m-%d}", problem))
        known.setdefault(row.day, row)
    if not problems:
        problems += _missing(known, year)
    return Reading(tuple(sorted(known.values(), key=lambda row: row.day)), tuple(problems))


def _problem(row: NoticeDay, earlier: NoticeDay | None, year: int) -> str:
    # The notice of a year may reach back to the last days of the year before.
    if row.day.year != year and (row.day.year, row.day.month) != (year - 1, DECEMBER):
        return _("不在 %d 年内，请核对年份。") % year
    if earlier is not None and earlier.is_workday != row.is_workday:
        return _("前面写的是另一种，同一天不能又休又班。")
    if row.is_workday and row.day.weekday() < SATURDAY:
        return _("是周一到周五，本来就上班，请核对年份和日期。")
    return ""


def _missing(known: dict[dt.date, NoticeDay], year: int) -> list[Problem]:
    """The days off that the law itself names must all be there, or the notice is not whole."""
    lacking: dict[Holiday, list[str]] = {}
    for day, holiday in sorted(statutory_holidays(year).items()):
        row = known.get(day)
        if row is None or row.is_workday:
            lacking.setdefault(holiday, []).append(f"{day:%m-%d}")
    return [
        Problem(str(holiday.label), _("没有看到 %s 放假，可能没有贴全。") % "、".join(dates))
        for holiday, dates in lacking.items()
    ]
