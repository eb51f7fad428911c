"""What a cell's style says about its values: a date; and whether the cell is framed."""

import copy
from typing import Any

from lxml import etree

from linli.insight.sheets.filling import values


class Styles:
    """Number formats by the number of a cell's style. `root` may be None: no styles at all."""

    def __init__(self, root: Any) -> None:
        self._xfs = None
        self.changed = False
        codes: dict[int, str] = {}
        self._framed: list[bool] = []
        self._formats: list[int] = []
        if root is not None:
            space = etree.QName(root).namespace
            self._xfs = root.find(f"{{{space}}}cellXfs")
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
        self._quoted: dict[int, int] = {}

    def is_date(self, style: str | None) -> bool:
        return self._format(style) in self._dates

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
            marked = copy.deepcopy(self._xfs[number])
            marked.set("quotePrefix", "1")
            self._xfs.append(marked)
            self._xfs.set("count", str(len(self._xfs)))
            self._formats.append(self._formats[number])
            self._quoted[number] = len(self._xfs) - 1
            self.changed = True
        return str(self._quoted[number])

    def _format(self, style: str | None) -> int:
        number = int(style or 0)
        return self._formats[number] if number < len(self._formats) else 0
