"""The inbox, the preferences, and the pages of those who look after messages."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from linli.foundation.accounts.public import User, UserKind
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.notices import queries
from linli.foundation.notices.deliveries import deliver_due
from linli.foundation.notices.models import Delivery, Robot, State
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

pytestmark = pytest.mark.django_db
INBOX = "/notices/"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678"


@pytest.fixture
def desk(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class TestInbox:
    def test_shows_ones_own_notices_latest_first(
        self, desk: Client, worker: User, town: Town
    ) -> None:
        tell(worker, title="早的", url="/r/1/")
        tell(worker, title="晚的", url="/r/2/", at=AT + dt.timedelta(hours=1), urgent=True)
        tell(make_user(town.community), title="别人的")
        text = words(desk.get(INBOX))
        assert text.index("晚的") < text.index("早的")
        assert "紧急" in text
        assert "别人的" not in text

    def test_says_what_to_expect_when_empty(self, desk: Client) -> None:
        assert "还没有消息" in words(desk.get(INBOX))

    def test_opening_leads_to_the_matter_and_counts_as_read(
        self, desk: Client, worker: User
    ) -> None:
        notice = tell(worker)
        assert "未读" in words(desk.get(INBOX))
        response = desk.get(reverse("notices:open", args=[notice.pk]))
        assert response["Location"] == "/r/1/"
        assert queries.unread_count(worker) == 0
        assert "未读" not in words(desk.get(INBOX))

    def test_one_that_leads_nowhere_leads_back(self, desk: Client, worker: User) -> None:
        notice = tell(worker, url="")
        assert desk.get(reverse("notices:open", args=[notice.pk]))["Location"] == INBOX

    def test_nobody_opens_what_others_were_told(
        self, desk: Client, town: Town, worker: User
    ) -> None:
        other = make_user(town.community)
        notice = tell(other)
        assert desk.get(reverse("notices:open", args=[notice.pk])).status_code == 404
        assert queries.unread_count(other) == 1

    def test_all_at_once(self, desk: Client, worker: User, town: Town) -> None:
        other = make_user(town.community)
        for user in (worker, worker, other):
            tell(user, url="", title=str(user.pk))
        desk.post(reverse("notices:read-all"))
        assert queries.unread_count(worker) == 0
        assert queries.unread_count(other) == 1

    def test_takes_as_many_queries_for_three_as_for_one(
        self,
        desk: Client,
        worker: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        desk.get(INBOX)
        tell(worker, url="/r/1/")
        with django_assert_max_num_queries(100) as one:
            desk.get(INBOX)
        tell(worker, url="/r/2/")
        tell(worker, url="/r/3/")
        with django_assert_max_num_queries(len(one)):
            desk.get(INBOX)

    def test_leads_on_to_older_ones(self, desk: Client, worker: User) -> None:
        for number in range(30):
            tell(worker, title=f"第{number}件", url=f"/r/{number}/")
        first = desk.get(INBOX)
        assert len(first.context["page"].items) == 25
        older = desk.get(INBOX, {"after": first.context["page"].next})
        assert len(older.context["page"].items) == 5


class TestCount:
    def test_is_a_fragment_for_the_bell(self, desk: Client, worker: User) -> None:
        address = reverse("notices:count")
        polling = {"X-Linli-Poll": "1", "HX-Request": "true"}
        assert desk.get(address, headers=polling).content.strip() == b""
        tell(worker)
        response = desk.get(address, headers=polling)
        assert words(response).split() == ["1", "条未读消息"]
        assert "<html" not in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_stops_counting_at_a_hundred(self, desk: Client, worker: User) -> None:
        for number in range(120):
            tell(worker, kind="tests.plain", url=f"/r/{number}/")
        assert words(desk.get(reverse("notices:count"))).split()[0] == "99+"


@pytest.mark.parametrize("name", ["inbox", "count", "preferences"])
def test_the_inbox_is_for_people_of_the_desk(client: Client, name: str) -> None:
    address = reverse(f"notices:{name}")
    assert client.get(address).status_code == 302
    client.force_login(make_user(kind=UserKind.RESIDENT))
    assert client.get(address).status_code == 403


class TestPreferences:
    ADDRESS = "/notices/preferences/"
    TIMES = {"quiet_from": "21:00", "quiet_to": "08:00"}

    def test_shows_the_defaults(self, desk: Client) -> None:
        form = desk.get(self.ADDRESS).context["form"]
        assert form["email"].value() == ["tests.mailed"]
        assert form["quiet_from"].value() == dt.time(22)
        assert form["digest"].value() is True

    def test_what_is_chosen_counts(self, desk: Client, worker: User) -> None:
        response = desk.post(self.ADDRESS, {**self.TIMES, "email": ["tests.plain"]}, follow=True)
        assert told(response) == ["已保存，从下一条消息起生效。"]
        wishes = queries.wishes(worker)
        assert wishes.channels("tests.plain") == {"email"}
        assert wishes.channels("tests.mailed") == frozenset()
        assert (wishes.quiet.start, wishes.quiet.end) == (dt.time(21), dt.time(8))
        assert not wishes.digest
        assert desk.get(self.ADDRESS).context["form"]["email"].value() == ["tests.plain"]

    def test_only_channels_of_the_site_are_offered(self, desk: Client, settings: Any) -> None:
        assert "sms" not in desk.get(self.ADDRESS).context["form"].fields
        settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
        assert "sms" in desk.get(self.ADDRESS).context["form"].fields

    def test_and_only_those_by_which_one_can_be_reached(self, desk: Client, worker: User) -> None:
        worker.email = ""
        worker.save()
        response = desk.get(self.ADDRESS)
        assert "email" not in response.context["form"].fields
        assert "没有登记邮箱或手机号码" in words(response)

    def test_what_is_not_offered_today_stays_chosen(self, desk: Client, worker: User) -> None:
        choose(worker, {"tests.plain": ["sms"]})
        desk.post(self.ADDRESS, {**self.TIMES, "email": ["tests.plain"]})
        assert queries.wishes(worker).channels("tests.plain") == {"email", "sms"}

    def test_a_wrong_time_is_said_so(self, desk: Client) -> None:
        response = desk.post(self.ADDRESS, {"quiet_from": "25:00", "quiet_to": "07:00"})
        assert response.context["form"].errors["quiet_from"]


class TestDeliveries:
    ADDRESS = "/notices/deliveries/"

    def test_lists_what_did_not_go_out_here(
        self, managing: Client, town: Town, gateway: Listener
    ) -> None:
        gateway.always = (422, {"error": "号码13812345678停机"})
        to_phone(town, "13812345678", title="受理短信")
        deliver_due(at=AT)
        text = words(managing.get(self.ADDRESS))
        assert "受理短信" in text
        assert "138****5678" in text
        assert "13812345678" not in text
        assert "HTTP 422 号码138****5678停机" in text

    def test_nothing_to_list(self, managing: Client) -> None:
        text = words(managing.get(self.ADDRESS))
        assert "没有发不出的消息" in text
        assert "还没有配置短信网关" in text

    def test_what_the_site_cannot_send_is_listed_apart(self, managing: Client, town: Town) -> None:
        to_phone(town, "13812345678", title="受理短信")
        deliver_due(at=AT)
        assert "受理短信" not in words(managing.get(self.ADDRESS))
        text = words(managing.get(self.ADDRESS, {"state": "unavailable"}))
        assert "受理短信" in text
        assert "没有配置短信网关，短信没有发出。" in text

    def test_sends_again(self, managing: Client, town: Town, gateway: Listener) -> None:
        gateway.answers = [(422, {})]
        to_phone(town, "13812345678")
        deliver_due(at=AT)
        address = reverse("notices:retry", args=[Delivery.objects.get().pk])
        assert told(managing.post(address, follow=True)) == ["已排进下一轮发送。"]
        assert Delivery.objects.get().state == State.WAITING
        assert managing.post(address).status_code == 404

    def test_not_what_lies_in_another_community(
        self, client: Client, town: Town, gateway: Listener
    ) -> None:
        gateway.always = (422, {})
        to_phone(town, "13812345678")
        deliver_due(at=AT)
        client.force_login(make_user(town.neighbour, ["notices.manage"]))
        assert "受理短信" not in words(client.get(self.ADDRESS))
        address = reverse("notices:retry", args=[Delivery.objects.get().pk])
        assert client.post(address).status_code == 404

    def test_takes_as_many_queries_for_three_as_for_one(
        self,
        managing: Client,
        town: Town,
        worker: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        settings: Any,
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        address = f"{self.ADDRESS}?state=unavailable"
        managing.get(address)
        counts = []
        for number in range(3):
            tell(worker, url=f"/r/{number}/")
            deliver_due(at=AT)
            with django_assert_max_num_queries(100) as asked:
                assert len(managing.get(address).context["page"].items) == number + 1
            counts.append(len(asked))
        assert counts[0] == counts[2]


class TestRobots:
    LIST, NEW = "/notices/robots/", "/notices/robots/new/"

    def filled(self, town: Town, **changes: Any) -> dict[str, Any]:
        place = town.community.pk
        return {"name": "工作群", "kind": "wecom", "address": WECOM, "place": place, **changes}

    def test_a_new_one(self, managing: Client, town: Town) -> None:
        assert "还没有群机器人" in words(managing.get(self.LIST))
        response = managing.post(self.NEW, self.filled(town, kinds=["tests.plain"]), follow=True)
        assert "已保存" in told(response)[0]
        assert "工作群" in words(response)
        robot = Robot.objects.get()
        assert (robot.address, robot.kinds) == (WECOM, ["tests.plain"])

    @pytest.mark.parametrize(
        ("address", "error"),
        [("企业微信", "不像所选群机器人的地址"), ("https://evil.example/", "还不允许")],
    )
    def test_a_wrong_address_is_said_so_and_the_rest_stays(
        self, managing: Client, town: Town, address: str, error: str
    ) -> None:
        response = managing.post(self.NEW, self.filled(town, address=address))
        assert error in response.context["form"].errors["address"][0]
        assert response.context["form"]["name"].value() == "工作群"
        assert not Robot.objects.exists()

    def test_only_ones_own_places_are_offered(self, managing: Client, town: Town) -> None:
        offered = managing.get(self.NEW).context["form"].fields["place"].queryset
        assert town.community in offered
        assert town.neighbour not in offered
        response = managing.post(self.NEW, self.filled(town, place=town.neighbour.pk))
        assert "place" in response.context["form"].errors

    def test_the_address_is_shown_to_nobody(self, managing: Client, town: Town) -> None:
        robot = make_robot(town.community, address=WECOM, secret="SEC9")
        address = reverse("notices:robot", args=[robot.pk])
        page = managing.get(address).content.decode()
        assert "12345678" not in page
        assert "SEC9" not in page
        managing.post(address, self.filled(town, name="新名字", address=""))
        robot.refresh_from_db()
        assert (robot.name, robot.address, robot.secret) == ("新名字", WECOM, "SEC9")

    def test_can_be_stopped_and_started(self, managing: Client, town: Town) -> None:
        robot = make_robot(town.community)
        for enabled, state in (("0", "已停用"), ("1", "已启用")):
            address = reverse("notices:robot-switch", args=[robot.pk])
            response = managing.post(address, {"enabled": enabled}, follow=True)
            assert told(response)[0].startswith(state)
            robot.refresh_from_db()
            assert robot.enabled == (enabled == "1")

    def test_can_be_tried(self, managing: Client, town: Town, gateway: Listener) -> None:
        gateway.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook"})]
        gateway.always = (200, {"errcode": 0})
        robot = make_robot(town.community, address=gateway.url)
        address = reverse("notices:robot-try", args=[robot.pk])
        assert "93000 invalid webhook" in told(managing.post(address, follow=True))[0]
        robot.refresh_from_db()
        assert "93000" in robot.last_error
        assert "请到群里看一眼" in told(managing.post(address, follow=True))[0]
        robot.refresh_from_db()
        assert robot.last_error == ""
        assert "李强在试消息" in gateway.heard[1].content["text"]["content"]

    def test_not_those_of_another_community(self, managing: Client, town: Town) -> None:
        robot = make_robot(town.neighbour, name="邻社区群")
        assert "邻社区群" not in words(managing.get(self.LIST))
        assert managing.get(reverse("notices:robot", args=[robot.pk])).status_code == 404
        for name in ("robot-switch", "robot-try"):
            assert managing.post(reverse(f"notices:{name}", args=[robot.pk])).status_code == 404


@pytest.mark.parametrize("name", ["deliveries", "robots", "robot-new"])
def test_channels_are_for_those_who_look_after_them(desk: Client, name: str) -> None:
    assert desk.get(reverse(f"notices:{name}")).status_code == 403


def test_a_digest_leads_to_the_inbox(desk: Client, worker: User) -> None:
    for number in range(6):
        tell(worker, url=f"/r/{number}/")
    deliver_due(at=AT)
    link = mail.outbox[0].body.splitlines()[-1]
    assert desk.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_groups_and_people_are_named_in_the_list(
    managing: Client, town: Town, gateway: Listener
) -> None:
    gateway.always = (200, {"errcode": 1})
    make_robot(town.community, address=gateway.url, name="网格群")
    to_robots(town)
    deliver_due(at=AT)
    text = words(managing.get("/notices/deliveries/"))
    assert "网格群" in text
    assert "没发出，会再试" in text
