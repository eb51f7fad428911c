"""Read the layout of a workbook and print it as JSON; a program of its own.

    python extract.py SOURCE FORMAT [ROWS]          (FORMAT: xlsx, xlsb, xls, ods, csv)

Blank tables come from outside and may be hostile, so they are read in a process that may take so
much memory and time. It imports neither Django nor Linli. Prints {"sheets": […]} or {"error":
code}, the codes being those of files to import.
"""

import contextlib
import csv
import io
import json
import math
import posixpath
import re
import resource
import sys
import zipfile
from typing import Any

import python_calamine
from lxml import etree

MEMORY = 2 * 1024**3
CPU_SECONDS = 60
# A blank table is short. What lies below is data, and says nothing new about the layout.
MAX_ROWS = 1_000
MAX_COLUMNS = 300
MAX_MERGES = 5_000
MAX_MERGED_CELLS = 300_000
MAX_LISTS = 200
LONGEST_CELL = 5_000
MAX_PART = 30 * 1024 * 1024
# What the XML of a sheet tells beyond its cells; {*}: strict workbooks have another namespace.
TOLD = tuple(
    f"{{*}}{name}" for name in ("f", "row", "col", "sheetData", "dataValidation", "drawing")
)
SAFELY = {"resolve_entities": False, "no_network": True, "load_dtd": False}
# A table is readable without what its parts tell.
UNTOLD = (zipfile.BadZipFile, KeyError, etree.LxmlError, ValueError)


class Refused(Exception):
    """The file cannot be read; the argument is the code."""


def read(source: str, kind: str) -> list[dict[str, Any]]:
    """All sheets, hidden ones too, in their order."""
    if kind == "csv":
        return [read_text(source)]
    with python_calamine.CalamineWorkbook.from_path(source) as book:
        sheets = [
            read_sheet(book.get_sheet_by_index(number), about)
            for number, about in enumerate(book.sheets_metadata)
            if about.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    if kind == "xlsx":
        with contextlib.suppress(*UNTOLD):
            add_parts(source, sheets)
    return sheets


def read_text(source: str) -> dict[str, Any]:
    """A text table has neither merged cells nor a name."""
    csv.field_size_limit(100_000)
    with open(source, "rb") as file:  # noqa: PTH123 - a given path
        content = file.read(MAX_PART)
    text = decoded(content)
    sample = text[:4096]
    delimiter = max(",\t;", key=sample.count)
    lines = zip(
        range(1, MAX_ROWS + 1), csv.reader(io.StringIO(text), delimiter=delimiter), strict=False
    )
    cells = [
        [row, column, cell[:LONGEST_CELL]]
        for row, values in lines
        for column, cell in enumerate(values[:MAX_COLUMNS], start=1)
        if cell.strip()
    ]
    return {
        "name": "",
        "hidden": False,
        "hidden_columns": [],
        "cells": cells,
        "merges": [],
        "lists": [],
        "pictures": False,
    }


def decoded(content: bytes) -> str:
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = next((name for mark, name in marks.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise Refused("encoding")


def read_sheet(sheet: Any, about: Any) -> dict[str, Any]:
    visible = about.visible == python_calamine.SheetVisibleEnum.Visible
    return {
        "name": about.name.replace("\0", ""),
        "hidden": not visible,
        "hidden_columns": [],
        "cells": read_cells(sheet),
        "merges": read_merges(sheet),
        "lists": [],
        "pictures": False,
    }


def read_merges(sheet: Any) -> list[list[int]]:
    """Merged areas, cut where a table could not reach; together of a modest size."""
    found, size = [], 0
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MAX_MERGES]:
        if top >= MAX_ROWS or left >= MAX_COLUMNS:
            continue
        bottom, right = min(bottom, MAX_ROWS - 1), min(right, MAX_COLUMNS - 1)
        size += (bottom - top + 1) * (right - left + 1)
        if size > MAX_MERGED_CELLS:
            break
        found.append([top + 1, left + 1, bottom + 1, right + 1])
    return found


def read_cells(sheet: Any) -> list[list[Any]]:
    """[row, column, text] of each cell that has text."""
    if sheet.start is None:
        return []
    # The library counts rows from the first of the sheet, but columns from the first that is used.
    left, found = sheet.start[1], []
    for row, values in zip(range(1, MAX_ROWS + 1), sheet.iter_rows(), strict=False):
        for column, value in enumerate(values[: MAX_COLUMNS - left], start=left + 1):
            text = words(value)
            if text.strip():
                found.append([row, column, text[:LONGEST_CELL]])
    return found


def words(value: Any) -> str:
    if isinstance(value, float):
        whole = math.isfinite(value) and value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else str(value)
    return "" if value is None else str(value)


def add_parts(source: str, sheets: list[dict[str, Any]]) -> None:
    """What is hidden, lists of allowed values and pictures, from the XML of each sheet."""
    with zipfile.ZipFile(source) as archive:
        workbook = parse(archive, "xl/workbook.xml")
        targets = relations(archive, "xl/workbook.xml")
        by_name = {sheet["name"]: sheet for sheet in sheets}
        for about in workbook.iter("{*}sheet"):
            key = next((value for name, value in about.items() if name.endswith("}id")), "")
            sheet, part = by_name.get(about.get("name", "")), targets.get(key)
            if sheet is not None and part is not None:
                with contextlib.suppress(*UNTOLD):
                    add_part(archive, part, sheet, by_name)


def add_part(
    archive: zipfile.ZipFile, part: str, sheet: dict[str, Any], by_name: dict[str, Any]
) -> None:
    """One sheet, as a stream: it may hold the data of a whole town below its header."""
    hidden: set[int] = set()
    computed: set[str] = set()
    with archive.open(part) as file:
        for _, element in etree.iterparse(file, tag=TOLD, **SAFELY):
            match etree.QName(element).localname:
                case "f" if (cell := element.getparent()).get("t") != "str":
                    computed.add(cell.get("r", ""))
                case "row":
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
                case "col" if element.get("hidden") in {"1", "true"}:
                    last = min(int(element.get("max", "0")), MAX_COLUMNS)
                    hidden.update(range(int(element.get("min", "0")), last + 1))
                case "sheetData":
                    hide(sheet, hidden)
                    forget(sheet, set(map(place, computed)))
                case "dataValidation" if element.get("type") == "list":
                    entry = allowed(element, sheet, by_name)
                    if entry and len(sheet["lists"]) < MAX_LISTS:
                        sheet["lists"].append(entry)
                case "drawing":
                    sheet["pictures"] = True


def hide(sheet: dict[str, Any], columns: set[int]) -> None:
    """What the sender has hidden is neither read out nor filled."""
    sheet["hidden_columns"] = sorted(columns)
    sheet["cells"] = [cell for cell in sheet["cells"] if cell[1] not in columns]
    sheet["merges"] = [
        merge for merge in sheet["merges"] if not columns.issuperset(range(merge[1], merge[3] + 1))
    ]


def forget(sheet: dict[str, Any], computed: set[tuple[int, int]]) -> None:
    """A figure that the form computes is of nobody yet: its cell is as good as empty."""
    sheet["cells"] = [cell for cell in sheet["cells"] if (cell[0], cell[1]) not in computed]


def place(address: str) -> tuple[int, int]:
    """(5, 3) for "C5"."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", address)
    return (int(match[2]), column_of(match[1])) if match else (0, 0)


def column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    root = parse(archive, f"{folder}/_rels/{name}.rels")
    return {
        str(one.get("Id")): posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[
            1:
        ]
        for one in root
    }


def parse(archive: zipfile.ZipFile, part: str) -> Any:
    """Without entities, network or huge trees; from a part of modest size."""
    if archive.getinfo(part).file_size > MAX_PART:
        raise ValueError(part)
    return etree.fromstring(archive.read(part), etree.XMLParser(**SAFELY))


def allowed(rule: Any, sheet: dict[str, Any], sheets: dict[str, Any]) -> dict[str, Any] | None:
    """The values that a cell's list offers, written out or kept in cells elsewhere."""
    formula = (rule.findtext("{*}formula1") or "").strip()
    if formula.startswith('"'):
        values = [value.strip() for value in formula.strip('"').split(",")]
    else:
        values = referred(formula, sheet, sheets)
    return {"cells": rule.get("sqref", ""), "values": values[:100]} if values else None


def referred(formula: str, sheet: dict[str, Any], sheets: dict[str, Any]) -> list[str]:
    match = re.fullmatch(r"=?(?:'?([^'!]+)'?!)?\$?([A-Z]{1,3})\$?(\d+):\$?\2\$?(\d+)", formula)
    if not match:
        return []
    name, letters, first, last = match.groups()
    column = column_of(letters)
    where = sheets.get(name, {}) if name else sheet
    return [
        text
        for row, at, text in where.get("cells", [])
        if at == column and int(first) <= row <= int(last)
    ]


def extract(source: str, kind: str) -> dict[str, Any]:
    try:
        return {"sheets": read(source, kind)}
    except Refused as error:
        return {"error": str(error)}
    except python_calamine.PasswordError:
        return {"error": "password"}
    except MemoryError:
        return {"error": "too_big_inside"}
    except (python_calamine.CalamineError, csv.Error, OSError, ValueError):
        return {"error": "broken"}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.argv[3:]:
        MAX_ROWS = int(sys.argv[3])
    print(json.dumps(extract(*sys.argv[1:3])))  # noqa: T201 - its answer
