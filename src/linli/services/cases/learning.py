"""What may be learned from: requests whose category a person, or the sending system, chose."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from linli.services.cases.models import Case

# Enough for hundreds of categories, and learned from in a night.
MOST = 30_000


@dataclasses.dataclass(frozen=True)
class Said:
    """A request's words, and the full name of the category that it was given."""

    text: str
    category: str


@dataclasses.dataclass(frozen=True)
class Mark:
    """A request as it is now: who has read it needs not read it again while its mark is the same.
    An edit of what it says counts `version` up; `received_at` tells a restored backup's rows."""

    pk: int
    version: int
    received_at: dt.datetime


def said(most: int = MOST) -> Iterator[Said]:
    """The newest first. Nobody is named by it: what was learned keeps words, not requests."""
    found = _told().order_by("-pk").values_list("title", "text", "category__full_name")[:most]
    for title, text, category in found.iterator(chunk_size=2000):
        yield Said(_words(title, text), category)


def lately(most: int) -> list[tuple[Mark, str]]:
    """Marks of the newest, and the full names of their categories, without a word of theirs."""
    found = _told().order_by("-pk")
    rows = found.values_list("pk", "version", "received_at", "category__full_name")[:most]
    return [(Mark(pk, version, at), category) for pk, version, at, category in rows]


def words_of(pks: Collection[int]) -> dict[int, str]:
    """What `said` would tell of these."""
    rows = _told().filter(pk__in=pks).values_list("pk", "title", "text") if pks else ()
    return {pk: _words(title, text) for pk, title, text in rows}


def _words(title: str, text: str) -> str:
    # A title is the text's own beginning unless somebody wrote one.
    return text if text.startswith(title.rstrip("…")) else f"{title}\n{text}"


def count() -> int:
    """How many there are."""
    return _told().count()


def _told() -> QuerySet[Case]:
    # An erased request has its category for a title, and no words.
    return Case.objects.filter(category_said=True, category__active=True, erased_at=None)
