"""Robots of group chats: WeCom, DingTalk and Feishu by their webhooks, others through Apprise.

The three are spoken to directly: they refuse with HTTP 200 and a code in the body, which Apprise
2.2 takes for success. Formats are those of the vendors' pages (developer.work.weixin.qq.com
"群机器人配置说明", open.dingtalk.com "自定义机器人", open.feishu.cn "自定义机器人").
"""

import base64
import hashlib
import hmac
import logging
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.foundation.notices.models import Robot, RobotKind
from linli.foundation.notices.transport import NotSent, post_json
from linli.kernel.errors import DomainError

# WeCom takes 2,048 bytes, the others more.
LONGEST_BYTES = 2000
# Apprise services with an address of their own, and those whose address holds a host.
FIXED_SERVICES = {"schan", "pushplus", "wxpusher"}
OWN_SERVERS = {"bark", "barks", "json", "jsons"}


class BadAddress(DomainError):
    code = "bad_robot_address"
    message = _(
        "这个地址不像所选群机器人的地址，没有保存。请在群设置里复制机器人的Webhook地址，整条粘贴。"
    )


class UnknownHost(DomainError):
    code = "unknown_robot_host"
    message = _(
        "系统还不允许向这个服务器发消息，没有保存。请核对地址；"
        "如果是单位自建的服务器，请系统管理员把它加进LINLI_ROBOT_HOSTS。"
    )


def check_address(robot: Robot) -> None:
    """Raise BadAddress or UnknownHost for an address to which this robot may not be sent."""
    parts = urllib.parse.urlsplit(robot.address)
    if robot.kind == RobotKind.OTHER:
        if parts.scheme not in FIXED_SERVICES | OWN_SERVERS or _apprise(robot.address) is None:
            raise BadAddress
        if parts.scheme in FIXED_SERVICES:
            return
    elif parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadAddress
    if parts.hostname not in settings.ROBOT_HOSTS:
        raise UnknownHost


def post(robot: Robot, text: str) -> None:
    """Say `text` in the group. Raises NotSent with the robot's own words."""
    SENDERS[RobotKind(robot.kind)](robot, _cut(text))


def _wecom(robot: Robot, text: str) -> None:
    _check("errcode", post_json(robot.address, {"msgtype": "text", "text": {"content": text}}))


def _dingtalk(robot: Robot, text: str) -> None:
    address = robot.address
    if robot.secret:
        stamp = str(round(time.time() * 1000))
        signature = _sign(robot.secret, f"{stamp}\n{robot.secret}")
        address += "&" + urllib.parse.urlencode({"timestamp": stamp, "sign": signature})
    _check("errcode", post_json(address, {"msgtype": "text", "text": {"content": text}}))


def _feishu(robot: Robot, text: str) -> None:
    content: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if robot.secret:
        stamp = str(int(time.time()))
        # Feishu signs an empty message, with time and secret as the key.
        content |= {"timestamp": stamp, "sign": _sign(f"{stamp}\n{robot.secret}", "")}
    _check("code", post_json(robot.address, content))


def _other(robot: Robot, text: str) -> None:
    from apprise import LogCapture  # noqa: PLC0415 - half a second that few sites need

    service = _apprise(robot.address)
    if service is None:
        raise NotSent(str(BadAddress.message), final=True)
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
        sent = service.notify(body=text)
        reason = log.getvalue().strip()
    if not sent:
        raise NotSent(reason or service.service_name, broken=True)


SENDERS: dict[RobotKind, Callable[[Robot, str], None]] = {
    RobotKind.WECOM: _wecom,
    RobotKind.DINGTALK: _dingtalk,
    RobotKind.FEISHU: _feishu,
    RobotKind.OTHER: _other,
}


def _apprise(address: str) -> Any:
    from apprise import Apprise  # noqa: PLC0415 - half a second that few sites need

    return Apprise.instantiate(address)


def _check(code_name: str, answer: dict[str, Any]) -> None:
    """The three say 0 when the message is in the group."""
    if answer.get(code_name) != 0:
        words = answer.get("errmsg") or answer.get("msg") or answer
        raise NotSent(f"{answer.get(code_name)} {words}", broken=True)


def _sign(key: str, message: str) -> str:
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _cut(text: str) -> str:
    content = text.encode()
    if len(content) <= LONGEST_BYTES:
        return text
    return content[: LONGEST_BYTES - 3].decode(errors="ignore") + "…"
