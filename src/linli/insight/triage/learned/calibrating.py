"""Finding how sure margins are, and where to stay silent."""

import numpy as np
from scipy import optimize

from linli.insight.triage.learned.calibration import Calibration, softmax

Array = np.ndarray
# A proposal made without a question is right so often; below, it is a question.
RIGHT_WHEN_SURE = 0.97
BINS = 15


def fit(margins: Array, labels: Array) -> Calibration:
    """From margins of messages that the model had not seen."""
    count = margins.shape[1]
    here = np.arange(len(labels))

    def loss(values: Array) -> float:
        chances = softmax(np.exp(values[0]) * margins + values[1:])
        missed = -np.log(np.maximum(chances[here, labels], 1e-9)).mean()
        return float(missed + 1e-3 * (values[1:] ** 2).sum())

    found = optimize.minimize(loss, np.zeros(count + 1), method="L-BFGS-B").x
    sharpness, offsets = float(np.exp(found[0])), found[1:]
    prior = np.bincount(labels, minlength=count) / max(1, len(labels))
    chances = softmax(sharpness * margins + offsets)
    return Calibration(sharpness, offsets, prior, sure_from(chances, labels))


def sure_from(chances: Array, labels: Array) -> float:
    """The least chance from which on proposals are right often enough; above 1: never."""
    top = chances.max(axis=1)
    order = np.argsort(-top)
    right = (chances.argmax(axis=1) == labels)[order]
    share = np.cumsum(right) / np.arange(1, len(right) + 1)
    ranked = top[order]
    # Of equal chances either all count or none.
    last_of_equals = np.append(ranked[1:] < ranked[:-1], True)
    enough = np.flatnonzero((share >= RIGHT_WHEN_SURE) & last_of_equals)
    return float(ranked[enough[-1]]) if len(enough) else 1.01


def error(chances: Array, labels: Array) -> float:
    """Expected calibration error of the first proposal."""
    top = chances.max(axis=1)
    right = chances.argmax(axis=1) == labels
    which = np.minimum((top * BINS).astype(int), BINS - 1)
    gaps = [
        (which == bin_).mean() * abs(right[which == bin_].mean() - top[which == bin_].mean())
        for bin_ in range(BINS)
        if (which == bin_).any()
    ]
    return float(sum(gaps))
