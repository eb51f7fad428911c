"""Inserting rows by the thousand.

`bulk_create` builds an expression for each value; for a row of fifty columns that costs more than
the database does. Here the values go straight from the fields to the driver: a fifth of the time.
PostgreSQL gets many rows by COPY and a few in one statement.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

# From so many rows on, COPY is quicker than a statement.
COPY_FROM = 30
# What every driver takes as it is, and the fields that leave such values alone.
PLAIN_TYPES = {str, int, float, bool}
PLAIN_FIELDS = {
    field.get_prep_value
    for field in (
        models.CharField,
        models.TextField,
        models.IntegerField,
        models.FloatField,
        models.BooleanField,
    )
}


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, in the caller's transaction; they get their ids, in order.

    A related object that was saved after the row was made is followed. For models with an
    automatic number as key, without fields that fill themselves in (`auto_now`, uploads).
    """
    if not rows:
        return
    meta = rows[0]._meta
    key, fields = meta.pk, meta.local_concrete_fields
    if not isinstance(key, models.AutoField | models.BigAutoField):
        raise TypeError(f"{meta.label} has no automatic key")
    # Not the proxy: it looks for its thread's connection each time that it is asked.
    database = connections[DEFAULT_DB_ALIAS]
    quote = database.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    foreign = [field for field in fields if field.is_relation]
    writers = _writers(fields, database)
    with database.cursor() as cursor:
        for row, number in zip(rows, _numbers(cursor, meta, len(rows)), strict=True):
            row.pk = number
            _follow(row, foreign)
        values = [[write(row) for write in writers] for row in rows]
        _insert(cursor, f"{quote(meta.db_table)} ({columns})", values)
    for row in rows:
        row._state.adding, row._state.db = False, database.alias


def _numbers(cursor: Any, meta: Any, count: int) -> Sequence[int]:
    """Fresh keys; nobody else gets them, whether the transaction ends well or not."""
    if cursor.db.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]
    # A transaction that writes is alone on SQLite (BEGIN IMMEDIATE), and moves the sequence itself.
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
    last = cursor.fetchone()
    start = last[0] + 1 if last else 1
    return range(start, start + count)


def _follow(row: models.Model, foreign: Sequence[Any]) -> None:
    for field in foreign:
        if getattr(row, field.attname) is None and field.is_cached(row):
            related = field.get_cached_value(row)
            if related is not None:
                setattr(row, field.attname, related.pk)


def _insert(cursor: Any, target: str, values: list[list[Any]]) -> None:
    """`target`: the table and its columns, as SQL."""
    marks = f"({', '.join(['%s'] * len(values[0]))})"
    if cursor.db.vendor != "postgresql":
        cursor.executemany(f"INSERT INTO {target} VALUES {marks}", values)  # noqa: S608 - names
    elif len(values) < COPY_FROM:
        rows = ", ".join([marks] * len(values))
        flat = [value for row in values for value in row]
        cursor.execute(f"INSERT INTO {target} VALUES {rows}", flat)  # noqa: S608 - names
    else:
        with cursor.db.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)


Writer = Callable[[models.Model], Any]


def _writers(fields: Sequence[Any], database: BaseDatabaseWrapper) -> list[Writer]:
    """For each field, what takes its value out of a row as the driver wants it."""
    moments: dict[dt.datetime, Any] = {}
    return [_writer(field, database, moments) for field in fields]


def _writer(field: Any, database: BaseDatabaseWrapper, moments: dict[dt.datetime, Any]) -> Writer:
    """`moments`: instants that were written already; the rows of one lot share many."""
    name = field.attname
    target = field.target_field if field.is_relation else field
    plain = type(target).get_prep_value in PLAIN_FIELDS
    moment = type(target) is models.DateTimeField

    def write(row: models.Model) -> Any:
        value = getattr(row, name)
        if value is None or (plain and type(value) in PLAIN_TYPES):
            return value
        if not moment:
            return field.get_db_prep_save(value, database)
        if value not in moments:
            moments[value] = field.get_db_prep_save(value, database)
        return moments[value]

    return write
