"""Which category a text may belong to, and what it warns of: proposed, never decided.

Keywords of the categories speak from the first day. An app above may read better, once it has
learned from what people said: it registers a `Reader`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from linli.kernel.registry import Registry
from linli.kernel.settled import Settled
from linli.services.cases.models import Category
from linli.services.cases.queries import Keywords

MOST = 3


@dataclass(frozen=True)
class Proposal:
    """A category by id, and the words of the text that speak for it. `like`: a request like this
    one was put there by a person lately."""

    category: int
    because: tuple[str, ...]
    like: bool = False


@dataclass(frozen=True)
class Proposals:
    """The likeliest first. `given`: the category that a request gets when nobody chooses."""

    ranked: tuple[Proposal, ...]
    given: int | None = None


@dataclass(frozen=True)
class Sign:
    """What a text warns of beyond the alert classes of the site."""

    name: str
    words: tuple[str, ...]
    advice: str
    pressing: bool


class Reader(Protocol):
    """Reads what people write. `known`: ids of the categories to choose from, by full names."""

    def propose(self, text: str, known: Mapping[str, int]) -> Proposals | None:
        """None when it has not learned anything yet; one is `given` where it is sure."""

    def given(self, text: str, known: Mapping[str, int], *, remember: bool) -> int | None:
        """That one alone. `remember`: heed what was said lately, which takes a query."""

    def signs(self, text: str) -> list[Sign]: ...

    def places(self, text: str) -> list[str]:
        """Names of places as they are written there."""

    def days(self, text: str, on: dt.date) -> list[tuple[str, dt.date]]:
        """Past days that it names, seen from the day of telling: its words and the day."""

    def amounts(self, text: str) -> list[str]:
        """Sums and sizes as they are written there."""

    def teller(self, text: str) -> tuple[str, str]:
        """Name and telephone number of who tells it, by their own words; "" for none."""


READERS: Registry[Reader] = Registry("readers of requests")


def proposals(text: str, keywords: Keywords) -> Proposals:
    """What the readers propose, then the keywords of the categories."""
    found = [reader.propose(text, _KNOWN.get()) for reader in READERS]
    read = [*(one for one in found if one is not None), by_keywords(text, keywords)]
    ranked: dict[int, Proposal] = {}
    for one in (one for said in read for one in said.ranked):
        ranked.setdefault(one.category, one)
    given = next((one.given for one in read if one.given is not None), None)
    return Proposals(tuple(ranked.values())[:MOST], given)


def category_of(text: str, keywords: Keywords, *, remember: bool = True) -> int | None:
    """The category that a request gets when nobody chose one."""
    for reader in READERS:
        if (given := reader.given(text, _KNOWN.get(), remember=remember)) is not None:
            return given
    return by_keywords(text, keywords).given


def by_keywords(text: str, keywords: Keywords) -> Proposals:
    """By how much of the text is keywords of a category."""
    hits: dict[int, list[str]] = {}
    for word, category in keywords:
        if word in text:
            hits.setdefault(category, []).append(word)
    ranked = sorted(hits, key=lambda category: -sum(map(len, hits[category])))
    found = tuple(Proposal(category, tuple(hits[category])) for category in ranked[:MOST])
    return Proposals(found, ranked[0] if ranked else None)


def signs(text: str) -> list[Sign]:
    """What the readers see that must not wait."""
    return [sign for reader in READERS for sign in reader.signs(text)]


def named_places(text: str) -> list[str]:
    """What the readers take for names of places, in the order of the text."""
    return [name for reader in READERS for name in reader.places(text)]


def named_days(text: str, on: dt.date) -> list[tuple[str, dt.date]]:
    """Past days that the readers find, in the order of the text."""
    return [day for reader in READERS for day in reader.days(text, on)]


def named_amounts(text: str) -> list[str]:
    """Sums and sizes that the readers find, in the order of the text."""
    return [amount for reader in READERS for amount in reader.amounts(text)]


def named_teller(text: str) -> tuple[str, str]:
    """Name and telephone number that somebody gives as their own; "" for none."""
    found = [reader.teller(text) for reader in READERS]
    names, numbers = ([one[at] for one in found if one[at]] for at in (0, 1))
    return next(iter(names), ""), next(iter(numbers), "")


def _read_known() -> dict[str, int]:
    # Those with others below are not chosen themselves.
    usable = Category.objects.filter(active=True, children=None)
    return dict(usable.values_list("full_name", "pk"))


_KNOWN = Settled(_read_known)
