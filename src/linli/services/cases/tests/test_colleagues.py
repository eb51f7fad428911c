"""Who hears at once of what is asked of them, decided for them, or changed in their hands."""

import datetime as dt

import pytest

from linli.foundation.notices.public import Notice
from linli.kernel.errors import NotAllowed
from linli.registers.organisations.public import Member
from linli.services.cases import permissions
from linli.services.cases.actions import (
    appeals,
    closing,
    handling,
    life,
    recusals,
    routing,
    whistles,
)
from linli.services.cases.actions.tell_colleagues import ANSWERED, ASKED, CHANGED
from linli.services.cases.choices import Outcome
from linli.services.cases.models import AppealReason
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, make_case, make_partner, make_user
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def home():
    return factories.make_community()


@pytest.fixture
def worker(home):
    return make_user("grid-worker", home.grid, name="李网格")


@pytest.fixture
def head(home):
    return make_user("head", home.community, name="林书记")


@pytest.fixture
def street(home):
    return make_user("street", home.street, name="何街道")


@pytest.fixture
def firm(home):
    return make_partner(home.property_firm, name="马经理")


@pytest.fixture
def case(home, worker, head, street):
    made = make_case(home)
    life.sign(case=made, by=worker, at=MORNING)
    return made


def told(kind):
    """Who was told what since the last question, the request's number left out."""
    found = Notice.objects.filter(kind=kind).select_related("recipient").order_by("pk")
    heard = {(notice.recipient.name, notice.title.split("：")[0]) for notice in found}
    found.delete()
    return heard


def test_who_is_given_a_request_hears_of_it(home, case, head):
    colleague = make_user("community-worker", home.community, name="周文静")
    life.assign(case=case, to=colleague, by=head, at=MORNING)
    [notice] = Notice.objects.filter(kind=ASKED)
    assert (notice.recipient, notice.title) == (colleague, f"交给您办理：{case.number}")
    assert notice.url.endswith(f"/{case.pk}/")


def test_an_offer_is_heard_by_the_unit_and_its_answer_by_the_asker(home, case, worker, firm):
    made = routing.offer(
        case=case, to_unit=home.property_firm, reason="小区内路灯", by=worker, at=MORNING
    )
    assert told(ASKED) == {("马经理", "请你们接手")}
    routing.refuse(made=made, answer="属市政", by=firm, at=MORNING + HOUR)
    assert told(ANSWERED) == {("李网格", "对方不接手")}
    made = routing.offer(
        case=case, to_unit=home.property_firm, reason="核实是小区的", by=worker, at=MORNING
    )
    routing.accept(made=made, by=firm, at=MORNING + 2 * HOUR)
    assert told(ANSWERED) == {("李网格", "对方已接手")}


def test_the_head_answers_for_a_committee_without_members(home, case, firm, worker, head):
    made = routing.offer(
        case=case, to_unit=home.property_firm, reason="物业的事", by=worker, at=MORNING
    )
    routing.accept(made=made, by=firm, at=MORNING)
    told(ASKED)
    routing.offer(case=case, to_unit=home.committee, reason="要社区出面", by=firm, at=MORNING)
    assert told(ASKED) == {("林书记", "请你们接手")}


def test_the_named_decider_hears_of_an_objection_and_the_rest_of_the_verdict(
    home, case, worker, head, firm
):
    objection = routing.object_to_dispatch(
        case=case,
        reason="不归社区管",
        evidence="移交清单",
        proposed_owner=home.property_firm,
        decider=head,
        by=worker,
        at=MORNING,
    )
    assert told(ASKED) == {("林书记", "请您裁定派单异议")}
    routing.decide_objection(
        objection=objection, upheld=True, decision="属物业", by=head, at=MORNING + HOUR
    )
    assert told(ANSWERED) == {("李网格", "异议成立")}
    assert told(ASKED) == {("马经理", "裁定由你们办理")}


def test_a_whistle_is_heard_at_once_and_so_is_who_comes(home, case, worker, firm):
    whistle = whistles.blow(
        case=case, unit=home.property_firm, request="派电工", by=worker, at=MORNING
    )
    assert told(ASKED) == {("马经理", "吹哨，请报到")}
    whistles.respond(whistle=whistle, response="下午到", by=firm, at=MORNING + HOUR)
    assert told(ANSWERED) == {("李网格", f"{home.property_firm.name}报到了")}
    later = MORNING + 2 * HOUR
    whistles.finish(whistle=whistle, result="换好", whistler_score=5, by=firm, at=later)
    assert told(ANSWERED) == {("李网格", f"{home.property_firm.name}办完了，请评一评")}


def test_the_closest_head_decides_and_above_the_head_the_street(home, case, worker, head, street):
    def ask(by):
        due = case.work.clocks.get(kind=work.ClockKind.HANDLE).due_at
        return handling.ask_extension(
            case=case, reason="等料", new_due_at=due + 24 * HOUR, by=by, at=MORNING
        )

    extension = ask(worker)
    assert told(ASKED) == {("林书记", "请审批延期")}
    handling.decide_extension(
        extension=extension, granted=False, decision="抓紧", by=head, at=MORNING
    )
    assert told(ANSWERED) == {("李网格", "不同意延期")}
    ask(head)
    assert told(ASKED) == {("何街道", "请审批延期")}


def test_appeals_and_demands_to_stand_back_are_heard(case, worker, head):
    made = appeals.appeal(
        case=case, reason=AppealReason.UNTRUE, explanation="现场没有", by=worker, at=MORNING
    )
    assert told(ASKED) == {("林书记", "请审核剔除申请")}
    appeals.review(made=made, granted=True, decision="核实", by=head, at=MORNING)
    assert told(ANSWERED) == {("李网格", "同意剔除")}
    recusals.demand(case=case, about="李网格", reason="他是对方亲戚", at=MORNING)
    [notice] = Notice.objects.filter(kind=ASKED)
    assert notice.recipient == head
    assert "亲戚" not in notice.text


def test_what_comes_back_is_heard_by_whoever_had_it(home, worker, head, street):
    case = factories.make_answered_case(home, worker, solved=False, satisfaction=1)
    assert told(CHANGED) == {("李网格", "居民不满意，等定夺"), ("林书记", "居民不满意，等定夺")}
    at = MORNING + 5 * HOUR
    closing.return_for_rehandling(case=case, reason="没修好", by=head, at=at)
    assert told(CHANGED) == {("李网格", "退回重办")}
    life.handle(case=case, outcome=Outcome.SOLVED, result="重修", by=worker, at=at)
    life.report_back(case=case, reply="又修了", by=worker, at=at)
    closing.reopen(case=case, reason="又灭了", at=at + HOUR)
    assert told(CHANGED) == {("李网格", "居民要求重新办理"), ("林书记", "居民要求重新办理")}
    closing.withdraw(case=case, reason="搬走了", at=at + 2 * HOUR)
    assert told(CHANGED) == {("李网格", "居民撤回，不用办了")}


def test_who_stands_back_hears_nothing(case, worker, head, street):
    recusals.recuse(case=case, user=head, reason="亲戚", by=head, at=MORNING)
    Notice.objects.all().delete()
    due = case.work.clocks.get(kind=work.ClockKind.HANDLE).due_at
    handling.ask_extension(case=case, reason="等料", new_due_at=due + HOUR, by=worker, at=MORNING)
    assert told(ASKED) == {("何街道", "请审批延期")}


def test_who_stands_back_does_not_hear_either_that_it_is_late(case, head, street):
    def overseeing():
        return work.Audience([case.work], on=MORNING.date()).overseeing(case.work)

    assert overseeing() == [head]
    recusals.recuse(case=case, user=head, reason="亲戚", by=head, at=MORNING)
    assert overseeing() == [street]


def test_what_complains_of_the_committee_is_decided_above_it(home, worker, head, street):
    for one in (worker, head):
        Member.objects.create(organisation=home.committee, user=one)
    case = make_case(home, concerns=home.committee)
    life.sign(case=case, by=worker, at=MORNING)
    due = case.work.clocks.get(kind=work.ClockKind.HANDLE).due_at
    handling.ask_extension(case=case, reason="等料", new_due_at=due + HOUR, by=worker, at=MORNING)
    assert told(ASKED) == {("何街道", "请审批延期")}
    extension = case.extensions.get()
    with pytest.raises(NotAllowed):
        handling.decide_extension(
            extension=extension, granted=True, decision="料到了再办", by=head, at=MORNING
        )
    handling.decide_extension(
        extension=extension, granted=True, decision="料到了再办", by=street, at=MORNING
    )


def test_where_nobody_else_could_decide_the_one_complained_of_does(home, head):
    Member.objects.create(organisation=home.committee, user=head)
    assert permissions.can_supervise(head, make_case(home, concerns=home.committee))


def test_the_one_complained_of_reads_no_words_of_colleagues(home, worker, head, firm):
    case = make_case(home, concerns=home.property_firm)
    life.sign(case=case, by=worker, at=MORNING)
    whistles.blow(
        case=case, unit=home.property_firm, request="王秀英家在501", by=worker, at=MORNING
    )
    [notice] = Notice.objects.filter(kind=ASKED, recipient=firm)
    assert notice.text == case.title
