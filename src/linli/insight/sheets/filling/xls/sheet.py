"""One sheet of an .xls as rows and cells; what is not touched keeps its records."""

import dataclasses
import datetime
import itertools
import struct
from collections.abc import Callable, Iterator
from typing import Any

from linli.insight.sheets.filling import values
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.inlines import Edit, apply
from linli.insight.sheets.filling.page import Area, anchors
from linli.insight.sheets.filling.plan import Share, Value
from linli.insight.sheets.filling.xls import formulas
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.records import Record
from linli.insight.sheets.filling.xls.styles import Styles
from linli.insight.sheets.filling.xls.texts import Texts
from linli.kernel.sheet_columns import column_letters

CELLS = {r.FORMULA, r.BLANK, r.NUMBER, r.LABEL, r.BOOLERR, r.RK, r.LABELSST, r.RSTRING}
AFTER_FORMULA = {r.ARRAY, r.SHRFMLA, r.TABLE, r.STRING, r.CONTINUE}
HIDDEN, HAS_STYLE = 0x20, 0x80
NO_STYLE = 15
COLUMNS = 256


@dataclasses.dataclass
class Cell:
    """`body`: what follows row, column and style; `after`: records that belong to a formula."""

    kind: int
    style: int
    body: bytes = b""
    after: list[Record] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Row:
    """`head`: the record with its height and style, which a row may lack."""

    head: bytes | None = None
    cells: dict[int, Cell] = dataclasses.field(default_factory=dict)

    @property
    def style(self) -> int | None:
        if self.head is None:
            return None
        flags, style = struct.unpack_from("<HH", self.head, 12)
        return style & 0xFFF if flags & HAS_STYLE else None


class Sheet:
    """Rows and columns by number, from 1. `before` and `behind`: the records around its cells."""

    last_row = formulas.LAST_ROW

    def __init__(
        self, name: str, found: list[Record], styles: Styles, texts: Texts, *, from_1904: bool
    ) -> None:
        self.name, self._styles, self._texts, self._from_1904 = name, styles, texts, from_1904
        self.rows: dict[int, Row] = {}
        self.before: list[Record] = []
        self.behind: list[Record] = []
        self._depth = 0
        self._last: Cell | None = None
        for record in found:
            self._sort(record)
        if not self.rows:
            kinds = [one.kind for one in self.before]
            end = kinds.index(r.DIMENSION) + 1 if r.DIMENSION in kinds else kinds.index(r.WINDOW2)
            self.before, self.behind = self.before[:end], self.before[end:]
        self.rows = dict(sorted(self.rows.items()))
        self.merges = list(self._read_merges())
        self.merges_from: dict[int, list[Area]] = {}
        for merge in self.merges:
            self.merges_from.setdefault(merge[0], []).append(merge)
        self._inside = anchors(self.merges)
        self._columns = [
            struct.unpack_from("<HHHH", one.body) for one in self.before if one.kind == r.COLINFO
        ]

    def _sort(self, record: Record) -> None:
        kind = record.kind
        self._depth += (kind == r.BOF) - (kind == r.EOF)
        if self._depth == 1 and self._take_cell(record):
            return
        if kind not in {r.INDEX, r.DBCELL}:
            (self.behind if self.rows else self.before).append(record)
        if kind != r.CONTINUE:
            self._last = None

    def _take_cell(self, record: Record) -> bool:
        kind, body = record.kind, record.body
        if kind == r.ROW:
            self._row(struct.unpack_from("<H", body)[0]).head = body
            self._last = None
        elif kind in CELLS:
            row, column, style = struct.unpack_from("<HHH", body)
            self._last = self._row(row).cells[column + 1] = Cell(kind, style, body[6:])
        elif kind in {r.MULBLANK, r.MULRK}:
            self._take_several(kind, body)
        elif self._last is not None and kind in AFTER_FORMULA and self._last.kind == r.FORMULA:
            self._last.after.append(record)
        else:
            return False
        return True

    def _take_several(self, kind: int, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        size, single = (2, r.BLANK) if kind == r.MULBLANK else (6, r.RK)
        for number, at in enumerate(range(4, len(body) - 2 - size + 1, size), start=first + 1):
            (style,) = struct.unpack_from("<H", body, at)
            self._row(row).cells[number] = Cell(single, style, body[at + 2 : at + size])
        self._last = None

    def _row(self, row: int) -> Row:
        return self.rows.setdefault(row + 1, Row())

    def _read_merges(self) -> Iterator[Area]:
        for record in (*self.before, *self.behind):
            if record.kind == r.MERGECELLS:
                for at in range(2, 2 + 8 * struct.unpack_from("<H", record.body)[0], 8):
                    top, bottom, left, right = struct.unpack_from("<HHHH", record.body, at)
                    yield top + 1, left + 1, bottom + 1, right + 1

    # What a page answers.

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell of a merged area that holds its value."""
        return self._inside.get((row, column), (row, column))

    def cells(self, row: int) -> dict[int, Cell]:
        found = self.rows.get(row)
        return found.cells if found else {}

    def cell(self, row: int, column: int) -> Cell | None:
        return self.cells(row).get(column)

    def style(self, row: int, column: int) -> int:
        """The style a cell has or, where there is none yet, would have."""
        cell = self.cell(row, column)
        if cell is not None:
            return cell.style
        found = self.rows.get(row)
        if found is not None and found.style is not None:
            return found.style
        return next(
            (style for first, last, _, style in self._columns if first < column <= last + 1),
            NO_STYLE,
        )

    def is_framed(self, style: int) -> bool:
        return self._styles.is_framed(style)

    def text(self, cell: Cell | None) -> str:
        """What a cell says, without formulas' results."""
        if cell is None:
            return ""
        if cell.kind == r.LABELSST:
            return self._texts[struct.unpack("<I", cell.body)[0]].words
        if cell.kind in {r.LABEL, r.RSTRING}:
            return r.read_string(cell.body, 0)[0]
        if cell.kind in {r.NUMBER, r.RK}:
            number = _number(cell)
            return str(int(number)) if number.is_integer() else str(number)
        return ""

    def constant(self, cell: Cell) -> Value:
        """What a cell holds, a number as a number."""
        return _number(cell) if cell.kind in {r.NUMBER, r.RK} else self.text(cell)

    def calculation(self, cell: Cell | None) -> bytes:
        """A formula with its length before it and its constants behind; empty without one."""
        return cell.body[14:] if cell is not None and cell.kind == r.FORMULA else b""

    def is_repeated(self, cell: Cell, above: Cell | None, down: int) -> bool:
        """Whether a cell has the formula of one `down` rows above, copied; or has none."""
        if cell.kind != r.FORMULA:
            return True
        if above is None or above.kind != r.FORMULA:
            return False
        own, other = tokens_of(cell), tokens_of(above)
        return own == _understood(formulas.copied, other, down)

    def summed(self, cell: Cell) -> Iterator[tuple[int, int]]:
        """First and last rows of the ranges of a cell's formula."""
        if cell.kind == r.FORMULA:
            yield from _understood(lambda found: list(formulas.ranges(found)), tokens_of(cell))

    def show(self, row: int) -> None:
        """A record must not be put where nobody sees it."""
        found = self.rows.get(row)
        if found is not None and found.head is not None:
            found.head = shown(found.head)

    def put(self, row: int, column: int, value: Value, date_format: str = "") -> bool:
        """Writes a value; False where a formula stands."""
        row, column = self.anchor(row, column)
        cell = self.cell(row, column)
        if cell is not None and cell.kind == r.FORMULA:
            return False
        if value is None:
            return True
        style = self.style(row, column)
        found = self.content(value, style, date_format)
        if found is not None:
            self._place(row, column, found)
        return True

    def _place(self, row: int, column: int, cell: Cell) -> None:
        if not (1 <= row <= self.last_row and 1 <= column <= COLUMNS):
            address = f"{column_letters(column)}{row}"
            raise CannotFill("no_cell", sheet=self.name, cell=address)
        if row not in self.rows:
            self.rows[row] = Row(self.new_head())
            self.rows = dict(sorted(self.rows.items()))
        self.rows[row].cells[column] = cell

    def new_head(self) -> bytes:
        """The record of a row that has nothing of its own."""
        heights = [one.body for one in self.before if one.kind == r.DEFAULT_ROW]
        height = struct.unpack_from("<H", heights[0], 2)[0] if heights else 270
        return struct.pack("<HHHHHHHH", 0, 0, 0, height, 0, 0, 0x100, NO_STYLE)

    def content(self, value: Value, style: int, date_format: str) -> Cell | None:
        """A cell of this style with a value."""
        if isinstance(value, Share):
            value = values.of_share(value, shows_percent=self._styles.is_percent(style))
        if isinstance(value, datetime.date):
            number = values.serial_number(value, from_1904=self._from_1904)
            if number is not None and self._styles.is_date(style):
                return Cell(r.NUMBER, style, struct.pack("<d", number))
            value = values.say_date(value, date_format or values.WHOLE_DATE)
        if values.is_number(value):
            return Cell(r.NUMBER, style, struct.pack("<d", float(value)))  # type: ignore[arg-type]
        words = values.clean(values.as_text(value))
        if not words:
            return None
        return self._worded(
            words, self._styles.quoted(style) if values.RISKY.match(words) else style
        )

    def _worded(self, words: str, style: int, runs: bytes = b"") -> Cell:
        if r.units(words) > values.LONGEST:
            raise CannotFill("too_long", sheet=self.name, cell=words[:10] + "…")
        number = self._texts.add(r.Text(words, runs))
        return Cell(r.LABELSST, style, struct.pack("<I", number))

    def colour(self, row: int, column: int, rgb: str) -> None:
        """Puts a cell, empty ones too, on a coloured ground."""
        row, column = self.anchor(row, column)
        style = self._styles.coloured(self.style(row, column), rgb)
        if (cell := self.cell(row, column)) is None:
            self._place(row, column, Cell(r.BLANK, style))
        else:
            cell.style = style

    def clear(self, cell: Cell) -> None:
        """Takes the content out; the style stays."""
        cell.kind, cell.body, cell.after = r.BLANK, b"", []

    def write_over(self, row: int, column: int, edits: Callable[[str], list[Edit]]) -> bool:
        """Changes a text and keeps the fonts of its runs."""
        row, column = self.anchor(row, column)
        cell = self.cell(row, column)
        if cell is not None and cell.kind == r.FORMULA:
            return False
        pieces, fonts = self._pieces(cell)
        pieces = apply(pieces, edits("".join(pieces)))
        words, runs = values.clean(pieces[0]), b""
        for piece, font in zip(pieces[1:], fonts, strict=True):
            if piece:
                runs += struct.pack("<HH", r.units(words), font)
                words += values.clean(piece)
        if words:
            self._place(row, column, self._worded(words, self.style(row, column), runs))
        return True

    def _pieces(self, cell: Cell | None) -> tuple[list[str], list[int]]:
        """A text cut where its font changes, and the fonts from the second piece on."""
        if cell is None or cell.kind != r.LABELSST:
            return [self.text(cell)], []
        text = self._texts[struct.unpack("<I", cell.body)[0]]
        letters = text.words.encode("utf-16-le", "surrogatepass")
        runs = list(struct.iter_unpack("<HH", text.runs))
        cuts = [0, *(min(2 * at, len(letters)) for at, _ in runs), len(letters)]
        pieces = [r.decoded(letters[a:b], 1) for a, b in itertools.pairwise(cuts)]
        return pieces, [font for _, font in runs]


def tokens_of(cell: Cell) -> bytes:
    (length,) = struct.unpack_from("<H", cell.body, 14)
    return cell.body[16 : 16 + length]


def shown(head: bytes) -> bytes:
    """The record of a row that is not hidden."""
    return head[:12] + bytes([head[12] & ~HIDDEN]) + head[13:]


def _number(cell: Cell) -> float:
    if cell.kind == r.NUMBER:
        return float(struct.unpack("<d", cell.body)[0])
    (packed,) = struct.unpack("<i", cell.body)
    if packed & 2:
        number = float(packed >> 2)
    else:
        number = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", packed & ~3))[0]
    return number / 100 if packed & 1 else number


def _understood(ask: Callable[..., Any], *arguments: Any) -> Any:
    """Formulas that are beyond us repeat nothing and add nothing up."""
    try:
        return ask(*arguments)
    except formulas.NotUnderstood:
        return []
