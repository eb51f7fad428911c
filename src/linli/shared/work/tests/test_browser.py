"""The pages of work in Chromium: on a phone, on a desk, with and without scripts."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from linli.kernel import clock
from linli.shared.work.deadlines import Unit
from linli.shared.work.models import CalendarDay, ClockKind, HandOver, Priority
from linli.shared.work.tests import test_state_notice
from linli.shared.work.tests.factories import (
    DAY,
    HEAD,
    HOUR,
    STREET,
    WORKER,
    make_item,
    make_preset,
    make_town,
    make_user,
    run_clock,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("errands"),
]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def worker(town):
    return make_user(WORKER, town.grid, unit=town.committee, name="李网格")


@pytest.fixture
def work(town, worker):
    """A late, an urgent, an unclaimed and a waiting item of today."""
    now = clock.now()
    late = make_item(town, assignee=worker, title="路灯坏了三天", at=now - DAY)
    run_clock(late, 20 * HOUR)
    urgent = make_item(
        town, assignee=worker, title="燃气味很重", at=now, priority=Priority.EMERGENCY
    )
    run_clock(urgent, HOUR, kind=ClockKind.SIGN)
    run_clock(urgent, 5 * HOUR)
    unclaimed = make_item(town, title="想问医保怎么办", at=now, place=town.other_grid)
    run_clock(unclaimed, 3 * DAY)
    return late, urgent, unclaimed


def fits(page):
    """Nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_worker_sees_on_the_phone_what_to_do_now(phone, sign_in, axe, shot, worker, work):
    sign_in(phone, worker)
    phone.goto("/desk/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("今天")
    first = phone.locator(".task").first
    expect(first).to_contain_text("燃气味很重")
    expect(first.get_by_role("link", name="去办")).to_have_attribute(
        "href", f"/errands/{work[1].pk}/#next"
    )
    axe(phone)
    assert fits(phone)
    shot(phone, "today-phone")

    phone.get_by_role("link", name="单位待认领").click()
    expect(phone.locator(".task")).to_have_count(1)
    expect(phone.locator(".task")).to_contain_text("想问医保怎么办")


def test_the_calendar_on_the_phone_and_its_feed(phone, sign_in, axe, shot, worker, work):
    sign_in(phone, worker)
    phone.goto("/desk/work/calendar/")
    expect(phone.locator(".agenda")).to_contain_text("燃气味很重")
    axe(phone)
    assert fits(phone)
    shot(phone, "calendar-phone")

    phone.get_by_role("button", name="生成订阅地址").click()
    address = phone.locator(".address").inner_text()
    expect(phone.get_by_role("button", name="复制地址")).to_be_visible()
    axe(phone)
    answer = phone.request.get(address)
    assert answer.ok
    assert "BEGIN:VEVENT" in answer.text()

    phone.get_by_role("link", name="按周看").click()
    axe(phone)
    assert fits(phone)


def test_a_head_reaches_any_case_in_two_clicks(desktop, sign_in, axe, shot, town, worker, work):
    sign_in(desktop, make_user(HEAD, town.community, name="林书记"))
    desktop.goto("/desk/work/overview/")
    axe(desktop)
    shot(desktop, "overview-desktop")
    by_clock = desktop.get_by_role("table").first
    by_clock.get_by_role("row", name="办理").locator(".clock-red").click()
    expect(desktop.locator(".task")).to_have_count(1)
    axe(desktop)
    link = desktop.get_by_role("link", name="路灯坏了三天", exact=True)
    expect(link).to_have_attribute("href", f"/errands/{work[0].pk}/")

    desktop.get_by_text("存为常用视图").click()
    desktop.get_by_label("名称").fill("超时的办理")
    desktop.get_by_role("button", name="保存", exact=True).click()
    desktop.goto("/desk/work/overview/open/")
    desktop.get_by_role("link", name="超时的办理").click()
    expect(desktop.locator(".task")).to_have_count(1)


def test_the_head_looks_on_the_phone(phone, sign_in, axe, town, worker, work):
    sign_in(phone, make_user(HEAD, town.community))
    for path in ("overview/", "overview/open/", "hand-overs/"):
        phone.goto(f"/desk/work/{path}")
        axe(phone)
        assert fits(phone), path


def test_work_is_handed_over_without_scripts(open_page, sign_in, axe, shot, town, worker, work):
    page = open_page("desktop", java_script_enabled=False)
    sign_in(page, make_user(HEAD, town.community, name="林书记"))
    make_user(WORKER, town.community, name="赵接手")
    page.goto("/desk/work/hand-overs/")
    page.get_by_label("谁的工作").select_option(label="李网格")
    page.get_by_role("button", name="看看要交哪些").click()
    expect(page.get_by_text("路灯坏了三天")).to_be_visible()
    page.get_by_label("交给谁").select_option(label="赵接手")
    page.get_by_label("原因").fill("休产假")
    page.get_by_role("button", name="交接 2 件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已交接 2 件")

    page.get_by_text("撤回", exact=True).click()
    page.get_by_role("button", name="撤回这次交接").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已撤回的交接")
    assert HandOver.objects.get().undone_at is not None


def test_limits_are_tried_out_while_typing(desktop, sign_in, axe, shot, town):
    preset = make_preset(
        [
            (ClockKind.HANDLE, "", None, 5, Unit.WORKING_DAYS),
            (ClockKind.HANDLE, "question", None, 2, Unit.WORKING_DAYS),
        ]
    )
    sign_in(desktop, make_user(STREET, town.street))
    desktop.goto(f"/desk/work/rules/{preset.pk}/")
    trial = desktop.locator("#trial")
    desktop.get_by_label("收到时间").fill("2026-09-30T17:00")
    expect(trial).to_contain_text("2026年10月13日 星期二 24:00")
    desktop.get_by_label("性质").select_option(label="问事")
    expect(trial).to_contain_text("2026年10月9日 星期五 24:00")
    axe(desktop)
    shot(desktop, "limits-desktop")

    desktop.get_by_role("row", name="一般情形").get_by_role("link", name="修改").click()
    desktop.get_by_label("数量").fill("3")
    desktop.get_by_label("单位").select_option(label="小时")
    expect(desktop.locator("#sample")).to_contain_text("到期时间是")
    axe(desktop)
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.get_by_role("table").first).to_contain_text("3 小时")
    desktop.goto("/desk/work/rules/")
    axe(desktop)


def test_a_notice_is_pasted_and_confirmed(desktop, sign_in, axe, shot, town):
    sign_in(desktop, make_user(STREET, town.street))
    desktop.goto("/desk/work/workdays/?year=2026")
    axe(desktop)
    shot(desktop, "workdays-desktop")
    desktop.get_by_role("link", name="录入放假通知").click()
    desktop.get_by_label("年份").fill("2026")
    desktop.get_by_label("文号或来源").fill("国办发明电〔2025〕7号")
    desktop.get_by_label("通知正文").fill(test_state_notice.NOTICE_2026)
    axe(desktop)
    desktop.get_by_role("button", name="看看读得对不对").click()
    expect(desktop.get_by_text("读到 2026 年的 39 天")).to_be_visible()
    axe(desktop)
    desktop.get_by_role("button", name="确认").click()
    expect(desktop.get_by_text("国办发明电〔2025〕7号")).to_be_visible()
    assert CalendarDay.objects.filter(day=dt.date(2026, 2, 14)).get().is_workday


def test_rules_and_workdays_on_the_phone(phone, sign_in, axe, town):
    preset = make_preset([(ClockKind.HANDLE, "", None, 5, Unit.WORKING_DAYS)])
    sign_in(phone, make_user(STREET, town.street))
    rule = preset.rules.get()
    for path in (
        "rules/",
        f"rules/{preset.pk}/",
        f"rules/limits/{rule.pk}/",
        "workdays/",
        "workdays/notice/",
    ):
        phone.goto(f"/desk/work/{path}")
        axe(phone)
        assert fits(phone), path
