"""Whatever is sent that fits the descriptions, or nearly: never a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from linli.config.wsgi import application
from linli.services.cases.actions import partners
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
# The answer is one of those that the description names, in a form that it names.
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
OPERATIONS = {"/open311/v2/openapi.json": 7, "/api/openapi.json": 3}


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
    for operation in operations:

        @QUICK
        @given(operation.as_strategy(generation_mode=mode))
        def answers(case: Any) -> None:
            case.call_and_validate(headers={"X-Api-Key": secret}, checks=CHECKS)

        answers()
