"""One sheet's XML as rows and cells; what is not touched stays as it is."""

import copy
import datetime
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from lxml import etree

from linli.insight.sheets.filling import values
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.inlines import Edit, apply
from linli.insight.sheets.filling.page import anchors
from linli.insight.sheets.filling.plan import Share, Value
from linli.insight.sheets.filling.references import (
    LAST_ROW,
    copy_formula,
    parse_address,
    parse_area,
    row_ranges,
)
from linli.insight.sheets.filling.styles import Styles
from linli.kernel.sheet_columns import column_letters
from linli.kernel.text import whole_number

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Worksheet:
    """Rows and cells by number. `shared(index)` gives an entry of the shared texts."""

    last_row = LAST_ROW

    def __init__(
        self,
        name: str,
        root: Any,
        styles: Styles,
        shared: Callable[[int], Any],
        *,
        from_1904: bool = False,
    ) -> None:
        self.name, self.root, self.styles = name, root, styles
        self._shared, self._from_1904 = shared, from_1904
        self.space = f"{{{etree.QName(root).namespace}}}"
        self.prefix = f"{root.prefix}:" if root.prefix else ""
        data = root.find(f"{self.space}sheetData")
        if data is None:
            raise CannotFill("broken")
        self.data = data
        self.rows: dict[int, Any] = {}
        self._cells: dict[int, dict[int, Any]] = {}
        self._number()
        self.merges = [
            parse_area(one.get("ref", ""))
            for one in root.iterfind(f"{self.space}mergeCells/{self.space}mergeCell")
            if one.get("ref")
        ]
        self.merges_from: dict[int, list[tuple[int, int, int, int]]] = {}
        for merge in self.merges:
            self.merges_from.setdefault(merge[0], []).append(merge)
        self._columns = [
            (int(one.get("min", "0")), int(one.get("max", "0")), one.get("style"))
            for one in root.iterfind(f"{self.space}cols/{self.space}col")
        ]
        self._inside = anchors(self.merges)

    def _number(self) -> None:
        """Rows and cells may come without their numbers; then they follow each other."""
        row = 0
        for element in self.data.iterchildren(f"{self.space}row"):
            row = int(element.get("r") or row + 1)
            element.set("r", str(row))
            self.rows[row] = element
            cells = self._cells[row] = {}
            column = 0
            for cell in element.iterchildren(f"{self.space}c"):
                address = cell.get("r")
                column = parse_address(address)[1] if address else column + 1
                cell.set("r", f"{column_letters(column)}{row}")
                cells[column] = cell

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell of a merged area that holds its value."""
        return self._inside.get((row, column), (row, column))

    def cells(self, row: int) -> dict[int, Any]:
        return self._cells.get(row, {})

    def cell(self, row: int, column: int) -> Any | None:
        return self.cells(row).get(column)

    def formula(self, cell: Any | None) -> Any | None:
        return None if cell is None else cell.find(f"{self.space}f")

    def style(self, row: int, column: int) -> str | None:
        """The style a cell has or, where there is none yet, would have."""
        cell = self.cell(row, column)
        if cell is not None:
            return cell.get("s")
        element = self.rows.get(row)
        if element is not None and element.get("customFormat") in {"1", "true"}:
            return element.get("s")
        return next(
            (style for first, last, style in self._columns if first <= column <= last), None
        )

    def constant(self, cell: Any) -> Value:
        """What a cell holds, a number as a number."""
        text = self.text(cell)
        return Decimal(text) if cell.get("t", "n") == "n" and NUMBER.fullmatch(text) else text

    def is_framed(self, style: str | None) -> bool:
        return self.styles.is_framed(style)

    def calculation(self, cell: Any | None) -> str:
        """The formula of a cell; empty where there is none."""
        formula = self.formula(cell)
        return "" if formula is None else formula.text or ""

    def is_repeated(self, cell: Any, above: Any, down: int) -> bool:
        """Whether a cell has the formula of one `down` rows above, copied; or has none."""
        formula, model = self.formula(cell), self.formula(above)
        if formula is None:
            return True
        return model is not None and (
            not formula.text or formula.text == copy_formula(model.text or "", down, 0)
        )

    def summed(self, cell: Any) -> Iterator[tuple[int, int]]:
        """First and last rows of the ranges of a cell's formula."""
        yield from row_ranges(self.calculation(cell))

    def show(self, row: int) -> None:
        """A record must not be put where nobody sees it."""
        element = self.rows.get(row)
        if element is not None:
            element.attrib.pop("hidden", None)

    def text(self, cell: Any | None) -> str:
        """What a cell says, without formulas' results."""
        if cell is None or self.formula(cell) is not None:
            return ""
        if cell.get("t") in {"s", "inlineStr"}:
            return "".join(part.text or "" for part in self._pieces(self._rich(cell)))
        return cell.findtext(f"{self.space}v") or ""

    def _rich(self, cell: Any) -> Any | None:
        """The element with a cell's text, which may be in runs."""
        if cell.get("t") == "inlineStr":
            return cell.find(f"{self.space}is")
        index = whole_number(cell.findtext(f"{self.space}v") or "")
        return self._shared(index) if index is not None else None

    def _pieces(self, rich: Any | None) -> list[Any]:
        """The text elements, without readings of characters (phonetic)."""
        if rich is None:
            return []
        return [
            text
            for text in rich.iter(f"{self.space}t")
            if etree.QName(text.getparent()).localname != "rPh"
        ]

    def put(self, row: int, column: int, value: Value, date_format: str = "") -> bool:
        """Writes a value; False where a formula stands."""
        row, column = self.anchor(row, column)
        cell = self.cell(row, column)
        if self.formula(cell) is not None:
            return False
        if value is None:
            return True
        if cell is None:
            cell = self._new_cell(row, column)
        style = cell.get("s")
        content = self.content(value, style, date_format)
        if content is None:
            return True
        kind, words, style = content
        self.clear(cell)
        if style is not None:
            cell.set("s", style)
        if kind == "n":
            etree.SubElement(cell, f"{self.space}v").text = words
        else:
            self._put_text(cell, words)
        return True

    def content(
        self, value: Value, style: str | None, date_format: str
    ) -> tuple[str, str, str | None] | None:
        """(n or s, words, style) of a value in a cell of this style."""
        if isinstance(value, Share):
            value = values.of_share(value, shows_percent=self.styles.is_percent(style))
        if isinstance(value, datetime.date):
            number = values.serial_number(value, from_1904=self._from_1904)
            if number is not None and self.styles.is_date(style):
                return "n", str(number), style
            value = values.say_date(value, date_format or values.WHOLE_DATE)
        if values.is_number(value):
            return "n", values.as_text(value), style
        words = values.clean(values.as_text(value))
        if not words:
            return None
        if len(words) > values.LONGEST:
            raise CannotFill("too_long", sheet=self.name, cell=words[:10] + "…")
        return "s", words, self.styles.quoted(style) if values.RISKY.match(words) else style

    def colour(self, row: int, column: int, rgb: str) -> None:
        """Puts a cell, empty ones too, on a coloured ground."""
        row, column = self.anchor(row, column)
        cell = self.cell(row, column)
        if cell is None:
            cell = self._new_cell(row, column)
        style = self.styles.coloured(cell.get("s"), rgb)
        if style is not None:
            cell.set("s", style)

    def clear(self, cell: Any) -> None:
        """Takes the content out; the style stays."""
        for child in list(cell):
            cell.remove(child)
        for attribute in ("t", "vm", "cm"):
            cell.attrib.pop(attribute, None)

    def _put_text(self, cell: Any, words: str) -> None:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{self.space}is"), f"{self.space}t")
        text.set(SPACE, "preserve")
        text.text = values.ESCAPED.sub("_x005F_", words)

    def write_over(self, row: int, column: int, edits: Callable[[str], list[Edit]]) -> bool:
        """Changes a text and keeps the fonts of its runs."""
        row, column = self.anchor(row, column)
        cell = self.cell(row, column)
        if self.formula(cell) is not None:
            return False
        if cell is None:
            cell = self._new_cell(row, column)
        rich = self._rich(cell) if cell.get("t") in {"s", "inlineStr"} else None
        if rich is None:
            words = self.text(cell)
            self.clear(cell)
            self._put_text(cell, apply([words], edits(words))[0])
            return True
        rich = copy.deepcopy(rich)
        pieces = self._pieces(rich)
        texts = [piece.text or "" for piece in pieces]
        for piece, words in zip(pieces, apply(texts, edits("".join(texts))), strict=True):
            piece.text = values.clean(words)
            piece.set(SPACE, "preserve")
        self.clear(cell)
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, f"{self.space}is")
        inline.extend(child for child in rich if etree.QName(child).localname in {"t", "r"})
        return True

    def _new_cell(self, row: int, column: int) -> Any:
        element = self.rows.get(row)
        if element is None:
            element = self._new_row(row)
        style = self.style(row, column)
        cell = etree.Element(f"{self.space}c", r=f"{column_letters(column)}{row}")
        if style is not None:
            cell.set("s", style)
        cells = self._cells[row]
        before = [number for number in cells if number < column]
        if before:
            cells[max(before)].addnext(cell)
        else:
            element.insert(0, cell)
        cells[column] = cell
        element.attrib.pop("spans", None)
        return cell

    def _new_row(self, row: int) -> Any:
        element = etree.Element(f"{self.space}row", r=str(row))
        before = [number for number in self.rows if number < row]
        if before:
            self.rows[max(before)].addnext(element)
        else:
            self.data.insert(0, element)
        self.rows[row] = element
        self._cells[row] = {}
        return element

    def unshare(self) -> None:
        """Formulas that several cells share become each cell's own."""
        masters: dict[str, tuple[int, int, str]] = {}
        for row, cells in self._cells.items():
            for column, cell in cells.items():
                formula = self.formula(cell)
                if formula is None or formula.get("t") != "shared":
                    continue
                key = formula.get("si", "")
                if formula.text:
                    masters[key] = (row, column, formula.text)
                elif key in masters:
                    top, left, text = masters[key]
                    formula.text = copy_formula(text, row - top, column - left)
                for attribute in ("t", "si", "ref"):
                    formula.attrib.pop(attribute, None)

    def forget_results(self) -> bool:
        """Results of formulas are of the blank; a spreadsheet counts them anew."""
        found = False
        for formula in self.data.iter(f"{self.space}f"):
            cell = formula.getparent()
            found = True
            for result in cell.findall(f"{self.space}v"):
                cell.remove(result)
            cell.attrib.pop("t", None)
        return found
