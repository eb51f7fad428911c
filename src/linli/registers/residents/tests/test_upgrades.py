"""What an update does to the residents of a site that stands."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from linli.registers.residents.models import Household, Person
from linli.registers.residents.tests.factories import make_town

pytestmark = pytest.mark.django_db
CODES = import_module("linli.registers.residents.migrations.0004_relations_as_codes")
YOUNGEST = import_module("linli.registers.residents.migrations.0008_know_who_is_youngest")


def test_relations_become_codes_and_households_get_their_figures():
    dwelling = make_town().dwelling

    def household(*people: tuple[str, str, str]) -> Household:
        home = Household.objects.create(dwelling=dwelling, place_path=dwelling.place_path)
        for relation, sex, born in people:
            Person.objects.create(
                household=home,
                place_path=home.place_path,
                name=relation,
                relation=relation,
                sex=sex,
                born_on=born or None,
            )
        return home

    family = household(
        ("户主", "1", "1960-01-01"), ("配偶", "2", "1962-02-02"), ("子女", "2", "1990-03-03")
    )
    unknown = household(("户主", "1", "1960-01-01"), ("父母", "1", ""))
    CODES.encode(apps, None)
    YOUNGEST.know(apps, None)
    for home in (family, unknown):
        home.refresh_from_db()
    assert [one.relation for one in family.people.order_by("pk")] == ["02", "10", "30"]
    assert (family.head.name, family.size, family.youngest_on) == ("户主", 3, dt.date(1990, 3, 3))
    child = family.people.get(relation="30")
    assert (child.household_size, child.household_youngest_on) == (3, dt.date(1990, 3, 3))
    assert (unknown.size, unknown.youngest_on) == (2, None)
