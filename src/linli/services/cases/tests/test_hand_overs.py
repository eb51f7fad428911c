"""What a hand-over of work leaves on the cases that changed hands."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from linli.services.cases.actions import life, whistles
from linli.services.cases.tests.factories import (
    MORNING,
    make_case,
    make_community,
    make_partner,
    make_user,
)
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def lines(case):
    return list(case.timeline.filter(kind="handed_over").values_list("text", "public_text"))


def test_each_case_tells_who_goes_on_with_it_and_the_resident_hears_no_name(time_machine):
    home = make_community()
    leaver = make_user("community-worker", home.community, name="李离岗")
    successor = make_user("community-worker", home.community, name="赵接手")
    head = make_user("head", home.community)
    mine, foreign = make_case(home), make_case(home)
    life.sign(case=mine, by=leaver, at=MORNING)
    life.sign(case=foreign, by=head, at=MORNING)

    record = work.hand_over(
        from_user=leaver, to_user=successor, reason="调岗", by=head, at=MORNING + HOUR
    )

    assert lines(mine) == [("交接：由赵接手接着办（调岗）", "换了一位同事接着办，期限不变")]
    assert lines(foreign) == []

    time_machine.move_to(MORNING + 2 * HOUR, tick=False)
    desk = Client()
    desk.force_login(head)
    desk.post(reverse("work:hand-over-undo", args=[record.pk]))

    assert [text for text, _told in lines(mine)][1:] == ["交接：由李离岗接着办（撤回交接）"]


def test_a_units_part_that_changes_hands_is_nothing_for_the_resident():
    home = make_community()
    worker = make_user("community-worker", home.community)
    street = make_user("street", home.street)
    first, second = make_partner(home.property_firm), make_partner(home.property_firm, "钱接班")
    case = make_case(home)
    life.sign(case=case, by=worker, at=MORNING)
    whistle = whistles.blow(
        case=case, unit=home.property_firm, request="来人修灯", by=worker, at=MORNING
    )
    whistles.respond(whistle=whistle, response="下午到", by=first, at=MORNING)

    work.hand_over(from_user=first, to_user=second, reason="轮休", by=street, at=MORNING + HOUR)

    assert lines(case) == [("交接：由钱接班接着办（轮休）", "")]
