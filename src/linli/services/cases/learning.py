"""What may be learned from: requests whose category a person, or the sending system, chose."""

import dataclasses
from collections.abc import Iterator

from django.db.models import QuerySet

from linli.services.cases.models import Case

# Enough for hundreds of categories, and learned from in a night.
MOST = 30_000


@dataclasses.dataclass(frozen=True)
class Said:
    """A request's words, and the full name of the category that it was given."""

    text: str
    category: str


def said(most: int = MOST) -> Iterator[Said]:
    """The newest first. Nobody is named by it: what was learned keeps words, not requests."""
    found = _told().order_by("-pk").values_list("title", "text", "category__full_name")[:most]
    for title, text, category in found.iterator(chunk_size=2000):
        # A title is the text's own beginning unless somebody wrote one.
        begun = text.startswith(title.rstrip("…"))
        yield Said(text if begun else f"{title}\n{text}", category)


def count() -> int:
    """How many there are."""
    return _told().count()


def _told() -> QuerySet[Case]:
    # An erased request has its category for a title, and no words.
    return Case.objects.filter(category_said=True, category__active=True, erased_at=None)
