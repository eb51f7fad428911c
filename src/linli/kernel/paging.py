"""Pages of a list by position instead of by number: as quick on page 4,000 as on page 1.

    page = paginate(queryset, ("due_at", "-id"), after=request.GET.get("after", ""))

The order is given as to `order_by`; its last column must make it unambiguous (the id). NULL comes
last in every order. A page costs one query, and a second one at the border between values and NULL;
nothing is ever counted. Rows that are inserted or removed meanwhile shift no page.

The cursor in the address is encrypted: it holds values of rows (a name, a date), which do not
belong into logs, and people cannot make their own. One that is damaged, or belongs to another list,
gives the first page.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import LOUTER

from linli.kernel.crypto import DecryptionError
from linli.kernel.fields import keyring

M = TypeVar("M", bound=Model)
MAX_SIZE = 100


@dataclass(frozen=True)
class Page(Generic[M]):
    """`next` and `previous` are cursors for `after=`; "" where there is no such page."""

    items: list[M]
    next: str
    previous: str


@dataclass(frozen=True)
class _Key:
    """One column of the order, annotated on the rows under `alias`."""

    alias: str
    descending: bool
    nullable: bool
    field: "Field[Any, Any]"

    def past(self, value: Any, *, forward: bool) -> Q | None:
        """Condition "strictly after `value`" in the direction; None when nothing can be."""
        if value is None:
            return None if forward else Q(**{f"{self.alias}__isnull": False})
        comparison = "gt" if forward != self.descending else "lt"
        beyond = Q(**{f"{self.alias}__{comparison}": value})
        return (
            beyond | Q(**{f"{self.alias}__isnull": True}) if self.nullable and forward else beyond
        )

    def equal(self, value: Any) -> Q:
        return Q(**{f"{self.alias}__isnull": True} if value is None else {self.alias: value})

    def ordering(self, *, forward: bool) -> Any:
        column = F(self.alias)
        # Only where it changes something: otherwise SQLite would not sort by the index.
        last, first = (self.nullable and forward) or None, (self.nullable and not forward) or None
        if forward != self.descending:
            return column.asc(nulls_first=first, nulls_last=last)
        return column.desc(nulls_first=first, nulls_last=last)


@dataclass(frozen=True)
class _Cursor:
    """A place between two rows, and the direction in which to read on."""

    forward: bool
    position: list[Any]


def paginate(
    queryset: QuerySet[M], order_by: Sequence[str], *, after: str = "", size: int = 25
) -> Page[M]:
    """The page that follows the cursor `after`, or the first one. At most MAX_SIZE rows."""
    size = max(1, min(size, MAX_SIZE))
    keyed, keys = _with_keys(queryset, order_by)
    context = f"kernel.paging.{queryset.model._meta.label}.{','.join(order_by)}"
    cursor = _read(after, keys, context)
    found = _fetch(keyed, keys, cursor, size + 1)
    back = cursor is not None and not cursor.forward
    if cursor and (not found or (back and len(found) <= size)):
        # Nothing left there, or the start was reached: begin with a whole first page.
        cursor, back = None, False
        found = _fetch(keyed, keys, None, size + 1)
    more, items = len(found) > size, found[:size]
    if back:
        items.reverse()

    def to(row: M, *, forward: bool) -> str:
        return _write(row, keys, context, forward=forward)

    return Page(
        items=items,
        next=to(items[-1], forward=True) if items and (more or back) else "",
        previous=to(items[0], forward=False) if items and cursor and (more or not back) else "",
    )


def _with_keys(queryset: QuerySet[M], order_by: Sequence[str]) -> tuple[QuerySet[M], list[_Key]]:
    names = [name.removeprefix("-") for name in order_by]
    keyed = queryset.annotate(**{f"_key{i}": F(name) for i, name in enumerate(names)})
    keys = []
    for i, name in enumerate(order_by):
        expression = keyed.query.annotations[f"_key{i}"]
        nullable = _may_be_null(expression, keyed)
        keys.append(_Key(f"_key{i}", name.startswith("-"), nullable, expression.output_field))
    return keyed, keys


def _may_be_null(expression: Any, queryset: QuerySet[Any]) -> bool:
    if isinstance(expression, Col):
        joined = getattr(queryset.query.alias_map[expression.alias], "join_type", None)
        return expression.target.null or joined == LOUTER
    if isinstance(expression, Coalesce):
        return all(_may_be_null(part, queryset) for part in expression.get_source_expressions())
    return not isinstance(expression, Value) or expression.value is None


def _fetch(queryset: QuerySet[M], keys: list[_Key], cursor: _Cursor | None, limit: int) -> list[M]:
    """Up to `limit` rows from the cursor on, in its direction."""
    found: list[M] = []
    forward = cursor is None or cursor.forward
    for condition, ordered in _segments(keys, cursor):
        rows = queryset.filter(condition).order_by(
            *(key.ordering(forward=forward) for key in ordered)
        )
        found += rows[: limit - len(found)]
        if len(found) == limit:
            break
    return found


def _segments(keys: list[_Key], cursor: _Cursor | None) -> Iterator[tuple[Q, list[_Key]]]:
    """The list in one piece; in two where its first column can be NULL, one after the other.

    "due_at > x OR due_at IS NULL" would read the whole table; each half reads one index range.
    """
    first, rest = keys[0], keys[1:]
    if not first.nullable:
        yield _beyond(keys, cursor), keys
        return
    filled = _Key(first.alias, first.descending, nullable=False, field=first.field)
    with_value = Q(**{f"{first.alias}__isnull": False}), [filled, *rest]
    without = Q(**{f"{first.alias}__isnull": True}), rest
    halves = [with_value, without] if cursor is None or cursor.forward else [without, with_value]
    if cursor is None:
        yield from halves
        return
    stands_in = without if cursor.position[0] is None else with_value
    for condition, ordered in halves[halves.index(stands_in) :]:
        here = condition is stands_in[0]
        position = cursor.position[len(keys) - len(ordered) :]
        rest_of_it = _beyond(ordered, _Cursor(cursor.forward, position)) if here else Q()
        yield condition & rest_of_it, ordered


def _beyond(keys: list[_Key], cursor: _Cursor | None) -> Q:
    """Rows strictly beyond the cursor: past it in one column, and equal in all before that one."""
    if cursor is None:
        return Q()
    equal, any_of = Q(), Q(pk__in=[])
    for key, value in zip(keys, cursor.position, strict=True):
        past = key.past(value, forward=cursor.forward)
        if past is not None:
            any_of |= equal & past
        equal &= key.equal(value)
    if len(keys) > 1 and not keys[0].nullable:
        # Says again what follows from the rest, as one range, so that the index serves it.
        comparison = "gte" if cursor.forward != keys[0].descending else "lte"
        any_of &= Q(**{f"{keys[0].alias}__{comparison}": cursor.position[0]})
    return any_of


def _write(row: Model, keys: list[_Key], context: str, *, forward: bool) -> str:
    values = [getattr(row, key.alias) for key in keys]
    plain = [value if isinstance(value, int | float | None) else _text(value) for value in values]
    return keyring().encrypt(json.dumps([forward, *plain], ensure_ascii=False), context)


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(after: str, keys: list[_Key], context: str) -> _Cursor | None:
    if not after:
        return None
    try:
        forward, *plain = json.loads(keyring().decrypt(after, context))
        position = [key.field.to_python(v) for key, v in zip(keys, plain, strict=True)]
    except (DecryptionError, ValueError, TypeError, ValidationError):
        return None
    return _Cursor(bool(forward), position)
