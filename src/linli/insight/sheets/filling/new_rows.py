"""Rows of records that are put into a sheet, as XML."""

import dataclasses
from collections.abc import Iterator
from typing import Any
from xml.sax import saxutils

from lxml import etree

from linli.insight.sheets.filling import values
from linli.insight.sheets.filling.references import RowMap, copy_formula, shift_formula
from linli.insight.sheets.filling.rosters import Block, Pattern
from linli.insight.sheets.filling.worksheet import Worksheet
from linli.kernel.sheet_columns import column_letters

# Attributes of a row that are its own.
NOT_COPIED = {"r", "spans", "hidden", "collapsed"}


class NewRows:
    """Written while the file is, one by one."""

    def __init__(self, sheet: Worksheet, block: Block) -> None:
        self.sheet, self.block = sheet, block

    def write(self, rows: RowMap) -> Iterator[bytes]:
        block = self.block
        heads = [self._row_head(block.pattern_row + line) for line in range(block.height)]
        lines = [[self._shifted(pattern, rows) for pattern in line] for line in block.lines]
        base = rows[block.pattern_row]
        for record, down in block.new_records():
            for line, (head, patterns) in enumerate(zip(heads, lines, strict=True)):
                yield self._row(head, patterns, record, line, base, down)

    def _shifted(self, pattern: Pattern, rows: RowMap) -> Pattern:
        formula = pattern.formula and shift_formula(
            pattern.formula, rows, on_sheet=True, sheet=self.sheet.name, inside=True
        )
        return dataclasses.replace(pattern, formula=formula)

    def _row_head(self, row: int) -> str:
        """The attributes of a row (height …), as text."""
        element = self.sheet.rows.get(row)
        if element is None:
            return ""
        said = []
        for name, value in element.attrib.items():
            if name in NOT_COPIED:
                continue
            tag = etree.QName(name)
            prefix = _prefix(element, tag.namespace)
            said.append(f" {prefix}{tag.localname}={saxutils.quoteattr(value)}")
        return "".join(said)

    def _row(
        self, head: str, patterns: list[Pattern], record: int, line: int, base: int, down: int
    ) -> bytes:
        number, p = base + line + down, self.sheet.prefix
        cells = "".join(
            self._cell(pattern, f"{column_letters(pattern.column)}{number}", record, line, down)
            for pattern in patterns
        )
        return f'<{p}row r="{number}"{head}>{cells}</{p}row>'.encode()

    def _cell(self, pattern: Pattern, address: str, record: int, line: int, down: int) -> str:
        p, style = self.sheet.prefix, pattern.style
        if pattern.formula:
            formula = values.escape(copy_formula(pattern.formula, down, 0))
            return f'<{p}c r="{address}"{_style(style)}><{p}f>{formula}</{p}f></{p}c>'
        value, date_format = self.block.value(pattern, line, record)
        content = None if value is None else self.sheet.content(value, style, date_format)
        if content is None:
            return f'<{p}c r="{address}"{_style(style)}/>'
        kind, words, style = content
        if kind == "n":
            return f'<{p}c r="{address}"{_style(style)}><{p}v>{words}</{p}v></{p}c>'
        return (
            f'<{p}c r="{address}"{_style(style)} t="inlineStr"><{p}is>'
            f'<{p}t xml:space="preserve">{values.escape(words)}</{p}t></{p}is></{p}c>'
        )


def _style(style: str | None) -> str:
    return "" if style is None else f' s="{style}"'


def _prefix(element: Any, namespace: str | None) -> str:
    if namespace is None:
        return ""
    return next(
        (f"{prefix}:" for prefix, space in element.nsmap.items() if space == namespace and prefix),
        "",
    )
