"""In the browser: a grid worker's morning with a table, and the sheet that is shown upwards."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.insight.sheets.registry import public
from linli.insight.sheets.registry.actions import dues, tables
from linli.insight.sheets.registry.tests.factories import (
    DAY,
    Town,
    make_filling,
    make_form,
    make_table,
    make_town,
)
from linli.insight.sheets.states import State
from linli.kernel import clock

pytestmark = pytest.mark.browser
MANY = 14


@pytest.fixture
def town(transactional_db: None) -> Town:
    return make_town()


def test_a_due_table_is_closed_by_hand_on_a_phone(
    town: Town, phone: Page, sign_in, axe, live_server
) -> None:
    now = clock.now()
    table = make_table(town, next_due_on=clock.today() + 2 * DAY)
    dues.open_dues(at=now)
    sign_in(phone, town.worker)
    phone.goto(live_server.url + reverse("work:today"))
    phone.get_by_text("报《高龄老人名册》").first.click()
    phone.goto(live_server.url + reverse("tables:table", args=[table.pk]))
    axe(phone)
    phone.get_by_text("手工办结").click()
    phone.get_by_label("理由").fill("在民政系统里报了")
    phone.get_by_role("button", name="办结", exact=True).click()
    expect(phone.get_by_text("办结：在民政系统里报了").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_full_month_prints_on_one_sheet(
    town: Town, desktop: Page, sign_in, axe, live_server
) -> None:
    now = clock.now()
    for number in range(MANY):
        form = make_form(f"第{number}张部门要求填报的名字很长的报表", "姓名", "住址")
        table = make_table(
            town, form.title, owner=None, owner_name=f"名字也不短的第{number}个要表单位"
        )
        tables.link(table=table, form=form, by=town.street, at=now)
        for at in (now, now - 31 * DAY):
            filling = make_filling(form, town.home.community, state=State.SENT, at=at)
            public.sent(filling=filling, by=town.worker, at=at)
    sign_in(desktop, town.head)
    desktop.goto(live_server.url + reverse("tables:cost"))
    axe(desktop)
    expect(desktop.get_by_text(f"还有 {MANY - 10} 张")).to_be_visible()
    printed = desktop.pdf(format="A4", prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", printed) == [b"1"]
