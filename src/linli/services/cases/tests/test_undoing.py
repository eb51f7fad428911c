"""Taking the last step back: the same person, within minutes, while nothing followed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.files import public as files
from linli.foundation.files.tests import samples
from linli.services.cases import casework
from linli.services.cases.actions import life, undoing
from linli.services.cases.choices import ContactResult, ContactWay, Outcome
from linli.services.cases.models import Case
from linli.services.cases.states import State
from linli.services.cases.tests.factories import MORNING, make_case, make_community, make_user
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def home():
    return make_community()


@pytest.fixture
def worker(home):
    return make_user("community-worker", home.community, name="周文静")


@pytest.fixture
def case(home):
    return make_case(home)


def contact(case, by, result=ContactResult.REACHED):
    return life.log_contact(
        case=case, way=ContactWay.PHONE, result=result, note="", by=by, at=MORNING
    )


def handle(case, by, photos=()):
    life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=by, at=MORNING, photos=photos)


def picture(case):
    """All that a step may change."""
    case = Case.objects.select_related("work").get(pk=case.pk)
    clocks = list(case.work.clocks.order_by("pk").values_list("kind", "due_at", "stopped_at"))
    times = (case.signed_at, case.contacted_at, case.handled_at)
    said = (case.outcome, case.result)
    return case.state, times, said, case.work.assignee, case.work.due_at, clocks


STEPS = {
    "sign": lambda case, by: life.sign(case=case, by=by, at=MORNING),
    "contact before signing": contact,
    "contact": contact,
    "missed": lambda case, by: contact(case, by, ContactResult.NO_ANSWER),
    "handle": handle,
}


@pytest.mark.parametrize("step", STEPS)
def test_the_case_is_as_it_was_before(case, worker, step):
    if step not in ("sign", "contact before signing"):
        life.sign(case=case, by=worker, at=MORNING - MINUTE)
    before = picture(case)
    STEPS[step](case, worker)
    assert case.timeline.last().kind != "undone"
    undoing.undo(case=case, by=worker, at=MORNING + 5 * MINUTE)
    assert picture(case) == before
    assert not casework.was_reached(case)
    line = case.timeline.last()
    assert line.kind == "undone"
    assert "已更正" in line.public_text


def test_a_colleague_gets_it_and_gives_it_back_without_the_resident_hearing(home, case, worker):
    head = make_user("head", home.community)
    life.sign(case=case, by=worker, at=MORNING - MINUTE)
    life.assign(case=case, to=head, by=head, at=MORNING)
    undoing.undo(case=case, by=head, at=MORNING + MINUTE)
    assert picture(case)[3] == worker
    assert case.timeline.last().public_text == ""


def test_photos_stay_in_the_file_for_colleagues(case, worker):
    life.sign(case=case, by=worker, at=MORNING - MINUTE)
    photo = files.store(
        samples.upload(samples.photo(), "灯.jpg"), owner="cases", by=worker, at=MORNING
    )
    handle(case, worker, [photo])
    undoing.undo(case=case, by=worker, at=MORNING + MINUTE)
    attachment = case.attachments.get()
    assert (attachment.public, attachment.stage) == (False, "evidence")


def test_not_by_others_not_later_not_when_something_followed(home, case, worker):
    colleague = make_user("community-worker", home.community)
    life.sign(case=case, by=worker, at=MORNING)
    for by, at in ((colleague, MORNING), (worker, MORNING + 11 * MINUTE)):
        with pytest.raises(undoing.CannotUndo):
            undoing.undo(case=case, by=by, at=at)
    handle(case, worker)
    life.report_back(case=case, reply="好了", by=worker, at=MORNING)
    with pytest.raises(undoing.CannotUndo):
        undoing.undo(case=case, by=worker, at=MORNING)
    assert picture(case)[0] == State.REPORTED


def test_only_once(case, worker):
    life.sign(case=case, by=worker, at=MORNING)
    undoing.undo(case=case, by=worker, at=MORNING)
    with pytest.raises(undoing.CannotUndo):
        undoing.undo(case=case, by=worker, at=MORNING)
    life.sign(case=case, by=worker, at=MORNING + MINUTE)
    assert case.work.clocks.get(kind=work.ClockKind.SIGN).stopped_at == MORNING + MINUTE


def test_the_page_offers_it_to_who_did_it(home, case, worker, time_machine):
    time_machine.move_to(MORNING, tick=False)
    desk, url = Client(), reverse("cases:case", args=[case.pk])
    undo = reverse("cases:step", args=[case.pk, "undo"])
    desk.force_login(worker)
    assert undo not in desk.get(url).content.decode()
    desk.post(reverse("cases:step", args=[case.pk, "sign"]))
    assert undo in desk.get(url).content.decode()
    page = desk.post(undo, follow=True)
    assert "已撤回，回到上一步。" in page.content.decode()
    assert Case.objects.get(pk=case.pk).state == State.RECEIVED
