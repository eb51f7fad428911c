"""Places, organisations, dates and amounts in what somebody wrote. Pure.

Chinese names have no capital letters: a name is told by its last signs (路, 小区, 公司) and runs
back to a word that can't be part of one. What is found is proposed, never decided.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from linli.insight.triage.learned.texts import GAPS, LINK

READ = 20_000
MOST = 8
LONGEST_NAME = 10

TABLE = tomllib.loads(Path(__file__).with_name("names.toml").read_text())
HAN = r"[\u4e00-\u9fffA-Za-z0-9·]"
NO_NAMES = frozenset(TABLE["none"].split())
BEFORE = re.compile(f"{'|'.join(TABLE['before'].split())}|[{TABLE['signs_before']}]")
# A city, county or district: where a longer name begins.
CODE = re.compile(r"[A-Z]\d{0,2}(?=[市县区])")
COUNTS = re.compile(r"[\d一二三四五六七八九十几两多条个]+")
BUILDING = re.compile(
    r"(?:\d{1,3}|[A-Za-z]\d{0,2}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|#楼?)"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})单元)?(?:[-/]?\d{3,4}(?:室|户|号|房)?)?"
)
DOOR = re.compile(r"\d{1,4}号(?!线|楼|文|令|公告)")
DATE = re.compile(
    r"(?:19|20)\d{2}年(?:\d{1,2}月(?:份|(?:\d{1,2}[日号])?)?)?"
    r"|(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?!\d)"
    r"|\d{1,2}月\d{1,2}[日号]|(?<!\d)\d{1,2}月(?:份|底|初|中旬|上旬|下旬)"
    r"|今天|昨天|前天|昨晚|今晚|今早|明天|上周[一二三四五六日天]?|上个?月|本月|这周|今年|去年|前年"
    r"|(?:凌晨|早上|上午|中午|下午|晚上|夜里)\d{1,2}[点时](?:半|\d{1,2}分?)?|\d{1,2}[点时](?:半|\d{1,2}分)"
)
# Bounded, for a text may be nothing but digits.
AMOUNT = re.compile(
    r"(?:人民币|￥|¥)?\d[\d,]{0,15}(?:\.\d{1,4})?(?:多|余|几)?(?:[十百千万亿]{1,2})?(?:多|余|几)?(?:元|块钱|块|万元|亿元|万块)"
    r"|[一二三四五六七八九十百千万两几]{1,8}(?:多|余)?(?:元|块钱|万元|万块)"
    r"|\d{1,12}(?:\.\d{1,4})?(?:平方米|平米|亩|公斤|吨|公里|分贝)"
)
NAMES = {
    kind: re.compile(
        # The longest ending that fits: a company is not a 公司 of what stands before.
        f"({HAN}{{1,{LONGEST_NAME}}}?)({'|'.join(sorted(ends.split(), key=len, reverse=True))})"
    )
    for kind, ends in (("place", TABLE["places"]), ("organisation", TABLE["organisations"]))
}


@dataclass
class Mentions:
    """Each in the order of the text, as it is written there, without doubles."""

    places: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    amounts: list[str] = field(default_factory=list)


def mentions(text: str) -> Mentions:
    shown = GAPS.sub("", LINK.sub("。", text[:READ]))
    return Mentions(
        places=places(shown),
        organisations=_distinct(name for name, _, _ in _named("organisation", shown)),
        dates=_distinct(match[0] for match in DATE.finditer(shown)),
        amounts=_distinct(match[0] for match in AMOUNT.finditer(shown)),
    )


def amounts(text: str) -> list[str]:
    """The amounts alone, of a text as it was typed."""
    return _distinct(match[0] for match in AMOUNT.finditer(text[:READ]))


def places(shown: str) -> list[str]:
    """Names of places, with the door or building that follows them."""
    found = []
    for name, _, end in _named("place", shown):
        after = BUILDING.match(shown, end) or DOOR.match(shown, end)
        found.append((name, name + after[0] if after else name))
    taken = "".join(full for _, full in found)
    alone = [match[0] for match in BUILDING.finditer(shown) if match[0] not in taken]
    return _distinct([*(full for _, full in found), *alone])


def _named(kind: str, shown: str) -> list[tuple[str, int, int]]:
    """Names that end as this kind does: the name, where it begins and ends."""
    found = []
    for match in NAMES[kind].finditer(shown):
        name = match[0]
        cut = [other.end() for other in BEFORE.finditer(match[1])]
        start = max([0, *cut, *(code.start() for code in CODE.finditer(name))])
        name = name[start:]
        if not _is_name(name, match[2]):
            continue
        found.append((name, match.start() + start, match.end()))
    return found


def _is_name(name: str, ending: str) -> bool:
    own = name[: -len(ending)]
    return bool(own) and name not in NO_NAMES and not COUNTS.fullmatch(own)


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MOST]
