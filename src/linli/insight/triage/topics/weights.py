"""How much each gram says, learned from the messages themselves, and messages as weighted rows.

*Matter*: rare grams say more (inverse document frequency); a gram that one person uses in message
after message is a habit of writing and says less. *Names*: a gram is as much of a name as the share
of its messages in which it stands inside a name; so a name counts where its ending is missing, and
a false one does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from linli.insight.triage.topics.grams import Grams
from linli.insight.triage.topics.signs import Signs

Floats = NDArray[np.float64]
# A gram in more messages than this says nothing; in few messages all together, it may.
COMMON_SHARE, COMMON_LEAST = 0.08, 200
HABIT = 0.5
# Where there are few messages yet, a gram that two share is rarer than it looks.
FEW = 100
NAME_FROM, NAME_SURE, NOT_OF_MATTER = 0.4, 0.8, 0.6
NAME_IN_TEXT = 0.5
# A name speaks as among so many messages of elsewhere, so that it does where there are few yet.
ELSEWHERE = 500
# Below this length a row of names is too faint to agree or to disagree with another.
FAINT = 3.0


@dataclass(frozen=True, slots=True)
class Rows:
    matter: sp.csr_array
    names: sp.csr_array
    named: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    matter: Grams  # sorted
    matter_weight: Floats
    silent: Grams  # sorted: too common, or of names
    unseen: float  # what a gram weighs that no other message has
    names: Grams  # sorted
    name_weight: Floats

    def rows(self, signs: Sequence[Signs]) -> Rows:
        """Messages as rows of length one: what they are about, and whom or where they name."""
        matter = _matrix(
            [(one.matter, 1 + np.log(one.counts)) for one in signs], self.matter, self.matter_weight
        )
        where = [self._named(one) for one in signs]
        names = _matrix(where, self.names, self.name_weight)
        # A gram that nobody else has makes a message less like others, without a column of its own.
        own = [
            float(((1 + np.log(one.counts[self._unseen(one)])) ** 2).sum()) * self.unseen**2
            for one in signs
        ]
        matter, _ = _unit(matter, np.array(own))
        names, lengths = _unit(names)
        faint = lengths < FAINT
        if faint.any():
            names = sp.diags_array((~faint).astype(float)) @ names
            names.eliminate_zeros()
        return Rows(matter=matter.tocsr(), names=names.tocsr(), named=~faint)

    def own(self, one: Signs, rows: Rows) -> dict[int, float]:
        """What a single row leaves out: the grams that no message had, under negative keys."""
        unseen = self._unseen(one)
        values = 1 + np.log(one.counts[unseen])
        if not len(values) or self.unseen <= 0:
            return {}
        rest = max(0.0, 1 - float((rows.matter.data**2).sum()))
        values *= np.sqrt(rest / float((values**2).sum()))
        return dict(zip((-one.matter[unseen]).tolist(), values.tolist(), strict=True))

    def _named(self, one: Signs) -> tuple[Grams, Floats]:
        only_text = np.setdiff1d(one.in_text, one.in_title, assume_unique=True)
        # Where the title names nothing, the text says it alone.
        counts = NAME_IN_TEXT if _within(self.names, one.in_title).any() else 1.0
        return (
            np.concatenate([one.in_title, only_text]),
            np.concatenate([np.ones(len(one.in_title)), np.full(len(only_text), counts)]),
        )

    def _unseen(self, one: Signs) -> NDArray[np.bool_]:
        return ~(_within(self.matter, one.matter) | _within(self.silent, one.matter))


def learn(signs: Sequence[Signs], persons: Sequence[str], known: Grams | None = None) -> Weights:
    """Weights from messages and who wrote them; `known` are grams of names that a site knows."""
    total = len(signs)
    matter, counts = _counted([one.matter for one in signs])
    writers = _writers([one.matter for one in signs], persons, matter)
    inside, inside_counts = _counted([one.named for one in signs])
    seen, seen_counts = _counted([np.union1d(one.in_title, one.in_text) for one in signs])
    share = _at(inside, inside_counts, seen) / (seen_counts + 1)
    if known is not None:
        share[np.isin(seen, known)] = 1.0
    kept = share >= NAME_FROM
    name_weight = np.log((total + ELSEWHERE) / (seen_counts + 1)) * np.minimum(1, share / NAME_SURE)
    most = max(COMMON_LEAST, COMMON_SHARE * total)
    silent = (counts > most) | np.isin(matter, seen[share > NOT_OF_MATTER])
    speaks = (counts >= 2) & ~silent
    weight = (
        np.log((total + FEW) / np.maximum(counts, 1)) * (writers / np.maximum(counts, 1)) ** HABIT
    )
    return Weights(
        matter=matter[speaks],
        matter_weight=weight[speaks],
        silent=matter[silent],
        unseen=float(np.log(total + FEW)),
        names=seen[kept],
        name_weight=name_weight[kept],
    )


def _counted(parts: list[Grams]) -> tuple[Grams, NDArray[np.int64]]:
    """Each gram and in how many messages it stands; each part holds a gram once."""
    whole = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
    return np.unique(whole, return_counts=True)


def _writers(parts: list[Grams], persons: Sequence[str], grams: Grams) -> Floats:
    """By how many people each gram was used; a message without a name is its own writer."""
    numbers: dict[str, int] = {}
    who = np.array(
        [numbers.setdefault(name or f"\0{at}", len(numbers)) for at, name in enumerate(persons)],
        dtype=np.int64,
    )
    lengths = [len(part) for part in parts]
    columns = np.searchsorted(grams, np.concatenate([np.zeros(0, dtype=np.int64), *parts]))
    pairs = np.unique(columns * max(1, len(numbers)) + np.repeat(who, lengths))
    return np.bincount(pairs // max(1, len(numbers)), minlength=len(grams)).astype(float)


def _within(grams: Grams, wanted: Grams) -> NDArray[np.bool_]:
    """Which of the wanted are among the sorted grams."""
    if not len(grams):
        return np.zeros(len(wanted), dtype=bool)
    place = np.minimum(np.searchsorted(grams, wanted), len(grams) - 1)
    return grams[place] == wanted


def _at(grams: Grams, values: NDArray, wanted: Grams) -> Floats:
    """The value of each wanted gram, nought where there is none."""
    found = np.zeros(len(wanted))
    if len(grams):
        place = np.minimum(np.searchsorted(grams, wanted), len(grams) - 1)
        hit = grams[place] == wanted
        found[hit] = values[place[hit]]
    return found


def _matrix(parts: Sequence[tuple[Grams, Floats]], columns: Grams, weight: Floats) -> sp.csr_array:
    indices, data, ends = [], [], [0]
    for grams, values in parts:
        place = np.minimum(np.searchsorted(columns, grams), max(0, len(columns) - 1))
        hit = columns[place] == grams if len(columns) else np.zeros(len(grams), dtype=bool)
        place = place[hit]
        indices.append(place.astype(np.int32))
        data.append((values[hit] * weight[place]).astype(np.float32))
        ends.append(ends[-1] + len(place))
    shape = (len(parts), max(1, len(columns)))
    empty_index, empty = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
    found = sp.csr_array(
        (np.concatenate([empty, *data]), np.concatenate([empty_index, *indices]), ends),
        shape=shape,
    )
    found.sort_indices()
    return found


def _unit(rows: sp.csr_array, more: Floats | float = 0.0) -> tuple[sp.csr_array, Floats]:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel() + more)
    scale = 1 / np.where(lengths == 0, 1, lengths)
    return (sp.diags_array(scale.astype(np.float32)) @ rows).tocsr(), lengths
