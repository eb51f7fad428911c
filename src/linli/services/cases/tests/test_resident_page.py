"""What a resident has asked, on the resident's page in the register."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_head
from linli.registers.residents import public as residents
from linli.registers.residents.tests.factories import settle
from linli.services.cases.tests.factories import Community, make_case, make_community, make_user

pytestmark = pytest.mark.django_db
TEXT = "路灯坏了三天"


@pytest.fixture
def home() -> Community:
    return make_community()


@pytest.fixture
def resident(home: Community) -> residents.Person:
    return settle(home.dwelling, "王秀英", phone="13800138000")


def page(user: object, resident: residents.Person, name: str = "person") -> str:
    client = Client()
    client.force_login(user)
    pk = resident.pk if name == "person" else resident.household_id
    return client.get(reverse(f"residents:{name}", args=[pk])).content.decode()


def test_requests_stand_on_the_page_of_who_asked_and_of_the_household(home, resident):
    make_case(home, text=TEXT, resident=resident)
    head = make_head(home.community)
    assert TEXT in page(head, resident)
    assert TEXT in page(head, resident, "household")


def test_an_anonymous_request_or_anothers_does_not(home, resident):
    make_case(home, text=TEXT)
    assert TEXT not in page(make_head(home.community), resident)


def test_who_may_not_know_who_asked_sees_none(home, resident):
    make_case(home, text=TEXT, resident=resident)
    assert TEXT not in page(make_user("hotline", home.community), resident)
