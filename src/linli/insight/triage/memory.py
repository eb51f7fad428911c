"""Requests that people put into a category lately: another one like them goes there at once.

Learning anew takes minutes and somebody's consent; a clerk who has just corrected a proposal should
not be proposed the same again.
"""

import zlib
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
    """What each process keeps of the newest: pairs of signs as numbers, not their texts. Each time
    it asks which they are now, and reads only those that are new or were edited."""

    def __init__(self) -> None:
        self._kept: dict[cases.Mark, Array] = {}

    def like(self, text: str) -> Like | None:
        """The most alike of the requests that people categorised lately."""
        pairs = prints(text)
        if len(pairs) < LEAST_PAIRS:
            return None
        best: Like | None = None
        for known, category in self._lately():
            share = alike(pairs, known)
            if share >= ALIKE and (best is None or share > best.share):
                best = Like(category, share)
        return best

    def _lately(self) -> list[tuple[Array, str]]:
        marks, kept = cases.lately(LATELY), self._kept
        words = cases.words_of([mark.pk for mark, _category in marks if mark not in kept])
        now = {
            mark: kept[mark] if mark in kept else prints(words[mark.pk])
            for mark, _category in marks
            if mark in kept or mark.pk in words
        }
        # A new one: another thread may be reading the old. What is none of the newest is gone.
        self._kept = now
        return [(now[mark], category) for mark, category in marks if mark in now]


def prints(text: str) -> Array:
    """The pairs of signs of a text as sorted numbers."""
    signs = read(text, NO_WORDS).signs
    found = {zlib.crc32(signs[at : at + 2].encode()) for at in range(len(signs) - 1)}
    return np.array(sorted(found), dtype=np.uint32)


def alike(one: Array, other: Array) -> float:
    """How much of both is in each of them."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / max(1, len(one) + len(other) - shared)
