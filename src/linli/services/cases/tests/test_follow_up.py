"""What goes on by itself, and who is waited for."""

import datetime as dt

import pytest

from linli.services.cases import follow_up, work_kind
from linli.services.cases.actions import closing, handling, life, recusals, routing, whistles
from linli.services.cases.choices import Outcome
from linli.services.cases.states import State
from linli.services.cases.tasks import follow_up_cases
from linli.services.cases.tests import factories
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
AT = factories.MORNING


@pytest.fixture
def home() -> factories.Community:
    return factories.make_community()


@pytest.fixture
def worker(home: factories.Community):
    return factories.make_user("grid-worker", home.grid, unit=home.committee)


@pytest.fixture
def head(home: factories.Community):
    return factories.make_user("head", home.community, unit=home.committee)


@pytest.fixture
def signed(home, worker):
    case = factories.make_case(home)
    life.sign(case=case, by=worker, at=AT)
    return case


def test_a_parked_case_comes_back_on_its_day(head, signed) -> None:
    handling.park(
        case=signed, reason="雨季", plan="秋天修", until_on=AT.date() + DAY, by=head, at=AT
    )
    assert not follow_up.parked_until(AT.date()).exists()
    assert follow_up.parked_until(AT.date() + DAY).get() == signed


def test_an_unanswered_case_closes_when_its_time_is_over(worker, signed) -> None:
    life.handle(case=signed, outcome=Outcome.SOLVED, result="换灯", by=worker, at=AT)
    life.report_back(case=signed, reply="修好了", by=worker, at=AT)
    due = signed.work.clocks.get(kind=work.ClockKind.CALLBACK).due_at
    assert due is not None
    assert not follow_up.unanswered(due - HOUR).exists()
    # The real clock is months later than this request: one run of the job closes it.
    follow_up_cases.func()
    signed.refresh_from_db()
    assert signed.state == State.CLOSED
    assert not signed.call_backs.exists()


def test_a_decider_is_waited_for(home, worker, head, signed) -> None:
    assert signed.work_id not in work_kind.waiting_for(head)
    routing.object_to_dispatch(
        case=signed,
        reason="不归社区",
        evidence="移交清单",
        proposed_owner=home.property_firm,
        decider=head,
        by=worker,
        at=AT,
    )
    assert signed.work_id in work_kind.waiting_for(head)
    assert signed.work_id not in work_kind.waiting_for(worker)


def test_an_offered_unit_is_waited_for(home, worker, signed) -> None:
    partner = factories.make_partner(home.property_firm)
    routing.offer(case=signed, to_unit=home.property_firm, reason="请办", by=worker, at=AT)
    assert work_kind.waiting_for(partner) == [signed.work_id]


def test_somebody_who_stands_back_sees_no_item(worker, signed) -> None:
    recusals.recuse(case=signed, user=worker, reason="亲戚", by=worker, at=AT)
    assert work_kind.hidden_from(worker) == [signed.work_id]


def test_a_called_unit_has_one_next_step(home, worker, signed) -> None:
    partner = factories.make_partner(home.property_firm)
    whistle = whistles.blow(
        case=signed, unit=home.property_firm, request="派电工", by=worker, at=AT
    )
    assert work_kind.whistle_steps([whistle.item], partner)[whistle.item_id].label == "报到"
    assert work_kind.whistle_steps([whistle.item], worker) == {}
    whistles.respond(whistle=whistle, response="下午到", by=partner, at=AT)
    assert work_kind.whistle_steps([whistle.item], partner)[whistle.item_id].label == "填办理结果"


def test_a_dissatisfied_answer_waits_for_the_head(worker, head, signed) -> None:
    life.handle(case=signed, outcome=Outcome.SOLVED, result="换灯", by=worker, at=AT)
    life.report_back(case=signed, reply="修好了", by=worker, at=AT)
    assert signed.work_id in work_kind.waiting_for(head)
    closing.call_back(
        case=signed,
        contacted=True,
        solved=False,
        satisfaction=2,
        comment="还是不亮",
        channel="link",
        by=None,
        at=AT,
    )
    assert signed.work_id in work_kind.waiting_for(head)
