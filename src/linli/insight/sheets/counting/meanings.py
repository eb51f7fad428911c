"""What each label of a table of figures counts, as it is kept, asked and decided.

A meaning is a plain dict, since it is stored: `of` the conditions, `measure` what is counted,
`total` how a sum is made, `how` whether figures under it are filled, `asks` whether a person has to
look, `reason` why.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.insight.sheets.counting import reading
from linli.insight.sheets.counting.board import COLUMN, Board, Header
from linli.insight.sheets.counting.reading import GROUPS, SHARE, THINGS, Reading
from linli.insight.sheets.meaning.folding import fold
from linli.kernel.counted import PLACE, Condition, Phrase, Source

Meaning = dict[str, Any]
COUNT, BLANK = "count", "blank"
# How a total is made: of the parts beside it, which cannot overlap; all of the part that it stands
# in, each thing once; or the parts added up, whatever they share.
PARTS, WHOLE, SUM = "parts", "whole", "sum"
LONGEST_LABEL = 120
# 空巢老人 after 60岁以上老人 are the same inside and out.
PROPERTY = re.compile(
    r"(?:户籍|户口)(?:性质|类型|类别|情况)?|(?:残疾|伤残|致残)?(?:类别|等级|类型|程度|性质|情况)"
)
EVERYBODY = re.compile(
    r"^(?:总人口|人口总数)$|(?:户籍|常住|全社区|辖区|居民)(?:总?人口|总?户数)|占(?:总|全部|户籍|常住)?人口"
)
# 男 under 户数 is not every household with a man in it, but who is its head.
OF_ONE = {"sex"}
ELDERLY, OLD = re.compile("老人|老年"), Condition("age", low=60)


def propose(
    board: Board,
    source: Source,
    phrases: Sequence[Phrase],
    known: Mapping[str, bool | None],
    above: str = "",
    given: Sequence[Condition] = (),
) -> list[Meaning]:
    """What each label means, as far as its words say. `known`: for figures (by place) whether who
    read the form thinks that these things are counted (True), that they are not (False), or does
    not know."""
    said = {
        key: reading.read(one.reads, source, phrases, above + _above(board, one))
        for key, one in board.headers.items()
    }
    likely = _likely(board, said, known)
    groups = {key for one in board.headers.values() for key in one.parents}
    for key in groups:
        # 残疾类别 over 视力 and 肢体 parts nobody by itself.
        if PROPERTY.fullmatch(reading.plain(board.headers[key].text)):
            said[key] = Reading()
    found = {
        key: _meaning(one, said[key], likely=key in likely) for key, one in board.headers.items()
    }
    for key in _strange(board, known):
        found[key] |= {"how": BLANK, "asks": False, "reason": _("数的不是登记册里的人和家庭")}
    _doubt_shares(board, found, given)
    _doubt_everybody(found, given)
    _doubt_overlaps(found)
    _doubt_parts(found, given)
    _sum_up(found)
    return list(found.values())


def _above(board: Board, header: Header) -> str:
    return "".join(board.headers[key].text for key in header.parents)


def _likely(
    board: Board, said: Mapping[str, Reading], known: Mapping[str, bool | None]
) -> set[str]:
    """Labels over a figure that somebody could count; those of other figures ask nobody."""
    found = set()
    for figure in board.figures:
        understood = any(said[key].conditions for key in figure.headers)
        status = known.get(figure.place)
        if status or (understood and status is None):
            found |= set(figure.headers)
    return found


def _strange(board: Board, known: Mapping[str, bool | None]) -> set[str]:
    """Labels under which nothing but other things is counted: staff, houses, money."""
    strange: set[str] = set()
    rest: set[str] = set()
    for figure in board.figures:
        (strange if known.get(figure.place) is False else rest).update(figure.headers)
    return strange - rest


def _meaning(header: Header, read: Reading, *, likely: bool) -> Meaning:
    sure = read.is_sure
    reason = read.doubt or (_("没看懂“%s”") % read.rest if read.rest else "")
    meaning: Meaning = {
        "key": header.key,
        "at": header.at,
        "text": header.text,
        "axis": header.axis,
        "parents": header.parents,
        "whole": header.whole,
        "label": fold(header.text)[-LONGEST_LABEL:],
        "how": COUNT if sure else BLANK,
        "of": [one.data for one in read.conditions],
        "measure": read.measure,
        "total": WHOLE if read.total else "",
        "beside": [],
        "asks": likely and not sure,
        "reason": reason,
        "origin": "read",
    }
    return meaning


def conditions(meaning: Mapping[str, Any]) -> list[Condition]:
    """The conditions of a meaning."""
    return [Condition.of_data(one) for one in meaning["of"]]


def _beside(found: Mapping[str, Meaning], meaning: Meaning) -> list[Meaning]:
    """The labels that stand beside one: on the same side, under the same others."""
    return [
        one
        for one in found.values()
        if one["axis"] == meaning["axis"]
        and one["parents"] == meaning["parents"]
        and one is not meaning
    ]


def excludes(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether nothing can be counted under both labels."""
    return any(a.excludes(b) for a in conditions(one) for b in conditions(other))


def _doubt_shares(board: Board, found: Mapping[str, Meaning], given: Sequence[Condition]) -> None:
    """占比 beside the numbers of places: nobody can tell whose share, and of what. After 男 it may
    be the men's, or everybody's. And 60岁以上占比 in a table of the old would be all of them."""
    narrowed = {one.of for one in given}
    by_place = board.open is not None or not any(
        one["of"] and {c.of for c in conditions(one)} != {PLACE}
        for one in found.values()
        if one["axis"] != COLUMN
    )
    before: dict[str, Meaning] = {}
    for meaning in found.values():
        last = before.get(meaning["axis"])
        before[meaning["axis"]] = meaning
        if meaning["measure"] != SHARE:
            continue
        own = {one.of for one in conditions(meaning)}
        after_a_part = (
            last is not None and bool(last["of"]) and last["key"] not in meaning["parents"]
        )
        if (not own and (by_place or after_a_part)) or own & narrowed:
            _ask(meaning, _("看不出是哪些人占全部的多少"))


def _doubt_everybody(found: Mapping[str, Meaning], given: Sequence[Condition]) -> None:
    """总人口 in a table of the old: theirs, or that of the whole community? Not of theirs alone
    without a word."""
    for meaning in found.values() if given else ():
        if EVERYBODY.search(reading.plain(meaning["text"])):
            _ask(meaning, _("看不出是标题说的这些人里的，还是全部居民的"))


def _doubt_overlaps(found: Mapping[str, Meaning]) -> None:
    """60岁以下 beside 60—69岁: who is 60 would be counted twice. Proposed is that the older group
    has them, as tables of ages are usually read."""
    edges: list[tuple[Meaning, int]] = []
    for meaning in found.values():
        for other in _beside(found, meaning):
            shared = _shared_edge(meaning, other)
            if shared is not None:
                edges.append((meaning, shared))
                words = {"a": meaning["text"], "b": other["text"], "n": shared}
                _ask(meaning, _("“%(a)s”和“%(b)s”都算了%(n)s岁的") % words)
    for meaning, shared in edges:
        for one in meaning["of"]:
            if one["to"] == shared and one["from"] != shared:
                one["to"] = shared - 1


def _shared_edge(one: Meaning, other: Meaning) -> int | None:
    """The age at which two groups meet, so that it belongs to both."""
    for a in conditions(one):
        for b in conditions(other):
            if a.of != b.of or a.values or b.values or a == b:
                continue
            for low, high in ((a.low, b.high), (b.low, a.high)):
                if low is not None and low == high:
                    return low
    return None


def _doubt_parts(found: Mapping[str, Meaning], given: Sequence[Condition]) -> None:
    """A row after 其中, no further in: it may go on parting what stands above, or begin anew. Where
    that makes no difference nobody is asked. `given`: what the whole table is narrowed to."""
    for meaning in found.values():
        wholes = [found[key] for key in meaning["whole"] if key in found]
        narrower = {c for one in wholes for c in conditions(one)} - set(given)
        of_the_old = ELDERLY.search(meaning["text"]) and narrower == {OLD}
        apart = any(excludes(meaning, one) for one in wholes)
        if narrower and meaning["of"] and not of_the_old and not apart:
            words = "、".join(one["text"] for one in wholes)
            _ask(meaning, _("看不出是不是“%s”里面的") % words)


def _ask(meaning: Meaning, reason: str) -> None:
    if meaning["how"] == COUNT:
        meaning |= {"how": BLANK, "asks": True, "reason": reason}


def _sum_up(found: Mapping[str, Meaning]) -> None:
    """How each total is made, as far as the parts beside it leave no doubt."""
    for meaning in found.values():
        if not meaning["total"]:
            continue
        parts = [one for one in _beside(found, meaning) if one["of"]]
        exclusive = _exclusive(parts)
        if not parts:
            meaning["total"] = WHOLE
        elif any(one["total"] for one in _beside(found, meaning)):
            # 小计 between them: of those before it, or of those after it?
            meaning |= {"total": WHOLE, "beside": [one["key"] for one in parts]}
            _ask(meaning, _("不止一个合计，看不出哪个合计的是哪几项"))
        elif len(exclusive) == len(parts) or _is_every_sex(exclusive):
            meaning |= {"total": PARTS, "beside": [one["key"] for one in exclusive]}
        else:
            meaning |= {"total": WHOLE, "beside": [one["key"] for one in parts]}
            _ask(meaning, _("旁边几项会重复算到同一个人，看不出合计怎么算"))


def _exclusive(parts: Sequence[Meaning]) -> list[Meaning]:
    """The largest set of parts of one property that cannot overlap."""
    best: list[Meaning] = []
    properties = {one.of for part in parts for one in conditions(part)}
    for code in sorted(properties):
        own = [part for part in parts if [c.of for c in conditions(part)] == [code]]
        apart = all(excludes(a, b) for a in own for b in own if a is not b)
        if apart and len(own) > max(len(best), 1):
            best = own
    return best


def _is_every_sex(parts: Sequence[Meaning]) -> bool:
    return {value for part in parts for one in conditions(part) for value in one.values} == {
        "1",
        "2",
    }


@dataclasses.dataclass(frozen=True)
class Counted:
    """What one figure is: the conditions to meet, of which number, what it is a share of.

    `parts`: for a total the conditions of each part; `total` how it is made.
    """

    conditions: tuple[Condition, ...]
    measure: str = THINGS
    figure: str = ""
    base: tuple[Condition, ...] = ()
    total: str = ""
    parts: tuple[tuple[Condition, ...], ...] = ()


def counted(keys: Sequence[str], known: Mapping[str, Meaning]) -> Counted | None:
    """What a figure under some labels counts; None where it is left empty."""
    stack = [known[key] for key in keys]
    if any(one["how"] == BLANK for one in stack):
        return None
    above = {key for one in stack for key in one["parents"]}
    own = [one for one in stack if one["key"] not in above]
    said = [one["measure"] for one in own if one["measure"]]
    said = said or [one["measure"] for one in stack if one["measure"]]
    plain = [one for one in said if one in {THINGS, GROUPS}]
    all_of = _together(stack)
    if len(set(plain)) > 1 or all_of is None:
        return None
    if GROUPS in plain and any(one.of in OF_ONE for one in all_of):
        return None
    figure = next((one for one in reversed(said) if one not in {THINGS, GROUPS}), "")
    if figure == SHARE and _is_of_which(stack):
        return None
    # 合计 that 其中 parts further is no total any more.
    totals = [one for one in own if one["total"] and one["total"] != WHOLE]
    total = totals[-1] if totals else None
    if total and any(known[key]["how"] == BLANK for key in total["beside"] if key in known):
        return None
    parts = _parts(total, known) if total else ()
    if GROUPS in plain and any(one.of in OF_ONE for part in parts for one in part):
        # 户数 under 男, 女, 合计: homes have no sex, but there is a number of all of them.
        total, parts = None, ()
    return Counted(
        all_of,
        plain[-1] if plain else THINGS,
        figure,
        _base(stack) if figure == SHARE else (),
        total["total"] if total else "",
        parts,
    )


def _is_of_which(stack: Sequence[Meaning]) -> bool:
    """Whether 占比 stands beside a part of a part: nobody can tell of which of both it is. Of men
    under 14 it may be their part of all men, or of all under 14."""
    share = next(one for one in reversed(stack) if one["measure"] == SHARE)
    parted = [one for one in stack if {c.of for c in conditions(one)} - {PLACE}]
    return not share["of"] and len(parted) > 1


def _together(stack: Iterable[Meaning]) -> tuple[Condition, ...] | None:
    """All conditions; None where two of them exclude each other."""
    found = tuple(dict.fromkeys(c for one in stack for c in conditions(one)))
    if any(a.excludes(b) for a in found for b in found if a != b):
        return None
    return found


def _base(stack: Sequence[Meaning]) -> tuple[Condition, ...]:
    """What a share is a share of. 占比 beside the numbers of several rows is each row's part of
    them all; 低保占比 is a part of what the row counts. A place is always the row's own."""
    share = next(one for one in reversed(stack) if one["measure"] == SHARE)
    others = [one for one in stack if one is not share]
    if not share["of"]:
        others = [one for one in others if one["axis"] == share["axis"]]
    kept = [c for one in others for c in conditions(one)]
    kept += [c for one in stack for c in conditions(one) if c.of == PLACE]
    return tuple(dict.fromkeys(kept))


def _parts(total: Meaning, known: Mapping[str, Meaning]) -> tuple[tuple[Condition, ...], ...]:
    return tuple(tuple(conditions(known[key])) for key in total["beside"] if key in known)
