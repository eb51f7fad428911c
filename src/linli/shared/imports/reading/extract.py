"""Read a table file and write its rows as JSON lines; a program of its own.

    python extract.py SOURCE OUT KIND          (KIND: workbook or text)

Uploaded files may be hostile: a sheet may claim a million rows times 16,000 columns, or be made to
crash its reader. So they are read in a process that may take so much memory and time, whose death
costs nothing. It imports neither Django nor Linli.

OUT is gzip, one row a line: [sheet number, row number, [cells from column A on]]; rows without any
content are left out. On standard output comes one JSON object: {"sheets": [...], "encoding",
"delimiter"}, or {"error": code} with a code of `errors.py`.
"""

import csv
import datetime as dt
import gzip
import io
import json
import math
import resource
import sys
from collections.abc import Iterator
from typing import Any

import python_calamine

MEMORY = 2 * 1024**3
CPU_SECONDS = 240
MAX_ROWS = 200_000
MAX_COLUMNS = 300
LONGEST_CELL = 100_000
HEADER_ZONE = 40
DELIMITERS = ",\t;|"
SAMPLE_LINES = 20

Row = tuple[int, list[Any]]


class Refused(Exception):
    """The file cannot be read; the argument is the code."""


class Writer:
    """Writes rows of sheets and counts what it wrote."""

    def __init__(self, file: io.TextIOBase) -> None:
        self.file = file
        self.count = 0

    def sheet(self, number: int, rows: Iterator[Row]) -> tuple[int, int]:
        """Returns how many rows have content, and how many columns the widest has."""
        count = width = 0
        for row_number, cells in rows:
            while cells and is_blank(cells[-1]):
                cells.pop()
            if not cells:
                continue
            if len(cells) > MAX_COLUMNS:
                raise Refused("too_wide")
            count, width, self.count = count + 1, max(width, len(cells)), self.count + 1
            if self.count > MAX_ROWS:
                raise Refused("too_long")
            self.file.write(json.dumps([number, row_number, cells], ensure_ascii=False) + "\n")
        return count, width


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_workbook(source: str, writer: Writer) -> dict[str, Any]:
    """All visible sheets of xlsx, xlsb, xls or ods."""
    sheets = []
    with python_calamine.CalamineWorkbook.from_path(source) as book:
        for number, about in enumerate(book.sheets_metadata):
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            if about.visible != python_calamine.SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_index(number)
            count, width = writer.sheet(number, sheet_rows(sheet))
            merges = [list(map(list, merge)) for merge in sheet.merged_cell_ranges or []]
            sheets.append(
                {
                    "number": number,
                    "name": about.name.replace("\0", ""),
                    "rows": count,
                    "width": width,
                    "merges": [m for m in merges if m[0][0] < HEADER_ZONE][:500],
                }
            )
    return {"sheets": sheets, "encoding": "", "delimiter": ""}


def sheet_rows(sheet: Any) -> Iterator[Row]:
    """Rows with their numbers as the spreadsheet program shows them."""
    if sheet.start is None:
        return
    # The library counts rows from the first of the sheet, but columns from the first that is used.
    left = [None] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, left + [plain(cell) for cell in row]


def plain(cell: Any) -> Any:
    """A cell in the form that all readers share."""
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, float):
        whole = math.isfinite(cell) and cell.is_integer() and abs(cell) < 1e15
        return int(cell) if whole else cell if math.isfinite(cell) else None
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return [cell.isoformat()]
    if isinstance(cell, dt.timedelta):
        return [str(cell)]
    return clip(str(cell)) if isinstance(cell, str) else cell


def clip(text: str) -> str | None:
    if len(text) > LONGEST_CELL:
        raise Refused("too_long_cell")
    return text or None


def read_text(source: str, writer: Writer) -> dict[str, Any]:
    """A text table: UTF-8, UTF-16 with its mark, or GB 18030 (which contains GBK and GB 2312)."""
    encoding = find_encoding(source)
    csv.field_size_limit(LONGEST_CELL)
    with open(source, encoding=encoding, newline="") as file:  # noqa: PTH123 - a given path
        sample = "".join(line for line, _ in zip(file, range(SAMPLE_LINES), strict=False))
        delimiter = find_delimiter(sample)
        file.seek(0)
        try:
            count, width = writer.sheet(0, text_rows(file, delimiter))
        except csv.Error as error:
            raise Refused("broken") from error
    sheet = {"number": 0, "name": "", "rows": count, "width": width, "merges": []}
    return {"sheets": [sheet], "encoding": encoding, "delimiter": delimiter}


def find_encoding(source: str) -> str:
    with open(source, "rb") as file:  # noqa: PTH123 - a given path
        start = file.read(4)
    marked = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    likely = next((name for mark, name in marked.items() if start.startswith(mark)), None)
    for encoding in [likely] if likely else ["utf-8", "gb18030"]:
        try:
            with open(source, encoding=encoding) as file:  # noqa: PTH123 - a given path
                while file.read(1 << 20):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise Refused("encoding")


def find_delimiter(sample: str) -> str:
    """The sign that cuts the first lines into the most columns, evenly."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row]
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(common) if common > 1 else 0, common)

    return max(DELIMITERS, key=evenness)


def text_rows(file: Any, delimiter: str) -> Iterator[Row]:
    """Rows with their numbers as a spreadsheet program that opens the file would show them."""
    for number, row in enumerate(csv.reader(file, delimiter=delimiter), start=1):
        yield number, [cell or None for cell in row]


def extract(source: str, out: str, kind: str) -> dict[str, Any]:
    with gzip.open(out, "wt", encoding="utf-8", errors="replace", compresslevel=3) as file:
        read = read_workbook if kind == "workbook" else read_text
        try:
            return read(source, Writer(file))
        except Refused as error:
            return {"error": str(error)}
        except python_calamine.PasswordError:
            return {"error": "password"}
        except MemoryError:
            return {"error": "too_big_inside"}
        except (python_calamine.CalamineError, OSError, ValueError):
            return {"error": "broken"}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    print(json.dumps(extract(*sys.argv[1:4])))  # noqa: T201 - its answer
