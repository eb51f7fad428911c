"""Formulas as an .xls keeps them: tokens in the order of calculation."""

import dataclasses
import struct
from collections.abc import Callable, Iterator

from linli.insight.sheets.filling.references import RowMap

LAST_ROW = 65_536
EXPRESSION, TABLE, STRING, ATTRIBUTE, ARRAY_CONSTANT = 0x01, 0x02, 0x17, 0x19, 0x20
REF, AREA, REF_NEAR, AREA_NEAR, REF_3D, AREA_3D = 0x24, 0x25, 0x2C, 0x2D, 0x3A, 0x3B
CHOOSE = 0x04
# What follows a token; operators have nothing.
SIZES = {
    EXPRESSION: 4, 0x1C: 1, 0x1D: 1, 0x1E: 2, 0x1F: 8, ARRAY_CONSTANT: 7, 0x21: 2, 0x22: 3,
    0x23: 4, REF: 4, AREA: 8, 0x29: 2, 0x2A: 4, 0x2B: 8, REF_NEAR: 4, AREA_NEAR: 8,
    0x39: 6, REF_3D: 6, AREA_3D: 10, 0x3C: 6, 0x3D: 10,
}  # fmt: skip
OPERATORS = range(0x03, 0x17)
ROW_IS_RELATIVE = 0x8000
COLUMN_IS_RELATIVE = 0x4000
COLUMN = 0x3FFF


class NotUnderstood(Exception):
    """A token whose rows cannot be moved."""


@dataclasses.dataclass(frozen=True)
class Token:
    start: int
    kind: int
    size: int


def tokens(formula: bytes) -> Iterator[Token]:
    """The tokens of a formula, whatever the class of their result."""
    at = 0
    while at < len(formula):
        kind = formula[at]
        if kind >= 0x20:
            kind = kind & 0x1F | 0x20
        size = 1 + _size(formula, at, kind)
        if at + size > len(formula):
            raise NotUnderstood(hex(kind))
        yield Token(at, kind, size)
        at += size


def _size(formula: bytes, at: int, kind: int) -> int:
    if kind in SIZES:
        return SIZES[kind]
    if kind in OPERATORS:
        return 0
    if kind == STRING and at + 2 < len(formula):
        return 2 + (formula[at + 1] << (formula[at + 2] & 1))
    if kind == ATTRIBUTE and at + 3 < len(formula):
        (count,) = struct.unpack_from("<H", formula, at + 2)
        return 3 + (2 * (count + 1) if formula[at + 1] & CHOOSE else 0)
    raise NotUnderstood(hex(kind))


@dataclasses.dataclass(frozen=True)
class Corner:
    """A row, counted from 0, and a column with the marks of what is relative."""

    row: int
    column: int

    @property
    def is_fixed(self) -> bool:
        return not self.column & ROW_IS_RELATIVE


Change = Callable[[list[Corner], int | None], list[Corner]]


def changed(formula: bytes, change: Change) -> bytes:
    """A formula whose references are `change`d: one corner or two, and the number of the sheet."""
    done = bytearray(formula)
    for token in tokens(formula):
        if token.kind not in {REF, AREA, REF_3D, AREA_3D}:
            continue
        sheet, at = None, token.start + 1
        if token.kind in {REF_3D, AREA_3D}:
            sheet, at = struct.unpack_from("<H", formula, at)[0], at + 2
        count = 2 if token.kind in {AREA, AREA_3D} else 1
        numbers = struct.unpack_from(f"<{2 * count}H", formula, at)
        corners = [Corner(numbers[n], numbers[count + n]) for n in range(count)]
        corners = change(corners, sheet)
        packed = [*(one.row for one in corners), *(one.column for one in corners)]
        struct.pack_into(f"<{2 * count}H", done, at, *packed)
    return bytes(done)


def copied(formula: bytes, down: int) -> bytes:
    """A formula copied to rows further down."""

    def moved(corners: list[Corner], _sheet: int | None) -> list[Corner]:
        return [
            one if one.is_fixed else dataclasses.replace(one, row=(one.row + down) % LAST_ROW)
            for one in corners
        ]

    return changed(formula, moved)


def shifted(
    formula: bytes, rows: RowMap, is_moved: Callable[[int | None], bool], *, inside: bool = False
) -> bytes:
    """A formula after rows were put in. `is_moved`: whether a reference means that sheet; `inside`:
    the formula is of one record, whose own ranges do not grow."""

    def moved(corners: list[Corner], sheet: int | None) -> list[Corner]:
        if not is_moved(sheet):
            return corners
        extend = len(corners) == 2 and (not inside or all(one.is_fixed for one in corners))
        top, bottom = shifted_span(corners[0].row, corners[-1].row, rows, extend=extend)
        ends = (top, bottom)[: len(corners)]
        return [dataclasses.replace(one, row=row) for one, row in zip(corners, ends, strict=True)]

    return changed(formula, moved)


def shifted_span(top: int, bottom: int, rows: RowMap, *, extend: bool) -> tuple[int, int]:
    """A range of rows counted from 0, after rows were put in."""
    first, last = rows.span(top + 1, bottom + 1, extend=extend)
    return min(first, LAST_ROW) - 1, min(last, LAST_ROW) - 1


def ranges(formula: bytes) -> Iterator[tuple[int, int]]:
    """First and last rows, counted from 1, of the ranges on the formula's own sheet."""
    for token in tokens(formula):
        if token.kind == AREA:
            top, bottom = struct.unpack_from("<HH", formula, token.start + 1)
            yield top + 1, bottom + 1


def unshared(formula: bytes, row: int, column: int) -> bytes:
    """A formula that several cells share, as the one in a row and column (from 0) has it."""
    done = bytearray(formula)
    for token in tokens(formula):
        if token.kind not in {REF_NEAR, AREA_NEAR}:
            continue
        done[token.start] -= REF_NEAR - REF
        count = 1 if token.kind == REF_NEAR else 2
        at = token.start + 1
        numbers = list(struct.unpack_from(f"<{2 * count}H", formula, at))
        for n in range(count):
            mark = numbers[count + n]
            if mark & ROW_IS_RELATIVE:
                numbers[n] = (numbers[n] + row) % LAST_ROW
            if mark & COLUMN_IS_RELATIVE:
                numbers[count + n] = mark & ~COLUMN | (mark + column) & 0xFF
        struct.pack_into(f"<{2 * count}H", done, at, *numbers)
    return bytes(done)


def near_shifted(
    formula: bytes, rows: RowMap, base: int, is_moved: Callable[[int | None], bool]
) -> bytes:
    """The formula of a rule, whose relative rows count from its first row (`base`, from 0)."""
    done = bytearray(shifted(formula, rows, is_moved))
    for token in tokens(formula):
        if token.kind not in {REF_NEAR, AREA_NEAR}:
            continue
        count = 1 if token.kind == REF_NEAR else 2
        at = token.start + 1
        numbers = list(struct.unpack_from(f"<{2 * count}H", formula, at))
        relative = [bool(numbers[count + n] & ROW_IS_RELATIVE) for n in range(count)]
        places = [
            (numbers[n] + base) % LAST_ROW if relative[n] else numbers[n] for n in range(count)
        ]
        extend = count == 2 and not any(relative)
        ends = shifted_span(places[0], places[-1], rows, extend=extend)
        new_base = shifted_span(base, base, rows, extend=False)[0]
        for n in range(count):
            numbers[n] = (ends[n] - new_base) % LAST_ROW if relative[n] else ends[n]
        struct.pack_into(f"<{2 * count}H", done, at, *numbers)
    return bytes(done)
