"""The main loop once through: from a resident's words to a satisfied close."""

import datetime as dt

import pytest

from linli.foundation.audit import public as audit
from linli.services.cases.actions import closing, life
from linli.services.cases.choices import ContactResult, ContactWay, Outcome, Satisfaction
from linli.services.cases.models import CallBackChannel
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.shared.work.public import Phase

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def test_from_words_to_a_satisfied_close() -> None:
    home = factories.make_community()
    worker = factories.make_user("grid-worker", home.grid, name="李网格")
    at = factories.MORNING

    case = factories.make_case(home)
    assert case.state == State.RECEIVED
    assert case.work.assignee == worker
    assert case.work.due_at == at + 2 * HOUR

    life.sign(case=case, by=worker, at=at + HOUR)
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="说明天来修",
        by=worker,
        at=at + 2 * HOUR,
    )
    life.handle(
        case=case,
        outcome=Outcome.SOLVED,
        result="电工更换灯泡和线路",
        by=worker,
        at=at + 26 * HOUR,
    )
    life.report_back(case=case, reply="路灯已经修好，今晚会亮。", by=worker, at=at + 27 * HOUR)
    assert case.work.phase == Phase.WAITING
    closing.call_back(
        case=case,
        contacted=True,
        solved=True,
        satisfaction=Satisfaction.VERY_SATISFIED,
        comment="很快",
        channel=CallBackChannel.LINK,
        by=None,
        at=at + 30 * HOUR,
    )

    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert case.work.phase == Phase.DONE
    assert all(clock.met for clock in case.work.clocks.all())
    assert [entry.kind for entry in case.timeline.all()] == [
        "received",
        "signed",
        "contact",
        "handled",
        "reported",
        "called_back",
        "closed",
    ]
    assert audit.of_subject(case).count() == 7
