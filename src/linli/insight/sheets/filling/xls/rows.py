"""The cells of an .xls sheet as records: rows that are there, and rows that are put in."""

import struct
from collections.abc import Iterator

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.rosters import Block, Pattern
from linli.insight.sheets.filling.xls import formulas, shifting
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.records import Record
from linli.insight.sheets.filling.xls.sheet import Cell, Row, Sheet, shown, tokens_of
from linli.insight.sheets.filling.xls.shifting import Move

ROWS_OF_A_BLOCK = 32
HEAD = 20
# A result that says nothing, until the file is opened and counted anew.
NO_RESULT = b"\x03\0\0\0\0\0\xff\xff"


def shift_cells(sheet: Sheet, move: Move, blocks: list[Block]) -> None:
    """Formulas in cells. One that each record has (a running sum) goes on in the last, too."""
    running = _running(sheet, move, blocks) if move.here else {}
    for number, row in sheet.rows.items():
        inside = move.here and move.rows.inside(number)
        for column, cell in row.cells.items():
            formula = running.get((number, column))
            if formula is not None:
                cell.body = cell.body[:16] + formula
            else:
                shifting.shift_cell(cell, move, inside=inside)


def _running(sheet: Sheet, move: Move, blocks: list[Block]) -> dict[tuple[int, int], bytes]:
    found = {}
    for block in blocks:
        if not block.insertion.count or block.insertion.extends:
            continue
        for row in range(block.last - block.height + 1, block.last + 1):
            for column, cell in sheet.cells(row).items():
                above = sheet.cell(row - block.height, column)
                if above is None or cell.kind != r.FORMULA:
                    continue
                if not sheet.is_repeated(cell, above, block.height):
                    continue
                model = move.formula(tokens_of(above), inside=True)
                down = move.rows[row] - move.rows[row - block.height]
                found[row, column] = formulas.copied(model, down)
    return found


def all_rows(sheet: Sheet, move: Move, blocks: list[Block]) -> Iterator[tuple[int, Row]]:
    """Every row with its number, counted from 1; new ones come as they are asked for. Rows at the
    very end that have but a style make room, as they do in Excel."""
    growing = [block for block in blocks if block.insertion.count]
    for number, row in sheet.rows.items():
        while growing and growing[0].insertion.after < number:
            yield from _new_rows(sheet, move, growing.pop(0))
        if move.rows.pushed(number) <= sheet.last_row:
            yield move.rows[number], row
        elif any(cell.kind != r.BLANK for cell in row.cells.values()):
            raise CannotFill("too_many_rows", sheet=sheet.name)
    for block in growing:
        yield from _new_rows(sheet, move, block)


def _new_rows(sheet: Sheet, move: Move, block: Block) -> Iterator[tuple[int, Row]]:
    base = move.rows[block.pattern_row]
    models = [sheet.rows.get(block.pattern_row + line, Row()) for line in range(block.height)]
    for record, down in block.new_records():
        for line, (model, patterns) in enumerate(zip(models, block.lines, strict=True)):
            row = Row(shown(model.head) if model.head else None)
            for pattern in patterns:
                if pattern.formula:
                    row.cells[pattern.column] = _calculated(pattern, move, down)
                    continue
                value, date_format = block.value(pattern, line, record)
                cell = None
                if value is not None:
                    cell = sheet.content(value, pattern.style, date_format)
                row.cells[pattern.column] = cell or Cell(r.BLANK, pattern.style)
            yield base + line + down, row


def _calculated(pattern: Pattern, move: Move, down: int) -> Cell:
    """The formula of each record, in a record further down."""

    def change(formula: bytes) -> bytes:
        if shifting.is_expression(formula):  # part of an area that is calculated as one
            raise formulas.NotUnderstood("array")
        return formulas.copied(move.formula(formula, inside=True), down)

    body = shifting.with_formula(pattern.formula, 0, change)
    return Cell(r.FORMULA, pattern.style, NO_RESULT + bytes(6) + body)


def forget_result(cell: Cell) -> None:
    """Results are of the blank; a spreadsheet counts them anew."""
    if cell.kind == r.FORMULA:
        cell.body = NO_RESULT + cell.body[8:]
        cell.after = [one for one in cell.after if one.kind not in {r.STRING, r.CONTINUE}]


class CellTable:
    """The rows of a sheet, written block by block from `start` of the stream on."""

    def __init__(self, start: int) -> None:
        self._start = start
        self.written = bytearray()
        # Where the end of each block is, as the index of the sheet has it.
        self.block_ends: list[int] = []
        self.first_row: int | None = None
        self.behind_last_row = 0
        self._heads: list[bytes] = []
        self._rows: list[bytes] = []

    def add(self, number: int, row: Row, default: bytes) -> None:
        if self.first_row is None:
            self.first_row = number - 1
        while number - 1 >= self.first_row + ROWS_OF_A_BLOCK * (len(self.block_ends) + 1):
            self.end_block()
        self.behind_last_row = number
        self._heads.append(Record(r.ROW, _head(number, row, default)).written())
        self._rows.append(b"".join(_cells(number - 1, row)))

    def end_block(self) -> None:
        """A block has its 32 rows' heads first, then their cells, then where these begin."""
        start = len(self.written)
        self.written += b"".join(self._heads)
        places, before = [], start + HEAD
        for cells in self._rows:
            places.append(min(len(self.written) - before, 0xFFFF) if cells else 0)
            before = len(self.written) if cells else before
            self.written += cells
        self.block_ends.append(self._start + len(self.written))
        body = struct.pack(f"<I{len(places)}H", len(self.written) - start, *places)
        self.written += Record(r.DBCELL, body).written()
        self._heads, self._rows = [], []


def _head(number: int, row: Row, default: bytes) -> bytes:
    head = row.head or default
    first, behind = struct.unpack_from("<HH", head, 2)
    if row.cells:
        reaches = behind > first
        first = min(first, min(row.cells) - 1) if reaches else min(row.cells) - 1
        behind = max(behind, *row.cells)
    return struct.pack("<HHH", number - 1, first, behind) + head[6:]


def _cells(row: int, found: Row) -> Iterator[bytes]:
    """The cells of a row; empty ones that touch share a record."""
    blank: list[tuple[int, int]] = []
    for column, cell in sorted(found.cells.items()):
        if blank and (cell.kind != r.BLANK or blank[-1][0] != column - 1):
            yield _blanks(row, blank)
            blank = []
        if cell.kind == r.BLANK:
            blank.append((column, cell.style))
            continue
        head = struct.pack("<HHH", row, column - 1, cell.style)
        yield Record(cell.kind, head + cell.body).written()
        yield from (one.written() for one in cell.after)
    if blank:
        yield _blanks(row, blank)


def _blanks(row: int, blank: list[tuple[int, int]]) -> bytes:
    first, last = blank[0][0] - 1, blank[-1][0] - 1
    styles = struct.pack(f"<{len(blank)}H", *(style for _, style in blank))
    if len(blank) == 1:
        return Record(r.BLANK, struct.pack("<HH", row, first) + styles).written()
    body = struct.pack("<HH", row, first) + styles + struct.pack("<H", last)
    return Record(r.MULBLANK, body).written()
