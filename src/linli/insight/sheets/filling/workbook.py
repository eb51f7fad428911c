"""A filled workbook: sheets are patched, and every other part goes out byte for byte."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from linli.insight.sheets.filling import inlines, shifting
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.new_rows import NewRows
from linli.insight.sheets.filling.package import OFFICE, STRICT, Package, serialise
from linli.insight.sheets.filling.plan import Filled, Inline, Placed, Plan, Sheet
from linli.insight.sheets.filling.references import RowMap, parse_address
from linli.insight.sheets.filling.rosters import Block, blocks, placed
from linli.insight.sheets.filling.styles import Styles
from linli.insight.sheets.filling.worksheet import Worksheet

MARK = "linli-rows-"
FORMULA = re.compile(rb"<(\w+:)?f[ >]")
MARKED = re.compile(rb"<!--linli-rows-(\d+)-->")
# Children of a workbook that come after the settings of calculation.
AFTER_CALCULATION = {
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
}


class Workbook:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.main_part()
        self.root = package.root(self.part)
        self._parts = self._sheet_parts()
        self._styles = self._find_styles()
        self._texts: list[Any] | None = None
        self._sheets: dict[str, Worksheet] = {}

    def _sheet_parts(self) -> dict[str, str]:
        relations = self.package.relations(self.part)
        found = {}
        for element in self.root.iter():
            if shifting.name(element) == "sheet":
                key = element.get(f"{{{OFFICE}}}id") or element.get(f"{{{STRICT}}}id") or ""
                kind, part = relations.get(key, ("", ""))
                if kind == "worksheet" and part in self.package:
                    found[element.get("name", "")] = part
        return found

    def _find_styles(self) -> Styles:
        parts = self.package.related(self.part, "styles")
        return Styles(self.package.root(parts[0]) if parts else None)

    def _shared(self, index: int) -> Any | None:
        if self._texts is None:
            parts = self.package.related(self.part, "sharedStrings")
            self._texts = list(self.package.root(parts[0])) if parts else []
            self._texts = [one for one in self._texts if shifting.name(one) == "si"]
        return self._texts[index] if index < len(self._texts) else None

    def sheet(self, name: str) -> Worksheet:
        if name not in self._parts:
            raise CannotFill("no_sheet", sheet=name)
        if name not in self._sheets:
            self._sheets[name] = Worksheet(
                name,
                self.package.root(self._parts[name]),
                self._styles,
                self._shared,
                from_1904=self._from_1904(),
            )
        return self._sheets[name]

    def _from_1904(self) -> bool:
        return any(
            shifting.name(element) == "workbookPr" and element.get("date1904") in {"1", "true"}
            for element in self.root
        )

    def fill(self, plan: Plan) -> Filled:
        rosters: dict[str, list[Placed]] = {}
        kept: list[tuple[str, str]] = []
        maps: dict[str, RowMap] = {}
        filled: dict[str, list[Block]] = {}
        for wanted in plan.sheets:
            sheet = self.sheet(wanted.name)
            sheet.unshare()
            filled[wanted.name] = blocks(sheet, list(wanted.rosters))
            kept += self._write(sheet, wanted, filled[wanted.name])
            maps[wanted.name] = RowMap(block.insertion for block in filled[wanted.name])
        self._shift(maps, filled)
        for wanted in plan.sheets:
            rosters[wanted.name] = _places(wanted, filled[wanted.name], maps[wanted.name])
            self._write_out(self.sheet(wanted.name), filled[wanted.name], maps[wanted.name])
        self._recalculate()
        if self._styles.changed:
            self.package.touch(self.package.related(self.part, "styles")[0])
        return Filled(self.package.save(), rosters, tuple(kept))

    def colour(self, places: Mapping[str, Iterable[tuple[int, int, str]]]) -> bytes:
        """The file with some cells on a coloured ground: sheet → row, column, RGB."""
        for name, cells in places.items():
            sheet = self.sheet(name)
            for row, column, rgb in cells:
                sheet.colour(row, column, rgb)
            self.package.touch(self._parts[name])
        if self._styles.changed:
            self.package.touch(self.package.related(self.part, "styles")[0])
        return self.package.save()

    def _write(self, sheet: Worksheet, wanted: Sheet, filled: list[Block]) -> list[tuple[str, str]]:
        kept = [(sheet.name, shifting.address(*place)) for one in filled for place in one.write()]
        kept += [
            (sheet.name, address)
            for address, value in wanted.cells.items()
            if not sheet.put(*self._address(sheet, address), value)
        ]
        kept += [
            (sheet.name, inline.cell)
            for inline in wanted.inlines
            if not self._write_inline(sheet, inline)
        ]
        return kept

    def _write_inline(self, sheet: Worksheet, inline: Inline) -> bool:
        return sheet.write_over(
            *self._address(sheet, inline.cell),
            lambda text: inlines.edits(text, inline.label, inline.value),
        )

    def _address(self, sheet: Worksheet, address: str) -> tuple[int, int]:
        try:
            return parse_address(address.partition(":")[0])
        except ValueError as error:
            raise CannotFill("no_cell", sheet=sheet.name, cell=address) from error

    # Rows put in.

    def _shift(self, maps: dict[str, RowMap], filled: dict[str, list[Block]]) -> None:
        moved = {name: rows for name, rows in maps.items() if rows}
        for name, rows in moved.items():
            self._shift_sheet(name, rows, filled[name])
            if shifting.shift_names(self.root, rows, name):
                self.package.touch(self.part)
            self._shift_others(name, rows)

    def _shift_sheet(self, name: str, rows: RowMap, filled: list[Block]) -> None:
        sheet, part = self.sheet(name), self._parts[name]
        shifting.shift_sheet(sheet, rows, filled)
        for other in self.package.related(part, "drawing"):
            if shifting.shift_anchors(self.package.root(other), rows):
                self.package.touch(other)
        for other in self.package.related(part, "comments", "threadedComment", "table"):
            if shifting.shift_table(self.package.root(other), rows):
                self.package.touch(other)
        for other in self.package.related(part, "vmlDrawing"):
            content = shifting.shift_notes(self.package.read(other), rows)
            self.package.write(other, functools.partial(iter, [content]))

    def _shift_others(self, name: str, rows: RowMap) -> None:
        """What on other sheets, in charts and pivot tables speaks of this sheet."""
        for other, part in self._parts.items():
            if other != name:
                sheet = self.sheet(other)
                sheet.unshare()
                if shifting.shift_other(sheet, rows, name):
                    self.package.touch(part)
        for part in self.package.parts:
            if part.startswith("xl/charts/") and part.endswith(".xml"):
                change = shifting.shift_formulas(
                    self.package.root(part), rows, name, on_sheet=False
                )
            elif part.startswith("xl/pivotCache/pivotCacheDefinition"):
                change = shifting.shift_source(self.package.root(part), rows, name)
            else:
                continue
            if change:
                self.package.touch(part)

    def _write_out(self, sheet: Worksheet, filled: list[Block], rows: RowMap) -> None:
        """New rows are written while the file is, one by one: memory stays flat."""
        shifting.set_dimension(sheet, filled, rows)
        growing = [block for block in filled if block.insertion.count]
        for number, block in enumerate(growing):
            mark = etree.Comment(f"{MARK}{number}")
            above = [row for row in sheet.rows if row <= block.insertion.after]
            if above:
                sheet.rows[max(above)].addnext(mark)
            else:
                sheet.data.insert(0, mark)

        def chunks() -> Iterator[bytes]:
            pieces = MARKED.split(serialise(sheet.root))
            yield pieces[0]
            for number, rest in zip(pieces[1::2], pieces[2::2], strict=True):
                yield from NewRows(sheet, growing[int(number)]).write(rows)
                yield rest

        self.package.write(self._parts[sheet.name], chunks)

    # Calculation.

    def _recalculate(self) -> None:
        """Results of the blank are forgotten; whoever opens the file counts anew."""
        has_formulas = False
        for name, part in self._parts.items():
            known = name in self._sheets or FORMULA.search(self.package.read(part))
            if known and self.sheet(name).forget_results():
                has_formulas = True
                self.package.touch(part)
        if not has_formulas:
            return
        settings = next((one for one in self.root if shifting.name(one) == "calcPr"), None)
        if settings is None:
            settings = etree.Element(f"{{{etree.QName(self.root).namespace}}}calcPr")
            later = [one for one in self.root if shifting.name(one) in AFTER_CALCULATION]
            if later:
                later[0].addprevious(settings)
            else:
                self.root.append(settings)
        settings.set("fullCalcOnLoad", "1")
        self.package.touch(self.part)
        for part in self.package.related(self.part, "calcChain"):
            self.package.drop(part, self.part)


def _places(wanted: Sheet, filled: list[Block], rows: RowMap) -> list[Placed]:
    """Where each roster of the plan is now."""
    found = []
    for roster in wanted.rosters:
        block = next((one for one in filled if roster in one.rosters), None)
        first = rows[roster.first_row]
        found.append(
            placed(block, roster, first) if block else Placed(first, roster.record_rows, 0)
        )
    return found
