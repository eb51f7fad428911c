"""Inserting a row or a few in one statement, for what is written while somebody waits.

`save` and `bulk_create` build their SQL from expressions anew each time, which takes longer than
the database does. Here a model's statement is put together once. For thousands see `rows`.
"""

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from linli.kernel.rows import PLAIN_FIELDS, PLAIN_TYPES

Prepare = Callable[[Any, Any], Any]


@dataclasses.dataclass(frozen=True)
class Column:
    """A column and its value in a row; `prepare` turns that into what the driver takes."""

    attribute: str
    prepare: Prepare
    is_plain: bool


@dataclasses.dataclass(frozen=True)
class Plan:
    """How rows of a model are inserted."""

    sql: str
    columns: tuple[Column, ...]
    relations: tuple[Any, ...]
    marks: str
    returning: str


def insert(row: models.Model) -> None:
    """Insert an unsaved row, which gets its id."""
    insert_few([row])


def insert_few(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model in one statement; they get their ids.

    A related object that was saved after the row was made is followed. For models with an
    automatic number as key, without fields that fill themselves in (`auto_now`, uploads).
    """
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    plan = _plan(type(rows[0]), database.vendor)
    values = []
    for row in rows:
        _follow(row, plan.relations)
        for column in plan.columns:
            value = getattr(row, column.attribute)
            if value is not None and not (column.is_plain and type(value) in PLAIN_TYPES):
                value = column.prepare(value, database)
            values.append(value)
    marks = ", ".join([plan.marks] * len(rows))
    with database.cursor() as cursor:
        cursor.execute(f"{plan.sql} VALUES {marks} {plan.returning}", values)
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, database.alias


@functools.cache
def _plan(model: type[models.Model], vendor: str) -> Plan:
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField):
        raise TypeError(f"{model._meta.label} has no automatic key")
    fields: list[Any] = [field for field in model._meta.local_concrete_fields if field is not key]
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    return Plan(
        sql=f"INSERT INTO {quote(model._meta.db_table)} ({names})",
        columns=tuple(
            Column(
                field.attname,
                field.get_db_prep_save,
                type(field.target_field if field.is_relation else field).get_prep_value
                in PLAIN_FIELDS,
            )
            for field in fields
        ),
        relations=tuple(field for field in fields if field.is_relation),
        marks=f"({', '.join(['%s'] * len(fields))})",
        returning=f"RETURNING {quote(str(key.column))}",
    )


def _follow(row: models.Model, relations: Sequence[Any]) -> None:
    for field in relations:
        if getattr(row, field.attname) is None and field.is_cached(row):
            related = field.get_cached_value(row)
            if related is not None:
                setattr(row, field.attname, related.pk)
