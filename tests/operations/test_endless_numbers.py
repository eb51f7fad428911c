"""Thousands of digits where a number belongs: `int` would raise, the pages do not."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.files.links import is_signed
from linli.services.cases.tests import factories

ENDLESS = "9" * 5000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("work:overview", "place"),
        ("privacy:claim-new", "person"),
        ("tables:add", "form"),
    ],
)
def test_an_address_with_an_endless_number_is_answered(
    client: Client, page: str, name: str
) -> None:
    home = factories.make_community()
    client.force_login(factories.make_user("head", home.community, unit=home.committee))
    assert client.get(reverse(page), {name: ENDLESS}).status_code in {200, 404}


def test_a_link_that_never_ends_is_not_ours() -> None:
    assert not is_signed(uuid.uuid4(), ENDLESS, "", at=factories.MORNING)
