"""The shells in real Chromium: accessible on phone and desk, with and without scripts."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from linli.foundation.accounts.tests.factories import (
    PASSWORD,
    make_head,
)
from linli.foundation.places import public as places
from linli.foundation.places.tests.factories import MORNING, make_town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READ = "audit.read"


@pytest.fixture
def town(transactional_db):
    cache.clear()
    made = make_town()
    border = [(0.1, 0.1), (0.6, 0.1), (0.6, 0.6)]
    for place, points in ((made.grid, border), (made.building, border[:1])):
        places.draw(place=place, points=points, by=None, at=MORNING)
    card = {"name": "李强", "phone": "13800000001", "supervision_phone": "12345"}
    places.update_card(place=made.grid, by=None, at=MORNING, **card)
    return made


@pytest.fixture
def head(town):
    return make_head(town.community, name="周敏")


def public_pages(town):
    card = reverse("portal:card", args=[town.grid.pk])
    return ["/", reverse("portal:privacy"), card, reverse("account_login"), "/no-such-page/"]


def look_at(page, pages, axe):
    """Accessible, folded out as well, and nothing wider than the screen."""
    for address in pages:
        page.goto(address)
        for question in page.locator("details.ask > summary").all():
            question.click()
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= page.viewport_size["width"], f"{address} scrolls sideways"


def test_large_print_is_accessible_and_fits_a_phone(phone, sign_in, axe, town, head):
    phone.goto("/")
    before = phone.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
    phone.get_by_role("button", name="大字版").click()
    after = phone.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
    assert float(after[:-2]) > float(before[:-2]) * 1.25
    look_at(phone, public_pages(town), axe)
    sign_in(phone, head)
    look_at(phone, [reverse("accounts:list"), reverse("desk:settings")], axe)


def test_things_to_touch_are_large_enough_on_a_phone(phone, sign_in, town, head):
    sign_in(phone, head)
    phone.goto(reverse("accounts:open"))
    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, .btn, input, select, .tabbar a, summary")]
        .filter((e) => e.offsetParent && !["hidden", "checkbox", "radio"].includes(e.type))
        .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_signing_in_and_working_needs_no_script(open_page, town, head):
    page = open_page("phone", java_script_enabled=False)
    page.goto(reverse("accounts:list"))
    page.get_by_label("登录名").fill(head.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("账号")
    page.get_by_role("link", name="开通账号").click()
    page.get_by_label("姓名").fill("赵云")
    page.get_by_label("登录名").fill("zhaoyun")
    page.get_by_label("地方").select_option(label="　第一网格")
    page.get_by_role("button", name="开通").click()
    expect(page.locator(".secret")).to_have_text(re.compile(r"^[a-z]{4}-\d{4}-[a-z]{4}-[a-z]{4}$"))
    page.get_by_role("link", name="记好了").click()
    page.get_by_text("停用账号").click()
    page.get_by_label("原因").fill("录错了")
    page.get_by_role("button", name="停用", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已停用")
    page.locator("summary", has_text="更多").click()
    page.locator(".tabbar").get_by_role("link", name="设置").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("设置")


def test_the_keyboard_alone_reaches_the_content_and_closes_menus(desktop, sign_in, town, head):
    sign_in(desktop, head)
    desktop.goto(reverse("desk:settings"))
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="跳到正文")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#main")).to_be_focused()
    menu = desktop.locator(".topbar details.menu")
    menu.locator("summary").focus()
    desktop.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="我的账号")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="我的账号")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_border_is_drawn_by_clicking_on_the_map(desktop, sign_in, town, head):
    sign_in(desktop, head)
    desktop.goto(reverse("places:draw", args=[town.grid.pk]))
    desktop.get_by_role("button", name="清空").click()
    sketch = desktop.locator("[data-sketch]")
    box = sketch.bounding_box()
    for x, y in ((0.2, 0.2), (0.8, 0.2), (0.8, 0.5), (0.5, 0.9)):
        sketch.click(position={"x": box["width"] * x, "y": box["height"] * y})
    desktop.get_by_role("button", name="退一个点").click()
    desktop.get_by_role("button", name="保存").click()
    expect(desktop.get_by_text("示意图已保存")).to_be_visible()
    drawn = places.Place.objects.get(pk=town.grid.pk).outline
    wanted = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.5)]
    assert [tuple(round(part, 2) for part in corner) for corner in drawn] == wanted


def test_a_passkey_opens_the_door(desktop, town, head):
    """A real ceremony with Chromium's own authenticator, under our content security policy."""
    tool = desktop.context.new_cdp_session(desktop)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    desktop.goto(reverse("account_login"))
    desktop.get_by_label("登录名").fill(head.username)
    desktop.get_by_label("密码").fill(PASSWORD)
    desktop.get_by_role("button", name="登录", exact=True).click()
    desktop.goto(reverse("mfa_add_webauthn"))
    desktop.get_by_label("密码").fill(PASSWORD)
    desktop.locator("main button[type=submit]").first.click()
    desktop.locator("#id_name").fill("办公室电脑")
    desktop.locator("#id_passwordless").check()
    desktop.locator("#mfa_webauthn_add").click()
    desktop.wait_for_url(lambda url: not url.endswith(reverse("mfa_add_webauthn")))
    desktop.goto(reverse("mfa_list_webauthn"))
    expect(desktop.get_by_text("办公室电脑")).to_be_visible()

    desktop.context.clear_cookies()
    desktop.goto(reverse("account_login"))
    desktop.get_by_role("button", name="用指纹、面容或安全密钥登录").click()
    desktop.wait_for_url(lambda url: "/desk/" in url)
    desktop.goto(reverse("accounts:profile"))
    expect(desktop.get_by_role("heading", level=1)).to_have_text("我的账号")


def test_a_passkey_that_is_not_there_is_told_in_words(desktop, town):
    tool = desktop.context.new_cdp_session(desktop)
    tool.send("WebAuthn.enable")
    desktop.goto(reverse("account_login"))
    expect(desktop.get_by_text("没有完成。")).to_be_hidden()
    desktop.evaluate(
        """() => { navigator.credentials.get = () => Promise.reject(new Error("nobody")); }"""
    )
    desktop.get_by_role("button", name="用指纹、面容或安全密钥登录").click()
    expect(desktop.get_by_text("没有完成。")).to_be_visible()
