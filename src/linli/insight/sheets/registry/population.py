"""Of whom a table asks: compared with another table, and told in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from linli.foundation.places import public as places
from linli.insight.sheets.models import Filling
from linli.insight.sheets.proposing import people

Filter = Mapping[str, Any]
# What a person reads and decides, beside the conditions themselves.
ASIDE = frozenset({"place", "unmet"})


def of_filling(filling: Filling) -> list[dict[str, Any]]:
    """The filters of the sheets that were filled."""
    return [dict(one["people"]) for one in filling.sheets if one.get("on") and one.get("people")]


def same(one: Iterable[Filter], other: Iterable[Filter]) -> bool:
    """Whether two tables ask of the same people, wherever they live."""
    return _bare(one) == _bare(other)


def said(filters: Iterable[Filter], place: places.Place, tags: Mapping[int, str]) -> str:
    """The conditions as people say them, without the place, which both have."""
    told = [
        "，".join(people.in_words({**people.nobody_asked(), **one}, place, tags)[1:])
        for one in filters
    ]
    return "；".join(dict.fromkeys(filter(None, told)))


def _bare(filters: Iterable[Filter]) -> list[list[tuple[str, str]]]:
    blank = people.nobody_asked()
    return sorted(
        sorted((name, repr(value)) for name, value in {**blank, **one}.items() if name not in ASIDE)
        for one in filters
    )
