"""A head looks at next month, goes to what rises, and arranges something for it."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.insight.ahead.tests.counts import count, steady
from linli.services.cases.public import Category
from linli.services.cases.tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_from_what_rises_to_what_is_arranged(
    request: Any,
    sign_in: Any,
    axe: Any,
    shot: Any,
    live_server: Any,
    time_machine: Any,
    width: str,
) -> None:
    time_machine.move_to(factories.MORNING)
    home = factories.make_community()
    heating = Category.objects.get(full_name="公共设施／供暖供气")
    noise = Category.objects.get(full_name="环境卫生／噪声油烟")
    count(home.grid, heating, lambda month: 30 if month.month == 4 else 6, at=factories.MORNING)
    count(home.grid, noise, steady, at=factories.MORNING)
    head = factories.make_user("head", home.community, unit=home.committee)
    page: Page = request.getfixturevalue(width)
    sign_in(page, head)
    page.goto(live_server.url + reverse("ahead:page"))
    expect(page.locator("tbody tr").first).to_contain_text("比平常多")
    axe(page)
    shot(page, f"ahead-{width}")
    page.get_by_role("link", name="公共设施／供暖供气").click()
    expect(page.get_by_role("rowheader", name="2025年4月")).to_be_visible()
    axe(page)
    shot(page, f"ahead-line-{width}")
    page.locator("summary", has_text="提前安排").click()
    words = re.compile("2025年4月 30件，2024年4月 30件.*多在：第一网格", re.DOTALL)
    expect(page.get_by_label("打算怎么做")).to_have_value(words)
    page.get_by_role("button", name="安排", exact=True).click()
    expect(page.get_by_text("这个月还没有到")).to_be_visible()
    axe(page)
    page.get_by_label("做得怎么样").fill("阀门都看过了。")
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_text("阀门都看过了。")).to_be_visible()
    page.goto(live_server.url + reverse("ahead:page"))
    expect(page.get_by_role("link", name="已办结")).to_be_visible()
