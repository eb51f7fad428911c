"""How sure a margin is: chances that come true as often as they say."""

from dataclasses import dataclass

import numpy as np

Array = np.ndarray
# With so few known features a text says next to nothing.
ENOUGH_FEATURES = 12


@dataclass
class Calibration:
    """`sharpness` and `offsets` turn margins into chances; `prior` stands for a silent text."""

    sharpness: float
    offsets: Array
    prior: Array
    sure_from: float

    def chances(self, margins: Array, known: Array) -> Array:
        """Rows of chances from rows of margins, and how many features each text had."""
        told = softmax(self.sharpness * margins + self.offsets)
        trust = np.minimum(1.0, known / ENOUGH_FEATURES)[:, None]
        return trust * told + (1 - trust) * self.prior


def softmax(values: Array) -> Array:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
