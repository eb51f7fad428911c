"""A model in use: it proposes labels with chances, and says which words spoke for them."""

from dataclasses import dataclass

import numpy as np

from linli.insight.triage.learned.calibration import Calibration
from linli.insight.triage.learned.features import TITLE_SIGNS, Vocabulary
from linli.insight.triage.learned.telling import weighed
from linli.insight.triage.learned.texts import Lexicon, Message, read

Array = np.ndarray
REASONS = 5


@dataclass(frozen=True)
class Proposal:
    label: str
    chance: float
    because: list[str]


@dataclass(frozen=True)
class Answer:
    """All labels, likeliest first. `sure` is false where a person should be asked."""

    proposals: list[Proposal]
    sure: bool


@dataclass
class Model:
    labels: list[str]
    lexicon: Lexicon
    vocabulary: Vocabulary
    tells: Array
    weights: Array
    offsets: Array
    calibration: Calibration

    def classify(self, text: str, *, explained: int | None = None) -> Answer:
        """Any text has an answer; a silent one gets what is usual, and is not sure. `explained`:
        for how many of the likeliest it is told which words spoke; all, if not said."""
        message = read(text, self.lexicon)
        columns, values = self.vocabulary.vector(message)
        values = weighed(columns, values, self.tells)
        moved = values[:, None] * self.weights[columns].astype(np.float32)
        margins = (moved.sum(axis=0) + self.offsets)[None, :]
        chances = self.calibration.chances(margins, np.array([len(columns)]))[0]
        order = np.argsort(-chances, kind="stable")
        told = order[:explained]
        spoke = self._spoke(message, columns, moved) if len(told) else {}
        because = {int(at): reasons(spoke, int(at)) for at in told}
        proposals = [
            Proposal(self.labels[at], float(chances[at]), because.get(at, []))
            for at in order.tolist()
        ]
        return Answer(proposals, bool(chances[order[0]] >= self.calibration.sure_from))

    def _spoke(self, message: Message, columns: Array, moved: Array) -> dict[str, Array]:
        """Words of the message, each with how far it moved every label above the average."""
        apart = moved - moved.mean(axis=1, keepdims=True)
        place = {int(column): at for at, column in enumerate(columns)}
        words = message.words or pairs(message.signs)
        view = self.vocabulary.columns["words" if message.words else "signs"]
        title = self.vocabulary.columns["title"]
        beginning = message.signs[:TITLE_SIGNS]
        spoke = {}
        for word in dict.fromkeys(words):
            at = place.get(view.get(word, -1))
            if at is None or len(word) < 2:
                continue
            spoke[word] = apart[at].copy()
            if word in beginning and (again := place.get(title.get(word, -1))) is not None:
                spoke[word] += apart[again]
        return spoke


def reasons(spoke: dict[str, Array], label: int) -> list[str]:
    """The words that spoke most for a label."""
    for_it = [(float(moved[label]), word) for word, moved in spoke.items() if moved[label] > 0]
    return [word for _, word in sorted(for_it, reverse=True)[:REASONS]]


def pairs(signs: str) -> list[str]:
    return [signs[at : at + 2] for at in range(len(signs) - 1)]
