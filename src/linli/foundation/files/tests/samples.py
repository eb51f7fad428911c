"""Files as people send them, and as attackers do. All made here."""

import io
import struct
import zipfile
import zlib

import docx
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageDraw

GPS = {1: "N", 2: (30.0, 16.0, 1.0), 3: "E", 4: (120.0, 9.0, 2.0)}
SECTOR = 512


def upload(content: bytes, name: str, content_type: str = "image/jpeg") -> SimpleUploadedFile:
    """As it comes from a form; the type is what the browser says and means nothing."""
    return SimpleUploadedFile(name, content, content_type)


def picture(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Upper half red, lower half blue, so that it can be seen which way it is turned."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, width, height // 2 - 1), fill="red")
    return image.convert(mode)


def photo(image: Image.Image | None = None, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    (image or picture()).save(buffer, kind, **options)
    return buffer.getvalue()


def phone_photo(width: int = 4000, height: int = 3000, orientation: int = 1) -> bytes:
    """With all that a phone writes into it: where, when, with what, a comment, a profile."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "PhoneMaker"
    exif[ExifTags.Base.DateTime] = "2026:03:02 09:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    return photo(
        picture(width, height),
        exif=exif,
        comment=b"PhoneMaker was here",
        xmp=b"<x:xmpmeta>PhoneMaker</x:xmpmeta>",
        icc_profile=b"PhoneMaker" * 20,
    )


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is as large as told."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + rows


def word_file() -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("关于路灯维修的答复")
    document.save(buffer)
    return buffer.getvalue()


def excel_file(rows: int = 20) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("住户")
        for row in range(rows):
            sheet.write_row(row, 0, ["张伟", "3号楼", row])
    return buffer.getvalue()


def pdf_file() -> bytes:
    return photo(kind="PDF")


def with_part(archive: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one more part."""
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as changed:
        changed.writestr(name, content)
    return buffer.getvalue()


def lying_archive() -> bytes:
    """A workbook with a part of 5 MB that declares ten bytes, checksum and all."""
    buffer = io.BytesIO(excel_file())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"0" * 5_000_000)
        part = archive.getinfo("xl/worksheets/sheet2.xml")
        part.file_size, part.CRC = 10, zlib.crc32(b"0" * 10)
    return buffer.getvalue()


def encrypted_archive() -> bytes:
    """The flag of a password set on every part."""
    buffer = io.BytesIO(word_file())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("x", b"")
        for part in archive.infolist():
            part.flag_bits |= 1
    return buffer.getvalue()


def ole_file(*entries: str) -> bytes:
    """A compound file (MS-CFB) whose directory holds streams of these names."""
    header = bytearray(SECTOR)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * (SECTOR - 8)
    directory = b"".join(_entry(name) for name in ("Root Entry", *entries))
    return bytes(header) + table + directory.ljust(SECTOR, b"\0")


def _entry(name: str) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = bytearray(128)
    entry[: len(text)] = text
    struct.pack_into("<HBB", entry, 64, len(text), 5 if name == "Root Entry" else 2, 1)
    return bytes(entry)
