"""Keeping the register at a desk and at a door, in a real browser."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.foundation.accounts.tests.factories import make_head
from linli.registers.residents.models import Person, Tag
from linli.registers.residents.tests.factories import Town, load_tags, make_town, settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Town:
    load_tags()
    return make_town()


def test_a_newcomer_is_written_down_tagged_and_moved(
    phone: Page, sign_in: Any, axe: Any, town: Town
) -> None:
    settle(town.dwelling, "王秀英", birth_date="1940-01-01", phone="15400000001")
    sign_in(phone, make_head(town.community))
    phone.goto(reverse("residents:list"))
    axe(phone)
    phone.get_by_role("link", name="登记居民").click()
    phone.get_by_label("姓名").fill("王小明")
    phone.get_by_label("联系电话").fill("154 0000 0002")
    phone.get_by_label("住在哪一户").fill("三号楼二单元501")
    phone.get_by_label("与户主关系").select_option("20")
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("王小明")
    expect(phone.get_by_text("王秀英")).to_be_visible()
    axe(phone)
    phone.get_by_text("加标签").click()
    phone.locator("#tag_tag").select_option(label="志愿者")
    phone.get_by_role("button", name="加上").click()
    assert Person.objects.get(name="王小明").tags.get().tag == Tag.objects.get(name="志愿者")
    phone.get_by_role("link", name="搬家").click()
    axe(phone)
    phone.get_by_label("住在哪一户").fill("3-2-502")
    phone.get_by_role("button", name="搬到这里").click()
    phone.get_by_role("button", name="登记错了，撤销").click()
    expect(phone.get_by_text("登记错了，已撤销")).to_be_visible()
    assert Person.objects.get(name="王小明").place_path == town.dwelling.place_path


def test_every_page_of_a_home_is_accessible(
    desktop: Page, sign_in: Any, axe: Any, town: Town
) -> None:
    person = settle(town.dwelling, "王秀英", birth_date="1940-01-01", phone="15400000001")
    settle(town.next_door, "王秀英", phone="15400000001", is_student="1", is_retired="1")
    sign_in(desktop, make_head(town.community))
    pages = [
        reverse("residents:person", args=[person.pk]),
        reverse("residents:edit", args=["person", person.pk, "identity"]),
        reverse("residents:edit", args=["person", person.pk, "health"]),
        reverse("residents:history", args=["person", person.pk]),
        reverse("residents:household", args=[person.household_id]),
        reverse("residents:dwelling", args=[town.dwelling.pk]),
        reverse("residents:building", args=[town.building.pk]),
        reverse("residents:duplicates"),
        reverse("residents:contradictions"),
        reverse("residents:export"),
        reverse("residents:coming"),
        reverse("residents:tags"),
        reverse("residents:tag", args=[Tag.objects.first().pk]),
        reverse("residents:new-tag"),
    ]
    for page in pages:
        desktop.goto(page)
        desktop.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        axe(desktop)
    desktop.goto(pages[0])
    desktop.get_by_text("查看完整号码").click()
    desktop.get_by_label("为什么要看").fill("核对")
    desktop.get_by_role("button", name="查看").click()
    expect(desktop.get_by_text("15400000001")).to_be_visible()


def test_a_list_is_taken_out_at_the_door(phone: Page, sign_in: Any, axe: Any, town: Town) -> None:
    settle(town.dwelling, "王秀英", sex="2", phone="15400000001")
    settle(town.next_door, "李强", sex="1")
    sign_in(phone, make_head(town.community))
    phone.goto(f"{reverse('residents:list')}?sex=2")
    phone.get_by_role("link", name="导出表格").click()
    expect(phone.get_by_text("共 1 人")).to_be_visible()
    phone.get_by_label("做什么用").fill("慰问")
    phone.get_by_role("button", name="导出").click()
    axe(phone)
    with phone.expect_download() as waiting:
        phone.get_by_role("button", name="下载").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")


def test_what_contradicts_is_put_right_from_the_list(phone: Page, sign_in: Any, town: Town) -> None:
    settle(town.dwelling, "王秀英", is_student="1", is_retired="1")
    sign_in(phone, make_head(town.community))
    phone.goto(reverse("residents:list"))
    phone.get_by_role("link", name="信息核对").click()
    expect(phone.get_by_text("登记为在校，又登记为退休")).to_be_visible()
    phone.get_by_role("link", name="去改").click()
    phone.get_by_label("是否在校").select_option("0")
    phone.get_by_role("button", name="保存").click()
    phone.goto(reverse("residents:contradictions"))
    expect(phone.get_by_text("没有对不上的信息")).to_be_visible()
