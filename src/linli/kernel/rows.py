"""Inserting rows by the thousand.

`bulk_create` builds an expression for each value; for a row of fifty columns that costs more than
the database does. Here the values go straight from the fields to the driver, column by column,
because most columns need no change at all: a tenth of the time. PostgreSQL gets many rows by COPY
and a few in one statement.
"""

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)

# From so many rows on, COPY is quicker than a statement.
COPY_FROM = 30
# What every driver takes as it is, and the fields that leave such values alone.
PLAIN_TYPES = {str, int, float, bool, type(None)}
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


@dataclasses.dataclass(frozen=True)
class _Blank:
    """An empty row of a model: its plain defaults, those that are made anew, its foreign keys."""

    defaults: Mapping[str, Any]
    makers: Sequence[tuple[str, Callable[[], Any]]]
    foreign: Mapping[str, str]


@functools.cache
def _blank(model: type[models.Model]) -> _Blank:
    fields = model._meta.concrete_fields
    return _Blank(
        {field.attname: field.get_default() for field in fields},
        [(f.attname, f.get_default) for f in fields if f.has_default() and callable(f.default)],
        {field.name: field.attname for field in fields if field.is_relation},
    )


def unsaved(model: type[M], **values: Any) -> M:
    """`model(**values)`, a tenth of the time: its defaults are worked out once, and values of
    foreign keys are not checked to be of their model."""
    blank, row = _blank(model), model.__new__(model)
    kept, row._state = row.__dict__, ModelState()
    kept.update(blank.defaults)
    for name, make in blank.makers:
        kept[name] = make()
    size = len(kept)
    for name in blank.foreign.keys() & values.keys():
        related = values.pop(name)
        row._state.fields_cache[name] = related
        values[blank.foreign[name]] = None if related is None else related.pk
    kept.update(values)
    if len(kept) > size:
        unknown = kept.keys() - blank.defaults.keys() - {"_state"}
        raise TypeError(f"{model.__name__} has no {', '.join(unknown)}")
    return row


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
    names = ", ".join(quote(str(field.column)) for field in fields)
    with database.cursor() as cursor:
        for row, number in zip(rows, _numbers(cursor, meta, len(rows)), strict=True):
            setattr(row, key.attname, number)
        columns = [_column(field, rows, database) for field in fields]
        values = list(zip(*columns, strict=True))
        _insert(cursor, f"{quote(meta.db_table)} ({names})", values)
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


def _insert(cursor: Any, target: str, values: list[tuple[Any, ...]]) -> None:
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


def _column(
    field: Any, rows: Sequence[models.Model], database: BaseDatabaseWrapper
) -> Sequence[Any]:
    """The values of one field as the driver wants them."""
    values = list(map(attrgetter(field.attname), rows))
    if field.is_relation and None in values:
        _follow(field, rows)
        values = list(map(attrgetter(field.attname), rows))
    target = field.target_field if field.is_relation else field
    plain = type(target).get_prep_value in PLAIN_FIELDS
    if plain and PLAIN_TYPES.issuperset(map(type, values)):
        return values

    def written(value: Any) -> Any:
        return None if value is None else field.get_db_prep_save(value, database)

    # The rows of one lot share choices and instants, and often the very same list. Encrypted texts
    # never: equal ones must not look equal.
    if plain or type(target) is models.DateTimeField:
        known = {value: written(value) for value in set(values)}
        return list(map(known.__getitem__, values))
    if type(target) is models.JSONField:
        same = {id(value): value for value in values}
        known = {key: written(value) for key, value in same.items()}
        return [known[id(value)] for value in values]
    return list(map(written, values))


def _follow(field: Any, rows: Sequence[models.Model]) -> None:
    for row in rows:
        related = field.get_cached_value(row, None)
        if related is not None and getattr(row, field.attname) is None:
            setattr(row, field.attname, related.pk)
