"""What people and group chats can choose to be told."""

from linli.foundation.notices.kinds import KINDS
from linli.services.cases.actions import tell_resident
from linli.services.cases.actions.tell_colleagues import ANSWERED, ASKED, CHANGED
from linli.services.cases.portal import phone_check
from linli.shared.work.actions.telling import ARRIVED, OVERDUE, REMIND


def test_people_choose_among_what_they_are_told():
    people = {kind.code for kind in KINDS if kind.people}
    assert {ARRIVED, REMIND, OVERDUE, ASKED, ANSWERED, CHANGED} <= people
    assert not {tell_resident.KIND, phone_check.KIND} & people


def test_groups_hear_of_what_is_new_and_urgent_and_of_what_is_late():
    assert {kind.code for kind in KINDS if kind.groups} == {ARRIVED, OVERDUE}
