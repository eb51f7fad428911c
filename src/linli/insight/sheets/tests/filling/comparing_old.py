"""A filled .xls against its blank: records against records, and through another program."""

import contextlib
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.container import Container
from linli.insight.sheets.filling.xls.records import Record, read_records
from linli.insight.sheets.filling.xls.sheet import Sheet
from linli.insight.sheets.filling.xls.workbook import Workbook, without

OLD = Path(__file__).with_name("old")
# Blanks of our own, written by LibreOffice from `blanks.rich_roster()`, `blanks.one_row()` and
# `factories.roster()` with a list for 性别.
RICH, ONE_ROW, ELDERS = (
    (OLD / f"{name}.xls").read_bytes() for name in ("rich_roster", "one_row", "elders")
)
# What tells where other records are, or that results are to be counted anew.
POSITIONS = {r.BOUNDSHEET, r.SST, r.EXTSST, r.RECALCID, r.UNCALCED, r.INDEX, r.DBCELL}


def stream(content: bytes) -> bytes:
    container = Container(content)
    return container.read(container.top["WORKBOOK"])


def with_stream(content: bytes, new: bytes) -> bytes:
    container = Container(content)
    container.write(container.top["WORKBOOK"], new)
    return container.save()


def with_records(content: bytes, change: Callable[[list[Record]], list[Record]]) -> bytes:
    """A workbook with the records of its first sheet changed; the positions of others move."""
    book = stream(content)
    heads = list(read_records(book))
    starts = [struct.unpack_from("<I", one.body)[0] for one in heads if one.kind == r.BOUNDSHEET]
    sheets = [list(read_records(book, start)) for start in starts]
    sheets[0] = change(sheets[0])
    place = sum(one.size for one in heads)
    bounds = iter([one for one in heads if one.kind == r.BOUNDSHEET])
    for sheet in sheets:
        bound = next(bounds)
        bound.body = struct.pack("<I", place) + bound.body[4:]
        place += sum(one.size for one in sheet)
    return with_stream(
        content, b"".join(one.written() for some in (heads, *sheets) for one in some)
    )


def sheet(content: bytes, name: str) -> Sheet:
    return Workbook(content).sheet(name)


def rows(content: bytes, name: str, top: int, bottom: int, right: int) -> list[list[str]]:
    page = sheet(content, name)
    return [
        [page.text(page.cell(row, column)) for column in range(1, right + 1)]
        for row in range(top, bottom + 1)
    ]


def around(content: bytes) -> list[list[Record]]:
    """The records around the cells: of the workbook, then of each sheet."""
    book = Workbook(content)
    return [
        without(some, POSITIONS)
        for some in (
            list(read_records(stream(content))),
            *([*part.sheet.before, *part.sheet.behind] for part in book.parts if part.sheet),
        )
    ]


def style_differences(
    blank: bytes, filled: bytes, name: str, *, after: int = 0, count: int = 0
) -> list[str]:
    """Cells and rows that look otherwise, where `count` rows were put in below row `after`."""
    one, other = sheet(blank, name), sheet(filled, name)
    found = []
    for number, row in one.rows.items():
        moved = number + (count if number > after else 0)
        there = other.rows[moved]
        if row.head and there.head and row.head[6:] != there.head[6:]:
            found.append(f"row {moved}")
        found += [
            f"{column} of row {moved}"
            for column, cell in row.cells.items()
            if there.cells[column].style != cell.style
        ]
    areas = {
        tuple(end + (count if end > after else 0) if n % 2 == 0 else end for n, end in enumerate(a))
        for a in one.merges
    }
    return found + [f"merge {area}" for area in areas - set(other.merges)]


def other_streams(content: bytes) -> dict[str, bytes]:
    container = Container(content)
    return {name: _bytes(container, n) for name, n in container.top.items() if name != "WORKBOOK"}


def _bytes(container: Container, number: int) -> bytes:
    with contextlib.suppress(KeyError):
        return container.read(number)
    return b""


def through_libreoffice(folder: Path, content: bytes) -> bytes:
    """As LibreOffice reads an .xls and writes it as .xlsx."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "a.xls").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", folder, "a.xls"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "a.xlsx").read_bytes()


def looks(content: bytes) -> dict[tuple[str, int, int], tuple[str, bytes]]:
    """Each cell's text, and what its style says."""
    book = Workbook(content)
    styles = [one.body for one in read_records(stream(content)) if one.kind == r.XF]
    return {
        (part.name, number, column): (part.sheet.text(cell), styles[cell.style])
        for part in book.parts
        if part.sheet is not None
        for number, row in part.sheet.rows.items()
        for column, cell in row.cells.items()
    }
