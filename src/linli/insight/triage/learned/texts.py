"""A message as the model sees it: words where they are known, and its signs without gaps.

A file to learn from may hold texts cut into words (and rid of the words that say nothing), or as
people wrote them. Words of the former make a lexicon, by which the latter are cut: one model reads
both.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# What comes later in a chronicle of complaints does not change what it is about.
LONGEST = 6000
# What follows an address without a gap is Chinese, not part of it.
LINK = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
GAPS = re.compile(r"\s+")
KNOWN_SIGN = re.compile(r"[\u3400-\u9fffa-z0-9]")
CHINESE = re.compile(r"[\u3400-\u9fff]")
RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:\.[0-9]+)?")
# So many gaps for so many signs: somebody cut the text into words.
CUT_SHARE = 0.12
LONGEST_WORD = 8
# A gap here and there in texts as people write makes no lexicon: cut by it, nothing would be left.
ENOUGH_CUT = 0.3


@dataclass(frozen=True)
class Message:
    """`words` is empty where no lexicon can cut the text."""

    words: list[str]
    signs: str


def tidy(text: str) -> str:
    """One form for all widths and cases, without links, not longer than is read."""
    shown = unicodedata.normalize("NFKC", text[: 2 * LONGEST])
    return GAPS.sub(" ", LINK.sub(" ", shown)).strip().lower()[:LONGEST]


def is_cut(text: str) -> bool:
    """Whether a tidied text comes as words with gaps."""
    return len(CHINESE.findall(text)) > 1 and text.count(" ") > CUT_SHARE * len(text)


class Lexicon:
    """Words with how often they were seen; cuts a text the most likely way."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts
        total = math.log(sum(counts.values()) or 1)
        self.costs = {word: total - math.log(count) for word, count in counts.items()}
        # A sign that is no word costs more than any word.
        self.unknown = total + 1.0

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Lexicon":
        """The words of those tidied texts that come as words; none where nearly all do not."""
        given = list(texts)
        cut = [text for text in given if is_cut(text)]
        if len(cut) < ENOUGH_CUT * len(given):
            return cls({})
        seen = Counter(
            word for text in cut for word in text.split(" ") if len(word) <= LONGEST_WORD
        )
        return cls({word: count for word, count in seen.items() if KNOWN_SIGN.search(word)})

    def cut(self, text: str) -> list[str]:
        """The words of a text as people write; signs that belong to none are left out."""
        return [word for run in RUN.findall(text) for word in self._cut_run(run)]

    def _cut_run(self, run: str) -> list[str]:
        if not CHINESE.match(run):
            return [run] if run in self.costs else []
        best = [0.0] + [math.inf] * len(run)
        came = [0] * (len(run) + 1)
        for start in range(len(run)):
            here = best[start]
            for end in range(start + 1, min(start + LONGEST_WORD, len(run)) + 1):
                cost = self.costs.get(run[start:end])
                if cost is None:
                    if end > start + 1:
                        continue
                    cost = self.unknown
                if here + cost < best[end]:
                    best[end], came[end] = here + cost, start
        words, end = [], len(run)
        while end:
            words.append(run[came[end] : end])
            end = came[end]
        return [word for word in reversed(words) if word in self.costs]


def read(text: str, lexicon: Lexicon) -> Message:
    """A message of any kind: cut or not, empty, foreign, endless."""
    tidied = tidy(text)
    if is_cut(tidied):
        return Message(tidied.split(" "), tidied.replace(" ", ""))
    signs = "".join(RUN.findall(tidied))
    if not lexicon.counts:
        return Message([], signs)
    words = lexicon.cut(tidied)
    # The lexicon's texts were rid of empty words: without them this one looks the same.
    return Message(words, "".join(words))
