"""What a text itself warns of: threats, danger, heating, water … Pure."""

import dataclasses
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True)
class Watch:
    """One alert class as data: its code, its trigger words, the least priority it gives."""

    code: str
    words: tuple[str, ...]
    priority: int


@dataclasses.dataclass(frozen=True)
class Alert:
    """A class found in a text, with the word that spoke for it."""

    code: str
    word: str
    priority: int


def find(text: str, watches: Iterable[Watch]) -> list[Alert]:
    """The alert classes that a text touches, gravest first. High recall is wanted: a worker
    reads the trigger word and decides."""
    lowered = text.lower()
    found = [
        Alert(watch.code, word, watch.priority)
        for watch in watches
        if (word := next((word for word in watch.words if word.lower() in lowered), None))
    ]
    return sorted(found, key=lambda alert: -alert.priority)
