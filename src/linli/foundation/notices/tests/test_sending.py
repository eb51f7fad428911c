"""What is written when an action has something to tell."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from linli.foundation.accounts.public import User
from linli.foundation.notices import actions, queries
from linli.foundation.notices.models import Channel, Delivery, Notice, State
from linli.foundation.notices.tests.factories import (
    AT,
    choose,
    make_robot,
    tell,
    to_phone,
    to_robots,
)
from linli.foundation.places.tests.factories import Town
from linli.kernel import clock

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def channels() -> list[str]:
    return sorted(Delivery.objects.values_list("channel", flat=True))


class TestPeople:
    def test_a_notice_is_in_the_inbox_at_once(self, worker: User) -> None:
        notice = tell(worker)
        assert list(queries.inbox(worker)) == [notice]
        assert queries.unread_count(worker) == 1
        assert notice.place_path == worker.place_path

    def test_it_goes_out_by_the_channels_of_its_kind(self, worker: User) -> None:
        tell(worker)
        tell(worker, kind="tests.plain")
        assert channels() == ["email"]

    def test_or_by_those_that_the_person_chose(self, worker: User) -> None:
        choose(worker, {"tests.mailed": [], "tests.plain": ["sms", "email"]})
        tell(worker)
        assert channels() == []
        tell(worker, kind="tests.plain")
        assert channels() == ["email", "sms"]

    def test_only_where_the_person_can_be_reached(self, worker: User) -> None:
        choose(worker, {"tests.mailed": ["email", "sms"]})
        worker.email, worker.phone = "", "0571-87654321"
        worker.save()
        tell(worker)
        assert channels() == []

    def test_nobody_is_told_behind_a_closed_account(self, worker: User) -> None:
        worker.is_active = False
        worker.save()
        assert tell(worker) is None
        assert not Notice.objects.exists()

    def test_a_kind_that_nobody_registered_is_a_mistake(self, worker: User) -> None:
        with pytest.raises(actions.UnknownKind):
            tell(worker, kind="tests.nowhere")

    def test_a_rollback_takes_it_back(self, worker: User) -> None:
        with transaction.atomic():
            tell(worker)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()
        assert not Delivery.objects.exists()

    def test_a_long_title_is_cut(self, worker: User) -> None:
        notice = tell(worker, title="长" * 500)
        assert notice.title == "长" * 119 + "…"


class TestSameAgain:
    def test_within_minutes_it_is_brought_up_to_date(self, worker: User) -> None:
        first = tell(worker, text="第一条")
        later = AT + 9 * MINUTE
        assert tell(worker, at=later, text="第二条") == first
        [notice] = queries.inbox(worker)
        assert (notice.text, notice.created_at) == ("第二条", later)
        assert Delivery.objects.count() == 1

    @pytest.mark.parametrize(
        ("at", "changes"),
        [
            (AT + 11 * MINUTE, {}),
            (AT, {"url": "/r/2/"}),
            (AT, {"kind": "tests.plain"}),
            (AT, {"urgent": True}),
            (AT, {"url": "", "title": "另一件"}),
        ],
    )
    def test_but_not_what_is_something_else(
        self, worker: User, at: dt.datetime, changes: dict[str, Any]
    ) -> None:
        tell(worker)
        tell(worker, at=at, **changes)
        assert queries.unread_count(worker) == 2

    def test_nor_what_was_read(self, worker: User) -> None:
        notice = tell(worker)
        actions.mark_read(user=worker, notice=notice, at=AT)
        tell(worker)
        assert Notice.objects.count() == 2

    def test_without_an_address_the_words_count(self, worker: User) -> None:
        for _ in range(2):
            tell(worker, url="")
        assert Notice.objects.count() == 1
        tell(worker, url="", text="另一件事")
        assert Notice.objects.count() == 2


class TestWhen:
    @pytest.mark.parametrize(
        ("at", "urgent", "first_try_at"),
        [
            (clock.local(2026, 3, 2, 9, 1), False, clock.local(2026, 3, 2, 9, 2)),
            (clock.local(2026, 3, 2, 9, 1), True, clock.local(2026, 3, 2, 9, 1)),
            (clock.local(2026, 3, 2, 23), False, clock.local(2026, 3, 3, 7)),
            (clock.local(2026, 3, 2, 23), True, clock.local(2026, 3, 2, 23)),
        ],
    )
    def test_not_at_night_unless_urgent(
        self, worker: User, at: dt.datetime, urgent: bool, first_try_at: dt.datetime
    ) -> None:
        tell(worker, at=at, urgent=urgent)
        assert Delivery.objects.get().next_try_at == first_try_at

    def test_a_person_may_have_other_nights(self, worker: User) -> None:
        choose(worker, {}, dt.time(12), dt.time(14))
        tell(worker, at=clock.local(2026, 3, 2, 13))
        assert Delivery.objects.get().next_try_at == clock.local(2026, 3, 2, 14)


class TestPhones:
    def test_a_residents_number_is_kept_encrypted(self, town: Town) -> None:
        notice = to_phone(town, "138 0000 0002")
        notice.refresh_from_db()
        assert notice.phone == "13800000002"
        with connection.cursor() as cursor:
            cursor.execute("SELECT phone FROM notices_notice")
            [(stored,)] = cursor.fetchall()
        assert stored.startswith("v1.")
        assert "0000" not in stored
        assert channels() == ["sms"]

    @pytest.mark.parametrize("phone", ["0571-87654321", "12345", "", "不知道"])
    def test_only_mobile_phones_get_messages(self, town: Town, phone: str) -> None:
        assert to_phone(town, phone) is None
        assert not Notice.objects.exists()


class TestGroups:
    def test_robots_of_the_place_and_above_hear_it(self, town: Town) -> None:
        here, street = make_robot(town.community), make_robot(town.street)
        make_robot(town.neighbour)
        make_robot(town.building)
        notice = to_robots(town)
        assert {row.robot for row in notice.deliveries.all()} == {here, street}

    def test_a_robot_hears_what_it_was_made_for(self, town: Town) -> None:
        make_robot(town.community, kinds=["tests.plain"])
        make_robot(town.community, enabled=False)
        assert to_robots(town) is None
        assert to_robots(town, kind="tests.plain") is not None

    def test_where_nobody_listens_nothing_is_written(self, town: Town) -> None:
        assert to_robots(town) is None
        assert not Notice.objects.exists()

    def test_a_stopped_robot_drops_what_waits(self, town: Town, manager: User) -> None:
        listening = make_robot(town.community)
        to_robots(town)
        actions.switch_robot(robot=listening, enabled=False, by=manager, at=AT)
        assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"robot": None, "channel": Channel.ROBOT},
        {"state": State.SENT},
        {"state": State.SENT, "next_try_at": None},
        {"state": State.WAITING, "next_try_at": None},
        {"sent_at": AT},
    ],
)
def test_the_database_refuses_a_delivery_that_makes_no_sense(
    worker: User, broken: dict[str, Any]
) -> None:
    notice = tell(worker, kind="tests.plain")
    whole = {"notice": notice, "channel": Channel.EMAIL, "next_try_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**{**whole, **broken})
    Delivery.objects.create(**whole)


@pytest.mark.parametrize("broken", [{"phone": "13800000002"}, {"recipient": None, "read_at": AT}])
def test_the_database_refuses_a_notice_that_makes_no_sense(
    worker: User, broken: dict[str, Any]
) -> None:
    whole = {"recipient": worker, "kind": "tests.plain", "title": "x", "created_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**{**whole, **broken})
    Notice.objects.create(**whole)
