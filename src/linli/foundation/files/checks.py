"""From an upload to something that may be stored."""

import dataclasses
import hashlib
import io
from collections.abc import Collection
from typing import Any, BinaryIO, cast

from django.core.files.base import File

from linli.foundation.files import documents, images, names
from linli.foundation.files.kinds import (
    ALL,
    LIMITS,
    MEGABYTE,
    Empty,
    HeicPhoto,
    Kind,
    TooLarge,
    WrongKind,
)

Upload = File[Any]
PHOTO_TYPE = "image/jpeg"
PHOTO_EXTENSION = ".jpg"
CHUNK = 256 * 1024


@dataclasses.dataclass(frozen=True)
class Checked:
    """An upload that may be stored. `thumbnail` is b"" for all but photos."""

    kind: Kind
    name: str
    content_type: str
    extension: str
    body: BinaryIO
    size: int
    sha256: str
    thumbnail: bytes = b""


def check(upload: Upload, *, kinds: Collection[Kind] = ALL) -> Checked:
    """Look into the upload and make it fit to be stored. Raises a subclass of `Refused`.

    A photo takes up to half a second: do it before the transaction (in the form), where no other
    writer waits. The name and what the browser says of the type count for nothing, except that
    plain text has to be called .txt or .csv.
    """
    name, size = upload.name or "", upload.size
    if not size:
        raise Empty(name=name)
    # Before anything is read: no kind may be larger than the largest.
    _check_size(name, size, max(LIMITS.values()))
    upload.seek(0)
    head = upload.read(4096)
    check_kind = _photo if _is_photo(head, name) else _document
    checked = check_kind(upload, head, name)
    if checked.kind not in kinds:
        raise WrongKind(name=name)
    return checked


def _check_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(name=name, size=f"{size / MEGABYTE:.1f}", limit=limit // MEGABYTE)


def _is_photo(head: bytes, name: str) -> bool:
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        raise HeicPhoto(name=name)
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    )


def _photo(upload: Upload, _head: bytes, name: str) -> Checked:
    _check_size(name, upload.size, LIMITS[Kind.PHOTO])
    upload.seek(0)
    photo, thumbnail = images.normalise(cast(BinaryIO, upload.file), name)
    return Checked(
        kind=Kind.PHOTO,
        name=names.clean(name, PHOTO_EXTENSION),
        content_type=PHOTO_TYPE,
        extension=PHOTO_EXTENSION,
        body=io.BytesIO(photo),
        size=len(photo),
        sha256=hashlib.sha256(photo).hexdigest(),
        thumbnail=thumbnail,
    )


def _document(upload: Upload, head: bytes, name: str) -> Checked:
    file = cast(BinaryIO, upload.file)
    if head.startswith(b"%PDF-"):
        found = documents.check_pdf(file, name)
    elif head.startswith(b"PK\x03\x04"):
        found = documents.check_archive(file, name)
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        found = documents.check_ole(file, name)
    else:
        found = documents.check_text(file, name)
    kind, content_type, extension = found
    _check_size(name, upload.size, LIMITS[kind])
    return Checked(
        kind=kind,
        name=names.clean(name, extension),
        content_type=content_type,
        extension=extension,
        body=file,
        size=upload.size,
        sha256=_digest(file),
    )


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
