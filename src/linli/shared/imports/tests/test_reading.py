"""Any file at all: read, or refused with a sentence that says what to do."""

import contextlib
import datetime as dt
import io
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.shared.imports.reading.errors import WORDS, UnreadableFile
from linli.shared.imports.reading.formats import MAX_BYTES, Format, sniff
from linli.shared.imports.reading.reader import Extract, extract, rows_of
from linli.shared.imports.tests import files

HEAD = ["编号", "时间", "内容"]
ROW = ["A-1", "2026-03-01 08:00", "路灯不亮😀"]


def read(content: bytes) -> Extract:
    return extract(content, sniff(io.BytesIO(content)))


def cells(content: bytes, sheet: int = 0) -> list[list[object]]:
    return [row.cells for row in rows_of(read(content).rows, sheet)]


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(content)
    assert str(caught.value) == str(WORDS[caught.value.details["reason"]])
    return str(caught.value.details["reason"])


class TestTextTables:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_encoding_and_delimiter_are_found(self, encoding: str, delimiter: str) -> None:
        row = ["A-1", "2026-03-01 08:00", "路灯，不亮"]
        content = files.text_table([HEAD, row, row], encoding=encoding, delimiter=delimiter)
        assert cells(content) == [HEAD, row, row]

    def test_rows_are_numbered_as_a_spreadsheet_shows_them(self) -> None:
        content = files.text_table([HEAD, [], ["1", "", "两行\n文字"], ["2"]])
        found = [(row.number, row.cells) for row in rows_of(read(content).rows, 0)]
        assert found == [(1, HEAD), (3, ["1", None, "两行\n文字"]), (4, ["2"])]

    def test_a_single_column_is_a_table_too(self) -> None:
        assert cells("内容\n路灯不亮\n".encode()) == [["内容"], ["路灯不亮"]]


class TestWorkbooks:
    def test_cells_keep_what_they_are(self) -> None:
        day = dt.datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - a workbook knows no zones
        content = files.workbook([["甲", 1, 1.5, True, day, None, "末"]])
        assert cells(content) == [["甲", 1, 1.5, True, ["2026-03-01T08:30:00"], None, "末"]]

    def test_rows_and_columns_keep_their_places(self) -> None:
        content = files.workbook([[], [], [None, None, "丙"], [], [None, "乙"]])
        found = [(row.number, row.cells) for row in rows_of(read(content).rows, 0)]
        assert found == [(3, [None, None, "丙"]), (5, [None, "乙"])]

    def test_each_visible_sheet_is_read(self) -> None:
        content = files.workbook_of({"说明": [["请看第二张"]], "工单": [HEAD, ROW]})
        found = read(content)
        assert [(s["name"], s["rows"], s["width"]) for s in found.sheets] == [
            ("说明", 1, 1),
            ("工单", 2, 3),
        ]
        assert [row.cells for row in rows_of(found.rows, 1)] == [HEAD, ROW]

    def test_a_workbook_with_a_program_is_read_and_told(self) -> None:
        content = files.with_part(files.workbook([HEAD, ROW]), "xl/vbaProject.bin", b"\x00macro")
        assert sniff(io.BytesIO(content)) == Format("xlsx", macros=True)
        assert cells(content) == [HEAD, ROW]

    def test_rows_below_a_number(self) -> None:
        content = files.workbook([["头"], ["甲"], ["乙"], ["丙"]])
        assert [r.cells for r in rows_of(read(content).rows, 0, after=2)] == [["乙"], ["丙"]]


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "empty"),
            (b"%PDF-1.7\n" + b"x" * 100, "pdf"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "picture"),
            (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "picture"),
            (b"MZ\x90\x00\x03" + b"\x00" * 100, "program"),
            (b"\x7fELF\x02\x01" + b"\x00" * 100, "program"),
            (b"Rar!\x1a\x07\x00" + b"\x00" * 100, "archive"),
            (b"\x00\x01\x02\x03" * 50, "not_a_table"),
            (b"<html><table><tr><td>1</td></tr></table>", "web_page"),
            (b"<?xml version='1.0'?><Workbook/>", "web_page"),
            (b"{\\rtf1 text}", "document"),
            (b"PK\x03\x04 but nothing more", "broken"),
            (files.old_container("EncryptedPackage"), "password"),
            (files.old_protected(), "password"),
            (files.old_container("WordDocument"), "document"),
            (files.old_container("Workbook"), "broken"),
            (b"\xff\xff\x81\x20\xff", "encoding"),
            (b"\n\n  \n", "no_rows"),
            (b"a" * 200_000, "broken"),
            (files.foreign_entity(), "broken"),
            (files.billion_laughs(), "broken"),
            (files.nested_bomb(), "archive"),
            (files.text_table([HEAD, ROW], encoding="utf-16-le"), "not_a_table"),
            (files.text_table([HEAD, [*ROW[:2], "a\0b"]]), "not_a_table"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_with_a_reason(self, content: bytes, why: str) -> None:
        assert reason(content) == why

    def test_too_big(self) -> None:
        class Endless(io.BytesIO):
            def seek(self, offset: int, whence: int = 0) -> int:
                return MAX_BYTES + 1 if whence == io.SEEK_END else super().seek(offset, whence)

        with pytest.raises(UnreadableFile, match="50MB"):
            sniff(Endless(b"a"))

    def test_zip_bomb(self) -> None:
        bomb = files.zip_bomb()
        assert len(bomb) < 200_000
        assert reason(bomb) == "too_big_inside"

    def test_a_sheet_that_claims_all_memory(self) -> None:
        assert reason(files.far_apart()) == "too_big_inside"

    def test_an_archive_of_other_things(self) -> None:
        docx = files.zip_of("word/document.xml", "[Content_Types].xml")
        assert reason(docx) == "document"
        assert reason(files.zip_of("photo.jpg")) == "archive"

    def test_a_broken_sheet(self) -> None:
        assert (
            reason(files.with_sheet_xml(files.workbook([HEAD]), b"<worksheet><sheet")) == "broken"
        )

    def test_an_empty_workbook(self) -> None:
        assert reason(files.workbook([])) == "no_rows"

    def test_too_many_columns(self) -> None:
        assert reason(files.text_table([["x"] * 301])) == "too_wide"

    @pytest.mark.slow
    def test_too_many_rows(self) -> None:
        assert reason(b"1,2\n" * 200_001) == "too_long"


# What a spreadsheet cannot hold: control signs; and what a text table cannot tell: empty rows.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20
)
GRID = st.lists(st.lists(TEXT, min_size=2, max_size=5), min_size=1, max_size=6)


@settings(max_examples=15)
@given(GRID, st.sampled_from(["utf-8", "gb18030"]))
def test_a_text_table_comes_back_as_it_was_written(grid: list[list[str]], encoding: str) -> None:
    head = [f"列{letter}" for letter in string.ascii_uppercase[:5]]
    content = files.text_table([head, *grid], encoding=encoding)
    found = {row.number: row.cells for row in rows_of(read(content).rows, 0)}
    # A text without a comma, quote or line break inside stays on its own line.
    for number, row in enumerate(grid, start=2):
        assert [cell or "" for cell in found.get(number, [])] == trimmed(row)


def trimmed(row: list[str]) -> list[str]:
    row = list(row)
    while row and not row[-1].strip():
        row.pop()
    return row


@settings(max_examples=15)
@given(GRID)
def test_a_workbook_comes_back_as_it_was_written(grid: list[list[str]]) -> None:
    head = ["列"] * 5
    found = cells(files.text_workbook([head, *grid]))
    assert [[cell or "" for cell in row] for row in found[1:]] == [
        trimmed(row) for row in grid if trimmed(row)
    ]


@settings(max_examples=25)
@given(st.binary(max_size=2000))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        read(content)


# Made once: the time of making is inside, so that no two are equal to the byte.
BOOK = files.workbook([HEAD, ROW] * 20)
DAMAGE = st.dictionaries(st.integers(0, len(BOOK) - 1), st.integers(1, 255), min_size=1, max_size=8)


@settings(max_examples=15)
@given(DAMAGE)
def test_a_damaged_workbook_is_read_or_refused(damage: dict[int, int]) -> None:
    book = bytearray(BOOK)
    for place, bits in damage.items():
        book[place] ^= bits
    with contextlib.suppress(UnreadableFile):
        read(bytes(book))
