"""Makes the files that tests upload: real ones, old ones, broken ones and hostile ones."""

import csv
import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

Rows = Iterable[Sequence[Any]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(rows: Rows, *, sheet: str = "Sheet1", merges: Sequence[str] = ()) -> bytes:
    """An xlsx with one sheet; datetimes become date cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy/m/d h:mm"}) as book:
        page = book.add_worksheet(sheet)
        for merge in merges:
            page.merge_range(merge, "")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    page.write(number, column, cell)
    return out.getvalue()


def workbook_of(sheets: dict[str, Rows]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return out.getvalue()


def text_table(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one more part, such as a program."""
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def without_part(book: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item.filename))
    return out.getvalue()


def part(book: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name)


def with_sheet_xml(book: bytes, xml: bytes) -> bytes:
    """The workbook with other content in its first sheet."""
    name = "xl/worksheets/sheet1.xml"
    return with_part(without_part(book, name), name, xml)


def zip_bomb() -> bytes:
    """A workbook of 100 kB that holds 100 MB of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\x00" * 100 * 1024 * 1024)
    return out.getvalue()


def far_apart() -> bytes:
    """Two cells at opposite corners: a reader that lays out the whole sheet needs 400 GB."""
    xml = (
        b'<?xml version="1.0"?>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        b"</sheetData></worksheet>"
    )
    return with_sheet_xml(workbook([["a"]]), xml)


def old_container(name: str) -> bytes:
    """The beginning of a file in the old Office container, with an entry of this name."""
    return OLE + b"\x00" * 504 + name.encode("utf-16-le") + b"\x00" * 512


def zip_of(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return out.getvalue()


def text_workbook(rows: Rows) -> bytes:
    """Every cell as text, even one that looks like a number, formula or address."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    page.write_string(number, column, cell)
    return out.getvalue()


def shared_strings(table: str, prologue: str = "") -> bytes:
    """A workbook whose words stand in a shared table of one's own making."""
    book, name = workbook([["楼栋", "单元"]]), "xl/sharedStrings.xml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<?xml version="1.0"?>{prologue}<sst xmlns="{space}">{table}</sst>'
    return with_part(without_part(book, name), name, xml.encode())


def foreign_entity() -> bytes:
    """XXE: a word that is to be read from a file of the server."""
    return shared_strings(
        "<si><t>&secret;</t></si><si><t>b</t></si>",
        '<!DOCTYPE sst [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    )


def billion_laughs() -> bytes:
    """A word that grows tenfold nine times."""
    grown = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return shared_strings(
        "<si><t>&l9;</t></si><si><t>b</t></si>",
        f'<!DOCTYPE sst [<!ENTITY l0 "lol">{grown}]>',
    )


def nested_bomb() -> bytes:
    """A bomb inside an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", zip_bomb())
    return out.getvalue()


def old_protected() -> bytes:
    """A workbook of 2003 with a password: a FILEPASS record right after the first (MS-XLS)."""
    first = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    password = struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + b"\x11" * 48
    return old_container("Workbook") + first + password
