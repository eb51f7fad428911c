"""Runs `extract.py` on a file, and gives its sheets as grids."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from linli.insight.sheets.layout.grid import Grid

PROGRAM = Path(__file__).with_name("extract.py")
SECONDS = 90


class UnreadableLayout(Exception):
    """`reason`: one of the codes that files to import have sentences for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(content: bytes, kind: str) -> list[Grid]:
    """The sheets of a workbook of format `kind` (xlsx, xlsb, xls, ods)."""
    with tempfile.TemporaryDirectory(prefix="linli-sheets-") as folder:
        source = Path(folder, "source")
        source.write_bytes(content)
        command = [sys.executable, "-I", str(PROGRAM), str(source), kind]
        try:
            done = subprocess.run(  # noqa: S603 - our own program, paths of our own
                command, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableLayout("slow") from error
    answer = _answer(done)
    if "error" in answer:
        raise UnreadableLayout(answer["error"])
    return [grid(sheet) for sheet in answer["sheets"]]


def _answer(done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    """What the program said; one that died without a word met its limits or a hostile file."""
    if done.returncode != 0:
        return {"error": "too_big_inside" if done.returncode < 0 else "broken"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def grid(sheet: dict[str, Any]) -> Grid:
    return Grid(
        sheet["name"],
        [(row, column, text) for row, column, text in sheet["cells"]],
        [(top, left, bottom, right) for top, left, bottom, right in sheet["merges"]],
        hidden=sheet["hidden"],
        pictures=sheet["pictures"],
        lists=sheet["lists"],
    )
