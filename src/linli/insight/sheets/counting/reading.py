"""One label of a table of figures, read word by word: which part it counts, and what is left over.

A label is understood only when nothing of it is left over. 独居老人, of which a reader knows 老人
alone, is no count of old people; `rest` then says 独居, and a person is asked.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Sequence

from linli.insight.sheets.layout import texts
from linli.insight.sheets.meaning.folding import LEADING
from linli.insight.sheets.meaning.population import NUMERALS
from linli.kernel.counted import Condition, Phrase, Source

THINGS, GROUPS, SHARE = "things", "groups", "share"
AVERAGE, OLDEST, YOUNGEST = "average", "oldest", "youngest"
# What a figure of ages is computed from.
AGES = {AVERAGE, OLDEST, YOUNGEST}

HOLE = "｜"
# 其中 parts what stands above it; it counts nothing itself.
AMONG = re.compile(r"^其中[:：、]?")
UNIT = re.compile(r"[(（\[【](?:单位[:：]?)?(人|户|件|%|％|岁|周岁|个|名|次)[)）\]】]")
SHARES = re.compile(
    r"所?占(?:总?(?:人口?数?|人数|户数|件数|数量?)|总|全部|合计)?的?(?:比例?|比重|百分比|百分率|[%％])"
    r"|比例|百分比|比重|占比|率(?=$|｜|\()|[%％]"
)
AGE_FIGURES = (
    (re.compile(r"平均年龄"), AVERAGE),
    (re.compile(r"(?:最大|最高)年龄|年龄最大"), OLDEST),
    (re.compile(r"(?:最小|最低)年龄|年龄最小"), YOUNGEST),
)
JOINED = re.compile(r"[、和及与或/]")
# These say nothing of which part it is. What may narrow (新增, 累计, 在册, 其他) is not here.
NEUTRAL = re.compile(
    r"其中|按|分布?|构成|结构|组成|情况|状况|类型|类别|性别|年龄段?|文化程度|受教育程度|学历|婚姻|政治面貌"
    r"|民族|人员|人群|对象|居民|全?社区|辖区内?|总?数量?|总|的|人口?|者|类|小计|合计|[:：,，。]"
)
TOTAL = re.compile(r"(?:合|小|总|共)计|总数")
# 一、二级 and 二、三人户 begin with no number of their own.
LISTED = re.compile(
    r"[一二三四五六七八九十\d]、[一二三四五六七八九十\d](?:级|[人口](?:[及以上]*户|之家))"
)


@dataclasses.dataclass(frozen=True)
class Reading:
    """`measure`: what is counted, where the label says so; `total`: it adds up what stands beside
    it; `rest`: the words that were not understood; `doubt`: why somebody has to look."""

    conditions: tuple[Condition, ...] = ()
    measure: str = ""
    total: bool = False
    rest: str = ""
    doubt: str = ""

    @property
    def is_sure(self) -> bool:
        return not self.rest and not self.doubt


def plain(text: str) -> str:
    """A label without blanks, its own number, and what is only drawn."""
    flat = re.sub(r"[\s_＿*★●※☆#]+", "", unicodedata.normalize("NFKC", text))
    for words, number in NUMERALS.items():
        flat = re.sub(rf"{words}(?=周?岁)", str(number), flat)
    if LISTED.match(flat):
        return flat
    shorter = LEADING.sub("", flat)
    shorter = re.sub(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、](?!\d)", "", shorter)
    return shorter or flat


def read(text: str, source: Source, phrases: Sequence[Phrase], above: str = "") -> Reading:
    """What a label says. `above`: the words of the labels over it, which may explain it."""
    flat = AMONG.sub("", plain(text))
    measure = _unit(flat, source)
    foreign = "" if measure else _foreign_unit(flat)
    flat = UNIT.sub("", flat)
    if texts.is_total(flat):
        return Reading(measure=measure, total=True, rest=foreign)
    found: list[Condition] = []
    doubts: list[str] = []
    left = flat
    for one in phrases:
        if one.within is not None and not one.within.search(above + flat):
            continue
        if one.beside is not None and not one.beside.search(flat):
            continue
        left = _take(left, one, found, doubts)
    left, said = _measures(left, source)
    total = bool(TOTAL.search(left)) and not found
    joined = bool(JOINED.search(left))
    rest = re.sub(r"[()（）\[\]【】]|" + HOLE, "", NEUTRAL.sub("", left))
    conditions = _merged(found, joined=joined)
    if conditions is None:
        return Reading(measure=said or measure, rest=flat, doubt="")
    if joined:
        rest = rest if len(found) == len(conditions) else JOINED.sub("", rest)
    rest += foreign
    return Reading(conditions, said or measure, total, rest, "；".join(dict.fromkeys(doubts)))


def _unit(flat: str, source: Source) -> str:
    match = UNIT.search(flat)
    if match is None:
        return ""
    if match[1] in "%％":
        return SHARE
    if match[1] in {source.unit, "名", "个"} and source.unit:
        return THINGS
    return GROUPS if match[1] == source.group_unit else ""


def _foreign_unit(flat: str) -> str:
    """户 where requests are counted: a unit that the source does not know."""
    match = UNIT.search(flat)
    return "" if match is None or match[1] in "岁周岁" else match[1]


def _take(left: str, phrase: Phrase, found: list[Condition], doubts: list[str]) -> str:
    """The words without the phrase; what it means is added. Said twice with two meanings, it is
    left where it stands."""
    read = [phrase.means(one) for one in phrase.pattern.finditer(left)]
    meant = {tuple(means) for means in read if means is not None}
    if len(meant) != 1:
        return left
    found += meant.pop()
    if phrase.doubt:
        doubts.append(phrase.doubt)
    return phrase.pattern.sub(HOLE, left)


def _measures(left: str, source: Source) -> tuple[str, str]:
    """The words without those that say what is counted, and what that is."""
    said = ""
    for pattern, measure in AGE_FIGURES:
        if pattern.search(left):
            left, said = pattern.sub(HOLE, left), measure
    if SHARES.search(left):
        left, said = SHARES.sub(HOLE, left, count=1), said or SHARE
    if source.measures.search(left):
        left, said = source.measures.sub(HOLE, left), said or THINGS
    groups = source.group_measures
    if groups is not None and groups.search(left):
        left, said = groups.sub(HOLE, left), said or GROUPS
    return left, said


def _merged(found: Sequence[Condition], *, joined: bool) -> tuple[Condition, ...] | None:
    """Several values of one property: any of them where the label joins them; else they
    contradict each other (None). Two different ones joined may mean either: None as well."""
    by_property: dict[str, Condition] = {}
    for one in found:
        known = by_property.get(one.of)
        if known is None or known == one:
            by_property[one.of] = one
        elif one.many and not joined:
            by_property[f"{one.of} {one.values}"] = one
        elif joined and one.values and known.values and not one.many:
            by_property[one.of] = Condition(
                one.of, tuple(dict.fromkeys((*known.values, *one.values)))
            )
        else:
            return None
    if joined and len(by_property) > 1:
        return None
    return tuple(by_property.values())
