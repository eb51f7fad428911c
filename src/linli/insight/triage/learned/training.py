"""A model from labelled messages, and what it is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from linli.insight.triage.learned import calibrating, features, linear, measures
from linli.insight.triage.learned.model import Model
from linli.insight.triage.learned.tables import table_of, weighed, weights_of
from linli.insight.triage.learned.texts import Lexicon, Message, read, tidy
from linli.insight.triage.refusing import Refused

Array = np.ndarray
COST = 1.0
FOLDS = 5
# Weights of all labels together: 20 MB on disk.
MOST_WEIGHTS = 10_000_000
# A label that nobody used so often cannot be learned, nor judged.
LEAST_OF_LABEL = 5


class TooFew(Refused):
    """Not enough to learn from."""


@dataclass(frozen=True)
class Example:
    text: str
    label: str


def learn(examples: Sequence[Example]) -> tuple[Model, measures.Measures]:
    """Raises `TooFew`."""
    examples, names = usable(examples)
    labels = np.array([names.index(example.label) for example in examples])
    lexicon = Lexicon.of(tidy(example.text) for example in examples)
    messages = [read(example.text, lexicon) for example in examples]
    vocabulary = features.learn(messages, most=MOST_WEIGHTS // len(names))
    table = table_of(vocabulary, messages)
    margins = unseen_margins(table, labels, folds_of(messages), len(names))
    calibrated = calibrating.fit(margins, labels)
    known = np.diff(table.indptr)
    worth = measures.measure(
        calibrated.chances(margins, known), labels, names, calibrated.sure_from
    )
    weights, offsets, tells = fit(table, labels, len(names))
    return Model(names, lexicon, vocabulary, tells, weights, offsets, calibrated), worth


def fit(table: sparse.csr_matrix, labels: Array, count: int) -> tuple[Array, Array, Array]:
    """Weights and offsets for features that are weighed by how much they tell; and that."""
    tells = weights_of(table, labels, count)
    weights, offsets = linear.fit(weighed(table, tells), labels, count, cost=COST)
    return weights, offsets, tells


def usable(examples: Sequence[Example]) -> tuple[list[Example], list[str]]:
    """Examples with text, of labels that are there often enough, and those labels."""
    said = [example for example in examples if example.text.strip() and example.label.strip()]
    seen: dict[str, int] = {}
    for example in said:
        seen[example.label] = seen.get(example.label, 0) + 1
    names = sorted(name for name, count in seen.items() if count >= LEAST_OF_LABEL)
    if len(names) < 2:
        raise TooFew("至少要有两个类别，每个类别不少于5条，才能学习。")
    kept = set(names)
    return [example for example in said if example.label in kept], names


def folds_of(messages: Sequence[Message]) -> Array:
    """Which part of the messages each belongs to; the same beginning stays in one part, since a
    message that was sent twice would judge itself."""
    parts: dict[str, int] = {}
    for message in messages:
        parts.setdefault(message.signs[: features.TITLE_SIGNS], len(parts))
    shuffled = np.random.default_rng(2026).permutation(len(parts)) % FOLDS
    return np.array([shuffled[parts[m.signs[: features.TITLE_SIGNS]]] for m in messages])


def unseen_margins(table: sparse.csr_matrix, labels: Array, folds: Array, count: int) -> Array:
    """For each message the margins of a model that learned from the other parts."""
    margins = np.zeros((len(labels), count))
    for fold in range(FOLDS):
        there = folds != fold
        if there.all():
            continue
        weights, offsets, tells = fit(table[there], labels[there], count)
        margins[~there] = weighed(table[~there], tells) @ weights + offsets
    return margins
