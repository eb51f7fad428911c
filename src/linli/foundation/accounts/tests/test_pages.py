"""The pages for accounts and roles: what they show, to whom, and what they say."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts.models import Role, User
from linli.foundation.accounts.permissions import CODES, AccountsPermission
from linli.foundation.accounts.tests.factories import (
    PASSWORD,
    give,
    make_head,
    make_role,
    make_user,
)
from linli.foundation.places.tests.factories import make_town

pytestmark = pytest.mark.django_db

MANAGE = AccountsPermission.MANAGE
VIEW = AccountsPermission.READ_AUDIT


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def head(client, town):
    user = make_head(town.community, name="周敏")
    client.force_login(user)
    return user


def text(response):
    """What a person reads of a page."""
    html = re.sub(r"<(script|style|head).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page(client, name, /, *args, **asked):
    return client.get(reverse(f"accounts:{name}", args=args), asked)


def post(client, name, /, *args, **told):
    return client.post(reverse(f"accounts:{name}", args=args), told)


def test_the_list_shows_people_of_ones_places_with_their_roles(client, head, town):
    worker = make_user(town.grid, name="王芳")
    give(worker, make_role(VIEW, name="巡查员"), town.grid)
    make_user(town.neighbour, name="外人")
    shown = text(page(client, "list"))
    assert "王芳" in shown
    assert "巡查员 · 第一网格" in shown
    assert "外人" not in shown


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "王"}, {"王芳"}),
        ({"q": "138"}, {"李强"}),
        ({"kind": "partner"}, {"李强"}),
        ({"state": "closed"}, {"旧人"}),
        ({"state": "all", "q": "旧"}, {"旧人"}),
        ({"kind": "nonsense", "q": "王芳"}, {"王芳"}),
    ],
)
def test_filters(client, head, town, asked, names):
    make_user(town.grid, name="王芳")
    partner = make_user(town.grid, name="李强", kind="partner")
    partner.phone = "13800000001"
    partner.save()
    gone = make_user(town.grid, name="旧人")
    gone.is_active = False
    gone.save()
    assert {person.name for person, _ in page(client, "list", **asked).context["rows"]} == names


def test_filters_by_role_and_place(client, head, town):
    role = make_role(VIEW)
    worker = make_user(town.grid, name="王芳")
    give(worker, role, town.building)
    for asked in ({"role": role.pk}, {"place": town.grid.pk}):
        assert [row[0] for row in page(client, "list", **asked).context["rows"]] == [worker]


def test_the_list_costs_the_same_for_one_and_three(client, head, town):
    role = make_role(VIEW)

    def count(number):
        for _ in range(number):
            give(make_user(town.grid), role, town.grid)
        with CaptureQueriesContext(connection) as queries:
            page(client, "list")
        return len(queries)

    page(client, "list")
    assert count(1) == count(3)


def test_opening_an_account_shows_the_first_password_once(client, head, town):
    response = post(
        client,
        "open",
        name="王芳",
        username="wangfang",
        kind="staff",
        place=town.grid.pk,
        starts_on="2026-03-11",
        phone="138 0000 0001",
    )
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    person = User.objects.get(username="wangfang")
    shown = text(response)
    password = re.search(r"[a-z]{4}-\d{4}-[a-z]{4}-[a-z]{4}", shown).group()
    assert person.check_password(password)
    assert person.phone == "13800000001"
    assert "只显示这一次" in shown
    assert password not in text(page(client, "account", person.pk))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "王"}, "至少三位，只用字母、数字、点和横线"),
        ({"phone": "12"}, "不像一个电话号码"),
        ({"starts_on": "2026-03-11", "ends_on": "2026-03-10"}, "结束日期不能早于开始日期"),
        ({"username": "taken"}, "已经有人用了"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_opened(client, head, town, wrong, words):
    make_user(town.grid)
    User.objects.filter(name__startswith="测试").update(username="taken")
    told = {
        "name": "王芳",
        "username": "wangfang",
        "kind": "staff",
        "place": town.grid.pk,
        "starts_on": "2026-03-11",
    }
    response = post(client, "open", **told | wrong)
    assert words in text(response)
    assert not User.objects.filter(name="王芳").exists()


def test_a_foreign_place_is_not_on_offer(client, head, town):
    told = {"name": "王芳", "username": "wangfang", "kind": "staff", "starts_on": "2026-03-11"}
    response = post(client, "open", **told, place=town.neighbour.pk)
    assert not User.objects.filter(username="wangfang").exists()
    assert "河畔社区" not in text(response)


POSTS = ["edit", "assign", "reset-password", "remove-factors", "close", "reopen"]


@pytest.mark.parametrize("name", ["account", *POSTS])
def test_accounts_of_elsewhere_do_not_exist(client, head, town, name):
    stranger = make_user(town.neighbour)
    url = reverse(f"accounts:{name}", args=[stranger.pk])
    response = client.get(url) if name == "account" else client.post(url)
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["list", "open", "roles", "add-role"])
def test_whoever_does_not_manage_accounts_is_told_so(client, town, name):
    client.force_login(make_user(town.community, [VIEW]))
    assert page(client, name).status_code == 403


def test_a_role_is_given_and_ended_on_the_page(client, head, town):
    worker, role = make_user(town.grid, name="王芳"), make_role(VIEW)
    post(client, "assign", worker.pk, role=role.pk, place=town.grid.pk, starts_on="2026-03-11")
    assignment = worker.assignments.get()
    response = post(client, "end-assignment", assignment.pk, ends_on="2026-03-20")
    assert response.status_code == 302
    assert "2026-03-11 — 2026-03-20" in text(page(client, "account", worker.pk))


def test_an_assignment_elsewhere_is_not_ours_to_end(client, head, town):
    worker = make_user(town.grid)
    give(worker, make_role(VIEW), town.neighbour)
    response = post(client, "end-assignment", worker.assignments.get().pk, ends_on="2026-03-20")
    assert response.status_code == 404


def test_a_refusal_comes_back_on_the_page_with_the_form_open(client, town):
    client.force_login(make_user(town.community, [MANAGE]))
    worker = make_user(town.grid)
    role = make_role(MANAGE)
    told = {"role": role.pk, "place": town.grid.pk, "starts_on": "2026-03-11"}
    response = post(client, "assign", worker.pk, **told | {"ends_on": "2026-03-01"})
    assert response.status_code == 422
    assert '<details class="ask" open>' in response.content.decode()
    assert "结束日期不能早于开始日期" in text(response)


def test_resetting_a_password_ends_the_sessions_of_its_owner(client, town):
    worker = make_user(town.grid)
    client.force_login(worker)
    assert page(client, "profile").status_code == 200
    other = type(client)()
    other.force_login(make_head(town.community))
    assert "首次密码" in text(post(other, "reset-password", worker.pk))
    assert page(client, "profile").status_code == 302


def test_a_locked_name_is_free_again_after_the_reset(client, town):
    worker = make_user(town.grid)
    login = reverse("account_login")
    for _ in range(6):
        response = client.post(login, {"login": worker.username, "password": "wrong"})
    assert "暂时锁定" in text(response)
    manager = type(client)()
    manager.force_login(make_head(town.community))
    shown = text(post(manager, "reset-password", worker.pk))
    password = re.search(r"[a-z]{4}-\d{4}-[a-z]{4}-[a-z]{4}", shown).group()
    response = client.post(login, {"login": worker.username, "password": password})
    assert response.status_code == 302


def test_closing_and_reopening_on_the_page(client, head, town):
    worker = make_user(town.grid, name="王芳")
    post(client, "close", worker.pk, reason="调离")
    worker.refresh_from_db()
    assert not worker.is_active
    assert "已停用" in text(page(client, "account", worker.pk))
    assert "首次密码" in text(post(client, "reopen", worker.pk))
    worker.refresh_from_db()
    assert worker.is_active


def test_ones_own_account_is_not_closed_here(client, head):
    response = post(client, "close", head.pk, reason="误点")
    assert response.status_code == 422
    assert "不能在这里停用或重设自己的账号" in text(response)


def test_a_role_page_offers_what_one_holds_and_keeps_the_rest(client, town):
    client.force_login(make_user(town.community, [MANAGE]))
    role = make_role(VIEW, name="审计")
    response = page(client, "role", role.pk)
    html = response.content.decode()
    assert re.search(r'value="audit.read" checked disabled', html)
    post(client, "role", role.pk, name="审计", description="只看日志", codes=[MANAGE])
    role.refresh_from_db()
    assert role.permissions == [MANAGE, VIEW]


def test_a_role_of_ones_own(client, head):
    post(client, "add-role", name="值班员", description="", codes=[VIEW, MANAGE])
    assert Role.objects.get(name="值班员").permissions == [MANAGE, VIEW]


def test_every_code_has_a_place_and_words_on_the_page(client, head):
    shown = text(page(client, "add-role"))
    for group, label in CODES:
        assert str(group) in shown
        assert str(label) in shown


def test_ones_own_page(client, town):
    me = make_user(town.grid, name="王芳")
    client.force_login(me)
    shown = text(post(client, "profile", phone="13800000001", email="") and page(client, "profile"))
    me.refresh_from_db()
    assert me.phone == "13800000001"
    for word in ("修改密码", "二次验证和安全密钥", "已保存"):
        assert word in shown
    assert me.check_password(PASSWORD)
