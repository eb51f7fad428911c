"""What an update does to a site that stands."""

from importlib import import_module

import pytest
from django.apps import apps

from linli.config import presets
from linli.foundation.accounts.public import Role

pytestmark = pytest.mark.django_db
GIVE = import_module("linli.foundation.accounts.migrations.0005_give_roles_personal_data")
# What this update and later ones gave.
SINCE = ("privacy.", "sheets.", "tables.")


def test_roles_as_they_came_get_the_codes_and_changed_ones_stay():
    presets.load()
    fresh = dict(Role.objects.values_list("code", "permissions"))
    for role in Role.objects.all():
        held = [code for code in role.permissions if not code.startswith(SINCE)]
        # A site that lets its grid workers import.
        role.permissions = [*held, "cases.import"] if role.code == "grid-worker" else held
        role.save()
    GIVE.give(apps, None)
    now = dict(Role.objects.values_list("code", "permissions"))
    assert [code for code in now["grid-worker"] if code.startswith("privacy.")] == []
    later = ("sheets.", "tables.")
    fresh = {role: [c for c in codes if not c.startswith(later)] for role, codes in fresh.items()}
    assert {**now, "grid-worker": fresh["grid-worker"]} == fresh
