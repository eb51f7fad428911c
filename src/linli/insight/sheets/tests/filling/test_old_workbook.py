"""Filled .xls files: what was asked for is in, and all else is as it came."""

import datetime
import io
import json
import struct
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from linli.insight.sheets.filling import extent
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Column, Inline, Plan, Roster, Sheet
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.container import STREAM, Container
from linli.insight.sheets.filling.xls.formulas import ranges
from linli.insight.sheets.filling.xls.records import Record, read_records
from linli.insight.sheets.filling.xls.sheet import tokens_of
from linli.insight.sheets.tests.filling import blanks
from linli.insight.sheets.tests.filling.comparing import differences, open_book
from linli.insight.sheets.tests.filling.comparing_old import (
    ONE_ROW,
    RICH,
    around,
    other_streams,
    rows,
    sheet,
    stream,
    style_differences,
    through_libreoffice,
    with_records,
    with_stream,
)
from linli.insight.sheets.tests.filling.test_workbook import IDENTITY, roster, written


def filled(count: int, blank: bytes = RICH) -> bytes:
    return fill(blank, Plan([Sheet("名册", [roster(count)])])).content


def test_nothing_asked_for_changes_nothing() -> None:
    content = fill(RICH, Plan([])).content
    assert around(content) == around(RICH)
    assert other_streams(content) == other_streams(RICH)
    for name in ("名册", "汇总", "字典"):
        assert not style_differences(RICH, content, name)
        assert rows(content, name, 1, 12, 10) == rows(RICH, name, 1, 12, 10)


@pytest.mark.parametrize("count", [1, 4])
def test_values_alone_leave_all_other_records_as_they_came(count: int) -> None:
    content = filled(count)
    assert around(content) == around(RICH)
    assert not style_differences(RICH, content, "名册")
    assert rows(content, "名册", 4 + count, 4 + count, 6) == [
        [str(count), f"居民{count - 1}", IDENTITY, "31118", "2", "350.5"]
    ]


def test_more_records_get_more_rows_of_the_same_style() -> None:
    content = filled(40)
    assert not style_differences(RICH, content, "名册", after=blanks.LAST - 1, count=36)
    page = sheet(content, "名册")
    styles = [[page.style(row, column) for column in range(1, 10)] for row in range(5, 44)]
    assert {tuple(one) for one in styles} == {tuple(styles[0])}
    assert {page.rows[row].head[6:] for row in range(5, 45)} == {page.rows[5].head[6:]}  # type: ignore[index]
    assert [row[:2] for row in rows(content, "名册", 5, 44, 2)] == [
        [str(n + 1), f"居民{n}"] for n in range(40)
    ]
    assert rows(content, "名册", 45, 45, 1) == [["合计"]]


def test_totals_count_the_new_rows() -> None:
    page = sheet(filled(40), "名册")
    assert list(ranges(tokens_of(page.cells(45)[5]))) == [(5, 44)]
    # Each record's own range stays on its row.
    for row in (5, 20, 43, 44):
        assert list(ranges(tokens_of(page.cells(row)[8]))) == [(row, row)]


def test_a_third_reader_sees_the_values() -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(filled(40)))
    read = book.get_sheet_by_name("名册").to_python()
    assert [row[1] for row in read[4:44]] == [f"居民{n}" for n in range(40)]
    assert read[43][3] == datetime.date(1985, 3, 12)
    assert read[44][0] == "合计"


@pytest.mark.slow
@pytest.mark.parametrize("count", [4, 40])
def test_libreoffice_sees_no_other_change(tmp_path: Path, count: int) -> None:
    for folder in ("blank", "filled"):
        (tmp_path / folder).mkdir()
    blank = through_libreoffice(tmp_path / "blank", RICH)
    content = through_libreoffice(tmp_path / "filled", filled(count))
    more = max(count - 4, 0)
    found = differences(
        blank,
        content,
        written={"名册": written(count)},
        inserted={"名册": (blanks.LAST - 1, more), "汇总": (0, more)},
    )
    # It tells the font of Chinese letters from that of others, by what a cell holds.
    assert {one for one in found if not one.endswith(": font")} == set()
    assert {one for one in found if not one.startswith("B")} == set()
    book = open_book(content)
    page, last = book["名册"], 4 + max(count, 4)
    assert page[f"E{last + 1}"].value == f"=SUM(E5:E{last})"
    assert page[f"H{last}"].value == f"=N(H{last - 1})+SUM(E{last}:G{last})"
    assert book["汇总"]["A1"].value == f"=名册!G{last + 1}"
    assert book["汇总"]["A2"].value == f"=COUNTA(名册!B5:B{last})+B5"
    rules = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert rules == {f"E5:E{last}": "0", f"I{last + 2}": "字典!$A$1:$A$2"}
    formats = {
        str(area.sqref): [one.formula for one in some]
        for area, some in page.conditional_formatting._cf_rules.items()
    }
    assert formats == {f"B5:B{last}": [[f"COUNTIF($B$5:$B${last},B5)>1"]]}
    assert book.defined_names["人员"].attr_text == f"名册!$B$5:$B${last}"
    assert page.print_area == f"'名册'!$A$1:$I${last + 3}"
    assert page.auto_filter.ref == f"A4:I{last}"
    assert [one.id for one in page.row_breaks.brk] == [last, last + 1]
    assert page[f"B{last + 3}"].comment.text == "请盖章"
    assert page[f"H{last + 3}"].hyperlink.target == "https://example.org/"
    chart = book["汇总"]._charts[0]
    assert chart.series[0].val.numRef.f == f"名册!$F$5:$F${last}"
    # Formulas are counted anew.
    counted = open_book(content, data_only=True)["名册"]
    assert counted[f"F{last + 1}"].value == pytest.approx(350.5 * count)


def test_a_sample_row_of_two_lines() -> None:
    people = Roster(
        2,
        [
            Column("A", ["甲", "乙", "丙"]),
            Column("B", [datetime.date(1990, 4, 1)] * 3),
            Column("C", [1, 2, 3]),
            Column("C", [4, 5, 6], line=1),
        ],
        record_rows=2,
    )
    done = fill(ONE_ROW, Plan([Sheet("Sheet1", [people])]))
    assert done.rosters["Sheet1"][0].row(2) == 6
    assert rows(done.content, "Sheet1", 2, 8, 4) == [
        ["甲", "1990.04", "1", ""],
        ["", "", "4", ""],
        ["乙", "1990.04", "2", ""],
        ["", "", "5", ""],
        ["丙", "1990.04", "3", ""],
        ["", "", "6", ""],
        ["合计", "", "", ""],
    ]
    page = sheet(done.content, "Sheet1")
    assert {(2, 1, 3, 1), (4, 1, 5, 1), (6, 1, 7, 1)} == set(page.merges)
    assert list(ranges(tokens_of(page.cells(8)[3]))) == [(2, 7)]


def test_values_beside_their_labels_keep_the_fonts() -> None:
    unit = Inline("A2", "填报单位：", "平安社区")
    day = Inline("A2", "填报日期：", datetime.date(2025, 6, 30))
    content = fill(RICH, Plan([Sheet("名册", inlines=[unit, day])])).content
    page, before = sheet(content, "名册"), sheet(RICH, "名册")
    assert page.text(page.cell(2, 1)).startswith("填报单位：平安社区")
    assert page.text(page.cell(2, 1)).endswith("2025年6月30日")
    pieces, fonts = page._pieces(page.cell(2, 1))
    assert fonts == before._pieces(before.cell(2, 1))[1]
    assert next(piece for piece in pieces if piece) == "填报单位："


def test_a_formula_is_never_overwritten() -> None:
    done = fill(RICH, Plan([Sheet("名册", cells={"G9": 7, "B20": "备", "A9": 3, "C1": "题"})]))
    assert done.kept == (("名册", "G9"),)
    page = sheet(done.content, "名册")
    assert page.calculation(page.cell(9, 7)) == sheet(RICH, "名册").calculation(
        sheet(RICH, "名册").cell(9, 7)
    )
    assert page.text(page.cell(20, 2)) == "备"
    assert page.text(page.cell(1, 1)) == "题"  # of a merged area, the first cell


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    risky = Roster(5, [Column("B", ["=1+1", "+86 138", "张三"])])
    content = fill(RICH, Plan([Sheet("名册", [risky])])).content
    page, before = sheet(content, "名册"), sheet(RICH, "名册")
    styles = [page.style(row, 2) for row in (5, 6, 7)]
    assert styles[0] == styles[1] != styles[2] == before.style(7, 2)
    found = {
        kind: [one.body for one in read_records(stream(content)) if one.kind == kind]
        for kind in (r.XF, r.XFEXT, r.XFCRC)
    }
    old, new = found[r.XF][styles[2]], found[r.XF][styles[0]]
    assert (new[:4], new[4] & ~8, new[5:]) == (old[:4], old[4] & ~8, old[5:])
    assert new[4] & 8
    told = {struct.unpack_from("<H", body, 14)[0]: body[16:] for body in found[r.XFEXT]}
    assert told.get(styles[0]) == told.get(styles[2])


def test_many_long_texts_run_over_records() -> None:
    words = [f"{n}号" + "很长的地址" * 100 for n in range(300)]
    plan = Plan([Sheet("名册", [Roster(5, [Column("B", words), Column("I", ["x" * 9000])])])])
    content = fill(RICH, plan).content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    read = book.get_sheet_by_name("名册").to_python()
    assert [row[1] for row in read[4:304]] == words
    assert read[4][8] == "x" * 9000


def renamed(content: bytes, name: str) -> bytes:
    """Its main stream under another name."""
    old, new = ("Workbook".encode("utf-16-le"), name.encode("utf-16-le"))
    at = content.index(old)
    entry = new.ljust(64, b"\0") + struct.pack("<H", len(new) + 2)
    return content[:at] + entry + content[at + 66 :]


def with_head(kind: int, body: bytes) -> bytes:
    book = stream(RICH)
    return with_stream(RICH, book[:20] + Record(kind, body).written() + book[20:])


def twice_the_same_sheet() -> bytes:
    book = bytearray(stream(RICH))
    bounds = [n for n in range(len(book)) if book[n : n + 2] == b"\x85\0"][:2]
    book[bounds[1] + 4 : bounds[1] + 8] = book[bounds[0] + 4 : bounds[0] + 8]
    return with_stream(RICH, bytes(book))


def one_stream_of_many_names() -> bytes:
    """Each name costs 128 bytes, and would be read as a copy of the whole stream."""
    container = Container(RICH)
    book = container.entries[container.top["WORKBOOK"]]
    content = RICH
    for entry in container.entries:
        if entry.kind == STREAM:
            content = content.replace(entry.raw, entry.placed(book.start, book.size))
    return content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (renamed(RICH, "Book"), "old_excel"),
        (renamed(RICH, "WordDocument"), "old_word"),
        (renamed(RICH, "EncryptedPackage"), "password"),
        (renamed(RICH, "_signatures"), "signed"),
        (renamed(RICH, "Contents"), "not_a_table"),
        (with_head(r.FILEPASS, bytes(6)), "password"),
        (with_stream(RICH, b"\x09\x08\x10\x00\x00\x05\x05\x00" + stream(RICH)[8:]), "old_excel"),
        (with_stream(RICH, b"x" * 5000), "broken"),
        (twice_the_same_sheet(), "broken"),
        (one_stream_of_many_names(), "broken"),
        (RICH[:6000], "broken"),
        (RICH[:400], "broken"),
    ],
)
def test_refuses_with_a_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(CannotFill) as caught:
        fill(content, Plan([Sheet("名册", cells={"A1": "a"})]))
    assert caught.value.reason == reason
    assert str(caught.value)[-1] == "。"


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (Sheet("别的", cells={"A1": 1}), "no_sheet"),
        (Sheet("名册", cells={"一": 1}), "no_cell"),
        (Sheet("名册", cells={"IW1": 1}), "no_cell"),
        (Sheet("名册", cells={"A65537": 1}), "no_cell"),
        (Sheet("名册", cells={"B5": "长" * 40_000}), "too_long"),
        (Sheet("名册", [Roster(5, [Column("B", ["x"] * 65_600)])]), "too_many_rows"),
    ],
)
def test_refuses_a_plan_that_does_not_fit(plan: Sheet, reason: str) -> None:
    with pytest.raises(CannotFill) as caught:
        fill(RICH, Plan([plan]))
    assert caught.value.reason == reason


def test_rows_at_the_very_end_make_room_or_stay() -> None:
    long = fill(RICH, Plan([Sheet("名册", cells={"A65536": "x"})])).content

    def emptied(found: list[Record]) -> list[Record]:
        return [
            Record(r.BLANK, one.body[:6]) if one.body[:2] == b"\xff\xff" and one.kind == r.LABELSST
            else one
            for one in found
        ]  # fmt: skip

    content = filled(5, with_records(long, emptied))
    assert max(sheet(content, "名册").rows) < 65_536
    assert rows(content, "名册", 9, 9, 2) == [["5", "居民4"]]
    with pytest.raises(CannotFill) as caught:
        filled(5, long)
    assert caught.value.reason == "too_many_rows"


def pivot(found: list[Record]) -> list[Record]:
    return [*found[:-1], Record(r.SXVIEW, bytes(60)), found[-1]]


def linked_control(found: list[Record]) -> list[Record]:
    body = struct.pack("<HH18x", 0x15, 18) + struct.pack("<HH", 0x0E, 8) + b"\x06" + bytes(11)
    return [*found[:-1], Record(r.OBJ, body), found[-1]]


def calculated_as_one(found: list[Record]) -> list[Record]:
    """The formulas of a column are one for all its rows (an array)."""
    place = next(n for n, one in enumerate(found) if one.kind == r.SHRFMLA)
    area, one = found[place].body[:6], b"\x1e\x01\x00"
    found[place] = Record(r.ARRAY, area + bytes(6) + struct.pack("<H", len(one)) + one)
    return found


@pytest.mark.parametrize("change", [pivot, linked_control, calculated_as_one])
def test_rows_are_not_put_where_they_would_do_damage(change: Any) -> None:
    blank = with_records(RICH, change)
    assert rows(filled(4, blank), "名册", 8, 8, 2) == [["4", "居民3"]]
    with pytest.raises(CannotFill) as caught:
        filled(5, blank)
    assert caught.value.reason == "old_rows"
    assert "名册" in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 200])
def test_real_blanks(shared_data: Path, tmp_path: Path, count: int) -> None:
    folder = shared_data / "forms"
    if not folder.is_dir():
        pytest.skip("no forms here")
    forms = sorted(folder.glob("forms/*.xls"))
    for form in forms:
        gold = json.loads((folder / "gold" / f"{form.stem}.json").read_text())
        for about in gold["sheets"]:
            if about["kind"] == "roster":
                _check(form.read_bytes(), about, count, tmp_path)
    assert forms


def _check(blank: bytes, about: dict, count: int, folder: Path) -> None:
    name, first = about["sheet"], about["first_data_row"]
    letters = [one["value_cell_or_column"] for one in about["fields"]]
    people = Roster(first, [Column(one, [f"{one}值{n}" for n in range(count)]) for one in letters])
    content = fill(blank, Plan([Sheet(name, [people])])).content
    last = extent.last_row(sheet(blank, name), people)
    records = last - first + 1
    after, more = (last if records == 1 else last - 1), max(count - records, 0)
    assert not style_differences(blank, content, name, after=after, count=more)
    if not more:
        assert around(content) == around(blank)
    assert other_streams(content) == other_streams(blank)
    read = rows(content, name, first, first + count - 1, len(letters))
    assert read == [[f"{one}值{n}" for one in letters] for n in range(count)]
    places = {"blank": blank, "filled": content}
    for place in places:
        (folder / place).mkdir(exist_ok=True)
    one, other = (through_libreoffice(folder / place, places[place]) for place in places)
    written = {f"{letter}{first + n}" for letter in letters for n in range(count)}
    found = differences(one, other, written={name: written}, inserted={name: (after, more)})
    assert not [difference for difference in found if not difference.endswith(": font")]
