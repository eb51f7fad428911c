"""Requests that people put into a category lately: another one like them goes there at once.

Learning anew takes minutes and somebody's consent; a clerk who has just corrected a proposal should
not be proposed the same again.
"""

import zlib
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from linli.insight.triage.learned.texts import Lexicon, read
from linli.services.cases import public as cases

Array = np.ndarray
# So much of both texts' pairs of signs is shared by two that are of one matter.
ALIKE = 0.3
LATELY = 300
LEAST_PAIRS = 6
NO_WORDS = Lexicon({})


@dataclass(frozen=True)
class Like:
    category: str
    share: float


class Memory:
    """What each process keeps of the newest: pairs of signs as numbers, not their texts."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Array] = OrderedDict()

    def like(self, text: str) -> Like | None:
        """The most alike of the requests that people categorised lately."""
        pairs = prints(text)
        if len(pairs) < LEAST_PAIRS:
            return None
        best: Like | None = None
        for one in cases.said(LATELY):
            share = alike(pairs, self._prints(one.text))
            if share >= ALIKE and (best is None or share > best.share):
                best = Like(one.category, share)
        return best

    def _prints(self, text: str) -> Array:
        key = hash(text)
        known = self._kept.get(key)
        if known is None:
            known = self._kept[key] = prints(text)
            while len(self._kept) > 2 * LATELY:
                self._kept.popitem(last=False)
        return known


def prints(text: str) -> Array:
    """The pairs of signs of a text as sorted numbers."""
    signs = read(text, NO_WORDS).signs
    found = {zlib.crc32(signs[at : at + 2].encode()) for at in range(len(signs) - 1)}
    return np.array(sorted(found), dtype=np.uint32)


def alike(one: Array, other: Array) -> float:
    """How much of both is in each of them."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / max(1, len(one) + len(other) - shared)
