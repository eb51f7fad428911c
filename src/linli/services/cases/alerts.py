"""What a text itself warns of: threats, danger, heating, water … Pure."""

import dataclasses
from collections.abc import Iterable
from functools import cached_property


@dataclasses.dataclass(frozen=True)
class Watch:
    """One alert class as data: its code, its trigger words, the least priority it gives."""

    code: str
    words: tuple[str, ...]
    priority: int

    @cached_property
    def sought(self) -> list[tuple[str, str]]:
        """Each word in small letters, and as it is shown."""
        return [(word.lower(), word) for word in self.words]


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
    found = []
    for watch in watches:
        words = [word for small, word in watch.sought if small in lowered]
        if words:
            found.append(Alert(watch.code, words[0], watch.priority))
    return sorted(found, key=lambda alert: -alert.priority)
