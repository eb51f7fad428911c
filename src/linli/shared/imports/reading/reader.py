"""Runs `extract.py` on an uploaded file, and gives the rows that it wrote."""

import dataclasses
import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linli.kernel import apart
from linli.shared.imports.reading.errors import UnreadableFile
from linli.shared.imports.reading.formats import Format

PROGRAM = Path(__file__).with_name("extract.py")
SECONDS = 300

Cell = Any


@dataclasses.dataclass(frozen=True)
class Row:
    """A row as the spreadsheet program numbers it; `cells` from column A on."""

    number: int
    cells: list[Cell]


@dataclasses.dataclass(frozen=True)
class Extract:
    """What a file holds. `sheets`: number, name, rows, width, merges of each visible sheet, as
    plain data; `rows`: gzip, for `rows_of`."""

    sheets: list[dict[str, Any]]
    encoding: str
    delimiter: str
    rows: bytes


def extract(content: bytes, kind: Format) -> Extract:
    """Read a file in a process of its own. Raises `UnreadableFile`."""
    with tempfile.TemporaryDirectory(prefix="linli-import-") as folder:
        source, out = Path(folder, "source"), Path(folder, "rows")
        source.write_bytes(content)
        answer = apart.run(PROGRAM, str(source), str(out), kind.kind, seconds=SECONDS)
        if "error" in answer:
            raise UnreadableFile(answer["error"])
        if not any(sheet["rows"] for sheet in answer["sheets"]):
            raise UnreadableFile("no_rows")
        return Extract(answer["sheets"], answer["encoding"], answer["delimiter"], out.read_bytes())


def rows_of(extracted: bytes, sheet: int, *, after: int = 0) -> Iterator[Row]:
    """The rows of a sheet below row number `after`, in order."""
    with gzip.open(io.BytesIO(extracted), "rt", encoding="utf-8") as lines:
        for line in lines:
            number, row_number, cells = json.loads(line)
            if number == sheet and row_number > after:
                yield Row(row_number, cells)
