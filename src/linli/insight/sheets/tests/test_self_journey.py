"""A resident opens the own link on a phone; a worker takes over what was told."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.insight.sheets.actions import collecting as actions
from linli.insight.sheets.models import Invitation
from linli.insight.sheets.queries import collecting as of_tasks
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import Scene
from linli.kernel import clock
from linli.services.privacy.tests.factories import tell_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADS = ("姓名", "民族", "联系电话", "健康状况", "家庭年总收入")


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    made = factories.make_scene()
    made.town.community.contact_phone = "010-55550101"
    made.town.community.save()
    tell_people(made.town.community, at=clock.now())
    return made


def test_a_resident_tells_and_a_worker_takes_it_over(
    phone: Page, open_page: Any, sign_in: Any, axe: Any, shot: Any, scene: Scene
) -> None:
    filling = factories.filled(scene, factories.roster(HEADS, title="80周岁以上老人名册"))
    task = actions.start(
        filling=filling,
        keys=[lack.key for lack in of_tasks.lacks(filling)],
        stale=False,
        due_on=clock.today(),
        assignee=scene.worker,
        by=scene.worker,
        at=clock.now(),
    )
    desk = open_page("desktop")
    sign_in(desk, scene.worker)
    desk.goto(f"/desk/sheets/collecting/{task.pk}/")
    desk.get_by_role("link", name="让居民自己填").click()
    desk.get_by_role("button", name="位做链接").click()
    expect(desk.get_by_text("做好了3个链接")).to_be_visible()
    axe(desk)
    shot(desk, "self-links")
    desk.get_by_role("link", name="打印纸条").click()
    axe(desk)
    shot(desk, "self-slips")
    desk.goto(f"/desk/sheets/collecting/{task.pk}/invitations/")
    desk.get_by_role("link", name="孙玉兰").click()
    axe(desk)
    shot(desk, "self-link")

    one = Invitation.objects.get(wanted__person__name="孙玉兰")
    phone.goto(f"/a/{one.token}/")
    axe(phone)
    shot(phone, "self-proof")
    phone.get_by_label("出生年月日8位数字").fill("1946-03-12")
    phone.get_by_role("button", name="核对，接着填").click()
    expect(phone.get_by_text("和登记的对不上")).to_be_visible()
    phone.get_by_label("出生年月日8位数字").fill("1946-03-11")
    phone.get_by_role("button", name="核对，接着填").click()
    expect(phone.get_by_role("heading", name="孙玉兰，请看看这几项")).to_be_visible()
    axe(phone)
    shot(phone, "self-questions")
    phone.get_by_label("民族").select_option("满族")
    phone.get_by_label("健康状况").select_option(index=1)
    phone.get_by_role("button", name="填好了，交给社区").click()
    expect(phone.get_by_text("请先选同意或不同意")).to_be_visible()
    axe(phone)
    phone.get_by_label("不同意，这几项不填").check()
    phone.get_by_role("button", name="填好了，交给社区").click()
    expect(phone.get_by_role("heading", name="收到了")).to_be_visible()
    shot(phone, "self-thanks")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360

    desk.goto(f"/desk/sheets/collecting/{task.pk}/")
    shot(desk, "self-came")
    desk.get_by_role("link", name="看一看，记到登记册").click()
    expect(desk.get_by_text("满族")).to_be_visible()
    axe(desk)
    shot(desk, "self-answers")
    desk.get_by_role("button", name="勾上的记到登记册").click()
    expect(desk.get_by_text("已记到登记册里")).to_be_visible()
