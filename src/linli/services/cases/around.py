"""What stands around a case in tables of its own: offers, whistles, letters, call-backs …

Most of them hold nothing about most cases. A page that asks each takes a dozen queries to learn
so; one statement tells beforehand which are worth asking.
"""

import functools
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from linli.services.cases.models import Case

T = TypeVar("T")

TABLES = (
    "offers",
    "objections",
    "whistles",
    "extensions",
    "appeals",
    "recusal_demands",
    "consultations",
    "parkings",
    "letters",
    "attachments",
    "contacts",
    "call_backs",
    "children",
)


def kept(case: Case, key: Hashable, read: Callable[[], T]) -> T:
    """What `read` answers, asked once for this object, which lives for one request: steps and
    panels of a page ask the same. Nobody changes it."""
    known = case.__dict__.setdefault("_around", {})
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found


def rows(case: Case, name: str, *related: str) -> list[Any]:
    """The rows of one of these tables on the case, in its order, with what they point to."""
    if name not in kept(case, "filled", lambda: _filled(case)):
        return []
    return kept(case, (name, related), lambda: _read(case, name, related))


def _read(case: Case, name: str, related: tuple[str, ...]) -> list[Any]:
    found = getattr(case, name).all()
    # Without names it would follow every key there is.
    return list(found.select_related(*related) if related else found)


def _filled(case: Case) -> frozenset[str]:
    """Which of the tables hold something about the case."""
    with connection.cursor() as cursor:
        cursor.execute(_question(), [case.pk] * len(TABLES))
        answers = cursor.fetchone()
    return frozenset(name for name, any_there in zip(TABLES, answers, strict=True) if any_there)


@functools.cache
def _question() -> str:
    quote = connection.ops.quote_name
    relations: list[Any] = [Case._meta.get_field(name) for name in TABLES]
    parts = (
        f"EXISTS (SELECT 1 FROM {quote(relation.related_model._meta.db_table)}"  # noqa: S608 - names
        f" WHERE {quote(relation.field.column)} = %s)"
        for relation in relations
    )
    return f"SELECT {', '.join(parts)}"
