"""The newest requests of a place as each process keeps them: which have a pair of signs. It says
which are worth a look; what is shown of them is read anew.

Some bytes a pair, no text. What arrived since is looked at one by one until there is much of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linli.services.cases.alike import signs
from linli.services.cases.alike.signs import EMPTY, Pairs

Floats = NDArray[np.float64]
# As many as `signs.pairs_of_many` tells apart are more than enough.
MOST = 2_000
# Where there are few requests yet, a pair that two share is rarer than it looks.
FEW = 100
# A pair in more of them than this share says nothing, but where they are few.
COMMON_SHARE, COMMON_LEAST = 0.35, 20
MOST_LATE = 60
# Of a text that says less than this, even all of it is little.
LEAST_WEIGHT = 25.0

# Brings requests by their ids, each as the search index keeps it.
Read = Callable[[Sequence[int]], Iterable[tuple[int, str]]]


@dataclass(frozen=True)
class Scored:
    """A request by id, and how much of the weight of the shorter of two texts both have."""

    pk: int
    share: float


@dataclass(frozen=True)
class _Index:
    ids: NDArray[np.int64]
    pairs: Pairs  # sorted, one for each request that has it
    owners: NDArray[np.uint16]  # whose pair it is, by position in `ids`
    totals: Floats

    def counts(self, asked: Pairs) -> NDArray[np.int64]:
        """How many requests have each pair."""
        return np.searchsorted(self.pairs, asked, "right") - np.searchsorted(self.pairs, asked)

    def weights(self, asked: Pairs) -> Floats:
        """How much each pair says: nothing when it is common, or mere manners."""
        counts = self.counts(asked)
        return np.where(np.isin(asked, signs.SILENT), 0.0, _weight(counts, len(self.ids)))


NOTHING = _Index(EMPTY, EMPTY, np.zeros(0, dtype=np.uint16), np.zeros(0))


def _weight(counts: NDArray[np.int64], size: int) -> Floats:
    common = counts > max(COMMON_LEAST, COMMON_SHARE * size)
    return np.where(common, 0.0, np.log((size + FEW) / (counts + 1)))


def _index(rows: Sequence[tuple[int, str]]) -> _Index:
    if not rows:
        return NOTHING
    pairs, owners = signs.pairs_of_many([stored for _pk, stored in rows])
    ids = np.array([pk for pk, _stored in rows], dtype=np.int64)
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.diff(starts, append=len(pairs))
    weights = _weight(counts, len(rows))
    weights[np.isin(pairs[starts], signs.SILENT)] = 0.0
    totals = np.bincount(owners, weights=np.repeat(weights, counts), minlength=len(rows))
    return _Index(ids, pairs, owners.astype(np.uint16), totals.astype(np.float64))


class Pool:
    """Several threads may ask at once: what is kept is replaced as a whole, never changed."""

    def __init__(self) -> None:
        self._kept: tuple[_Index, frozenset[int], dict[int, Pairs]] = (NOTHING, frozenset(), {})

    def follow(self, ids: Sequence[int], read: Read) -> None:
        """Hold these requests, the newest first; `read` brings those that are not held yet."""
        index, known, late = self._kept
        missing = [pk for pk in ids if pk not in known and pk not in late]
        if not missing:
            return
        if not known or len(late) + len(missing) > MOST_LATE:
            rows = list(read(ids[:MOST]))
            self._kept = (_index(rows), frozenset(ids[:MOST]), {})
        else:
            # One without words in the index is not asked for again.
            new = dict.fromkeys(missing, EMPTY)
            new |= {pk: signs.pairs(stored) for pk, stored in read(missing)}
            self._kept = (index, known, late | new)

    def look(self, asked: Pairs, most: int) -> list[Scored]:
        """Those that share most with the asked pairs, the most alike first."""
        index, _known, late = self._kept
        weights = index.weights(asked)
        asked, weights = asked[weights > 0], weights[weights > 0]
        whole = float(weights.sum())
        found = _among(index, asked, weights, most)
        for pk, pairs in late.items():
            shared = float(weights[np.isin(asked, pairs, assume_unique=True)].sum())
            least = min(whole, float(index.weights(pairs).sum()))
            found.append(Scored(pk, shared / max(LEAST_WEIGHT, least)))
        return sorted((one for one in found if one.share > 0), key=lambda one: -one.share)[:most]

    def weights(self, asked: Pairs) -> dict[int, float]:
        """Those of the pairs that say something, with how much."""
        found = self._kept[0].weights(asked)
        told = zip(asked.tolist(), found.tolist(), strict=True)
        return {pair: weight for pair, weight in told if weight > 0}


def _among(index: _Index, asked: Pairs, weights: Floats, most: int) -> list[Scored]:
    counts = index.counts(asked)
    starts = np.searchsorted(index.pairs, asked)
    # Where the owners of each pair stand: a run of `counts` from each start.
    steps = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    owners = index.owners[np.repeat(starts, counts) + steps]
    size = len(index.ids)
    shared = np.bincount(owners, weights=np.repeat(weights, counts), minlength=size)
    least = np.minimum(float(weights.sum()), index.totals)
    share = shared / np.maximum(LEAST_WEIGHT, least)
    best = np.argsort(-share)[:most]
    return [Scored(int(index.ids[at]), float(share[at])) for at in best]
