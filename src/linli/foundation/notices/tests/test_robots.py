"""What the robots of group chats hear, and what they answer."""

import base64
import hashlib
import hmac
import urllib.parse
from typing import Any

import pytest
import time_machine

from linli.foundation.accounts.public import User
from linli.foundation.audit.public import of_subject
from linli.foundation.notices import actions, robots
from linli.foundation.notices.deliveries import deliver_due
from linli.foundation.notices.models import Delivery, Robot, State
from linli.foundation.notices.tests.factories import AT, make_robot, to_robots
from linli.foundation.notices.tests.listener import Listener
from linli.foundation.places.public import Place
from linli.foundation.places.tests.factories import Town
from linli.kernel.errors import NotAllowed

pytestmark = [
    pytest.mark.django_db,
    # What the library loads when it is first asked.
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated"),
]
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678"
TEXT = "新诉求\n3号楼路灯不亮"


def sign(key: str, message: str) -> str:
    return base64.b64encode(
        hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    ).decode()


class TestFormats:
    def test_wecom(self, town: Town, gateway: Listener) -> None:
        gateway.always = (200, {"errcode": 0, "errmsg": "ok"})
        robots.post(make_robot(town.community, address=f"{gateway.url}/send?key=k"), TEXT)
        [heard] = gateway.heard
        assert heard.path == "/send?key=k"
        assert heard.content == {"msgtype": "text", "text": {"content": TEXT}}

    def test_dingtalk_signs_with_its_secret(self, town: Town, gateway: Listener) -> None:
        gateway.always = (200, {"errcode": 0})
        robot = make_robot(
            town.community,
            kind="dingtalk",
            address=f"{gateway.url}/robot/send?access_token=t",
            secret="SEC1",
        )
        with time_machine.travel(AT, tick=False):
            robots.post(robot, TEXT)
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(gateway.heard[0].path).query)
        stamp = str(int(AT.timestamp() * 1000))
        assert query == {
            "access_token": ["t"],
            "timestamp": [stamp],
            "sign": [sign("SEC1", f"{stamp}\nSEC1")],
        }
        assert gateway.heard[0].content["text"] == {"content": TEXT}

    def test_feishu_signs_with_its_secret(self, town: Town, gateway: Listener) -> None:
        gateway.always = (200, {"code": 0, "msg": "success"})
        address = f"{gateway.url}/open-apis/bot/v2/hook/t"
        robot = make_robot(town.community, kind="feishu", address=address, secret="s")
        with time_machine.travel(AT, tick=False):
            robots.post(robot, TEXT)
        stamp = str(int(AT.timestamp()))
        assert gateway.heard[0].content == {
            "msg_type": "text",
            "content": {"text": TEXT},
            "timestamp": stamp,
            "sign": sign(f"{stamp}\ns", ""),
        }

    def test_without_a_secret_nothing_is_signed(self, town: Town, gateway: Listener) -> None:
        gateway.always = (200, {"errcode": 0, "code": 0})
        for kind in ("dingtalk", "feishu"):
            robots.post(make_robot(town.community, kind=kind, address=gateway.url), TEXT)
        assert not any("sign" in heard.path + str(heard.content) for heard in gateway.heard)

    def test_others_through_the_library(self, town: Town, gateway: Listener) -> None:
        address = gateway.url.replace("http", "json") + "/hook"
        robots.post(make_robot(town.community, kind="other", address=address), TEXT)
        [heard] = gateway.heard
        assert heard.path == "/hook"
        assert heard.content["message"] == TEXT

    def test_a_long_text_is_cut_by_bytes(self, town: Town, gateway: Listener) -> None:
        gateway.always = (200, {"errcode": 0})
        robots.post(make_robot(town.community, address=gateway.url), "长" * 2000)
        content = gateway.heard[0].content["text"]["content"]
        assert content.endswith("长…")
        assert 1990 < len(content.encode()) <= 2000


class TestAnswers:
    @pytest.mark.parametrize(
        ("kind", "answer"),
        [
            ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}),
            ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}),
            ("feishu", {"code": 19021, "msg": "sign match fail"}),
            ("wecom", {}),
            ("wecom", b"<html>proxy</html>"),
            ("wecom", ["errcode", 0]),
        ],
    )
    def test_a_refusal_with_status_200_is_no_success(
        self, town: Town, gateway: Listener, kind: str, answer: Any
    ) -> None:
        gateway.always = (200, answer)
        robot = make_robot(town.community, kind=kind, address=gateway.url)
        to_robots(town)
        assert deliver_due(at=AT) == 0
        delivery = Delivery.objects.get()
        assert delivery.state == State.FAILED
        if isinstance(answer, dict) and answer:
            assert str(list(answer.values())[1]) in delivery.last_error
        robot.refresh_from_db()
        assert robot.last_error == delivery.last_error

    def test_the_librarys_refusal_has_a_reason(self, town: Town, gateway: Listener) -> None:
        gateway.always = (500, {})
        address = gateway.url.replace("http", "json")
        make_robot(town.community, kind="other", address=address)
        to_robots(town)
        deliver_due(at=AT)
        delivery = Delivery.objects.get()
        assert delivery.state == State.FAILED
        assert "500" in delivery.last_error

    def test_success_clears_the_robots_error(self, town: Town, gateway: Listener) -> None:
        gateway.always = (200, {"errcode": 0})
        robot = make_robot(town.community, address=gateway.url, last_error="was silent")
        to_robots(town)
        assert deliver_due(at=AT) == 1
        robot.refresh_from_db()
        assert (robot.last_error, robot.last_sent_at) == ("", AT)
        heard = gateway.heard[0].content["text"]["content"]
        assert heard == "新诉求\n3号楼路灯不亮\n\nhttp://127.0.0.1:8000/r/1/"

    def test_one_silent_robot_delays_no_other(self, town: Town, gateway: Listener) -> None:
        gateway.always = (200, {"errcode": 0})
        make_robot(town.street, address="http://127.0.0.1:9/")
        make_robot(town.community, address=gateway.url)
        for number in range(3):
            to_robots(town, title=f"第{number}件")
        assert deliver_due(at=AT) == 3
        assert Delivery.objects.filter(state=State.FAILED).count() == 1


class TestKeeping:
    def test_saving_encrypts_and_records(self, town: Town, manager: User) -> None:
        robot = save(town.community, manager)
        robot.refresh_from_db()
        assert (robot.address, robot.place_path) == (WECOM, town.community.place_path)
        assert [event.action for event in of_subject(robot)] == ["notices.save_robot"]
        assert "12345678" not in str([event.changes for event in of_subject(robot)])

    def test_an_empty_address_keeps_the_old_one(self, town: Town, manager: User) -> None:
        robot = save(town.community, manager, secret="s")
        save(town.community, manager, robot=robot, name="新名字", address="", secret="")
        robot.refresh_from_db()
        assert (robot.name, robot.address, robot.secret) == ("新名字", WECOM, "s")

    def test_a_new_address_forgets_the_old_secret(self, town: Town, manager: User) -> None:
        robot = save(town.community, manager, secret="s")
        save(town.community, manager, robot=robot, secret="")
        assert robot.secret == ""

    @pytest.mark.parametrize(
        ("kind", "address"),
        [
            ("wecom", "not an address"),
            ("wecom", "wecombot://12345678"),
            ("wecom", "https:///send?key=1"),
            ("wecom", "file:///etc/passwd"),
            ("other", "https://qyapi.weixin.qq.com/send"),
            ("other", "syslog://"),
            ("other", "schan://"),
        ],
    )
    def test_an_address_of_another_kind_is_refused(
        self, town: Town, manager: User, kind: str, address: str
    ) -> None:
        with pytest.raises(robots.BadAddress, match="Webhook"):
            save(town.community, manager, kind=kind, address=address)
        assert not Robot.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "address"),
        [
            ("wecom", "http://127.0.0.1:5432/"),
            ("wecom", "https://qyapi.weixin.qq.com.evil.example/send"),
            ("wecom", "https://qyapi.weixin.qq.com@evil.example/send"),
            ("other", "json://10.0.0.1/hook"),
        ],
    )
    def test_nothing_is_sent_to_servers_that_the_site_does_not_know(
        self, town: Town, manager: User, kind: str, address: str
    ) -> None:
        with pytest.raises(robots.UnknownHost, match="LINLI_ROBOT_HOSTS"):
            save(town.community, manager, kind=kind, address=address)

    def test_a_known_service_of_the_library_is_accepted(self, town: Town, manager: User) -> None:
        robot = save(town.community, manager, kind="other", address="schan://SCT12345678")
        assert robot.pk

    def test_only_at_the_persons_own_places(self, town: Town, manager: User, worker: User) -> None:
        mine, foreign = save(town.community, manager), make_robot(town.neighbour)
        for attempt in (
            lambda: save(town.community, worker),
            lambda: save(town.neighbour, manager),
            lambda: save(town.community, manager, robot=foreign),
            lambda: save(town.neighbour, manager, robot=mine),
            lambda: actions.switch_robot(robot=foreign, enabled=False, by=manager, at=AT),
            lambda: actions.try_robot(robot=foreign, by=manager, at=AT),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def save(place: Place, by: User, robot: Robot | None = None, **changes: Any) -> Robot:
    told = {"name": "工作群", "kind": "wecom", "address": WECOM, "secret": "", "kinds": []}
    return actions.save_robot(robot=robot, place=place, by=by, at=AT, **{**told, **changes})
