"""Pages of filled tables on a phone; a morning of tables is among the journeys."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.foundation.jobs import public as jobs
from linli.insight.sheets.models import Filling
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories, samples
from linli.insight.sheets.tests.factories import Scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIGURES = """== figures statistics
60岁以上老年人情况统计表 | < | < | < | < | <
网格 | 总人数 | 性别 | < | 失独老人 | 占比（%）
^ | ^ | 男 | 女 | ^ | ^
 |  |  |  |  |
 |  |  |  |  |
合计 |  |  |  |  | """


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return factories.make_scene()


def test_on_a_phone_nothing_is_cut_off(phone: Page, sign_in: Any, axe: Any, scene: Scene) -> None:
    filling = factories.filled(scene, factories.roster())
    waiting = factories.uploaded(scene, factories.roster(["姓名", "经济状态档"], title="老人名册"))
    sign_in(phone, scene.worker)
    pages = [
        "/desk/sheets/",
        f"/desk/sheets/{waiting.pk}/",
        f"/desk/sheets/{filling.pk}/",
        f"/desk/sheets/{filling.pk}/people/?cell=1-7",
        f"/desk/sheets/{filling.pk}/changes/",
        f"/desk/sheets/{filling.pk}/collect/",
    ]
    for page in pages:
        phone.goto(page)
        phone.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert phone.evaluate("document.documentElement.scrollWidth") == 360
        axe(phone)
    phone.goto(pages[-1])
    phone.get_by_role("button", name="派出去").click()
    expect(phone.get_by_text("已问到 0 /")).to_be_visible()
    axe(phone)
    phone.get_by_label("联系电话李建国").fill("15400000009")
    phone.get_by_role("button", name="存到登记册").click()
    expect(phone.get_by_text("已记到登记册里")).to_be_visible()
    assert Filling.objects.get(pk=filling.pk).state == State.FILLED


def test_a_table_of_figures_comes_back_counted(
    desktop: Page, phone: Page, sign_in: Any, axe: Any, shot: Any, scene: Scene
) -> None:
    waiting = factories.uploaded(scene, samples.read(FIGURES).workbook(), file_name="统计表.xlsx")
    sign_in(desktop, scene.worker)
    desktop.goto(f"/desk/sheets/{waiting.pk}/")
    expect(desktop.get_by_text("没看懂“失独”")).to_be_visible()
    axe(desktop)
    shot(desktop, "figures-confirm")
    desktop.get_by_label("数哪些（几个条件用顿号隔开，要同时符合） 失独老人").fill(
        "低保边缘、60岁以上"
    )
    expect(desktop.get_by_label("数", exact=True).first).to_be_checked()
    desktop.get_by_role("button", name="填好这张表").click()
    expect(desktop.get_by_text("正在填")).to_be_visible()
    jobs.run_ready()
    expect(desktop.get_by_text("填好了 8 个数")).to_be_visible()
    shot(desktop, "figures-filled")
    desktop.get_by_role("link", name="逐格核对").click()
    desktop.get_by_role("link", name="2", exact=True).first.click()
    expect(desktop.get_by_text("王秀英")).to_be_visible()
    axe(desktop)
    shot(desktop, "figures-people")
    sign_in(phone, scene.worker)
    later = factories.uploaded(scene, samples.read(FIGURES).workbook(), file_name="再来.xlsx")
    for address in (f"{waiting.pk}/figures/?cell=0", f"{waiting.pk}/?change=1", f"{later.pk}/"):
        phone.goto(f"/desk/sheets/{address}")
        expect(phone.locator("h1")).to_be_visible()
        wide = phone.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, address
        axe(phone)
        shot(phone, f"figures-phone-{address.split('/')[1].strip('?=1')}")
