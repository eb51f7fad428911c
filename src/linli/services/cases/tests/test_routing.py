"""Nobody's case does not exist: offers, objections, whistles, and what they leave behind."""

import datetime as dt

import pytest

from linli.kernel.errors import DomainError, InvalidMove, NotAllowed
from linli.services.cases import work_kind
from linli.services.cases.actions import life, routing, whistles
from linli.services.cases.choices import UnitRole
from linli.services.cases.models import Case, Objection
from linli.services.cases.queries import visible_to
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.shared.work.public import ClockKind

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
AT = factories.MORNING


@pytest.fixture
def home() -> factories.Community:
    return factories.make_community()


@pytest.fixture
def worker(home: factories.Community):
    return factories.make_user("grid-worker", home.grid, unit=home.committee, name="李网格")


@pytest.fixture
def head(home: factories.Community):
    return factories.make_user("head", home.community, unit=home.committee, name="林书记")


@pytest.fixture
def signed(home: factories.Community, worker) -> Case:
    case = factories.make_case(home)
    life.sign(case=case, by=worker, at=AT + HOUR)
    return case


def test_the_owner_stays_until_another_accepts(home, worker, signed) -> None:
    partner = factories.make_partner(home.property_firm)
    assert not visible_to(partner).filter(pk=signed.pk).exists()
    due = signed.work.clocks.get(kind=ClockKind.HANDLE).due_at

    made = routing.offer(
        case=signed, to_unit=home.property_firm, reason="小区内路灯", by=worker, at=AT + 2 * HOUR
    )
    signed.refresh_from_db()
    assert signed.owner == home.committee
    assert visible_to(partner).filter(pk=signed.pk).exists()

    routing.accept(made=made, by=partner, at=AT + 3 * HOUR)
    signed.refresh_from_db()
    assert signed.owner == home.property_firm
    assert signed.work.assignee == partner
    assert signed.bounces == 1
    assert signed.work.clocks.get(kind=ClockKind.HANDLE).due_at == due
    assert set(signed.units.values_list("organisation__name", "role")) == {
        (home.committee.name, UnitRole.FORMER),
        (home.property_firm.name, UnitRole.OWNER),
    }


def test_a_refusal_needs_words_and_leaves_the_owner(home, worker, signed) -> None:
    partner = factories.make_partner(home.property_firm)
    made = routing.offer(case=signed, to_unit=home.property_firm, reason="请办", by=worker, at=AT)
    with pytest.raises(DomainError):
        routing.refuse(made=made, answer=" ", by=partner, at=AT + HOUR)
    routing.refuse(made=made, answer="属于市政路灯", by=partner, at=AT + HOUR)
    signed.refresh_from_db()
    assert (signed.owner, signed.bounces) == (home.committee, 1)
    with pytest.raises(InvalidMove):
        routing.accept(made=made, by=partner, at=AT + 2 * HOUR)


def test_only_the_asked_unit_answers(home, worker, head, signed) -> None:
    made = routing.offer(case=signed, to_unit=home.property_firm, reason="请办", by=worker, at=AT)
    for stranger in (worker, head, factories.make_partner(home.office)):
        with pytest.raises(NotAllowed):
            routing.accept(made=made, by=stranger, at=AT + HOUR)


def objection(home, case, worker, head) -> Objection:
    return routing.object_to_dispatch(
        case=case,
        reason="市政道路路灯不归社区管",
        evidence="养护移交清单第12项",
        proposed_owner=home.property_firm,
        decider=head,
        by=worker,
        at=AT + HOUR,
    )


def test_an_objection_is_decided_by_the_named_person_once(home, worker, head, signed) -> None:
    made = objection(home, signed, worker, head)
    assert signed.work.clocks.get(kind=ClockKind.OBJECTION).due_at is not None
    other = factories.make_user("head", home.community)
    with pytest.raises(NotAllowed):
        routing.decide_objection(
            objection=made, upheld=True, decision="同意", by=other, at=AT + 2 * HOUR
        )
    routing.decide_objection(
        objection=made, upheld=False, decision="在小区红线内", by=head, at=AT + 2 * HOUR
    )
    signed.refresh_from_db()
    assert signed.owner == home.committee
    assert signed.work.clocks.get(kind=ClockKind.OBJECTION).met is True
    with pytest.raises(routing.ObjectedOnce):
        objection(home, signed, worker, head)
    made.refresh_from_db()
    with pytest.raises(InvalidMove):
        routing.decide_objection(
            objection=made, upheld=True, decision="改判", by=head, at=AT + 3 * HOUR
        )


def test_an_upheld_objection_moves_the_case_at_once(home, worker, head, signed) -> None:
    made = objection(home, signed, worker, head)
    routing.decide_objection(
        objection=made, upheld=True, decision="属物业职责", by=head, at=AT + 2 * HOUR
    )
    signed.refresh_from_db()
    assert signed.owner == home.property_firm
    assert signed.state == State.SIGNED


def test_a_unit_that_was_named_by_the_decision_does_not_send_it_back(home, worker, head, signed):
    made = objection(home, signed, worker, head)
    routing.decide_objection(
        objection=made, upheld=True, decision="属物业职责", by=head, at=AT + 2 * HOUR
    )
    signed.refresh_from_db()
    with pytest.raises(routing.DesignatedAlready):
        routing.object_to_dispatch(
            case=signed,
            reason="不归我们",
            evidence="合同",
            proposed_owner=home.office,
            decider=head,
            by=factories.make_partner(home.property_firm),
            at=AT + 3 * HOUR,
        )


def test_when_the_decider_has_left_somebody_else_in_charge_decides(home, worker, head, signed):
    made = objection(home, signed, worker, head)
    other = factories.make_user("head", home.community)
    assert signed.work_id not in work_kind.waiting_for(other)
    head.is_active = False
    head.save()
    made.refresh_from_db()
    assert signed.work_id in work_kind.waiting_for(other)
    with pytest.raises(NotAllowed):
        routing.decide_objection(
            objection=made, upheld=False, decision="在红线内", by=worker, at=AT + 2 * HOUR
        )
    routing.decide_objection(
        objection=made, upheld=False, decision="在红线内", by=other, at=AT + 2 * HOUR
    )
    made.refresh_from_db()
    assert made.upheld is False


def test_nobody_decides_the_own_objection(home, head) -> None:
    case = factories.make_case(home)
    with pytest.raises(DomainError):
        objection(home, case, head, head)


def test_a_whistle_has_its_own_clock_and_both_sides_are_rated(home, worker, signed) -> None:
    partner = factories.make_partner(home.property_firm)
    whistle = whistles.blow(
        case=signed, unit=home.property_firm, request="派电工检查线路", by=worker, at=AT
    )
    clock = whistle.item.clocks.get(kind=ClockKind.RESPOND)
    assert clock.due_at is not None
    with pytest.raises(InvalidMove):
        whistles.finish(whistle=whistle, result="好了", whistler_score=5, by=partner, at=AT + HOUR)
    whistles.respond(whistle=whistle, response="下午两点到场", by=partner, at=AT + HOUR)
    clock.refresh_from_db()
    assert clock.met is True
    with pytest.raises(InvalidMove):
        whistles.rate_unit(whistle=whistle, score=5, by=worker, at=AT + HOUR)
    whistles.finish(
        whistle=whistle, result="线路已换", whistler_score=4, by=partner, at=AT + 5 * HOUR
    )
    whistles.rate_unit(whistle=whistle, score=5, by=worker, at=AT + 6 * HOUR)
    whistle.refresh_from_db()
    assert (whistle.unit_score, whistle.whistler_score) == (5, 4)
    assert whistle.item.closed_at == AT + 5 * HOUR
    signed.refresh_from_db()
    assert signed.owner == home.committee


def test_a_unit_is_not_called_twice_at_once(home, worker, signed) -> None:
    whistles.blow(case=signed, unit=home.property_firm, request="来看", by=worker, at=AT)
    with pytest.raises(DomainError):
        whistles.blow(case=signed, unit=home.property_firm, request="再来", by=worker, at=AT)
