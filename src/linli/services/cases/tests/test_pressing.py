"""催一催 and 督办: who may press, when, and who hears of it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.notices.public import Notice
from linli.kernel.errors import DomainError, InvalidMove, NotAllowed
from linli.services.cases import queries, query_codes
from linli.services.cases.actions import life, pressing, recusals
from linli.services.cases.choices import ContactResult, ContactWay, Outcome
from linli.services.cases.models import Case
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, make_case, make_community, make_user
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def home():
    return make_community()


@pytest.fixture
def worker(home):
    return make_user("grid-worker", home.grid, name="李网格")


@pytest.fixture
def head(home):
    return make_user("head", home.community, name="王书记")


@pytest.fixture
def case(home, worker):
    made = make_case(home)
    life.sign(case=made, by=worker, at=MORNING)
    return made


def told():
    """Titles of the notices, by the name of who got them."""
    found = Notice.objects.filter(kind=pressing.KIND_OF_NOTICE).order_by("pk")
    return [(notice.recipient.name, notice.title) for notice in found]


def reach(case, worker):
    """Nothing is late by tomorrow."""
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="",
        by=worker,
        at=MORNING,
    )


def urge(case, at, words=""):
    pressing.urge(case=case, words=words, at=at)


def test_a_resident_urges_once_a_day_and_the_second_time_the_head_hears_of_it(case, worker, head):
    with pytest.raises(pressing.TooSoon, match="明天09:30以后"):
        urge(case, MORNING + HOUR)

    reach(case, worker)
    urge(case, MORNING + 25 * HOUR, "晚上看不见路")
    assert told() == [("李网格", f"居民催办（第1次）：{case.number}")]
    line = case.timeline.get(kind=queries.URGED)
    assert line.text == "居民催办（第1次）：晚上看不见路"
    assert line.public_text == "您催了一次，已提醒办理的同志：晚上看不见路"

    with pytest.raises(pressing.TooSoon):
        urge(case, MORNING + 30 * HOUR)
    urge(case, MORNING + 50 * HOUR)
    assert [name for name, _title in told()] == ["李网格", "李网格", "王书记"]
    assert Case.objects.get(pk=case.pk).urges == 2


def test_who_stands_back_hears_of_no_urging(case, worker, head):
    reach(case, worker)
    recusals.recuse(case=case, user=head, reason="亲戚", by=head, at=MORNING)
    for days in (1, 2):
        urge(case, MORNING + (25 * days) * HOUR, "晚上看不见路")
    assert [name for name, _title in told()] == ["李网格", "李网格"]


def test_what_is_late_may_be_urged_at_once(home, worker, head):
    case = make_case(home)
    life.sign(case=case, by=worker, at=MORNING)
    late = case.work.clocks.get(kind=work.ClockKind.HANDLE)
    work.Clock.objects.filter(pk=late.pk).update(due_at=MORNING + HOUR)
    work.clocks.refresh_due(case.work)
    urge(case, MORNING + 2 * HOUR)
    assert [name for name, _title in told()] == ["李网格", "王书记"]
    with pytest.raises(pressing.TooSoon):
        urge(case, MORNING + 3 * HOUR)


def test_nobody_urges_what_is_answered(case, worker):
    life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=worker, at=MORNING)
    life.report_back(case=case, reply="修好了", by=worker, at=MORNING)
    with pytest.raises(pressing.NotWaitedFor):
        urge(case, MORNING + 30 * HOUR)


def test_a_worker_writes_down_who_urges_by_telephone(case, worker, head):
    pressing.note_urge(case=case, words="打电话来催", by=head, at=MORNING + HOUR)
    assert told() == [("李网格", f"居民催办（第1次）：{case.number}")]
    stranger = make_user("grid-worker", make_community("乙社区").grid)
    with pytest.raises(NotAllowed):
        pressing.note_urge(case=case, words="", by=stranger, at=MORNING)


def test_a_supervised_case_stands_on_top_until_the_resident_is_answered(case, home, worker, head):
    make_case(home)
    pressing.supervise(
        case=case, note="今晚前装临时灯", due_on=MORNING.date() + DAY, by=head, at=MORNING
    )
    notice = Notice.objects.get(kind="work.supervised")
    assert (notice.recipient, notice.title) == (worker, "王书记督办，3月12日24:00前要有结果")
    (row,) = work.rows([case.work], worker)
    assert row.supervision.note == "今晚前装临时灯"
    line = case.timeline.get(kind="supervised")
    assert "今晚前装临时灯" not in line.public_text

    life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=worker, at=MORNING)
    life.report_back(case=case, reply="修好了", by=worker, at=MORNING)
    assert work.supervision_of(case.work) is None


def test_another_word_replaces_the_first_and_the_head_may_end_it(case, head):
    for note, days in (("先到现场", 1), ("周末前办完", 3)):
        pressing.supervise(
            case=case, note=note, due_on=MORNING.date() + days * DAY, by=head, at=MORNING
        )
    assert work.supervision_of(case.work).note == "周末前办完"
    assert case.work.supervisions.count() == 2
    pressing.end_supervision(case=case, by=head, at=MORNING)
    with pytest.raises(InvalidMove):
        pressing.end_supervision(case=case, by=head, at=MORNING)


def test_only_a_supervisor_supervises_with_words_and_a_day_to_come(case, worker, head):
    day = MORNING.date()
    with pytest.raises(NotAllowed):
        pressing.supervise(case=case, note="快", due_on=day, by=worker, at=MORNING)
    with pytest.raises(DomainError, match="要求"):
        pressing.supervise(case=case, note=" ", due_on=day, by=head, at=MORNING)
    with pytest.raises(DomainError, match="日期"):
        pressing.supervise(case=case, note="快", due_on=day - DAY, by=head, at=MORNING)


def test_the_residents_page_offers_it_when_its_time_has_come(case, worker, time_machine):
    reach(case, worker)
    page = Client()
    link = reverse("requests:link", args=[query_codes.link_token(case.pk)])
    time_machine.move_to(MORNING + HOUR, tick=False)
    early = page.get(link, follow=True).content.decode()
    assert "明天09:30以后还没有消息，可以在这里催一催。" in early
    time_machine.move_to(MORNING + 25 * HOUR, tick=False)
    assert "请抓紧办" in page.get(link, follow=True).content.decode()
    url = reverse("requests:urge", args=[case.number])
    answer = page.post(url, {"words": "天黑了"}, follow=True).content.decode()
    assert "已经提醒办理的同志" in answer
    assert "已经替您催过" in answer
    again = page.post(url, {"words": "又来"})
    assert again.status_code == 422
    assert "您刚才写的还在这里" in again.content.decode()
    assert Case.objects.get(pk=case.pk).urges == 1


def test_the_workers_pages_show_who_presses(case, worker, head):
    pressing.note_urge(case=case, words="", by=head, at=MORNING)
    desk = Client()
    desk.force_login(head)
    url = reverse("cases:step", args=[case.pk, "supervise"])
    day = factories.clock.today() + DAY
    assert desk.post(url, {"due_on": f"{day:%Y-%m-%d}", "note": "盯紧"}).status_code == 302
    desk.force_login(worker)
    for name, words in (
        (reverse("cases:case", args=[case.pk]), ["王书记督办", "盯紧", "居民催过1次"]),
        (reverse("cases:list"), ["催过1次"]),
        (reverse("work:today"), ["王书记督办", "盯紧", "居民催过1次"]),
    ):
        shown = desk.get(name).content.decode()
        assert [word for word in words if word not in shown] == [], name
    part = desk.get(reverse("work:today")).content.decode().split("<section")[1]
    assert "紧急和督办" in part
    assert case.title in part
    desk.force_login(head)
    assert "督办中的" in desk.get(reverse("work:overview")).content.decode()
