"""One more column in an xlsx workbook; everything else stays as it was, byte for byte.

Libraries that load and save a workbook lose text boxes, controls and sparklines without a word. The
sheet's XML is copied as a stream instead, and a cell is put before the end of each row in question.
"""

import posixpath
import shutil
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

from linli.shared.imports.cells import address, column_of
from linli.shared.imports.reading.errors import UnreadableFile

CHUNK = 1 << 16
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def write(
    source: IO[bytes], out: IO[bytes], words: Mapping[int, str], column: int, sheet: int
) -> None:
    """Copy the workbook; `words` (by row number) go into the column of the sheet.

    `sheet` counts from 0 in the order of the workbook. Raises `UnreadableFile`.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        part = sheet_part(old, sheet)
        for item in old.infolist():
            with old.open(item) as read, new.open(item.filename, "w") as written:
                if item.filename == part:
                    _Patch(written.write, words, column).copy(read)
                else:
                    shutil.copyfileobj(read, written)


def sheet_part(archive: zipfile.ZipFile, sheet: int) -> str:
    """The name of the part that holds a sheet."""
    book = _parse(archive, "xl/workbook.xml")
    sheets = [node for node in book.iter() if _local(node) == "sheet"]
    relation = sheets[sheet].get(RELATION) or sheets[sheet].get(STRICT_RELATION)
    for node in _parse(archive, "xl/_rels/workbook.xml.rels"):
        if node.get("Id") == relation:
            target: str = node.get("Target")
            return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    raise UnreadableFile("broken")


def _parse(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def _local(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


class _Patch:
    """Copies a sheet's XML as a stream and puts a cell into rows, in place of an older one there.

    The parser tells at which byte each tag begins; all between is written as it was read.
    """

    def __init__(
        self, write: Callable[[bytes], Any], words: Mapping[int, str], column: int
    ) -> None:
        self.write = write
        self.words = words
        self.column = column
        self.row = self.place = 0
        self.told = True
        # An older cell is being left out; its end is known when the next tag begins.
        self.skipping = self.skipped = False
        self.buffer = b""
        self.start = 0

    def copy(self, read: IO[bytes]) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        while chunk := read.read(CHUNK):
            self.buffer += chunk
            self.parser.Parse(chunk, False)
            self._pass(self.parser.CurrentByteIndex)
        self.parser.Parse(b"", True)
        self._pass(self.start + len(self.buffer))

    def _pass(self, end: int) -> None:
        """Let the source go by, up to a byte: written, or left out."""
        if not self.skipping:
            self.write(self.buffer[: end - self.start])
        self.buffer = self.buffer[end - self.start :]
        self.start = end

    def _end_skip(self) -> None:
        if self.skipped:
            self._pass(self.parser.CurrentByteIndex)
            self.skipping = self.skipped = False

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self._end_skip()
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.place, self.told = -1, self.row not in self.words
        elif name == "c":
            reference = attributes.get("r")
            self.place = column_of(reference) if reference else self.place + 1
            if self.place >= self.column:
                self._tell(tag)
            if self.place == self.column:
                self._pass(self.parser.CurrentByteIndex)
                self.skipping = True

    def _close(self, tag: str) -> None:
        self._end_skip()
        name = tag.rpartition(":")[2]
        if name == "row":
            self._tell(tag)
        elif name == "c":
            self.skipped = self.skipping

    def _tell(self, tag: str) -> None:
        """Write our cell here, once a row, with the prefix that the sheet's tags have."""
        if self.told:
            return
        self.told = True
        self._pass(self.parser.CurrentByteIndex)
        prefix = tag.rpartition(":")[0]
        p = f"{prefix}:" if prefix else ""
        where, words = address(self.column, self.row), escape(self.words[self.row])
        cell = (
            f'<{p}c r="{where}" t="inlineStr"><{p}is>'
            f'<{p}t xml:space="preserve">{words}</{p}t></{p}is></{p}c>'
        )
        self.write(cell.encode())
