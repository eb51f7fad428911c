"""Tables of messages that the operator of a site hands to the `linli triage` commands.

They need neither settings nor database. Files that people upload take the stricter way through
`shared/imports`, which trusts nothing.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import python_calamine

from linli.insight.triage.refusing import Refused

# One cell may hold a whole chronicle; csv alone would stop at 131,072 signs.
LONGEST_CELL = 50_000_000
ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class NoTable(Refused):
    """The file cannot be used."""


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Each row as text, by the names in the first row. Raises `NoTable` and OSError."""
    with path.open("rb") as file:
        start = file.read(4)
    cells = _workbook(path) if start.startswith((ZIP, OLE)) else _text(path, start)
    names = [name.strip() for name in next(cells, [])]
    if not any(names):
        raise NoTable(f"{path}: 第一行没有列名，读不了。")
    for row in cells:
        if any(cell.strip() for cell in row):
            padded = [*row, *[""] * (len(names) - len(row))]
            found = dict.fromkeys(names, "")
            for name, cell in zip(names, padded, strict=False):
                # Of columns of one name the first that holds anything.
                found[name] = found[name] if found[name].strip() else cell
            yield found


def column(row: dict[str, str], names: Sequence[str]) -> str | None:
    """Which of the names is a column of this row, the first one that is."""
    return next((name for name in names if name in row), None)


def first(row: dict[str, str], names: Sequence[str]) -> str:
    """What is in the first of these columns that holds anything."""
    return next((row[name] for name in names if row.get(name, "").strip()), "")


def _text(path: Path, start: bytes) -> Iterator[list[str]]:
    likely = next((name for mark, name in ENCODINGS.items() if start.startswith(mark)), "utf-8")
    content = path.read_bytes()
    try:
        text = content.decode(likely)
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    csv.field_size_limit(LONGEST_CELL)
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise NoTable(f"{path}: 表格断在半中间，请重新导出。") from error


def _workbook(path: Path) -> Iterator[list[str]]:
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheet = book.get_sheet_by_index(0)
            for row in sheet.to_python(skip_empty_area=False):
                yield [_plain(cell) for cell in row]
    except (python_calamine.CalamineError, python_calamine.PasswordError, IndexError) as error:
        raise NoTable(f"{path}: 打不开这个表格，请另存为xlsx或csv。") from error


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)
