import pytest

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel import events
from linli.kernel.errors import NotAllowed, NotFound
from linli.shared.work import clocks
from linli.shared.work.actions import hand_overs, items
from linli.shared.work.events import HandedOver
from linli.shared.work.models import ClockKind, HandOver
from linli.shared.work.queries import hand_overs as queries
from linli.shared.work.tests.factories import (
    DAY,
    HEAD,
    HOUR,
    MORNING,
    WORKER,
    make_item,
    make_partner,
    make_town,
    make_user,
    run_clock,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def head(town):
    return make_user([*HEAD, "accounts.manage"], town.community, name="王书记")


@pytest.fixture
def leaver(town):
    return make_user(WORKER, town.grid, name="李离岗")


@pytest.fixture
def successor(town):
    return make_user(WORKER, town.community, name="赵接手")


@pytest.fixture
def heard(monkeypatch):
    """What services would hear of hand-overs."""
    found = []
    monkeypatch.setitem(events._handlers, HandedOver, [found.append])
    return found


def hand_over(head, successor, **choice):
    return hand_overs.hand_over(to_user=successor, reason="调岗", by=head, at=MORNING, **choice)


def assignees(*found):
    for item in found:
        item.refresh_from_db()
    return [item.assignee for item in found]


def test_a_persons_open_work_goes_in_one_step(town, head, leaver, successor, heard):
    first, second = make_item(town, assignee=leaver), make_item(town, assignee=leaver)
    closed, foreign = make_item(town, assignee=leaver), make_item(town, assignee=head)
    items.finish(item=closed, at=MORNING)

    record = hand_over(head, successor, from_user=leaver)

    assert assignees(first, second, closed, foreign) == [successor, successor, leaver, head]
    assert {row.item_id: row.from_user for row in record.items.all()} == {
        first.pk: leaver,
        second.pk: leaver,
    }
    assert record.place_path == town.grid.path
    (event,) = audit.of_subject(record)
    assert (event.action, event.reason) == ("work.hand_over", "调岗")
    assert event.changes == {"items": [first.pk, second.pk]}
    assert heard == [
        HandedOver(
            item_ids=(first.pk, second.pk), to_user=successor, by=head, at=MORNING, reason="调岗"
        )
    ]


def test_a_grids_work_goes_whoever_has_it(town, head, leaver, successor):
    own = make_item(town, assignee=leaver)
    waiting = make_item(town, assignee=None)
    elsewhere = make_item(town, assignee=leaver, place=town.other_grid)
    called = make_item(town, team=town.firm)
    called_person = make_item(town, team=town.firm, assignee=make_partner(town.firm))

    record = hand_over(head, successor, place=town.grid)

    assert assignees(own, waiting, elsewhere, called) == [successor, successor, leaver, None]
    assert assignees(called_person) != [successor]
    assert [row.from_user for row in record.items.all()] == [leaver, None]


def test_a_persons_work_at_one_grid_only(town, head, leaver, successor):
    here = make_item(town, assignee=leaver)
    there = make_item(town, assignee=leaver, place=town.other_grid)
    hand_over(head, successor, from_user=leaver, place=town.grid)
    assert assignees(here, there) == [successor, leaver]


def test_what_the_receiver_has_already_is_not_counted(town, head, leaver, successor):
    make_item(town, assignee=successor)
    make_item(town, assignee=leaver)
    assert hand_over(head, successor, place=town.grid).items.count() == 1


def test_work_outside_the_heads_places_stays(town, head, leaver, successor):
    neighbours = make_town("邻家社区", street=town.street)
    here, there = make_item(town, assignee=leaver), make_item(neighbours, assignee=leaver)
    hand_over(head, successor, from_user=leaver)
    assert assignees(here, there) == [successor, leaver]


def test_needs_something_to_hand_over(town, head, leaver, successor):
    neighbours = make_town("邻家社区", street=town.street)
    make_item(neighbours, assignee=leaver)
    with pytest.raises(hand_overs.NothingToHandOver):
        hand_over(head, successor, from_user=leaver)
    with pytest.raises(hand_overs.NothingToHandOver):
        hand_over(head, successor)
    assert not HandOver.objects.exists()


def test_needs_the_right(town, leaver, successor):
    make_item(town, assignee=leaver)
    with pytest.raises(NotAllowed):
        hand_over(leaver, successor, from_user=leaver)


def test_needs_a_reason(town, head, leaver, successor):
    make_item(town, assignee=leaver)
    with pytest.raises(hand_overs.NeedsReason):
        hand_overs.hand_over(from_user=leaver, to_user=successor, reason=" ", by=head, at=MORNING)


def test_the_receiver_must_be_able_to_do_it(town, head, leaver):
    make_item(town, assignee=leaver, place=town.other_grid)
    only_here = make_user(WORKER, town.grid)
    reader = make_user(["errands.view"], town.community)
    for person in (only_here, reader):
        with pytest.raises(hand_overs.CannotTake, match="1 件"):
            hand_over(head, person, from_user=leaver)


def test_a_closed_account_takes_nothing(town, head, leaver, successor):
    make_item(town, assignee=leaver)
    accounts.close_account(user=successor, successor=None, reason="", by=head, at=MORNING)
    with pytest.raises(hand_overs.CannotTake, match="停用"):
        hand_over(head, successor, from_user=leaver)


def test_the_record_is_read_where_its_work_lies(town, head, leaver, successor):
    make_item(town, assignee=leaver)
    record = hand_over(head, successor, from_user=leaver)
    neighbour = make_user(HEAD, make_town("邻家社区", street=town.street).community)
    street = make_user(HEAD, town.street)

    assert queries.get_visible(street, record.pk).size == 1
    with pytest.raises(NotFound):
        queries.get_visible(neighbour, record.pk)


class TestUndo:
    @pytest.fixture
    def found(self, town, leaver):
        return [make_item(town, assignee=leaver), make_item(town, assignee=None)]

    @pytest.fixture
    def record(self, town, head, leaver, successor, found):
        for item in found:
            run_clock(item, 2 * DAY)
        return hand_over(head, successor, place=town.grid)

    def test_gives_each_item_back(self, record, head, leaver, found, heard):
        hand_overs.undo_hand_over(record=record, by=head, at=MORNING + HOUR)

        assert assignees(*found) == [leaver, None]
        record.refresh_from_db()
        assert (record.undone_by, record.undone_at) == (head, MORNING + HOUR)
        assert {event.to_user for event in heard} == {leaver, None}
        assert audit.of_subject(record, action="work.undo_hand_over").exists()

    def test_only_once(self, record, head):
        hand_overs.undo_hand_over(record=record, by=head, at=MORNING + HOUR)
        with pytest.raises(hand_overs.CannotUndo):
            hand_overs.undo_hand_over(record=record, by=head, at=MORNING + HOUR)

    def test_only_on_the_same_day(self, record, head):
        with pytest.raises(hand_overs.CannotUndo, match="当天"):
            hand_overs.undo_hand_over(record=record, by=head, at=MORNING + DAY)

    def test_only_by_who_may(self, record, successor):
        with pytest.raises(NotAllowed):
            hand_overs.undo_hand_over(record=record, by=successor, at=MORNING + HOUR)

    def test_not_when_something_was_finished(self, record, head, found):
        items.finish(item=found[0], at=MORNING + HOUR)
        self.refused(record, head)

    def test_not_when_something_was_moved(self, record, head, leaver, found):
        items.move(item=found[0], assignee=leaver)
        self.refused(record, head)

    def test_not_when_something_went_to_another_unit(self, record, head, town, found):
        items.move(item=found[0], team=town.firm)
        self.refused(record, head)

    def test_not_when_somebody_has_worked_on_it(self, record, head, found):
        clocks.stop(item=found[0], kind=ClockKind.HANDLE, at=MORNING + HOUR)
        self.refused(record, head)

    def refused(self, record, head):
        with pytest.raises(hand_overs.CannotUndo, match="其中 1 件"):
            hand_overs.undo_hand_over(record=record, by=head, at=MORNING + 2 * HOUR)

    def test_not_to_a_closed_account(self, town, head, leaver, successor):
        make_item(town, assignee=leaver)
        accounts.close_account(user=leaver, successor=successor, reason="离职", by=head, at=MORNING)
        with pytest.raises(hand_overs.CannotUndo, match="停用"):
            hand_overs.undo_hand_over(record=HandOver.objects.get(), by=head, at=MORNING + HOUR)


class TestClosingAnAccount:
    def close(self, leaver, successor, head):
        accounts.close_account(user=leaver, successor=successor, reason="离职", by=head, at=MORNING)

    def test_hands_over_first(self, town, head, leaver, successor):
        item = make_item(town, assignee=leaver)
        self.close(leaver, successor, head)
        leaver.refresh_from_db()
        assert assignees(item) == [successor]
        assert not leaver.is_active
        assert HandOver.objects.get().reason == "离职"

    def test_without_open_work_needs_nobody(self, leaver, head):
        self.close(leaver, None, head)
        leaver.refresh_from_db()
        assert not leaver.is_active

    def test_with_open_work_needs_somebody(self, town, head, leaver):
        make_item(town, assignee=leaver)
        with pytest.raises(hand_overs.NeedsSuccessor):
            self.close(leaver, None, head)
        leaver.refresh_from_db()
        assert leaver.is_active

    def test_is_refused_while_work_lies_elsewhere(self, town, head, leaver, successor):
        neighbours = make_town("邻家社区", street=town.street)
        here, there = make_item(town, assignee=leaver), make_item(neighbours, assignee=leaver)
        with pytest.raises(NotAllowed, match="别的辖区"):
            self.close(leaver, successor, head)
        leaver.refresh_from_db()
        assert leaver.is_active
        assert assignees(here, there) == [leaver, leaver]


@pytest.mark.parametrize(
    ("paths", "common"),
    [
        (["/1/2/3/"], "/1/2/3/"),
        (["/1/2/3/", "/1/2/4/"], "/1/2/"),
        (["/1/2/3/", "/1/2/"], "/1/2/"),
        (["/1/2/3/", "/1/20/3/"], "/1/"),
        (["/1/2/", "/3/"], ""),
    ],
)
def test_the_closest_common_place(paths, common):
    assert queries.common_place(paths) == common


def test_who_may_receive_is_listed_by_name(town, head, leaver, successor):
    make_user(WORKER, make_town("邻家社区", street=town.street).community)
    make_partner(town.firm)
    listed = queries.people(head, on=MORNING.date())
    assert list(listed) == sorted([head, leaver, successor], key=lambda user: user.name)


def test_the_preview_says_whose_it_is(town, head, leaver):
    make_item(town, assignee=leaver)
    make_item(town, assignee=leaver)
    make_item(town)
    found = queries.would_go(by=head, from_user=None, place=town.grid)
    assert {row.name: row.count for row in queries.holdings(found)} == {"": 1, "李离岗": 2}


def test_a_place_elsewhere_gives_nothing(town, head, leaver):
    neighbours = make_town("邻家社区", street=town.street)
    make_item(neighbours, assignee=leaver)
    assert not queries.would_go(by=head, from_user=None, place=neighbours.grid).exists()
    assert places.contains(town.street.path, neighbours.grid.path)
