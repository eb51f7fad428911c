"""A filled .xls: the records of its stream are patched, all else goes out as it came."""

import dataclasses
import functools
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping

from linli.insight.sheets.filling import inlines
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.plan import Filled, Inline, Placed, Plan, Roster
from linli.insight.sheets.filling.plan import Sheet as Wanted
from linli.insight.sheets.filling.references import RowMap, parse_address
from linli.insight.sheets.filling.rosters import Block, blocks, placed
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls import rows as cell_rows
from linli.insight.sheets.filling.xls import shifting
from linli.insight.sheets.filling.xls.container import Container
from linli.insight.sheets.filling.xls.formulas import NotUnderstood
from linli.insight.sheets.filling.xls.records import Record, read_records, read_sheets
from linli.insight.sheets.filling.xls.sheet import Sheet
from linli.insight.sheets.filling.xls.shifting import Move
from linli.insight.sheets.filling.xls.styles import Styles
from linli.insight.sheets.filling.xls.texts import Texts
from linli.kernel.sheet_columns import column_letters

VERSION, GLOBALS, WORKSHEET = 0x0600, 0x05, 0x00
ITSELF = b"\x01\x04"
# Records that come before the shared texts, where there are none yet.
BEFORE_TEXTS = {
    r.BOUNDSHEET, r.COUNTRY, r.SUPBOOK, r.EXTERNSHEET, r.NAME, r.DRAWING_GROUP, r.RECALCID,
}  # fmt: skip
MERGES_OF_A_RECORD = 1026
TEXT_GROUPS = 128


@dataclasses.dataclass
class Part:
    """One sheet's part of the stream. `sheet`: its cells, if it is a worksheet."""

    name: str
    found: list[Record]
    sheet: Sheet | None = None
    blocks: list[Block] = dataclasses.field(default_factory=list)

    @property
    def rows(self) -> RowMap:
        """Where its rows are now."""
        return RowMap(block.insertion for block in self.blocks)

    @property
    def move(self) -> Move:
        """For formulas of its own records."""
        return Move(self.rows, lambda number: number is None, here=True)


class Workbook:
    def __init__(self, content: bytes) -> None:
        self._container = Container(content)
        self._stream = _find_stream(self._container)
        stream = self._container.read(self._stream)
        self._globals = list(read_records(stream))
        if struct.unpack_from("<HH", self._globals[0].body) != (VERSION, GLOBALS):
            raise CannotFill("old_excel")
        kinds = {one.kind for one in self._globals}
        if r.FILEPASS in kinds:
            raise CannotFill("password")
        self._texts = Texts(_joined(self._globals, r.SST))
        self._styles = Styles(self._globals)
        from_1904 = any(one.kind == r.DATEMODE and one.body[:1] == b"\1" for one in self._globals)
        self.parts: list[Part] = []
        for name, kind, found in read_sheets(stream, self._globals):
            part = Part(name, found)
            if kind == WORKSHEET:
                part.sheet = Sheet(name, found, self._styles, self._texts, from_1904=from_1904)
            self.parts.append(part)

    def sheet(self, name: str) -> Sheet:
        found = next((part.sheet for part in self.parts if part.name == name), None)
        if found is None:
            raise CannotFill("no_sheet", sheet=name)
        return found

    def fill(self, plan: Plan) -> Filled:
        kept: list[tuple[str, str]] = []
        wanted = {one.name: one for one in plan.sheets}
        for name, one in wanted.items():
            sheet = self.sheet(name)
            part = self._part(name)
            shifting.unshare(sheet)
            part.blocks = blocks(sheet, list(one.rosters))
            kept += self._write(sheet, one, part.blocks)
        places = {name: _places(one, self._part(name)) for name, one in wanted.items()}
        try:
            for name in wanted:
                self._shift(self._part(name))
            return Filled(self._save(), places, tuple(kept))
        except NotUnderstood as error:
            growing = next(part.name for part in self.parts if part.rows)
            raise CannotFill("old_rows", sheet=growing) from error

    def colour(self, places: Mapping[str, Iterable[tuple[int, int, str]]]) -> bytes:
        """The file with some cells on a coloured ground: sheet → row, column, RGB."""
        for name, cells in places.items():
            sheet = self.sheet(name)
            for row, column, rgb in cells:
                sheet.colour(row, column, rgb)
        return self._save()

    def _part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)

    def _write(self, sheet: Sheet, wanted: Wanted, found: list[Block]) -> list[tuple[str, str]]:
        kept = [
            (sheet.name, f"{column_letters(column)}{row}")
            for block in found
            for row, column in block.write()
        ]
        for address, value in wanted.cells.items():
            if not sheet.put(*_place(sheet, address), value):
                kept.append((sheet.name, address))
        for one in wanted.inlines:
            place = _place(sheet, one.cell)
            if not sheet.write_over(*place, _edits(one)):
                kept.append((sheet.name, one.cell))
        return kept

    # Rows put in.

    def _shift(self, moved: Part) -> None:
        if not moved.rows:
            return
        means = self._references_to(self.parts.index(moved))
        for part in self.parts:
            here = part is moved
            self._shift_part(part, Move(moved.rows, functools.partial(means, here), here))
        elsewhere = Move(moved.rows, functools.partial(means, False), here=False)
        self._globals = [_shift_name(one, elsewhere) for one in self._globals]

    def _shift_part(self, part: Part, move: Move) -> None:
        if part.sheet is None:
            part.found = [shifting.shift_record(one, move) for one in part.found]
            return
        sheet = part.sheet
        cell_rows.shift_cells(sheet, move, part.blocks)
        count = len(sheet.before)
        found = shifting.shift_rules([*sheet.before, *sheet.behind], move)
        found = [shifting.shift_record(one, move) for one in found]
        if move.here:
            found = shifting.shift_drawings(found, move)
        sheet.before, sheet.behind = found[:count], found[count:]

    def _references_to(self, sheet: int) -> Callable[[bool, int | None], bool]:
        """Whether a reference means a sheet: by the number of a pair of sheets, or of its own."""
        books = [one.body for one in self._globals if one.kind == r.SUPBOOK]
        pairs = b"".join(body[2:] for body in _joined(self._globals, r.EXTERNSHEET))
        found = {
            number
            for number, (book, first, last) in enumerate(_triples(pairs))
            if book < len(books) and books[book][2:4] == ITSELF and first == last == sheet
        }
        return lambda here, number: here if number is None else number in found

    # Writing.

    def _save(self) -> bytes:
        used = 0
        bodies = []
        self._forget_results()
        # Sheets are written first, for they bring new texts; where they begin is known later.
        for part in self.parts:
            body = _Written(part)
            used += body.texts
            bodies.append(body)
        stream = self._written(bodies, used)
        self._container.write(self._stream, stream)
        return self._container.save()

    def _forget_results(self) -> None:
        for part in self.parts:
            for row in part.sheet.rows.values() if part.sheet else ():
                for cell in row.cells.values():
                    cell_rows.forget_result(cell)

    def _written(self, bodies: "list[_Written]", used: int) -> bytes:
        self._globals = self._styles.written(self._globals)
        found = self._with_texts(used)
        start = sum(one.size for one in found)
        positions = []
        for body in bodies:
            positions.append(start)
            start += body.size
        sheet = iter(positions)
        for record in found:
            if record.kind == r.BOUNDSHEET:
                record.body = struct.pack("<I", next(sheet)) + record.body[4:]
            elif record.kind == r.RECALCID:
                # Counted by a version older than any: whoever opens the file counts anew.
                record.body = record.body[:4] + bytes(4)
        heads = b"".join(one.written() for one in found)
        pieces = [body.at(at) for body, at in zip(bodies, positions, strict=True)]
        return b"".join([heads, *pieces])

    def _with_texts(self, used: int) -> list[Record]:
        """The records of the workbook with the texts in their place, and where these begin."""
        writer = self._texts.written(used)
        others = without(self._globals, {r.SST, r.EXTSST})
        place = next(
            (n for n, one in enumerate(self._globals) if one.kind == r.SST),
            max(n for n, one in enumerate(self._globals) if one.kind in BEFORE_TEXTS) + 1,
        )
        before = others[:place]
        if not writer.places:
            return others
        start = sum(one.size for one in before)
        offsets = [start]
        for record in writer.records:
            offsets.append(offsets[-1] + record.size)
        group = max(8, -(-len(writer.places) // TEXT_GROUPS))
        index = struct.pack("<H", group) + b"".join(
            struct.pack("<IHH", offsets[number] + 4 + at, 4 + at, 0)
            for number, at in writer.places[::group]
        )
        return [*before, *writer.records, Record(r.EXTSST, index), *others[place:]]


class _Written:
    """A sheet's part of the stream, but for the positions in it."""

    def __init__(self, part: Part) -> None:
        self.part = part
        if part.sheet is None:
            self._whole = b"".join(one.written() for one in part.found)
            self.size, self.texts = len(self._whole), 0
            return
        sheet = part.sheet
        self.texts = 0
        default = sheet.new_head()
        self._table = cell_rows.CellTable(0)
        for number, row in cell_rows.all_rows(sheet, part.move, part.blocks):
            self.texts += sum(cell.kind == r.LABELSST for cell in row.cells.values())
            self._table.add(number, row, default)
        if self._table.first_row is not None:
            self._table.end_block()
        merges = _merges(sheet, part)
        has_formulas = any(
            cell.kind == r.FORMULA for row in sheet.rows.values() for cell in row.cells.values()
        )
        head, *before = without(sheet.before, {r.UNCALCED})
        uncalced = [Record(r.UNCALCED, bytes(2))] if has_formulas else []
        self._before = [head, *uncalced], list(_with_merges(before, merges))
        self._behind = b"".join(one.written() for one in _with_merges(sheet.behind, merges))
        index = 20 + 4 * len(self._table.block_ends)
        self._before_size = sum(one.size for some in self._before for one in some) + index
        self.size = self._before_size + len(self._table.written) + len(self._behind)

    def at(self, start: int) -> bytes:
        """As it reads from `start` of the stream on."""
        if self.part.sheet is None:
            return self._whole
        first, others = self._before
        table = self._table
        place = start + sum(one.size for one in first) + 20 + 4 * len(table.block_ends)
        width = 0
        for one in others:
            if one.kind == r.DEFCOLWIDTH:
                width = place
            place += one.size
        ends = [place + end for end in table.block_ends]
        body = struct.pack("<IIII", 0, table.first_row or 0, table.behind_last_row, width)
        index = Record(r.INDEX, body + struct.pack(f"<{len(ends)}I", *ends))
        heads = b"".join(one.written() for one in (*first, index, *others))
        return heads + bytes(table.written) + self._behind


def _merges(sheet: Sheet, part: Part) -> list[bytes]:
    areas = []
    for top, left, bottom, right in sheet.merges:
        first, last = part.rows.span(top, bottom, extend=False)
        areas.append((first, left, last, right))
    for block in part.blocks:
        base = part.rows[block.first] - block.first
        areas += [
            (top + base, left, bottom + base, right)
            for top, left, bottom, right in block.new_merges()
        ]
    return [
        struct.pack("<HHHH", top - 1, min(bottom, sheet.last_row) - 1, left - 1, right - 1)
        for top, left, bottom, right in areas
    ]


def _with_merges(found: list[Record], merges: list[bytes]) -> Iterator[Record]:
    """The merged areas of the sheet, where its own were."""
    for record in found:
        if record.kind != r.MERGECELLS:
            yield record
            continue
        for at in range(0, len(merges), MERGES_OF_A_RECORD):
            some = merges[at : at + MERGES_OF_A_RECORD]
            yield Record(r.MERGECELLS, struct.pack("<H", len(some)) + b"".join(some))
        merges.clear()


def _find_stream(container: Container) -> int:
    top = container.top
    if "ENCRYPTEDPACKAGE" in top:
        raise CannotFill("password")
    if "_SIGNATURES" in top or "_XMLSIGNATURES" in top:
        raise CannotFill("signed")
    if "WORDDOCUMENT" in top:
        raise CannotFill("old_word")
    if "BOOK" in top:  # of Excel 5, or a copy for it, which would go on saying what the blank did
        raise CannotFill("old_excel")
    if "WORKBOOK" not in top:
        raise CannotFill("not_a_table")
    return top["WORKBOOK"]


def _joined(found: list[Record], kind: int) -> list[bytes]:
    """The bodies of a record and of those that go on with it."""
    bodies: list[bytes] = []
    inside = False
    for record in found:
        inside = record.kind == kind or (inside and record.kind == r.CONTINUE)
        if inside:
            bodies.append(record.body)
    return bodies


def without(found: list[Record], kinds: set[int]) -> list[Record]:
    """Without records of these kinds and what goes on with them."""
    left, inside = [], False
    for record in found:
        inside = record.kind in kinds or (inside and record.kind == r.CONTINUE)
        if not inside:
            left.append(record)
    return left


def _triples(pairs: bytes) -> Iterator[tuple[int, int, int]]:
    yield from struct.iter_unpack("<HHH", pairs[: len(pairs) // 6 * 6])


def _shift_name(record: Record, move: Move) -> Record:
    """Print areas, titles and other names."""
    if record.kind != r.NAME:
        return record
    body = record.body
    letters, length = body[3], struct.unpack_from("<H", body, 4)[0]
    start = 15 + (letters << (body[14] & 1))
    formula = move.formula(body[start : start + length])
    return Record(r.NAME, body[:start] + formula + body[start + length :])


def _place(sheet: Sheet, address: str) -> tuple[int, int]:
    try:
        return parse_address(address.partition(":")[0])
    except ValueError as error:
        raise CannotFill("no_cell", sheet=sheet.name, cell=address) from error


def _edits(one: Inline) -> Callable[[str], list[inlines.Edit]]:
    return lambda text: inlines.edits(text, one.label, one.value)


def _places(wanted: Wanted, part: Part) -> list[Placed]:
    """Where each roster of the plan is now."""
    return [_placed(roster, part) for roster in wanted.rosters]


def _placed(roster: Roster, part: Part) -> Placed:
    block = next((one for one in part.blocks if roster in one.rosters), None)
    first = part.rows[roster.first_row]
    return placed(block, roster, first) if block else Placed(first, roster.record_rows, 0)
