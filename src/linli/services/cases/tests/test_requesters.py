"""A known number proposes the resident; a person's yes joins the request to the register."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel.errors import NotAllowed
from linli.registers.residents import public as residents
from linli.services.cases.actions import requesters
from linli.services.cases.models import Case
from linli.services.cases.tests.factories import (
    MORNING,
    make_case,
    make_community,
    make_partner,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_community()


@pytest.fixture
def worker(home):
    return make_user("community-worker", home.community)


def live(home, name, phone):
    household = residents.Household.objects.create(
        dwelling=home.dwelling, place_path=home.dwelling.place_path
    )
    person = residents.Person(
        household=household, place_path=household.place_path, name=name, phone=phone
    )
    residents.index_fields(person)
    person.save()
    return person


def page(user, case):
    desk = Client()
    desk.force_login(user)
    return desk.get(reverse("cases:case", args=[case.pk])).content.decode()


def test_one_press_joins_the_request_to_who_probably_asked(home, worker):
    person, case = live(home, "张桂芳", "13800138000"), make_case(home)
    shown = page(worker, case)
    assert "可能是 " in shown
    assert "3号楼 2单元 501 张**" in shown
    assert "张桂芳" not in shown

    desk = Client()
    desk.force_login(worker)
    desk.post(reverse("cases:step", args=[case.pk, "resident"]), {"person": person.pk})
    case = Case.objects.select_related("work").get()
    assert (case.resident, case.work.resident) == (person, person)
    after = page(worker, case)
    assert "已对上居民档案" in after
    assert "可能是 " not in after

    desk.post(reverse("cases:step", args=[case.pk, "no-resident"]))
    case = Case.objects.select_related("work").get()
    assert (case.resident, case.work.resident) == (None, None)
    assert [line.public_text for line in case.timeline.all()][1:] == ["", ""]


def test_nobody_else_may_be_picked(home, worker):
    other, case = live(home, "李明", "13900139000"), make_case(home)
    with pytest.raises(requesters.NotTheirNumber):
        requesters.link(case=case, person=other, by=worker, at=MORNING)


def test_who_may_not_see_residents_gets_no_proposal(home, worker):
    person = live(home, "张桂芳", "13800138000")
    case = make_case(home, concerns=home.property_firm)
    for user in (make_partner(home.property_firm), make_user("hotline", home.street)):
        with pytest.raises(NotAllowed):
            requesters.link(case=case, person=person, by=user, at=MORNING)
    nameless = make_case(home, anonymous=True)
    assert "可能是 " not in page(worker, nameless)
    elsewhere = live(make_community("乙社区"), "张桂芳", "13700137000")
    with pytest.raises(requesters.NotTheirNumber):
        requesters.link(
            case=make_case(home, phone="13700137000"), person=elsewhere, by=worker, at=MORNING
        )
