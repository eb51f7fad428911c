"""What was sent stays, every cell says where it comes from, and two times can be compared."""

import datetime as dt
import io
import re

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_head
from linli.foundation.audit import public as audit
from linli.insight.sheets import vault
from linli.insight.sheets.actions import filling_in, handing_out, sending
from linli.insight.sheets.models import Filling
from linli.insight.sheets.permissions import can_open
from linli.insight.sheets.queries import traces
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories, test_word
from linli.insight.sheets.tests.factories import AT, TODAY, Scene
from linli.insight.sheets.tests.filling import comparing_old
from linli.kernel.errors import InvalidMove, NotAllowed
from linli.registers.residents import public as residents

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    return factories.make_scene()


def sent(scene: Scene, title: str = "2026年3月80周岁以上老人名册") -> Filling:
    filling = factories.filled(scene, factories.roster(title=title))
    sending.send(filling=filling, sent_to="民政科", by=scene.worker, at=AT)
    return filling


def tell(person: residents.Person, **told: str) -> None:
    residents.tell(
        record=person,
        told={name if "." in name else f"person.{name}": told[name] for name in told},
        source=residents.Source.PHONE,
        confirmed_on=TODAY,
        by=None,
        at=AT,
    )


def shown(scene: Scene, address: str) -> str:
    client = Client()
    client.force_login(scene.worker)
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestSending:
    def test_what_was_sent_stays_as_it_is(self, scene: Scene) -> None:
        filling = sent(scene)
        assert (filling.state, filling.sent_to) == (State.SENT, "民政科")
        with pytest.raises(InvalidMove):
            filling_in.begin(filling=filling, purpose="再填", by=scene.worker, at=AT)
        line = audit.of_subject(filling).get(action="sheets.send")
        assert line.changes["sha256"] == filling.output_sha256

    def test_a_changed_file_is_not_marked(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        vault.keep(filling, vault.OUTPUT, b"something else")
        with pytest.raises(sending.Tampered):
            sending.send(filling=filling, sent_to="", by=scene.worker, at=AT)

    def test_a_slip_is_taken_back_within_a_day(self, scene: Scene) -> None:
        filling = sent(scene)
        with pytest.raises(sending.TooLate):
            sending.take_back(filling=filling, by=scene.worker, at=AT + 2 * DAY)
        sending.take_back(filling=filling, by=scene.worker, at=AT + DAY / 2)
        assert (filling.state, filling.sent_at) == (State.FILLED, None)

    def test_what_was_sent_stands_among_what_was_given_to_others(self, scene: Scene) -> None:
        filling = sent(scene)
        keeper = Client()
        keeper.force_login(make_head(filling.place))
        given = reverse("privacy:record-sharings")
        listed = keeper.get(given).content.decode()
        assert "民政科" in listed
        assert str(residents.catalogue.IDENTITY.label) in listed
        assert "已撤回" not in listed
        sending.take_back(filling=filling, by=scene.worker, at=AT + DAY / 2)
        assert "已撤回" in keeper.get(given).content.decode()


class TestCells:
    def test_a_cell_says_who_says_so_and_since_when(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        page = shown(scene, f"/desk/sheets/{filling.pk}/people/?cell=0-6")
        assert "王秀英 · 第 4 行 · 汉族" in page
        assert "上门，2026-03-11 核实" in page
        assert "登记册里没有这个人的“联系电话”" in shown(
            scene, f"/desk/sheets/{filling.pk}/people/?cell=1-7"
        )

    def test_numbers_are_masked_on_the_page(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        page = shown(scene, f"/desk/sheets/{filling.pk}/people/")
        assert "15400000001" not in page
        assert "154****0001" in page
        assert factories.id_number("1940-01-01") not in page

    def test_who_may_not_know_of_it_does_not_learn_it_from_the_names(self, scene: Scene) -> None:
        tell(scene.people[0], **{"aid.is_recipient": "1"})
        filling = factories.filled(scene, factories.roster(["姓名", "民族"], title="低保对象名册"))
        assert filling.rows == 1
        seer = factories.worker_at(scene.town.community, "residents.edit", "residents.sensitive")
        assert not can_open(seer, filling)
        with pytest.raises(NotAllowed):
            traces.Reader(seer, filling)
        client = Client()
        client.force_login(seer)
        refused = client.get(f"/desk/sheets/{filling.pk}/people/")
        assert refused.status_code == 403
        assert "王秀英" not in refused.content.decode()
        seen = client.get(f"/desk/sheets/{filling.pk}/").content.decode()
        assert f"/desk/sheets/{filling.pk}/people/" not in seen
        assert traces.Reader(scene.worker, filling).sheets[0].names == ["王秀英"]

    def test_only_people_with_something_missing(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        page = shown(scene, f"/desk/sheets/{filling.pk}/people/?gaps=on")
        assert "2 人" in page
        assert "王秀英" not in page
        assert "孙玉兰" in page

    def test_a_cell_that_is_not_there_is_not_found(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        client = Client()
        client.force_login(scene.worker)
        for cell in ("9-0", "0-99"):
            address = f"/desk/sheets/{filling.pk}/people/?cell={cell}"
            assert client.get(address).status_code == 404

    def test_old_words_are_told(self, scene: Scene) -> None:
        filling = factories.uploaded(
            scene, factories.roster(["姓名", "联系电话"], title="老人名册")
        )
        filling.as_of = TODAY + 400 * DAY
        filling_in.begin(filling=filling, purpose="报送", by=scene.worker, at=AT)
        Filling.objects.filter(pk=filling.pk).update(as_of=TODAY + 400 * DAY)
        again = Filling.objects.get(pk=filling.pk)
        factories.work_on(again)
        told = {one["label"]: one["stale"] for one in again.by_field}
        assert told == {"姓名": 0, "联系电话": 1}


def about_sun(scene: Scene, content: bytes, name: str) -> Filling:
    """A form about one person of whom little is known."""
    filling = factories.uploaded(scene, content, file_name=name)
    about = filling.sheets[0]
    only = {about["name"]: {"on": True, "people": about["people"] | {"words": "孙玉兰"}}}
    factories.fill(filling, sheets=only)
    return filling


class TestWorkingCopy:
    def test_gaps_are_coloured_in_a_copy_only(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        before = vault.read(filling, vault.OUTPUT)
        handed = handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT)
        assert handed.name == "高龄名册-工作底稿.xlsx"
        sheet = openpyxl.load_workbook(io.BytesIO(handed.content))["名册"]
        grounds = [sheet[f"{letter}5"].fill.fgColor.rgb for letter in "BH"]
        assert grounds == ["00000000", "FFFFF2CC"]
        assert sheet["B5"].value == "李建国"
        assert sheet["H5"].border.left.style == "thin"
        assert vault.read(filling, vault.OUTPUT) == before
        plain = openpyxl.load_workbook(io.BytesIO(before))["名册"]
        assert plain["H5"].fill.fgColor.rgb == "00000000"

    def test_an_old_workbook_has_the_colours_that_it_knows(self, scene: Scene) -> None:
        filling = factories.filled(scene, comparing_old.ELDERS, file_name="高龄名册.xls")
        handed = handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT)
        assert handed.name == "高龄名册-工作底稿.xls"
        before = comparing_old.looks(vault.read(filling, vault.OUTPUT))
        after = comparing_old.looks(handed.content)
        assert before.keys() == after.keys()
        changed = {place for place, look in before.items() if after[place] != look}
        assert len(changed) == filling.missing
        for place in changed:
            (text, body), (same, ground) = before[place], after[place]
            assert (text, same) == ("", "")
            # Font, number format, alignment and lines stay; a solid yellow ground comes.
            assert (body[:9], body[10:14]) == (ground[:9], ground[10:14])
            assert (ground[17] >> 2, ground[18] & 0x7F) == (1, 43)

    def test_in_a_word_list_the_cells_are_shaded(self, scene: Scene) -> None:
        filling = factories.filled(scene, test_word.roster(), file_name="高龄名册.docx")
        handed = handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT)
        assert handed.name == "高龄名册-工作底稿.docx"
        table = docx.Document(io.BytesIO(handed.content)).tables[0]
        empty = {(n, m) for n in range(1, 4) for m in range(5) if not table.cell(n, m).text}
        assert {place for place in empty if "FFF2CC" in table.cell(*place)._tc.xml} == empty
        assert table._tbl.xml.count("FFF2CC") == len(empty) == 2

    def test_a_form_about_one_person_is_coloured_at_its_cells(self, scene: Scene) -> None:
        filling = about_sun(scene, factories.form(), "申请表.xlsx")
        handed = handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT)
        sheet = openpyxl.load_workbook(io.BytesIO(handed.content)).active
        coloured = {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if cell.fill.fgColor.rgb == "FFFFF2CC"
        }
        assert coloured == {"B3", "D3", "D4", "B5", "D5"}

    def test_a_word_form_too(self, scene: Scene) -> None:
        filling = about_sun(scene, test_word.form(), "申请表.docx")
        handed = handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT)
        table = docx.Document(io.BytesIO(handed.content)).tables[0]
        assert "FFF2CC" in table.cell(1, 1)._tc.xml
        assert table._tbl.xml.count("FFF2CC") == 1

    def test_of_many_files_there_is_a_list_of_the_gaps(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.form(), file_name="申请表.xlsx")
        assert filling.output_format == "zip"
        handed = handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT)
        assert handed.name == "申请表-缺项清单.xlsx"
        sheet = openpyxl.load_workbook(io.BytesIO(handed.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0] == ("姓名", "栏目", "怎么缺")
        assert ("孙玉兰", "民族", "空着") in rows
        assert len(rows) - 1 == filling.missing
        client = Client()
        client.force_login(scene.worker)
        assert "缺项清单" in client.get(f"/desk/sheets/{filling.pk}/").text

    def test_without_gaps_there_is_none(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster(["序号", "姓名"], title="老人名册"))
        with pytest.raises(handing_out.NotFilledYet):
            handing_out.hand_working_copy(filling=filling, by=scene.worker, at=AT)


class TestComparing:
    def test_who_came_who_left_and_what_changed(self, scene: Scene) -> None:
        first = sent(scene)
        king, li, _child, sun = scene.people
        tell(sun, birth_date="1950-01-01")
        tell(li, phone="15400000009")
        new = factories.settle(scene.town.dwelling, "周桂英", birth_date="1930-01-01")
        second = factories.filled(scene, factories.roster(title="2026年4月80周岁以上老人名册"))
        assert traces.before(second) == first
        found = traces.difference(
            traces.Reader(scene.worker, second), traces.Reader(scene.worker, first)
        )
        assert found.added == [(new.pk, "周桂英")]
        assert found.left == [(sun.pk, "孙玉兰")]
        assert [(one.name, one.label, one.old, one.new) for one in found.changed] == [
            ("李建国", "联系电话", "", "154****0009")
        ]
        assert king.pk not in {pk for pk, _name in found.added}
        page = shown(scene, f"/desk/sheets/{second.pk}/changes/")
        assert "新增的人 周桂英 不在表里了的人 孙玉兰" in page
        assert "李建国 联系电话 空着 154****0009" in page

    def test_the_first_time_says_so(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        assert "在这里是第一次填" in shown(scene, f"/desk/sheets/{filling.pk}/changes/")

    def test_other_places_are_not_compared(self, scene: Scene) -> None:
        sent(scene)
        other = factories.make_scene("乙社区")
        there = factories.filled(other, factories.roster(title="2026年4月80周岁以上老人名册"))
        assert traces.before(there) is None
