"""A linear classifier: one against the rest, squared hinge loss, several labels in one run.

The same optimum as liblinear's L2-regularised L2-loss SVM, found by Newton's method. Weights are
always a sum of messages, and there are far fewer messages than features: so steps and gradients
are kept as one number a message (how much of it is in the sum), beside what they add to each
message's margin. What is costly is the product that leads from the former to the latter; each round
of the conjugate gradients inside a step needs one.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse

Array = np.ndarray
# Where the slope has come down to so much of what it was, chances change no more.
LEVEL = 0.01
STEPS, ROUNDS, HALVINGS = 15, 25, 8
# How well a step is found, as the square of what is left of the slope.
GOOD_STEP = 0.01
# So many labels at once: with hundreds, the margins' products would fill the memory.
AT_ONCE = 8
# Nothing that is divided by may be nothing.
TINY = 1e-30


def fit(table: sparse.csr_matrix, labels: Array, count: int, *, cost: float) -> tuple[Array, Array]:
    """Weights (features × labels) and offsets. `labels` are numbers below `count`."""
    turned = table.T.tocsr()

    def margins(shares: Array) -> Array:
        return np.asarray(table @ (turned @ shares) + shares.sum(axis=0))

    weights, offsets = [], []
    for start in range(0, count, AT_ONCE):
        said = labels[:, None] == np.arange(start, min(start + AT_ONCE, count))
        signs = np.where(said, 1, -1).astype(np.float32)
        shares = _Search(margins, signs, cost * emphasis(said)).run()
        weights.append(turned @ shares)
        offsets.append(shares.sum(axis=0))
    return np.hstack(weights), np.concatenate(offsets)


def emphasis(said: Array) -> Array:
    """How much each message counts for each label. A rare label's messages count more than those
    of a frequent one, since a desk wants both to be found; less than would make them even, which
    would have few messages decide."""
    rows = len(said)
    having = np.maximum(said.sum(axis=0), 1)
    even = np.where(said, rows / (2 * having), rows / (2 * np.maximum(rows - having, 1)))
    return np.asarray(np.sqrt(even), np.float32)


class _Search:
    """The least loss for some labels, each on its own; a column is a label everywhere."""

    def __init__(self, margins: Callable[[Array], Array], signs: Array, weight: Array) -> None:
        self.margins, self.signs, self.weight = margins, signs, weight

    def run(self) -> Array:
        """The share of each message in the weights."""
        shares, reached = np.zeros_like(self.signs), np.zeros_like(self.signs)
        first = None
        for _ in range(STEPS):
            missing = np.maximum(0, 1 - self.signs * reached)
            down = 2 * self.weight * self.signs * missing - shares
            down_margins = self.margins(down)
            slope = inner(down, down_margins)
            first = slope if first is None else first
            if (slope <= LEVEL**2 * first).all():
                break
            curve = np.where(missing > 0, 2 * self.weight, 0).astype(np.float32)
            step, step_margins = self._step(down, down_margins, slope, curve)
            far = self._how_far(shares, reached, step, step_margins)
            shares, reached = shares + far * step, reached + far * step_margins
        return shares

    def _step(
        self, left: Array, left_margins: Array, slope: Array, curve: Array
    ) -> tuple[Array, Array]:
        """Newton's step, near enough, by conjugate gradients; and what it does to the margins."""
        step, step_margins = np.zeros_like(left), np.zeros_like(left)
        way, way_margins, enough = left, left_margins, GOOD_STEP * slope
        for _ in range(ROUNDS):
            bent = curve * way_margins
            along = inner(way + bent, way_margins)
            far = ratio(slope, along)
            step, step_margins = step + far * way, step_margins + far * way_margins
            left = left - far * (way + bent)
            left_margins = left_margins - far * (way_margins + self.margins(bent))
            before, slope = slope, np.maximum(inner(left, left_margins), 0)
            if (slope <= enough).all():
                break
            turn = ratio(slope, before)
            way, way_margins = left + turn * way, left_margins + turn * way_margins
        return step, step_margins

    def _how_far(self, shares: Array, reached: Array, step: Array, step_margins: Array) -> Array:
        """The whole step, or half of it and so on until the loss falls; else nothing."""
        now = self._loss(shares, reached)
        worse = np.ones(shares.shape[1], bool)
        far = np.ones(shares.shape[1], np.float32)
        for _ in range(HALVINGS):
            worse = self._loss(shares + far * step, reached + far * step_margins) > now
            if not worse.any():
                return far
            far[worse] /= 2
        far[worse] = 0
        return far

    def _loss(self, shares: Array, reached: Array) -> Array:
        missing = np.maximum(0, 1 - self.signs * reached)
        return 0.5 * inner(shares, reached) + inner(self.weight, missing**2)


def inner(one: Array, other: Array) -> Array:
    return np.asarray((one * other).sum(axis=0, dtype=np.float64))


def ratio(part: Array, whole: Array) -> Array:
    return np.where(whole > TINY, part / np.maximum(whole, TINY), 0).astype(np.float32)
