"""Records of an .xls that point at rows, after rows were put in."""

import dataclasses
import struct
from collections.abc import Callable

from linli.insight.sheets.filling.references import RowMap
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.formulas import (
    EXPRESSION,
    NotUnderstood,
    near_shifted,
    shifted,
    shifted_span,
    tokens,
    unshared,
)
from linli.insight.sheets.filling.xls.records import Record
from linli.insight.sheets.filling.xls.sheet import Cell, Sheet, tokens_of

# Pivot tables, lists, tables of trials: what moves with rows in ways of its own.
TOO_MUCH = {r.SXVIEW, r.FEAT11, r.FEAT12, r.LIST12, r.LABELRANGES, r.DCONREF}
# Parts of a control that hold formulas: links to cells, sources of lists, macros.
CONTROL_FORMULAS = {0x04, 0x09, 0x0E, 0x13, 0x14}
FREE_STANDING = 3  # a shape that moves with nothing
KEEPS_SIZE = 2
CONTAINER, ANCHOR = 0xF, 0xF010
IS_SHARED = 0x08
AREA = struct.Struct("<HH")


@dataclasses.dataclass(frozen=True)
class Move:
    """`rows`: where rows are now. `is_moved`: whether a reference means the sheet whose rows moved,
    by its number or, None, because it says nothing; `here`: the records are of that sheet."""

    rows: RowMap
    is_moved: Callable[[int | None], bool]
    here: bool

    def formula(self, formula: bytes, *, inside: bool = False) -> bytes:
        return shifted(formula, self.rows, self.is_moved, inside=inside)

    def rule(self, formula: bytes, base: int) -> bytes:
        if not self.here:
            return self.formula(formula)
        return near_shifted(formula, self.rows, base, self.is_moved)

    def row(self, row: int) -> int:
        """Of a row counted from 0."""
        return shifted_span(row, row, self.rows, extend=False)[0]

    def areas(self, body: bytes, at: int, count: int, *, extend: bool, size: int = 8) -> bytes:
        """Areas one behind the other, which begin with their first and last row."""
        done = bytearray(body)
        for place in range(at, at + count * size, size):
            top, bottom = AREA.unpack_from(body, place)
            AREA.pack_into(done, place, *shifted_span(top, bottom, self.rows, extend=extend))
        return bytes(done)


def unshare(sheet: Sheet) -> None:
    """Formulas that several cells share become each cell's own, as far as they are understood."""
    shared: dict[tuple[int, int], bytes] = {}
    for row, found in sheet.rows.items():
        for column, cell in found.cells.items():
            for record in cell.after:
                if record.kind == r.SHRFMLA and (formula := _shared(record)) is not None:
                    shared[row - 1, column - 1] = formula
                    cell.after = [one for one in cell.after if one is not record]
    for row, found in sheet.rows.items():
        for column, cell in found.cells.items():
            if cell.kind != r.FORMULA or not is_expression(tokens_of(cell)):
                continue
            master = shared.get(struct.unpack_from("<HH", cell.body, 17))
            if master is not None:
                flags = bytes([cell.body[8] & ~IS_SHARED])
                cell.body = cell.body[:8] + flags + cell.body[9:14]
                formula = unshared(master, row - 1, column - 1)
                cell.body += struct.pack("<H", len(formula)) + formula


def _shared(record: Record) -> bytes | None:
    (length,) = struct.unpack_from("<H", record.body, 8)
    formula = record.body[10 : 10 + length]
    try:
        list(tokens(formula))
    except NotUnderstood:
        return None
    return formula


def is_expression(formula: bytes) -> bool:
    """Whether a cell only says where its formula stands."""
    return formula[:1] == bytes([EXPRESSION])


def shift_cell(cell: Cell, move: Move, *, inside: bool) -> None:
    if cell.kind != r.FORMULA:
        return
    formula = tokens_of(cell)
    if is_expression(formula):
        if move.here:
            row, column = struct.unpack_from("<HH", formula, 1)
            formula = struct.pack("<BHH", EXPRESSION, move.row(row), column)
    else:
        formula = move.formula(formula, inside=inside)
    cell.body = cell.body[:16] + formula + cell.body[16 + len(formula) :]
    cell.after = [_shift_after(one, move) for one in cell.after]


def _shift_after(record: Record, move: Move) -> Record:
    body = record.body
    if record.kind in {r.TABLE, r.SHRFMLA}:
        raise NotUnderstood(hex(record.kind))
    if record.kind == r.ARRAY:
        if move.here:
            body = move.areas(body, 0, 1, extend=False)
        return Record(r.ARRAY, with_formula(body, 12, move.formula))
    return record


def with_formula(body: bytes, at: int, change: Callable[[bytes], bytes]) -> bytes:
    """A record in which a formula stands behind its length at `at`."""
    (length,) = struct.unpack_from("<H", body, at)
    return body[: at + 2] + change(body[at + 2 : at + 2 + length]) + body[at + 2 + length :]


def shift_record(record: Record, move: Move) -> Record:
    """A record outside of cells, on whatever sheet."""
    kind, body = record.kind, record.body
    if kind == r.BRAI:
        return Record(kind, with_formula(body, 6, move.formula))
    if kind == r.DV:
        return Record(kind, _validation(body, move))
    if not move.here:
        return record
    if kind in TOO_MUCH:
        raise NotUnderstood(hex(kind))
    change = CHANGES.get(kind)
    return Record(kind, change(body, move)) if change else record


def shift_rules(found: list[Record], move: Move) -> list[Record]:
    """Conditional formats, whose formulas count from the first row of the areas before them."""
    base, done = 0, []
    for record in found:
        body = record.body
        if record.kind in {r.CONDFMT, r.CONDFMT12}:
            at = 0 if record.kind == r.CONDFMT else 12
            (base,) = struct.unpack_from("<H", body, at + 4)
            if move.here:
                (count,) = struct.unpack_from("<H", body, at + 12)
                body = move.areas(body, at + 4, 1, extend=True)
                body = move.areas(body, at + 14, count, extend=True)
                body = move.areas(body, 4, 1, extend=True) if at else body
        elif record.kind == r.CF:
            body = _rule(body, move, base)
        elif record.kind == r.CF12 and any(struct.unpack_from("<HH", body, 14)):
            raise NotUnderstood("rule")
        done.append(Record(record.kind, body))
    return done


def _rule(body: bytes, move: Move, base: int) -> bytes:
    one, other = struct.unpack_from("<HH", body, 2)
    start = len(body) - one - other
    first, second = body[start : start + one], body[start + one :]
    return body[:start] + move.rule(first, base) + move.rule(second, base)


def _validation(body: bytes, move: Move) -> bytes:
    at = 4
    for _ in range(4):
        _, at = r.read_string(body, at)
    places = []
    for _ in range(2):
        (length,) = struct.unpack_from("<H", body, at)
        places.append((at + 4, length))
        at += 4 + length
    (count,) = struct.unpack_from("<H", body, at)
    base = struct.unpack_from("<H", body, at + 2)[0] if count else 0
    for start, length in places:
        formula = move.rule(body[start : start + length], base)
        body = body[:start] + formula + body[start + length :]
    return move.areas(body, at + 2, count, extend=True) if move.here else body


def _dimension(body: bytes, move: Move) -> bytes:
    first, behind = struct.unpack_from("<II", body)
    last = shifted_span(first, max(behind - 1, 0), move.rows, extend=True)[1]
    return struct.pack("<II", move.row(first), last + 1 if behind else 0) + body[8:]


def _breaks(body: bytes, move: Move) -> bytes:
    done = bytearray(body)
    for at in range(2, 2 + 6 * struct.unpack_from("<H", body)[0], 6):
        struct.pack_into("<H", done, at, move.row(struct.unpack_from("<H", body, at)[0]))
    return bytes(done)


def _selection(body: bytes, move: Move) -> bytes:
    active, column, which, count = struct.unpack_from("<HHHH", body, 1)
    body = move.areas(body, 9, count, extend=False, size=6)
    return body[:1] + struct.pack("<HHHH", move.row(active), column, which, count) + body[9:]


def _row_at(place: int) -> Callable[[bytes, Move], bytes]:
    def change(body: bytes, move: Move) -> bytes:
        (row,) = struct.unpack_from("<H", body, place)
        return body[:place] + struct.pack("<H", move.row(row)) + body[place + 2 :]

    return change


def _areas_at(place: int, *, extend: bool, counted: int | None = None) -> Callable[..., bytes]:
    def change(body: bytes, move: Move) -> bytes:
        count = 1 if counted is None else struct.unpack_from("<H", body, counted)[0]
        return move.areas(body, place, count, extend=extend)

    return change


def _control(body: bytes, move: Move) -> bytes:
    """A control that points at cells; a picture or a note has no such parts."""
    at = 0
    while at + 4 <= len(body):
        part, length = struct.unpack_from("<HH", body, at)
        if part in CONTROL_FORMULAS and any(body[at + 4 : at + 6]):
            raise NotUnderstood("control")
        if not part or part == 0x13:
            break
        at += 4 + length
    return body


CHANGES: dict[int, Callable[[bytes, Move], bytes]] = {
    r.DIMENSION: _dimension,
    r.H_BREAKS: _breaks,
    r.SELECTION: _selection,
    r.NOTE: _row_at(0),
    r.PANE: _row_at(4),
    r.WINDOW2: _row_at(2),
    r.HLINK: _areas_at(0, extend=False),
    r.LINK_TIP: _areas_at(2, extend=False),
    r.PHONETIC: _areas_at(6, extend=False, counted=4),
    r.CF_MORE: _areas_at(4, extend=True),
    r.CELLWATCH: _areas_at(4, extend=False),
    r.FEAT: _areas_at(27, extend=True, counted=19),
    r.OBJ: _control,
}


def shift_drawings(found: list[Record], move: Move) -> list[Record]:
    """Pictures, shapes and notes: their anchors lie in one stream cut into records."""
    places = _drawing_places(found)
    stream = bytearray().join(found[place].body for place in places)
    at, end = 0, len(stream)
    while at + 8 <= end:
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        if kind == ANCHOR and length >= 18:
            _shift_anchor(stream, at + 8, move)
        at += 8 if version & 0xF == CONTAINER else 8 + length
    if at != end:
        raise NotUnderstood("drawing")
    done, at = list(found), 0
    for place in places:
        size = len(found[place].body)
        done[place] = Record(found[place].kind, bytes(stream[at : at + size]))
        at += size
    return done


def _drawing_places(found: list[Record]) -> list[int]:
    places: list[int] = []
    depth = 0
    for place, record in enumerate(found):
        depth += (record.kind == r.BOF) - (record.kind == r.EOF)
        goes_on = record.kind == r.CONTINUE and places[-1:] == [place - 1]
        if depth == 1 and (record.kind == r.DRAWING or goes_on):
            places.append(place)
    return places


def _shift_anchor(stream: bytearray, at: int, move: Move) -> None:
    flags, top, bottom = (struct.unpack_from("<H", stream, at + n)[0] for n in (0, 6, 14))
    if flags & FREE_STANDING == FREE_STANDING:
        return
    new = move.row(top)
    last = bottom + new - top if flags & KEEPS_SIZE else move.row(bottom)
    struct.pack_into("<H", stream, at + 6, new)
    struct.pack_into("<H", stream, at + 14, last)
