"""A morning with a change to follow up, in a real browser."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.services.changes.actions import opening
from linli.services.changes.models import AlertRule, FollowUp
from linli.services.changes.tests.factories import AT, born_so_that, make_scene, settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_change_is_followed_up_in_one_step(phone: Page, sign_in: Any, axe: Any) -> None:
    scene = make_scene()
    settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10), phone="15400000001")
    opening.open_all(at=AT)
    sign_in(phone, scene.worker)
    phone.goto(reverse("work:today"))
    axe(phone)
    phone.get_by_role("link", name="跟进 ：").click()
    axe(phone)
    phone.get_by_label("说明").fill("下周来办")
    phone.get_by_role("button", name="已联系").click()
    expect(phone.get_by_text("下周来办")).to_be_visible()
    axe(phone)
    phone.goto(f"{reverse('changes:list')}?state=done")
    expect(phone.get_by_text("王秀英")).to_be_visible()
    axe(phone)
    assert FollowUp.objects.get().outcome == "contacted"


def test_the_settings_are_accessible(desktop: Page, sign_in: Any, axe: Any) -> None:
    scene = make_scene()
    sign_in(desktop, scene.head)
    for page in ("changes:list", "changes:rules"):
        desktop.goto(reverse(page))
        axe(desktop)
    desktop.goto(reverse("changes:rule", args=[AlertRule.objects.get(age=80).pk]))
    axe(desktop)
    desktop.get_by_label("提前几天").fill("60")
    desktop.get_by_role("button", name="保存").click()
    expect(desktop.get_by_text("60天")).to_be_visible()
