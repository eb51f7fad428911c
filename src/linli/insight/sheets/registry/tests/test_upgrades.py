"""What an update does to a site that stands."""

from importlib import import_module

import pytest
from django.apps import apps

from linli.config import presets
from linli.foundation.accounts.public import Role

pytestmark = pytest.mark.django_db
GIVE = import_module("linli.foundation.accounts.migrations.0006_give_roles_the_list_of_tables")
NEW = ("sheets.", "tables.")


def test_roles_as_they_came_get_the_codes_and_changed_ones_stay() -> None:
    presets.load()
    fresh = dict(Role.objects.values_list("code", "permissions"))
    for role in Role.objects.all():
        held = [code for code in role.permissions if not code.startswith(NEW)]
        # A site that lets its heads do nothing but see.
        role.permissions = ["cases.view"] if role.code == "head" else held
        role.save()
    GIVE.give(apps, None)
    now = dict(Role.objects.values_list("code", "permissions"))
    assert now["head"] == ["cases.view"]
    assert {**now, "head": fresh["head"]} == fresh
