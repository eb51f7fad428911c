"""What a cell's style says about its values: a date; and whether the cell is framed."""

import copy
from typing import Any

from lxml import etree

from linli.insight.sheets.filling import values


class Styles:
    """Number formats by the number of a cell's style. `root` may be None: no styles at all."""

    def __init__(self, root: Any) -> None:
        self._xfs = self._fills = None
        self.changed = False
        codes: dict[int, str] = {}
        self._framed: list[bool] = []
        self._formats: list[int] = []
        if root is not None:
            space = etree.QName(root).namespace
            self._xfs = root.find(f"{{{space}}}cellXfs")
            self._fills = root.find(f"{{{space}}}fills")
            self._framed = [
                any(side.get("style", "none") != "none" for side in border)
                for border in root.iterfind(f"{{{space}}}borders/{{{space}}}border")
            ]
            codes = {
                int(one.get("numFmtId", "0")): one.get("formatCode", "")
                for one in root.iter(f"{{{space}}}numFmt")
            }
        if self._xfs is not None:
            self._formats = [int(xf.get("numFmtId", "0")) for xf in self._xfs]
        own = {key for key, code in codes.items() if values.is_date_format(code)}
        self._dates = values.DATE_FORMATS - codes.keys() | own
        percent = {key for key, code in codes.items() if values.is_percent_format(code)}
        self._percent = values.PERCENT_FORMATS - codes.keys() | percent
        self._quoted: dict[int, int] = {}
        self._coloured: dict[tuple[int, str], int] = {}
        self._colours: dict[str, int] = {}

    def is_date(self, style: str | None) -> bool:
        return self._format(style) in self._dates

    def is_percent(self, style: str | None) -> bool:
        return self._format(style) in self._percent

    def is_framed(self, style: str | None) -> bool:
        """Whether a cell has lines around it, or some of them."""
        number = int(style or 0)
        if self._xfs is None or number >= len(self._xfs):
            return False
        border = int(self._xfs[number].get("borderId", "0"))
        return border < len(self._framed) and self._framed[border]

    def quoted(self, style: str | None) -> str | None:
        """The same style with the mark that keeps a text like =1+1 a text when it is edited."""
        number = int(style or 0)
        if self._xfs is None or number >= len(self._xfs):
            return style
        if self._xfs[number].get("quotePrefix") in {"1", "true"}:
            return style
        if number not in self._quoted:
            self._quoted[number] = self._copied(number, quotePrefix="1")
        return str(self._quoted[number])

    def coloured(self, style: str | None, rgb: str) -> str | None:
        """The same style on a ground of this colour."""
        number = int(style or 0)
        if self._xfs is None or self._fills is None or number >= len(self._xfs):
            return style
        if (number, rgb) not in self._coloured:
            self._coloured[number, rgb] = self._copied(
                number, fillId=str(self._colour(rgb)), applyFill="1"
            )
        return str(self._coloured[number, rgb])

    def _colour(self, rgb: str) -> int:
        """The number of a plain ground."""
        if rgb not in self._colours:
            fills: Any = self._fills
            space = f"{{{etree.QName(fills).namespace}}}"
            fill = etree.SubElement(fills, f"{space}fill")
            ground = etree.SubElement(fill, f"{space}patternFill", patternType="solid")
            etree.SubElement(ground, f"{space}fgColor", rgb=f"FF{rgb}")
            fills.set("count", str(len(fills)))
            self._colours[rgb] = len(fills) - 1
        return self._colours[rgb]

    def _copied(self, number: int, **changed: str) -> int:
        """A style like another but for some attributes; its number."""
        xfs: Any = self._xfs
        made = copy.deepcopy(xfs[number])
        for name, value in changed.items():
            made.set(name, value)
        xfs.append(made)
        xfs.set("count", str(len(xfs)))
        self._formats.append(self._formats[number])
        self.changed = True
        return len(xfs) - 1

    def _format(self, style: str | None) -> int:
        number = int(style or 0)
        return self._formats[number] if number < len(self._formats) else 0
