"""A case's page: each step taken, refused, overtaken; what is shown to whom."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.audit.tests.factories import events_of
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.services.cases import casework, query_codes
from linli.services.cases.actions import closing, life, whistles
from linli.services.cases.choices import ContactResult, ContactWay, Outcome, Satisfaction
from linli.services.cases.models import (
    AttachmentStage,
    CallBackChannel,
    Case,
    CaseUnit,
    Category,
    NonDispatchText,
    Recusal,
)
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import Community
from linli.services.cases.web.steps import STEPS
from linli.shared.work.public import Priority

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def home(db: None) -> Community:
    return factories.make_community()


@pytest.fixture
def worker(home: Community) -> accounts.User:
    return factories.make_user("grid-worker", home.grid, name="李网格")


@pytest.fixture
def head(home: Community) -> accounts.User:
    return factories.make_user("head", home.community, name="赵书记")


@pytest.fixture
def case(home: Community) -> Case:
    return factories.make_case(home, at=clock.now() - HOUR)


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])


def step_of(case: Case, code: str) -> str:
    return reverse("cases:step", args=[case.pk, code])


def take(user: accounts.User, case: Case, code: str, **data: Any) -> Any:
    """Take a step as a browser without scripts does, to the page that follows."""
    answer = signed_in(user).post(step_of(case, code), data, follow=True)
    case.refresh_from_db()
    return answer


def heading(answer: Any) -> str:
    step = answer.context["step"]
    return step.code if step else ""


def handled(case: Case, by: accounts.User) -> Case:
    at = clock.now()
    life.sign(case=case, by=by, at=at)
    life.handle(case=case, outcome=Outcome.SOLVED, result="换了灯泡", by=by, at=at)
    return case


def reported(case: Case, by: accounts.User) -> Case:
    life.report_back(case=handled(case, by), reply="修好了", by=by, at=clock.now())
    return case


def photo(name: str = "after.jpg") -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(body, "JPEG")
    return SimpleUploadedFile(name, body.getvalue(), content_type="image/jpeg")


# ---- The way through -----------------------------------------------------------------------


def test_from_received_to_closed_by_the_one_next_step(
    home: Community, worker: accounts.User, case: Case
) -> None:
    answer = signed_in(worker).get(page_of(case))
    assert heading(answer) == "sign"
    assert heading(take(worker, case, "sign")) == "contact"
    answer = take(worker, case, "contact", way="phone", result="reached", note="明天来修")
    assert heading(answer) == "handle"
    answer = take(worker, case, "handle", outcome="solved", result="换了灯泡", photos=[photo()])
    assert heading(answer) == "report"
    assert "已经解决" in answer.context["form"]["reply"].value()
    answer = take(worker, case, "report", reply="修好了，今晚会亮。")
    assert heading(answer) == ""
    assert "没有经手的同事回访" in answer.text
    caller = factories.make_user("hotline", home.community)
    answer = take(caller, case, "call-back", contacted="yes", solved="yes", satisfaction="5")
    assert case.state == State.CLOSED
    assert "居民认可，诉求已办结" in answer.text
    after = case.attachments.get()
    assert (after.stage, after.public) == (AttachmentStage.AFTER, True)


def test_nobody_to_call_goes_straight_to_handling(home: Community, worker: Any) -> None:
    case = factories.make_case(home, anonymous=True)
    assert heading(take(worker, case, "sign")) == "handle"


def test_an_unhappy_answer_is_decided(case: Case, worker: Any, head: Any) -> None:
    reported(case, worker)
    closing.call_back(
        case=case,
        contacted=True,
        solved=False,
        satisfaction=Satisfaction.DISSATISFIED,
        comment="又灭了",
        channel=CallBackChannel.LINK,
        by=None,
        at=clock.now(),
    )
    assert heading(signed_in(worker).get(page_of(case))) == ""
    answer = signed_in(head).get(page_of(case))
    assert heading(answer) == "decide"
    step = answer.text[answer.text.index('id="next"') :]
    asked = step[: step.index("</form>")]
    assert "未解决，不满意" in asked
    assert "又灭了" in asked
    take(head, case, "decide", decision="return", words="再去看看线路")
    assert (case.state, case.returned) == (State.SIGNED, 1)


def test_a_called_unit_sees_its_own_clock_and_what_is_asked(
    home: Community, case: Case, worker: Any
) -> None:
    firm = factories.make_partner(home.property_firm, name="马经理")
    life.sign(case=case, by=worker, at=clock.now())
    whistles.blow(
        case=case, unit=home.property_firm, request="派电工带梯子来", by=worker, at=clock.now()
    )
    page = signed_in(firm).get(page_of(case))
    assert heading(page) == "respond"
    clocks = [one.get_kind_display() for one in page.context["clocks"]]
    assert clocks[0] == "到场响应"
    asked = page.text[page.text.index('id="next"') :]
    asked = asked[: asked.index("<form")]
    assert "李网格请我们做的" in asked
    assert "派电工带梯子来" in asked
    others = signed_in(worker).get(page_of(case))
    assert "到场响应" not in [one.get_kind_display() for one in others.context["clocks"]]
    assert "请我们做的" not in others.text


def test_other_steps(home: Community, case: Case, worker: Any, head: Any) -> None:
    other = factories.make_user("community-worker", home.community, name="孙社工")
    answer = take(head, case, "assign", to=other.pk)
    assert case.work.assignee == other
    assert "已交给孙社工办理" in answer.text
    answer = take(worker, case, "note", text="老人耳背")
    assert "老人耳背" in answer.text
    take(head, case, "end", reason="untrue", words="现场没有这回事")
    assert case.state == State.ENDED


def test_close_and_return_by_hand(case: Case, worker: Any, head: Any) -> None:
    reported(case, worker)
    take(head, case, "return", reason="没有照片")
    assert case.state == State.SIGNED
    life.handle(case=case, outcome=Outcome.SOLVED, result="好了", by=worker, at=clock.now())
    life.report_back(case=case, reply="好了", by=worker, at=clock.now())
    take(head, case, "close", words="居民出国，联系不上")
    assert case.state == State.CLOSED


def test_decline_offers_the_site_s_words(case: Case, head: Any) -> None:
    text = NonDispatchText.objects.get(kind="market").text
    words = signed_in(head).get(reverse("cases:decline-words"), {"kind": "market"})
    assert text in words.text
    take(head, case, "decline", kind="market", words="请找家电维修")
    assert (case.state, case.reply) == (State.DECLINED, "请找家电维修")


# ---- What is refused -----------------------------------------------------------------------


def test_what_is_missing_is_told_and_nothing_is_lost(case: Case, worker: Any) -> None:
    life.sign(case=case, by=worker, at=clock.now())
    answer = signed_in(worker).post(step_of(case, "handle"), {"result": "换了灯泡和线路"})
    assert answer.status_code == 422
    assert "请选办理的结果" in answer.text
    assert "换了灯泡和线路" in answer.text


def test_words_too_long_come_back_whole(case: Case, worker: Any) -> None:
    life.sign(case=case, by=worker, at=clock.now())
    long = "字" * 10_001
    answer = signed_in(worker).post(step_of(case, "handle"), {"outcome": "solved", "result": long})
    assert answer.status_code == 422
    assert "最多写10000字，现在有10001字" in answer.text
    assert long in answer.text


def test_a_picture_that_is_none_is_refused_in_words(case: Case, worker: Any) -> None:
    life.sign(case=case, by=worker, at=clock.now())
    bad = SimpleUploadedFile("a.jpg", b"MZ\x90\x00", content_type="image/jpeg")
    answer = signed_in(worker).post(
        step_of(case, "handle"), {"outcome": "solved", "result": "好了", "photos": [bad]}
    )
    assert answer.status_code == 422
    assert "照片要重新选一次" in answer.text
    case.refresh_from_db()
    assert case.state == State.SIGNED


def test_a_colleague_was_quicker(case: Case, worker: Any, head: Any) -> None:
    """The second signer reads who did it; nothing changes."""
    client = signed_in(head)
    seen = client.get(page_of(case)).context["form"].initial["seen"]
    life.sign(case=case, by=worker, at=clock.now())
    answer = client.post(step_of(case, "sign"), {"seen": seen})
    assert answer.status_code == 409
    assert "没有提交" in answer.text
    assert "李网格：签收" in answer.text
    assert Case.objects.get().work.assignee == worker


def test_own_words_survive_a_colleague_s_step(case: Case, worker: Any, head: Any) -> None:
    client = signed_in(head)
    life.sign(case=case, by=worker, at=clock.now())
    life.handle(case=case, outcome=Outcome.SOLVED, result="好了", by=worker, at=clock.now())
    answer = client.post(step_of(case, "handle"), {"outcome": "partly", "result": "我写了很久的话"})
    assert answer.status_code == 409
    assert "我写了很久的话" in answer.text
    case.refresh_from_db()
    assert case.result == "好了"


def test_a_fragment_answers_with_the_region_alone(case: Case, worker: Any) -> None:
    client = signed_in(worker)
    answer = client.post(step_of(case, "sign"), headers={"HX-Request": "true"}, follow=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="case-page"')
    assert "已签收，由您办理" in answer.text
    wrong = client.post(step_of(case, "contact"), {}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert wrong.text.lstrip().startswith('<div id="case-page"')


def test_an_old_link_to_a_step_shows_what_comes_next(case: Case, worker: Any) -> None:
    answer = signed_in(worker).get(step_of(case, "report"))
    assert (answer.status_code, heading(answer)) == (200, "sign")
    assert signed_in(worker).get(step_of(case, "nonsense")).status_code == 404


def test_a_step_is_refused_to_who_may_not(home: Community, case: Case) -> None:
    hotline = factories.make_user("hotline", home.community)
    assert heading(signed_in(hotline).get(page_of(case))) == ""
    answer = signed_in(hotline).post(step_of(case, "sign"))
    assert answer.status_code == 403
    case.refresh_from_db()
    assert case.state == State.RECEIVED


def test_who_may_not_is_not_asked_to_mend_a_form(home: Community, case: Case) -> None:
    """Nothing of a step's form, which may name colleagues and other requests."""
    hotline = factories.make_user("hotline", home.community)
    client = signed_in(hotline)
    closed = [step.code for step in STEPS if not step.open_to(hotline, case)]
    assert {"contact", "handle", "merge"} <= set(closed)
    for code in closed:
        for told in ({}, {"seen": case.timeline.last().pk}):
            assert client.post(step_of(case, code), told).status_code in {403, 409}


@pytest.mark.parametrize("code", [step.code for step in STEPS])
def test_no_step_from_another_community(home: Community, case: Case, code: str) -> None:
    foreign = factories.make_user("head", factories.make_community("安康里社区").community)
    client = signed_in(foreign)
    for answer in (
        client.get(page_of(case)),
        client.get(step_of(case, code)),
        client.post(step_of(case, code)),
    ):
        assert answer.status_code == 404
    case.refresh_from_db()
    assert case.state == State.RECEIVED


@pytest.mark.parametrize("name", ["look", "slip"])
def test_nothing_of_it_in_another_community(home: Community, case: Case, name: str) -> None:
    foreign = factories.make_user("head", factories.make_community("安康里社区").community)
    client = signed_in(foreign)
    assert client.post(reverse(f"cases:{name}", args=[case.pk]), {"reason": "x"}).status_code == 404
    assert client.get(reverse("cases:sheet", args=[case.pk])).status_code == 404
    assert not events_of("cases.reveal").exists()


def test_who_stands_back_does_not_see_it(case: Case, worker: Any) -> None:
    Recusal.objects.create(case=case, user=worker, reason="亲属", at=clock.now())
    assert signed_in(worker).get(page_of(case)).status_code == 404


# ---- Editing -------------------------------------------------------------------------------


def described(case: Case, **changed: Any) -> dict[str, Any]:
    return {
        "version": case.version,
        "title": case.title,
        "nature": case.nature,
        "category": case.category_id or "",
        "place_text": str(case.place),
        "place": case.place_id,
        "address": case.address,
        "priority": case.work.priority,
        **changed,
    }


def test_describe(home: Community, case: Case, worker: Any) -> None:
    lift = Category.objects.get(name="电梯").pk
    data = described(case, title="电梯坏了", category=lift, place_text="3号楼", address="一层")
    answer = take(worker, case, "describe", **data)
    assert "改好了" in answer.text
    assert (case.title, case.category_id, case.place) == ("电梯坏了", lift, home.building)


def test_a_category_put_out_of_use_stays_with_its_cases(case: Case, worker: Any) -> None:
    own = case.category_id
    Category.objects.filter(pk=own).update(active=False)
    take(worker, case, "describe", **described(case, title="新标题"))
    assert (case.title, case.category_id) == ("新标题", own)


def test_two_editors_see_both_values_and_choose(case: Case, worker: Any, head: Any) -> None:
    old = described(case, title="我的标题")
    take(worker, case, "describe", **described(case, title="同事的标题", address="东门旁边"))
    client = signed_in(head)
    answer = client.post(step_of(case, "describe"), old)
    assert answer.status_code == 409
    assert "<dt>标题</dt><dd>同事的标题</dd>" in answer.text
    assert "<dt>具体位置</dt><dd>东门旁边</dd>" in answer.text
    assert answer.text.count("<dt>标题</dt>") == 1
    assert 'value="我的标题"' in answer.text
    assert answer.context["form"].data["version"] == 2
    case.refresh_from_db()
    assert case.title == "同事的标题"
    again = client.post(step_of(case, "describe"), old | {"version": 2})
    assert again.status_code == 302
    case.refresh_from_db()
    assert case.title == "我的标题"


def test_a_place_that_fits_several_is_asked_back(home: Community, case: Case, head: Any) -> None:
    twin = places.add(
        kind=places.Kind.BUILDING, name="3栋", parent=home.grid, by=None, at=clock.now()
    )
    asked = signed_in(head).post(
        step_of(case, "describe"), described(case, place_text="3", place="")
    )
    assert asked.status_code == 422
    assert "请选一个" in asked.text
    assert "3号楼" in asked.text
    assert "3栋" in asked.text
    take(head, case, "describe", **described(case, place_text="3", place=twin.pk))
    assert case.place == twin


def test_more_time_is_refused_to_a_handler(case: Case, worker: Any) -> None:
    answer = signed_in(worker).post(
        step_of(case, "describe"), described(case, priority=Priority.COMPLEX)
    )
    assert answer.status_code == 403
    assert "要由社区负责人来改" in answer.text
    case.work.refresh_from_db()
    assert case.work.priority == Priority.NORMAL


# ---- Who asked -----------------------------------------------------------------------------


def test_the_number_is_shown_once_with_a_reason(case: Case, worker: Any) -> None:
    client = signed_in(worker)
    assert "13800138000" not in client.get(page_of(case)).text
    look = reverse("cases:look", args=[case.pk])
    refused = client.post(look, {"reason": " "})
    assert refused.status_code == 422
    assert "13800138000" not in refused.text
    shown = client.post(look, {"reason": "约上门时间"})
    assert "13800138000" in shown.text
    assert "王秀英" in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert "13800138000" not in client.get(page_of(case)).text
    assert events_of("cases.reveal").get().reason == "约上门时间"


def test_who_is_complained_of_learns_nothing(home: Community) -> None:
    case = factories.make_case(home, concerns=home.property_firm, address="2单元501门口")
    CaseUnit.objects.create(
        case=case, organisation=home.property_firm, role="assist", since=clock.now()
    )
    client = signed_in(factories.make_partner(home.property_firm))
    for address in (page_of(case), reverse("cases:sheet", args=[case.pk])):
        page = client.get(address).text
        assert "三号楼二单元门口的路灯坏了" in page
        assert "王*" not in page
        assert "138*" not in page
        assert "501" not in page
    assert "看不到诉求人的信息" in client.get(page_of(case)).text
    assert client.post(reverse("cases:look", args=[case.pk]), {"reason": "x"}).status_code == 403
    assert client.post(reverse("cases:slip", args=[case.pk])).status_code == 403


def test_the_slip_is_printed_again_on_the_record(case: Case, worker: Any) -> None:
    client = signed_in(worker)
    slip = reverse("cases:slip", args=[case.pk])
    assert client.get(slip).status_code == 302
    page = client.post(slip)
    assert query_codes.code_for(case.pk) in page.text
    assert "<svg" in page.text
    assert audit.of_subject(case, action="cases.print_slip").count() == 1


# ---- What the page tells -------------------------------------------------------------------


def test_warnings_stand_on_top(home: Community, worker: Any) -> None:
    case = factories.make_case(home, text="楼道里有很浓的煤气味")
    page = signed_in(worker).get(page_of(case)).text
    assert "文中提到“煤气味”" in page
    assert page.index("燃气泄漏") < page.index("panel-words")


def test_no_contact_is_told_before_the_call_back(home: Community, case: Case, worker: Any) -> None:
    reported(case, worker)
    caller = signed_in(factories.make_user("hotline", home.community))
    assert "还没有联系成功的记录" in caller.get(page_of(case)).text
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="",
        by=worker,
        at=clock.now(),
    )
    assert "还没有联系成功的记录" not in caller.get(page_of(case)).text


def test_a_reopened_request_asks_for_a_new_contact(
    home: Community, case: Case, worker: Any
) -> None:
    reported(case, worker)
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="",
        by=worker,
        at=clock.now(),
    )
    closing.reopen(case=case, reason="又坏了", at=clock.now())
    life.handle(case=case, outcome=Outcome.SOLVED, result="重修", by=worker, at=clock.now())
    life.report_back(case=case, reply="又修好了", by=worker, at=clock.now())
    caller = signed_in(factories.make_user("hotline", home.community))
    assert "还没有联系成功的记录" in caller.get(page_of(case)).text


def test_the_handler_is_not_asked_to_call_back(home: Community, case: Case) -> None:
    both = factories.make_user("community-worker", home.community)
    reported(case, both)
    assert heading(signed_in(both).get(page_of(case))) == ""


def test_the_timeline_as_the_resident_reads_it(case: Case, worker: Any, head: Any) -> None:
    life.assign(case=case, to=worker, by=head, at=clock.now())
    client = signed_in(worker)
    assert "交给李网格办理" in client.get(page_of(case)).text
    assert "交给李网格办理" not in client.get(page_of(case), {"line": "public"}).text


def test_the_sheet_has_it_all(case: Case, worker: Any) -> None:
    reported(case, worker)
    sheet = signed_in(worker).get(reverse("cases:sheet", args=[case.pk])).text
    for words in (case.number, "换了灯泡", "修好了", "李网格", "签收", "打印"):
        assert words in sheet


def test_what_a_resident_wrote_is_no_code(home: Community, worker: Any) -> None:
    case = factories.make_case(home, text="<script>alert(1)</script>路灯", name="<b>王</b>")
    page = signed_in(worker).get(page_of(case)).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_earlier_requests_of_the_number(home: Community, worker: Any) -> None:
    earlier = factories.make_case(home, text="楼道灯不亮")
    case = factories.make_case(home)
    other = factories.make_case(home, phone="13800138009")
    page = signed_in(worker).get(page_of(case)).text
    assert earlier.number in page
    assert other.number not in page


class Counter:
    """How many queries were run."""

    total = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.total += 1
        return execute(*args)


def test_queries_do_not_grow_with_what_happened(
    home: Community, case: Case, worker: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(worker)
    life.sign(case=case, by=worker, at=clock.now())

    def happen(times: int) -> None:
        for _ in range(times):
            factories.make_case(home)
            life.log_contact(
                case=case,
                way=ContactWay.PHONE,
                result=ContactResult.NO_ANSWER,
                note=str(case.contacts.count()),
                by=worker,
                at=clock.now(),
            )
            take(worker, case, "note", text="备注")

    happen(1)
    client.get(page_of(case))
    with connection.execute_wrapper(count := Counter()):
        client.get(page_of(case))
    happen(2)
    with django_assert_max_num_queries(count.total):
        client.get(page_of(case))


def test_one_case_is_not_looked_for_among_all_of_its_place(
    home: Community, case: Case, worker: Any
) -> None:
    """PostgreSQL takes a community's thousands for a single row: it would read them all."""
    client = signed_in(worker)
    client.get(page_of(case))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(case))
    assert [query["sql"] for query in asked if '"place_path" >=' in query["sql"]] == []


def test_a_double_click_takes_each_step_once(client: Any, case: Case, head: Any) -> None:
    """Without scripts too, and for steps that no state guards."""
    client.force_login(head)
    life.sign(case=case, by=head, at=case.received_at)
    case.owner.phone = "0999-8886001"
    case.owner.save()
    for code, told in {
        "note": {"text": "钥匙在门卫"},
        "letter": {"kind": "acceptance", "addressee": "王秀英"},
        "consult": {
            "held_at": "2026-03-11T09:00",
            "attendees": "物业",
            "minutes": "看过了",
            "results": "明天修",
        },
    }.items():
        seen = casework.last_entry_id(case)
        url = reverse("cases:step", args=[case.pk, code])
        answers = [client.post(url, told | {"seen": seen}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302], code
    assert case.work.notes.count() == 1
    assert case.letters.count() == 1
    assert case.consultations.count() == 1
    # Said again later, it is another one.
    again = {"text": "钥匙在门卫", "seen": casework.last_entry_id(case)}
    client.post(reverse("cases:step", args=[case.pk, "note"]), again)
    assert case.work.notes.count() == 2


def test_a_step_that_was_refused_can_be_sent_again(client: Any, case: Case, head: Any) -> None:
    client.force_login(head)
    life.sign(case=case, by=head, at=case.received_at)
    url = reverse("cases:step", args=[case.pk, "letter"])
    told = {"kind": "acceptance", "addressee": "王秀英", "seen": 0}
    assert client.post(url, told).status_code == 422
    case.owner.phone = "0999-8886001"
    case.owner.save()
    assert client.post(url, told).status_code == 302
    assert case.letters.count() == 1
