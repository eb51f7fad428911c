"""Walks what the handbook tells, and takes its pictures on the way (`make handbook`)."""

import datetime as dt
import io
import re
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from linli.foundation.jobs import public as jobs
from linli.kernel import clock
from linli.registers.organisations.public import Kind, Organisation
from linli.services.cases.actions import life, routing, whistles
from linli.services.cases.choices import ContactResult, ContactWay, Outcome, Source
from linli.services.cases.models import Case
from linli.services.cases.states import State
from linli.services.cases.tests import factories

pytestmark = pytest.mark.browser

# The caller at the desk; the third of the requests is theirs too.
PHONE = "15400000001"
SAME_CALLER = 2
# What was said, how many hours ago, how far it has come.
TOLD = (
    ("5号楼东侧路面塌了一个坑，下雨积水看不见，电动车都摔过了", 30, "signed"),
    ("楼上漏水把我家吊顶泡坏了，找他家不开门", 52, "contacted"),
    ("3号楼2单元声控灯不亮，晚上看不清台阶", 3, "received"),
    ("单元门锁坏了，谁都能进，晚上不放心", 26, "contacted"),
    ("爱人失业，孩子上学，家里困难，能不能申请低保", 49, "reported"),
)


@pytest.fixture
def home(transactional_db: None) -> factories.Community:
    return factories.make_community()


@pytest.fixture
def worker(home: factories.Community) -> Any:
    return factories.make_user("grid-worker", home.grid, unit=home.committee, name="李晓梅")


@pytest.fixture
def head(home: factories.Community) -> Any:
    return factories.make_user("head", home.community, unit=home.committee, name="林国栋")


@pytest.fixture
def told(home: factories.Community, worker: Any) -> list[Case]:
    """A worker's desk on an ordinary day."""
    return [
        come_to(home, worker, *one, phone=PHONE if number == SAME_CALLER else f"1540000010{number}")
        for number, one in enumerate(TOLD)
    ]


def come_to(
    home: factories.Community, worker: Any, text: str, hours: int, stage: str, *, phone: str
) -> Case:
    at = clock.now() - dt.timedelta(hours=hours)
    case = factories.make_case(home, at=at, text=text, source=Source.PORTAL, phone=phone)
    if stage == "received":
        return case
    life.sign(case=case, by=worker, at=at + dt.timedelta(minutes=30))
    if stage == "signed":
        return case
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="问清了情况，约好时间",
        by=worker,
        at=at + dt.timedelta(hours=1),
    )
    if stage == "contacted":
        return case
    later = at + dt.timedelta(hours=20)
    life.handle(
        case=case, outcome=Outcome.EXPLAINED, result="讲清了条件和材料", by=worker, at=later
    )
    life.report_back(case=case, reply="带户口本和收入证明来大厅就能办。", by=worker, at=later)
    return case


def choose(page: Page, label: str) -> None:
    page.locator("#next").get_by_label(label, exact=True).check()


def send(page: Page, button: str, next_title: str) -> None:
    page.locator("#next").get_by_role("button", name=button).click()
    expect(page.locator("#next-title")).to_have_text(next_title)


def test_a_worker_s_day(open_page, sign_in, axe, shot, home, worker, told) -> None:
    page = open_page("desktop")
    sign_in(page, worker)
    page.goto("/desk/")
    expect(page.get_by_text("手上有 5 件")).to_be_visible()
    shot(page, "today", fold=True)

    page.goto("/desk/cases/new/")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.keyboard.type("3号楼2单元门口的垃圾桶三天没清了，味道很大，请尽快安排")
    expect(page.locator("[data-accept=category]").first).to_contain_text("垃圾")
    page.get_by_label("电话", exact=True).fill(PHONE)
    expect(page.get_by_text("这个号码之前反映过")).to_be_visible()
    page.get_by_label("地点", exact=True).fill("3-2-501")
    expect(page.locator(".place-options")).to_contain_text("3号楼 2单元 501")
    shot(page, "intake", fold=True)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/slip/")
    shot(page, "slip", part=".slip")

    page.get_by_role("link", name="去办这件").click()
    expect(page.locator("#next-title")).to_have_text("下一步：签收")
    shot(page, "case", fold=True)
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(page.locator("#next-title")).to_have_text("下一步：联系居民")
    choose(page, "联系上")
    page.locator("#next [name=note]").fill("约好明早清运")
    shot(page, "contact", part="#next")
    send(page, "记下这次联系", "下一步：填办理情况")
    choose(page, "已解决")
    page.locator("#next [name=result]").fill("11点清运车到场，两个桶都清了，地面冲洗过。")
    shot(page, "handle", part="#next")
    send(page, "办理完成", "下一步：反馈居民")
    expect(page.locator("#next [name=reply]")).to_have_value(re.compile("11点清运车到场"))
    shot(page, "reply", part="#next")
    send(page, "发给居民", "现在不用您办")
    axe(page)


def test_when_it_is_not_for_us_alone(open_page, sign_in, axe, shot, home, worker, told) -> None:
    heating = Organisation.objects.create(
        kind=Kind.UTILITY, name="安居供热公司", place=home.street, place_path=home.street.place_path
    )
    page = open_page("desktop")
    sign_in(page, worker)
    page.goto(f"/desk/cases/{told[1].pk}/")
    page.get_by_text("更多（").click()
    menu = page.locator("section.card", has_text="还可以做")
    for step in (
        "转办",
        "派单异议",
        "吹哨",
        "请单位协办",
        "申请延期",
        "并案",
        "我要回避",
        "出文书",
    ):
        expect(menu.get_by_text(step, exact=False).first).to_be_visible()
    shot(page, "more", part="section.card:has(.step-menu)")

    page.goto(f"/desk/cases/{told[1].pk}/do/whistle/")
    page.locator("#next [name=unit]").select_option(label=heating.name)
    page.locator("#next [name=request]").fill("请到现场测温，当面给居民说明。")
    shot(page, "whistle", part="#next")
    page.goto(f"/desk/cases/{told[1].pk}/do/ask-extension/")
    shot(page, "extension", part="#next")

    whistles.blow(
        case=told[1],
        unit=heating,
        request="请到现场测温，当面给居民说明。",
        by=worker,
        at=clock.now(),
    )
    phone = open_page("phone")
    sign_in(phone, factories.make_partner(heating, name="高师傅"))
    phone.goto("/desk/")
    expect(phone.get_by_role("link", name="报到")).to_be_visible()
    shot(phone, "partner-today", fold=True)
    axe(phone)


def test_an_offer_stands_before_own_work(open_page, sign_in, home, worker, told) -> None:
    """The called unit is asked to take over, on its list and on the page, with a way to refuse."""
    routing.offer(
        case=told[3],
        to_unit=home.property_firm,
        reason="门锁由物业维护",
        by=worker,
        at=clock.now(),
    )
    phone = open_page("phone")
    sign_in(phone, factories.make_partner(home.property_firm, name="马经理"))
    phone.goto("/desk/")
    phone.get_by_role("link", name="答复转办").click()
    expect(phone.locator("#next-title")).to_have_text("下一步：接手")
    expect(phone.get_by_role("link", name="不接手")).to_be_visible()
    phone.locator("#next").get_by_role("button", name="接手").click()
    expect(phone.locator("#next-title")).to_have_text("下一步：联系居民")
    told[3].refresh_from_db()
    assert told[3].owner == home.property_firm


def test_a_head_s_day(open_page, sign_in, axe, shot, home, worker, head, told) -> None:
    page = open_page("desktop")
    sign_in(page, head)
    page.goto("/desk/work/overview/")
    expect(page.get_by_role("heading", name="每个人手上的工作")).to_be_visible()
    shot(page, "overview", fold=True)

    page.goto(f"/desk/work/hand-overs/new/?person={worker.pk}")
    expect(page.get_by_text("交给谁")).to_be_visible()
    shot(page, "hand-over", fold=True)

    solved = factories.make_answered_case(home, worker, solved=True, satisfaction=5)
    page.goto(
        f"/desk/reports/?place={home.community.pk}&day={clock.local_date(solved.received_at)}"
    )
    expect(page.get_by_text("1 件中 1 件").first).to_be_visible()
    shot(page, "rates", fold=True)
    axe(page)


def test_a_table_is_brought_in(open_page, sign_in, axe, shot, home, head) -> None:
    page = open_page("desktop")
    sign_in(page, head)
    page.goto("/desk/imports/new/hotline/")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "十月热线工单.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": orders(),
        }
    )
    expect(page.get_by_text("十月热线工单.xlsx", exact=True)).to_be_visible()
    page.get_by_role("button", name="上传并看一看").click()
    jobs.run_ready()
    page.reload()
    expect(page.get_by_text("文件里的每一列是什么")).to_be_visible()
    shot(page, "import-columns", fold=True)
    page.get_by_role("button", name="检查全部数据").click()
    jobs.run_ready()
    page.reload()
    expect(page.get_by_text("2 行可以导入，1 行要修改")).to_be_visible()
    axe(page)
    shot(page, "import-checked", fold=True)
    page.get_by_role("button", name="只导入正确的 2 行").click()
    jobs.run_ready()
    page.reload()
    page.get_by_role("link", name="看导入的内容").click()
    expect(page.get_by_role("row")).to_have_count(3)
    assert Case.objects.filter(source=Source.HOTLINE, state=State.RECEIVED).count() == 2


def orders() -> bytes:
    """Three orders of a hotline, one without its time."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("工单")
        for row, cells in enumerate(
            (
                ("工单编号", "受理时间", "标题", "诉求内容", "来电人", "联系电话"),
                (
                    "GD001",
                    "2026-10-12 09:12",
                    "路灯不亮",
                    "小区东门路灯不亮",
                    "张强",
                    "15400000021",
                ),
                ("GD002", "2026-10-13 15:40", "水压小", "三楼以上晚上没水", "刘芳", "15400000022"),
                ("GD003", "", "噪声扰民", "楼下烧烤店半夜吵", "周敏", "15400000023"),
            )
        ):
            sheet.write_row(row, 0, cells)
    return out.getvalue()


def test_an_administrator_opens_an_account(open_page, sign_in, axe, shot, home) -> None:
    admin = factories.make_user("admin", home.street.parent, name="系统管理员")
    page = open_page("desktop")
    sign_in(page, admin)
    page.goto("/desk/settings/")
    expect(page.get_by_role("link", name="账号与角色")).to_be_visible()
    shot(page, "settings", fold=True)
    axe(page)
