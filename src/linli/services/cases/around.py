"""What stands around a case in tables of its own: offers, whistles, letters, call-backs …

Most of them hold nothing about most cases. A page that asks each takes a dozen queries to learn
so; one statement tells beforehand which are worth asking.
"""

import functools
from typing import Any

from django.db import connection

from linli.services.cases.models import Case

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


def rows(case: Case, name: str, *related: str) -> list[Any]:
    """The rows of one of these tables on the case, in its order, with what they point to."""
    if name not in _filled(case):
        return []
    found = getattr(case, name).all()
    # Without names it would follow every key there is.
    return list(found.select_related(*related) if related else found)


def _filled(case: Case) -> frozenset[str]:
    """Which of the tables hold something about the case; kept on the object for one request."""
    kept: frozenset[str] | None = getattr(case, "_filled", None)
    if kept is None:
        with connection.cursor() as cursor:
            cursor.execute(_question(), [case.pk] * len(TABLES))
            answers = cursor.fetchone()
        kept = frozenset(name for name, any_there in zip(TABLES, answers, strict=True) if any_there)
        case._filled = kept  # type: ignore[attr-defined]
    return kept


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
