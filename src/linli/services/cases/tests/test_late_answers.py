"""Orders that were imported open, and a newer file that brings their answers."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.services.cases.actions import life, notes
from linli.services.cases.models import CallBack, Case
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING
from linli.services.cases.tests.test_importing import ANSWER, HEAD, ROW, bring_in, check
from linli.shared.imports import public as imports
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
FULL = [*HEAD, *ANSWER]
OPEN = [*ROW, *[""] * len(ANSWER)]
ANSWERED = [*ROW, "", "灯换好了", "2026/3/10 16:00", *[""] * 4]
RATED = [*ANSWERED[:-4], "是", "是", "满意", "2026/3/11 8:00"]


@pytest.fixture
def home():
    return factories.make_community()


@pytest.fixture
def worker(home):
    return factories.make_user("community-worker", home.community)


def only():
    return Case.objects.select_related("work").get()


def picture():
    """All that an update may touch."""
    case = only()
    clocks = case.work.clocks.order_by("pk").values_list("kind", "due_at", "stopped_at")
    return (
        {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields},
        case.work.phase,
        case.work.closed_at,
        case.work.due_at,
        list(clocks),
        list(case.timeline.values_list("kind", "text")),
        CallBack.objects.count(),
    )


def undo(run):
    imports.begin_undo(run=run, by=None, at=MORNING)
    imports.do(run, at=MORNING, tell=imports.untold)


def counts(run):
    return {name: getattr(run, name) for name in ("good", "changed", "same", "bad")}


def test_the_answer_reaches_the_request_that_is_here_and_undo_gives_it_back(home):
    bring_in(home, FULL, OPEN)
    before = picture()

    checked = check(home, FULL, ANSWERED)
    assert counts(checked) == {"good": 0, "changed": 1, "same": 0, "bad": 0}
    assert picture() == before

    run = bring_in(home, FULL, ANSWERED)
    assert (run.created, run.updated) == (0, 1)
    case = only()
    assert (case.state, case.reply) == (State.CLOSED, "灯换好了")
    assert case.reported_at == clock.local(2026, 3, 10, 16)
    assert case.work.closed_at == clock.local(2026, 3, 10, 16)
    assert not case.work.clocks.filter(stopped_at=None).exists()
    told = case.timeline.exclude(public_text="").values_list("public_text", flat=True)
    assert "答复：灯换好了" in told

    assert counts(check(home, FULL, ANSWERED)) == {"good": 0, "changed": 0, "same": 1, "bad": 0}

    undo(run)
    assert picture() == before


def test_the_call_back_may_come_in_a_third_file(home):
    bring_in(home, FULL, OPEN)
    bring_in(home, FULL, ANSWERED)
    before = picture()
    run = bring_in(home, FULL, RATED)
    answer = CallBack.objects.get()
    assert (answer.solved, answer.satisfaction, answer.at) == (
        True,
        4,
        clock.local(2026, 3, 11, 8),
    )
    assert counts(check(home, FULL, RATED))["same"] == 1
    undo(run)
    assert picture() == before


def test_what_a_colleague_has_in_hand_is_closed_with_its_work(home, worker):
    bring_in(home, FULL, OPEN)
    life.sign(case=only(), by=worker, at=MORNING)
    run = bring_in(home, FULL, RATED)
    assert only().work.phase == work.Phase.DONE

    notes.add_note(case=only(), text="核对过", by=worker, at=MORNING)
    undo(run)
    case = only()
    assert (case.state, case.work.assignee) == (State.SIGNED, worker)
    assert case.work.clocks.filter(kind=work.ClockKind.HANDLE, stopped_at=None).exists()


def test_what_happened_since_is_not_undone(home, worker):
    bring_in(home, FULL, OPEN)
    run = bring_in(home, FULL, ANSWERED)
    Case.objects.update(state=State.SIGNED, finished_at=None)
    life.log_contact(
        case=only(),
        way=life.ContactWay.PHONE,
        result=life.ContactResult.REACHED,
        note="",
        by=worker,
        at=MORNING,
    )
    undo(run)
    assert run.kept == 1
    assert only().reply == "灯换好了"


def test_what_was_kept_without_an_answer_counts_once_it_has_one(home):
    bring_in(home, FULL, OPEN, unanswered="archive")
    assert only().excluded
    bring_in(home, FULL, RATED)
    case = only()
    assert (case.state, case.excluded, case.end_reason) == (State.CLOSED, False, "")


def test_what_we_answered_ourselves_stays_as_it_is(home, worker):
    bring_in(home, FULL, OPEN)
    case = only()
    life.sign(case=case, by=worker, at=MORNING)
    life.handle(case=case, outcome="solved", result="换灯", by=worker, at=MORNING)
    life.report_back(case=case, reply="我们换的", by=worker, at=MORNING)
    assert counts(check(home, FULL, RATED))["same"] == 1


def test_twice_in_one_file_is_one_update_and_a_wrong_time_is_told(home):
    bring_in(home, FULL, OPEN)
    run = bring_in(home, FULL, ANSWERED, ANSWERED)
    assert (run.updated, run.same) == (1, 1)
    undo(run)
    early = [*ROW, "", "灯换好了", "2026/3/1 16:00", *[""] * 4]
    found = check(home, FULL, early)
    assert counts(found)["bad"] == 1
    assert "比来件时间还早" in found.bad_rows.get().problems[0][1]


def test_the_page_says_what_will_be_updated(home):
    head = factories.make_user("head", home.community)
    bring_in(home, FULL, OPEN)
    run = check(home, FULL, ANSWERED, by=head)
    desk = Client()
    desk.force_login(head)
    page = desk.get(reverse("imports:run", args=[run.pk])).content.decode()
    assert "将更新 1 行" in page
