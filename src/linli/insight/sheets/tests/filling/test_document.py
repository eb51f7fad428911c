"""Filled Word files, read by another reader."""

import datetime
import io

import docx
import pytest

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Column, Inline, Plan, Roster, Sheet
from linli.insight.sheets.tests.filling import blanks
from linli.insight.sheets.tests.filling.comparing import changed_parts

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


def test_a_place_that_is_not_there_is_refused() -> None:
    for sheet in [Sheet("表9"), Sheet("表1", cells={"Z9": 1}), Sheet("正文", cells={"A99": "x"})]:
        with pytest.raises(CannotFill):
            filled(sheet)
