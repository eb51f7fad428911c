"""The pages as a person sees them, on a phone and on a desk."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.foundation.accounts.public import User
from linli.foundation.notices.deliveries import deliver_due
from linli.foundation.notices.tests.factories import AT, make_robot, tell, to_phone
from linli.foundation.places.tests.factories import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OpenPage = Callable[..., Page]
SignIn = Callable[[Page, Any], None]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], Path]
DEVICES = pytest.mark.parametrize("device", ["phone", "desktop"])


@DEVICES
def test_a_worker_sees_the_number_reads_and_chooses(
    device: str,
    open_page: OpenPage,
    sign_in: SignIn,
    axe: Axe,
    shot: Shot,
    worker: User,
) -> None:
    tell(worker, title="有诉求派给您：3号楼路灯不亮", url="/notices/preferences/")
    tell(worker, title="煤气味，请马上联系", url="", urgent=True)
    page = open_page(device)
    sign_in(page, worker)
    page.goto("/notices/")
    expect(page.locator(".bell .count")).to_contain_text("2")
    axe(page)
    shot(page, f"notices-inbox-{device}")

    page.get_by_role("link", name="有诉求派给您：3号楼路灯不亮").click()
    expect(page).to_have_url(re.compile(r"/notices/preferences/$"))
    expect(page.locator(".bell .count")).to_contain_text("1")
    page.get_by_label("平常的事").check()
    axe(page)
    shot(page, f"notices-preferences-{device}")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存，从下一条消息起生效。")).to_be_visible()
    expect(page.get_by_label("平常的事")).to_be_checked()


@DEVICES
def test_who_looks_after_messages_finds_what_did_not_go_out(
    device: str,
    open_page: OpenPage,
    sign_in: SignIn,
    axe: Axe,
    shot: Shot,
    manager: User,
    town: Town,
) -> None:
    to_phone(town, "13800000002", title="受理短信")
    deliver_due(at=AT)
    make_robot(town.community, name="幸福里工作群", last_error="93000 invalid webhook url")
    page = open_page(device)
    sign_in(page, manager)
    page.goto("/notices/deliveries/")
    axe(page)
    page.get_by_role("link", name="没有配置通道").click()
    expect(page.get_by_text("没有配置短信网关，短信没有发出。")).to_be_visible()
    axe(page)
    shot(page, f"notices-deliveries-{device}")
    page.get_by_role("button", name="重发").click()
    expect(page.get_by_text("已排进下一轮发送。")).to_be_visible()

    page.get_by_role("link", name="群机器人").click()
    expect(page.get_by_text("93000 invalid webhook url")).to_be_visible()
    axe(page)
    shot(page, f"notices-robots-{device}")
    page.get_by_role("link", name="添加群机器人").click()
    expect(page.get_by_role("textbox").first).to_be_visible()
    axe(page)
    shot(page, f"notices-robot-{device}")
