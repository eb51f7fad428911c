"""What pages of the desk keep between two visits, and how soon they show that it has changed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.registers.organisations.public import Organisation
from linli.services.cases.models import AlertClass, Case, Category
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import Community
from linli.services.cases.tests.test_settled import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)

FILTERED = {"group": "all", "nature": "help"}


@pytest.fixture
def home() -> Community:
    home = factories.make_community()
    case = factories.make_case(home)
    Case.objects.filter(pk=case.pk).update(
        category=Category.objects.get(full_name__contains="路灯")
    )
    return home


@pytest.fixture
def street(home: Community, client: Client) -> Client:
    """Somebody who sees units and communities in each row."""
    factories.make_community("清风里社区", street=home.street)
    client.force_login(factories.make_user("street", home.street))
    return client


def asked_by(client: Client, page: str, **query: Any) -> list[str]:
    """The tables that the second visit of a page asks, in order."""
    client.get(page, query)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page, query).status_code == 200
    return [re.findall(r'FROM "?(\w+)', query["sql"])[0] for query in asked]


@pytest.mark.parametrize("query", [{}, FILTERED])
def test_a_list_asks_for_what_changes_and_once_for_the_rest(
    street: Client, query: dict[str, str]
) -> None:
    asked = asked_by(street, reverse("cases:list"), **query)
    who = {"django_session", "accounts_user", "linli_settled"}
    assert set(asked) == who | {"cases_case", "places_place", "work_clock", "work_savedview"}
    assert asked.count("linli_settled") == 1


def test_a_case_asks_neither_for_its_unit_nor_for_rights(street: Client) -> None:
    asked = asked_by(street, reverse("cases:case", args=[Case.objects.get().pk]))
    kept = {"accounts_assignment", "cases_category", "organisations_organisation", "places_place"}
    assert not kept & set(asked)
    assert asked.count("linli_settled") == 1


CHANGES: dict[str, tuple[str, Callable[[Community], Any]]] = {
    "a unit's name": (
        "新居委会",
        lambda home: Organisation.objects.filter(pk=home.committee.pk).update(name="新居委会"),
    ),
    "a category's name": ("新类别", lambda home: Category.objects.update(name="新类别")),
    "a category to choose": (
        "新大类",
        lambda home: Category.objects.create(level=1, name="新大类", full_name="新大类"),
    ),
    "a new unit to choose": (
        "新物业",
        lambda home: Organisation.objects.create(
            kind="property", name="新物业", place=home.community, place_path=home.community.path
        ),
    ),
    "a new colleague": (
        "赵新人",
        lambda home: factories.make_user("community-worker", home.community, name="赵新人"),
    ),
    "a community's name": (
        "新名社区",
        lambda home: places.Place.objects.filter(pk=home.community.pk).update(full_name="新名社区"),
    ),
    "an alert to choose": ("新警讯", lambda home: AlertClass.objects.update(name="新警讯")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_another_process_shows_with_the_next_visit(
    home: Community, street: Client, change: str
) -> None:
    words, deed = CHANGES[change]
    assert words not in street.get(reverse("cases:list"), FILTERED).text
    elsewhere(lambda: deed(home))
    assert words in street.get(reverse("cases:list"), FILTERED).text


def test_who_lost_the_role_sees_nothing_from_then_on(home: Community, street: Client) -> None:
    page = reverse("cases:case", args=[Case.objects.get().pk])
    assert street.get(page).status_code == 200
    elsewhere(lambda: accounts.Assignment.objects.all().delete())
    assert street.get(page).status_code == 404
    assert "路灯" not in street.get(reverse("cases:list")).text
