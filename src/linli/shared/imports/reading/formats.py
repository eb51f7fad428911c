"""What kind of file it is, by its content: the name says nothing."""

import dataclasses
import io
import re
import zipfile
from typing import BinaryIO

from linli.shared.imports.reading.errors import MAX_MEGABYTES, UnreadableFile

MEGABYTE = 1024 * 1024
MAX_BYTES = MAX_MEGABYTES * MEGABYTE
# A zip bomb gives itself away by its own directory: so much inside, out of so little.
MAX_INSIDE = 600 * MEGABYTE
MAX_RATIO = 200
MODEST_INSIDE = 30 * MEGABYTE
MAX_PARTS = 10_000
HEAD = 8192

SIGNS: list[tuple[bytes, str]] = [
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
]
TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
# A password in the old format: FILEPASS right after the first record, perhaps after a mark that
# the file is write-protected (MS-XLS 2.4.21, 2.4.117).
FILEPASS = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclasses.dataclass(frozen=True)
class Format:
    """`code`: xlsx, xlsb, xls, ods or csv. `macros`: it carries a program, which is never run."""

    code: str
    macros: bool = False

    @property
    def kind(self) -> str:
        """Which reader of `extract.py` it is for."""
        return "text" if self.code == "csv" else "workbook"


def sniff(file: BinaryIO) -> Format:
    """The format of a seekable file. Raises `UnreadableFile`."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size == 0:
        raise UnreadableFile("empty")
    if size > MAX_BYTES:
        raise UnreadableFile("too_big")
    head = file.read(HEAD)
    if head.startswith(b"PK"):
        return _sniff_zip(file, size)
    if head.startswith(OLE):
        file.seek(0)
        return _sniff_ole(file.read())
    for sign, reason in SIGNS:
        if head.startswith(sign) and (len(sign) > 2 or b"\x00" in head):
            raise UnreadableFile(reason)
    return _sniff_text(head)


def _sniff_zip(file: BinaryIO, size: int) -> Format:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_inside(parts, size)
            names = {part.filename for part in parts}
            if "mimetype" in names:
                return _sniff_open_document(archive, names)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError) as error:
        raise UnreadableFile("broken") from error
    macros = any(name.endswith("vbaProject.bin") for name in names)
    if "xl/workbook.bin" in names:
        return Format("xlsb", macros)
    if any(name.startswith("xl/") for name in names):
        return Format("xlsx", macros)
    raise UnreadableFile("document" if "[Content_Types].xml" in names else "archive")


def _check_inside(parts: list[zipfile.ZipInfo], size: int) -> None:
    inside = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or inside > MAX_INSIDE:
        raise UnreadableFile("too_big_inside")
    if inside > MODEST_INSIDE and inside > MAX_RATIO * size:
        raise UnreadableFile("too_big_inside")


def _sniff_open_document(archive: zipfile.ZipFile, names: set[str]) -> Format:
    with archive.open("mimetype") as file:
        kind = file.read(100)
    if b"spreadsheet" not in kind:
        raise UnreadableFile("document")
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as file:
            if b"encryption-data" in file.read(MEGABYTE):
                raise UnreadableFile("password")
    return Format("ods", macros=any(name.startswith("Basic/") for name in names))


def _sniff_ole(content: bytes) -> Format:
    """The old container of Word, Excel and PowerPoint, and of new workbooks with a password."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage") or FILEPASS.search(content):
        raise UnreadableFile("password")
    if holds("Workbook") or holds("Book"):
        return Format("xls", macros=holds("_VBA_PROJECT"))
    raise UnreadableFile("document")


def _sniff_text(head: bytes) -> Format:
    if b"\x00" in head and not head.startswith(TEXT_MARKS):
        raise UnreadableFile("not_a_table")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise UnreadableFile("web_page")
    if start.startswith(b"{\\rtf"):
        raise UnreadableFile("document")
    return Format("csv")
