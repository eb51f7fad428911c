"""Earlier answers to requests like one: which, for whom, and without whom they were about."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.registers.organisations.public import Member
from linli.services.cases import past_replies
from linli.services.cases.actions import closing, life
from linli.services.cases.choices import Nature, Outcome, Satisfaction
from linli.services.cases.models import CallBackChannel, Case
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import Community

LAMP = "3号楼二单元门口的路灯坏了三天，晚上老人出门看不清路"
LIKE = "门口的路灯又坏了，晚上老人出门看不清路，请修一修"
REPLY = "王秀英女士您好！路灯已于3月12日换好。还有问题请打13912345678或0571-88001234。"


@pytest.fixture
def home(db: None) -> Community:
    return factories.make_community()


@pytest.fixture
def worker(home: Community) -> accounts.User:
    return factories.make_user("community-worker", home.community)


def answered(
    home: Community,
    worker: accounts.User,
    reply: str = REPLY,
    satisfaction: Satisfaction | None = None,
    **fields: Any,
) -> Case:
    at = clock.now() - dt.timedelta(days=90)
    case = factories.make_case(home, at=at, **{"text": LAMP, "place": home.community, **fields})
    life.sign(case=case, by=worker, at=at)
    life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=worker, at=at)
    life.report_back(case=case, reply=reply, by=worker, at=at)
    if satisfaction is not None:
        closing.call_back(
            case=case,
            contacted=True,
            solved=satisfaction >= Satisfaction.FAIR,
            satisfaction=satisfaction,
            comment="",
            channel=CallBackChannel.LINK,
            by=None,
            at=at,
        )
    return case


def handled(home: Community, worker: accounts.User, text: str = LIKE) -> Case:
    case, at = factories.make_case(home, text=text, at=clock.now()), clock.now()
    life.sign(case=case, by=worker, at=at)
    life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=worker, at=at)
    return case


def found(user: accounts.User, case: Case) -> list[Case]:
    return [one.case for one in past_replies.like(user, case)]


def test_the_answer_is_shown_without_people(home: Community, worker: Any) -> None:
    earlier, case = answered(home, worker), handled(home, worker)
    client = Client()
    client.force_login(worker)
    url = reverse("cases:past-replies", args=[case.pk])
    assert url in client.get(reverse("cases:step", args=[case.pk, "report"])).text
    part = client.get(url, headers={"HX-Request": "true"}).text
    assert earlier.number in part
    assert "路灯已于3月12日换好" in part
    assert "用作草稿" in part
    for secret in ("王秀英", "13912345678", "88001234"):
        assert secret not in part
    # Without scripts it is a page of its own.
    assert "路灯已于3月12日换好" in client.get(url).text


def test_nothing_alike_says_so_calmly(home: Community, worker: Any) -> None:
    answered(home, worker)
    case = handled(home, worker, "想问一下老年食堂几点开门")
    client = Client()
    client.force_login(worker)
    part = client.get(reverse("cases:past-replies", args=[case.pk])).text
    assert "还没有答复过类似的件" in part


def test_the_category_and_content_residents_come_first(home: Community, worker: Any) -> None:
    other = factories.make_category("试点其他")
    lamp = factories.make_category("试点路灯")
    foreign_kind = answered(home, worker, "甲答复，路灯换好了", category=other)
    unhappy = answered(home, worker, "乙答复，路灯换好了", Satisfaction.DISSATISFIED, category=lamp)
    unrated = answered(home, worker, "丙答复，路灯换好了", category=lamp)
    happy = answered(home, worker, "丁答复，路灯换好了", Satisfaction.SATISFIED, category=lamp)
    case = handled(home, worker)
    Case.objects.filter(pk=case.pk).update(category=lamp)
    case.refresh_from_db()
    assert found(worker, case) == [happy, unrated, unhappy]
    Case.objects.filter(pk=unhappy.pk).update(reply="丙答复，路灯换好了")
    assert found(worker, case) == [happy, unrated, foreign_kind]


def test_never_of_elsewhere_of_units_or_of_somebody_in_danger(home: Community, worker: Any) -> None:
    case = handled(home, worker)
    elsewhere = factories.make_community("安康里社区")
    answered(elsewhere, factories.make_user("community-worker", elsewhere.community))
    assert not found(worker, case)
    earlier = answered(home, worker)
    assert found(worker, case) == [earlier]
    for field, value in {
        "concerns": home.property_firm,
        "alerts": [["threat", "扬言"]],
        "nature": Nature.REPORT,
        "erased_at": clock.now(),
    }.items():
        before = getattr(earlier, field)
        Case.objects.filter(pk=earlier.pk).update(**{field: value})
        assert not found(worker, case), field
        Case.objects.filter(pk=earlier.pk).update(**{field: before})


def test_only_for_who_writes_the_answer(home: Community, worker: Any) -> None:
    case = handled(home, worker)
    url = reverse("cases:past-replies", args=[case.pk])
    client = Client()
    client.force_login(factories.make_user("hotline", home.community))
    assert client.get(url).status_code == 404
    other = factories.make_community("安康里社区")
    client.force_login(factories.make_user("community-worker", other.community))
    assert client.get(url).status_code == 404
    Case.objects.filter(pk=case.pk).update(concerns=home.property_firm)
    Member.objects.create(organisation=home.property_firm, user=worker)
    client.force_login(worker)
    assert client.get(url).status_code == 403


def test_as_many_queries_for_one_as_for_three(home: Community, worker: Any) -> None:
    case = handled(home, worker)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert found(worker, case)
        return len(queries)

    answered(home, worker)
    alone = asked()
    for number in range(2):
        answered(home, worker, f"第{number}个答复，路灯换好了", Satisfaction.SATISFIED)
    assert len(found(worker, case)) == 3
    assert asked() == alone
