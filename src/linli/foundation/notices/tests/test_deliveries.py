"""What goes out, when, how often, and what is said when it does not."""

import datetime as dt
import smtplib
import threading
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from linli.foundation.accounts.public import User
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.audit.public import of_subject
from linli.foundation.jobs import public as jobs
from linli.foundation.notices import actions, deliveries, queries, tasks
from linli.foundation.notices.deliveries import deliver_due
from linli.foundation.notices.models import Delivery, Notice, State
from linli.foundation.notices.tests.conftest import with_addresses
from linli.foundation.notices.tests.factories import (
    AT,
    choose,
    make_robot,
    tell,
    to_phone,
    to_robots,
)
from linli.foundation.notices.tests.listener import Listener
from linli.foundation.places.tests.factories import Town
from linli.kernel import clock
from linli.kernel.errors import InvalidMove, NotAllowed

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
SMS_ONLY = {"tests.mailed": ["sms"]}


def only() -> Delivery:
    return Delivery.objects.get()


def tell_many(user: User, count: int, **changes: Any) -> None:
    for number in range(1, count + 1):
        tell(user, title=f"第{number}件", url=f"/r/{number}/", **changes)


class TestMail:
    def test_one_notice_is_one_mail_with_a_link(self, worker: User, settings: Any) -> None:
        settings.PUBLIC_URL = "https://linli.example/"
        tell(worker)
        assert deliver_due(at=AT) == 1
        [letter] = mail.outbox
        assert (letter.to, letter.subject) == ([worker.email], "有诉求派给您")
        assert letter.body == "请登录邻里查看：\nhttps://linli.example/r/1/"
        assert (only().state, only().sent_at) == (State.SENT, AT)

    def test_it_is_not_sent_twice(self, worker: User) -> None:
        tell(worker)
        assert [deliver_due(at=AT + hour * 60 * MINUTE) for hour in range(3)] == [1, 0, 0]

    def test_not_before_its_time(self, worker: User) -> None:
        tell(worker, at=clock.local(2026, 3, 2, 23))
        assert deliver_due(at=clock.local(2026, 3, 3, 6, 59)) == 0
        assert deliver_due(at=clock.local(2026, 3, 3, 7)) == 1

    def test_what_fell_due_while_no_worker_ran_does_not_wake_anyone(self, worker: User) -> None:
        tell(worker)
        assert deliver_due(at=clock.local(2026, 3, 2, 23)) == 0
        assert only().next_try_at == clock.local(2026, 3, 3, 7)

    def test_what_was_read_meanwhile_is_not_sent(self, worker: User) -> None:
        tell(worker)
        actions.mark_read(user=worker, at=AT)
        assert deliver_due(at=AT) == 0
        assert not Delivery.objects.exists()

    def test_nor_what_is_for_a_closed_account(self, worker: User) -> None:
        tell(worker)
        User.objects.filter(pk=worker.pk).update(is_active=False)
        assert deliver_due(at=AT) == 0

    def test_an_address_that_is_gone_gives_up(self, worker: User) -> None:
        tell(worker)
        User.objects.filter(pk=worker.pk).update(email="")
        deliver_due(at=AT)
        assert (only().state, only().last_error) == (State.GAVE_UP, "收件人没有登记邮箱。")

    def test_a_title_cannot_add_headers(self, worker: User) -> None:
        tell(worker, title="a\r\nBcc: x@example.org")
        deliver_due(at=AT)
        assert mail.outbox[0].subject == "a Bcc: x@example.org"
        assert mail.outbox[0].recipients() == [worker.email]

    def test_without_a_mail_server_nothing_pretends_to_be_sent(
        self, worker: User, settings: Any
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        tell(worker)
        assert deliver_due(at=AT) == 0
        assert (only().state, only().sent_at) == (State.UNAVAILABLE, None)
        assert "没有配置发信服务器" in only().last_error

    @pytest.mark.parametrize(
        ("error", "state", "words"),
        [
            (ConnectionRefusedError("no server"), State.FAILED, "no server"),
            (smtplib.SMTPServerDisconnected("gone"), State.FAILED, "gone"),
            (
                smtplib.SMTPRecipientsRefused({"a@b": (550, b"who?")}),
                State.GAVE_UP,
                "收件地址被拒绝：550",
            ),
        ],
    )
    def test_a_failing_server_is_told_apart_from_a_bad_address(
        self, worker: User, settings: Any, error: Exception, state: State, words: str
    ) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"
        FailingBackend.error = error
        tell(worker)
        deliver_due(at=AT)
        assert only().state == state
        assert words in only().last_error
        assert "a@b" not in only().last_error


class FailingBackend(EmailBackend):
    error: Exception

    def send_messages(self, messages: Any) -> int:
        raise self.error


class TestDigest:
    def test_up_to_five_are_sent_one_by_one(self, worker: User) -> None:
        tell_many(worker, 5)
        assert deliver_due(at=AT) == 5
        assert [letter.subject for letter in mail.outbox] == [f"第{n}件" for n in range(1, 6)]

    def test_more_become_one_that_lists_them(self, worker: User) -> None:
        tell_many(worker, 25)
        assert deliver_due(at=AT) == 1
        [letter] = mail.outbox
        assert letter.subject == "您有25条新消息"
        assert "\n3. 第3件\n" in letter.body
        assert "……还有5条" in letter.body
        assert letter.body.endswith("/notices/")
        assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}

    def test_a_night_full_of_notices_is_one_mail_in_the_morning(self, worker: User) -> None:
        for hour in range(22, 28):
            night = clock.local(2026, 3, 2) + hour * 60 * MINUTE
            tell(worker, at=night, url=f"/r/{hour}/")
        assert deliver_due(at=clock.local(2026, 3, 3, 7)) == 1
        assert mail.outbox[0].subject == "您有6条新消息"

    def test_each_person_gets_their_own(self, worker: User, town: Town) -> None:
        other = with_addresses(make_user(town.community))
        tell_many(worker, 6)
        tell_many(other, 3)
        assert deliver_due(at=AT) == 4
        assert [len(letter.to) for letter in mail.outbox] == [1] * 4

    def test_not_for_those_who_want_each(self, worker: User) -> None:
        choose(worker, {}, digest=False)
        tell_many(worker, 6)
        assert deliver_due(at=AT) == 6

    def test_what_is_urgent_stands_alone_and_goes_first(self, worker: User) -> None:
        tell_many(worker, 7)
        tell(worker, title="漏气", urgent=True)
        assert deliver_due(at=AT) == 2
        assert [letter.subject for letter in mail.outbox] == ["漏气", "您有7条新消息"]

    def test_by_sms(self, worker: User, gateway: Listener) -> None:
        choose(worker, SMS_ONLY)
        tell_many(worker, 6)
        deliver_due(at=AT)
        assert gateway.texts == ["您有6条新消息，请登录邻里查看。"]

    def test_in_a_group(self, town: Town, gateway: Listener) -> None:
        make_robot(town.community, address=f"{gateway.url}/robot")
        gateway.always = (200, {"errcode": 0})
        for number in range(8):
            to_robots(town, title=f"第{number}件")
        assert deliver_due(at=AT) == 1
        assert gateway.heard[0].content["text"]["content"].startswith("8条新消息\n1. 第0件\n")

    def test_residents_never_get_each_others(self, town: Town, gateway: Listener) -> None:
        for number in range(7):
            to_phone(town, "13800000002", text=f"编号{number}")
        assert deliver_due(at=AT) == 7
        assert sorted(gateway.texts) == [f"编号{number}" for number in range(7)]


class TestSms:
    def test_the_gateway_gets_number_text_and_a_reference(
        self, town: Town, gateway: Listener
    ) -> None:
        to_phone(town, "13800000002")
        deliver_due(at=AT)
        [heard] = gateway.heard
        reference = f"linli-{only().pk}"
        assert heard.path == "/sms"
        assert heard.content == {
            "phone": "13800000002",
            "text": "您反映的路灯不亮已经受理",
            "reference": reference,
        }
        assert heard.headers["Authorization"] == "Bearer gateway-token"
        assert heard.headers["Idempotency-Key"] == reference
        assert only().state == State.SENT

    def test_staff_are_told_where_to_read_on(self, worker: User, gateway: Listener) -> None:
        choose(worker, SMS_ONLY)
        tell(worker)
        deliver_due(at=AT)
        assert gateway.texts == ["有诉求派给您。请登录邻里查看。"]

    def test_a_long_text_is_cut(self, town: Town, gateway: Listener) -> None:
        to_phone(town, "13800000002", text="长" * 1000)
        deliver_due(at=AT)
        assert gateway.texts == ["长" * 299 + "…"]

    def test_without_a_gateway_nothing_is_sent_and_the_row_says_so(self, town: Town) -> None:
        to_phone(town, "13800000002")
        assert deliver_due(at=AT) == 0
        assert (only().state, only().last_error) == (
            State.UNAVAILABLE,
            "没有配置短信网关，短信没有发出。",
        )

    @pytest.mark.parametrize("ends", ["sent", "refused", "unavailable"])
    def test_a_code_does_not_stay_in_the_database(
        self, town: Town, gateway: Listener, settings: Any, ends: str
    ) -> None:
        gateway.always = (422, {}) if ends == "refused" else (200, {})
        settings.SMS_GATEWAY_URL = "" if ends == "unavailable" else settings.SMS_GATEWAY_URL
        to_phone(town, "13800000002", text="验证码 314159", secret=True, urgent=True)
        deliver_due(at=AT)
        assert Notice.objects.get().text == ""
        assert gateway.texts == ([] if ends == "unavailable" else ["验证码 314159"])


class TestFailures:
    def test_it_waits_longer_each_time_and_then_stops(self, town: Town, gateway: Listener) -> None:
        gateway.always = (503, {"error": "busy"})
        to_phone(town, "13800000002", urgent=True)
        at, waits = AT, []
        for _ in range(deliveries.MOST_ATTEMPTS - 1):
            deliver_due(at=at)
            assert only().state == State.FAILED
            waits.append((only().next_try_at - at) // MINUTE)
            assert deliver_due(at=only().next_try_at - MINUTE / 2) == 0
            at = only().next_try_at
        assert waits == [1, 2, 4, 8, 16, 32, 64]
        deliver_due(at=at)
        assert (only().state, only().attempts) == (State.GAVE_UP, 8)
        assert "HTTP 503" in only().last_error
        assert "busy" in only().last_error
        assert deliver_due(at=at + DAY) == 0
        assert len(gateway.heard) == 8

    def test_it_goes_out_when_the_gateway_is_back(self, town: Town, gateway: Listener) -> None:
        gateway.answers = [(500, {})]
        to_phone(town, "13800000002")
        deliver_due(at=AT)
        assert deliver_due(at=AT + MINUTE) == 1
        assert (only().state, only().last_error, only().attempts) == (State.SENT, "", 2)

    def test_no_new_try_falls_into_the_night(self, town: Town, gateway: Listener) -> None:
        gateway.always = (500, {})
        late = clock.local(2026, 3, 2, 21, 59)
        to_phone(town, "13800000002", at=clock.local(2026, 3, 2, 21, 58))
        deliver_due(at=late)
        assert only().next_try_at == clock.local(2026, 3, 3, 7)

    @pytest.mark.parametrize("status", [400, 413, 422])
    def test_what_the_gateway_will_never_take_is_not_tried_again(
        self, town: Town, gateway: Listener, status: int
    ) -> None:
        gateway.always = (status, {"error": "号码无效"})
        to_phone(town, "13800000002")
        deliver_due(at=AT)
        assert (only().state, only().attempts) == (State.GAVE_UP, 1)

    @pytest.mark.parametrize("status", [302, 401, 404, 429])
    def test_a_gateway_that_is_wrongly_set_up_can_be_mended(
        self, town: Town, gateway: Listener, status: int
    ) -> None:
        gateway.always = (status, {})
        to_phone(town, "13800000002")
        deliver_due(at=AT)
        assert only().state == State.FAILED
        assert [heard.path for heard in gateway.heard] == ["/sms"]

    def test_a_dead_gateway_is_asked_once_a_round_and_delays_nobody(
        self, town: Town, worker: User, gateway: Listener
    ) -> None:
        gateway.always = (500, {})
        for number in range(4):
            to_phone(town, f"1380000000{number}")
        tell(worker)
        assert deliver_due(at=AT) == 1
        assert len(gateway.heard) == 1
        assert len(mail.outbox) == 1

    def test_no_gateway_at_the_address(self, town: Town, gateway: Listener, settings: Any) -> None:
        gateway.server.server_close()
        to_phone(town, "13800000002")
        deliver_due(at=AT)
        assert only().state == State.FAILED
        # Refused or reset: which of the two depends on when the address closed.
        assert "Connection" in only().last_error

    def test_who_looks_after_messages_can_send_again(
        self, town: Town, manager: User, gateway: Listener
    ) -> None:
        gateway.answers = [(422, {})]
        notice = to_phone(town, "13800000002")
        deliver_due(at=AT)
        actions.retry(delivery=only(), by=manager, at=AT + DAY)
        assert deliver_due(at=AT + DAY) == 1
        assert only().state == State.SENT
        assert [event.action for event in of_subject(notice)] == ["notices.retry"]

    def test_only_there_and_only_what_failed(
        self, town: Town, worker: User, manager: User, gateway: Listener
    ) -> None:
        to_phone(town, "13800000002")
        with pytest.raises(InvalidMove):
            actions.retry(delivery=only(), by=manager, at=AT)
        with pytest.raises(NotAllowed):
            actions.retry(delivery=only(), by=worker, at=AT)

    def test_a_wiped_code_cannot_be_sent_again(
        self, town: Town, manager: User, gateway: Listener
    ) -> None:
        gateway.always = (422, {})
        to_phone(town, "13800000002", text="314159", secret=True)
        deliver_due(at=AT)
        with pytest.raises(InvalidMove, match="过期"):
            actions.retry(delivery=only(), by=manager, at=AT)


class TestRounds:
    def test_of_two_rounds_one_takes_a_delivery(self, worker: User) -> None:
        tell(worker)
        seen_by_one, seen_by_other = [only()], [only()]
        assert deliveries._claim(seen_by_one, AT)
        assert not deliveries._claim(seen_by_other, AT)

    def test_what_a_stopped_worker_had_claimed_is_sent_later(self, worker: User) -> None:
        tell(worker)
        deliveries._claim([only()], AT)
        assert deliver_due(at=AT + MINUTE) == 0
        assert deliver_due(at=AT + deliveries.LEASE) == 1

    def test_a_round_ends_in_time(self, worker: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deliveries, "ROUND_SECONDS", -1)
        tell(worker)
        assert deliver_due(at=AT) == 0
        assert only().attempts == 0

    def test_the_worker_sends_by_itself(self, worker: User) -> None:
        with time_machine.travel(AT, tick=False):
            tell(worker)
            tasks.deliver.enqueue()
            assert jobs.run_ready() == 1
        assert len(mail.outbox) == 1

    def test_old_notices_go(self, worker: User, town: Town) -> None:
        for days in (410, 190, 170):
            tell(worker, at=clock.now() - days * DAY)
            to_phone(town, "13800000002", at=clock.now() - days * DAY)
        tasks.prune.enqueue()
        jobs.run_ready()
        assert queries.inbox(worker).count() == 2
        assert Notice.objects.filter(recipient=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_rounds_at_the_same_time_send_each_message_once(town: Town, gateway: Listener) -> None:
    for number in range(30):
        to_phone(town, "13800000002", text=f"编号{number}")
    start = threading.Barrier(3)

    def one_round() -> None:
        start.wait()
        deliver_due(at=AT)
        connection.close()

    rounds = [threading.Thread(target=one_round) for _ in range(3)]
    for thread in rounds:
        thread.start()
    for thread in rounds:
        thread.join()
    assert sorted(gateway.texts) == sorted(f"编号{number}" for number in range(30))
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
