"""The rows of an uploaded table of days: xlsx, or csv in the encodings that Excel writes."""

import csv
import io
import zipfile
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from linli.kernel.errors import DomainError

# A small file can unpack to something that fills the memory.
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_ROWS = 400
ENCODINGS = ("utf-8-sig", "gb18030")


class Unreadable(DomainError):
    message = _("读不出这个文件。请用 xlsx 或 csv，或者把内容粘贴到上面。")


class Damaged(Unreadable):
    message = _("打不开这个表格，文件可能损坏了。请另存一份再试。")


def rows(content: bytes) -> list[list[Any]]:
    """The first sheet's rows. Raises `Unreadable`, in words for the person who uploaded it."""
    return _of_workbook(content) if content.startswith(b"PK") else _of_csv(content)


def _of_csv(content: bytes) -> list[list[Any]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return list(csv.reader(io.StringIO(text)))[:MOST_ROWS]
    raise Unreadable


def _of_workbook(content: bytes) -> list[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Damaged
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return list(book.get_sheet_by_index(0).to_python())[:MOST_ROWS]
    except (zipfile.BadZipFile, CalamineError, IndexError) as error:
        raise Damaged from error
