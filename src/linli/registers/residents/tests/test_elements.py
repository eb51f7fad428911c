"""What the register answers to data elements."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.registers.residents import catalogue, elements
from linli.registers.residents.actions import files, life, people
from linli.registers.residents.models import LifeKind, Person, Source
from linli.registers.residents.tests.factories import AT, TODAY, Town, id_number, make_town, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def answers(person: Person, *ids: str, on: dt.date = TODAY) -> dict[str, str]:
    told = elements.answers([person.pk], ids, on=on)[person.pk]
    return {element: answer.text for element, answer in told.items()}


def test_facts_are_answered_with_their_source(town):
    person = settle(town.dwelling, "王秀英", ethnicity="03", id_number=id_number("1940-01-01"))
    told = elements.answers([person.pk], ["person.ethnicity", "person.employer"], on=TODAY)
    answer = told[person.pk]["person.ethnicity"]
    assert (answer.value, answer.text, answer.source) == ("03", "回族", "上门")
    assert answer.confirmed_on == TODAY
    assert "person.employer" not in told[person.pk]


def test_who_lives_in_a_home_is_told_once_for_all_of_them(town):
    """Thousands may share one: each of them putting all in order took their square."""
    head = settle(town.dwelling, "王秀英")
    mates = [settle(head.household, name, relation="10") for name in ("李强", "周敏")]
    told = elements.answers(
        [head.pk, *(one.pk for one in mates)], ["household.members", "household.size"], on=TODAY
    )
    names = [told[one.pk]["household.members"].value for one in (head, *mates)]
    assert names[0] == "王秀英、李强、周敏"
    assert all(one is names[0] for one in names)


def test_what_follows_from_facts_is_derived_on_the_day(town):
    person = settle(town.dwelling, "王秀英", birth_date="1940-03-12")
    assert answers(person, "person.age") == {"person.age": "85"}
    assert answers(person, "person.age", on=TODAY + dt.timedelta(days=1)) == {"person.age": "86"}
    mate = settle(person.household, "李强", relation="10", birth_date="1938-01-01")
    told = answers(
        mate,
        "household.size",
        "household.members",
        "household.head_name",
        "household.relation_to_head",
        "person.residence_address",
        "dwelling.building",
        "dwelling.room",
        "place.community",
        "place.grid",
        "elder.living_alone",
    )
    assert told == {
        "household.size": "2",
        "household.members": "王秀英、李强",
        "household.head_name": "王秀英",
        "household.relation_to_head": "配偶",
        "person.residence_address": "幸福里社区 3号楼 2单元 501",
        "dwelling.building": "3号楼",
        "dwelling.room": "501",
        "place.community": "幸福里社区",
        "place.grid": "第一网格",
        "elder.living_alone": "否",
    }


def test_income_a_head_contacts_and_a_death(town):
    person = settle(town.dwelling, "王秀英")
    settle(person.household, "李强", relation="10")
    files.tell(
        record=person.household,
        told={"household.annual_income": "50000"},
        source=Source.VISIT,
        confirmed_on=TODAY,
        by=None,
        at=AT,
    )
    told = elements.answers([person.pk], ["household.annual_income"], on=TODAY)[person.pk]
    answer = told["household.annual_income"]
    assert (answer.value, answer.source, answer.confirmed_on) == ("50000", "上门", TODAY)
    people.add_contact(
        person=person, role="emergency", name="王小明", phone="15400000009", by=None, at=AT
    )
    life.happen(person=person, kind=LifeKind.DIED, on=TODAY, by=None, at=AT)
    told = answers(Person.objects.get(name="李强"), "household.income_per_capita", "household.size")
    assert told == {"household.income_per_capita": "50000.00", "household.size": "1"}
    told = answers(person, "person.death_date", "contact.emergency_phone")
    assert told == {"person.death_date": "2026-03-11", "contact.emergency_phone": "15400000009"}


def test_as_many_queries_for_one_as_for_many(town):
    pks = [settle(town.dwelling, name).pk for name in ("王秀英", "李强", "赵敏")]
    asked = sorted(elements.held())

    def count(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            elements.answers(ids, asked, on=TODAY)
        return len(queries)

    assert count(pks[:1]) == count(pks)


def test_all_ids_are_of_the_vocabulary(shared_data: Path):
    """The register speaks the words of the site's forms, and knows most of them."""
    with (shared_data / "forms" / "elements.tsv").open() as lines:
        known = {row["id"]: row for row in csv.DictReader(lines, delimiter="\t")}
    own = {"dwelling.occupancy"}
    assert elements.held() - own <= set(known)
    of_people = {
        element for element, row in known.items() if row["entity"] not in {"report", "stat"}
    }
    assert len(elements.held() & of_people) >= 0.85 * len(of_people)


def test_what_the_vocabulary_calls_sensitive_needs_the_code(shared_data: Path):
    with (shared_data / "forms" / "elements.tsv").open() as lines:
        sensitive = {
            r["id"] for r in csv.DictReader(lines, delimiter="\t") if r["sensitive"] == "y"
        }
    numbers = {
        "person.id_number",
        "household.head_id_number",
        "household.member_id_number",
        "dwelling.owner_id_number",
    }
    for element in sensitive & elements.held() - numbers:
        assert elements.is_sensitive(element), element
    for element in numbers & set(catalogue.FIELDS):
        assert catalogue.FIELDS[element].masked
