"""A leaver's open work: the account's page does not let it get lost."""

import pytest
from django.db import transaction
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.foundation.places.tests.factories import MORNING, make_town
from linli.registers.organisations.tests.factories import make_unit
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def test_open_work_needs_a_successor_and_goes_there(client, town):
    head = make_head(town.community)
    leaver = make_user(town.grid, name="旧人")
    colleague = make_user(town.community, ["cases.view", "cases.handle"], name="新人")
    guest = make_user(town.grid, name="看不到的人")
    with transaction.atomic():
        item = work.open_item(
            kind="case",
            title="楼道灯不亮",
            place=town.building,
            team=make_unit(town.community),
            assignee=leaver,
            at=MORNING,
        )
    client.force_login(head)
    close = reverse("accounts:close", args=[leaver.pk])

    refused = client.post(close, {"reason": "调离"})
    assert refused.status_code == 422
    assert "请先选一位接手的人" in refused.content.decode()
    leaver.refresh_from_db()
    assert leaver.is_active

    unable = client.post(close, {"reason": "调离", "successor": guest.pk})
    assert "没有其中 1 件工作的权限" in unable.content.decode()

    done = client.post(close, {"reason": "调离", "successor": colleague.pk}, follow=True)
    assert "没办完的工作已经交接" in done.content.decode()
    item.refresh_from_db()
    assert item.assignee == colleague
    leaver.refresh_from_db()
    assert not leaver.is_active
