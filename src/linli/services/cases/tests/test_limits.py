"""A flood is held back, with a sentence and a number to call; neighbours behind one address are
not."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.services.cases import limits
from linli.services.cases.actions import partners
from linli.services.cases.models import Case
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(settings):
    cache.clear()
    settings.REQUESTS_PER_HOUR_FROM_ADDRESS = 3
    settings.REQUESTS_PER_DAY_OF_PHONE = 2
    settings.CALLS_PER_MINUTE_OF_KEY = 3


@pytest.fixture
def home():
    made = factories.make_community()
    card = {"name": "服务站", "phone": "0999-8886001", "supervision_phone": ""}
    places.update_card(place=made.community, by=None, at=factories.MORNING, **card)
    return made


def say(client, number, **more):
    form = {"submission_key": f"{number:032x}", "text": f"第{number}件事", "contact": "anonymous"}
    return client.post("/r/new/", form | more)


def test_from_one_address(client, home):
    assert [say(client, n).status_code for n in range(3)] == [302] * 3
    refused = say(client, 3)
    assert refused.status_code == 429
    assert "0999-8886001" in refused.text
    assert "第3件事" in refused.text
    assert Case.objects.count() == 3
    # The same form again, after a break in the line, and a neighbour's network.
    assert say(client, 2).status_code == 302
    assert (
        client.post(
            "/r/new/",
            {"submission_key": "f" * 32, "text": "邻居的事", "contact": "anonymous"},
            REMOTE_ADDR="203.0.113.9",
        ).status_code
        == 302
    )


def test_a_mistake_in_the_form_counts_for_nothing(client, home):
    for n in range(5):
        assert say(client, n, text="").status_code == 422
    assert say(client, 9).status_code == 302


def test_a_neighbour_who_is_known_is_not_held_back(client, home):
    for n in range(3):
        say(client, n)
    client.force_login(factories.make_user(kind=accounts.UserKind.RESIDENT))
    assert say(client, 5, contact="named", phone="13800138005").status_code == 302


def test_with_one_telephone(client, home):
    named = {"contact": "named", "phone": "13800138000"}
    for n, address in enumerate(("192.0.2.1", "192.0.2.2")):
        form = {"submission_key": f"{n:032x}", "text": f"第{n}件事", **named}
        assert client.post("/r/new/", form, REMOTE_ADDR=address).status_code == 302
    form = {"submission_key": "a" * 32, "text": "又一件", **named}
    refused = client.post("/r/new/", form, REMOTE_ADDR="192.0.2.3")
    assert refused.status_code == 429
    assert "这个电话今天" in refused.text


def test_what_was_refused_for_the_address_does_not_count_for_the_telephone(client, home):
    for n in range(3):
        say(client, n)
    named = {"contact": "named", "phone": "13800138000"}
    for n in (3, 4):
        assert say(client, n, **named).status_code == 429
    for n in (5, 6):
        form = {"submission_key": f"{n:032x}", "text": f"第{n}件事", **named}
        assert client.post("/r/new/", form, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_the_way_is_not_lengthened_by_making_up_addresses(client, home, settings):
    """Only what our own proxy has written counts, and only behind a declared one."""
    for n in range(3):
        say(client, n)
    made_up = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 127.0.0.1"}
    form = {"submission_key": "b" * 32, "text": "换个地址", "contact": "anonymous"}
    assert client.post("/r/new/", form, **made_up).status_code == 429
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.post("/r/new/", form, **made_up).status_code == 429
    nonsense = {"HTTP_X_FORWARDED_FOR": "'; DROP TABLE"}
    assert client.post("/r/new/", form, **nonsense).status_code == 429
    true = {"HTTP_X_FORWARDED_FOR": "127.0.0.1, 198.51.100.1"}
    assert client.post("/r/new/", form, **true).status_code == 302


def test_one_network_of_ipv6_is_one_address(client, home):
    for n in range(3):
        form = {"submission_key": f"{n:032x}", "text": f"第{n}件", "contact": "anonymous"}
        client.post("/r/new/", form, REMOTE_ADDR=f"2001:db8:1:2::{n}")
    form = {"submission_key": "c" * 32, "text": "又一件", "contact": "anonymous"}
    assert client.post("/r/new/", form, REMOTE_ADDR="2001:db8:1:2:ff::1").status_code == 429
    assert client.post("/r/new/", form, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_a_key_of_another_system(client, home):
    _key, secret = partners.open_key(
        name="城管平台", organisation=None, place=home.community, by=None, at=factories.MORNING
    )
    urls = {
        reverse("open311:requests", args=["json"]): lambda answer: answer.json()[0]["description"],
        reverse("api:cases"): lambda answer: answer.json()["message"],
    }
    for url, words in urls.items():
        cache.clear()
        asked = [client.get(url, headers={"X-Api-Key": secret}) for _ in range(4)]
        assert [one.status_code for one in asked] == [200, 200, 200, 429]
        assert asked[-1]["Retry-After"] == str(limits.MINUTE)
        assert "太频繁" in words(asked[-1])


def test_none_is_no_limit(client, home, settings):
    settings.REQUESTS_PER_HOUR_FROM_ADDRESS = 0
    assert [say(client, n).status_code for n in range(5)] == [302] * 5
