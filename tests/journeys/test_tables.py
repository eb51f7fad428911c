"""A morning of tables: one comes back filled and is sent, the next month's tells what has changed,
one that nobody admitted goes back with a letter. Takes the handbook's pictures of them."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from linli.foundation.accounts.tests.factories import give, make_role
from linli.foundation.jobs import public as jobs
from linli.insight.sheets.registry import presets
from linli.insight.sheets.registry.permissions import TablesPermission
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import Scene
from linli.registers.residents.tests.factories import depart

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    presets.load()
    scene = factories.make_scene()
    scene.worker.name = "李晓梅"
    scene.worker.save()
    codes = [TablesPermission.VIEW, TablesPermission.ANSWER]
    give(scene.worker, make_role(*codes), scene.town.community)
    return scene


def put_in(page: Page, blank: Path, content: bytes) -> None:
    blank.write_bytes(content)
    page.goto("/desk/sheets/")
    page.locator("input[type=file]").set_input_files(blank)
    page.get_by_role("button", name="放进来看看").click()
    expect(page.get_by_text("正在读表")).to_be_visible()
    jobs.run_ready()


def fill(page: Page) -> None:
    page.get_by_role("button", name="填好这张表").click()
    expect(page.get_by_text("正在填")).to_be_visible()
    jobs.run_ready()


def download(page: Page, name: str, folder: Path) -> list[Any]:
    with page.expect_download() as download:
        page.get_by_role("button", name="下载填好的表").click()
    assert download.value.suggested_filename == name
    download.value.save_as(folder / "filled.xlsx")
    sheet = openpyxl.load_workbook(folder / "filled.xlsx").active
    assert sheet is not None
    return [row[1].value for row in sheet.iter_rows(min_row=4)]


def test_a_morning_of_tables(
    desktop: Page, sign_in: Any, axe: Any, shot: Any, scene: Scene, tmp_path: Path
) -> None:
    sign_in(desktop, scene.worker)
    desktop.goto(f"/desk/residents/{scene.people[0].pk}/")
    shot(desktop, "person", fold=True)

    put_in(desktop, tmp_path / "高龄名册.xlsx", factories.roster())
    expect(desktop.get_by_role("heading", name="请看一眼")).to_be_visible()
    axe(desktop)
    shot(desktop, "sheet-confirm")
    # Who types means it: the dot follows.
    desktop.get_by_label("“享受津贴档次”填什么").fill("一档")
    expect(desktop.get_by_label("都填同样的字").first).to_be_checked()
    fill(desktop)
    expect(desktop.get_by_text("填好了 3 行")).to_be_visible()
    axe(desktop)
    shot(desktop, "sheet-filled")
    names = download(desktop, "高龄名册.xlsx", tmp_path)
    assert names[:3] == ["王秀英", "李建国", "孙玉兰"]
    desktop.get_by_text("已经报送").first.click()
    desktop.get_by_role("button", name="标为已报送").click()

    # The next month: nothing is asked again, and only what has changed is told.
    depart(scene.people[3], on=factories.TODAY)
    put_in(desktop, tmp_path / "高龄名册.xlsx", factories.roster())
    expect(desktop.get_by_text("已照上次的选择填上")).to_be_visible()
    expect(desktop.get_by_role("heading", name="请看一眼")).to_have_count(0)
    fill(desktop)
    expect(desktop.get_by_text("填好了 2 行")).to_be_visible()
    desktop.get_by_role("link", name="和上次比").click()
    expect(desktop.get_by_text("孙玉兰")).to_be_visible()
    expect(desktop.get_by_text("王秀英")).to_have_count(0)

    # Another one goes back unfilled.
    other = factories.roster(["序号", "姓名", "就业意向"], title="16—24周岁失业青年摸排登记表")
    put_in(desktop, tmp_path / "失业青年.xlsx", other)
    expect(desktop.get_by_text("标题里还说了：“失业”")).to_be_visible()
    desktop.get_by_role("link", name="登记这张表").click()
    desktop.get_by_label("列表里没有的单位").fill("区人力资源和社会保障局")
    desktop.get_by_role("button", name="登记", exact=True).click()
    desktop.get_by_role("link", name="出退回函").click()
    axe(desktop)
    desktop.get_by_role("button", name="出函").click()
    expect(desktop.get_by_role("link", name="Word")).to_be_visible()
