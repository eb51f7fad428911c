"""Messages as the rows of one sparse table, to learn from."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from linli.insight.triage.learned import telling
from linli.insight.triage.learned.features import Vocabulary
from linli.insight.triage.learned.texts import Message


def table_of(vocabulary: Vocabulary, messages: Sequence[Message]) -> sparse.csr_matrix:
    vectors = [vocabulary.vector(message) for message in messages]
    ends = np.cumsum([0, *(len(columns) for columns, _ in vectors)])
    columns = np.concatenate([np.zeros(0, np.int32), *(columns for columns, _ in vectors)])
    values = np.concatenate([np.zeros(0, np.float32), *(values for _, values in vectors)])
    return sparse.csr_matrix((values, columns, ends), shape=(len(vectors), vocabulary.size))


def weights_of(table: sparse.csr_matrix, labels: np.ndarray, count: int) -> np.ndarray:
    """How much each feature tells, by the messages of a table and their labels."""
    means = [
        np.asarray(table[labels == label].sum(axis=0)).ravel() / max(1, (labels == label).sum())
        for label in range(count)
    ]
    return telling.telling(np.array(means))


def weighed(table: sparse.csr_matrix, weights: np.ndarray) -> sparse.csr_matrix:
    """The table by what features tell: `telling.weighed` for each row."""
    told = table.copy()
    told.data = told.data * weights[told.indices]
    squares = np.add.reduceat(np.append(told.data**2, 0), told.indptr[:-1])
    squares[np.diff(told.indptr) == 0] = 0
    factors = telling.LENGTH / np.sqrt(np.where(squares > 0, squares, 1))
    told.data = (told.data * np.repeat(factors, np.diff(told.indptr))).astype(np.float32)
    return told
