"""What only the records of an .xls tell: hidden columns, lists of allowed values, pictures."""

import contextlib
import re
import struct
from collections.abc import Iterator
from typing import Any

from linli.insight.sheets.filling.xls import formulas
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.container import Container
from linli.insight.sheets.filling.xls.records import Record
from linli.insight.sheets.reading.extract import MAX_COLUMNS, MAX_LISTS, forget, hide
from linli.kernel.sheet_columns import column_letters

# A table is readable without all this.
UNTOLD = (ValueError, LookupError, struct.error, formulas.NotUnderstood)
MOST_VALUES = 100
LIST, HIDDEN, PICTURE = 3, 1, 8
NAMED = 0x23

# Sheet (None: the rule's own), top, bottom, column, all but the sheet counted from 1.
Cells = tuple[str | None, int, int, int]


def add_parts(content: bytes, sheets: list[dict[str, Any]]) -> None:
    with contextlib.suppress(*UNTOLD):
        container = Container(content)
        stream = container.read(container.top["WORKBOOK"])
        heads = list(r.read_records(stream))
        book = _Book(heads)
        by_name = {sheet["name"]: sheet for sheet in sheets}
        for name, _, found in r.read_sheets(stream, heads):
            if name in by_name:
                with contextlib.suppress(*UNTOLD):
                    _add(book, found, by_name[name], by_name)


class _Book:
    def __init__(self, found: list[Record]) -> None:
        self._sheets = [
            r.read_string(one.body, 6, short=True)[0] for one in found if one.kind == r.BOUNDSHEET
        ]
        pairs = b"".join(one.body[2:] for one in found if one.kind == r.EXTERNSHEET)
        self._pairs = list(struct.iter_unpack("<HHH", pairs[: len(pairs) // 6 * 6]))
        self._names = [one.body for one in found if one.kind == r.NAME]

    def cells(self, formula: bytes) -> Cells | None:
        """The cells of one column that a formula names, straight or by a name for them."""
        if formula[:1] and formula[0] & 0x1F | 0x20 == NAMED:
            body = self._names[struct.unpack_from("<H", formula, 1)[0] - 1]
            start = 15 + (body[3] << (body[14] & 1))
            formula = body[start : start + struct.unpack_from("<H", body, 4)[0]]
        found = list(formulas.tokens(formula))
        if len(found) != 1:
            return None
        sheet, at = None, 1
        if found[0].kind == formulas.AREA_3D:
            _, first, last = self._pairs[struct.unpack_from("<H", formula, 1)[0]]
            if first != last:
                return None
            sheet, at = self._sheets[first], 3
        elif found[0].kind != formulas.AREA:
            return None
        top, bottom, left, right = struct.unpack_from("<4H", formula, at)
        column = left & 0xFF
        return (sheet, top + 1, bottom + 1, column + 1) if column == right & 0xFF else None


def _add(
    book: _Book, found: list[Record], sheet: dict[str, Any], sheets: dict[str, dict[str, Any]]
) -> None:
    for one in found:
        if one.kind == r.DV and len(sheet["lists"]) < MAX_LISTS:
            with contextlib.suppress(*UNTOLD):
                sheet["lists"] += _allowed(book, one.body, sheet, sheets)
    sheet["pictures"] = any(
        one.kind == r.OBJ and struct.unpack_from("<H", one.body, 4)[0] == PICTURE for one in found
    )
    hide(sheet, set(_hidden(found)))
    forget(sheet, set(_computed(found)))


def _computed(found: list[Record]) -> Iterator[tuple[int, int]]:
    """Cells with a formula whose result is no text."""
    for one in found:
        if one.kind == r.FORMULA and not (one.body[12:14] == b"\xff\xff" and one.body[6] == 0):
            row, column = struct.unpack_from("<HH", one.body)
            yield row + 1, column + 1


def _hidden(found: list[Record]) -> Iterator[int]:
    for one in found:
        if one.kind == r.COLINFO:
            first, last, _, _, flags = struct.unpack_from("<5H", one.body)
            if flags & HIDDEN:
                yield from range(first + 1, min(last + 1, MAX_COLUMNS) + 1)


def _allowed(
    book: _Book, body: bytes, sheet: dict[str, Any], sheets: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The values that a cell's list offers, written out or kept in cells elsewhere."""
    if struct.unpack_from("<I", body)[0] & 0xF != LIST:
        return
    at = 4
    for _ in range(4):  # what is said about the cell, and where the value is not allowed
        _, at = r.read_string(body, at)
    (length,) = struct.unpack_from("<H", body, at)
    formula, at = body[at + 4 : at + 4 + length], at + 4 + length
    (second,) = struct.unpack_from("<H", body, at)
    at += 4 + second
    if formula[:1] == bytes([formulas.STRING]):
        words = r.read_string(formula, 1, short=True)[0]
        values = [word.strip() for word in re.split("[\0,]", words)]
    else:
        values = _written(book.cells(formula), sheet, sheets)
    if any(values):
        (count,) = struct.unpack_from("<H", body, at)
        areas = struct.iter_unpack("<4H", body[at + 2 : at + 2 + 8 * count])
        yield {"cells": " ".join(map(_area, areas)), "values": values[:MOST_VALUES]}


def _area(ends: tuple[int, ...]) -> str:
    top, bottom, left, right = ends
    return f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}"


def _written(
    cells: Cells | None, sheet: dict[str, Any], sheets: dict[str, dict[str, Any]]
) -> list[str]:
    if cells is None:
        return []
    name, top, bottom, column = cells
    where = sheet if name is None else sheets.get(name, {})
    return [
        text for row, at, text in where.get("cells", []) if at == column and top <= row <= bottom
    ]
