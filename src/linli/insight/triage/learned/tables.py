"""Messages as the rows of one sparse table, to learn from."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from linli.insight.triage.learned.features import Vocabulary
from linli.insight.triage.learned.texts import Message


def table_of(vocabulary: Vocabulary, messages: Sequence[Message]) -> sparse.csr_matrix:
    vectors = [vocabulary.vector(message) for message in messages]
    ends = np.cumsum([0, *(len(columns) for columns, _ in vectors)])
    columns = np.concatenate([np.zeros(0, np.int32), *(columns for columns, _ in vectors)])
    values = np.concatenate([np.zeros(0, np.float32), *(values for _, values in vectors)])
    return sparse.csr_matrix((values, columns, ends), shape=(len(vectors), vocabulary.size))
