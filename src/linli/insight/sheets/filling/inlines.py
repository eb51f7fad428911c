"""Values that share a cell with their label: “填报单位：____  填报日期：    年  月  日”."""

import dataclasses
import datetime
import re
import unicodedata

from linli.insight.sheets.filling.plan import Value
from linli.insight.sheets.filling.values import as_text, say_date
from linli.insight.sheets.filling.values import letters as as_letters

GAP = r"[ \u00a0\u3000\t_＿]"
DATE = re.compile(rf"({GAP}*)年({GAP}*)月(?:({GAP}*)日)?")
BLANK = re.compile(r"[ \u00a0\u3000\t]*[_＿]+|[ \u00a0\u3000\t]+")
BLANK_BEFORE = re.compile(r"(?:[_＿]+|[ \u00a0\u3000\t]{2,})$")


@dataclasses.dataclass(frozen=True)
class Edit:
    """Put `text` in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


def edits(text: str, label: str, value: Value) -> list[Edit]:
    """What to change in `text` so that `value` stands behind `label`, or over its blanks."""
    if value is None:
        return []
    start, end = _find(text, label)
    if isinstance(value, datetime.date):
        # 年月 inside a label is a word; with gaps, or behind the label, it is to be filled.
        dates = (
            one for one in DATE.finditer(text, start) if any(one.groups()) or one.start() >= end
        )
        date = next(dates, None)
        if date is not None:
            return _over_date(text, date, value)
        value = say_date(value, "YYYY年M月D日")
    words = as_text(value)
    box = re.compile(rf"[□☐○]\s*{re.escape(words)}").search(text, end if label else 0)
    if box is not None:
        return [Edit(box.start(), box.start() + 1, "☑")]
    blank = BLANK.match(text, end)
    if blank is not None:
        return [Edit(blank.start(), blank.end(), words + _padding(text, blank, words))]
    before = BLANK_BEFORE.search(text, 0, start)
    if before is not None and not text[:end].endswith((":", "：")):
        return [Edit(before.start(), start, words)]
    return [Edit(end, end, words)]


def _find(text: str, label: str) -> tuple[int, int]:
    """Where the label stands, with its colon; without one, the end of the text."""
    letters = as_letters(label)
    if not letters:
        blank = re.search(r"[_＿]+", text)
        return (0, blank.start()) if blank else (0, len(text.rstrip()))
    spelling = r"[\s_＿]*".join(re.escape(letter) for letter in letters)
    found = re.search(spelling + (r"" if letters[-1] in ":：" else r"(?:\s*[:：])?"), text)
    return found.span() if found else (0, len(text.rstrip()))


def _over_date(text: str, found: re.Match[str], value: datetime.date) -> list[Edit]:
    """A number over each blank; where the form has printed 20, only the rest of the year."""
    century = text[: found.start()].endswith(str(value.year)[:2])
    parts = [f"{value.year}"[2:] if century else f"{value.year}", f"{value.month}", f"{value.day}"]
    done = []
    for number, part in enumerate(parts, start=1):
        start, end = found.span(number)
        if start < 0:
            continue
        if number == 1 and "_" not in found[1] and "＿" not in found[1] and not century:
            # Keep what sets the date off from its label or pushes it to the right.
            start = max(start, end - len(part)) if start else max(start, end - 2 * len(part))
        done.append(Edit(start, end, part))
    return done


def _padding(text: str, blank: re.Match[str], words: str) -> str:
    """What comes after a blank stays where it is, as far as there is room."""
    after = text[blank.end() : blank.end() + 1]
    drawn = "_" in blank[0] or "＿" in blank[0]
    if not after or after == "\n" or (drawn and not after.isspace()):
        return ""
    room = _width(blank[0]) - _width(words)
    return " " * max(room, 0 if drawn else 2)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def apply(pieces: list[str], changes: list[Edit]) -> list[str]:
    """The changes made in a text that is cut into pieces (runs), each piece keeping its part."""
    pieces = list(pieces)
    for change in sorted(changes, key=lambda one: one.start, reverse=True):
        _apply_one(pieces, change)
    return pieces


def _apply_one(pieces: list[str], change: Edit) -> None:
    position, placed = 0, False
    for number, piece in enumerate(pieces):
        start, end = position, position + len(piece)
        position = end
        is_last = number == len(pieces) - 1
        inside = change.start < end or (change.start == end and (change.start == change.end))
        if placed or not (inside or is_last):
            cut_from, new = max(change.start, start), ""
        else:
            cut_from, new, placed = min(max(change.start, start), end), change.text, True
        cut_to = min(max(change.end, cut_from), end)
        if cut_from <= end:
            pieces[number] = (
                piece[: cut_from - start] + new + piece[max(cut_to, cut_from) - start :]
            )
