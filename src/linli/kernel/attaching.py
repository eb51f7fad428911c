"""What the foreign keys of a page of rows point to, fetched by one query for each kind of it.

What `prefetch_related` does, at half its price: that asks for each key by an OR of its own, copies
the query twice, and asks again for a kind that two keys of a row point to.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from linli.kernel.settled import SettledRows


def attach(rows: Iterable[Model], found: "QuerySet[Any] | SettledRows[Any]", *names: str) -> None:
    """Put what the foreign keys with these names point to into the rows; all point to one model.

    `found` says which columns are read, or keeps the rows. A key that leads nowhere in it, as NULL
    does, gives None.
    """
    pairs: list[tuple[Model, Any]] = [
        (row, row._meta.get_field(name)) for row in rows for name in names
    ]
    keys = {getattr(row, field.attname) for row, field in pairs} - {None}
    by_key = found.in_bulk(keys) if keys else {}
    for row, field in pairs:
        field.set_cached_value(row, by_key.get(getattr(row, field.attname)))
