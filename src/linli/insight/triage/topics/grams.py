"""Texts as numbers: each pair of neighbouring Chinese signs, each word of letters and digits."""

import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Grams = NDArray[np.int64]
EMPTY: Grams = np.zeros(0, dtype=np.int64)
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FFF
# A word is told from a pair of signs by its number.
WORD = 1 << 42
_word = re.compile(r"[a-z0-9]{2,}")


def of(text: str) -> Grams:
    """The grams of a plain text, one for each place where it stands."""
    if not text:
        return EMPTY
    signs = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    han = (signs >= FIRST_HAN) & (signs <= LAST_HAN)
    pairs = (signs[:-1] << 21 | signs[1:])[han[:-1] & han[1:]]
    words = [WORD | zlib.crc32(word.encode()) for word in _word.findall(text)]
    return np.concatenate([pairs, np.array(words, dtype=np.int64)]) if words else pairs


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these spans out of it; what stood beside them does not become neighbours."""
    signs = list(text)
    for start, end in spans:
        signs[start:end] = " " * (end - start)
    return "".join(signs)
