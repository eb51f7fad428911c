"""Residents tell by their own links what a table lacks, and the table completes itself."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.foundation.accounts import public as accounts
from linli.foundation.audit.tests.factories import events_of
from linli.foundation.jobs import public as jobs
from linli.foundation.notices.public import Notice
from linli.insight.sheets import tasks, told
from linli.insight.sheets.actions import cleaning, inviting, self_telling
from linli.insight.sheets.actions import collecting as actions
from linli.insight.sheets.models import Collecting, Filling, Invitation, Proof, Stand
from linli.insight.sheets.queries import collecting as of_tasks
from linli.insight.sheets.queries import invitations as queries
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import AT, TODAY, Scene
from linli.insight.sheets.told import Consent, Told
from linli.kernel import clock
from linli.kernel.errors import InvalidMove
from linli.registers.residents import public as residents
from linli.registers.residents.tests.factories import give_guardian
from linli.services.privacy import public as privacy
from linli.services.privacy.tests.factories import (
    purpose,
    refuse,
    renew_texts,
    tell_people,
    word_of,
)

pytestmark = pytest.mark.django_db
HEADS = ("姓名", "民族", "联系电话", "健康状况", "家庭年总收入")


@pytest.fixture
def scene() -> Scene:
    made = factories.make_scene()
    tell_people(made.town.community)
    return made


def begun(scene: Scene, *labels: str, title: str = "80周岁以上老人名册", **more: Any) -> Collecting:
    filling = factories.filled(scene, factories.roster(HEADS, title=title))
    keys = [lack.key for lack in of_tasks.lacks(filling) if not labels or lack.label in labels]
    given = {"stale": False, "due_on": TODAY, "assignee": scene.worker, "by": scene.worker}
    return actions.start(filling=filling, keys=keys, at=AT, **{**given, **more})


def invited(scene: Scene, *labels: str, at: dt.datetime = AT, **more: Any) -> Collecting:
    task = begun(scene, *labels, **more)
    inviting.invite(collecting=task, by=scene.worker, at=at)
    return task


def of(task: Collecting, name: str) -> Invitation:
    return Invitation.objects.select_related("wanted__person").get(
        wanted__collecting=task, wanted__person__name=name, stand__in=queries.RUNNING
    )


def say(invitation: Invitation, facts: dict[str, str], **more: Any) -> None:
    self_telling.tell(invitation=invitation, words=Told(facts, **more), at=AT)


def known(person: residents.Person, element: str) -> Any:
    return residents.elements.answers([person.pk], [element], on=TODAY)[person.pk][element]


def is_unknown(person: residents.Person, element: str) -> bool:
    found = residents.elements.answers([person.pk], [element], on=TODAY)
    return element not in found.get(person.pk, {})


class TestInviting:
    def test_each_person_gets_a_link_for_what_may_be_asked(self, scene: Scene) -> None:
        task = invited(scene, "民族", "联系电话")
        assert of(task, "孙玉兰").elements == ["person.ethnicity", "person.phone"]
        # The number of the own card where it is known, else the birth date.
        assert [of(task, name).proof for name in ("李建国", "孙玉兰")] == [
            Proof.ID_TAIL,
            Proof.BIRTH,
        ]
        assert re.fullmatch(r"[a-z2-9]{16}", of(task, "李建国").token)

    def test_nothing_before_people_were_told_how_it_is_used(self) -> None:
        with pytest.raises(inviting.NothingToldYet):
            invited(factories.make_scene(), "民族")

    def test_no_link_where_nothing_proves_the_person(self, scene: Scene) -> None:
        factories.settle(scene.town.dwelling, "无名氏")
        task = begun(scene, "民族", title="居民名册")
        inviting.invite(collecting=task, by=scene.worker, at=AT)
        assert not Invitation.objects.filter(wanted__person__name="无名氏").exists()
        with pytest.raises(inviting.NobodyToInvite):
            inviting.invite(collecting=task, by=scene.worker, at=AT)

    def test_not_the_dead_and_not_what_somebody_does_not_want_used(self, scene: Scene) -> None:
        task = begun(scene, "健康状况")
        refuse(scene.people[0], "老年人探访和健康服务", "残疾人服务和补贴协助")
        residents.Person.objects.filter(pk=scene.people[1].pk).update(presence="died")
        inviting.invite(collecting=task, by=scene.worker, at=AT)
        names = Invitation.objects.values_list("wanted__person__name", flat=True)
        assert list(names) == ["孙玉兰"]

    def test_a_link_that_opens_nothing_makes_room_for_a_new_one(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        first = of(task, "孙玉兰")
        with pytest.raises(inviting.NobodyToInvite):
            inviting.invite(collecting=task, by=scene.worker, at=AT)
        later = first.expires_at + dt.timedelta(days=1)
        assert inviting.invite(collecting=task, by=scene.worker, at=later) == 1
        assert of(task, "孙玉兰").token != first.token

    def test_a_taken_back_one_leads_nowhere(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        one = of(task, "孙玉兰")
        inviting.revoke(collecting=task, invitations=[one.pk], by=scene.worker, at=AT)
        assert queries.by_token(one.token, at=AT) is None
        with pytest.raises(InvalidMove):
            say(one, {"person.ethnicity": "11"})

    def test_a_message_names_neither_person_nor_table(self, scene: Scene, settings: Any) -> None:
        settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sms"
        residents.Person.objects.filter(pk=scene.people[0].pk).update(ethnicity="")
        task = invited(scene, "民族", "健康状况")
        assert inviting.send_texts(collecting=task, by=scene.worker, at=AT) == 1
        notice = Notice.objects.get(kind=inviting.KIND)
        assert notice.phone == scene.people[0].phone
        assert notice.secret
        assert "王秀英" not in notice.text
        assert "老人" not in notice.text
        assert of(task, "王秀英").token in notice.text
        assert inviting.send_texts(collecting=task, by=scene.worker, at=AT) == 0

    def test_the_number_that_a_message_goes_to_proves_nothing(self, scene: Scene) -> None:
        person = factories.settle(scene.town.dwelling, "只有电话", phone="15400000077")
        task = invited(scene, "民族", title="居民名册")
        assert of(task, "只有电话").proof == Proof.PHONE_TAIL
        assert person.pk not in [
            one.wanted.person_id for one in inviting.textable(scene.worker, task, at=AT)
        ]

    def test_a_childs_link_goes_to_the_guardian(self, scene: Scene) -> None:
        child = scene.people[2]
        give_guardian(child, "赵大宝", "15400000066")
        task = invited(scene, "民族", title="居民名册")
        found = [of(task, "赵小宝")]
        assert queries.phones(found, on=TODAY) == {child.pk: "15400000066"}


class TestProving:
    @pytest.mark.parametrize(
        ("proof", "words", "fits"),
        [
            (Proof.ID_TAIL, "9876", False),
            (Proof.ID_TAIL, "", False),
            (Proof.BIRTH, "1945-06-02", True),
            (Proof.BIRTH, "１９４５０６０２", True),
            (Proof.BIRTH, "19450603", False),
            (Proof.PHONE_TAIL, "0007", True),
            (Proof.PHONE_TAIL, "7000", False),
        ],
    )
    def test_words(self, proof: Proof, words: str, fits: bool) -> None:
        person = residents.Person(born_on=dt.date(1945, 6, 2), phone="15400000007")
        person.id_number = "11010119450602001X"
        assert told.proves(person, proof, words) is fits
        assert told.proves(person, Proof.ID_TAIL, " 001x ")

    def test_what_is_not_known_proves_nothing(self) -> None:
        assert not told.proves(residents.Person(), Proof.ID_TAIL, "")
        assert not told.proves(residents.Person(), Proof.BIRTH, "")
        assert told.proof_of(residents.Person(), []) is None

    def test_after_some_wrong_words_the_link_is_dead(self, scene: Scene) -> None:
        one = of(invited(scene, "民族"), "孙玉兰")
        for _try in range(queries.MOST_TRIES):
            with pytest.raises(self_telling.NotThisPerson):
                self_telling.prove(invitation=one, words="19000101", at=AT)
        assert queries.by_token(one.token, at=AT) is None
        with pytest.raises(self_telling.NotThisPerson):
            self_telling.prove(invitation=one, words="19460311", at=AT)
        assert events_of("sheets.lock_invitation").count() == 1

    def test_the_right_words_cost_no_try(self, scene: Scene) -> None:
        one = of(invited(scene, "民族"), "孙玉兰")
        for _time in range(queries.MOST_TRIES + 1):
            self_telling.prove(invitation=one, words="1946年03月11日", at=AT)
        one.refresh_from_db()
        assert (one.tries, one.opened_at) == (0, AT)


class TestTelling:
    def test_it_waits_for_a_worker_and_is_told_to_the_one_in_charge(self, scene: Scene) -> None:
        task = invited(scene, "民族", "联系电话")
        one = of(task, "孙玉兰")
        say(one, {"person.ethnicity": "11", "person.employer": "没有问的"})
        assert is_unknown(scene.people[3], "person.ethnicity")
        one.refresh_from_db()
        assert one.stand == Stand.ANSWERED
        assert Told.loaded(one.answer).facts == {"person.ethnicity": "11"}
        assert one.notice is not None
        assert one.notice.version == 1
        assert Notice.objects.get(kind=self_telling.KIND).recipient == scene.worker

    def test_it_lies_encrypted_and_the_log_holds_no_value(self, scene: Scene) -> None:
        one = of(invited(scene, "联系电话"), "孙玉兰")
        say(one, {"person.phone": "15400000099"})
        lines = events_of("sheets.own_word")
        assert lines.get()
        assert "15400000099" not in json.dumps(list(lines.values()), default=str)
        stored = Invitation.objects.extra(select={"raw": "answer"}).get(pk=one.pk)
        assert "15400000099" not in stored.raw

    def test_once(self, scene: Scene) -> None:
        one = of(invited(scene, "民族"), "孙玉兰")
        say(one, {"person.ethnicity": "11"})
        with pytest.raises(InvalidMove):
            say(one, {"person.ethnicity": "03"})

    def test_not_after_the_end_of_the_task(self, scene: Scene) -> None:
        """Also where the page was opened before, and the task ends while somebody types."""
        task = invited(scene, "民族")
        one = of(task, "孙玉兰")
        Collecting.objects.filter(pk=task.pk).update(finished_at=AT)
        with pytest.raises(InvalidMove):
            say(one, {"person.ethnicity": "11"})
        one.refresh_from_db()
        assert one.answer is None

    def test_nothing_is_no_answer(self, scene: Scene) -> None:
        with pytest.raises(self_telling.NothingTold):
            say(of(invited(scene, "民族"), "孙玉兰"), {})

    def test_of_a_child_the_guardian_speaks(self, scene: Scene) -> None:
        one = of(invited(scene, "民族", title="居民名册"), "赵小宝")
        with pytest.raises(self_telling.WantsGuardian):
            say(one, {"person.ethnicity": "01"})
        say(one, {"person.ethnicity": "01"}, guardian="赵大宝", relation="51")
        one.refresh_from_db()
        assert one.notice is not None
        assert one.notice.kind == "children"

    def test_what_wants_a_consent_is_taken_only_with_it(self, scene: Scene) -> None:
        one = of(invited(scene, "民族", "健康状况"), "孙玉兰")
        say(one, {"person.ethnicity": "11", "person.health_status": "10"})
        one.refresh_from_db()
        assert Told.loaded(one.answer).facts == {"person.ethnicity": "11"}


class TestDeciding:
    def test_one_click_and_the_table_completes_itself(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        say(of(task, "孙玉兰"), {"person.ethnicity": "11"})
        ids = list(queries.answered(scene.worker, task).values_list("pk", flat=True))
        assert not tasks.accept_own(collecting=task, invitations=ids, by=scene.worker, at=AT)
        jobs.run_ready()
        fact = known(scene.people[3], "person.ethnicity")
        assert (fact.text, fact.source) == ("满族", "居民自填")
        task.refresh_from_db()
        assert task.finished_at == AT
        filling = Filling.objects.get(pk=task.filling_id)
        assert filling.state == State.FILLED
        assert {one["label"]: one["missing"] for one in filling.by_field}["民族"] == 0
        one = Invitation.objects.get(pk=ids[0])
        assert (one.stand, one.answer) == (Stand.ACCEPTED, None)

    def test_a_consent_is_the_persons_own_word(self, scene: Scene) -> None:
        task = invited(scene, "民族", "健康状况")
        health = purpose("老年人探访和健康服务")
        text = privacy.text_in_force(health, child=False)
        assert text is not None
        say(
            of(task, "孙玉兰"),
            {"person.health_status": "10"},
            consents=(Consent(health.pk, True, text.pk),),
        )
        accept_all(task, scene.worker)
        kept = word_of(scene.people[3])
        assert (kept.word, kept.how, kept.separate, kept.by) == ("given", "online", True, None)
        assert kept.text == text
        assert known(scene.people[3], "person.health_status").source == "居民自填"

    def test_a_no_is_kept_too(self, scene: Scene) -> None:
        task = invited(scene, "民族", "健康状况")
        health = purpose("老年人探访和健康服务")
        words = (Consent(health.pk, False, None),)
        say(of(task, "孙玉兰"), {"person.health_status": "10"}, consents=words)
        accept_all(task, scene.worker)
        assert word_of(scene.people[3]).word == "refused"
        assert is_unknown(scene.people[3], "person.health_status")

    def test_what_a_worker_may_not_see_stays_for_a_colleague(self, scene: Scene) -> None:
        task = invited(scene, "民族", "家庭年总收入")
        say(of(task, "孙玉兰"), {"person.ethnicity": "11", "household.annual_income": "36000"})
        plain = factories.worker_at(scene.town.community, "residents.sensitive")
        accept_all(task, plain)
        one = of(task, "孙玉兰")
        assert (one.stand, Told.loaded(one.answer).facts) == (
            Stand.ANSWERED,
            {"household.annual_income": "36000"},
        )
        accept_all(task, scene.worker)
        one.refresh_from_db()
        assert one.stand == Stand.ACCEPTED

    def test_what_cannot_be_is_said_and_waits(self, scene: Scene) -> None:
        task = invited(scene, "民族", "联系电话")
        one = of(task, "孙玉兰")
        say(one, {"person.ethnicity": "11"})
        refuse(scene.people[3], "居民信息登记和日常服务")
        errors = accept_all(task, scene.worker)
        assert "本人不同意使用这类信息" in errors[one.pk]
        one.refresh_from_db()
        assert one.stand == Stand.ANSWERED

    def test_declined_is_gone_and_asked_again(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        one = of(task, "孙玉兰")
        say(one, {"person.ethnicity": "11"})
        self_telling.decline(collecting=task, invitations=[one.pk], by=scene.worker, at=AT)
        one.refresh_from_db()
        assert (one.stand, one.answer) == (Stand.DECLINED, None)
        assert inviting.invite(collecting=task, by=scene.worker, at=AT) == 1

    def test_a_task_does_not_end_over_answers(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        say(of(task, "孙玉兰"), {"person.ethnicity": "11"})
        with pytest.raises(actions.AnswersWait):
            actions.close(collecting=task, by=scene.worker, at=AT)

    def test_the_end_of_a_task_closes_what_is_out(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        one = of(task, "孙玉兰")
        actions.close(collecting=task, by=scene.worker, at=AT)
        assert queries.by_token(one.token, at=AT) is None

    def test_what_nobody_decides_on_goes(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        say(of(task, "孙玉兰"), {"person.ethnicity": "11"})
        cleaning.forget_old_files(at=AT + dt.timedelta(days=91))
        one = Invitation.objects.get(wanted__collecting=task)
        assert (one.stand, one.answer) == (Stand.DECLINED, None)


def accept_all(task: Collecting, by: accounts.User) -> dict[int, str]:
    ids = list(queries.answered(by, task).values_list("pk", flat=True))
    return tasks.accept_own(collecting=task, invitations=ids, by=by, at=AT)


class TestPages:
    def test_from_the_link_to_the_register(self, scene: Scene) -> None:
        task, desk = invited(scene, "民族", at=clock.now()), signed_in(scene.worker)
        one = of(task, "孙玉兰")
        phone, address = Client(), f"/a/{one.token}/"
        gate = phone.get(address)
        assert "孙玉兰" not in gate.content.decode()
        assert "名册" not in gate.content.decode()
        assert "no-store" in gate.headers["Cache-Control"]
        assert gate.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert phone.post(address, {"words": "19460312"}).status_code == 422
        assert phone.post(f"{address}tell/", {"person__ethnicity": "11"}).status_code == 302
        assert phone.post(address, {"words": "19460311"}).headers["Location"] == address
        page = phone.get(address).content.decode()
        assert "《80周岁以上老人名册》" in page
        assert "民族" in page
        assert "联系电话" not in page
        assert "<title>补填信息" in page
        sent = phone.post(f"{address}tell/", {"person__ethnicity": "11", "shown": shown_on(page)})
        assert sent.headers["Location"] == "/a/thanks/"
        assert "收到了" in phone.get("/a/thanks/").content.decode()
        assert phone.get(address).status_code == 404
        shown = desk.get(f"/desk/sheets/collecting/{task.pk}/invitations/").content.decode()
        assert "满族" in shown
        desk.post(
            f"/desk/sheets/collecting/{task.pk}/invitations/decide/",
            {"answer": one.pk, "verdict": "accept"},
        )
        assert known(scene.people[3], "person.ethnicity").text == "满族"

    def test_a_dead_link_says_the_same_whatever_the_cause(self, scene: Scene) -> None:
        task = invited(scene, "民族", at=clock.now())
        one = of(task, "孙玉兰")
        inviting.revoke(collecting=task, invitations=[one.pk], by=scene.worker, at=clock.now())
        never = Client().get("/a/abcdefghjkmnpqrs/")
        back = Client().get(f"/a/{one.token}/")
        assert (never.status_code, back.status_code) == (404, 404)
        says = [page.content.decode().partition("<main")[2] for page in (never, back)]
        assert says[0] == says[1]
        assert "打不开了" in says[0]

    def test_no_link_stands_in_the_log_of_the_server(
        self, scene: Scene, caplog: pytest.LogCaptureFixture
    ) -> None:
        one = of(invited(scene, "民族", at=clock.now()), "孙玉兰")
        assert Client().post(f"/a/{one.token}/", {"words": "19460312"}).status_code == 422
        assert Client().get(f"/a/{one.token[::-1]}/").status_code == 404
        no_cookies = Client(enforce_csrf_checks=True)
        assert no_cookies.post(f"/a/{one.token}/", {"words": "19460311"}).status_code == 403
        assert one.token not in caplog.text
        assert one.token[::-1] not in caplog.text

    def test_what_was_typed_stays_when_it_cannot_be(self, scene: Scene) -> None:
        one = of(invited(scene, "联系电话", "民族", at=clock.now()), "孙玉兰")
        phone = Client()
        phone.post(f"/a/{one.token}/", {"words": "19460311"})
        answer = phone.post(
            f"/a/{one.token}/tell/", {"person__phone": "不是电话", "person__ethnicity": "11"}
        )
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "这不像一个电话号码" in page
        assert '<option value="11" selected>' in page

    def test_who_types_something_sensitive_says_yes_or_no_first(self, scene: Scene) -> None:
        one = of(invited(scene, "健康状况", at=clock.now()), "孙玉兰")
        phone = Client()
        phone.post(f"/a/{one.token}/", {"words": "19460311"})
        page = phone.get(f"/a/{one.token}/").content.decode()
        assert "不知道身体状况就没法确定多久探访一次" in page
        answer = phone.post(f"/a/{one.token}/tell/", {"person__health_status": "10"})
        assert "请先选同意或不同意" in answer.content.decode()

    def test_an_answer_to_a_text_that_was_replaced_is_given_again(self, scene: Scene) -> None:
        one = of(invited(scene, "民族", at=clock.now()), "孙玉兰")
        phone, address = Client(), f"/a/{one.token}/"
        phone.post(address, {"words": "19460311"})
        words = {"person__ethnicity": "11", "shown": shown_on(phone.get(address).content.decode())}
        renew_texts(scene.town.community)
        again = phone.post(f"{address}tell/", words)
        assert again.status_code == 422
        assert "告知的内容刚刚改过" in again.content.decode()
        words["shown"] = shown_on(again.content.decode())
        assert phone.post(f"{address}tell/", words).status_code == 302
        one.refresh_from_db()
        assert one.notice is not None
        assert one.notice.version == 2

    def test_links_slips_and_messages(self, scene: Scene) -> None:
        task, desk = begun(scene, "民族", "健康状况"), signed_in(scene.worker)
        home = f"/desk/sheets/collecting/{task.pk}"
        assert "位做链接" in desk.get(f"{home}/invitations/").content.decode()
        desk.post(f"{home}/invitations/make/")
        one = of(task, "孙玉兰")
        slips = desk.get(f"{home}/slips/").content.decode()
        assert f"/a/{one.token}/" in slips
        assert "健康" not in slips
        single = desk.get(f"/desk/sheets/invitations/{one.pk}/").content.decode()
        assert "<svg" in single
        desk.post(f"/desk/sheets/invitations/{one.pk}/revoke/")
        one.refresh_from_db()
        assert one.stand == Stand.REVOKED
        desk.post(f"{home}/invitations/revoke/")
        assert not queries.running(scene.worker, task).exists()

    def test_pages_ask_the_same_number_of_questions_for_many(self, scene: Scene) -> None:
        desk, counts = signed_in(scene.worker), []
        for people in (1, 4):
            for number in range(people):
                factories.settle(
                    scene.town.next_door, f"周{people}{number}", birth_date="1930-01-01", sex="2"
                )
            # The same blank made within a second is the same file, and asked for already.
            title = f"80周岁以上老人{'花' * (people > 1)}名册"
            task = invited(scene, "民族", at=clock.now(), title=title)
            for one in queries.running(scene.worker, task)[:people]:
                words = Told({"person.ethnicity": "01"})
                self_telling.tell(invitation=one, words=words, at=clock.now())
            home = f"/desk/sheets/collecting/{task.pk}"
            for page in (f"{home}/invitations/", f"{home}/slips/"):
                desk.get(page)
                with CaptureQueriesContext(connection) as asked:
                    assert desk.get(page).status_code == 200
                counts.append(len(asked))
        assert counts[:2] == counts[2:]

    def test_a_stranger_finds_nothing(self, scene: Scene) -> None:
        task = invited(scene, "民族")
        other = factories.worker_at(factories.make_scene("乙社区").town.community)
        desk = signed_in(other)
        for page in (f"collecting/{task.pk}/invitations/", f"invitations/{of(task, '孙玉兰').pk}/"):
            assert desk.get(f"/desk/sheets/{page}").status_code == 404


def shown_on(page: str) -> str:
    """The texts that a page of questions was shown with."""
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client
