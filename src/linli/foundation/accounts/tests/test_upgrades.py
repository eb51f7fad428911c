"""What an update does to the roles of a site that stands."""

from importlib import import_module

import pytest
from django.apps import apps

from linli.foundation.accounts.models import Role

pytestmark = pytest.mark.django_db
REGISTER = import_module("linli.foundation.accounts.migrations.0004_give_roles_the_register")


@pytest.fixture(autouse=True)
def no_roles():
    Role.objects.all().delete()


@pytest.mark.parametrize("code", REGISTER.GIVEN)
def test_roles_nobody_changed_learn_the_codes_of_the_register(code):
    until_now, besides = REGISTER.GIVEN[code]
    role = Role.objects.create(code=code, name=code, permissions=sorted(until_now))
    REGISTER.give(apps, None)
    role.refresh_from_db()
    assert role.permissions == sorted(until_now | besides)
    assert besides


def test_changed_roles_stay_and_administrators_can_hand_out_every_code():
    role = Role.objects.create(code="head", name="书记", permissions=["cases.view"])
    admin = Role.objects.create(code="admin", name="管理员", permissions=["accounts.manage"])
    REGISTER.give(apps, None)
    role.refresh_from_db()
    admin.refresh_from_db()
    assert role.permissions == ["cases.view"]
    assert admin.permissions == [
        "accounts.manage",
        "residents.edit",
        "residents.manage",
        "residents.sensitive",
    ]
