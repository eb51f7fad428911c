"""Which writer a run's file needs, and what it is to write."""

import dataclasses
import io
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from linli.kernel.errors import NotFound
from linli.shared.imports import columns, queries, vault
from linli.shared.imports.corrections import new_book, patch, text_table
from linli.shared.imports.models import Run
from linli.shared.imports.reading.reader import rows_of

IN_MEMORY = 8 * 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Corrections:
    """A file to hand out, open at its start."""

    name: str
    file: IO[bytes]


def corrections(run: Run) -> Corrections:
    """The run's file with what is to be mended. Raises `NotFound` when it was deleted since."""
    if not run.secret:
        raise NotFound(_("文件已按规定删除，请重新上传。"))
    words = {run.header: columns.TO_MEND}
    for bad in queries.bad_rows(run):
        words[bad.row] = "；".join(f"{address} {text}".strip() for address, text in bad.problems)
    column = mend_column(run)
    out: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    source = io.BytesIO(vault.read(run, vault.SOURCE))
    suffix = "xlsx"
    if run.file_format == "csv":
        suffix = "csv"
        text_table.write(source, out, words, column, run.encoding, run.delimiter)
    elif run.file_format == "xlsx" and not run.has_macros:
        patch.write(source, out, words, column, run.sheet)
    else:
        rows = rows_of(vault.read(run, vault.ROWS), run.sheet)
        new_book.write(rows, out, words, column, queries.sheet_of(run)["name"])
    out.seek(0)
    stem = PurePath(run.file_name).stem
    return Corrections(f"{stem}（{columns.TO_MEND}）.{suffix}", out)


def mend_column(run: Run) -> int:
    """The column of an earlier round, or the first one beyond the table."""
    names = queries.layout(run, sheet=run.sheet, header=run.header).names
    return (
        names.index(columns.TO_MEND) if columns.TO_MEND in names else queries.sheet_of(run)["width"]
    )
