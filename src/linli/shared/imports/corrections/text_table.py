"""Text tables."""

import csv
import io
from collections.abc import Mapping
from typing import IO


def write(
    source: IO[bytes],
    out: IO[bytes],
    words: Mapping[int, str],
    column: int,
    encoding: str,
    delimiter: str,
) -> None:
    """Copy a text table; `words` (by row number) go into the column."""
    # Excel takes UTF-8 without its mark for the system's own encoding.
    written = "utf-8-sig" if encoding == "utf-8" else encoding
    read = io.TextIOWrapper(source, encoding=encoding, newline="")
    text = io.TextIOWrapper(out, encoding=written, newline="", write_through=True)
    writer = csv.writer(text, delimiter=delimiter)
    for number, row in enumerate(csv.reader(read, delimiter=delimiter), start=1):
        if row:
            row = [
                *row[:column],
                *[""] * (column - len(row)),
                words.get(number, ""),
                *row[column + 1 :],
            ]
        writer.writerow(row)
    text.detach()
    read.detach()
