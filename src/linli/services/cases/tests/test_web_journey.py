"""In a real browser: by keyboard alone from received to closed, and no page that axe objects to."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.kernel import clock
from linli.services.cases.actions import intake, life
from linli.services.cases.choices import Outcome, Source
from linli.services.cases.models import Case
from linli.services.cases.states import State
from linli.services.cases.tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def type_in(page: Page, user: Any) -> None:
    """Sign in with the keyboard, from the sign-in page on."""
    page.goto("/account/login/?next=/desk/cases/")
    page.locator("input[name=login]").focus()
    page.keyboard.type(user.username)
    page.keyboard.press("Tab")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("诉求")
    page.wait_for_load_state("load")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.name || document.activeElement.id")


def press_until(page: Page, wanted: str, key: str = "Tab") -> None:
    """Press a key until the focus is on the control with this name or id."""
    for _ in range(40):
        if focused(page) == wanted:
            return
        page.keyboard.press(key)
    raise AssertionError(f"never reached {wanted}; at {focused(page)}")


def press_button(page: Page, words: str) -> None:
    """Tab to the button with these words, and press it."""
    for _ in range(40):
        if words in page.evaluate("document.activeElement.textContent").strip():
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no button {words}")


def next_step(page: Page, words: str) -> None:
    expect(page.locator("#next-title")).to_contain_text(words)


def test_by_keyboard_alone_to_the_close(open_page: Callable[..., Page], axe: Any) -> None:
    home = factories.make_community()
    worker = factories.make_user("grid-worker", home.grid, name="李网格")
    caller = factories.make_user("hotline", home.community, name="钱回访")
    case = factories.make_case(home, at=clock.now())

    page = open_page("desktop")
    type_in(page, worker)
    axe(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    next_step(page, "下一步：签收")
    page.wait_for_load_state("load")
    axe(page)

    page.keyboard.press("s")
    page.keyboard.press("Enter")
    next_step(page, "下一步：联系居民")
    page.keyboard.press("c")
    assert focused(page) == "way"
    press_until(page, "result")
    page.keyboard.press("Space")
    press_button(page, "记下这次联系")

    next_step(page, "下一步：填办理情况")
    page.keyboard.press("h")
    assert focused(page) == "outcome"
    page.keyboard.press("Space")
    press_until(page, "result")
    page.keyboard.type("换了灯泡，线路也查过")
    axe(page)
    press_button(page, "办理完成")

    next_step(page, "下一步：反馈居民")
    page.keyboard.press("r")
    assert focused(page) == "reply"
    page.keyboard.press("Control+End")
    page.keyboard.type(" 今晚会亮。")
    press_button(page, "发给居民")
    next_step(page, "现在不用您办")
    case.refresh_from_db()
    assert case.state == State.REPORTED
    assert case.reply.endswith("今晚会亮。")

    other = open_page("desktop")
    type_in(other, caller)
    other.keyboard.press("j")
    other.keyboard.press("Enter")
    next_step(other, "下一步：回访")
    other.wait_for_load_state("load")
    other.keyboard.press("b")
    assert focused(other) == "contacted"
    other.keyboard.press("Space")
    press_until(other, "solved")
    other.keyboard.press("Space")
    press_until(other, "satisfaction")
    other.keyboard.press("Space")
    press_button(other, "记下回访")
    next_step(other, "现在不用您办")
    axe(other)
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_two_people_on_one_case(open_page: Callable[..., Page], sign_in: Any) -> None:
    """The second one reads what happened; what was written is still there."""
    home = factories.make_community()
    first = factories.make_user("grid-worker", home.grid, name="李网格")
    second = factories.make_user("head", home.community, name="赵书记")
    case = factories.make_case(home, at=clock.now())
    pages = []
    for user in (first, second):
        page = open_page("desktop")
        sign_in(page, user)
        page.goto(f"/desk/cases/{case.pk}/do/handle/")
        page.goto(f"/desk/cases/{case.pk}/")
        pages.append(page)
    pages[0].get_by_role("button", name="签收").click()
    next_step(pages[0], "下一步：联系居民")
    pages[1].get_by_role("button", name="签收").click()
    expect(pages[1].get_by_role("alert")).to_contain_text("李网格：签收")
    assert Case.objects.get().work.assignee == first


def test_the_keys_are_told_and_can_be_switched_off(
    open_page: Callable[..., Page], sign_in: Any, axe: Any
) -> None:
    home = factories.make_community()
    case = factories.make_case(home, at=clock.now())
    page = open_page("desktop")
    sign_in(page, factories.make_user("grid-worker", home.grid))
    page.goto(f"/desk/cases/{case.pk}/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    axe(page)
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator("#next-title")).to_contain_text("签收")
    page.keyboard.press("?")
    page.locator("[data-keys-on]").check()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator("#next-title")).to_contain_text("写备注")


def test_intake_while_talking(open_page: Callable[..., Page], sign_in: Any, axe: Any) -> None:
    """Hints come while one types; the whole goes by keyboard; a photo can be pasted."""
    home = factories.make_community()
    worker = factories.make_user("community-worker", home.community)
    earlier = factories.make_case(home, at=clock.now())
    page = open_page("desktop")
    sign_in(page, worker)
    page.goto("/desk/cases/new/")
    page.locator("textarea[name=text]").focus()
    page.keyboard.type("楼道里有煤气味")
    expect(page.locator(".hints")).to_contain_text("燃气泄漏")
    press_until(page, "phone")
    page.keyboard.type("13800138000")
    expect(page.locator(".known")).to_contain_text(earlier.number)
    press_until(page, "place_text")
    page.keyboard.type("3-2-501")
    expect(page.locator(".place-options")).to_contain_text("3号楼 2单元 501")
    page.evaluate(PASTE)
    assert page.evaluate("document.querySelector('input[type=file]').files.length") == 1
    axe(page)
    press_until(page, "place_text")
    page.keyboard.press("Enter")
    page.wait_for_url("**/slip/")
    axe(page)
    case = Case.objects.latest("pk")
    assert (case.place, case.attachments.count()) == (home.dwelling, 1)


# A pasted picture, as the browser hands it to the page.
PASTE = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const bytes = atob(canvas.toDataURL("image/png").split(",")[1]);
  const data = new DataTransfer();
  const body = Uint8Array.from(bytes, (sign) => sign.charCodeAt(0));
  data.items.add(new File([body], "pasted.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def test_from_a_chat(open_page: Callable[..., Page], sign_in: Any, axe: Any) -> None:
    home = factories.make_community()
    page = open_page("phone")
    sign_in(page, factories.make_user("grid-worker", home.grid))
    page.goto("/desk/cases/new/chat/")
    page.locator("#chat").fill("张三 10:32\n路灯坏了三天\n\n张三 10:33\n快来修")
    expect(page.locator("textarea[name=text]")).to_have_value("路灯坏了三天\n快来修")
    expect(page.locator("input[name=name]")).to_have_value("张三")
    axe(page)
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url("**/slip/")
    assert Case.objects.get().requester_name == "张三"


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_pages_are_accessible_and_fit(
    open_page: Callable[..., Page], sign_in: Any, axe: Any, shot: Any, device: str
) -> None:
    home = factories.make_community()
    head = factories.make_user("head", home.community, name="赵书记")
    case = factories.make_case(home, at=clock.now(), text="楼道里有煤气味，快来人")
    page = open_page(device)
    sign_in(page, head)
    for name, address in (
        ("cases-list", "/desk/cases/?more=1"),
        ("case", f"/desk/cases/{case.pk}/"),
        ("case-describe", f"/desk/cases/{case.pk}/do/describe/"),
        ("case-decline", f"/desk/cases/{case.pk}/do/decline/"),
        ("case-sheet", f"/desk/cases/{case.pk}/sheet/"),
        ("cases-new", "/desk/cases/new/"),
        ("cases-from-chat", "/desk/cases/new/chat/"),
    ):
        page.goto(address)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= page.viewport_size["width"], address
        shot(page, f"{name}-{device}")
    take_an_earlier_answer(page, case, head)
    axe(page)
    shot(page, f"case-past-replies-{device}")


def take_an_earlier_answer(page: Page, case: Case, head: Any) -> None:
    """At the answer to a request: what was answered before becomes the draft, and goes again."""
    at = clock.now()
    for one, reply in ((case, "您好！燃气公司已当天换好阀门。"), (again(case), "")):
        life.sign(case=one, by=head, at=at)
        life.handle(case=one, outcome=Outcome.SOLVED, result="换阀门", by=head, at=at)
        if reply:
            life.report_back(case=one, reply=reply, by=head, at=at)
            # What warns of danger is no material.
            Case.objects.filter(pk=one.pk).update(alerts=[])
    page.goto(f"/desk/cases/{one.pk}/do/report/")
    draft = page.get_by_label("给居民的答复")
    first = draft.input_value()
    page.get_by_text("以前类似的件是怎么答复的").click()
    page.get_by_role("button", name="用作草稿").click()
    expect(draft).to_have_value("您好！燃气公司已当天换好阀门。")
    page.get_by_role("button", name="换回原来写的").click()
    expect(draft).to_have_value(first)
    page.get_by_role("button", name="用作草稿").click()


def again(case: Case) -> Case:
    """The same once more, by somebody else."""
    request = intake.Request(text=case.text, place=case.place, source=Source.PHONE)
    return intake.submit(request=request, by=None, at=clock.now())


def test_without_scripts(open_page: Callable[..., Page], sign_in: Any) -> None:
    """Every step is a plain form."""
    home = factories.make_community()
    worker = factories.make_user("grid-worker", home.grid)
    case = factories.make_case(home, at=clock.now())
    page = open_page("phone", java_script_enabled=False)
    sign_in(page, worker)
    page.goto(f"/desk/cases/{case.pk}/")
    page.get_by_role("button", name="签收").click()
    page.get_by_role("link", name="写备注").click()
    page.get_by_label("给同事的话").fill("老人耳背")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#panel-notes")).to_contain_text("老人耳背")
    next_step(page, "下一步：联系居民")
