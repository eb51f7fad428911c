"""Filled workbooks, looked at by other readers."""

import datetime
import io
import re
from decimal import Decimal

import pytest
import python_calamine

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Column, Inline, Plan, Roster, Sheet, Value
from linli.insight.sheets.tests.filling import blanks
from linli.insight.sheets.tests.filling.comparing import (
    changed_parts,
    differences,
    open_book,
    parts,
    style,
)

BORN = datetime.date(1985, 3, 12)
IDENTITY = "110101198503120038"


def roster(count: int) -> Roster:
    return Roster(
        blanks.FIRST,
        [
            Column("B", [f"居民{number}" for number in range(count)]),
            Column("C", [IDENTITY] * count),
            Column("D", [BORN] * count),
            Column("E", [2] * count),
            Column("F", [Decimal("350.50")] * count),
            Column("G", [1] * count),
        ],
    )


def filled_roster(count: int, blank: bytes = b"") -> bytes:
    return fill(blank or blanks.rich_roster(), Plan([Sheet("名册", [roster(count)])])).content


def sheet_of(content: bytes, name: str = "Sheet1"):
    return open_book(content)[name]


def written(count: int) -> set[str]:
    rows = range(blanks.FIRST, blanks.FIRST + max(count, 4))
    return {f"{letter}{row}" for letter in "ABCDEFGH" for row in rows}


@pytest.mark.parametrize("count", [1, 4, 5, 40])
def test_nothing_else_changes(count: int) -> None:
    blank = blanks.rich_roster()
    more = max(count - 4, 0)
    content = filled_roster(count, blank)
    assert not differences(
        blank,
        content,
        written={"名册": written(count)},
        inserted={"名册": (blanks.LAST - 1, more), "汇总": (0, more)},
    )
    allowed = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    moving = {
        "xl/drawings/drawing1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/comments1.xml",
        "xl/charts/chart1.xml",
    }
    assert changed_parts(blank, content) <= (allowed | moving if more else allowed)


def test_more_records_than_rows() -> None:
    sheet = sheet_of(filled_roster(40), "名册")
    last = blanks.FIRST + 39
    assert [sheet.cell(row, 1).value for row in range(5, last + 1)] == list(range(1, 41))
    assert [sheet.cell(row, 2).value for row in (5, 7, 8, 43, last)] == [
        "居民0",
        "居民2",
        "居民3",
        "居民38",
        "居民39",
    ]
    assert sheet[f"C{last}"].value == sheet["C20"].value == IDENTITY
    assert sheet["D20"].value == datetime.datetime(1985, 3, 12)  # noqa: DTZ001 - as the reader says it
    assert sheet["F20"].value == 350.5
    assert {sheet.row_dimensions[row].height for row in range(5, last + 1)} == {21}
    assert sheet[f"B{last}"].border.bottom.style == "thick"
    assert sheet["B30"].border.bottom.style == "thin"
    assert all(style(sheet["D20"], part) == style(sheet["D5"], part) for part in ("font", "border"))


def test_formulas_go_with_the_records() -> None:
    sheet = sheet_of(filled_roster(40), "名册")
    assert [sheet[f"G{row}"].value for row in (5, 8, 43, 44)] == [
        "=F5*12",
        "=F8*12",
        "=F43*12",
        "=F44*12",
    ]
    assert sheet["H44"].value == "=N(H43)+SUM(E44:G44)"
    assert sheet["H20"].value == "=N(H19)+SUM(E20:G20)"
    assert sheet["E45"].value == "=SUM(E5:E44)"
    other = sheet_of(filled_roster(40), "汇总")
    assert other["A1"].value == "=名册!G45"
    assert other["A2"].value == "=COUNTA(名册!B5:B44)+B5"


def test_what_points_at_rows_moves_with_them() -> None:
    content = filled_roster(40)
    book = open_book(content)
    sheet = book["名册"]
    assert {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation} == {
        "E5:E44": "0",
        "I46": "字典!$A$1:$A$2",
    }
    [(rules, [rule])] = [(one.sqref, one.rules) for one in sheet.conditional_formatting]
    assert str(rules) == "B5:B44"
    assert rule.formula == ["COUNTIF($B$5:$B$44,B5)>1"]
    assert book.defined_names["人员"].value == "名册!$B$5:$B$44"
    assert sheet.print_area == "'名册'!$A$1:$I$47"
    assert sheet.print_title_rows == "$1:$4"
    assert [one.id for one in sheet.row_breaks.brk] == [44, 45]
    assert sheet.auto_filter.ref == "A4:I44"
    assert sheet["B47"].comment.text == "请盖章"
    assert sheet["H47"].hyperlink.ref == "H47"
    assert "A46:I46" in sheet.merged_cells
    inside = parts(content)
    assert (
        b"<xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>47</xdr:row>"
        in inside["xl/drawings/drawing1.xml"]
    )
    assert b"$F$5:$F$44" in inside["xl/charts/chart1.xml"]
    lines = inside["xl/worksheets/sheet1.xml"].decode()
    assert "<xm:f>名册!F5:F44</xm:f><xm:sqref>J45</xm:sqref>" in lines
    notes = inside["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"<x:Row>(\d+)</x:Row>", notes) == ["46"]
    assert all(int(one.split(",")[2]) >= 45 for one in re.findall(r"<x:Anchor>(.*?)</", notes))


def test_results_of_the_blank_are_forgotten() -> None:
    content = filled_roster(3)
    assert b'fullCalcOnLoad="1"' in parts(content)["xl/workbook.xml"]
    values = open_book(content, data_only=True)
    assert values["名册"]["E9"].value is None
    assert values["汇总"]["A1"].value is None


def test_places_with_a_formula_are_left_and_told() -> None:
    filled = fill(blanks.rich_roster(), Plan([Sheet("名册", [roster(1)], {"E9": 5})]))
    assert set(filled.kept) == {("名册", "G5"), ("名册", "E9")}
    assert sheet_of(filled.content, "名册")["E9"].value == "=SUM(E5:E8)"


def test_records_of_two_rows_with_one_sample() -> None:
    plan = Roster(
        2,
        [
            Column("A", ["甲", "乙", "丙"]),
            Column("B", [BORN, None, BORN]),
            Column("C", [100, 200, 300]),
            Column("D", ["一", "", "三"], line=1),
        ],
        record_rows=2,
        last_row=3,
    )
    filled = fill(blanks.one_row(), Plan([Sheet("Sheet1", [plan])]))
    sheet = sheet_of(filled.content)
    assert [[cell.value for cell in row] for row in sheet.iter_rows(2, 7)] == [
        ["甲", "1985.03", 100, None],
        [None, None, None, "一"],
        ["乙", None, 200, None],
        [None, None, None, None],
        ["丙", "1985.03", 300, None],
        [None, None, None, "三"],
    ]
    assert {one.coord for one in sheet.merged_cells.ranges} == {"A2:A3", "A4:A5", "A6:A7"}
    assert sheet["C8"].value == "=SUM(C2:C7)"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C2:C7"
    assert filled.rosters["Sheet1"][0].row(2, line=1) == 7


def test_rosters_side_by_side_and_below_each_other() -> None:
    blank = blanks.plain(
        [
            ["姓名", "年龄", "", "姓名", "年龄"],
            ["", "", "", "", ""],
            ["合计"],
            ["姓名"],
            [""],
            ["完"],
        ]
    )
    plan = Plan(
        [
            Sheet(
                "Sheet1",
                [
                    Roster(2, [Column("A", ["甲", "乙", "丙"]), Column("B", [1, 2, 3])]),
                    Roster(2, [Column("D", ["丁"]), Column("E", [4])]),
                    Roster(5, [Column("A", ["戊", "己"])]),
                ],
            )
        ]
    )
    filled = fill(blank, plan)
    sheet = sheet_of(filled.content)
    assert [[sheet.cell(row, column).value for column in (1, 2, 4)] for row in range(2, 10)] == [
        ["甲", 1, "丁"],
        ["乙", 2, None],
        ["丙", 3, None],
        ["合计", None, None],
        ["姓名", None, None],
        ["戊", None, None],
        ["己", None, None],
        ["完", None, None],
    ]
    assert [one.first_row for one in filled.rosters["Sheet1"]] == [2, 2, 7]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (IDENTITY, IDENTITY),
        ("=1+1", "=1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("  首尾有空格 ", "  首尾有空格 "),
        ('<a> & "b"', '<a> & "b"'),
        ("坏\x07字", "坏字"),
        ("两\n行", "两\n行"),
        (0, 0),
        (Decimal("12345678.90"), 12345678.9),
        (datetime.date(1985, 3, 12), "1985-03-12"),
        (datetime.date(1890, 1, 1), "1890-01-01"),
    ],
)
def test_values_are_read_as_they_were_meant(value: Value, read: object) -> None:
    content = fill(
        blanks.plain([["栏", ""], [""], [""], ["尾"]]),
        Plan([Sheet("Sheet1", [Roster(2, [Column("A", [value] * 4)])], {"B1": value})]),
    ).content
    sheet = sheet_of(content)
    assert sheet["B1"].value == sheet["A2"].value == sheet["A4"].value == read
    assert sheet["A4"].data_type == ("n" if isinstance(read, int | float) else "s")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    [_, *rows] = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[:3]] == [read] * 3


def test_letters_that_look_escaped_stay_letters() -> None:
    content = fill(blanks.plain([[""]]), Plan([Sheet("Sheet1", cells={"A1": "_x0041_"})])).content
    assert b">_x005F_x0041_<" in parts(content)["xl/worksheets/sheet1.xml"]


def test_texts_that_could_become_formulas_are_marked() -> None:
    content = fill(blanks.plain([[""]]), Plan([Sheet("Sheet1", cells={"A1": "=1+1"})])).content
    assert sheet_of(content)["A1"].quotePrefix


def test_inline_labels_keep_their_fonts() -> None:
    plan = Sheet(
        "名册",
        inlines=[
            Inline("A2", "填报单位：", "平安社区"),
            Inline("A2", "填报日期：", datetime.date(2025, 6, 30)),
            Inline("C10", "审核人：", "王一"),
        ],
    )
    content = fill(blanks.rich_roster(), Plan([plan])).content
    book = open_book(content, rich_text=True)
    words = book["名册"]["A2"].value
    assert str(words) == "填报单位：平安社区    填报日期：2025年6月30日"
    assert words[0].font.b
    assert words[1].text.startswith("平安社区")
    assert words[1].font.color.rgb == "FFFF0000"
    assert str(book["名册"]["A10"].value) == "填表人：          审核人：王一      联系电话："


def test_macros_go_along_untouched() -> None:
    content = blanks.with_parts(blanks.rich_roster(), {"xl/vbaProject.bin": b"macro"})
    filled = fill(content, Plan([Sheet("名册", [roster(9)])])).content
    assert parts(filled)["xl/vbaProject.bin"] == b"macro"


ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "broken"),
        (b"PK\x03\x04 broken", "broken"),
        (blanks.with_parts(blanks.plain([[1]]), {"xl/worksheets/sheet1.xml": ENTITY}), "broken"),
        (blanks.with_parts(blanks.plain([[1]]), {"_xmlsignatures/sig1.xml": b"<a/>"}), "signed"),
        (blanks.with_parts(blanks.plain([[1]]), {"_rels/.rels": b"<a/>"}), "not_a_table"),
        (blanks.plain([[1]], "别的"), "no_sheet"),
    ],
)
def test_refuses_with_a_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(CannotFill) as caught:
        fill(content, Plan([Sheet("Sheet1", cells={"A1": "a"})]))
    assert caught.value.reason == reason
    assert str(caught.value)[-1] == "。"


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (Sheet("Sheet1", cells={"一": 1}), "no_cell"),
        (Sheet("Sheet1", cells={"A1": "长" * 40_000}), "too_long"),
        (Sheet("Sheet1", [Roster(1_048_570, [Column("A", ["x"] * 10)])]), "too_many_rows"),
        (
            Sheet(
                "Sheet1",
                [Roster(1, [Column("A", ["x"] * 9)], last_row=3), Roster(2, [Column("C", ["y"])])],
            ),
            "uneven",
        ),
    ],
)
def test_refuses_a_plan_that_does_not_fit(sheet: Sheet, reason: str) -> None:
    with pytest.raises(CannotFill) as caught:
        fill(blanks.plain([["a"]]), Plan([sheet]))
    assert caught.value.reason == reason
