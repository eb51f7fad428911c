"""From the blank to the filled form: what is written, for whom, and what is left of it."""

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.apps import apps

from linli.foundation.audit import public as audit
from linli.insight.sheets import vault
from linli.insight.sheets.actions import (
    cleaning,
    confirming,
    filling_in,
    handing_out,
    sending,
    upload,
)
from linli.insight.sheets.actions.confirming import Choice
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.models import Decision, Filling, Form
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import AT, TODAY, Scene
from linli.insight.sheets.tests.filling import comparing_old
from linli.insight.sheets.writing.trace import Trace
from linli.kernel import retention
from linli.kernel.errors import InvalidMove, NotAllowed
from linli.shared.imports.public import UnreadableFile

pytestmark = pytest.mark.django_db
SECRETS = ("residents.reveal", "residents.sensitive", "residents.edit")


@pytest.fixture
def scene() -> Scene:
    return factories.make_scene()


def table(filling: Filling) -> list[list[Any]]:
    """What another program reads out of the filled file."""
    content = vault.read(filling, vault.OUTPUT)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["名册"]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def field(filling: Filling, label: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in filling.fields if f["path"][-1] == label)
    return found


class TestReading:
    def test_what_goes_where_and_who_goes_in_is_proposed(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.roster())
        assert filling.state == State.CONFIRMING
        assert filling.title == "80周岁以上高龄老人名册"
        assert field(filling, "身份证号")["element"] == "person.id_number"
        assert field(filling, "备注")["how"] == "blank"
        assert not field(filling, "备注")["asks"]
        assert field(filling, "享受津贴档次")["asks"]
        assert filling.sheets[0]["people"]["age_from"] == 80

    def test_the_day_is_that_of_the_form(self, scene: Scene) -> None:
        filling = factories.uploaded(
            scene, factories.roster(title="截至2025年12月31日高龄老人名册")
        )
        assert filling.as_of == dt.date(2025, 12, 31)
        assert factories.uploaded(scene, factories.roster()).as_of == TODAY

    def test_what_the_form_cannot_be_answered_in_is_asked(self, scene: Scene) -> None:
        heads = ("姓名", "性别（男/女）", "是否失能", "居住情况（独居/与子女同住）")
        filling = factories.uploaded(scene, factories.roster(heads))
        assert field(filling, "性别（男/女）")["how"] == "element"
        for label in heads[2:]:
            assert (field(filling, label)["how"], field(filling, label)["asks"]) == ("blank", True)
        assert "登记册里的“生活自理能力”不是这样说的" in field(filling, "是否失能")["reason"]

    def test_the_same_file_is_the_same_filling(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.roster())
        given = {"place": scene.town.community, "file_name": "另一个名字.xlsx", "by": scene.worker}
        again, new = upload.start(content=vault.read(filling, vault.SOURCE), at=AT, **given)
        assert (again.pk, new) == (filling.pk, False)

    def test_next_months_file_is_the_same_form(self, scene: Scene) -> None:
        march = factories.roster(title="2026年3月高龄老人名册")
        april = factories.roster(title="2026年4月高龄老人名册", rows=5)
        other = factories.roster(factories.HEADS[:-1], title="2026年4月高龄老人名册")
        fillings = [factories.uploaded(scene, content) for content in (march, april, other)]
        assert fillings[0].form_id == fillings[1].form_id != fillings[2].form_id

    def test_no_table_is_refused_in_words(self, scene: Scene) -> None:
        given = {"place": scene.town.community, "file_name": "x.xlsx", "by": scene.worker, "at": AT}
        with pytest.raises(UnreadableFile, match="PDF"):
            upload.start(content=b"%PDF-1.7 \x00", **given)
        with pytest.raises(CannotFill, match="xlsx"):
            upload.start(content="姓名,性别\n".encode(), **given)
        assert not Filling.objects.exists()

    def test_a_file_that_asks_for_nothing_says_so(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.notice("各社区：请于周五前开会，不得迟到。"))
        assert filling.state == State.FAILED
        assert "没有找到要填的栏目" in filling.message
        assert filling.secret is None

    def test_the_file_goes_with_the_refusal_and_not_before(
        self, scene: Scene, django_capture_on_commit_callbacks: Any
    ) -> None:
        given = {"place": scene.town.community, "file_name": "通知.xlsx", "by": scene.worker}
        content = factories.notice("各社区：请于周五前开会，不得迟到。")
        filling, _new = upload.start(content=content, at=AT, **given)
        kept = Filling(pk=filling.pk, secret=filling.secret)
        Filling.objects.update(state=State.CONFIRMING)
        with pytest.raises(InvalidMove):
            upload.read(filling=filling, at=AT)
        assert vault.read(kept, vault.SOURCE) == content
        Filling.objects.update(state=State.READING)
        with django_capture_on_commit_callbacks(execute=True):
            upload.read(filling=filling, at=AT)
        with pytest.raises(FileNotFoundError):
            vault.read(kept, vault.SOURCE)


class TestFilling:
    def test_people_come_in_as_rows_with_the_forms_own_kinds_of_cells(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        assert filling.state == State.FILLED
        rows = table(filling)
        assert rows[1][0] == "填报单位：幸福里社区居委会"
        assert [row[:2] for row in rows[3:6]] == [[1, "王秀英"], [2, "李建国"], [3, "孙玉兰"]]
        first = rows[3]
        assert first[2:4] == ["女", factories.id_number("1940-01-01")]
        assert first[4].date().isoformat() == "1940-01-01"
        assert first[5:8] == [86, "汉族", "15400000001"]
        assert first[8:] == [None, None]
        assert rows[6][0].startswith("填表人：")
        assert (filling.rows, filling.missing) == (3, 4)

    def test_codes_stand_in_the_words_of_the_forms_list(self, scene: Scene) -> None:
        lists = {"性别": ["1-男性", "2-女性"], "民族": ["汉", "满"]}
        filling = factories.filled(scene, factories.roster(lists=lists))
        rows = table(filling)
        assert [row[2] for row in rows[3:6]] == ["2-女性", "1-男性", "2-女性"]
        # 回族 is not in the list: no guess, and it is told.
        assert [row[6] for row in rows[3:6]] == ["汉", None, None]
        told = next(one for one in filling.by_field if one["label"] == "民族")
        assert (told["filled"], told["unlisted"], told["missing"]) == (1, 1, 2)

    def test_an_old_file_comes_back_as_an_old_file(self, scene: Scene) -> None:
        filling = factories.filled(scene, comparing_old.ELDERS, file_name="高龄名册.xls")
        assert (filling.state, filling.file_format) == (State.FILLED, "xls")
        content = vault.read(filling, vault.OUTPUT)
        rows = comparing_old.rows(content, "名册", 2, 7, 6)
        assert rows[0][0] == "填报单位：幸福里社区居委会"
        identity = factories.id_number("1940-01-01")
        # The day as Excel counts it, for the cell has its own way to write days.
        assert rows[2] == ["1", "王秀英", "2-女性", identity, "14611", "86"]
        assert [row[1] for row in rows[3:5]] == ["李建国", "孙玉兰"]
        assert rows[5][0].startswith("填表人：")
        assert not comparing_old.style_differences(comparing_old.ELDERS, content, "名册")
        handed = handing_out.hand_out(filling=filling, by=scene.worker, at=AT)
        assert handed.name == "高龄名册.xls"

    def test_without_a_purpose_no_numbers_go_out(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.roster())
        with pytest.raises(filling_in.NeedsPurpose):
            filling_in.begin(filling=filling, purpose=" ", by=scene.worker, at=AT)
        plain = factories.uploaded(scene, factories.roster(["序号", "姓名", "性别", "民族"]))
        filling_in.begin(filling=plain, purpose="", by=scene.worker, at=AT)

    def test_it_is_in_the_log(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        line = audit.of_subject(filling).get(action="sheets.fill")
        assert (line.reason, line.changes["rows"]) == ("报送民政", 3)
        assert line.changes["guarded"] == ["身份证号", "联系电话"]
        handed = handing_out.hand_out(filling=filling, by=scene.worker, at=AT)
        assert handed.name == "高龄名册.xlsx"
        assert audit.of_subject(filling).filter(action="sheets.download").count() == 1

    def test_nobody_fits(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster(title="120周岁以上老人名册"))
        assert filling.state == State.CONFIRMING
        assert "没有符合条件的人" in filling.message

    def test_done_twice_nothing_changes(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        late = Filling.objects.get(pk=filling.pk)
        late.state = State.FILLING
        with pytest.raises(InvalidMove):
            factories.work_on(late)
        assert audit.of_subject(filling).filter(action="sheets.fill").count() == 1

    def test_killed_in_the_middle_it_begins_anew(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.roster())
        filling_in.begin(filling=filling, purpose="报送", by=scene.worker, at=AT)
        calls = []

        class Killed(BaseException):
            pass

        def kill(done: int, _total: int) -> bool:
            calls.append(done)
            raise Killed

        with pytest.raises(Killed):
            filling_in.fill_in(filling=filling, at=AT, tell=kill)
        again = Filling.objects.get(pk=filling.pk)
        assert (again.state, calls) == (State.FILLING, [3])
        factories.work_on(again)
        assert (again.state, len(table(again))) == (State.FILLED, 7)

    def test_stopped_on_request_it_can_be_changed(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.roster())
        filling_in.begin(filling=filling, purpose="报送", by=scene.worker, at=AT)
        filling_in.fill_in(filling=filling, at=AT, tell=lambda _done, _total: False)
        assert filling.state == State.CONFIRMING
        assert "已停下" in filling.message


class TestForms:
    """A form about one person: labels beside their cells."""

    def test_one_person_one_file(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.form())
        about = filling.sheets[0]
        assert (about["kind"], about["on"]) == ("record", True)
        only = {"表": {"on": True, "people": about["people"] | {"words": "王秀英"}}}
        factories.fill(filling, sheets=only)
        content = handing_out.hand_out(filling=filling, by=scene.worker, at=AT).content
        sheet = openpyxl.load_workbook(io.BytesIO(content))["表"]
        assert [sheet[cell].value for cell in ("B2", "D2", "B3", "D3")] == [
            "王秀英",
            "□男 ☑女",
            factories.id_number("1940-01-01"),
            "汉族",
        ]

    def test_several_people_come_as_an_archive(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.form())
        handed = handing_out.hand_out(filling=filling, by=scene.worker, at=AT)
        assert handed.name == "高龄名册.zip"
        with zipfile.ZipFile(io.BytesIO(handed.content)) as archive:
            assert archive.namelist() == [
                "1-高龄名册-王秀英.xlsx",
                "2-高龄名册-李建国.xlsx",
                "3-高龄名册-孙玉兰.xlsx",
            ]


class TestRights:
    def test_a_grid_worker_fills_only_the_own_grid(self, scene: Scene) -> None:
        worker = factories.worker_at(scene.town.grid)
        with pytest.raises(NotAllowed):
            factories.uploaded(scene, factories.roster(), by=worker)
        filling = factories.filled(scene, factories.roster(), by=worker, place=scene.town.grid)
        assert filling.rows == 3

    def test_what_one_may_not_see_is_not_filled(self, scene: Scene) -> None:
        seer = factories.worker_at(scene.town.community, *SECRETS)
        heads = ["姓名", "身份证号", "健康状况"]
        filling = factories.filled(scene, factories.roster(heads, title="老人名册"), by=seer)
        row = table(filling)[3]
        assert row[1].startswith("990***")
        assert row[2] is None
        told = {one["label"]: one for one in filling.by_field}
        assert told["身份证号"]["masked"] == 2
        assert told["健康状况"]["closed"] == 3

    def test_who_sees_less_does_not_get_the_file(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster())
        seer = factories.worker_at(scene.town.community, *SECRETS)
        with pytest.raises(NotAllowed):
            handing_out.hand_out(filling=filling, by=seer, at=AT)
        handing_out.hand_out(filling=filling, by=scene.worker, at=AT)


class TestDecisions:
    def test_what_was_chosen_is_proposed_the_next_time(self, scene: Scene) -> None:
        chosen = {"享受津贴档次": Choice("constant", words="一档"), "备注": Choice("blank")}
        factories.filled(scene, factories.roster(title="2026年3月名册"), choices=chosen)
        assert Decision.objects.get().words == "一档"
        later = factories.uploaded(scene, factories.roster(title="2026年4月名册"))
        known = field(later, "享受津贴档次")
        assert (known["how"], known["words"], known["asks"]) == ("constant", "一档", False)
        assert known["reason"] == "上次填这张表时您选的"

    def test_a_constant_means_nothing_elsewhere(self, scene: Scene) -> None:
        chosen = {"享受津贴档次": Choice("constant", words="一档")}
        factories.filled(scene, factories.roster(), choices=chosen)
        other = factories.make_scene("乙社区")
        later = factories.uploaded(other, factories.roster())
        assert field(later, "享受津贴档次")["asks"]

    def test_an_element_is_evidence_for_other_forms(self, scene: Scene) -> None:
        heads = ["姓名", "性别", "年龄", "经济状态档"]
        chosen = {"经济状态档": Choice("element", "household.economic_status")}
        factories.filled(scene, factories.roster(heads, title="老人名册"), choices=chosen)
        other = factories.uploaded(scene, factories.roster([*heads, "民族"], title="另一张表"))
        known = field(other, "经济状态档")
        assert (known["element"], known["asks"]) == ("household.economic_status", True)
        assert known["reason"] == "您在《老人名册》里选了“家庭经济状况”"

    def test_what_is_written_where_nothing_is_known(self, scene: Scene) -> None:
        heads = ["姓名", "低保标志"]
        chosen = {"低保标志": Choice("element", "aid.is_recipient", otherwise="否")}
        content = factories.roster(heads, title="2026年3月老人名册")
        filling = factories.filled(scene, content, choices=chosen)
        assert [row[1] for row in table(filling)[3:6]] == ["否", "否", "否"]
        assert filling.missing == 0
        later = factories.uploaded(scene, factories.roster(heads, title="2026年4月老人名册"))
        assert field(later, "低保标志")["otherwise"] == "否"

    def test_only_what_the_register_knows_can_be_chosen(self, scene: Scene) -> None:
        filling = factories.uploaded(scene, factories.roster())
        with pytest.raises(confirming.UnknownElement):
            factories.fill(filling, choices={"备注": Choice("element", "person.religion")})

    def test_the_form_tells_what_it_asks_for(self, scene: Scene) -> None:
        chosen = {"备注": Choice("element", "person.education")}
        factories.filled(scene, factories.roster(), choices=chosen)
        fields = {one["path"][-1]: one["element"] for one in Form.objects.get().fields}
        assert fields["备注"] == "person.education"


def test_the_trace_knows_who_says_so(scene: Scene) -> None:
    filling = factories.filled(scene, factories.roster())
    trace = Trace.load(vault.read(filling, vault.TRACE))
    sheet = trace.sheets[0]
    assert sheet.names == ["王秀英", "李建国", "孙玉兰"]
    assert sheet.first_row == 4
    column = sheet.keys.index(field(filling, "民族")["key"])
    assert trace.sources[sheet.words[0][column]] == ["上门", TODAY.isoformat(), ""]
    assert sheet.marks[2][column] == "e"


def test_a_filling_can_be_thrown_away(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    filling = factories.filled(scene, factories.roster())
    owner = Filling(pk=filling.pk, secret=filling.secret)
    with django_capture_on_commit_callbacks(execute=True):
        handing_out.discard(filling=filling, by=scene.worker, at=AT)
    with pytest.raises(FileNotFoundError):
        vault.read(owner, vault.OUTPUT)
    assert Form.objects.exists()


class TestForgetting:
    def test_files_go_after_a_season_and_what_was_sent_after_years(self, scene: Scene) -> None:
        march = factories.roster(title="2026年3月名册")
        kept, gone = factories.filled(scene, march), factories.filled(scene, factories.roster())
        sending.send(filling=kept, sent_to="", by=scene.worker, at=AT)
        day = dt.timedelta(days=1)
        coming = retention.RETENTIONS["sheets"].coming
        assert cleaning.forget_old_files(at=AT + 89 * day) == 0
        assert coming(scene.worker, TODAY + 89 * day) == 0
        assert coming(scene.worker, TODAY + 91 * day) == 1
        assert cleaning.forget_old_files(at=AT + 91 * day) == 1
        assert coming(scene.worker, TODAY + 91 * day) == 0
        event = apps.get_model("audit.AuditEvent").objects.get(action="sheets.forget")
        assert event.changes == {"fillings": 1}
        gone.refresh_from_db()
        assert gone.is_forgotten
        with pytest.raises(handing_out.Forgotten):
            handing_out.hand_out(filling=gone, by=scene.worker, at=AT)
        with pytest.raises(filling_in.Forgotten):
            filling_in.begin(filling=gone, purpose="再填", by=scene.worker, at=AT)
        handing_out.hand_out(filling=kept, by=scene.worker, at=AT)
        assert cleaning.forget_old_files(at=AT + 1100 * day) == 1
