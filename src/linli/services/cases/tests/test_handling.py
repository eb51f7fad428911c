"""More time, parking, recusal, repeats, appeals."""

import datetime as dt

import pytest

from linli.kernel.errors import DomainError, NotAllowed, NotFound
from linli.services.cases import queries
from linli.services.cases.actions import (
    appeals,
    closing,
    handling,
    life,
    recusals,
    repeats,
    whistles,
)
from linli.services.cases.choices import Outcome
from linli.services.cases.models import AppealReason, Case
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.shared.work.public import ClockKind, Phase

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
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


def handle_due(case: Case) -> dt.datetime | None:
    return case.work.clocks.get(kind=ClockKind.HANDLE, stopped_at=None).due_at


def test_an_extension_is_granted_by_another_and_told(worker, head, signed) -> None:
    before = handle_due(signed)
    assert before is not None
    extension = handling.ask_extension(
        case=signed, reason="配件要等厂家", new_due_at=before + 5 * DAY, by=worker, at=AT + 2 * HOUR
    )
    assert handle_due(signed) == before
    with pytest.raises(NotAllowed):
        handling.decide_extension(
            extension=extension, granted=True, decision="", by=worker, at=AT + 3 * HOUR
        )
    handling.decide_extension(
        extension=extension, granted=True, decision="同意", by=head, at=AT + 3 * HOUR
    )
    assert handle_due(signed) == before + 5 * DAY
    told = signed.timeline.get(kind="extension_decided").public_text
    assert "配件要等厂家" in told


def test_no_extension_after_the_limit(worker, signed) -> None:
    due = handle_due(signed)
    assert due is not None
    with pytest.raises(DomainError):
        handling.ask_extension(
            case=signed, reason="忙", new_due_at=due + DAY, by=worker, at=due + HOUR
        )


def test_parking_holds_the_clock_and_unparking_gives_the_rest_back(worker, head, signed) -> None:
    before = handle_due(signed)
    assert before is not None
    handling.park(
        case=signed,
        reason="要等雨季过去",
        plan="已列入九月维修计划",
        until_on=dt.date(2026, 9, 30),
        by=head,
        at=AT + 2 * HOUR,
    )
    assert signed.state == State.PARKED
    assert handle_due(signed) is None
    assert signed.work.phase == Phase.WAITING
    assert "九月维修计划" in signed.timeline.get(kind="parked").public_text
    handling.unpark(case=signed, by=worker, at=AT + 2 * HOUR + 7 * DAY)
    assert signed.state == State.SIGNED
    after = handle_due(signed)
    assert after is not None
    assert after > before + 6 * DAY
    assert signed.work.phase == Phase.OPEN


def test_recusal_hides_the_case_and_frees_it(worker, head, signed) -> None:
    recusals.recuse(case=signed, user=worker, reason="当事人是我亲戚", by=worker, at=AT)
    with pytest.raises(NotFound):
        queries.get_visible(worker, signed.pk)
    signed.work.refresh_from_db()
    assert signed.work.assignee is None
    with pytest.raises(NotAllowed):
        life.handle(case=signed, outcome=Outcome.SOLVED, result="好了", by=worker, at=AT + HOUR)
    assert queries.get_visible(head, signed.pk) == signed


def test_one_answer_reaches_all_children(home, worker, signed) -> None:
    children = [factories.make_case(home, phone=f"1380000000{n}") for n in range(3)]
    repeats.merge(parent=signed, children=children, by=worker, at=AT + 2 * HOUR)
    repeats.separate(child=children[2], by=worker, at=AT + 3 * HOUR)
    life.handle(case=signed, outcome=Outcome.SOLVED, result="换灯", by=worker, at=AT + 4 * HOUR)
    life.report_back(case=signed, reply="路灯修好了", by=worker, at=AT + 5 * HOUR)
    states = []
    for child in children:
        child.refresh_from_db()
        states.append((child.state, child.reply))
    assert states == [
        (State.REPORTED, "路灯修好了"),
        (State.REPORTED, "路灯修好了"),
        (State.RECEIVED, ""),
    ]


def test_a_parent_cannot_become_a_child(home, worker, signed) -> None:
    child, other = factories.make_case(home), factories.make_case(home)
    repeats.merge(parent=signed, children=[child], by=worker, at=AT)
    with pytest.raises(DomainError):
        repeats.merge(parent=other, children=[signed], by=worker, at=AT)
    with pytest.raises(DomainError):
        repeats.merge(parent=child, children=[other], by=worker, at=AT)


def test_nobody_joins_what_is_answered(home, worker, signed) -> None:
    child = factories.make_case(home)
    life.handle(case=signed, outcome=Outcome.SOLVED, result="换灯", by=worker, at=AT)
    life.report_back(case=signed, reply="修好了", by=worker, at=AT)
    with pytest.raises(DomainError):
        repeats.merge(parent=signed, children=[child], by=worker, at=AT)


def test_a_parent_that_ends_leaves_nobody_waiting(home, worker, signed) -> None:
    child = factories.make_case(home, phone="13800000001")
    repeats.merge(parent=signed, children=[child], by=worker, at=AT)
    whistle = whistles.blow(
        case=signed, unit=home.property_firm, request="派电工", by=worker, at=AT
    )
    closing.withdraw(case=signed, reason="自己修了", at=AT + HOUR)
    child.refresh_from_db()
    assert (child.state, child.parent) == (State.RECEIVED, None)
    running = child.work.clocks.filter(stopped_at=None).values_list("kind", flat=True)
    assert set(running) == {"sign", "contact", "handle"}
    whistle.item.refresh_from_db()
    assert whistle.item.closed_at == AT + HOUR


def test_a_repeat_is_told_the_progress(home, worker, signed) -> None:
    again = factories.make_case(home)
    repeats.answer_repeat(case=again, earlier=signed, by=worker, at=AT + DAY)
    assert again.state == State.DECLINED
    assert signed.number in again.reply
    assert again.repeats == signed


def test_an_answer_goes_to_nobody_else(home, worker, signed) -> None:
    for other in ({"phone": "15400000009"}, {"anonymous": True}):
        stranger = factories.make_case(home, **other)
        with pytest.raises(DomainError):
            repeats.answer_repeat(case=stranger, earlier=signed, by=worker, at=AT + DAY)
        stranger.refresh_from_db()
        assert stranger.reply == ""


def test_an_appeal_is_reviewed_by_a_second_person(worker, head, signed) -> None:
    made = appeals.appeal(
        case=signed, reason=AppealReason.UNTRUE, explanation="现场灯是好的", by=worker, at=AT
    )
    own = appeals.appeal
    with pytest.raises(DomainError):
        own(case=signed, reason=AppealReason.REPEAT, explanation="再来", by=worker, at=AT)
    appeals.review(made=made, granted=True, decision="核实无误", by=head, at=AT + HOUR)
    signed.refresh_from_db()
    assert signed.excluded


def test_nobody_reviews_the_own_appeal(head, signed) -> None:
    made = appeals.appeal(
        case=signed, reason=AppealReason.UNTRUE, explanation="现场灯是好的", by=head, at=AT
    )
    with pytest.raises(DomainError):
        appeals.review(made=made, granted=True, decision="同意", by=head, at=AT + HOUR)
