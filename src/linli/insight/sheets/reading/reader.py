"""Runs `extract.py` on a file, and gives its sheets as grids."""

import tempfile
from pathlib import Path
from typing import Any

from linli.insight.sheets.layout.grid import Grid
from linli.kernel import apart

PROGRAM = Path(__file__).with_name("extract.py")
SECONDS = 90


class UnreadableLayout(Exception):
    """`reason`: one of the codes that files to import have sentences for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(content: bytes, kind: str) -> list[Grid]:
    """The sheets of a workbook of format `kind` (xlsx, xlsb, xls, ods, csv)."""
    with tempfile.TemporaryDirectory(prefix="linli-sheets-") as folder:
        source = Path(folder, "source")
        source.write_bytes(content)
        answer = apart.run(PROGRAM, str(source), kind, seconds=SECONDS)
    if "error" in answer:
        raise UnreadableLayout(answer["error"])
    return [grid(sheet) for sheet in answer["sheets"]]


def grid(sheet: dict[str, Any]) -> Grid:
    return Grid(
        sheet["name"],
        [(row, column, text) for row, column, text in sheet["cells"]],
        [(top, left, bottom, right) for top, left, bottom, right in sheet["merges"]],
        hidden=sheet["hidden"],
        hidden_columns=sheet["hidden_columns"],
        pictures=sheet["pictures"],
        lists=sheet["lists"],
    )
