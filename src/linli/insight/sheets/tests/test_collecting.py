"""Asking people for what a table lacks, until it completes itself."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.insight.sheets import tasks
from linli.insight.sheets.actions import collecting as actions
from linli.insight.sheets.models import Collecting, Filling
from linli.insight.sheets.queries import collecting as queries
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import AT, TODAY, Scene
from linli.kernel import clock
from linli.kernel.errors import InvalidMove, NotAllowed
from linli.registers.residents import public as residents
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
HEADS = ("姓名", "民族", "年龄", "联系电话", "健康状况", "家庭年总收入")


@pytest.fixture
def scene() -> Scene:
    return factories.make_scene()


def lacking(scene: Scene) -> Filling:
    return factories.filled(scene, factories.roster(HEADS, title="80周岁以上老人名册"))


def begun(scene: Scene, *labels: str, **more: Any) -> Collecting:
    """A task for some fields of a filled form, or for all of them."""
    filling = more.pop("filling", None) or lacking(scene)
    keys = [lack.key for lack in queries.lacks(filling) if not labels or lack.label in labels]
    given = {"stale": False, "due_on": TODAY, "assignee": scene.worker, "by": scene.worker}
    return actions.start(filling=filling, keys=keys, at=AT, **{**given, **more})


def answer(task: Collecting, told: dict[str, dict[str, str]], **more: Any) -> Any:
    """Answers by name and fact."""
    rows = {one.person.name: one.pk for one in task.wanted.select_related("person")}
    given = {"source": residents.Source.PHONE, "confirmed_on": TODAY, "by": task.by, "at": AT}
    answers = actions.Answers({rows[name]: facts for name, facts in told.items()}, {})
    return actions.answer(collecting=task, answers=answers, **{**given, **more})


class TestStarting:
    def test_exactly_the_people_and_fields_that_lack_something(self, scene: Scene) -> None:
        task = begun(scene, "民族", "联系电话")
        assert {one.person.name: one.open for one in task.wanted.select_related("person")} == {
            "李建国": ["person.phone"],
            "孙玉兰": ["person.ethnicity", "person.phone"],
        }
        assert task.work.title == "补采《80周岁以上老人名册》：2 人"
        assert task.work.due_at.astimezone(clock.SHANGHAI).date() == TODAY + dt.timedelta(days=1)
        assert list(work.mine(scene.worker)) == [task.work]

    def test_one_task_at_a_time(self, scene: Scene) -> None:
        task = begun(scene, "民族")
        with pytest.raises(actions.AskedAlready):
            begun(scene, "联系电话", filling=task.filling)

    def test_nothing_to_ask(self, scene: Scene) -> None:
        filling = factories.filled(scene, factories.roster(["姓名", "年龄"], title="老人名册"))
        with pytest.raises(actions.NothingToAsk):
            begun(scene, filling=filling)

    def test_what_is_derived_is_asked_by_what_it_comes_from(self, scene: Scene) -> None:
        factories.settle(scene.town.dwelling, "无名氏")
        filling = factories.filled(scene, factories.roster(["姓名", "年龄"], title="居民名册"))
        task = begun(scene, "年龄", filling=filling)
        assert [one.open for one in task.wanted.all()] == [["person.birth_date"]]


class TestAnswering:
    def test_answers_become_statements_and_the_table_completes_itself(self, scene: Scene) -> None:
        task = begun(scene, "民族", "联系电话")
        told = {"李建国": {"person.phone": "154 0000 0007"}, "孙玉兰": {"person.ethnicity": "满"}}
        assert answer(task, told) == {}
        sun = residents.elements.answers([scene.people[3].pk], ["person.ethnicity"], on=TODAY)[
            scene.people[3].pk
        ]["person.ethnicity"]
        assert (sun.text, sun.source, sun.by) == ("满族", "电话", str(scene.worker))
        assert task.finished_at is None
        assert queries.progress(task) == (2, 3)
        answer(task, {"孙玉兰": {"person.phone": "15400000008"}})
        assert task.finished_at == AT
        assert task.work.phase == work.Phase.DONE

    def test_the_last_answer_counts_though_the_files_are_gone(self, scene: Scene) -> None:
        task = begun(scene, "民族")
        Filling.objects.filter(pk=task.filling_id).update(secret=None)
        task = queries.get_visible(scene.worker, task.pk)
        row = task.wanted.get()
        errors = tasks.answer(
            collecting=task,
            answers=actions.Answers({row.pk: {"person.ethnicity": "满"}}, {}),
            source=residents.Source.PHONE,
            confirmed_on=TODAY,
            by=scene.worker,
            at=AT,
        )
        assert not errors
        task.refresh_from_db()
        assert task.finished_at == AT
        assert residents.Person.objects.get(pk=row.person_id).ethnicity == "11"

    def test_what_cannot_be_is_told_and_the_rest_is_kept(self, scene: Scene) -> None:
        task = begun(scene, "民族", "联系电话")
        told = {"孙玉兰": {"person.ethnicity": "火星族", "person.phone": "15400000008"}}
        errors = answer(task, told)
        assert ["“火星族”不在代码表里" in words for words in errors.values()] == [True]
        row = task.wanted.get(person=scene.people[3])
        assert (row.open, row.answered) == (["person.ethnicity"], ["person.phone"])

    def test_facts_of_the_household_go_to_the_household(self, scene: Scene) -> None:
        task = begun(scene, "家庭年总收入")
        answer(task, {"王秀英": {"household.annual_income": "36000"}})
        household = scene.people[0].household
        household.refresh_from_db()
        assert household.known["household.annual_income"] == "36000"

    def test_only_what_was_asked_is_taken(self, scene: Scene) -> None:
        task = begun(scene, "民族")
        answer(task, {"孙玉兰": {"person.phone": "15400000008"}})
        scene.people[3].refresh_from_db()
        assert scene.people[3].phone == ""

    def test_after_the_end_nothing_is_written(self, scene: Scene) -> None:
        task = begun(scene, "民族")
        actions.close(collecting=task, by=scene.worker, at=AT)
        with pytest.raises(InvalidMove):
            answer(task, {"孙玉兰": {"person.ethnicity": "满"}})

    def test_who_may_not_write_there_changes_nothing(self, scene: Scene) -> None:
        task = begun(scene, "民族")
        seer = factories.worker_at(scene.town.community, "residents.edit")
        answer(task, {"孙玉兰": {"person.ethnicity": "满"}}, by=seer)
        assert task.wanted.get(person=scene.people[3]).open == ["person.ethnicity"]
        stranger = factories.worker_at(factories.make_scene("乙社区").town.community)
        with pytest.raises(NotAllowed):
            actions.close(collecting=task, by=stranger, at=AT)


class TestPages:
    def test_from_the_gap_to_the_completed_table(self, scene: Scene) -> None:
        filling, desk = lacking(scene), signed_in(scene.worker)
        asked = [lack.key for lack in queries.lacks(filling) if lack.label == "民族"]
        given = {"keys": asked, "assignee": scene.worker.pk, "due_on": clock.today().isoformat()}
        response = desk.post(f"/desk/sheets/{filling.pk}/collect/", given)
        task = Collecting.objects.get()
        assert response.headers["Location"] == f"/desk/sheets/collecting/{task.pk}/"
        assert "正在补采空缺" in text_of(desk.get(f"/desk/sheets/{filling.pk}/"))
        assert "问一问，填上" in text_of(desk.get("/desk/work/"))
        page = text_of(desk.get(f"/desk/sheets/collecting/{task.pk}/"))
        assert "孙玉兰 幸福里社区 3号楼 2单元 502" in page
        assert "王秀英" not in page
        row = task.wanted.get().pk
        sent = {"source": "phone", "confirmed_on": clock.today().isoformat()}
        bad = desk.post(
            f"/desk/sheets/collecting/{task.pk}/", {**sent, f"{row}-person__ethnicity": "xx"}
        )
        assert bad.status_code == 422
        desk.post(f"/desk/sheets/collecting/{task.pk}/", {**sent, f"{row}-person__ethnicity": "11"})
        jobs.run_ready()
        filling.refresh_from_db()
        told = {one["label"]: one["missing"] for one in filling.by_field}
        assert (filling.state, told["民族"]) == (State.FILLED, 0)
        assert "补采做完了" in text_of(desk.get(f"/desk/sheets/collecting/{task.pk}/"))

    def test_an_old_word_is_confirmed_by_a_tick(self, scene: Scene) -> None:
        filling = factories.uploaded(
            scene, factories.roster(["姓名", "联系电话"], title="80周岁以上名册")
        )
        Filling.objects.filter(pk=filling.pk).update(as_of=dt.date(2028, 1, 1))
        filling.refresh_from_db()
        factories.fill_as_confirmed(filling)
        task = begun(scene, filling=filling, stale=True)
        row = task.wanted.get(person=scene.people[0]).pk
        desk = signed_in(scene.worker)
        assert "还是“154****0001”" in text_of(desk.get(f"/desk/sheets/collecting/{task.pk}/"))
        sent = {"source": "visit", "confirmed_on": "2026-03-10"}
        same = {**sent, f"same-{row}-person__phone": "on"}
        desk.post(f"/desk/sheets/collecting/{task.pk}/", same)
        phone = residents.elements.answers([scene.people[0].pk], ["person.phone"], on=TODAY)
        known = phone[scene.people[0].pk]["person.phone"]
        assert (known.value, known.confirmed_on) == ("15400000001", dt.date(2026, 3, 10))

    def test_the_page_asks_the_same_number_of_questions_for_many(self, scene: Scene) -> None:
        filling, desk = lacking(scene), signed_in(scene.worker)
        counts = []
        for labels in (["民族"], ["民族", "联系电话", "健康状况"]):
            task = begun(scene, *labels, filling=filling)
            desk.get(f"/desk/sheets/collecting/{task.pk}/")
            with CaptureQueriesContext(connection) as asked:
                desk.get(f"/desk/sheets/collecting/{task.pk}/")
            counts.append(len(asked))
            actions.close(collecting=task, by=scene.worker, at=AT)
        assert counts[0] == counts[1]


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
