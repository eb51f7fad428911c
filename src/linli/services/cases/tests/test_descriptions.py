"""Whatever is sent that fits the descriptions, or nearly: never a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from lxml import etree
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.config.wsgi import application
from linli.foundation.accounts import public as accounts
from linli.services.cases.actions import partners
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING

# The same each time; run schemathesis by hand for long to find something new.
QUICK = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
FEW = settings(QUICK, max_examples=4)
OPERATIONS = {"/open311/v2/openapi.json": 7, "/api/openapi.json": 3}


def is_whole_xml(context: object, response: Any, case: object) -> None:
    """What calls itself XML can be read."""
    if response.headers["content-type"][0].startswith("application/xml"):
        etree.fromstring(response.content)


# The answer is one of those that the description names, in a form that it names.
CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance),
    *(response_schema_conformance, is_whole_xml),
]


@pytest.fixture
def one_transaction(db: None) -> Iterator[None]:
    """Requests must not close the connection that the test's transaction is on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("one_transaction")
@pytest.mark.parametrize("description", OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
def test_nothing_that_is_sent_breaks_it(description: str, mode: GenerationMode) -> None:
    home = factories.make_community()
    factories.make_case(home)
    _key, secret = partners.open_key(
        name="试验", organisation=None, place=home.community, by=None, at=MORNING
    )
    schema = schemathesis.openapi.from_wsgi(description, application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == OPERATIONS[description]
    breaks_nothing(operations, mode, QUICK, {"X-Api-Key": secret})


@pytest.mark.slow
@pytest.mark.usefixtures("one_transaction")
@pytest.mark.parametrize("who", ["head", "resident", "nobody"])
@pytest.mark.parametrize("description", OPERATIONS)
def test_whoever_sends_it(description: str, who: str) -> None:
    home = factories.make_community()
    factories.make_case(home)
    people = {
        "head": factories.make_user("head", home.community, unit=home.committee),
        "resident": factories.make_user(kind=accounts.UserKind.RESIDENT),
    }
    browser = Client()
    if who in people:
        browser.force_login(people[who])
    token = "a" * 32
    cookies = [f"{name}={cookie.value}" for name, cookie in browser.cookies.items()]
    heads = {"Cookie": "; ".join([*cookies, f"csrftoken={token}"]), "X-CSRFToken": token}
    schema = schemathesis.openapi.from_wsgi(description, application)
    operations = [found.ok() for found in schema.get_all_operations()]
    for mode in GenerationMode:
        breaks_nothing(operations, mode, FEW, heads)


def breaks_nothing(
    operations: list[Any], mode: GenerationMode, often: settings, heads: dict[str, str]
) -> None:
    for operation in operations:

        @often
        @given(operation.as_strategy(generation_mode=mode))
        def answers(case: Any) -> None:
            case.call_and_validate(headers=heads, checks=CHECKS)

        answers()
