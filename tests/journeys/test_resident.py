"""A resident's phone: from own words to a rated close, with and without JavaScript."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.services.cases.actions import life
from linli.services.cases.choices import ContactResult, ContactWay, Outcome
from linli.services.cases.models import Case
from linli.services.cases.states import State
from linli.services.cases.tests import factories

pytestmark = pytest.mark.browser
WORDS = "三号楼二单元门口的路灯坏了三天，晚上老人出门看不清路。"


@pytest.fixture
def home(transactional_db):
    home = factories.make_community()
    at = clock.now()
    places.update_card(
        place=home.grid,
        by=None,
        at=at,
        name="李网格",
        phone="0571-87654321",
        supervision_phone="0571-12345678",
    )
    for number, (x, y) in enumerate([(0.2, 0.3), (0.5, 0.3), (0.8, 0.3), (0.5, 0.7)], start=4):
        places.add(
            kind=places.Kind.BUILDING,
            name=f"{number}号楼",
            parent=home.grid,
            by=None,
            at=at,
            outline=[x, y],
        )
    return home


@pytest.fixture
def worker(home):
    return factories.make_user("grid-worker", home.grid, name="李网格")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "路灯.jpg"
    Image.effect_mandelbrot((640, 480), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(path)
    return path


def answer(case: Case, worker) -> None:
    """What the worker does meanwhile, on the desk."""
    at = clock.now()
    life.sign(case=case, by=worker, at=at)
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="约好下午到场",
        by=worker,
        at=at,
    )
    life.handle(case=case, outcome=Outcome.SOLVED, result="更换灯头", by=worker, at=at)
    life.report_back(case=case, reply="路灯已经修好，昨晚试过是亮的。", by=worker, at=at)


def ask(page: Page, photo: Path) -> tuple[str, str]:
    """Fill the form and send it; the number and the code of the slip."""
    page.goto("/")
    page.get_by_role("link", name="我要反映").click()
    page.get_by_label("什么事？").fill(WORDS)
    page.locator("input[name=photos][multiple]").set_input_files(photo)
    page.get_by_label("哪栋楼？").select_option(label="3号楼")
    page.get_by_label("具体在哪里？").fill("2单元门口")
    page.get_by_label("怎么称呼您？").fill("王秀英")
    page.get_by_label("电话", exact=False).and_(page.get_by_role("textbox")).fill("13800138000")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    number, code = page.locator(".slip-big").all_inner_texts()
    return number, code


def find(page: Page, number: str, code: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="查进度").click()
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("路灯坏了三天")


def rate(page: Page) -> None:
    page.get_by_role("group", name="工作人员和您联系过吗？").get_by_label("是").check()
    page.get_by_role("group", name="问题解决了吗？").get_by_label("是").check()
    page.get_by_label("很满意", exact=True).check()
    page.get_by_label("还想说点什么？").fill("来得很快")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价")).to_be_visible()


@pytest.mark.parametrize("java_script", [True, False], ids=["with-script", "without-script"])
def test_from_own_words_to_a_rated_close(open_page, axe, home, worker, photo, shot, java_script):
    page = open_page("phone", java_script_enabled=java_script)
    number, code = ask(page, photo)
    check_page(page, axe, java_script, shot, "portal-slip")
    case = Case.objects.get()
    assert case.number == number
    assert case.attachments.count() == 1

    own = open_page("phone", java_script_enabled=java_script)
    find(own, number, code)
    expect(own.get_by_text("已经收到，等工作人员签收")).to_be_visible()
    answer(case, worker)
    own.reload()
    expect(own.get_by_text("路灯已经修好，昨晚试过是亮的。").first).to_be_visible()
    check_page(own, axe, java_script, shot, "portal-progress")
    assert own.locator(".shots img").first.evaluate("image => image.naturalWidth") > 0
    rate(own)
    check_page(own, axe, java_script, shot, "portal-closed")
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert case.call_backs.get().satisfaction == 5


def check_page(page: Page, axe, java_script: bool, shot, name: str) -> None:
    """No wider than the phone; nothing that shuts somebody out (axe itself needs scripts)."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if java_script:
        axe(page)
        shot(page, name)


def test_each_page_shuts_nobody_out(open_page, axe, home, shot):
    for device in ("phone", "desktop"):
        page = open_page(device)
        for large in (False, True):
            name = f"{device}-large" if large else device
            for path in ("/r/new/", "/r/find/", "/r/worker/"):
                page.goto(path)
                axe(page)
                shot(page, f"portal{path.replace('/', '-')}{name}")
                width = page.viewport_size["width"]
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            if not large:
                page.get_by_role("button", name="大字版").click()


def test_what_is_wrong_keeps_words_and_photos(open_page, axe, home, photo, shot):
    page = open_page("phone")
    page.goto("/r/new/")
    page.get_by_label("什么事？").fill(WORDS)
    page.locator("input[name=photos][multiple]").set_input_files([photo, photo])
    expect(page.locator("[data-previews] img")).to_have_count(2)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请留一个电话")).to_be_visible()
    expect(page.get_by_label("什么事？")).to_have_value(WORDS)
    expect(page.get_by_text("已经收好 2 张")).to_be_visible()
    axe(page)
    shot(page, "portal-mend")
    page.get_by_label("不要这张").first.check()
    page.get_by_label("匿名，我自己凭编号来查").check()
    expect(page.get_by_label("怎么称呼您？")).to_be_hidden()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    case = Case.objects.get()
    assert case.anonymous
    assert case.attachments.count() == 1


def test_the_first_thing_to_do_is_said_while_writing(phone, home):
    phone.goto("/r/new/")
    words = phone.get_by_label("什么事？")
    words.press_sequentially("楼道着")
    expect(phone.get_by_text("马上拨打119")).to_be_hidden()
    words.press_sequentially("火了")
    expect(phone.get_by_text("马上拨打119")).to_be_visible()


def test_a_tap_on_the_map_chooses_the_building(phone, home):
    phone.goto("/r/new/")
    phone.locator("svg [data-building] circle").first.click()
    assert (
        phone.get_by_label("哪栋楼？").evaluate("list => list.selectedOptions[0].text") == "4号楼"
    )
    phone.get_by_label("什么事？").fill(WORDS)
    phone.get_by_label("匿名，我自己凭编号来查").check()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    case = Case.objects.get()
    assert case.place.name == "4号楼"
    assert (round(case.map_x, 1), round(case.map_y, 1)) == (0.2, 0.3)


def test_the_keyboard_alone_asks_and_finds(desktop, home):
    desktop.goto("/r/new/")

    def tab_to(name: str) -> None:
        for _ in range(60):
            desktop.keyboard.press("Tab")
            focused = desktop.evaluate("document.activeElement.name || ''")
            if focused == name:
                return
        pytest.fail(f"the keyboard never reached {name}")

    tab_to("text")
    desktop.keyboard.type("路灯坏了三天")
    tab_to("contact")
    desktop.keyboard.press("ArrowDown")
    for _ in range(60):
        desktop.keyboard.press("Tab")
        if desktop.evaluate("document.activeElement.textContent.trim()") == "提交":
            break
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    assert re.fullmatch(r"\d{6}-\d{6,}", desktop.locator(".slip-big").first.inner_text())
