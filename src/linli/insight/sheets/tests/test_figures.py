"""Tables of figures from the blank to the numbers, and who is behind them."""

import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.foundation.jobs import public as jobs
from linli.insight.sheets import vault
from linli.insight.sheets.actions import confirming, filling_in, handing_out, sending
from linli.insight.sheets.actions.confirming import Label
from linli.insight.sheets.counting.meanings import SUM
from linli.insight.sheets.counting.table import Table
from linli.insight.sheets.models import Decision, Filling, How
from linli.insight.sheets.proposing import people
from linli.insight.sheets.queries import figures
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories, samples
from linli.insight.sheets.tests.factories import AT, TODAY, Scene
from linli.insight.sheets.tests.filling.comparing import differences
from linli.kernel.counted import PLACE, Condition
from linli.registers.residents.tests.factories import depart, give_tag, settle, tell

pytestmark = pytest.mark.django_db
LIST = "/desk/sheets/"
BY_GRID = """== by_grid statistics
60岁以上老年人基本情况统计表 | < | < | < | < | < | < | <
网格 | 总人数 | 性别 | < | 年龄 | < | < | 失能老人
^ | ^ | 男 | 女 | 60-69岁 | 70-79岁 | 80岁及以上 | ^
 |  |  |  |  |  |  |
 |  |  |  |  |  |  |
合计 |  |  |  |  |  |  | """
BY_KIND = """== by_kind statistics
社区人口情况统计表 | < | < | <
项目 | < | 人数（人） | 占比（%）
性别 | 男 |  |
^ | 女 |  |
年龄 | 0-17岁 |  |
^ | 18-59岁 |  |
^ | 60岁及以上 |  |
合计 | < |  | """
OF_THE_COMMUNITY = """== whole statistics
社区基本情况统计表 | < | <
指标 | 单位 | 数量
总户数 | 户 |
总人口 | 人 |
其中：男 | 人 |
女 | 人 |
60岁以上老人 | 人 |
独居老人 | 人 |
低保户 | 户 |
失独人员 | 人 |
志愿服务 | 人 | """

MANY_AGES = "\n".join(["18-29岁 |  |", *(f"^ | {n}-{n + 4}岁 |  |" for n in range(30, 60, 5))])


@pytest.fixture
def scene() -> Scene:
    return factories.make_scene()


def put_in(scene: Scene, text: str, **more: Any) -> Filling:
    content = samples.read(text).workbook()
    return factories.uploaded(scene, content, file_name="统计表.xlsx", **more)


def filled(scene: Scene, text: str, **more: Any) -> Filling:
    filling = put_in(scene, text, **more)
    factories.fill_as_confirmed(filling)
    assert filling.state == State.FILLED, filling.message
    return filling


def cells(filling: Filling) -> dict[str, Any]:
    """Address → value, of what is written in the filled file."""
    content = vault.read(filling, vault.OUTPUT)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}


def meanings(filling: Filling) -> dict[str, dict[str, Any]]:
    return {one["text"]: one for one in filling.sheets[0]["figures"]["meanings"]}


def answer(filling: Filling, labels: dict[str, Label]) -> None:
    """Say what some labels count."""
    known = meanings(filling)
    assert filling.by is not None
    confirming.confirm(
        filling=filling,
        choices={},
        sheets={},
        labels={filling.sheets[0]["name"]: {known[t]["key"]: one for t, one in labels.items()}},
        as_of=TODAY,
        by=filling.by,
        at=AT,
    )


def test_rows_that_the_form_leaves_open_are_named_and_summed(scene: Scene) -> None:
    found = cells(filled(scene, BY_GRID))
    assert {a: v for a, v in found.items() if a[1:] in {"4", "6"}} == {
        "A4": "第一网格",
        "B4": 3,
        "C4": 1,
        "D4": 2,
        "E4": 0,
        "F4": 0,
        "G4": 3,
        "H4": 0,
        "A6": "合计",
        "B6": 3,
        "C6": 1,
        "D6": 2,
        "E6": 0,
        "F6": 0,
        "G6": 3,
        "H6": 0,
    }


def test_a_matrix_counts_people_and_their_shares(scene: Scene) -> None:
    found = cells(filled(scene, BY_KIND))
    assert [found[f"C{row}"] for row in range(3, 9)] == [2, 2, 1, 0, 3, 4]
    assert [found[f"D{row}"] for row in range(3, 9)] == [50, 50, 25, 0, 75, 100]


def test_a_column_about_the_place_says_no_other_name(scene: Scene) -> None:
    text = """== grids statistics
各网格人口情况一览表 | < | < | <
网格 | 网格员 | 总户数 | 总人口
 |  |  |
 |  |  | """
    found = cells(filled(scene, text))
    assert (found["A3"], found.get("B3"), found["C3"], found["D3"]) == ("第一网格", None, 4, 4)


def test_rows_that_are_no_places_are_not_made_up(scene: Scene) -> None:
    text = """== estates statistics
社区人口情况统计表 | < | <
小区名称 | 总户数 | 总人口
 |  |
 |  |
合计 |  | """
    filling = put_in(scene, text)
    factories.fill_as_confirmed(filling)
    assert not {place for place in cells(filling) if place[1:] in {"3", "4"}}
    assert "B5" not in cells(filling)


def test_a_table_is_read_once_whatever_it_counts(scene: Scene) -> None:
    asked = []
    for text in (BY_KIND, BY_KIND.replace("18-59岁 |  |", MANY_AGES)):
        filling = put_in(scene, text)
        table = Table(filling.sheets[0], scene.worker, scene.town.community, TODAY)
        with CaptureQueriesContext(connection) as queries:
            found = table.count()
        asked.append((len(found), len(queries)))
    assert asked[0][0] < asked[1][0]
    assert asked[0][1] == asked[1][1]


def test_no_number_stands_where_a_word_was_not_understood(scene: Scene) -> None:
    home = scene.people[0].household
    assert home is not None
    settle(home, "王小英", birth_date="1970-01-01", sex="2", relation="30")
    filling = put_in(scene, OF_THE_COMMUNITY)
    known = meanings(filling)
    assert known["失独人员"]["asks"]
    assert known["失独人员"]["reason"] == "没看懂“失独”"
    factories.fill_as_confirmed(filling)
    found = cells(filling)
    assert [found.get(f"C{row}") for row in range(3, 12)] == [4, 5, 2, 3, 3, 2, 0, None, None]
    copy = handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT).content
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).active
    coloured = [row for row in range(3, 12) if sheet[f"C{row}"].fill.fgColor.rgb == "FFFFF2CC"]
    assert coloured == [10, 11]


def test_what_somebody_says_is_filled_and_known_the_next_time(scene: Scene) -> None:
    filling = put_in(scene, OF_THE_COMMUNITY)
    give_tag(scene.people[1], "低保边缘")
    tag = next(t for t in factories.tags() if t.name == "低保边缘")
    said = Label(How.COUNT, (Condition("tag", (str(tag.pk),), many=True),), "things")
    answer(filling, {"失独人员": said})
    factories.fill_as_confirmed(filling)
    assert cells(filling)["C10"] == 1
    assert Decision.objects.get().counts["of"][0]["in"] == [str(tag.pk)]
    again = put_in(scene, OF_THE_COMMUNITY.replace("社区基本", "2026年社区基本"))
    assert meanings(again)["失独人员"]["how"] == How.COUNT
    assert "您选的" in meanings(again)["失独人员"]["reason"]
    elsewhere = meanings(put_in(scene, OF_THE_COMMUNITY.replace("社区基本情况", "人口情况")))
    assert elsewhere["失独人员"]["asks"], "the same words may mean something else here"
    assert elsewhere["失独人员"]["of"] == [said.of[0].data]


def test_a_place_that_somebody_named_stays_in_its_community(scene: Scene) -> None:
    text = """== places statistics
老年人情况统计表 | < | <
社区 | 总人数 | 男
一片区 |  |
二片区 |  | """
    filling = put_in(scene, text)
    assert meanings(filling)["一片区"]["asks"]
    grid = Condition(PLACE, (str(scene.town.grid.pk),))
    answer(filling, {"一片区": Label(How.COUNT, (grid,))})
    assert meanings(put_in(scene, text.replace("总人数", "人数")))["一片区"]["asks"]
    other = factories.make_scene("平安里社区")
    assert meanings(put_in(other, text))["一片区"]["asks"]
    assert not meanings(put_in(other, text))["一片区"]["of"]


def test_a_title_that_is_not_understood_fills_nothing(scene: Scene) -> None:
    filling = put_in(scene, BY_KIND.replace("社区人口", "社区矫正对象人口"))
    assert meanings(filling)["社区矫正对象人口情况统计表"]["reason"] == "标题里的“矫正”没看懂"
    with pytest.raises(filling_in.NothingUnderstood):
        factories.fill_as_confirmed(filling)


def test_a_total_that_its_parts_do_not_add_up_to_stays_empty(scene: Scene) -> None:
    settle(scene.town.dwelling, "没有性别", birth_date="1950-01-01")
    text = """== sexes statistics
老年人性别统计表 | < | <
项目 | 人数（人） | 占比
男 |  |
女 |  |
合计 |  | """
    filling = filled(scene, text)
    found = cells(filling)
    assert (found["B3"], found["B4"], found.get("B5")) == (1, 2, None)
    assert found["C3"] == "25%"
    reader = figures.Reader(scene.worker, filling)
    total = next(c for c in reader.table(0).cells if c["row"] == "合计" and c["mark"] == "u")
    assert "一共4，旁边各项加起来是3" in total["note"]
    who = reader.named(reader.table(0), reader.table(0).people(total))
    assert [one.name for one in who] == ["没有性别"]


def test_parts_that_overlap_are_not_added_up_by_themselves(scene: Scene) -> None:
    give_tag(scene.people[0], "低保边缘")
    give_tag(scene.people[0], "志愿者")
    text = """== tags statistics
社区居民情况统计表 | <
项目 | 人数（人）
低保边缘人员 |
志愿者 |
合计 | """
    filling = put_in(scene, text)
    assert meanings(filling)["合计"]["asks"]
    answer(filling, {"合计": Label(How.COUNT, total=SUM)})
    factories.fill_as_confirmed(filling)
    found = cells(filling)
    assert (found["B3"], found["B4"], found["B5"]) == (1, 1, 2)


def test_who_may_not_know_a_tag_gets_no_number_of_it(scene: Scene) -> None:
    give_tag(scene.people[0], "失能老人")
    blind = factories.worker_at(scene.town.community, "residents.sensitive")
    filling = filled(scene, BY_GRID, by=blind)
    found = cells(filling)
    assert "H4" not in found
    assert "H6" not in found
    assert found["B4"] == 3
    assert cells(filled(scene, BY_GRID.replace("岁以上", "周岁以上")))["H4"] == 1


def test_who_may_not_know_a_tag_may_not_open_the_numbers_of_it(scene: Scene) -> None:
    blind = factories.worker_at(scene.town.community, "residents.sensitive")
    filling = filled(scene, BY_GRID)
    client = Client()
    client.force_login(blind)
    assert client.get(f"{LIST}{filling.pk}/figures/").status_code == 403


def test_each_number_tells_who_it_counts(scene: Scene) -> None:
    filling = filled(scene, BY_GRID)
    client = Client()
    client.force_login(scene.worker)
    reader = figures.Reader(scene.worker, filling)
    number = next(
        n for n, c in enumerate(reader.table(0).cells) if c["column"] == "性别 › 男" and c["row"]
    )
    page = client.get(f"{LIST}{filling.pk}/figures/?cell={number}").content.decode()
    assert "李建国" in page
    assert "王秀英" not in page
    assert "属于本社区的 · 60周岁以上（含）" in page
    assert "数的是：男、幸福里社区 第一网格（人）" in page.replace(
        "幸福里社区第一网格", "幸福里社区 第一网格"
    )


def test_the_next_time_tells_who_came_and_who_went(scene: Scene) -> None:
    before = filled(scene, BY_GRID)
    sending.send(filling=before, sent_to="民政局", by=scene.worker, at=AT)
    depart(scene.people[0])
    settle(scene.town.dwelling, "新来的", birth_date="1944-01-01", sex="1")
    now = filled(scene, BY_GRID)
    found = figures.changes(figures.Reader(scene.worker, now), figures.Reader(scene.worker, before))
    by_label = {(one.row, one.column): one for one in found}
    women = by_label["第一网格", "性别 › 女"]
    assert (women.old, women.new, [one.name for one in women.left]) == ("2", "1", ["王秀英"])
    # As many as before, but others.
    whole = by_label["第一网格", "总人数"]
    assert (whole.old, whole.new) == ("3", "3")
    assert [one.name for one in whole.added] == ["新来的"]
    client = Client()
    client.force_login(scene.worker)
    page = client.get(f"{LIST}{now.pk}/changes/").content.decode()
    assert "变了的数" in page
    assert "新来的" in page


def test_of_very_many_a_job_opens_each_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST_LOOKED_AT", 1)
    for one in scene.people[:2]:
        tell(one, veteran__benefit_category="三属")
    content = factories.roster(title="三属人员名册")
    filling = factories.uploaded(scene, content)
    client = Client()
    client.force_login(scene.worker)
    address = f"{LIST}{filling.pk}/"
    assert "不超过 4 人" in client.get(address).content.decode()
    given = {"as_of": "2026-03-11", "sheet0-on": "on", "sheet0-facts": "veteran.benefit_category"}
    client.post(f"{address}confirm/", given | {"count": "1"})
    assert "正在数人数" in client.get(address).content.decode()
    jobs.run_ready()
    page = client.get(address).content.decode()
    assert "<strong>2 人</strong>" in page
    assert "数的" in page
    # Another day is another question.
    client.post(f"{address}confirm/", given | {"as_of": "2026-03-12"})
    assert "不超过 4 人" in client.get(address).content.decode()


def form_with_formulas() -> bytes:
    """A matrix whose totals are formulas, with a column of percentages and colours of its own."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        sheet = book.add_worksheet("汇总")
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        line = book.add_format({"border": 1, "font_name": "仿宋"})
        number = book.add_format({"border": 1, "num_format": "#,##0", "bg_color": "#FFF2CC"})
        percent = book.add_format({"border": 1, "num_format": "0.00%"})
        sheet.merge_range("A1:C1", "老年人年龄情况统计表（截至2026年3月11日）", title)
        sheet.write_row("A2", ["年龄段", "人数（人）", "占比"], line)
        for row, label in enumerate(["60-79岁", "80-84岁", "85岁及以上"], start=3):
            sheet.write_string(f"A{row}", label, line)
            sheet.write_blank(f"B{row}", None, number)
            sheet.write_blank(f"C{row}", None, percent)
        sheet.write_string("A6", "合计", line)
        sheet.write_formula("B6", "=SUM(B3:B5)", number)
        sheet.write_blank("C6", None, percent)
        sheet.write_string("A7", "填表人：        填报日期：    年  月  日")
        sheet.set_column("A:A", 24)
    return output.getvalue()


def test_formulas_and_styles_stay_and_the_day_of_the_form_counts(scene: Scene) -> None:
    # Eighty on the next day; 孙玉兰 is eighty on this very one.
    settle(scene.town.dwelling, "周小梅", birth_date="1946-03-12", sex="2")
    content = form_with_formulas()
    filling = factories.uploaded(scene, content, file_name="汇总.xlsx")
    factories.fill_as_confirmed(filling)
    assert filling.as_of == TODAY
    filled_file = vault.read(filling, vault.OUTPUT)
    sheet = openpyxl.load_workbook(io.BytesIO(filled_file))["汇总"]
    assert [sheet[f"B{row}"].value for row in range(3, 7)] == [1, 2, 1, "=SUM(B3:B5)"]
    assert [round(sheet[f"C{row}"].value, 4) for row in range(3, 7)] == [0.25, 0.5, 0.25, 1]
    assert sheet["C3"].number_format == "0.00%"
    written = {"汇总": {f"{c}{row}" for c in "BC" for row in range(3, 7)} | {"A7"}}
    assert not differences(content, filled_file, written=written)
    table = figures.Reader(scene.worker, filling).table(0)
    assert next(c for c in table.cells if c["at"] == "B6")["note"].startswith("这一格表里有公式")


def test_a_form_about_a_community_is_counted(scene: Scene) -> None:
    text = """== profile record
社区基本信息登记表 | < | < | <
社区名称 |  | 社区书记 |
总户数 |  | 总人口 |
60岁以上老人 |  | 低保户 |
失独人员 |  | 其中：独居老人 |
填表人： | < | 填表日期： | <"""
    filling = put_in(scene, text)
    assert meanings(filling)["失独人员"]["asks"]
    factories.fill_as_confirmed(filling)
    found = cells(filling)
    assert (found["B2"], found.get("D2")) == ("幸福里社区", None)
    assert (found["B3"], found["D3"], found["B4"], found["D4"]) == (4, 4, 3, 0)
    assert "B5" not in found
    assert found["A6"].startswith(f"填表人：{scene.worker.name}")
