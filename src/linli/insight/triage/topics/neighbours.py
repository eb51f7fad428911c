"""Which messages are worth comparing, without comparing all with all."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from linli.insight.triage.topics import agreement
from linli.insight.triage.topics.weights import Rows

# A message is looked up by its heaviest grams; one in more messages than this finds too many.
MATTER_KEYS, NAME_KEYS, WIDEST = 40, 8, 400
MOST = 25
BLOCK = 2000
# Pairs a little short of the mark stay: their groups may meet it.
CLOSE = 0.35


def pairs(rows: Rows) -> list[tuple[int, int, float]]:
    """(one, other, score) for messages that are, or nearly are, of one topic."""
    total = rows.matter.shape[0]
    matter = keys(rows.matter, MATTER_KEYS)
    names = keys(rows.names, NAME_KEYS)
    found = []
    for start in range(0, total, BLOCK):
        stop = min(total, start + BLOCK)
        alike = (matter[start:stop] @ matter.T).tocsr()
        near = (names[start:stop] @ names.T).tocsr()
        # Once by matter alone, once by matter among those that agree in place.
        by_matter = _best(alike, start)
        near.data = (near.data > 0.25).astype(near.dtype)
        near.eliminate_zeros()
        by_place = _best(alike.multiply(near).tocsr(), start)
        found.append(np.unique(np.concatenate([by_matter, by_place]), axis=0))
    if not found:
        return []
    ordered = np.sort(np.concatenate(found), axis=1)
    return _scored(rows, np.unique(ordered, axis=0))


def scores(
    matter: NDArray[np.float64], names: NDArray[np.float64], both: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """`agreement.score` of many pairs of single messages."""
    places = [place for place, _ in agreement.NEEDED]
    needed = np.interp(names, places, [likeness for _, likeness in agreement.NEEDED])
    return matter / np.where(both, needed, agreement.NEEDED_WITHOUT_PLACE)


def _scored(rows: Rows, couples: NDArray[np.int64]) -> list[tuple[int, int, float]]:
    kept: list[tuple[int, int, float]] = []
    for start in range(0, len(couples), 100_000):
        one, other = couples[start : start + 100_000].T
        alike = np.asarray(rows.matter[one].multiply(rows.matter[other]).sum(axis=1)).ravel()
        near = np.asarray(rows.names[one].multiply(rows.names[other]).sum(axis=1)).ravel()
        value = scores(alike, near, rows.named[one] & rows.named[other])
        close = value >= CLOSE
        kept += zip(one[close].tolist(), other[close].tolist(), value[close].tolist(), strict=True)
    return kept


def keys(rows: sp.csr_array, most: int) -> sp.csr_array:
    """Only the heaviest grams of each row, without those that too many rows have."""
    rows = rows.copy()
    common = np.bincount(rows.indices, minlength=rows.shape[1]) > WIDEST
    rows.data[common[rows.indices]] = 0
    rows.eliminate_zeros()
    sizes = np.diff(rows.indptr)
    at = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((-rows.data, at))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(rows.indptr[:-1], sizes)
    rows.data[rank >= most] = 0
    rows.eliminate_zeros()
    return rows


def _best(alike: sp.csr_array, offset: int) -> NDArray[np.int64]:
    """The most alike of each row, itself left out."""
    sizes = np.diff(alike.indptr)
    at = np.repeat(np.arange(len(sizes)), sizes)
    own = alike.indices == at + offset
    values = np.where(own, -1.0, alike.data)
    order = np.lexsort((-values, at))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(alike.indptr[:-1], sizes)
    chosen = (rank < MOST) & (values > 0)
    return np.stack([at[chosen] + offset, alike.indices[chosen].astype(np.int64)], axis=1)
