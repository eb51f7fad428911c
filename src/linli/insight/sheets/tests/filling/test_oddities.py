"""Workbooks as they come: from other writers, with samples, labels at the side, totals above."""

import datetime
import io
from typing import Any

import pytest
import xlsxwriter

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Column, Plan, Roster, Sheet
from linli.insight.sheets.tests.filling import blanks
from linli.insight.sheets.tests.filling.comparing import open_book, parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Book:
    """A workbook being drawn."""

    def __init__(self, **options: Any) -> None:
        self.output = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.output, options)
        self.sheet = self.book.add_worksheet("Sheet1")
        self.line = self.book.add_format({"border": 1})

    def content(self) -> bytes:
        self.book.close()
        return self.output.getvalue()


def filled(content: bytes, *rosters: Roster, **more: Any):
    done = fill(content, Plan([Sheet("Sheet1", rosters, **more)]))
    return open_book(done.content)["Sheet1"]


def column(letter: str, count: int, **more: Any) -> Column:
    return Column(letter, [f"{letter}{number}" for number in range(count)], **more)


def grid(sheet: Any, top: int, bottom: int) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(top, bottom)]


def raw(rows: str, root: str = f'<worksheet xmlns="{MAIN}">{{}}</worksheet>') -> bytes:
    part = root.format(rows).encode()
    return blanks.with_parts(blanks.plain([[1]]), {"xl/worksheets/sheet1.xml": part})


def test_records_are_numbered_where_the_form_has_not_begun() -> None:
    blank = blanks.plain([["号", "姓名"], ["", ""], ["", ""], ["合计", ""]])
    sheet = filled(blank, Roster(2, [column("B", 3)], last_row=3, serial="A"))
    assert [row[:2] for row in grid(sheet, 2, 5)] == [
        [1, "B0"],
        [2, "B1"],
        [3, "B2"],
        ["合计", None],
    ]


def test_rows_at_the_very_end_make_room_or_stay() -> None:
    head = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"/></row>'
    end = '<row r="1048576"><c r="A1048576">{}</c></row>'
    two = Roster(2, [column("A", 2)], last_row=2)
    content = fill(
        raw(f"<sheetData>{head}{end.format('')}</sheetData>"), Plan([Sheet("Sheet1", [two])])
    )
    assert b"1048576" not in parts(content.content)["xl/worksheets/sheet1.xml"]
    with pytest.raises(CannotFill) as caught:
        filled(raw(f"<sheetData>{head}{end.format('<v>1</v>')}</sheetData>"), two)
    assert caught.value.reason == "too_many_rows"


def test_a_number_of_each_record_stays_a_number() -> None:
    blank = blanks.plain([["姓名", "标准", "单位"], *[["", 350.5, "元"]] * 3, ["合计"]])
    sheet = filled(blank, Roster(2, [column("A", 5)], last_row=4))
    assert [row[1:] for row in grid(sheet, 2, 6)] == [[350.5, "元"]] * 5


def test_a_second_block_beside_counts_on() -> None:
    blank = blanks.plain([["号", "姓名", "号", "姓名"], ["", "", "", ""], ["", "", "", ""]])
    left = Roster(2, [column("B", 3)], last_row=3, serial="A")
    right = Roster(2, [column("D", 2)], last_row=3, serial="C", serial_start=4)
    sheet = filled(blank, left, right)
    assert [(row[0], row[2]) for row in grid(sheet, 2, 4)] == [(1, 4), (2, 5), (3, None)]


def test_merged_columns_are_merged_in_new_rows() -> None:
    book = Book()
    book.sheet.write_row("A1", ["姓名", "", "年龄"])
    for row in (1, 2):
        book.sheet.merge_range(row, 0, row, 1, "", book.line)
        book.sheet.write_blank(row, 2, None, book.line)
    book.sheet.write_string("A4", "合计")
    sheet = filled(book.content(), Roster(2, [column("B", 5), column("C", 5)]))
    assert sorted(one.coord for one in sheet.merged_cells.ranges) == [
        f"A{row}:B{row}" for row in range(2, 7)
    ]
    assert grid(sheet, 6, 7) == [["B4", None, "C4"], ["合计", None, None]]


def test_a_label_at_the_side_grows_and_stays() -> None:
    book = Book()
    book.sheet.write_row("A1", ["类别", "姓名"], book.line)
    book.sheet.merge_range("A2:A4", "老年", book.line)
    for row in range(1, 4):
        book.sheet.write_blank(row, 1, None, book.line)
    sheet = filled(book.content(), Roster(2, [column("B", 6)]))
    assert [one.coord for one in sheet.merged_cells.ranges] == ["A2:A7"]
    assert sheet["A2"].value == "老年"


def test_totals_above_the_records() -> None:
    book = Book()
    book.sheet.write_row("A1", ["姓名", "金额"])
    book.sheet.write_string("A2", "合计")
    book.sheet.write_formula("B2", "=SUM(B3:B3)+SUM($B$3:$B3)", None, 0)
    book.sheet.write_blank("A3", None, book.line)
    book.sheet.write_blank("B3", None, book.line)
    sheet = filled(book.content(), Roster(3, [column("A", 4), Column("B", [1, 2, 3, 4])]))
    assert sheet["B2"].value == "=SUM(B3:B6)+SUM($B$3:$B6)"


def test_samples_go_and_what_each_record_has_stays() -> None:
    book = Book()
    book.sheet.write_row("A1", ["序号", "姓名", "职业", "单位"])
    book.sheet.write_row("A2", ["1", "张某某", "教师", "元"], book.line)
    book.sheet.write_row("A3", ["2", "", "", "元"], book.line)
    book.sheet.write_row("F2", ["旁边的说明"])
    sheet = filled(book.content(), Roster(2, [Column("B", ["甲", None, "丙", "丁"])]))
    assert [row[:4] for row in grid(sheet, 2, 5)] == [
        [1, "甲", None, "元"],
        [2, None, None, "元"],
        [3, "丙", None, "元"],
        [4, "丁", None, "元"],
    ]
    assert sheet["F2"].value == "旁边的说明"


def test_the_form_says_how_many_rows_it_has() -> None:
    book = Book()
    book.sheet.write_row("A1", ["姓名", "年龄"])
    for row in range(1, 4):
        book.sheet.write_blank(row, 0, None, book.line)
    book.sheet.write_row("A5", ["负责人：", ""], book.line)
    sheet = filled(book.content(), Roster(2, [column("A", 5)]))
    assert [row[0] for row in grid(sheet, 2, 7)] == ["A0", "A1", "A2", "A3", "A4", "负责人："]


def test_an_empty_row_before_the_total_is_no_record() -> None:
    book = Book()
    book.sheet.write_row("A1", ["姓名", "金额"])
    for row in range(1, 5):
        book.sheet.write_row(row, 0, ["", ""], book.line)
    book.sheet.write_column("D2", ["说明一", "说明二", "说明三"])
    book.sheet.write_formula("B6", "=SUM(B2:B4)", book.line, 0)
    sheet = filled(book.content(), Roster(2, [column("A", 5), Column("B", [1, 2, 3, 4, 5])]))
    assert sheet["B8"].value == "=SUM(B2:B6)"
    assert [sheet[f"A{row}"].value for row in (6, 7)] == ["A4", None]
    assert [sheet[f"D{row}"].value for row in (2, 3, 6)] == ["说明一", "说明二", "说明三"]


def test_no_record_is_hidden() -> None:
    book = Book()
    book.sheet.write_row("A1", ["姓名"])
    book.sheet.write_blank("A2", None, book.line)
    book.sheet.set_row(1, 21, None, {"hidden": True})
    sheet = filled(book.content(), Roster(2, [column("A", 3)]))
    assert [sheet.row_dimensions[row].hidden for row in (2, 3, 4)] == [False] * 3
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [21] * 3


def test_rows_without_frames_below_the_header() -> None:
    sheet = filled(blanks.plain([["姓名"], [], ["注：完"]]), Roster(2, [column("A", 3)]))
    assert [row[0] for row in grid(sheet, 2, 5)] == ["A0", "A1", "A2", "注：完"]


def test_dates_in_a_workbook_that_counts_from_1904() -> None:
    book = Book(date_1904=True)
    day = book.book.add_format({"num_format": "yyyy-mm-dd"})
    book.sheet.write_blank("A1", None, day)
    sheet = filled(book.content(), cells={"A1": datetime.date(1985, 3, 12)})
    assert sheet["A1"].value.date() == datetime.date(1985, 3, 12)


def test_a_table_object_grows() -> None:
    book = Book()
    columns = [{"header": "姓名"}, {"header": "年龄"}]
    book.sheet.add_table("A1:B2", {"columns": columns, "name": "人员"})
    book.sheet.write_string("A4", "注")
    sheet = filled(book.content(), Roster(2, [column("A", 5), column("B", 5)]))
    assert sheet.tables["人员"].ref == "A1:B6"
    assert sheet.tables["人员"].autoFilter.ref == "A1:B6"
    assert sheet["A8"].value == "注"


def test_two_sheets_that_speak_of_each_other() -> None:
    book = Book()
    other = book.book.add_worksheet("二")
    book.sheet.write_row("A1", ["姓名"])
    book.sheet.write_formula("A3", "=COUNTA(A2:A2)+COUNTA('二'!A2:A2)", None, 0)
    other.write_row("A1", ["姓名"])
    other.write_formula("A3", "=Sheet1!A3+COUNTA(Sheet1!$A$2:$A$2)", None, 0)
    few, many = Roster(2, [column("A", 3)]), Roster(2, [column("A", 5)])
    plan = Plan([Sheet("Sheet1", [few]), Sheet("二", [many])])
    opened = open_book(fill(book.content(), plan).content)
    assert opened["Sheet1"]["A5"].value == "=COUNTA(A2:A4)+COUNTA('二'!A2:A6)"
    assert opened["二"]["A7"].value == "=Sheet1!A5+COUNTA(Sheet1!$A$2:$A$4)"


def test_shared_formulas_become_each_cells_own() -> None:
    blank = raw(
        '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c></row>'
        '<row r="2"><c r="A2"/>'
        '<c r="B2"><f t="shared" ref="B2:B3" si="0">A2*$A$5</f><v>0</v></c></row>'
        '<row r="3"><c r="A3"/><c r="B3"><f t="shared" si="0"/><v>0</v></c></row>'
        '<row r="5"><c r="A5"><v>3</v></c></row></sheetData>'
    )
    sheet = filled(blank, Roster(2, [Column("A", [1, 2, 3, 4])], last_row=3))
    assert [sheet[f"B{row}"].value for row in range(2, 6)] == [
        f"=A{row}*$A$7" for row in range(2, 6)
    ]


def test_rows_and_cells_without_numbers() -> None:
    blank = raw(
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c/></row>"
        "<row><c><v>9</v></c></row></sheetData>"
    )
    sheet = filled(blank, Roster(2, [column("A", 3), column("B", 3)], last_row=2))
    assert grid(sheet, 1, 5) == [[1, 2], ["A0", "B0"], ["A1", "B1"], ["A2", "B2"], [9, None]]


def test_a_writer_that_names_its_namespace() -> None:
    blank = raw(
        '<x:sheetData><x:row r="1" spans="1:1" x14ac:dyDescent="0.2"><x:c r="A1"/></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>9</x:v></x:c></x:row></x:sheetData>',
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:x14ac="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/ac">{}</x:worksheet>',
    )
    content = fill(
        blank, Plan([Sheet("Sheet1", [Roster(1, [column("A", 3)], last_row=1)])])
    ).content
    assert grid(open_book(content)["Sheet1"], 1, 4) == [["A0"], ["A1"], ["A2"], [9]]
    part = parts(content)["xl/worksheets/sheet1.xml"]
    assert part.count(b'x14ac:dyDescent="0.2"') == 3


def test_the_chain_of_calculation_goes() -> None:
    blank = blanks.rich_roster()
    inside = parts(blank)
    chained = blanks.with_parts(
        blank,
        {
            "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="G5" i="1"/></calcChain>'.encode(),
            "[Content_Types].xml": inside["[Content_Types].xml"].replace(
                b"</Types>",
                b'<Override PartName="/xl/calcChain.xml" ContentType="application/x"/></Types>',
            ),
            "xl/_rels/workbook.xml.rels": inside["xl/_rels/workbook.xml.rels"].replace(
                b"</Relationships>",
                b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/'
                b'2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>',
            ),
        },
    )
    after = parts(fill(chained, Plan([Sheet("名册", cells={"B5": "甲"})])).content)
    assert "xl/calcChain.xml" not in after
    assert not any(b"calcChain" in part for part in after.values())
