"""Writing rows by the thousand, past the ORM but in the shape that the ORM would write."""

import datetime as dt
import functools
import itertools
from collections.abc import Iterator
from typing import Any

from django.db import connection, models

BATCH = 10_000


def batches(count: int) -> Iterator[range]:
    """The numbers below `count`, BATCH at a time."""
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


class Table:
    """Bulk writer for one model: a blank row, of which `add` fills in some columns."""

    def __init__(self, model: type[models.Model], **constant: Any) -> None:
        self.name = model._meta.db_table
        fields = model._meta.local_concrete_fields
        blank = model(**constant)
        self.position = {str(field.column): index for index, field in enumerate(fields)}
        self.blank = [
            field.get_db_prep_save(field.pre_save(blank, add=True), connection) for field in fields
        ]
        last = model._base_manager.aggregate(last=models.Max("pk"))["last"]
        self.ids = itertools.count((last or 0) + 1)
        self.rows: list[list[Any]] = []

    def add(self, **values: Any) -> int:
        """One more row; answers its id, the next one unless it was taken from `ids` before."""
        row = self.blank.copy()
        for column, value in values.items():
            row[self.position[column]] = stamp(value) if type(value) is dt.datetime else value
        pk: int = values.get("id") or next(self.ids)
        row[self.position["id"]] = pk
        self.rows.append(row)
        return pk

    def flush(self) -> None:
        """Write what was added since the last time."""
        names = ", ".join(connection.ops.quote_name(column) for column in self.position)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.name} ({names}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.position))
                cursor.executemany(f"INSERT INTO {self.name} ({names}) VALUES ({marks})", self.rows)
        self.rows.clear()


@functools.lru_cache(maxsize=64)
def stamp(at: dt.datetime) -> Any:
    """An instant as this database keeps it; the rows of one request share a few."""
    return connection.ops.adapt_datetimefield_value(at)


def sealed(model: type[models.Model], column: str, plain: str) -> Any:
    """A value as an encrypted column keeps it."""
    field: Any = model._meta.get_field(column)
    return field.get_prep_value(plain)
