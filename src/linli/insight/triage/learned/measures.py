"""What a model is worth, in the numbers that its report shows."""

from dataclasses import asdict, dataclass

import numpy as np

from linli.insight.triage.learned import calibrating, comparing

Array = np.ndarray
COVERAGE = 0.9


@dataclass
class OfLabel:
    """How often a label is proposed rightly, and how many of its messages are found."""

    label: str
    messages: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return comparing.f1(asdict(self))


@dataclass
class Measures:
    """Of messages that the model had not seen: each was judged by one that learned from others."""

    messages: int
    macro_f1: float
    calibration_error: float
    right_at_coverage: float
    sure_share: float
    labels: list[OfLabel]
    confusions: list[tuple[str, str, int]]

    def plain(self) -> dict[str, object]:
        return asdict(self)


def measure(chances: Array, labels: Array, names: list[str], sure_from: float) -> Measures:
    proposed, top = chances.argmax(axis=1), chances.max(axis=1)
    per_label = []
    for at, name in enumerate(names):
        hit = int(((proposed == at) & (labels == at)).sum())
        per_label.append(
            OfLabel(
                name,
                int((labels == at).sum()),
                hit / max(1, int((proposed == at).sum())),
                hit / max(1, int((labels == at).sum())),
            )
        )
    covered = np.argsort(-top, kind="stable")[: max(1, round(COVERAGE * len(top)))]
    return Measures(
        messages=len(labels),
        macro_f1=float(np.mean([of.f1 for of in per_label])),
        calibration_error=calibrating.error(chances, labels),
        right_at_coverage=float((proposed == labels)[covered].mean()),
        sure_share=float((top >= sure_from).mean()),
        labels=per_label,
        confusions=confusions(proposed, labels, names),
    )


def confusions(proposed: Array, labels: Array, names: list[str]) -> list[tuple[str, str, int]]:
    """What is taken for what, most often first: (as people said, as proposed, how often)."""
    pairs, counts = np.unique(
        np.stack([labels, proposed], axis=1)[labels != proposed], axis=0, return_counts=True
    )
    rows = [
        (names[said], names[guessed], int(count))
        for (said, guessed), count in zip(pairs, counts, strict=True)
    ]
    return sorted(rows, key=lambda row: -row[2])[:20]
