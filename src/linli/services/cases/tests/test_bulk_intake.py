"""One by one or by the thousand: the same rows."""

import datetime as dt
from typing import Any

import pytest
from django.db import models
from django.forms.models import model_to_dict

from linli.kernel import clock
from linli.services.cases import queries
from linli.services.cases.actions import bulk_intake, intake, life
from linli.services.cases.actions.bulk_intake import Answer, Arrival, Asked
from linli.services.cases.choices import Satisfaction, Source
from linli.services.cases.models import Case, CaseUnit, Entry
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, Community
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def home() -> Community:
    home = factories.make_community()
    factories.make_user("grid-worker", home.grid)
    return home


LEFT_OUT = {"id", "work", "case", "item", "remind_at"}


def request_of(home: Community, **fields: Any) -> intake.Request:
    values: dict[str, Any] = {
        "text": "三号楼二单元门口起火冒烟，请快来。家里暖气也不热。",
        "place": home.dwelling,
        "source": Source.HOTLINE,
        "name": "王秀英",
        "phone": "138 0013 8000",
        "external_id": "GD-1",
        **fields,
    }
    return intake.Request(**values)


def take_in(home: Community, *arrivals: Arrival) -> list[Case]:
    committee, watches = home.committee, queries.watches()
    keywords = queries.category_keywords()

    def terms(place: Any) -> intake.Terms:
        return intake.Terms(
            committee, home.community, intake.grid_worker(place, MORNING), watches, keywords
        )

    return bulk_intake.take_in(
        arrivals=arrivals, terms=terms, book=work.clocks.rule_book(), by=None, at=MORNING
    )


def rows_of(case: Case) -> dict[str, Any]:
    """Everything that is stored of a case, without the numbers of the rows; and without when
    people are reminded, since a lot is not told one by one."""

    def plain(row: models.Model) -> dict[str, Any]:
        found = model_to_dict(row, fields=[f.name for f in row._meta.concrete_fields])
        return {k: v for k, v in found.items() if k not in LEFT_OUT}

    case = Case.objects.select_related("work").get(pk=case.pk)
    return {
        "case": plain(case) | {"external_id": ""},
        "item": plain(case.work),
        "clocks": [plain(clock) for clock in case.work.clocks.all()],
        "timeline": [plain(line) for line in case.timeline.all()],
        "units": [plain(unit) for unit in case.units.all()],
    }


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"anonymous": True},
        {"phone": ""},
        {"title": "消防"},
        {"nature": "consultation"},
        {"text": "楼道里堆了杂物" * 400},
    ],
    ids=["plain", "anonymous", "no telephone", "titled", "question", "long"],
)
def test_the_same_rows_as_one_by_one(home: Community, fields: dict[str, Any]) -> None:
    one = intake.submit(request=request_of(home, **fields), by=None, at=MORNING)
    other = request_of(home, **fields, external_id="GD-2")
    [many] = take_in(home, Arrival(other, MORNING))
    assert rows_of(many) == rows_of(one)
    assert set(queries.SEARCH.filter(Case.objects.all(), one.text[:10])) == {one, many}


def test_an_answered_request_keeps_its_true_times(home: Community) -> None:
    received, answered, asked = MORNING - 20 * DAY, MORNING - 9 * DAY, MORNING - 8 * DAY
    [case] = take_in(
        home,
        Arrival(
            request_of(home),
            received,
            answer=Answer("路灯已修好", answered, home.property_firm),
            asked=Asked(asked, True, True, True, Satisfaction.SATISFIED),
        ),
    )
    case.refresh_from_db()
    assert (case.state, case.received_at, case.reported_at) == (State.CLOSED, received, answered)
    assert (case.handled_at, case.called_back_at, case.finished_at) == (answered, asked, asked)
    assert (case.signed_at, case.contacted_at) == (None, None)
    assert (case.reply, case.owner) == ("路灯已修好", home.property_firm)
    assert (case.work.phase, case.work.closed_at, case.work.assignee) == ("done", asked, None)
    [handling] = case.work.clocks.all()
    assert (handling.kind, handling.started_at, handling.stopped_at) == (
        "handle",
        received,
        answered,
    )
    assert handling.met is False
    answer = case.call_backs.get()
    assert (answer.solved, answer.satisfaction, answer.organisation) == (
        True,
        4,
        home.property_firm,
    )
    assert [(line.kind, line.at) for line in case.timeline.all()] == [
        ("received", received),
        ("reported", answered),
        ("called_back", asked),
        ("closed", asked),
    ]
    assert case.units.get().organisation == home.property_firm


def test_an_unanswered_one_is_due_from_its_true_time(home: Community) -> None:
    [case] = take_in(home, Arrival(request_of(home, text="路灯不亮"), MORNING - 20 * DAY))
    assert case.state == State.RECEIVED
    assert case.work.due_at == min(clock.due_at for clock in case.work.clocks.all())
    assert case.work.due_at == MORNING - 19 * DAY


def test_what_was_late_before_it_came_is_not_told_one_by_one(home: Community) -> None:
    take_in(
        home,
        Arrival(request_of(home, text="路灯不亮"), MORNING - 20 * DAY),
        Arrival(request_of(home, text="路灯不亮", external_id="GD-2"), MORNING),
    )
    late = work.Clock.objects.filter(overdue_told_at=MORNING, reminded_at=MORNING)
    fresh = work.Clock.objects.filter(overdue_told_at=None, reminded_at=None)
    assert (late.count(), fresh.count()) == (3, 3)


def test_an_archived_one_is_no_work_and_counts_for_no_rate(home: Community) -> None:
    [case] = take_in(home, Arrival(request_of(home), MORNING - 20 * DAY, archive=True))
    case.refresh_from_db()
    assert (case.state, case.excluded, case.finished_at) == (State.ENDED, True, MORNING)
    assert not case.work.clocks.exists()
    assert case.work.closed_at == MORNING


def test_a_lot_takes_few_statements(home: Community, django_assert_max_num_queries: Any) -> None:
    arrivals = [Arrival(request_of(home, external_id=f"{n}"), MORNING) for n in range(40)]
    with django_assert_max_num_queries(1000) as captured:
        take_in(home, *arrivals)
    # SQLite takes only so many values at once; one by one it would be 280.
    assert len([q for q in captured.captured_queries if "INSERT" in q["sql"]]) < 12


class TestTakingBack:
    def test_untouched_ones_go_with_all_their_rows(self, home: Community) -> None:
        answered = Answer("已修好", MORNING)
        cases = take_in(
            home,
            Arrival(request_of(home), MORNING - DAY, answer=answered),
            Arrival(request_of(home, external_id="GD-2"), MORNING),
        )
        assert bulk_intake.take_back(ids=[case.pk for case in cases]) == 2
        for model in (Case, CaseUnit, Entry, work.WorkItem, work.Clock):
            assert not model.objects.exists()
        assert not queries.SEARCH.filter(Case.objects.all(), "暖气").exists()

    def test_what_somebody_has_worked_on_stays(self, home: Community) -> None:
        worker = factories.make_user("community-worker", home.community)
        ids = [f"GD-{n}" for n in range(5)]
        cases = take_in(home, *(Arrival(request_of(home, external_id=n), MORNING) for n in ids))
        signed, noted, parent = cases[0], cases[1], cases[2]
        life.sign(case=signed, by=worker, at=MORNING)
        work.write_note(item=noted.work, text="问过物业", by=worker, at=MORNING)
        Case.objects.filter(pk=signed.pk).update(parent=parent)
        assert bulk_intake.take_back(ids=[case.pk for case in cases]) == 2
        assert set(Case.objects.all()) == {signed, noted, parent}


def test_numbers_are_of_the_day_of_receipt(home: Community) -> None:
    [case] = take_in(home, Arrival(request_of(home), clock.local(2019, 4, 25, 9, 32)))
    assert case.number == f"190425-{case.pk:06d}"
