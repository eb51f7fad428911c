"""Remarks on an answer before it goes, on the words alone and on the page."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.services.cases import reply_check
from linli.services.cases.actions import life
from linli.services.cases.choices import Outcome
from linli.services.cases.tests import factories

ASKED = "3号楼的路灯坏了半个月。请问什么时候能修好？楼道里的声控灯能不能一起换？"
WHOLE = "您好！3号楼的路灯和楼道声控灯，物业电工已于3月12日换好。还有问题请打15400000001。"


def codes(reply: str, asked: str = ASKED) -> list[str]:
    return [one.code for one in reply_check.check(asked, reply)]


def test_an_answer_that_says_it_all_is_left_alone() -> None:
    assert codes(WHOLE) == []


@pytest.mark.parametrize(
    ("reply", "code", "about"),
    [
        ("好的。", "short", ""),
        ("您好！物业已经把路灯换了，如果还有问题请打物业电话。", "when", ""),
        ("您好！物业已经把楼道声控灯和路灯换了，请打0999-8886100。", "when", ""),
        ("您好！物业会尽快把路灯和楼道声控灯换好，请您再等等。", "soon", "尽快"),
        (
            "您好！3月12日，路灯的事已经知道了，请您放心，谢谢您的来电。",
            "question",
            "楼道里的声控灯",
        ),
        ("您好！物业说楼道声控灯暂时无法更换，3月12日再答复您路灯的事。", "reason", "无法"),
        ("您好！我们高度重视，物业已于3月12日换好路灯和楼道声控灯。", "empty", "高度重视"),
    ],
)
def test_what_lacks_is_told_with_the_words_it_is_about(reply: str, code: str, about: str) -> None:
    found = {one.code: one for one in reply_check.check(ASKED, reply)}
    assert about in found[code].about


def test_a_refusal_with_its_rule_is_enough() -> None:
    reply = (
        "您好！声控灯和路灯按《物业管理条例》归业委会，物业3月12日已把材料交去，暂不能直接更换。"
    )
    assert "reason" not in codes(reply)


def test_the_repeated_title_answers_nothing() -> None:
    reply = "您好！您反映的“声控灯能不能一起换”已经解决，物业3月12日办的，请您看看。"
    assert "question" in codes(reply, "楼道里的声控灯能不能一起换？")


@pytest.mark.parametrize(
    "text",
    [
        *("", "。", "?" * 5_000, "长" * 100_000, "https://example.cn/x", "\x00"),
        # Took minutes once: each sign began a search to the end.
        *("《" * 100_000, "“" * 100_000, "1" * 100_000, "一" * 100_000),
        *("什么时候修好？" * 20_000, "1 月 " * 30_000, "不在" * 50_000),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_nothing_breaks_it(text: str) -> None:
    reply_check.check(text, text)
    reply_check.check(ASKED, text)


def test_what_asks_for_no_answer_is_no_question() -> None:
    assert reply_check.questions("难道没有王法了吗？天理何在？") == []


def test_of_what_is_very_long_the_beginning_is_read_and_that_is_told() -> None:
    long = WHOLE + "，" * reply_check.READ
    assert codes(long) == ["long"]
    assert codes("，" * reply_check.READ + WHOLE)[-1] == "long"
    assert "when" in codes("，" * reply_check.READ + WHOLE)
    assert codes(WHOLE + "。" * (reply_check.READ - len(WHOLE))) == []


def test_a_day_answers_any_question_for_one() -> None:
    reply = "您好，物业师傅3月12日上午会来更换，请您放心。"
    assert codes(reply, "请问什么时候能弄好？水管呢什么时候修？") == []


@pytest.mark.django_db
def test_the_page_looks_at_the_draft() -> None:
    home = factories.make_community()
    worker = factories.make_user("grid-worker", home.grid)
    case, at = factories.make_case(home, text=ASKED), factories.MORNING
    client = Client()
    client.force_login(worker)
    url = reverse("cases:reply-check", args=[case.pk])
    assert client.post(url, {"reply": "好的。"}).status_code == 404
    life.sign(case=case, by=worker, at=at)
    life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=worker, at=at)
    page = client.get(reverse("cases:step", args=[case.pk, "report"])).content.decode()
    assert url in page
    told = client.post(url, {"reply": "好的，会尽快办。"}).content.decode()
    assert "写明是哪一天" in told
    assert "楼道里的声控灯能不能一起换" in told
    assert "都写到了" in client.post(url, {"reply": WHOLE}).content.decode()
    assert client.get(url).status_code == 405
