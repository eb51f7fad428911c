"""Whoever resets a password could sign in with it: also for the units the account acts for."""

import datetime as dt

import pytest
from django.urls import reverse

from linli.foundation.accounts.public import AccountsPermission, UserKind, reset_password
from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.foundation.places.tests.factories import make_town
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.registers.organisations import actions
from linli.registers.organisations.permissions import OrganisationsPermission
from linli.registers.organisations.tests.factories import make_unit

pytestmark = pytest.mark.django_db
CODES = [OrganisationsPermission.MANAGE, AccountsPermission.MANAGE]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def boss(town):
    return make_user(town.street, CODES)


@pytest.fixture
def keeper(town):
    return make_user(town.community, CODES)


@pytest.fixture
def partner(town, keeper):
    """Kept in the community, by its keeper."""
    unit = make_unit(town.community, "幸福物业")
    person, _password = actions.enrol_member(
        unit=unit, username="zhaogong", name="赵工", by=keeper, at=clock.now()
    )
    assert person.kind == UserKind.PARTNER
    return person


def refused(user, by):
    try:
        reset_password(user=user, by=by, at=clock.now())
    except NotAllowed:
        return True
    return False


def test_who_keeps_the_unit_resets_the_password(partner, keeper):
    assert not refused(partner, keeper)


def test_nobody_acts_for_a_unit_above_by_resetting_a_password(town, partner, keeper, boss, client):
    unit = make_unit(town.street, "街道供电所")
    member = actions.add_member(unit=unit, username="zhaogong", by=boss, at=clock.now())
    assert refused(partner, keeper)
    assert not refused(partner, boss)
    client.force_login(keeper)
    page = client.get(reverse("accounts:account", args=[partner.pk])).text
    assert reverse("accounts:reset-password", args=[partner.pk]) not in page
    client.force_login(boss)
    page = client.get(reverse("accounts:account", args=[partner.pk])).text
    assert reverse("accounts:reset-password", args=[partner.pk]) in page
    actions.end_membership(member=member, by=boss, at=clock.now() - dt.timedelta(days=1))
    assert not refused(partner, keeper)


def test_nor_by_opening_a_closed_account(town, partner, keeper, boss, client):
    """Memberships outlive the account."""
    unit = make_unit(town.street, "街道供电所")
    actions.add_member(unit=unit, username="zhaogong", by=boss, at=clock.now())
    partner.is_active, partner.closed_at = False, clock.now()
    partner.save()
    client.force_login(keeper)
    client.post(reverse("accounts:reopen", args=[partner.pk]))
    partner.refresh_from_db()
    assert not partner.is_active
    client.force_login(make_head(town.street))
    client.post(reverse("accounts:reopen", args=[partner.pk]))
    partner.refresh_from_db()
    assert partner.is_active


def test_who_manages_accounts_but_no_units_is_not_enough(town, partner):
    assert refused(partner, make_user(town.community, [AccountsPermission.MANAGE]))
