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
NO_PAIR = np.array([-1], dtype=np.int64)


@dataclass(frozen=True)
class Like:
    category: str
    share: float


@dataclass(frozen=True)
class _Kept:
    """Pairs of signs of the newest, one after the other in one row of numbers."""

    marks: list[cases.Mark]
    prints: dict[cases.Mark, Array]
    row: Array
    starts: Array
    sizes: Array


NOTHING = _Kept([], {}, *[np.zeros(0, dtype=np.int64)] * 3)


class Memory:
    """What each process keeps of the newest: pairs of signs as numbers, not their texts. Each time
    it asks which they are now, and reads only those that are new or were edited."""

    def __init__(self) -> None:
        self._kept = NOTHING

    def like(self, text: str) -> Like | None:
        """The most alike of the requests that people categorised lately."""
        pairs = prints(text)
        if len(pairs) < LEAST_PAIRS:
            return None
        lately = cases.lately(LATELY)
        kept = self._now([mark for mark, _category in lately])
        if not len(kept.row):
            return None
        share = _alike(pairs, kept)
        best = int(share.argmax())
        return Like(lately[best][1], float(share[best])) if share[best] >= ALIKE else None

    def _now(self, marks: list[cases.Mark]) -> _Kept:
        kept = self._kept
        if kept.marks != marks:
            # A new one: another thread may be reading the old. What is none of the newest is gone.
            kept = self._kept = _read(marks, kept.prints)
        return kept


def _read(marks: list[cases.Mark], known: dict[cases.Mark, Array]) -> _Kept:
    words = cases.words_of([mark[0] for mark in marks if mark not in known])
    # One that was erased since has no words left. A number that no pair has keeps its place.
    now = {mark: known[mark] if mark in known else prints(words.get(mark[0], "")) for mark in marks}
    rows = [now[mark] if len(now[mark]) else NO_PAIR for mark in marks]
    sizes = np.array([len(row) for row in rows], dtype=np.int64)
    whole = np.concatenate(rows) if rows else NOTHING.row
    return _Kept(marks, now, whole, np.cumsum(sizes) - sizes, sizes)


def _alike(pairs: Array, kept: _Kept) -> Array:
    """How much of both is in each of them."""
    place = np.minimum(np.searchsorted(pairs, kept.row), len(pairs) - 1)
    shared = np.add.reduceat((pairs[place] == kept.row).astype(np.int64), kept.starts)
    return shared / (len(pairs) + kept.sizes - shared)


def prints(text: str) -> Array:
    """The pairs of signs of a text as sorted numbers."""
    signs = read(text, NO_WORDS).signs
    found = {zlib.crc32(signs[at : at + 2].encode()) for at in range(len(signs) - 1)}
    return np.array(sorted(found), dtype=np.int64)
