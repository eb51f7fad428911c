"""Who may open, change and close accounts, and that rights cannot be gained by it."""

import datetime as dt

import pytest

from linli.foundation.accounts import queries
from linli.foundation.accounts.actions import accounts as actions
from linli.foundation.accounts.actions import assignments
from linli.foundation.accounts.grants import grants
from linli.foundation.accounts.models import Assignment, UserKind
from linli.foundation.accounts.permissions import AccountsPermission, can_manage
from linli.foundation.accounts.tests.factories import (
    LONG_AGO,
    MORNING,
    PASSWORD,
    give,
    make_head,
    make_role,
    make_user,
)
from linli.foundation.audit.public import of_subject
from linli.foundation.places.tests.factories import make_town
from linli.kernel import clock
from linli.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db

MANAGE = AccountsPermission.MANAGE
VIEW = AccountsPermission.READ_AUDIT


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def manager(town):
    """Manages accounts of the community and holds nothing else."""
    return make_user(town.community, [MANAGE])


def enrol(by, place, **more):
    told = {"username": "wangfang", "name": "王芳", "kind": UserKind.STAFF, "at": MORNING} | more
    return actions.enrol(by=by, place=place, **told)


def test_a_manager_opens_an_account_with_a_first_password(manager, town):
    user, password = enrol(manager, town.grid)
    assert user.check_password(password)
    assert user.must_change_password
    assert user.place_path == town.grid.place_path
    assert of_subject(user, action="accounts.open").get().actor_id == manager.pk


def test_nobody_opens_accounts_elsewhere(manager, town):
    for place in (town.neighbour, town.street):
        with pytest.raises(NotAllowed):
            enrol(manager, place)


def test_a_taken_name_is_refused_in_words_and_nothing_is_half_done(manager, town):
    enrol(manager, town.grid)
    with pytest.raises(actions.UsernameTaken, match="已经有人用了"):
        enrol(manager, town.grid, name="别人")
    assert queries.visible_to(manager).filter(name="别人").count() == 0


def test_a_role_is_given_only_by_whoever_holds_its_codes_there(manager, town):
    user, _ = enrol(manager, town.grid)
    told = {"user": user, "place": town.grid, "starts_on": LONG_AGO, "by": manager, "at": MORNING}
    with pytest.raises(assignments.GivesMoreThanHeld, match="自己在那里也有"):
        assignments.assign(role=make_role(VIEW), **told)
    assignments.assign(role=make_role(MANAGE), **told)
    assert user.holds(MANAGE, town.building.place_path)
    assert not user.holds(MANAGE, town.community.place_path)


def test_a_role_with_more_than_held_leaves_no_account_behind(manager, town):
    with pytest.raises(NotAllowed):
        enrol(manager, town.grid, role=make_role(VIEW))
    assert not queries.visible_to(manager).filter(username="wangfang").exists()


def test_periods_count_both_their_days(town):
    user = make_user()
    assignments.assign(
        user=user,
        role=make_role(VIEW),
        place=town.grid,
        starts_on=dt.date(2026, 3, 2),
        ends_on=dt.date(2026, 3, 4),
        by=None,
        at=MORNING,
    )
    days = [day for day in range(1, 6) if grants(user, on=dt.date(2026, 3, day))]
    assert days == [2, 3, 4]


def test_accounts_of_elsewhere_are_not_seen(manager, town):
    ours, theirs, above = (make_user(p) for p in (town.grid, town.neighbour, town.street))
    seen = set(queries.visible_to(manager))
    assert ours in seen
    assert not seen & {theirs, above}


def test_somebody_from_elsewhere_who_works_here_is_seen_but_not_touched(manager, town):
    guest = make_user(town.neighbour)
    give(guest, make_role(VIEW), town.grid)
    assert queries.get_visible(manager, guest.pk) == guest
    assert not can_manage(manager, guest)
    with pytest.raises(NotAllowed):
        actions.reset_password(user=guest, by=manager, at=MORNING)


def test_nobody_takes_rights_by_resetting_a_password(manager, town):
    """Whoever resets a password could sign in with it."""
    stronger = make_user(town.community, [MANAGE, VIEW])
    with pytest.raises(NotAllowed):
        actions.reset_password(user=stronger, by=manager, at=MORNING)
    assert stronger.check_password(PASSWORD)
    equal = make_user(town.grid, [MANAGE])
    password = actions.reset_password(user=equal, by=manager, at=MORNING)
    equal.refresh_from_db()
    assert equal.check_password(password)
    assert equal.must_change_password


def test_nor_rights_that_begin_tomorrow_or_end_today(manager, town):
    """An account closed today is opened again without what it held this morning."""
    later, closed = make_user(town.grid), make_user(town.grid)
    role, today = make_role(MANAGE, VIEW), clock.today()
    dated = {"place": town.community, "role": role, "by": None, "at": MORNING}
    assignments.assign(user=later, starts_on=today + dt.timedelta(days=1), **dated)
    assignments.assign(user=closed, starts_on=today, **dated)
    actions.close_account(
        user=closed, successor=None, reason="", by=make_head(town.street), at=clock.now()
    )
    for action, user in ((actions.reset_password, later), (actions.reopen_account, closed)):
        with pytest.raises(NotAllowed):
            action(user=user, by=manager, at=MORNING)


def test_one_does_not_reset_or_close_oneself(manager):
    for action in (actions.reset_password, actions.remove_second_factors):
        with pytest.raises(actions.OwnAccount):
            action(user=manager, by=manager, at=MORNING)
    with pytest.raises(actions.OwnAccount):
        actions.close_account(user=manager, successor=None, reason="", by=manager, at=MORNING)


def test_closing_ends_all_roles_and_reopening_gives_none_back(town):
    head = make_head(town.community)
    leaver = make_user(town.grid, [VIEW])
    assignments.assign(
        user=leaver,
        role=make_role(VIEW),
        place=town.grid,
        starts_on=dt.date(2026, 5, 1),
        by=None,
        at=MORNING,
    )
    actions.close_account(user=leaver, successor=None, reason="调离", by=head, at=MORNING)
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.closed_at) == (False, MORNING)
    assert list(Assignment.objects.filter(user=leaver).values_list("ends_on", flat=True)) == [
        dt.date(2026, 3, 11)
    ]
    password = actions.reopen_account(user=leaver, by=head, at=MORNING + dt.timedelta(days=1))
    leaver.refresh_from_db()
    assert leaver.is_active
    assert leaver.check_password(password)
    assert not leaver.holds(VIEW, town.grid.place_path)


def test_closing_late_in_the_evening_counts_the_day_in_shanghai(town):
    """22:30 UTC is already the next day here."""
    head, leaver = make_head(town.community), make_user(town.grid, [VIEW])
    night = dt.datetime(2026, 3, 11, 22, 30, tzinfo=dt.UTC)
    actions.close_account(user=leaver, successor=None, reason="辞职", by=head, at=night)
    assert leaver.assignments.get().ends_on == dt.date(2026, 3, 12)


class TestRoles:
    def change(self, role, by, *codes):
        told = {"name": role.name, "description": "", "at": MORNING}
        assignments.update_role(role=role, codes=codes, by=by, **told)
        role.refresh_from_db()

    def test_a_role_in_use_elsewhere_is_not_ours_to_change(self, town):
        head = make_head(town.community)
        role = make_role(VIEW)
        give(make_user(), role, town.neighbour)
        with pytest.raises(NotAllowed):
            self.change(role, head, VIEW, MANAGE)

    def test_codes_that_one_does_not_hold_are_neither_given_nor_taken(self, manager, town):
        role = make_role(VIEW)
        give(make_user(), role, town.grid)
        with pytest.raises(assignments.GivesMoreThanHeld):
            self.change(role, manager, MANAGE)
        self.change(role, manager, VIEW, MANAGE)
        assert role.permissions == [MANAGE, VIEW]

    def test_people_who_have_the_role_may_do_more_at_once(self, town):
        head, worker, role = make_head(town.community), make_user(), make_role(VIEW)
        give(worker, role, town.grid)
        self.change(role, head, VIEW, MANAGE)
        worker = queries.visible_to(head).get(pk=worker.pk)
        assert worker.holds(MANAGE, town.grid.place_path)

    def test_codes_of_an_app_that_is_not_installed_are_kept(self, town):
        head, role = make_head(town.community), make_role(VIEW, "visits.plan")
        self.change(role, head, MANAGE)
        assert role.permissions == [MANAGE, "visits.plan"]

    def test_a_made_up_code_is_refused(self, town):
        head = make_head(town.community)
        with pytest.raises(assignments.UnknownCode):
            assignments.add_role(name="x", description="", codes=["root"], by=head, at=MORNING)

    def test_one_makes_roles_of_what_one_holds(self, manager):
        role = assignments.add_role(
            name="登记员", description="", codes=[MANAGE], by=manager, at=MORNING
        )
        assert role in queries.roles_to_give(manager)
        with pytest.raises(assignments.GivesMoreThanHeld):
            assignments.add_role(name="x", description="", codes=[VIEW], by=manager, at=MORNING)
