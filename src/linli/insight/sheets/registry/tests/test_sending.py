"""From a blank that arrives to the work that is done: the ways of both apps together."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_user
from linli.insight.sheets.actions import sending
from linli.insight.sheets.models import Filling
from linli.insight.sheets.registry import presets
from linli.insight.sheets.registry.actions import dues, tables
from linli.insight.sheets.registry.models import Sending, Table
from linli.insight.sheets.registry.permissions import TablesPermission
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import AT, Scene

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    presets.load()
    return factories.make_scene()


def page_of(filling: Filling, scene: Scene) -> str:
    user = make_user(
        scene.town.community,
        [*factories.EVERYTHING, TablesPermission.VIEW, TablesPermission.ANSWER],
    )
    client = Client()
    client.force_login(user)
    return client.get(reverse("sheets:filling", args=[filling.pk])).text


def registered(scene: Scene) -> Table:
    return tables.add(
        title="高龄老人名册",
        place=scene.town.community,
        owner_name="区民政局",
        cycle="monthly",
        next_due_on=AT.date() + 3 * DAY,
        legal_basis="老年人权益保障法",
        registered=True,
        by=None,
        at=AT,
    )


def test_a_form_that_nobody_admitted_is_told_where_it_would_be_filled(scene) -> None:
    filling = factories.uploaded(scene, factories.roster())
    page = page_of(filling, scene)
    assert page.count("这张表不在报表准入清单里，社区可以不填。") == 1
    assert "《城市居民委员会组织法》第二十条" in page
    assert f"{reverse('tables:add')}?form={filling.form_id}" in page
    page = page_of(factories.filled(scene, factories.roster()), scene)
    assert page.count("这张表不在报表准入清单里，社区可以不填。") == 1


def test_sending_the_filled_form_is_the_end_of_the_work(scene) -> None:
    table = registered(scene)
    filling = factories.filled(scene, factories.roster())
    tables.link(table=table, form=filling.form, by=None, at=AT)
    assert "已准入：《高龄老人名册》，区民政局" in page_of(filling, scene)
    assert dues.open_dues(at=AT) == 1

    sending.send(filling=filling, sent_to="区民政局", by=scene.worker, at=AT)
    due = table.dues.get()
    assert (due.filling, due.work.phase, due.closed_by) == (filling, "done", scene.worker)
    cost = Sending.objects.get()
    assert (cost.rows, cost.filled) == (filling.rows, filling.cells)
    assert cost.typed >= filling.missing

    sending.take_back(filling=filling, by=scene.worker, at=AT + DAY / 2)
    due.refresh_from_db()
    assert (due.closed_at, due.work.closed_at) == (None, None)
    assert not Sending.objects.exists()


def test_another_layout_of_what_was_sent_is_recognised_with_its_people(scene) -> None:
    table = registered(scene)
    first = factories.filled(scene, factories.roster())
    tables.link(table=table, form=first.form, by=None, at=AT)
    sending.send(filling=first, sent_to="", by=scene.worker, at=AT)
    heads = ("姓名", "出生日期", "身份证号", "性别", "民族", "年龄", "血型")
    other = factories.uploaded(scene, factories.roster(heads, title="80周岁以上老人摸底表"))
    page = page_of(other, scene)
    assert "7 栏里有 6 栏在《高龄老人名册》里" in page
    assert "新的栏目：血型" in page
    assert "填的人也一样。" in page
    wider = factories.uploaded(scene, factories.roster(heads, title="60周岁以上老人摸底册"))
    assert "填的人不一样，那张表填的是" in page_of(wider, scene)
