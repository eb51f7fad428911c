"""Tables in Word files: read with the lines around them, filled in place."""

import io
from typing import Any

import docx
import pytest

from linli.insight.sheets import vault
from linli.insight.sheets.actions import handing_out, upload
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.models import Filling
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import AT, Scene

pytestmark = pytest.mark.django_db
HEADS = ("序号", "姓名", "性别", "出生年月", "联系电话")


@pytest.fixture
def scene() -> Scene:
    return factories.make_scene()


def saved(document: Any) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def roster() -> bytes:
    """A list between a title and who filled it."""
    document = docx.Document()
    document.add_paragraph("80周岁以上高龄老人名册")
    document.add_paragraph("填报单位：____________")
    table = document.add_table(rows=3, cols=len(HEADS), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = head
    document.add_paragraph("填表人：__________")
    return saved(document)


def form() -> bytes:
    """A form about one person, with merged cells."""
    document = docx.Document()
    document.add_paragraph("80周岁以上老人高龄津贴申请表")
    table = document.add_table(rows=3, cols=4, style="Table Grid")
    for row, labels in enumerate((("姓名", "性别"), ("民族", "出生日期"))):
        table.cell(row, 0).text, table.cell(row, 2).text = labels
    table.cell(2, 0).text = "现住址"
    table.cell(2, 1).merge(table.cell(2, 3))
    return saved(document)


def put_in(scene: Scene, content: bytes) -> Filling:
    return factories.uploaded(scene, content, file_name="高龄名册.docx")


def read_back(filling: Filling) -> Any:
    return docx.Document(io.BytesIO(vault.read(filling, vault.OUTPUT)))


def test_a_list_is_filled_between_its_lines(scene: Scene) -> None:
    filling = put_in(scene, roster())
    assert filling.title == "80周岁以上高龄老人名册"
    assert filling.sheets[0]["people"]["age_from"] == 80
    factories.fill(filling)
    assert filling.state == State.FILLED
    document = read_back(filling)
    lines = [paragraph.text.strip("_ ") for paragraph in document.paragraphs]
    assert lines[:2] == ["80周岁以上高龄老人名册", "填报单位：幸福里社区居委会"]
    assert lines[2] == f"填表人：{scene.worker.name}"
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == list(HEADS)
    assert rows[1] == ["1", "王秀英", "女", "1940-01", "15400000001"]
    assert [row[1] for row in rows[1:]] == ["王秀英", "李建国", "孙玉兰"]
    handed = handing_out.hand_out(filling=filling, by=scene.worker, at=AT)
    assert handed.name == "高龄名册.docx"


def test_a_form_is_filled_beside_its_labels(scene: Scene) -> None:
    filling = put_in(scene, form())
    about = filling.sheets[0]
    only = {about["name"]: {"on": True, "people": about["people"] | {"words": "王秀英"}}}
    factories.fill(filling, sheets=only)
    table = read_back(filling).tables[0]
    assert [table.cell(*place).text for place in ((0, 1), (0, 3), (1, 1), (1, 3), (2, 1))] == [
        "王秀英",
        "女",
        "汉族",
        "1940-01-01",
        "幸福里社区 3号楼 2单元 501",
    ]


def test_a_letter_without_a_table_says_so(scene: Scene) -> None:
    document = docx.Document()
    document.add_paragraph("关于开会的通知")
    filling = put_in(scene, saved(document))
    assert filling.state == State.FAILED
    assert "没有找到要填的栏目" in filling.message


def test_the_old_word_is_told_from_the_new(scene: Scene) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600
    given = {"place": scene.town.community, "file_name": "x.doc", "by": scene.worker, "at": AT}
    with pytest.raises(CannotFill, match=r"2003 版的 \.doc"):
        upload.start(content=old, **given)


def test_a_table_of_figures_in_a_word_file_is_counted(scene: Scene) -> None:
    document = docx.Document()
    document.add_paragraph("60岁以上老年人情况统计表")
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    for row, texts in enumerate((("项目", "人数（人）", "占比"), ("男", "", ""), ("女", "", ""))):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    table.cell(3, 0).text = "合计"
    filling = factories.filled(scene, saved(document), file_name="统计表.docx")
    assert filling.state == State.FILLED, filling.message
    found = docx.Document(io.BytesIO(vault.read(filling, vault.OUTPUT))).tables[0]
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["项目", "人数（人）", "占比"],
        ["男", "1", "33.33%"],
        ["女", "2", "66.67%"],
        ["合计", "3", "100%"],
    ]
