"""Writing rows by the thousand, past the ORM but in the shape that the ORM would write."""

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

BATCH = 10_000
# Not asked anew for each value: the connection is a proxy.
ON_POSTGRESQL = connection.vendor == "postgresql"


def batches(start: int, count: int) -> Iterator[range]:
    """The numbers from `start` to below `count`, BATCH at a time."""
    for first in range(start, count, BATCH):
        yield range(first, min(first + BATCH, count))


class Table:
    """Bulk writer for one model: a blank row, of which `add` fills in some columns."""

    def __init__(self, model: type[models.Model], **constant: Any) -> None:
        self.name = model._meta.db_table
        fields = model._meta.local_concrete_fields
        blank = model(**constant)
        self.position = {str(field.column): index for index, field in enumerate(fields)}
        self.blank = [
            as_text(field.get_db_prep_save(field.pre_save(blank, add=True), connection))
            for field in fields
        ]
        self.key = self.position["id"]
        last = model._base_manager.aggregate(last=models.Max("pk"))["last"]
        self.ids = itertools.count((last or 0) + 1)
        self.rows: list[list[Any]] = []

    def add(self, **values: Any) -> int:
        """One more row, instants as `stamp` gives them.

        Answers its id: the next one, unless it was taken from `ids` before.
        """
        row, position = self.blank.copy(), self.position
        for column, value in values.items():
            row[position[column]] = value
        pk: int = values.get("id") or next(self.ids)
        row[self.key] = pk
        self.rows.append(row)
        return pk

    def flush(self) -> None:
        """Write what was added since the last time."""
        names = ", ".join(connection.ops.quote_name(column) for column in self.position)
        with connection.cursor() as cursor:
            if ON_POSTGRESQL:
                with cursor.copy(f"COPY {self.name} ({names}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["?"] * len(self.position))
                insert = f"INSERT INTO {self.name} ({names}) VALUES ({marks})"
                # Django's cursor would write each row's marks anew.
                raw: Any = connection.connection
                raw.executemany(insert, self.rows)
        self.rows.clear()


def stamp(at: dt.datetime) -> Any:
    """An instant, in UTC, as this database keeps it."""
    return str(at) if ON_POSTGRESQL else str(at.replace(tzinfo=None))


def as_text(value: Any) -> Any:
    """JSON and instants written once, instead of anew for each row."""
    if isinstance(value, Jsonb):
        return json.dumps(value.obj)
    return stamp(value) if isinstance(value, dt.datetime) else value


def sealed(model: type[models.Model], column: str, plain: str) -> Any:
    """A value as an encrypted column keeps it."""
    field: Any = model._meta.get_field(column)
    return field.get_prep_value(plain)
