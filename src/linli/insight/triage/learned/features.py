"""What a message is counted by: its words, pairs of signs, and the signs of its first line.

People begin with what it is about: the first signs count twice. Measured in docs/adr/0017.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from linli.insight.triage.learned.texts import Message

TITLE_SIGNS = 30
# view → in how many messages a feature must be to count
VIEWS = {"words": 2, "signs": 3, "title": 2}
Array = np.ndarray


def counted(message: Message) -> Iterator[tuple[str, Counter[str]]]:
    """The features of each view with how often they are there."""
    signs = message.signs
    yield "words", Counter(message.words)
    # Without words, longer runs of signs stand in for them.
    lengths = (2,) if message.words else (2, 3)
    yield "signs", Counter(run for n in lengths for run in runs(signs, n))
    title = signs[:TITLE_SIGNS]
    yield "title", Counter(run for n in (1, 2, 3) for run in runs(title, n))


def runs(signs: str, length: int) -> Iterator[str]:
    return (signs[at : at + length] for at in range(len(signs) - length + 1))


@dataclass
class Vocabulary:
    """The features of each view, in the order of their columns, and how telling each is."""

    features: dict[str, list[str]]
    weights: Array
    columns: dict[str, dict[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.columns, start = {}, 0
        for view in VIEWS:
            names = self.features[view]
            self.columns[view] = {name: start + at for at, name in enumerate(names)}
            start += len(names)

    @property
    def size(self) -> int:
        return len(self.weights)

    def vector(self, message: Message) -> tuple[Array, Array]:
        """Columns and values of one message; each view has length one."""
        all_columns, all_values = [], []
        for view, seen in counted(message):
            known = self.columns[view]
            found = [(known[name], count) for name, count in seen.items() if name in known]
            if not found:
                continue
            columns = np.array([column for column, _ in found], dtype=np.int32)
            counts = np.array([count for _, count in found], dtype=np.float32)
            values = (1 + np.log(counts)) * self.weights[columns]
            all_columns.append(columns)
            all_values.append(values / np.linalg.norm(values))
        if not all_columns:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        return np.concatenate(all_columns), np.concatenate(all_values).astype(np.float32)


def learn(messages: Sequence[Message], *, most: int) -> Vocabulary:
    """The features that are in enough of the messages, weighed by how rare they are.

    At most so many, of all views together those that are in the most messages.
    """
    spread: dict[str, Counter[str]] = {view: Counter() for view in VIEWS}
    for message in messages:
        for view, seen in counted(message):
            spread[view].update(seen.keys())
    enough = sorted(
        (-count, view, name)
        for view, least in VIEWS.items()
        for name, count in spread[view].items()
        if count >= least
    )
    kept: dict[str, list[str]] = {view: [] for view in VIEWS}
    for _, view, name in enough[:most]:
        kept[view].append(name)
    for names in kept.values():
        names.sort()
    found = np.array([spread[view][name] for view in VIEWS for name in kept[view]], np.float32)
    weights = np.log((1 + len(messages)) / (1 + found)) + 1
    return Vocabulary(kept, weights.astype(np.float32))
