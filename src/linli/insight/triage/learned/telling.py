"""How much a feature tells the labels apart: a name of one department more than "请问"."""

import numpy as np

Array = np.ndarray
# Three views of length one each.
LENGTH = 3**0.5
# What is spread over all labels evenly still counts a little.
LEAST = 0.05
RARELY = 1e-4


def telling(sums: Array) -> Array:
    """From the mean value of each feature under each label (labels × features): one for a feature
    that only one label has, next to nothing for one that all have alike; square roots, since both
    sides of the likeness of two messages carry it. Their mean square is one."""
    shares = (sums + RARELY) / (sums + RARELY).sum(axis=0)
    doubt = -(shares * np.log(shares)).sum(axis=0) / np.log(len(sums))
    weights = np.sqrt(1 + LEAST - doubt)
    return (weights / np.sqrt((weights**2).mean())).astype(np.float32)


def weighed(columns: Array, values: Array, weights: Array) -> Array:
    """The values of one message by what its features tell, at the usual length."""
    told = values * weights[columns]
    length = np.linalg.norm(told)
    return told * np.float32(LENGTH / length) if length else told
