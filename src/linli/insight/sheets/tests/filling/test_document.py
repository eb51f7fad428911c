"""Filled Word files, read by another reader."""

import datetime
import io
import re

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Column, Inline, Plan, Roster, Sheet
from linli.insight.sheets.tests.filling import blanks
from linli.insight.sheets.tests.filling.comparing import changed_parts, parts

CONTROL = (
    f'<w:sdt {nsdecls("w")}><w:sdtPr><w:id w:val="7"/><w:showingPlcHdr/></w:sdtPr>'
    '<w:sdtContent><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/><w:b/></w:rPr>'
    "<w:t>点击填写</w:t></w:r></w:sdtContent></w:sdt>"
)
DAY = datetime.date(1985, 3, 12)


def filled(*sheets: Sheet):
    content = fill(blanks.word_form(), Plan(sheets)).content
    return docx.Document(io.BytesIO(content))


def test_only_the_text_part_changes() -> None:
    blank = blanks.word_form()
    content = fill(blank, Plan([Sheet("表1", cells={"B1": "张三"})])).content
    assert changed_parts(blank, content) == {"word/document.xml"}


def test_labels_and_their_cells() -> None:
    document = filled(
        Sheet(
            "表1", cells={"B1": "张三", "C2": "平安路1号\n二单元"}, inlines=[Inline("D1", "", "女")]
        )
    )
    [form, _] = document.tables
    assert form.cell(0, 1).text == "张三"
    assert form.cell(0, 3).text == "□男  ☑女"
    assert form.cell(1, 1).text == "平安路1号\n二单元"


def test_paragraphs_keep_their_runs() -> None:
    document = filled(
        Sheet(
            "正文",
            inlines=[
                Inline("A2", "填报单位：", "平安社区"),
                Inline("A2", "", datetime.date(2025, 6, 30)),
            ],
        )
    )
    runs = document.paragraphs[1].runs
    assert runs[0].bold
    assert runs[1].underline
    assert [run.text.strip() for run in runs] == ["填报单位：", "平安社区", "2025年6月30日"]


@pytest.mark.parametrize("count", [1, 2, 30])
def test_rosters_get_rows_like_the_sample(count: int) -> None:
    names = [f"居民{number}" for number in range(count)]
    roster = Roster(2, [Column("B", names), Column("C", [DAY] * count)], serial="A")
    document = filled(Sheet("表2", [roster]))
    table = document.tables[1]
    assert len(table.rows) == 2 + max(count, 2)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[1 : 1 + count] == [
        [str(number + 1), names[number], "1985年3月12日"] for number in range(count)
    ]
    assert rows[-1] == ["合计", "", ""]
    assert table.cell(1, 1).paragraphs[0].runs[0].font.name == "仿宋"


def test_records_of_two_rows_with_merged_cells() -> None:
    document = docx.Document()
    table = document.add_table(rows=6, cols=3, style="Table Grid")
    for row in (0, 2):
        table.cell(row, 0).merge(table.cell(row + 1, 0))
        table.cell(row + 1, 1).merge(table.cell(row + 1, 2))
    table.cell(4, 0).merge(table.cell(4, 2))
    table.cell(4, 0).text = "备注"
    output = io.BytesIO()
    document.save(output)
    columns = [
        Column("A", ["甲", "乙", "丙"]),
        Column("C", [1, 2, 3]),
        Column("B", ["地址甲", "地址乙", "地址丙"], line=1),
    ]
    roster = Roster(1, columns, record_rows=2)
    done = fill(output.getvalue(), Plan([Sheet("表1", [roster])]))
    [table] = docx.Document(io.BytesIO(done.content)).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["甲", "", "1"],
        ["甲", "地址甲", "地址甲"],
        ["乙", "", "2"],
        ["乙", "地址乙", "地址乙"],
        ["丙", "", "3"],
        ["丙", "地址丙", "地址丙"],
        ["备注", "备注", "备注"],
        ["", "", ""],
    ]
    assert done.rosters["表1"][0].row(2, line=1) == 6


def test_text_in_controls_and_marks_that_must_be_single() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text = "姓名"
    paragraph = table.cell(1, 0).paragraphs[0]._p
    paragraph.append(parse_xml(CONTROL))
    paragraph.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="a"/>'))
    output = io.BytesIO()
    document.save(output)
    roster = Roster(2, [Column("A", ["甲", "乙", "丙"])])
    part = parts(fill(output.getvalue(), Plan([Sheet("表1", [roster])])).content)[
        "word/document.xml"
    ].decode()
    assert re.findall(r"<w:t(?: [^>]*)?>(.*?)</w:t>", part) == ["姓名", "甲", "乙", "丙"]
    assert "showingPlcHdr" not in part
    assert "PlaceholderText" not in part
    assert part.count("<w:b/>") == 3
    assert part.count('<w:id w:val="7"/>') == part.count("<w:bookmarkStart") == 1


def test_a_place_that_is_not_there_is_refused() -> None:
    for sheet in [Sheet("表9"), Sheet("表1", cells={"Z9": 1}), Sheet("正文", cells={"A99": "x"})]:
        with pytest.raises(CannotFill):
            filled(sheet)
