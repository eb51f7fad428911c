"""`linli doctor` says what to mend."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from linli.config import checkup
from linli.foundation.audit import public as audit
from linli.services.cases.actions import closing, erasure
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING

pytestmark = pytest.mark.django_db


def test_requests_that_should_have_been_erased() -> None:
    case = factories.make_case(factories.make_community())
    closing.withdraw(case=case, reason="", at=MORNING)
    over = MORNING + dt.timedelta(days=settings.REQUESTS_KEPT_DAYS)

    def well(at: dt.datetime) -> bool:
        [finding] = [one for one in checkup.examine(at) if one.subject == "keeping"]
        return finding.well

    assert well(over + dt.timedelta(days=1))
    late = over + dt.timedelta(days=3)
    assert not well(late)
    erasure.erase_due(at=late)
    assert well(late)


def test_communities_that_nobody_answers_for() -> None:
    home = factories.make_community("桂花社区")

    def committees() -> checkup.Finding:
        return next(one for one in checkup.examine(MORNING) if one.subject == "committees")

    assert committees().well
    home.committee.closed_on = MORNING.date()
    home.committee.save()
    assert not committees().well
    assert "桂花社区" in committees().says


def test_keys_of_another_site(settings: Any) -> None:
    """As after a move to another machine where nobody brought them along."""

    def keys() -> checkup.Finding:
        return next(one for one in checkup.examine(MORNING) if one.subject == "keys fit")

    factories.make_community("桂花社区")
    assert keys().well
    audit.seal()
    assert keys().well
    settings.INDEX_KEY = b"k" * 32
    assert not keys().well
    with pytest.raises(CommandError, match="belongs to other keys"):
        call_command("prepare")
