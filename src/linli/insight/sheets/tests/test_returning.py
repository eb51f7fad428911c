"""A department gives the table back changed: what differs is shown, and accepted cell by cell."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.foundation.jobs import public as jobs
from linli.insight.sheets import tasks, vault
from linli.insight.sheets.actions import cleaning, returning, sending
from linli.insight.sheets.models import Filling, Reading, Returned, ReturnedCell, Verdict
from linli.insight.sheets.tests import factories, test_word
from linli.insight.sheets.tests.factories import AT, Person, Scene
from linli.kernel.errors import InvalidMove, NotAllowed
from linli.registers.residents import public as residents
from linli.shared.imports.public import UnreadableFile

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=3)
HEADS = ("序号", "姓名", "身份证号", "出生日期", "年龄", "民族", "联系电话", "备注")


@pytest.fixture
def scene() -> Scene:
    return factories.make_scene()


@pytest.fixture
def sent(scene: Scene) -> Filling:
    filling = factories.filled(scene, factories.roster(HEADS, title="60周岁以上老人名册"))
    sending.send(filling=filling, sent_to="区民政局", by=scene.worker, at=AT)
    return filling


def changed(filling: Filling, change: Callable[[Any], None]) -> bytes:
    """The filled file after somebody else worked in it."""
    book = openpyxl.load_workbook(io.BytesIO(vault.read(filling, vault.OUTPUT)))
    change(book["名册"])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def cell(sheet: Any, name: str, head: str) -> Any:
    """Somebody's cell in a column, wherever both stand now."""
    rows = list(sheet.iter_rows())
    column = next(one.column for row in rows for one in row if one.value == head)
    line = next(one.row for row in rows for one in row if one.value == name)
    return sheet.cell(line, column)


def back(scene: Scene, sent: Filling, change: Callable[[Any], None]) -> Returned:
    content = changed(sent, change)
    return put_in(scene, sent, content)


def put_in(scene: Scene, sent: Filling, content: bytes, name: str = "退回.xlsx") -> Returned:
    """Put in, and laid beside what was sent, as the job does."""
    returned, _new = returning.take_back_in(
        filling=sent, file_name=name, content=content, by=scene.worker, at=LATER
    )
    returning.lay_beside(returned=returned, at=LATER)
    returned.refresh_from_db()
    return returned


def pairs(returned: Returned) -> set[tuple[str, str, str]]:
    return {(one.person.name, one.ours, one.theirs) for one in returned.cells.all()}


def other_phone(sheet: Any) -> None:
    cell(sheet, "王秀英", "联系电话").value = "15400000099"


def test_only_what_differs_is_shown(scene: Scene, sent: Filling) -> None:
    def change(sheet: Any) -> None:
        other_phone(sheet)
        # The same day and the same number, written otherwise.
        cell(sheet, "王秀英", "出生日期").value = "1940年1月1日"
        cell(sheet, "李建国", "年龄").value = str(cell(sheet, "李建国", "年龄").value) + ".0"

    assert pairs(back(scene, sent, change)) == {("王秀英", "15400000001", "15400000099")}


def test_rows_sorted_and_columns_put_in_between_do_not_matter(scene: Scene, sent: Filling) -> None:
    def change(sheet: Any) -> None:
        other_phone(sheet)
        first, second = cell(sheet, "王秀英", "姓名").row, cell(sheet, "李建国", "姓名").row
        for column in range(2, len(HEADS) + 1):
            a, b = sheet.cell(first, column), sheet.cell(second, column)
            a.value, b.value = b.value, a.value
        sheet.insert_cols(3)
        head = cell(sheet, "姓名", "姓名")
        sheet.cell(head.row, 3).value = "审核意见"

    assert pairs(back(scene, sent, change)) == {("王秀英", "15400000001", "15400000099")}


def test_two_files_with_one_number_are_told_apart_by_name(scene: Scene) -> None:
    factories.settle(
        scene.town.dwelling, "王秀莲", id_number=factories.id_number("1940-01-01"), sex="2"
    )
    filling = factories.filled(scene, factories.roster(HEADS, title="60周岁以上老人名册"))
    returned = back(scene, filling, other_phone)
    assert (pairs(returned), returned.left) == (
        {("王秀英", "15400000001", "15400000099")},
        [],
    )


def test_who_was_added_and_who_was_taken_out_is_told(scene: Scene, sent: Filling) -> None:
    def change(sheet: Any) -> None:
        line = cell(sheet, "李建国", "姓名").row
        for column, value in enumerate(["2", "周大海", "", "1950-02-02", "76"], 1):
            sheet.cell(line, column).value = value

    returned = back(scene, sent, change)
    assert returned.added == '["周大海"]'
    assert [Person.objects.get(pk=pk).name for pk in returned.left] == ["李建国"]


def test_accepting_goes_to_the_register_with_its_source(scene: Scene, sent: Filling) -> None:
    returned = back(scene, sent, other_phone)
    one = returned.cells.get()
    given: dict[str, Any] = {"returned": returned, "by": scene.worker, "at": LATER}
    assert returning.accept(cells=[one.pk], **given) == {}
    person = Person.objects.get(name="王秀英")
    assert person.phone == "15400000099"
    word = person.statements.first()
    assert (word.source, word.note) == (residents.Source.DEPARTMENT, "退回的《60周岁以上老人名册》")
    one.refresh_from_db()
    assert (one.verdict, one.by) == (Verdict.ACCEPTED, scene.worker)
    # A second click finds nothing left to do.
    assert returning.accept(cells=[one.pk], **given) == {}
    with pytest.raises(InvalidMove):
        returning.keep(cells=[one.pk], **given)


def test_what_cannot_be_is_told_and_stays_open(scene: Scene, sent: Filling) -> None:
    def change(sheet: Any) -> None:
        cell(sheet, "王秀英", "联系电话").value = "12"
        cell(sheet, "王秀英", "年龄").value = "50"

    returned = back(scene, sent, change)
    cells = [one.pk for one in returned.cells.all()]
    refused = returning.accept(returned=returned, cells=cells, by=scene.worker, at=LATER)
    assert set(refused) == set(cells)
    assert "登记册里不能直接改" in "".join(refused.values())
    assert Person.objects.get(name="王秀英").phone == "15400000001"
    assert {one.verdict for one in returned.cells.all()} == {Verdict.OPEN}


def test_the_same_file_changes_nothing(scene: Scene, sent: Filling) -> None:
    content = changed(sent, other_phone)
    given: dict[str, Any] = {"filling": sent, "file_name": "a.xlsx", "content": content}
    first, new = returning.take_back_in(**given, by=scene.worker, at=LATER)
    again, old = returning.take_back_in(**given, by=scene.worker, at=LATER)
    assert (first.pk, new, old) == (again.pk, True, False)
    for _run in range(2):
        # A job that was killed is run again.
        returning.lay_beside(returned=Returned.objects.get(pk=first.pk), at=LATER)
    assert ReturnedCell.objects.count() == 1


def test_it_goes_with_the_files_of_the_table(scene: Scene, sent: Filling) -> None:
    back(scene, sent, other_phone)
    cleaning.forget_old_files(at=AT + dt.timedelta(days=1090))
    assert ReturnedCell.objects.exists()
    cleaning.forget_old_files(at=AT + dt.timedelta(days=1100))
    assert not Returned.objects.exists()
    assert not ReturnedCell.objects.exists()


def test_another_table_is_refused(scene: Scene, sent: Filling) -> None:
    given: dict[str, Any] = {"filling": sent, "file_name": "a.xlsx", "by": scene.worker}
    with pytest.raises(UnreadableFile):
        returning.take_back_in(**given, content=b"%PDF-1.7 \x00", at=LATER)
    assert not Returned.objects.exists()
    other = put_in(scene, sent, factories.roster(HEADS))
    assert (other.reading, other.message) == (Reading.FAILED, str(returning.AnotherTable()))
    # Put in again, it is tried again.
    assert put_in(scene, sent, factories.roster(HEADS)).pk != other.pk


def test_the_last_of_many_is_compared_too(scene: Scene) -> None:
    rows = [
        residents.Row(
            {"person.name": f"居民{number:04}", "person.birth_date": "1950-01-01"},
            scene.town.dwelling,
            family=str(number // 3),
        )
        for number in range(1_100)
    ]
    homes = residents.Homes(scene.town.community)
    residents.add_many(rows=rows, homes=homes, note="", by=None, at=AT)
    filling = factories.filled(
        scene, factories.roster(("姓名", "联系电话"), title="60周岁以上老人名册")
    )
    returned = back(
        scene,
        filling,
        lambda sheet: setattr(cell(sheet, "居民1099", "联系电话"), "value", "15400000099"),
    )
    assert pairs(returned) == {("居民1099", "", "15400000099")}
    assert (returned.left, returned.added) == ([], "[]")


def about_one(scene: Scene, content: bytes, name: str) -> Filling:
    filling = factories.uploaded(scene, content, file_name=name)
    about = filling.sheets[0]
    only = {about["name"]: {"on": True, "people": about["people"] | {"words": "王秀英"}}}
    factories.fill(filling, sheets=only)
    return filling


def test_a_form_about_one_person_comes_back(scene: Scene) -> None:
    filling = about_one(scene, factories.form(), "申请表.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(vault.read(filling, vault.OUTPUT)))
    sheet = book["表"]
    assert sheet["D2"].value == "□男 ☑女"
    sheet["D2"].value, sheet["D4"].value = "☑男 □女", "15400000099"
    output = io.BytesIO()
    book.save(output)
    returned = put_in(scene, filling, output.getvalue())
    assert pairs(returned) == {
        ("王秀英", "女", "男"),
        ("王秀英", "15400000001", "15400000099"),
    }
    assert returned.left == []
    sheet["B2"].value, sheet["B3"].value = "别的人", "110101195001011237"
    output = io.BytesIO()
    book.save(output)
    assert put_in(scene, filling, output.getvalue()).message == str(returning.AnotherTable())


def test_a_word_form_comes_back(scene: Scene) -> None:
    filling = about_one(scene, test_word.form(), "申请表.docx")
    document = docx.Document(io.BytesIO(vault.read(filling, vault.OUTPUT)))
    document.paragraphs[0].insert_paragraph_before("附件1")
    document.tables[0].cell(1, 1).text = "满族"
    output = io.BytesIO()
    document.save(output)
    assert pairs(put_in(scene, filling, output.getvalue())) == {("王秀英", "汉族", "满族")}


def test_forms_of_one_person_each_are_no_list(scene: Scene) -> None:
    filling = factories.filled(scene, factories.form(), file_name="申请表.xlsx")
    with pytest.raises(returning.NoList):
        put_in(scene, filling, factories.form())


def test_a_job_that_was_given_up_is_started_by_hand(scene: Scene, sent: Filling) -> None:
    returned, _new = tasks.take_back_in(
        filling=sent,
        file_name="退回.xlsx",
        content=changed(sent, other_phone),
        by=scene.worker,
        at=LATER,
    )
    returned.refresh_from_db()
    jobs.progress.fail(str(returned.progress), at=LATER, message="断了")
    client = Client()
    client.force_login(scene.worker)
    url = reverse("sheets:returned", args=[sent.pk])
    assert "做到一半断了" in client.get(url).text
    client.post(reverse("sheets:returned-go-on", args=[returned.pk]))
    jobs.run_ready()
    assert "改了 1 格，1 格待定" in client.get(url).text


def test_a_word_file_comes_back_too(scene: Scene) -> None:
    filling = factories.filled(scene, test_word.roster(), file_name="高龄名册.docx")
    document = docx.Document(io.BytesIO(vault.read(filling, vault.OUTPUT)))
    document.paragraphs[0].insert_paragraph_before("附件1")
    rows = {row.cells[1].text: row for row in document.tables[0].rows}
    rows["王秀英"].cells[4].text = "15400000099"
    rows["王秀英"].cells[3].text = "1940年01月"
    rows["李建国"].cells[3].text = "1945-07"
    table = document.tables[0]._tbl
    table.remove(rows["孙玉兰"]._tr)
    output = io.BytesIO()
    document.save(output)
    returned = put_in(scene, filling, output.getvalue(), "退回.docx")
    assert pairs(returned) == {
        ("王秀英", "15400000001", "15400000099"),
        ("李建国", "1945-06-02", "1945-07"),
    }
    assert [Person.objects.get(pk=pk).name for pk in returned.left] == ["孙玉兰"]


def test_others_neither_put_it_in_nor_decide(scene: Scene, sent: Filling) -> None:
    stranger = factories.make_scene("远方社区").worker
    with pytest.raises(NotAllowed):
        returning.take_back_in(filling=sent, file_name="a.xlsx", content=b"", by=stranger, at=LATER)
    returned = back(scene, sent, other_phone)
    with pytest.raises(NotAllowed):
        returning.accept(returned=returned, cells=[], by=stranger, at=LATER)


def test_a_worker_goes_through_it_on_the_page(scene: Scene, sent: Filling) -> None:
    client = Client()
    client.force_login(scene.worker)
    url = reverse("sheets:returned", args=[sent.pk])
    assert url in client.get(reverse("sheets:filling", args=[sent.pk])).text
    paper = SimpleUploadedFile("退回.xlsx", changed(sent, other_phone))
    page = client.post(url, {"file": paper}, follow=True)
    assert "正在和报出去的对照" in page.text
    waiting = reverse("sheets:returned-progress", args=[Returned.objects.get().pk])
    assert "正在和报出去的对照" in client.get(waiting).text
    jobs.run_ready()
    assert client.get(waiting).headers["HX-Refresh"] == "true"
    page = client.get(url)
    assert "改了 1 格，1 格待定" in page.text
    # The numbers of residents are seen in part, as everywhere.
    assert "15400000099" not in page.text
    [one] = ReturnedCell.objects.all()
    decide = reverse("sheets:decide-returned", args=[one.returned_id])
    assert "还没有选" in client.post(decide, {"verdict": "accept"}, follow=True).text
    whole = {"verdict": "accept", "field": one.key, "whole": "1"}
    assert "1 格已按部门的记到登记册里" in client.post(decide, whole, follow=True).text
    assert "都定完了" in client.get(url).text
    assert Person.objects.get(name="王秀英").phone == "15400000099"
    bad = client.post(url, {"file": SimpleUploadedFile("a.xlsx", b"nothing")})
    assert bad.status_code == 422
