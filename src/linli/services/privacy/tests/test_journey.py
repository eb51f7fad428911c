"""Personal data at a desk, at a door and in the residents' window, in a real browser."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.kernel import clock
from linli.registers.residents.tests.factories import depart, tell_facts
from linli.services.privacy.actions import erasing
from linli.services.privacy.models import Consent, Purpose, Word
from linli.services.privacy.tests.factories import Town, make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Town:
    return make_town()


def test_a_notice_is_published_and_read(
    desktop: Page, open_page: Any, sign_in: Any, axe: Any, shot: Any, town: Town
) -> None:
    sign_in(desktop, town.head)
    desktop.goto(reverse("privacy:purposes"))
    axe(desktop)
    shot(desktop, "privacy-purposes")
    desktop.get_by_role("link", name="居民信息登记和日常服务").click()
    axe(desktop)
    shot(desktop, "privacy-purpose")
    desktop.goto(reverse("privacy:notice-draft", args=["general"]))
    axe(desktop)
    desktop.get_by_role("button", name="发布这一版").click()
    expect(desktop.get_by_text("已发布第1版")).to_be_visible()
    window = open_page("phone")
    window.goto(reverse("own-data:use"))
    window.get_by_text("就业帮扶").click()
    expect(window.get_by_text("工作和收入")).to_be_visible()
    axe(window)
    shot(window, "privacy-window")
    window.get_by_role("link", name="单独看").click()
    axe(window)


def test_consent_at_the_door(phone: Page, sign_in: Any, axe: Any, shot: Any, town: Town) -> None:
    tell_facts(town.person, {"person.illness": "高血压", "person.self_care_ability": "部分自理"})
    sign_in(phone, town.grid_worker)
    phone.goto(reverse("residents:person", args=[town.person.pk]))
    phone.get_by_role("link", name="同意、撤回和申请").click()
    axe(phone)
    shot(phone, "privacy-person")
    phone.get_by_role("link", name="告知并登记 老年人探访和健康服务").click()
    axe(phone)
    shot(phone, "privacy-consent")
    phone.get_by_label("同意", exact=True).check()
    phone.get_by_role("button", name="记下来").click()
    expect(phone.get_by_text("单独同意（第二十九条")).to_be_visible()
    phone.get_by_label("已单独告知").check()
    phone.get_by_role("button", name="记下来").click()
    expect(phone.get_by_text("已记下。")).to_be_visible()
    assert Consent.objects.get().word == Word.GIVEN
    for name in ("老年人探访和健康服务", "残疾人服务和补贴协助"):
        purpose = Purpose.objects.get(name=name)
        phone.goto(reverse("privacy:consent", args=[town.person.pk, purpose.pk]))
        phone.get_by_label("撤回同意" if purpose.consents.exists() else "不同意").check()
        phone.get_by_role("button", name="记下来").click()
    axe(phone)
    shot(phone, "privacy-history")
    sign_in(phone, town.worker)
    phone.goto(reverse("residents:person", args=[town.person.pk]))
    expect(phone.get_by_text("本人不同意使用这类信息")).to_be_visible()
    axe(phone)
    shot(phone, "privacy-stopped")


def test_a_claim_from_the_window_to_the_answer(
    phone: Page, open_page: Any, sign_in: Any, axe: Any, shot: Any, town: Town
) -> None:
    tell_facts(town.person, {"person.illness": "高血压", "person.employer": "云山机械厂"})
    phone.goto(reverse("own-data:ask"))
    axe(phone)
    shot(phone, "privacy-ask")
    phone.get_by_label("不该留的请删掉").check()
    phone.get_by_label("姓名").fill("王秀英")
    phone.get_by_label("电话").fill("139 0000 1111")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("等工作人员和您核对身份")).to_be_visible()
    axe(phone)
    shot(phone, "privacy-progress")
    desk = open_page("desktop")
    sign_in(desk, town.worker)
    desk.goto(reverse("work:today"))
    shot(desk, "privacy-today")
    desk.get_by_role("link", name="核对身份").click()
    axe(desk)
    desk.get_by_text("就是这一位").click()
    desk.get_by_role("button", name="身份已核对").click()
    axe(desk)
    shot(desk, "privacy-claim")
    desk.locator("summary", has_text="删除").click()
    desk.get_by_role("button", name="确定删除").click()
    desk.get_by_role("button", name="办结并答复").click()
    expect(desk.get_by_text("已办结。")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("您要求删除的内容已经删除")).to_be_visible()
    desk.goto(reverse("privacy:claim-new") + f"?person={town.person.pk}")
    axe(desk)
    desk.get_by_label("申请什么").select_option("copy")
    desk.get_by_role("button", name="受理").click()
    desk.get_by_text("就是这一位").click()
    desk.get_by_role("button", name="身份已核对").click()
    desk.get_by_role("button", name="打开，当面看或打印").click()
    axe(desk)
    shot(desk, "privacy-copy")
    desk.goto(reverse("privacy:claims"))
    axe(desk)
    shot(desk, "privacy-claims")


def test_what_goes_and_what_is_kept(
    phone: Page, open_page: Any, sign_in: Any, axe: Any, shot: Any, town: Town
) -> None:
    depart(town.person, on=clock.today(), at=clock.now())
    Purpose.objects.exclude(kept_months=None).update(kept_months=1)
    sign_in(phone, town.head)
    phone.goto(reverse("privacy:retention"))
    phone.get_by_role("link", name="延后").click()
    axe(phone)
    phone.get_by_label("为什么要延后").fill("诉讼没有了结")
    phone.get_by_role("button", name="延后").click()
    expect(phone.get_by_text("诉讼没有了结")).to_be_visible()
    axe(phone)
    desk = open_page("desktop")
    sign_in(desk, town.head)
    desk.goto(reverse("privacy:retention"))
    desk.get_by_role("button", name="不再延后").click()
    expect(desk.get_by_text("整份档案")).to_be_visible()
    erasing.erase_due(at=clock.now() + dt.timedelta(days=40))
    desk.reload()
    axe(desk)
    shot(desk, "privacy-retention")
    phone.goto(reverse("privacy:record-report"))
    axe(phone)
    phone.get_by_label("什么事").fill("名单发错群")
    phone.get_by_label("什么时候发生的").fill("昨晚")
    phone.get_by_label("涉及哪些信息").fill("姓名、电话")
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_text("还缺：补救措施")).to_be_visible()
    axe(phone)
    shot(phone, "privacy-breach")
    for name in ("record-assessments", "record-assess", "record-sharings", "record-share"):
        desk.goto(reverse(f"privacy:{name}"))
        axe(desk)
    shot(desk, "privacy-share")
    desk.goto(reverse("privacy:record-breaches"))
    axe(desk)
    shot(desk, "privacy-breaches")
