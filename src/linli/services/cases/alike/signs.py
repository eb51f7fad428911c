"""What a text is compared by: its pairs of neighbouring signs, and the buildings that it names.
Pure, but for the way in which the search index keeps a text."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from linli.kernel.search import normalise, tokens

Pairs = NDArray[np.int64]
EMPTY: Pairs = np.zeros(0, dtype=np.int64)
# Who writes long tells the matter first; what follows is the history.
READ = 1_000
BUILDING = re.compile(r"(?<![\da-z])(\d{1,3}|[a-z]\d{0,2})(?:号楼|栋|幢|座(?!机)|#楼?)")
# What people say around any matter: short requests are not alike by their manners.
MANNERS = (
    "您好 你好 尊敬的 各位领导 同志 谢谢 感谢 麻烦 辛苦 打扰 请问 请求 恳请 希望 盼望 建议 反映"
    " 投诉 举报 咨询 反馈 来电 市民 居民 本人 我们 我是 小区 社区 有关部门 相关部门 尽快 及时 帮忙"
    " 帮助 解决 处理 核实 回复 答复 这个 那个 一下 现在 目前 已经 一直 这种 情况 问题 严重 影响"
    " 三天 几天 多次 没有 不能 可以 什么 时候 怎么 能不能"
)
# Words by which two texts are alike, as they are told.
MOST_WORDS, LONGEST_WORD = 3, 14
_SPACE, _SHIFT = 0x20, 21


def kept(text: str) -> str:
    """A text as the search index keeps it: its pairs in a row, apart."""
    return f" {' '.join(tokens(text[:READ]))} "


def pairs(stored: str) -> Pairs:
    """The different pairs of signs of a stored text, sorted."""
    return np.unique(_pairs(_signs(stored))[0])


def pairs_of_many(stored: Sequence[str]) -> tuple[Pairs, NDArray[np.int64]]:
    """The same for up to 4,096 texts in one go: the pairs, sorted, and whose they are by position;
    each once for each text."""
    signs = _signs("".join(stored))
    found, at = _pairs(signs)
    ends = np.cumsum([len(one) for one in stored])
    keys = np.sort(found << 12 | np.searchsorted(ends, at, "right"))
    once = keys[np.diff(keys, prepend=-1) != 0]
    return once >> 12, once & 0xFFF


def _signs(stored: str) -> Pairs:
    raw = stored.encode("utf-32-le", "replace")
    return np.frombuffer(raw, dtype=np.uint32).astype(np.int64)


def _pairs(signs: Pairs) -> tuple[Pairs, NDArray[np.intp]]:
    """Tokens of two signs, but for two figures, as numbers, and where they stand."""
    if len(signs) < 4:
        return EMPTY, np.zeros(0, dtype=np.intp)
    space = signs == _SPACE
    figure = (signs >= 0x30) & (signs <= 0x39)
    whole = space[:-3] & ~space[1:-2] & ~space[2:-1] & space[3:] & ~(figure[1:-2] & figure[2:-1])
    at = np.flatnonzero(whole)
    return signs[at + 1] << _SHIFT | signs[at + 2], at


SILENT = np.unique(np.concatenate([pairs(kept(word)) for word in MANNERS.split()]))


def buildings(text: str) -> frozenset[str]:
    """The buildings that a text names: 3 of "三号楼"."""
    return frozenset(BUILDING.findall(normalise(text[:READ])))


def words(text: str, weights: Mapping[int, float]) -> list[str]:
    """The weightiest runs of a text whose pairs all have a weight: what it shares with another."""
    shown = normalise(text[:READ])
    runs: dict[str, float] = {}
    start, total = 0, 0.0
    for at in range(len(shown)):
        after = shown[at + 1] if at + 1 < len(shown) else " "
        weight = weights.get(ord(shown[at]) << _SHIFT | ord(after), 0.0)
        if weight and at + 1 - start < LONGEST_WORD:
            total += weight
            continue
        if total:
            runs[shown[start : at + 1]] = total
        start, total = at + 1, 0.0
    best = sorted(runs, key=lambda run: -runs[run])
    return _apart(best)[:MOST_WORDS]


def _apart(found: Iterable[str]) -> list[str]:
    """Without those that stand in another."""
    whole: list[str] = []
    for one in found:
        if not any(one in other for other in whole):
            whole.append(one)
    return whole


# What a name of a place is made of besides itself.
KINDS_OF_PLACE = pairs(kept("小区 社区 街道 公园 花园 大道 广场 学校 中学 公司 家园 号楼 单元"))


def agreement(some: Sequence[str], others: Sequence[str]) -> float | None:
    """How far two lists of names of places agree, 0 to 1; None where one of them is empty."""
    one, other = (_named(names) for names in (some, others))
    if not len(one) or not len(other):
        return None
    return len(np.intersect1d(one, other, assume_unique=True)) / min(len(one), len(other))


def _named(names: Sequence[str]) -> Pairs:
    found = pairs(kept(" ".join(names)))
    return found[~np.isin(found, KINDS_OF_PLACE)]
