"""Inserting rows, one or many thousand, quicker than the ORM does.

`save` and `bulk_create` build their statement anew each time and an expression for each value; for
a row of fifty columns that costs more than the database does. Here what a model needs is put
together once, and the values go from the fields to the driver column by column, because most
columns need no change at all: a tenth of the time. A few rows go in one statement; of many
PostgreSQL gets them by COPY.
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

# From so many rows on, COPY is quicker than one statement.
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


@dataclasses.dataclass(frozen=True)
class _Column:
    """A column: where a row has its value, and how that becomes what the driver takes."""

    field: Any
    get: Callable[[models.Model], Any]
    prepare: Callable[[Any, BaseDatabaseWrapper], Any]
    is_relation: bool
    is_plain: bool

    @classmethod
    def of(cls, field: Any) -> "_Column":
        target = field.target_field if field.is_relation else field
        is_plain = type(target).get_prep_value in PLAIN_FIELDS
        get = attrgetter(field.attname)
        return cls(field, get, field.get_db_prep_save, field.is_relation, is_plain)

    def in_row(self, row: models.Model, database: BaseDatabaseWrapper) -> Any:
        """One row's value as the driver wants it."""
        value = self.get(row)
        if value is None:
            return self._follow(row) if self.is_relation else None
        if self.is_plain and type(value) in PLAIN_TYPES:
            return value
        return self.prepare(value, database)

    def in_rows(self, rows: Sequence[models.Model], database: BaseDatabaseWrapper) -> Sequence[Any]:
        """The same for many rows, each different value once."""
        values = list(map(self.get, rows))
        if self.is_relation and None in values:
            values = [self._follow(row) for row in rows]
        if self.is_plain and PLAIN_TYPES.issuperset(map(type, values)):
            return values
        # The rows of one lot share choices and instants, and often the very same list. Encrypted
        # texts never: equal ones must not look equal.
        if self.is_plain or type(self.field) is models.DateTimeField:
            marks = values
        elif type(self.field) is models.JSONField:
            marks = list(map(id, values))
        else:
            marks = list(range(len(values)))
        known = {
            mark: None if value is None else self.prepare(value, database)
            for mark, value in dict(zip(marks, values, strict=True)).items()
        }
        return list(map(known.__getitem__, marks))

    def _follow(self, row: models.Model) -> Any:
        """The key of a related object, which may have been saved after the row was made."""
        related = self.field.get_cached_value(row, None)
        if related is not None and self.get(row) is None:
            setattr(row, self.field.attname, related.pk)
        return self.get(row)


@dataclasses.dataclass(frozen=True)
class _Plan:
    """What inserting rows of a model needs, names quoted."""

    meta: Any
    table: str
    key: str
    names: str
    columns: Sequence[_Column]
    marks: str


@functools.cache
def _plan(model: type[models.Model]) -> _Plan:
    meta, quote = model._meta, connections[DEFAULT_DB_ALIAS].ops.quote_name
    if not isinstance(meta.pk, models.AutoField | models.BigAutoField):
        raise TypeError(f"{meta.label} has no automatic key")
    fields: list[Any] = [field for field in meta.local_concrete_fields if field is not meta.pk]
    return _Plan(
        meta,
        quote(meta.db_table),
        quote(str(meta.pk.column)),
        ", ".join(quote(str(field.column)) for field in fields),
        [_Column.of(field) for field in fields],
        ", ".join(["%s"] * len(fields)),
    )


def insert(row: models.Model) -> None:
    """Insert an unsaved row, which gets its id."""
    insert_many([row])


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, in the caller's transaction; they get their ids, in order.

    A related object that was saved after the row was made is followed. For models with an
    automatic number as key, without fields that fill themselves in (`auto_now`, uploads).
    """
    if not rows:
        return
    # Not the proxy: it looks for its thread's connection each time that it is asked.
    database, plan = connections[DEFAULT_DB_ALIAS], _plan(type(rows[0]))
    put = _put_few if len(rows) < COPY_FROM else _put_many
    with database.cursor() as cursor:
        numbers = put(cursor, plan, rows)
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, database.alias


def _put_few(cursor: Any, plan: _Plan, rows: Sequence[models.Model]) -> Sequence[int]:
    """In one statement, which answers the keys."""
    marks = ", ".join([f"({plan.marks})"] * len(rows))
    cursor.execute(
        f"INSERT INTO {plan.table} ({plan.names}) VALUES {marks} RETURNING {plan.key}",  # noqa: S608 - names
        [column.in_row(row, cursor.db) for row in rows for column in plan.columns],
    )
    return [number for (number,) in cursor.fetchall()]


def _put_many(cursor: Any, plan: _Plan, rows: Sequence[models.Model]) -> Sequence[int]:
    """With keys taken beforehand."""
    numbers = _numbers(cursor, plan.meta, len(rows))
    target = f"{plan.table} ({plan.key}, {plan.names})"
    columns = [column.in_rows(rows, cursor.db) for column in plan.columns]
    values = zip(numbers, *columns, strict=True)
    if cursor.db.vendor == "postgresql":
        with cursor.db.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        insert = f"INSERT INTO {target} VALUES (%s, {plan.marks})"  # noqa: S608 - names
        cursor.executemany(insert, list(values))
    return numbers


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
