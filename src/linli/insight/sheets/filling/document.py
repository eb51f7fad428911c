"""A filled Word file: its tables and paragraphs patched in place, all else byte for byte."""

import copy
import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from linli.insight.sheets.filling import inlines, values
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.package import Package
from linli.insight.sheets.filling.plan import (
    BODY,
    TABLE,
    Filled,
    Inline,
    Placed,
    Plan,
    Roster,
    Value,
)
from linli.insight.sheets.filling.references import parse_address
from linli.insight.sheets.filling.worksheet import SPACE
from linli.kernel.sheet_columns import column_number
from linli.kernel.text import follows, whole_number


class Document:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.main_part()
        self.root = package.root(self.part)
        self.w = f"{{{etree.QName(self.root).namespace}}}"
        self.tables = [Table(self.w, element) for element in self.root.iter(f"{self.w}tbl")]

    def fill(self, plan: Plan) -> Filled:
        rosters: dict[str, list[Placed]] = {}
        for wanted in plan.sheets:
            if wanted.name == BODY:
                for address, value in wanted.cells.items():
                    write_text(self.w, [self._paragraph(address)], value)
                for inline in wanted.inlines:
                    write_over(self.w, [self._paragraph(inline.cell)], inline)
                continue
            table = self._table(wanted.name)
            for address, value in wanted.cells.items():
                write_text(self.w, table.paragraphs(address, wanted.name), value)
            for inline in wanted.inlines:
                write_over(self.w, table.paragraphs(inline.cell, wanted.name), inline)
            rosters[wanted.name] = table.write_rosters(wanted.name, list(wanted.rosters))
        self.package.touch(self.part)
        return Filled(self.package.save(), rosters)

    def colour(self, places: Mapping[str, Iterable[tuple[int, int, str]]]) -> bytes:
        """The file with some cells, or lines of its text, on a coloured ground: table (or `BODY`)
        → row, column, RGB."""
        for name, spots in places.items():
            table = None if name == BODY else self._table(name)
            for row, column, rgb in spots:
                if table is None:
                    shade(self.w, self._paragraph(f"A{row}"), "pPr", rgb)
                elif (cell := table.cell(row, column)) is not None:
                    shade(self.w, cell, "tcPr", rgb)
        self.package.touch(self.part)
        return self.package.save()

    def _table(self, name: str) -> "Table":
        number = whole_number(name.removeprefix(TABLE)) if name.startswith(TABLE) else None
        if number is not None and 0 < number <= len(self.tables):
            return self.tables[number - 1]
        raise CannotFill("no_sheet", sheet=name)

    def _paragraph(self, address: str) -> Any:
        body = self.root.find(f"{self.w}body")
        found = [one for one in body.iter(f"{self.w}p") if not _inside(self.w, one)]
        try:
            return found[parse_address(address)[0] - 1]
        except (ValueError, IndexError) as error:
            raise CannotFill("no_cell", sheet=BODY, cell=address) from error


def _inside(w: str, paragraph: Any) -> bool:
    return any(one.tag in {f"{w}tbl", f"{w}txbxContent"} for one in paragraph.iterancestors())


class Table:
    """Cells by row and column of the grid, merged ones by their first."""

    def __init__(self, w: str, element: Any) -> None:
        self.w, self.element = w, element
        self.rows = self._own(element, "tr")

    def _own(self, element: Any, tag: str) -> list[Any]:
        """Rows or cells, also inside content controls, but not those of a table inside."""
        owner = f"{self.w}tbl" if tag == "tr" else f"{self.w}tr"
        return [
            one
            for one in element.iter(f"{self.w}{tag}")
            if next(one.iterancestors(owner), None) is element
        ]

    def cells(self, row: Any) -> dict[int, Any]:
        """First grid column → cell."""
        found, column = {}, 1 + self._number(row, "trPr/gridBefore")
        for cell in self._own(row, "tc"):
            found[column] = cell
            column += self._number(cell, "tcPr/gridSpan") or 1
        return found

    def _number(self, element: Any, path: str) -> int:
        one = element.find("/".join(f"{self.w}{part}" for part in path.split("/")))
        text = "" if one is None else one.get(f"{self.w}val", "")
        return whole_number(text) or 0

    def cell(self, row: int, column: int) -> Any | None:
        """The cell that covers a place of the grid; of one merged downwards, its top."""
        while 0 < row <= len(self.rows):
            cells = self.cells(self.rows[row - 1])
            left = max((one for one in cells if one <= column), default=0)
            if not left or column >= left + (self._number(cells[left], "tcPr/gridSpan") or 1):
                return None
            if not self._goes_on(cells[left]):
                return cells[left]
            row -= 1
        return None

    def _goes_on(self, cell: Any) -> bool:
        merge = cell.find(f"{self.w}tcPr/{self.w}vMerge")
        return merge is not None and merge.get(f"{self.w}val") != "restart"

    def paragraphs(self, address: str, sheet: str) -> list[Any]:
        try:
            cell = self.cell(*parse_address(address.partition(":")[0]))
        except ValueError:
            cell = None
        if cell is None:
            raise CannotFill("no_cell", sheet=sheet, cell=address)
        return self._paragraphs(cell)

    def _paragraphs(self, cell: Any) -> list[Any]:
        return [
            one
            for one in cell.iter(f"{self.w}p")
            if next(one.iterancestors(f"{self.w}tc"), None) is cell
        ]

    def text(self, cell: Any | None) -> str:
        if cell is None:
            return ""
        return "\n".join(paragraph_text(self.w, one) for one in self._paragraphs(cell)).strip()

    # Rosters.

    def write_rosters(self, sheet: str, rosters: list[Roster]) -> list[Placed]:
        """From the lowest up, so that rows put in move none that are still to be written."""
        groups: dict[int, list[Roster]] = {}
        for roster in rosters:
            groups.setdefault(roster.first_row, []).append(roster)
        added: dict[int, int] = {}
        for first in sorted(groups, reverse=True):
            added[first] = self._write_group(sheet, groups[first])
        return [
            Placed(
                roster.first_row + sum(more for at, more in added.items() if at < roster.first_row),
                roster.record_rows,
                roster.count,
            )
            for roster in rosters
        ]

    def _write_group(self, sheet: str, group: list[Roster]) -> int:
        first, height = group[0].first_row, group[0].record_rows
        if first + height - 1 > len(self.rows):
            raise CannotFill("no_cell", sheet=sheet, cell=f"A{first}")
        formats = {
            (roster.first_row, column.letter, column.line): column.date_format
            or self._date_format(first + column.line, column_number(column.letter))
            for roster in group
            for column in roster.columns
        }
        present = min(self._records(roster) for roster in group)
        count = max(roster.count for roster in group)
        self._clear_samples(first, height, present, count)
        more = max(count - present, 0)
        self._add(first, height, present, more)
        for roster in group:
            self._write_records(roster, formats)
        return more * height

    def _write_records(self, roster: Roster, formats: dict[tuple[int, str, int], str]) -> None:
        for record in range(roster.count):
            top = roster.first_row + record * roster.record_rows
            if roster.serial:
                self._put(top, roster.serial, roster.serial_start + record)
            for column in roster.columns:
                if record < len(column.values):
                    value = column.values[record]
                    if isinstance(value, datetime.date):
                        pattern = formats[roster.first_row, column.letter, column.line]
                        value = values.say_date(value, pattern or values.WHOLE_DATE)
                    self._put(top + column.line, column.letter, value)

    def _put(self, row: int, letter: str, value: Value) -> None:
        cell = self.cell(row, column_number(letter))
        if cell is not None:
            write_text(self.w, self._paragraphs(cell), value)

    def _date_format(self, row: int, column: int) -> str:
        above = (self.text(self.cell(one, column)) for one in range(row, max(row - 6, 0), -1))
        return next((found for text in above if (found := values.pattern_of(text))), "")

    def _records(self, roster: Roster) -> int:
        """Records that the table has room for."""
        height = roster.record_rows
        if roster.last_row is not None:
            return max((roster.last_row - roster.first_row + 1) // height, 1)
        row = roster.first_row + height
        while row <= len(self.rows) and self._continues(row, row - height):
            row += 1
        return (row - roster.first_row) // height

    def _continues(self, row: int, above: int) -> bool:
        cells, models = self.cells(self.rows[row - 1]), self.cells(self.rows[above - 1])
        if cells.keys() != models.keys():
            return False
        for column, cell in cells.items():
            text, before = self.text(cell), self.text(models[column])
            if text and text != before and not follows(text, before):
                return False
        return True

    def _clear_samples(self, first: int, height: int, present: int, count: int) -> None:
        for line in range(height):
            rows = [first + record * height + line for record in range(present)]
            columns = self.cells(self.rows[rows[0] - 1])
            for column in columns:
                texts = {self.text(self.cells(self.rows[row - 1]).get(column)) for row in rows}
                if present > 1 and len(texts) == 1:
                    continue
                for row in rows[:count]:
                    cell = self.cells(self.rows[row - 1]).get(column)
                    if (
                        cell is not None
                        and not self._goes_on(cell)
                        and not self._is_side(row, column, height)
                    ):
                        for paragraph in self._paragraphs(cell):
                            set_pieces(self.w, paragraph, "")

    def _is_side(self, row: int, column: int, height: int) -> bool:
        """A label beside several records, merged downwards."""
        below = self.rows[row - 1 + height] if row - 1 + height < len(self.rows) else None
        cell = self.cells(below).get(column) if below is not None else None
        return cell is not None and self._goes_on(cell)

    def _add(self, first: int, height: int, present: int, more: int) -> None:
        """Copies of the last record but one, before the last, so that a thick frame stays below."""
        start = first - 1 + max(present - 2, 0) * height
        models = self.rows[start : start + height]
        after = models[-1]
        new = []
        for _ in range(more):
            for model in models:
                made = self._copy(model)
                after.addnext(made)
                after = made
                new.append(made)
        self.rows[start + height : start + height] = new

    def _copy(self, row: Any) -> Any:
        """A row without what must be there but once: marks, bookmarks, numbers of controls."""
        made = copy.deepcopy(row)
        made.tail = row.tail
        for element in list(made.iter()):
            if not isinstance(element.tag, str):
                continue
            for name in list(element.attrib):
                if etree.QName(name).localname in {"paraId", "textId"}:
                    del element.attrib[name]
            local = etree.QName(element).localname
            is_control_id = local == "id" and etree.QName(element.getparent()).localname == "sdtPr"
            if local in {"bookmarkStart", "bookmarkEnd"} or is_control_id:
                element.getparent().remove(element)
        return made


def runs(w: str, paragraph: Any) -> Iterator[Any]:
    """A paragraph's runs, in links and controls too."""
    return (
        one
        for one in paragraph.iter(f"{w}r")
        if next(one.iterancestors(f"{w}p"), None) is paragraph
    )


def pieces(w: str, paragraph: Any) -> list[Any]:
    return [text for run in runs(w, paragraph) for text in run.iterchildren(f"{w}t")]


def paragraph_text(w: str, paragraph: Any) -> str:
    return "".join(text.text or "" for text in pieces(w, paragraph))


def set_pieces(w: str, paragraph: Any, words: str) -> None:
    """All of a paragraph's text anew, in the font of its first run."""
    found = pieces(w, paragraph)
    for text in found[1:]:
        text.getparent().remove(text)
    if found and words:
        _take_over(w, found[0])
    if found:
        _set(found[0], words)
    elif words:
        run = next(runs(w, paragraph), None)
        if run is None:
            run = etree.SubElement(paragraph, f"{w}r")
            marks = paragraph.find(f"{w}pPr/{w}rPr")
            if marks is not None:
                run.append(_run_properties(w, marks))
        _set(etree.SubElement(run, f"{w}t"), words)


def _take_over(w: str, text: Any) -> None:
    """A control that showed “click here” now shows an answer, and not in grey."""
    for control in text.iterancestors(f"{w}sdt"):
        for mark in control.findall(f"{w}sdtPr/{w}showingPlcHdr"):
            mark.getparent().remove(mark)
            for style in text.getparent().findall(f"{w}rPr/{w}rStyle"):
                style.getparent().remove(style)


def _run_properties(w: str, marks: Any) -> Any:
    """The font of the mark at a paragraph's end is the one that typing there takes."""
    made = copy.deepcopy(marks)
    made.tail = None
    for tag in ("ins", "del", "moveFrom", "moveTo", "rPrChange"):
        for one in made.findall(f"{w}{tag}"):
            made.remove(one)
    return made


def _set(text: Any, words: str) -> None:
    text.text = values.clean(words)
    text.set(SPACE, "preserve")


def write_text(w: str, paragraphs: list[Any], value: Value) -> None:
    """A value in a cell: in its first paragraph, each further line in a paragraph like it."""
    if value is None or not paragraphs:
        return
    first, *others = paragraphs
    lines = values.as_text(value).split("\n")
    for paragraph in others:
        set_pieces(w, paragraph, "")
    set_pieces(w, first, lines[0])
    after = first
    for line, spare in itertools.zip_longest(lines[1:], others[: len(lines) - 1]):
        if spare is None:
            spare = copy.deepcopy(first)
            after.addnext(spare)
        set_pieces(w, spare, line)
        after = spare


# What stands before a ground among the properties of a cell or a paragraph, in the order of the
# format.
BEFORE_GROUND = {
    "tcPr": {"cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders"},
    "pPr": {
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl",
        "numPr", "suppressLineNumbers", "pBdr",
    },
}  # fmt: skip


def shade(w: str, element: Any, properties: str, rgb: str) -> None:
    """Puts a cell or a paragraph on a coloured ground."""
    own = element.find(f"{w}{properties}")
    if own is None:
        own = etree.Element(f"{w}{properties}")
        element.insert(0, own)
    for old in own.findall(f"{w}shd"):
        own.remove(old)
    ground = etree.Element(f"{w}shd")
    ground.set(f"{w}val", "clear")
    ground.set(f"{w}color", "auto")
    ground.set(f"{w}fill", rgb)
    before = [
        number
        for number, one in enumerate(own)
        if isinstance(one.tag, str) and etree.QName(one).localname in BEFORE_GROUND[properties]
    ]
    own.insert(before[-1] + 1 if before else 0, ground)


def write_over(w: str, paragraphs: list[Any], inline: Inline) -> None:
    """A value behind its label or over its blanks, in the paragraph that has the label."""
    wanted = values.letters(inline.label)
    found = next(
        (one for one in paragraphs if wanted in values.letters(paragraph_text(w, one))),
        paragraphs[0],
    )
    texts = pieces(w, found)
    if not texts:
        set_pieces(w, found, values.as_text(inline.value))
        return
    words = [text.text or "" for text in texts]
    changes = inlines.edits("".join(words), inline.label, inline.value)
    for text, new in zip(texts, inlines.apply(words, changes), strict=True):
        if text.text != new:
            _set(text, new)
