"""A clerk writes a request down and takes over what is proposed, without leaving the keyboard."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.insight.triage import actions
from linli.insight.triage.learned.tests.samples import sample
from linli.kernel import clock
from linli.services.cases.tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(settings: Any, tmp_path: Any) -> Any:
    settings.TRIAGE_MODEL = tmp_path
    home = factories.make_community()
    factories.make_case(
        home,
        text="文昌路早市的喇叭从五点就开始叫卖，吵得孩子和老人都睡不着觉，物业也不管",
        category=factories.make_category("试点市容"),
        place=home.community,
        at=clock.now(),
    )
    return factories.make_user("community-worker", home.community, unit=home.committee)


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_proposals_are_taken_over_by_one_key(
    request: Any, worker: Any, sign_in: Any, axe: Any, shot: Any, live_server: Any, width: str
) -> None:
    page: Page = request.getfixturevalue(width)
    sign_in(page, worker)
    page.goto(live_server.url + reverse("cases:new"))
    page.get_by_label("什么事").fill(
        "文昌路早市喇叭五点开始叫卖，吵得孩子和老人都睡不着觉，昨天3号楼有人晕倒，幸福里社区物业收了3,200元也不管，我叫陈静，电话15400000009"
    )
    proposal = page.locator("[data-accept=category]").first
    expect(proposal).to_contain_text("试点市容")
    expect(page.locator(".hints")).to_contain_text("晕倒")
    expect(page.locator(".hints")).to_contain_text("文中提到 3,200元")
    alike = page.locator(".alike")
    expect(alike).to_contain_text("文昌路早市的喇叭")
    page.locator("input[name=phone]").fill("13800138000")
    expect(alike.get_by_role("button", name="并入原来这件")).to_be_visible()
    alike.get_by_label("这是同一件").check()
    shot(page, f"triage-proposals-{width}")
    if width == "desktop":
        page.keyboard.press("Alt+5")
        expect(page.locator("input[name=name]")).to_have_value("陈静")
        page.keyboard.press("Alt+1")
        page.keyboard.press("Alt+0")
        page.keyboard.press("Alt+7")
        expect(page.locator("input[name=happened_on]")).to_have_value(
            f"{clock.today() - dt.timedelta(days=1)}"
        )
        page.keyboard.press("Alt+8")
        expect(page.get_by_label("被反映的单位").locator("option:checked")).to_have_text(
            "幸福里社区物业"
        )
        expect(page.locator("input[name=place_text]")).to_have_value("3号楼")
    else:
        proposal.click()
    expect(proposal).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("类别").locator("option:checked")).to_have_text("试点市容")
    axe(page)
    shot(page, f"alike-{width}")
    page.get_by_role("button", name="登记", exact=True).last.click()
    page.get_by_role("link", name="并入").click()
    expect(page.locator("input[name=children]:checked")).to_have_count(1)
    expect(page.get_by_role("link", name="是同一件，并过来")).to_be_visible()
    axe(page)
    shot(page, f"alike-merge-{width}")


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_page_of_what_was_learned(
    request: Any,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sign_in: Any,
    axe: Any,
    shot: Any,
    live_server: Any,
    width: str,
) -> None:
    settings.TRIAGE_MODEL = tmp_path
    monkeypatch.setattr(actions, "LEAST", 30)
    home = factories.make_community()
    for of in sample(32, cut=False):
        category = factories.make_category(f"试点{of.label}")
        factories.make_case(home, text=of.text, category=category)
    admin = factories.make_user("admin", home.street.parent)
    for _ in range(2):
        actions.learn(at=factories.MORNING, only_with_more=False)
    page: Page = request.getfixturevalue(width)
    sign_in(page, admin)
    page.goto(live_server.url + reverse("triage:models"))
    for _ in range(2):
        page.get_by_role("button", name="启用这一次的").first.click()
        expect(page.locator(".badge", has_text="正在用")).to_have_count(1)
    axe(page)
    shot(page, f"triage-models-{width}")
