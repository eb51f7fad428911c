"""A linear classifier: one against the rest, squared hinge loss, several labels in one run.

The same optimum as liblinear's L2-regularised L2-loss SVM, found on the primal by L-BFGS: it needs
nothing but products of a sparse table, and stops early without harm.
"""

import numpy as np
from scipy import optimize, sparse

Array = np.ndarray
STEPS = 60
# So many labels at once: with hundreds, what the solver remembers would fill the memory.
AT_ONCE = 8


def fit(table: sparse.csr_matrix, labels: Array, count: int, *, cost: float) -> tuple[Array, Array]:
    """Weights (features × labels) and offsets. `labels` are numbers below `count`.

    Rare labels count as much as frequent ones: the macro average is what matters to a desk.
    """
    turned = table.T.tocsr()
    parts = [
        _fit(table, turned, labels, np.arange(start, min(start + AT_ONCE, count)), cost)
        for start in range(0, count, AT_ONCE)
    ]
    return np.hstack([weights for weights, _ in parts]), np.concatenate([b for _, b in parts])


def _fit(
    table: sparse.csr_matrix, turned: sparse.csr_matrix, labels: Array, wanted: Array, cost: float
) -> tuple[Array, Array]:
    """For some of the labels. `turned`: the table with rows and columns exchanged."""
    rows, width = table.shape
    count = len(wanted)
    said = labels[:, None] == wanted
    signs = np.where(said, 1.0, -1.0).astype(np.float32)
    having = np.maximum(said.sum(axis=0), 1)
    ours = rows / (2.0 * having)
    others = rows / (2.0 * np.maximum(rows - having, 1))
    weight = (cost * np.where(signs > 0, ours, others)).astype(np.float32)

    def loss(flat: Array) -> tuple[float, Array]:
        values = flat.reshape(width + 1, count)
        weights = values[:width].astype(np.float32)
        margin = np.maximum(0, 1 - signs * (table @ weights + values[width].astype(np.float32)))
        pull = -2 * weight * signs * margin
        gradient = np.empty((width + 1, count))
        gradient[:width] = values[:width] + turned @ pull
        gradient[width] = values[width] + pull.sum(axis=0)
        return 0.5 * float(flat @ flat) + float((weight * margin**2).sum()), gradient.ravel()

    found = optimize.minimize(
        loss,
        np.zeros((width + 1) * count),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS, "maxcor": 6, "ftol": 1e-5, "gtol": 1e-4},
    )
    values = found.x.reshape(width + 1, count).astype(np.float32)
    return values[:width], values[width]
