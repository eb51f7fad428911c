"""A telephone confirmed by code, and the short messages that follow; never a condition."""

import datetime as dt
import re

import pytest

from linli.foundation.notices import public as notices
from linli.services.cases import query_codes
from linli.services.cases.actions import life
from linli.services.cases.choices import Outcome
from linli.services.cases.models import Case
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
NEW = "/r/new/"
MORNING = factories.MORNING
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


@pytest.fixture
def home():
    return factories.make_community()


@pytest.fixture
def gateway(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sms"


def words(**more):
    return {
        "submission_key": "a" * 32,
        "text": "三号楼门口的路灯坏了三天",
        "contact": "named",
        "phone": PHONE,
        **more,
    }


def codes_sent():
    """The codes on their way, the latest last."""
    sent = notices.Notice.objects.filter(kind="cases.phone_code").order_by("id")
    return [re.search(r"\d{6}", notice.text)[0] for notice in sent]


def send_code(client, **more):
    return client.post(NEW, words(send_code="1", **more))


def test_without_a_gateway_nothing_is_offered_or_sent(client, home):
    assert "获取短信验证码" not in client.get(NEW).text
    send_code(client)
    assert codes_sent() == []


def test_the_code_comes_and_no_word_is_lost(client, home, gateway):
    page = send_code(client, name="王秀英", address="东门", text="")
    assert page.status_code == 200
    assert "验证码已发送" in page.text
    assert 'value="王秀英"' in page.text
    assert 'value="东门"' in page.text
    assert "请写几句发生了什么事" not in page.text
    assert len(codes_sent()) == 1
    notice = notices.Notice.objects.get()
    assert (notice.phone, notice.secret, notice.urgent) == (PHONE, True, True)
    assert not Case.objects.exists()
    kept = str(dict(client.session))
    assert codes_sent()[0] not in kept
    assert PHONE not in kept


def test_the_right_code_confirms_and_progress_is_told(client, home, gateway):
    send_code(client)
    client.post(NEW, words(code=codes_sent()[0]))
    case = Case.objects.get()
    assert case.phone_confirmed
    told = notices.Notice.objects.get(kind="cases.to_requester")
    assert told.phone == PHONE
    assert case.number in told.text
    assert f"/r/p/{query_codes.link_token(case.pk)}/" in told.text
    worker = factories.make_user("community-worker", home.community)
    life.sign(case=case, by=worker, at=MORNING)
    life.handle(case=case, outcome=Outcome.SOLVED, result="好了", by=worker, at=MORNING)
    life.report_back(case=case, reply="好了。", by=worker, at=MORNING)
    texts = notices.Notice.objects.filter(kind="cases.to_requester").order_by("id")
    assert [("有答复了" in notice.text) for notice in texts] == [False, True]


def test_no_code_is_no_hindrance_and_no_message_goes_to_an_unknown_number(client, home, gateway):
    client.post(NEW, words())
    assert not Case.objects.get().phone_confirmed
    assert not notices.Notice.objects.exists()


def test_a_wrong_code_is_said_and_the_words_stay(client, home, gateway):
    send_code(client)
    wrong = "000000" if codes_sent()[0] != "000000" else "111111"
    page = client.post(NEW, words(code=wrong))
    assert page.status_code == 422
    assert "验证码不对" in page.text
    assert "三号楼门口的路灯坏了三天" in page.text
    client.post(NEW, words(code=f" {codes_sent()[0]} "))
    assert Case.objects.get().phone_confirmed


def test_guessing_ends_after_a_few_tries(client, home, gateway):
    send_code(client)
    right = codes_sent()[0]
    for _ in range(5):
        client.post(NEW, words(code="x"))
    page = client.post(NEW, words(code=right))
    assert page.status_code == 422
    assert "输错的次数太多了" in page.text


def test_a_code_is_good_for_ten_minutes(client, home, gateway, today):
    send_code(client)
    today.move_to(MORNING + dt.timedelta(minutes=10, seconds=1))
    assert client.post(NEW, words(code=codes_sent()[0])).status_code == 422


def test_a_code_is_good_for_its_number_only(client, home, gateway):
    send_code(client)
    page = client.post(NEW, words(phone="13900139000", code=codes_sent()[0]))
    assert page.status_code == 422
    assert not Case.objects.exists()


def test_a_confirmed_number_does_not_confirm_another(client, home, gateway):
    send_code(client)
    client.post(NEW, words(code=codes_sent()[0]))
    client.post(NEW, words(text="另一件", phone="13900139000"))
    assert Case.objects.order_by("id").last().phone_confirmed is False
    client.post(NEW, words(text="第三件"))
    assert Case.objects.order_by("id").last().phone_confirmed is True


def test_a_code_a_minute_and_five_a_day(client, home, gateway, today):
    send_code(client)
    assert "请等一分钟再试" in send_code(client).text
    for minute in range(1, 6):
        today.move_to(MORNING + dt.timedelta(minutes=2 * minute))
        page = send_code(client)
    assert "今天给这个号码发的验证码太多了" in page.text
    assert len(codes_sent()) == 5


@pytest.mark.parametrize("phone", ["", "0571-87654321", "abc"])
def test_only_a_mobile_gets_a_code(client, home, gateway, phone):
    page = send_code(client, phone=phone)
    assert page.status_code == 200
    assert "验证码已发送" not in page.text
    assert codes_sent() == []


def test_anonymous_needs_no_code(client, home, gateway):
    client.post(NEW, words(contact="anonymous", code="123456"))
    assert Case.objects.get().anonymous
