import numpy as np
import pytest
from scipy import optimize, sparse

from linli.insight.triage.learned import linear

LABELS, COST = 11, 1.0


@pytest.fixture(scope="module")
def messages() -> tuple[sparse.csr_matrix, np.ndarray]:
    """Messages in which the label's own features are a little more frequent; one label is rare."""
    chance = np.random.default_rng(5)
    labels = np.minimum(chance.integers(0, 2 * LABELS, 400), LABELS - 1)
    values = chance.random((400, 60)) * (chance.random((400, 60)) < 0.2)
    values[np.arange(400), labels] += 0.6 * (chance.random(400) < 0.8)
    return sparse.csr_matrix(values.astype(np.float32)), labels


def loss(values: np.ndarray, table: np.ndarray, said: np.ndarray) -> tuple[float, np.ndarray]:
    """Of one label, by the book; and its slope."""
    weight = COST * linear.emphasis(said[:, None])[:, 0]
    signs = np.where(said, 1, -1)
    missing = np.maximum(0, 1 - signs * (table @ values))
    slope = values - 2 * table.T @ (weight * signs * missing)
    return float(0.5 * values @ values + weight @ missing**2), slope


@pytest.mark.parametrize(("level", "near"), [(1e-4, 1e-4), (linear.LEVEL, 0.02)])
def test_no_weights_fit_better(
    messages: tuple[sparse.csr_matrix, np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
    level: float,
    near: float,
) -> None:
    monkeypatch.setattr(linear, "LEVEL", level)
    table, labels = messages
    weights, offsets = linear.fit(table, labels, LABELS, cost=COST)
    assert weights.shape == (60, LABELS)
    whole = np.hstack([table.toarray(), np.ones((400, 1))])
    for label in range(LABELS):
        found = np.append(weights[:, label], offsets[label])
        best = optimize.minimize(loss, np.zeros(61), (whole, labels == label), jac=True)
        assert loss(found, whole, labels == label)[0] == pytest.approx(best.fun, rel=near)


def test_a_label_without_messages_is_never_near(
    messages: tuple[sparse.csr_matrix, np.ndarray],
) -> None:
    table, labels = messages
    weights, offsets = linear.fit(table, labels, LABELS + 1, cost=COST)
    assert ((table @ weights + offsets)[:, LABELS] < -0.5).all()


def test_rare_labels_count_for_more_but_not_for_all() -> None:
    said = np.array([[True]] * 4 + [[False]] * 96)
    weight = linear.emphasis(said)[:, 0]
    assert weight[0] / weight[-1] == pytest.approx((96 / 4) ** 0.5)
