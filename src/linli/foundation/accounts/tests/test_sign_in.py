"""Coming in, being refused, changing a first password, idle sessions."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from linli.foundation.accounts.models import LoginEvent, UserKind
from linli.foundation.accounts.tests.factories import PASSWORD, make_user
from linli.foundation.audit.public import of_subject
from linli.kernel.rights import POLLING_HEADER

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
CHANGE = "/account/password/change/"
NEW = "Kaixin-2027-new"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def attempt(client, user, password=PASSWORD):
    return client.post(LOGIN, {"login": user.username, "password": password})


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (UserKind.STAFF, "desk:home"),
        (UserKind.PARTNER, "desk:home"),
        (UserKind.RESIDENT, "portal:mine"),
    ],
)
def test_each_kind_of_person_lands_where_they_work(client, kind, page):
    response = attempt(client, make_user(kind=kind))
    assert (response.status_code, response["Location"]) == (302, reverse(page))


def test_the_page_is_chinese_and_asks_for_the_name_of_the_account(client):
    html = client.get(LOGIN).content.decode()
    assert "登录名" in html
    assert "忘记密码或账号被锁定" in html
    assert "Sign" not in html


def test_sign_ins_and_failures_are_kept_with_their_origin(client):
    user = make_user()
    attempt(client, user, "wrong")
    attempt(client, user)
    events = LoginEvent.objects.order_by("pk").values_list("username", "succeeded", "origin")
    assert list(events) == [
        (user.username, False, "127.0.0.1"),
        (user.username, True, "127.0.0.1"),
    ]


def test_five_wrong_tries_lock_the_name_for_a_quarter_of_an_hour(client):
    user = make_user()
    with time_machine.travel(dt.datetime(2026, 3, 11, 2, tzinfo=dt.UTC)) as now:
        for _ in range(5):
            assert "登录名或密码不对" in attempt(client, user, "wrong").content.decode()
        assert "请15分钟后再试" in attempt(client, user).content.decode()
        assert LoginEvent.objects.filter(succeeded=False).count() == 6
        now.shift(dt.timedelta(minutes=15, seconds=1))
        assert attempt(client, user).status_code == 302


@pytest.mark.parametrize(
    ("hosts", "spelling"),
    [
        (["localhost:1", "localhost:2", "127.0.0.1", "127.0.0.1:9", "[::1]:3"], str),
        (["localhost"] * 5, str.upper),
        (["localhost"] * 5, lambda name: name.replace("s", "ſ")),
    ],
    ids=["host", "capitals", "letters that look alike"],
)
def test_neither_host_nor_spelling_gives_more_tries(client, hosts, spelling):
    user = make_user()
    for host in hosts:
        wrong = {"login": spelling(user.username), "password": "wrong"}
        client.post(LOGIN, wrong, HTTP_HOST=host)
    assert "请15分钟后再试" in attempt(client, user).text


def test_a_strangers_guesses_do_not_lock_the_owner_out(client):
    user = make_user()
    assert attempt(client, user).status_code == 302
    client.logout()
    far = {"REMOTE_ADDR": "203.0.113.7"}
    wrong = {"login": user.username, "password": "wrong"}
    for _ in range(6):
        refused = client.post(LOGIN, wrong, **far)
    assert "请15分钟后再试" in refused.text
    # From anywhere new the name stays locked, and at the owner's own place it is open.
    assert "请15分钟后再试" in client.post(LOGIN, wrong, REMOTE_ADDR="203.0.113.8").text
    for _ in range(3):
        assert "登录名或密码不对" in attempt(client, user, "wrong").text
    assert attempt(client, user).status_code == 302


def test_the_usual_place_has_its_own_limit(client):
    user = make_user()
    attempt(client, user)
    client.logout()
    for _ in range(5):
        attempt(client, user, "wrong")
    assert "请15分钟后再试" in attempt(client, user).text


def test_a_new_password_ends_the_sessions_elsewhere(client):
    user = make_user()
    elsewhere = client.__class__()
    attempt(elsewhere, user)
    attempt(client, user)
    told = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(CHANGE, told).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302


def test_a_closed_account_is_refused_in_words(client):
    user = make_user()
    user.is_active = False
    user.save()
    response = attempt(client, user)
    page = client.get(response["Location"]).content.decode()
    assert "账号已停用" in page


@pytest.fixture
def newcomer(client):
    user = make_user(name="Ceshi-linwu", first_password=True)
    attempt(client, user)
    return user


def change(client, old, new):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def test_a_first_password_must_be_changed_before_anything_else(client, newcomer):
    for page in ("desk:home", "accounts:profile", "mfa_index"):
        response = client.get(reverse(page))
        assert response["Location"] == CHANGE, page
    assert "请先换成只有自己知道的密码" in client.get(CHANGE).content.decode()
    response = change(client, PASSWORD, NEW)
    assert response["Location"] == reverse("desk:home")
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert newcomer.password_changed_at is not None
    assert of_subject(newcomer, action="accounts.change_password").count() == 1
    assert client.get(reverse("accounts:profile")).status_code == 200


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (PASSWORD, "新密码不能和原来的一样"),
        ("Ab1-xyz", "密码太短，至少要8位"),
        ("abcdefgh1", "密码的种类太少"),
        ("Password1", "这个密码太常见"),
        ("Ceshi-linwu", "和您的登录名、姓名或邮箱太像"),
    ],
)
def test_weak_passwords_are_refused_in_chinese(client, newcomer, new, words):
    response = change(client, PASSWORD, new)
    assert words in response.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.must_change_password


def test_a_wrong_present_password_changes_nothing(client, newcomer):
    assert "现在的密码不对" in change(client, "wrong", NEW).content.decode()


def test_a_fragment_is_led_to_the_change_of_password_too(client, newcomer):
    response = client.get(reverse("desk:search"), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == CHANGE


@pytest.fixture
def clocked(client):
    """Somebody signed in at the beginning of a frozen time."""
    with time_machine.travel(dt.datetime(2026, 3, 11, 2, tzinfo=dt.UTC), tick=False) as now:
        client.force_login(make_user())
        assert client.get(reverse("accounts:profile")).status_code == 200
        yield now


def test_an_idle_session_ends_and_leads_back_to_the_page(client, clocked):
    clocked.shift(dt.timedelta(minutes=31))
    response = client.get("/desk/search/?q=%E7%81%AF", follow=True)
    assert response.redirect_chain == [(f"{LOGIN}?next=/desk/search/%3Fq%3D%25E7%2581%25AF", 302)]
    assert "为了安全已自动退出" in response.content.decode()


def test_work_keeps_the_session(client, clocked):
    for _ in range(3):
        clocked.shift(dt.timedelta(minutes=20))
        assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_polling_page_does_not_keep_the_session_nor_lose_what_is_typed(client, clocked):
    for _ in range(3):
        clocked.shift(dt.timedelta(minutes=20))
        polled = client.get(reverse("desk:search"), headers={POLLING_HEADER: "1"})
    assert polled.status_code == 204
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_a_form_sent_too_late_is_told_so(client, clocked):
    clocked.shift(dt.timedelta(minutes=31))
    response = client.post(reverse("portal:large-print"), {"on": "1"}, follow=True)
    assert response.redirect_chain == [(LOGIN, 302)]
    assert "刚才提交的内容没有保存" in response.content.decode()


def test_signing_out_goes_to_the_residents_window(client):
    client.force_login(make_user())
    response = client.post("/account/logout/", follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert client.get(reverse("accounts:profile"))["Location"].startswith(LOGIN)


def test_nobody_signs_up(client):
    assert client.get("/account/signup/").status_code == 404


def test_residents_have_no_business_at_the_desk(client):
    client.force_login(make_user(kind=UserKind.RESIDENT))
    response = client.get(reverse("desk:search"))
    assert response.status_code == 403
    assert "权限" in response.content.decode()


def test_a_fragment_without_a_session_leads_back_to_its_page(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/settings/?a=1"}
    response = client.get(reverse("desk:search"), headers=headers)
    assert response["HX-Redirect"] == f"{LOGIN}?next=/desk/settings/"


def test_a_session_that_somebody_planted_is_not_signed_in(client):
    """Neither the session nor the token of the form of before is good afterwards."""
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    user = make_user()
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    attempt(client, user)
    assert client.session.session_key != planted
    assert client.cookies["csrftoken"].value != token
    stranger = type(client)()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(reverse("desk:home"))["Location"].startswith(LOGIN)


def test_an_unknown_name_is_answered_in_the_words_of_a_wrong_password(client):
    known = attempt(client, make_user(), "wrong").text
    unknown = client.post(LOGIN, {"login": "nobody", "password": "wrong"}).text
    assert "登录名或密码不对" in unknown
    assert ("errorlist" in known, known.count("登录名")) == (
        "errorlist" in unknown,
        unknown.count("登录名"),
    )
