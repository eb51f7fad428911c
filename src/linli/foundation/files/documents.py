"""Documents: told apart by their bytes, and refused where they could do harm."""

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from lxml import etree

from linli.foundation.files.kinds import (
    Damaged,
    FetchesProgram,
    HasMacros,
    HasPassword,
    Kind,
    OldWord,
    UnknownKind,
    UnpacksTooLarge,
)

PDF_TYPE = "application/pdf"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_EXCEL_TYPE = "application/vnd.ms-excel"
TEXT_TYPES = {".txt": "text/plain", ".csv": "text/csv"}

ENCRYPTED = 1
# The two that the format allows.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
MOST_PARTS = 5000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 250
# Small parts may compress as well as they like.
RATIO_COUNTS_FROM = 1024 * 1024
CHUNK = 256 * 1024

MACRO_PARTS = re.compile(
    r"vbaproject[^/]*\.bin$|vbadata\.xml$|(^|/)macrosheets/|(^|/)activex/", re.IGNORECASE
)

# What Office opens with a document, macros and all; links and pictures it does not run.
RUN_WITH_IT = {"attachedTemplate", "oleObject", "frame", "subDocument"}
# Names of templates on the writer's own machine stand in many honest documents.
LOCAL = re.compile(r"(file:///)?[A-Za-z]:[\\/]|[^:/\\%][^:]*$")
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# What reading a broken archive may raise.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)

# (kind, content type, extension)
Found = tuple[Kind, str, str]


def check_pdf(file: BinaryIO, name: str) -> Found:
    """A PDF has its closing mark near its end; without it the upload broke off."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 4096))
    if b"%%EOF" not in file.read():
        raise Damaged(name=name)
    return Kind.PDF, PDF_TYPE, ".pdf"


def check_archive(file: BinaryIO, name: str) -> Found:
    """A docx or xlsx without macros, password or bomb; what its parts say counts, not its name."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_declared(archive.infolist(), name)
            types = _read_all(archive)
            names = archive.namelist()
            fetches = [_fetches(archive, one) for one in names if one.lower().endswith(".rels")]
    except etree.XMLSyntaxError as error:
        raise Damaged(name=name) from error
    except BROKEN_ARCHIVE as error:
        raise Damaged(name=name) from error
    if b"macroenabled" in types.lower() or any(map(MACRO_PARTS.search, names)):
        raise HasMacros(name=name)
    if any(fetches):
        raise FetchesProgram(name=name)
    if b"wordprocessingml.document.main+xml" in types:
        return Kind.WORD, WORD_TYPE, ".docx"
    if b"spreadsheetml.sheet.main+xml" in types:
        return Kind.EXCEL, EXCEL_TYPE, ".xlsx"
    raise UnknownKind(name=name)


def _fetches(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a part is opened together with something from elsewhere."""
    relations = _Relations()
    parser = etree.XMLParser(
        target=relations, resolve_entities=False, no_network=True, load_dtd=False
    )
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            parser.feed(chunk)
    parser.close()
    return relations.fetch


class _Relations:
    """Looks at relations as they come by: a tree of a few million would fill the memory."""

    def __init__(self) -> None:
        self.fetch = False

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        self.fetch = self.fetch or (
            tag == RELATION
            and given.get("TargetMode") == "External"
            and given.get("Type", "").rsplit("/", 1)[-1] in RUN_WITH_IT
            and not LOCAL.match(given.get("Target", "").strip())
        )

    def close(self) -> None:
        """The parser asks for it at the end."""


def check_ole(file: BinaryIO, name: str) -> Found:
    """An xls of Excel 97 to 2003 without macros. Raises OldWord, HasMacros, HasPassword."""
    file.seek(0)
    content = file.read()
    if _has_entry(content, "EncryptedPackage"):
        raise HasPassword(name=name)
    if _has_entry(content, "_VBA_PROJECT") or _has_entry(content, "_VBA_PROJECT_CUR"):
        raise HasMacros(name=name)
    if _has_entry(content, "Workbook") or _has_entry(content, "Book"):
        return Kind.EXCEL, OLD_EXCEL_TYPE, ".xls"
    if _has_entry(content, "WordDocument"):
        raise OldWord(name=name)
    raise UnknownKind(name=name)


def check_text(file: BinaryIO, name: str) -> Found:
    """Text in UTF-8 or GB 18030 whose name says that it is text: a page or script is not."""
    extension = "." + name.rpartition(".")[2].lower()
    if extension in TEXT_TYPES:
        for charset in ("utf-8", "gb18030"):
            if _is_text(file, charset):
                return Kind.TEXT, f"{TEXT_TYPES[extension]}; charset={charset}", extension
    raise UnknownKind(name=name)


def _check_declared(parts: list[zipfile.ZipInfo], name: str) -> None:
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise HasPassword(name=name)
    if any(part.compress_type not in METHODS for part in parts):
        raise UnknownKind(name=name)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnpacksTooLarge(name=name)
    for part in parts:
        ratio = part.file_size / max(1, part.compress_size)
        if part.file_size > RATIO_COUNTS_FROM and ratio > MOST_RATIO:
            raise UnpacksTooLarge(name=name)


def _read_all(archive: zipfile.ZipFile) -> bytes:
    """The list of content types, after reading every part.

    Whoever opens the file later may trust the data and not the size that a part declares. So one
    byte more than declared is asked for: a part that has it fails its checksum here.
    """
    types = b""
    for part in archive.infolist():
        part.file_size += 1
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                if part.filename == "[Content_Types].xml":
                    types += chunk
    return types


def _has_entry(content: bytes, entry: str) -> bool:
    """Whether the compound file's directory holds a stream or folder of this name.

    Directory entries are 128 bytes long, begin at multiples of 128 with the name in UTF-16, and
    hold its length in bytes with the closing zero at offset 64.
    """
    name = entry.encode("utf-16-le") + b"\0\0"
    start = content.find(name)
    while start >= 0:
        length = int.from_bytes(content[start + 64 : start + 66], "little")
        if start % 128 == 0 and length == len(name):
            return True
        start = content.find(name, start + 1)
    return False


def _is_text(file: BinaryIO, charset: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(charset)()
    try:
        while chunk := file.read(CHUNK):
            if re.search(r"[\x00-\x08\x0e-\x1f]", decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
