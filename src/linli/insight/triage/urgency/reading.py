"""Which signs of urgency a message bears, and the words that bear them."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from linli.insight.triage.learned.texts import GAPS, LINK

TABLE = Path(__file__).with_name("signs.toml")
NOW, LOOK = "now", "look"
# A word of `softened` counts so many signs before what it softens.
NEAR = 4
GAP = "[^。！？!?;；]{0,6}?"
MOST_WORDS = 8
# A cry for help may stand at the end of a chronicle.
READ = 50_000


@dataclass(frozen=True)
class Kind:
    code: str
    label: str
    duty: str
    now: re.Pattern[str]
    look: re.Pattern[str]
    harmless: re.Pattern[str]


@dataclass(frozen=True)
class Sign:
    """`level`: `now` when one of its words is plainly said, else `look`."""

    code: str
    label: str
    level: str
    words: list[str]
    duty: str


@lru_cache(maxsize=1)
def kinds() -> tuple[tuple[Kind, ...], tuple[str, ...]]:
    """The table, and the words that soften."""
    table = tomllib.loads(TABLE.read_text())
    read = tuple(
        Kind(
            row["code"],
            row["label"],
            row["duty"],
            *(_pattern(row[part]) for part in (NOW, LOOK, "unless")),
        )
        for row in table["kind"]
    )
    return read, tuple(table["softened"])


def _pattern(words: list[str]) -> re.Pattern[str]:
    # No words, nothing that ever matches.
    return re.compile("|".join(word.replace("…", GAP) for word in words) or "(?!)")


def signs(text: str) -> list[Sign]:
    """The most pressing first, with words as they were written; none for a calm text."""
    shown = GAPS.sub("", LINK.sub(" ", text[:READ]))
    table, softeners = kinds()
    found = [sign for kind in table if (sign := _sign(kind, shown, softeners))]
    return sorted(found, key=lambda sign: sign.level != NOW)


def _sign(kind: Kind, text: str, softeners: tuple[str, ...]) -> Sign | None:
    spared = [match.span() for match in kind.harmless.finditer(text)]
    levels: dict[str, str] = {}
    for level, pattern in ((NOW, kind.now), (LOOK, kind.look)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(begin <= start and end <= stop for begin, stop in spared):
                continue
            before = text[max(0, start - NEAR) : start]
            if level == LOOK or any(word in before for word in softeners):
                levels.setdefault(match[0], LOOK)
            else:
                levels[match[0]] = NOW
    if not levels:
        return None
    # What must not wait comes before what is feared.
    words = sorted(levels, key=lambda word: levels[word] != NOW)
    return Sign(kind.code, kind.label, levels[words[0]], words[:MOST_WORDS], kind.duty)
