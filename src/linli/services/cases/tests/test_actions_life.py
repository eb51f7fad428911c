"""Intake, life and end of a case: each action done, refused, forbidden; clocks and log."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.audit.tests.factories import events_of
from linli.kernel import clock
from linli.kernel.errors import DomainError, EditConflict, InvalidMove, NotAllowed, NotFound
from linli.services.cases import listing, query_codes
from linli.services.cases.actions import closing, describe, intake, life, notes
from linli.services.cases.actions.export import NeedsPurpose, record_export
from linli.services.cases.actions.moves import fire
from linli.services.cases.actions.reveal import NeedsReason, Requester, reveal
from linli.services.cases.choices import (
    ContactResult,
    ContactWay,
    EndReason,
    Nature,
    NonDispatch,
    Outcome,
    Satisfaction,
    Source,
)
from linli.services.cases.models import (
    CallBackChannel,
    Case,
    Category,
    NonDispatchText,
    Recusal,
)
from linli.services.cases.states import FINISHED, TRANSITIONS, Event, State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, Community
from linli.shared.work.public import ClockKind, Phase, Priority

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def home(db: None) -> Community:
    return factories.make_community()


@pytest.fixture
def worker(home: Community) -> accounts.User:
    return factories.make_user("grid-worker", home.grid, name="李网格")


@pytest.fixture
def head(home: Community) -> accounts.User:
    return factories.make_user("head", home.community, name="赵书记")


@pytest.fixture
def caller(home: Community) -> accounts.User:
    return factories.make_user("hotline", home.street, name="钱回访")


def running(case: Case) -> set[str]:
    return set(case.work.clocks.filter(stopped_at=None).values_list("kind", flat=True))


def log_of(case: Case) -> list[str]:
    return list(audit.of_subject(case).order_by("id").values_list("action", flat=True))


def kinds_of(case: Case) -> list[str]:
    return [entry.kind for entry in case.timeline.all()]


def twin_of(case: Case) -> Case:
    request = intake.Request(text=case.text, place=case.place, source=Source.PORTAL)
    return intake.submit(request=request, by=None, at=MORNING)


def put(case: Case, state: State, at: dt.datetime = MORNING) -> Case:
    """Move a case into a state, as if all that leads there had happened."""
    finished = at if state in FINISHED else None
    parent = twin_of(case) if state == State.MERGED else None
    Case.objects.filter(pk=case.pk).update(state=state, finished_at=finished, parent=parent)
    if state in FINISHED:
        case.work.phase, case.work.closed_at = Phase.DONE, at
        case.work.save()
    case.refresh_from_db()
    return case


# ---- Intake --------------------------------------------------------------------------------


def test_submit_opens_work_clocks_and_timeline(home: Community, worker: accounts.User) -> None:
    case = factories.make_case(home)
    assert case.state == State.RECEIVED
    assert case.community == home.community
    assert case.place_path == home.dwelling.place_path
    assert case.owner == home.committee
    assert case.number == f"260311-{case.pk:06d}"
    assert case.title == "三号楼二单元门口的路灯坏了三天，晚上老人出门看不清路"
    assert case.category == Category.objects.get(name="路灯")
    assert case.work.assignee == worker
    assert running(case) == {ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE}
    assert case.work.due_at == MORNING + 2 * HOUR
    assert kinds_of(case) == ["received"]
    assert log_of(case) == ["cases.submit"]


def test_nobody_to_contact_no_contact_clock(home: Community) -> None:
    case = factories.make_case(home, phone="")
    assert running(case) == {ClockKind.SIGN, ClockKind.HANDLE}


def test_anonymous_keeps_nothing_of_the_person(home: Community) -> None:
    account = factories.make_user(kind=accounts.UserKind.RESIDENT)
    case = factories.make_case(home, anonymous=True, account=account)
    case.refresh_from_db()
    kept = (case.requester_name, case.requester_phone, case.phone_index, case.account)
    assert kept == ("", "", "", None)


def test_urgent_words_raise_priority_and_shorten_limits(home: Community) -> None:
    case = factories.make_case(home, text="楼道里有很浓的煤气味，快来人")
    assert case.alerts == [["gas", "煤气味"]]
    assert case.work.priority == Priority.EMERGENCY
    assert case.work.due_at == MORNING + dt.timedelta(minutes=15)


def test_the_same_key_twice_is_one_request(home: Community) -> None:
    first = factories.make_case(home, submission_key="k1")
    second = factories.make_case(home, submission_key="k1", text="别的话")
    assert second.pk == first.pk
    assert Case.objects.count() == 1
    assert log_of(first) == ["cases.submit"]


def test_another_system_s_number_comes_in_once(home: Community) -> None:
    factories.make_case(home, source=Source.HOTLINE, external_id="A1")
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        factories.make_case(home, source=Source.HOTLINE, external_id="A1")
    assert Case.objects.count() == 1


def test_a_worker_writes_down_at_the_own_places_only(
    home: Community, worker: accounts.User
) -> None:
    elsewhere = factories.make_community("安康里社区")
    factories.make_case(home, by=worker)
    with pytest.raises(NotAllowed):
        factories.make_case(elsewhere, by=worker)
    with pytest.raises(NotAllowed):
        factories.make_case(home, by=factories.make_partner(home.property_firm))


def test_no_committee_answers_for_the_place(home: Community) -> None:
    with pytest.raises(intake.NoCommittee):
        factories.make_case(home, place=home.street)


def test_two_grid_workers_leave_it_to_the_committee(home: Community, worker: Any) -> None:
    factories.make_user("grid-worker", home.grid)
    assert factories.make_case(home).work.assignee is None


def test_the_grid_worker_of_the_day_is_of_the_day_in_shanghai(home: Community) -> None:
    """At 01:00 the day in Greenwich is still yesterday."""
    night = clock.local(2026, 3, 12, 1, 0)
    new = factories.make_user()
    accounts.assign(
        user=new,
        role=accounts.Role.objects.get(code="grid-worker"),
        place=home.grid,
        starts_on=dt.date(2026, 3, 12),
        by=None,
        at=MORNING,
    )
    assert factories.make_case(home, at=night).work.assignee == new


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯坏了。已经三天", "路灯坏了"),
        ("\n\n路灯坏了\n三天了", "路灯坏了"),
        ("路" * 40, "路" * 29 + "…"),
        ("井盖松了，" + "路" * 40, "井盖松了，" + "路" * 24 + "…"),
        (
            "3号楼门口井盖松了，一踩就响，昨晚有老人差点绊倒，麻烦尽快修一下",
            "3号楼门口井盖松了，一踩就响，昨晚有老人差点绊倒…",
        ),
        ("  ", ""),
    ],
)
def test_headline(text: str, title: str) -> None:
    assert intake.headline(text) == title


# ---- Sign, assign, contact -----------------------------------------------------------------


def test_sign(home: Community, worker: accounts.User) -> None:
    case = factories.make_case(home)
    life.sign(case=case, by=worker, at=MORNING + HOUR)
    case.refresh_from_db()
    assert (case.state, case.signed_at, case.work.assignee) == (
        State.SIGNED,
        MORNING + HOUR,
        worker,
    )
    assert running(case) == {ClockKind.CONTACT, ClockKind.HANDLE}
    assert log_of(case) == ["cases.submit", "cases.sign"]


def test_the_second_signer_is_told(home: Community, worker: accounts.User, head: Any) -> None:
    first, second = factories.make_case(home), Case.objects.get()
    life.sign(case=first, by=worker, at=MORNING)
    with pytest.raises(InvalidMove, match="已签收"):
        life.sign(case=second, by=head, at=MORNING)
    assert Case.objects.get().work.assignee == worker
    assert kinds_of(first) == ["received", "signed"]


@pytest.mark.django_db(transaction=True)
def test_of_two_signers_at_once_one_wins() -> None:
    home = factories.make_community()
    people = [factories.make_user("head", home.community) for _ in range(2)]
    case = factories.make_case(home)
    ready, results = threading.Barrier(2), []

    def sign(user: accounts.User) -> None:
        own = Case.objects.select_related("work", "owner").get(pk=case.pk)
        ready.wait()
        try:
            life.sign(case=own, by=user, at=MORNING)
            results.append(user.pk)
        except InvalidMove:
            results.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [pk for pk in results if pk]
    assert (len(results), len(winners)) == (2, 1)
    case.refresh_from_db()
    assert case.work.assignee_id == winners[0]
    assert log_of(case).count("cases.sign") == 1


def test_assign_gives_it_to_a_colleague(home: Community, worker: Any, head: Any) -> None:
    case = factories.make_case(home)
    other = factories.make_user("community-worker", home.community, name="孙社工")
    life.assign(case=case, to=other, by=head, at=MORNING)
    case.refresh_from_db()
    assert case.work.assignee == other
    assert log_of(case)[-1] == "cases.assign"


def test_assign_is_refused(home: Community, worker: Any, head: Any) -> None:
    case = factories.make_case(home)
    stranger = factories.make_user("head", factories.make_community("安康里社区").community)
    with pytest.raises(life.NoColleague):
        life.assign(case=case, to=stranger, by=head, at=MORNING)
    with pytest.raises(NotAllowed):
        life.assign(case=case, to=head, by=worker, at=MORNING)
    put(case, State.CLOSED)
    with pytest.raises(InvalidMove):
        life.assign(case=case, to=worker, by=head, at=MORNING)


def test_assign_with_an_old_page_does_not_bring_back_the_old_unit(
    home: Community, worker: Any, head: Any
) -> None:
    case = factories.make_case(home)
    old = Case.objects.select_related("work").get(pk=case.pk)
    assert old.work.team == home.committee
    case.work.team = home.property_firm
    case.work.save()
    life.assign(case=old, to=head, by=head, at=MORNING)
    case.work.refresh_from_db()
    assert (case.work.team, case.work.assignee) == (home.property_firm, head)


def contact(case: Case, by: accounts.User, result: ContactResult, **more: Any) -> None:
    values = {"way": ContactWay.PHONE, "note": "", "at": MORNING + HOUR, **more}
    life.log_contact(case=case, result=result, by=by, **values)


def test_contact_that_succeeds_stops_its_clock(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    life.sign(case=case, by=worker, at=MORNING)
    contact(case, worker, ContactResult.REACHED)
    case.refresh_from_db()
    assert (case.state, case.contacted_at) == (State.CONTACTED, MORNING + HOUR)
    assert running(case) == {ClockKind.HANDLE}
    assert log_of(case)[-1] == "cases.contact"


def test_contact_that_fails_is_kept_and_the_clock_runs_on(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    life.sign(case=case, by=worker, at=MORNING)
    contact(case, worker, ContactResult.NO_ANSWER)
    contact(case, worker, ContactResult.NO_ANSWER, at=MORNING + 3 * HOUR)
    assert case.state == State.SIGNED
    assert case.contacts.count() == 2
    assert ClockKind.CONTACT in running(case)


def test_contact_tapped_twice_is_kept_once(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    contact(case, worker, ContactResult.NO_ANSWER)
    contact(case, worker, ContactResult.NO_ANSWER, at=MORNING + HOUR + dt.timedelta(seconds=2))
    assert case.contacts.count() == 1


def test_contact_before_signing_signs_too(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    contact(case, worker, ContactResult.REACHED)
    assert case.state == State.CONTACTED
    assert kinds_of(case) == ["received", "signed", "contact"]


def test_contact_with_an_old_page_is_kept(home: Community, worker: Any, head: Any) -> None:
    """Somebody signed meanwhile; the call was made all the same."""
    case = factories.make_case(home)
    old = Case.objects.select_related("work", "owner").get(pk=case.pk)
    life.sign(case=case, by=worker, at=MORNING)
    contact(old, head, ContactResult.REACHED)
    old.refresh_from_db()
    assert old.state == State.CONTACTED
    assert old.work.assignee == worker


def test_contact_of_a_finished_case_is_refused(home: Community, worker: Any) -> None:
    case = put(factories.make_case(home), State.CLOSED)
    with pytest.raises(InvalidMove):
        contact(case, worker, ContactResult.REACHED)
    assert case.contacts.count() == 0


# ---- Handle, report back -------------------------------------------------------------------


def handled(case: Case, by: accounts.User, at: dt.datetime = MORNING + HOUR) -> Case:
    if case.state == State.RECEIVED:
        life.sign(case=case, by=by, at=at)
    life.handle(case=case, outcome=Outcome.SOLVED, result="换了灯泡", by=by, at=at)
    return case


def reported(case: Case, by: accounts.User, at: dt.datetime = MORNING + HOUR) -> Case:
    life.report_back(case=handled(case, by, at), reply="修好了", by=by, at=at)
    return case


def test_handle_and_report(home: Community, worker: Any) -> None:
    case = reported(factories.make_case(home), worker)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.result, case.reply) == (
        State.REPORTED,
        Outcome.SOLVED,
        "换了灯泡",
        "修好了",
    )
    assert running(case) == {ClockKind.CALLBACK}
    assert case.work.phase == Phase.WAITING
    assert log_of(case)[-2:] == ["cases.handle", "cases.report_back"]
    assert case.timeline.get(kind="reported").public_text == "答复：修好了"


def test_handle_and_report_need_words(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    life.sign(case=case, by=worker, at=MORNING)
    with pytest.raises(life.NeedsWords):
        life.handle(case=case, outcome=Outcome.SOLVED, result=" ", by=worker, at=MORNING)
    handled(case, worker)
    with pytest.raises(life.NeedsWords):
        life.report_back(case=case, reply=" ", by=worker, at=MORNING)
    assert case.state == State.HANDLED


def test_merged_ones_get_the_same_answer(home: Community, worker: Any) -> None:
    parent, child = factories.make_case(home), factories.make_case(home, phone="13800138001")
    Case.objects.filter(pk=child.pk).update(state=State.MERGED, parent=parent)
    reported(parent, worker)
    child.refresh_from_db()
    assert (child.state, child.reply, child.outcome) == (
        State.REPORTED,
        "修好了",
        Outcome.SOLVED,
    )
    assert running(child) == {ClockKind.CALLBACK}
    assert log_of(child)[-1] == "cases.report_back"


# ---- Decline, end --------------------------------------------------------------------------


def test_decline_tells_the_way(home: Community, head: Any) -> None:
    case = factories.make_case(home)
    life.decline(case=case, kind=NonDispatch.MARKET, words="", by=head, at=MORNING)
    case.refresh_from_db()
    text = NonDispatchText.objects.get(kind=NonDispatch.MARKET).text
    assert (case.state, case.finished_at, case.reply) == (State.DECLINED, MORNING, text)
    assert (running(case), case.work.phase) == (set(), Phase.DONE)
    assert case.timeline.get(kind="declined").public_text == text


def test_decline_in_own_words(home: Community, head: Any) -> None:
    case = factories.make_case(home)
    life.decline(case=case, kind=NonDispatch.MARKET, words=" 请找家电维修 ", by=head, at=MORNING)
    assert case.reply == "请找家电维修"


def test_decline_needs_words_where_the_site_has_none(home: Community, head: Any) -> None:
    case = factories.make_case(home)
    NonDispatchText.objects.all().delete()
    with pytest.raises(life.NeedsWords):
        life.decline(case=case, kind=NonDispatch.MARKET, words="", by=head, at=MORNING)


def test_end(home: Community, head: Any) -> None:
    case = factories.make_case(home)
    with pytest.raises(life.NeedsWords):
        life.end(case=case, reason=EndReason.UNTRUE, words=" ", by=head, at=MORNING)
    life.end(case=case, reason=EndReason.UNTRUE, words="现场没有这回事", by=head, at=MORNING)
    case.refresh_from_db()
    assert (case.state, case.work.phase) == (State.ENDED, Phase.DROPPED)
    assert (running(case), log_of(case)[-1]) == (set(), "cases.end")


# ---- Call back, close, return, reopen, withdraw --------------------------------------------


def call(case: Case, by: accounts.User | None, **answers: Any) -> None:
    values = {
        "contacted": True,
        "solved": True,
        "satisfaction": Satisfaction.SATISFIED,
        "comment": "",
        "channel": CallBackChannel.WORKER if by else CallBackChannel.LINK,
        "at": MORNING + 5 * HOUR,
        **answers,
    }
    closing.call_back(case=case, by=by, **values)


def test_a_content_answer_closes(home: Community, worker: Any, caller: Any) -> None:
    case = reported(factories.make_case(home), worker)
    call(case, caller, satisfaction=Satisfaction.FAIR)
    case.refresh_from_db()
    assert (case.state, case.finished_at) == (State.CLOSED, MORNING + 5 * HOUR)
    assert (running(case), case.work.phase) == (set(), Phase.DONE)
    answer = case.call_backs.get()
    assert (answer.round, answer.effective, answer.organisation) == (1, True, home.committee)
    assert log_of(case)[-2:] == ["cases.call_back", "cases.close"]


@pytest.mark.parametrize(
    "answers", [{"solved": False}, {"satisfaction": Satisfaction.DISSATISFIED}]
)
def test_an_unhappy_answer_waits_for_the_supervisor(
    home: Community, worker: Any, answers: dict[str, Any]
) -> None:
    case = reported(factories.make_case(home), worker)
    call(case, None, **answers)
    case.refresh_from_db()
    assert (case.state, case.work.phase) == (State.CALLED_BACK, Phase.OPEN)
    # Work that waits for a decision has a limit too.
    assert running(case) == {ClockKind.CALLBACK}


def test_asked_once_for_each_round(home: Community, worker: Any, head: Any) -> None:
    case = reported(factories.make_case(home), worker)
    call(case, None, solved=False)
    with pytest.raises(closing.AskedAlready):
        call(case, None)
    closing.return_for_rehandling(case=case, reason="灯又灭了", by=head, at=MORNING + 6 * HOUR)
    reported(case, worker, MORNING + 7 * HOUR)
    call(case, None, at=MORNING + 8 * HOUR)
    assert list(case.call_backs.order_by("round").values_list("round", "solved")) == [
        (1, False),
        (2, True),
    ]


def test_nobody_calls_back_about_own_work(home: Community) -> None:
    both = factories.make_user("community-worker", home.community)
    case = reported(factories.make_case(home), both)
    with pytest.raises(closing.OwnWork):
        call(case, both)
    with pytest.raises(closing.OwnWork):
        closing.call_back_failed(case=case, comment="没人接", by=both, at=MORNING)
    assert case.state == State.REPORTED


def test_a_call_back_that_reached_nobody(home: Community, worker: Any, caller: Any) -> None:
    case = reported(factories.make_case(home), worker)
    closing.call_back_failed(case=case, comment="打了三次", by=caller, at=MORNING + 5 * HOUR)
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert case.call_backs.get().effective is False
    assert log_of(case)[-2:] == ["cases.call_back_failed", "cases.close"]


def test_close_by_hand_says_why(home: Community, worker: Any, head: Any) -> None:
    case = reported(factories.make_case(home), worker)
    with pytest.raises(DomainError, match="还没有回访"):
        closing.close(case=case, words=" ", by=head, at=MORNING)
    call(case, None, solved=False)
    with pytest.raises(DomainError, match="还不满意"):
        closing.close(case=case, words="", by=head, at=MORNING)
    closing.close(case=case, words="已尽力并说明", by=head, at=MORNING + 6 * HOUR)
    assert case.state == State.CLOSED


def test_unanswered_closes_by_itself(home: Community, worker: Any) -> None:
    case = reported(factories.make_case(home), worker)
    closing.close_unanswered(case=case, at=MORNING + 100 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.work.phase) == (State.CLOSED, Phase.DONE)
    event = events_of("cases.close").get()
    assert event.actor_id is None


def test_return_starts_the_clocks_anew(home: Community, worker: Any, head: Any) -> None:
    case = reported(factories.make_case(home), worker)
    with pytest.raises(DomainError, match="原因"):
        closing.return_for_rehandling(case=case, reason="", by=head, at=MORNING)
    later = MORNING + 4 * HOUR
    closing.return_for_rehandling(case=case, reason="没修好", by=head, at=later)
    case.refresh_from_db()
    assert (case.state, case.returned, case.work.phase) == (State.SIGNED, 1, Phase.OPEN)
    assert running(case) == {ClockKind.CONTACT, ClockKind.HANDLE}
    started = case.work.clocks.filter(stopped_at=None).values_list("started_at", flat=True)
    assert set(started) == {later}


def test_reopen_brings_a_closed_case_back(home: Community, worker: Any) -> None:
    case = reported(factories.make_case(home), worker)
    call(case, None)
    closing.reopen(case=case, reason="灯又灭了", at=MORNING + 30 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.finished_at, case.reopened) == (State.SIGNED, None, 1)
    assert (case.work.phase, case.work.closed_at) == (Phase.OPEN, None)
    assert running(case) == {ClockKind.CONTACT, ClockKind.HANDLE}
    assert log_of(case)[-1] == "cases.reopen"


def test_reopen_is_refused(home: Community, worker: Any) -> None:
    case = reported(factories.make_case(home), worker)
    with pytest.raises(DomainError, match="什么情况"):
        closing.reopen(case=case, reason=" ", at=MORNING)
    late = MORNING + dt.timedelta(days=20)
    with pytest.raises(closing.TooLateToReopen):
        closing.reopen(case=case, reason="灯又灭了", at=late)
    assert case.state == State.REPORTED


def test_reopen_with_an_old_page_leaves_a_whole_row(home: Community, worker: Any) -> None:
    """Closed by the system between reading and pressing: an end time must not stay behind."""
    case = reported(factories.make_case(home), worker)
    old = Case.objects.select_related("work").get(pk=case.pk)
    closing.close_unanswered(case=case, at=MORNING + 2 * HOUR)
    closing.reopen(case=old, reason="灯又灭了", at=MORNING + 3 * HOUR)
    old.refresh_from_db()
    assert (old.state, old.finished_at) == (State.SIGNED, None)


def test_withdraw(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    closing.withdraw(case=case, reason="自己修好了", at=MORNING + HOUR)
    case.refresh_from_db()
    assert (case.state, case.work.phase) == (State.WITHDRAWN, Phase.DROPPED)
    assert (running(case), log_of(case)[-1]) == (set(), "cases.withdraw")


# ---- Every move from every state, every role, a foreign community --------------------------

MOVES: dict[Event, Callable[[Case, accounts.User], object]] = {
    Event.SIGN: lambda case, by: life.sign(case=case, by=by, at=MORNING),
    Event.HANDLE: lambda case, by: life.handle(
        case=case, outcome=Outcome.SOLVED, result="好了", by=by, at=MORNING
    ),
    Event.REPORT: lambda case, by: life.report_back(case=case, reply="好了", by=by, at=MORNING),
    Event.DECLINE: lambda case, by: life.decline(
        case=case, kind=NonDispatch.MARKET, words="", by=by, at=MORNING
    ),
    Event.END: lambda case, by: life.end(
        case=case, reason=EndReason.OTHER, words="原因", by=by, at=MORNING
    ),
    Event.CLOSE: lambda case, by: closing.close(case=case, words="原因", by=by, at=MORNING),
    Event.RETURN: lambda case, by: closing.return_for_rehandling(
        case=case, reason="原因", by=by, at=MORNING
    ),
    Event.CALL_BACK: call,
    Event.REOPEN: lambda case, by: closing.reopen(case=case, reason="原因", at=MORNING),
    Event.WITHDRAW: lambda case, by: closing.withdraw(case=case, reason="", at=MORNING),
}


@pytest.mark.parametrize("event", MOVES)
def test_a_move_follows_the_table(home: Community, head: Any, event: Event) -> None:
    for state in State:
        case = put(factories.make_case(home), state)
        before = (len(kinds_of(case)), len(log_of(case)))
        if state in TRANSITIONS[event].sources:
            MOVES[event](case, head)
            case.refresh_from_db()
            assert case.state in {TRANSITIONS[event].target, State.CLOSED}, state
            continue
        with pytest.raises((InvalidMove, closing.AskedAlready)), transaction.atomic():
            MOVES[event](case, head)
        case.refresh_from_db()
        assert case.state == state
        assert (len(kinds_of(case)), len(log_of(case))) == before


STAFF = {"grid-worker", "community-worker", "head", "street", "admin"}
HEADS = {"head", "street", "admin"}
RIGHTS: dict[Event, tuple[State, set[str]]] = {
    Event.SIGN: (State.RECEIVED, STAFF),
    Event.HANDLE: (State.SIGNED, STAFF),
    Event.REPORT: (State.HANDLED, STAFF),
    Event.DECLINE: (State.RECEIVED, HEADS),
    Event.END: (State.SIGNED, HEADS),
    Event.CLOSE: (State.REPORTED, HEADS),
    Event.RETURN: (State.HANDLED, HEADS),
    Event.CALL_BACK: (State.REPORTED, HEADS | {"community-worker", "hotline"}),
}
ROLES = ["grid-worker", "community-worker", "head", "street", "hotline", "auditor", "admin"]


@pytest.mark.parametrize("role", ROLES)
def test_who_may(home: Community, role: str) -> None:
    at_home = {"grid-worker": home.grid, "street": home.street}.get(role, home.community)
    own = factories.make_user(role, at_home)
    foreign = factories.make_user(role, factories.make_community("安康里社区").community)
    for event, (state, may) in RIGHTS.items():
        case = put(factories.make_case(home), state)
        with pytest.raises(NotAllowed):
            MOVES[event](case, foreign)
        if role in may:
            MOVES[event](case, own)
            continue
        with pytest.raises(NotAllowed):
            MOVES[event](case, own)
        case.refresh_from_db()
        assert case.state == state


def test_a_partner_handles_what_its_unit_owns(home: Community) -> None:
    partner = factories.make_partner(home.property_firm)
    case = factories.make_case(home)
    with pytest.raises(NotAllowed):
        life.sign(case=case, by=partner, at=MORNING)
    Case.objects.filter(pk=case.pk).update(owner=home.property_firm)
    case.refresh_from_db()
    life.sign(case=case, by=partner, at=MORNING)
    assert case.state == State.SIGNED


def test_who_stands_back_does_nothing(home: Community, head: Any) -> None:
    case = factories.make_case(home)
    Recusal.objects.create(case=case, user=head, reason="亲属", at=MORNING)
    for event in (Event.SIGN, Event.DECLINE):
        with pytest.raises(NotAllowed):
            MOVES[event](case, head)
    with pytest.raises(NotAllowed):
        reveal(case=case, reason="联系", by=head, at=MORNING)


def test_an_event_without_a_fitting_state_writes_nothing(home: Community) -> None:
    case = factories.make_case(home)
    with pytest.raises(InvalidMove) as refused:
        fire(case, Event.CLOSE, at=MORNING)
    assert refused.value.details == {"state": State.RECEIVED}


# ---- Describe ------------------------------------------------------------------------------


def changed(case: Case, **values: Any) -> describe.Description:
    return dataclasses.replace(describe.description_of(case), **values)


def test_describe(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    category = Category.objects.get(name="电梯")
    to = changed(
        case,
        title="电梯坏了",
        category=category,
        place=home.building,
        address="门口",
        happened_on=MORNING.date(),
    )
    describe.describe(case=case, to=to, version=1, by=worker, at=MORNING + HOUR)
    case.refresh_from_db()
    assert describe.description_of(case) == to
    assert (case.version, case.place_path) == (2, home.building.place_path)
    assert (case.work.title, case.work.place_path) == ("电梯坏了", home.building.place_path)
    assert log_of(case)[-1] == "cases.describe"
    line = case.timeline.get(kind="described")
    assert "改为“电梯坏了”" in line.text
    assert line.public_text == ""


def test_describe_without_a_change_leaves_no_trace(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    describe.describe(case=case, to=changed(case), version=1, by=worker, at=MORNING)
    assert (case.version, kinds_of(case)) == (1, ["received"])


def test_two_editors_see_both_values(home: Community, worker: Any, head: Any) -> None:
    case = factories.make_case(home)
    old = Case.objects.select_related("work", "place", "category").get(pk=case.pk)
    describe.describe(case=case, to=changed(case, title="甲"), version=1, by=worker, at=MORNING)
    with pytest.raises(EditConflict) as conflict:
        describe.describe(case=old, to=changed(old, title="乙"), version=1, by=head, at=MORNING)
    assert conflict.value.details["theirs"].title == "甲"
    assert conflict.value.details["version"] == 2
    case.refresh_from_db()
    assert case.title == "甲"
    describe.describe(case=case, to=changed(case, title="乙"), version=2, by=head, at=MORNING)
    assert case.title == "乙"


def test_a_move_is_no_edit(home: Community, worker: Any, head: Any) -> None:
    case = factories.make_case(home)
    old = Case.objects.select_related("work", "place", "category").get(pk=case.pk)
    life.sign(case=case, by=worker, at=MORNING)
    describe.describe(case=old, to=changed(old, title="乙"), version=1, by=head, at=MORNING)
    case.refresh_from_db()
    assert (case.title, case.state) == ("乙", State.SIGNED)


def test_urgency_brings_its_own_limit_and_the_resident_is_told(
    home: Community, worker: Any
) -> None:
    case = factories.make_case(home)
    to = changed(case, priority=Priority.URGENT)
    describe.describe(case=case, to=to, version=1, by=worker, at=MORNING + HOUR)
    handle = case.work.clocks.get(kind=ClockKind.HANDLE)
    assert handle.due_at == MORNING + 24 * HOUR
    assert case.timeline.get(kind="described").public_text == "经核实情况，办理期限调整为3月12日"


def test_more_time_is_the_supervisor_s_to_give(home: Community, worker: Any, head: Any) -> None:
    case = factories.make_case(home)
    due = case.work.clocks.get(kind=ClockKind.HANDLE).due_at
    to = changed(case, priority=Priority.COMPLEX)
    with pytest.raises(describe.NotTheirsToLengthen):
        describe.describe(case=case, to=to, version=1, by=worker, at=MORNING)
    case.refresh_from_db()
    assert (case.work.priority, case.version) == (Priority.NORMAL, 1)
    describe.describe(case=case, to=to, version=1, by=head, at=MORNING)
    assert case.work.clocks.get(kind=ClockKind.HANDLE).due_at > due


def test_nature_brings_its_own_limit(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    to = changed(case, nature=Nature.CONSULTATION)
    describe.describe(case=case, to=to, version=1, by=worker, at=MORNING)
    rule = case.work.clocks.get(kind=ClockKind.HANDLE).rule
    assert (rule["amount"], rule["unit"]) == (2, "working_days")


def test_describe_is_refused(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    elsewhere = factories.make_community("安康里社区")
    with pytest.raises(describe.OtherCommunity):
        describe.describe(
            case=case,
            to=changed(case, place=elsewhere.building),
            version=1,
            by=worker,
            at=MORNING,
        )
    stranger = factories.make_user("head", elsewhere.community)
    with pytest.raises(NotAllowed):
        describe.describe(
            case=case, to=changed(case, title="乙"), version=1, by=stranger, at=MORNING
        )
    put(case, State.CLOSED)
    with pytest.raises(InvalidMove):
        describe.describe(case=case, to=changed(case, title="乙"), version=1, by=worker, at=MORNING)


def test_a_described_case_is_found_by_its_new_title(home: Community, head: Any) -> None:
    case = factories.make_case(home)
    describe.describe(case=case, to=changed(case, title="灯杆倾斜"), version=1, by=head, at=MORNING)
    assert list(listing.search(head, "倾斜")) == [case]


def test_a_short_number_is_a_telephone_or_stands_in_the_words(home: Community, head: Any) -> None:
    called = factories.make_case(home, phone="87654321")
    ordered = factories.make_case(home, external_id="87654321", source=Source.HOTLINE)
    told = factories.make_case(home, text="物业电话87654321没人接")
    other = factories.make_case(home)
    assert set(listing.search(head, "87654321")) == {called, ordered, told}
    assert set(listing.search(head, "13800138000")) == {ordered, told, other}


# ---- Reveal, notes, export -----------------------------------------------------------------


def test_reveal_shows_and_records(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    with pytest.raises(NeedsReason):
        reveal(case=case, reason=" ", by=worker, at=MORNING)
    seen = reveal(case=case, reason="约上门时间", by=worker, at=MORNING)
    assert seen == Requester("王秀英", "13800138000")
    event = events_of("cases.reveal").get()
    assert (event.actor_id, event.reason, event.subject_name) == (
        worker.pk,
        "约上门时间",
        case.number,
    )
    assert "13800138000" not in str(event.changes)


def test_reveal_is_refused(home: Community, worker: Any, caller: Any) -> None:
    case = factories.make_case(home, concerns=home.property_firm)
    Case.objects.filter(pk=case.pk).update(owner=home.property_firm)
    case.refresh_from_db()
    accused = factories.make_partner(home.property_firm)
    foreign = factories.make_user("head", factories.make_community("安康里社区").community)
    anonymous = factories.make_case(home, anonymous=True)
    for user, subject in [(accused, case), (foreign, case), (caller, case), (worker, anonymous)]:
        with pytest.raises(NotAllowed):
            reveal(case=subject, reason="看看", by=user, at=MORNING)
    assert not events_of("cases.reveal").exists()


def test_notes_are_for_those_who_see_the_case(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    notes.add_note(case=case, text=" 老人耳背，请大声 ", by=worker, at=MORNING)
    assert case.work.notes.get().text == "老人耳背，请大声"
    assert log_of(case)[-1] == "cases.note"
    foreign = factories.make_user("head", factories.make_community("安康里社区").community)
    with pytest.raises(NotFound):
        notes.add_note(case=case, text="看看", by=foreign, at=MORNING)


def test_an_export_has_a_purpose(home: Community, head: Any) -> None:
    with pytest.raises(NeedsPurpose):
        record_export(purpose=" ", filters={}, rows=3, by=head, at=MORNING)
    record_export(
        purpose="月度分析", filters={"group": "办结", "q": ""}, rows=3, by=head, at=MORNING
    )
    event = events_of("cases.export").get()
    assert (event.reason, event.changes) == ("月度分析", {"rows": 3, "filters": ["办结"]})
    with pytest.raises(NotAllowed):
        record_export(purpose="看看", filters={}, rows=1, by=factories.make_user(), at=MORNING)


def test_query_codes(home: Community) -> None:
    case = factories.make_case(home)
    code = query_codes.code_for(case.pk)
    assert query_codes.matches(case.pk, f" {code[:4].lower()}-{code[4:]} ")
    assert not query_codes.matches(case.pk + 1, code)
