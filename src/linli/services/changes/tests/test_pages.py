"""The pages of follow-ups and their rules."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_user
from linli.services.changes.actions import opening
from linli.services.changes.models import AlertRule, FollowUp
from linli.services.changes.tests.factories import (
    AT,
    WORKER,
    Scene,
    born_so_that,
    make_scene,
    settle,
)

pytestmark = pytest.mark.django_db
LIST = "/desk/changes/"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def follow_up(scene) -> FollowUp:
    settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10), phone="15400000001")
    opening.open_all(at=AT)
    return FollowUp.objects.get()


def test_from_today_to_done_in_one_step(scene, follow_up, client: Client):
    client.force_login(scene.worker)
    page = reverse("changes:one", args=[follow_up.pk])
    today = client.get(reverse("work:today")).text
    assert f'href="{page}#next"' in today
    assert "满80岁" in today
    shown = client.get(page).text
    assert "高龄津贴" in shown
    assert "154****0001" in shown
    sent = {"outcome": "contacted", "note": "下周来办"}
    after = client.post(reverse("changes:close", args=[follow_up.pk]), sent, follow=True).text
    assert "已联系" in after
    assert "下周来办" in after
    assert "满80岁" not in client.get(reverse("work:today")).text
    client.post(reverse("changes:reopen", args=[follow_up.pk]))
    assert "满80岁" in client.get(reverse("work:today")).text


def test_an_answer_that_is_none_is_refused(scene, follow_up, client: Client):
    client.force_login(scene.worker)
    url = reverse("changes:close", args=[follow_up.pk])
    for sent in ({}, {"outcome": "settled"}, {"outcome": "contacted", "note": "长" * 201}):
        assert client.post(url, sent).status_code == 422


def test_filters_stay_in_the_address(scene, follow_up, client: Client):
    client.force_login(scene.worker)
    for query, there in (
        ({}, True),
        ({"kind": "age", "place": scene.town.grid.pk, "state": "mine"}, True),
        ({"kind": "died"}, False),
        ({"state": "done"}, False),
    ):
        assert ("王秀英" in client.get(LIST, query).text) == there
    client.post(reverse("changes:close", args=[follow_up.pk]), {"outcome": "unneeded"})
    assert "不用跟进" in client.get(LIST, {"state": "done"}).text


def test_the_persons_page_shows_it(scene, follow_up, client: Client):
    client.force_login(scene.worker)
    file = client.get(reverse("residents:person", args=[follow_up.person_id])).text
    assert reverse("changes:one", args=[follow_up.pk]) in file


def test_others_do_not_see_it(follow_up, client: Client):
    other = make_scene("和平社区")
    client.force_login(make_user(other.town.community, WORKER))
    assert client.get(reverse("changes:one", args=[follow_up.pk])).status_code == 404
    assert "王秀英" not in client.get(LIST).text


def test_as_many_queries_for_three_as_for_one(scene, follow_up, client: Client):
    client.force_login(scene.worker)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    count()
    one = count()
    for name in ("李强", "赵敏"):
        settle(scene.town.dwelling, name, birth_date=born_so_that(80, in_days=10))
    opening.open_all(at=AT)
    assert FollowUp.objects.count() == 3
    assert count() == one


def test_rules_are_read_by_many_and_changed_by_few(scene, client: Client):
    client.force_login(scene.head)
    assert "满100岁" in client.get(reverse("changes:rules")).text
    rule = AlertRule.objects.get(age=80)
    url = reverse("changes:rule", args=[rule.pk])
    sent = {"lead_days": "45", "handle_days": "10", "advice": "", "in_use": "on"}
    assert client.post(url, {**sent, "lead_days": "x"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert "45天" in client.get(reverse("changes:rules")).text
    make_scene("和平社区")
    assert "找" in client.get(url).text
    assert client.post(url, sent).status_code == 403
