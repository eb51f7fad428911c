"""What contradicts on record: what is found, when, and how it goes away."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.foundation.audit import public as audit
from linli.kernel.errors import NotFound
from linli.registers.residents import catalogue, standings
from linli.registers.residents.actions import contradictions, erasing, files, households, life
from linli.registers.residents.actions import tags as tag_actions
from linli.registers.residents.contradictions import RULES
from linli.registers.residents.models import Contradiction, LifeKind, Person, PersonTag, Source, Tag
from linli.registers.residents.queries import changes, coming, tags
from linli.registers.residents.queries import contradictions as queries
from linli.registers.residents.tests.factories import (
    AT,
    TODAY,
    Town,
    id_number,
    load_tags,
    make_town,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    load_tags()
    return make_town()


def found() -> list[tuple[str, str]]:
    """Names and rules of all that is listed, as a nightly run leaves it."""
    contradictions.sweep(at=AT)
    rows = Contradiction.objects.select_related("person").order_by("person", "rule")
    return [(row.person.name, row.rule) for row in rows]


def tell(person: Person, **told: str) -> None:
    given = {name.replace("__", "."): text for name, text in told.items()}
    files.tell(record=person, told=given, source=Source.VISIT, confirmed_on=TODAY, by=None, at=AT)


def put(person: Person, **columns: Any) -> None:
    """As older versions and merged files left it, past what forms refuse."""
    Person.objects.filter(pk=person.pk).update(**columns)


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"id_number": "990000194001010021"}, "id-number"),
        ({"born_on": dt.date(1940, 1, 10)}, "id-birth"),
        ({"sex": "1"}, "id-sex"),
        ({"registration": "elsewhere", "presence": "away"}, "gone"),
        ({"household": None}, "homeless"),
    ],
)
def test_columns_that_contradict(town, columns, rule):
    person = settle(town.dwelling, "王秀英", id_number=id_number("1940-01-01"))
    assert found() == []
    put(person, **columns)
    assert found() == [("王秀英", rule)]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"person__residence_permit_no": "A1"}, "permit"),
        ({"person__is_student": "1", "person__is_retired": "1"}, "student"),
        ({"person__birth_date": "1990-01-01", "person__is_retired": "1"}, "retired"),
        ({"person__birth_date": "2010-01-01", "person__marital_status": "20"}, "married"),
        ({"person__party_join_date": "1960-07-01", "person__political_status": "13"}, "party"),
        (
            {"veteran__enlist_date": "1965-01-01", "veteran__discharge_date": "1960-01-01"},
            "service",
        ),
        ({"veteran__enlist_date": "1950-01-01"}, "recruit"),
        ({"person__is_disabled": "0", "person__disability_type": "1"}, "disabled"),
        ({"aid__is_recipient": "1", "aid__end_date": "2026-03-10"}, "aid"),
        ({"child__is_orphan": "1"}, "child"),
        ({"person__birth_date": "1990-01-01", "elder__is_solitary": "1"}, "elder"),
    ],
)
def test_facts_that_contradict(town, told, rule):
    person = settle(town.dwelling, "王秀英", birth_date="1940-01-01", registration_type="居民户口")
    put(person, registration="here")
    tell(person, **told)
    assert found() == [("王秀英", rule)]
    row = Contradiction.objects.get()
    assert queries.shown([row], on=TODAY)[0].words


class TestFamilies:
    def test_two_heads_are_told_once_and_put_right_by_making_one_head(self, town):
        first = settle(town.dwelling, "王秀英")
        second = settle(first.household, "李强")
        assert found() == []
        put(second, relation="02")
        put(first, relation="02")
        assert found() == [("王秀英", "heads")]
        households.relate(person=second, relation="02", by=None, at=AT)
        assert not Contradiction.objects.exists()

    def test_who_leaves_takes_the_contradiction_along(self, town):
        head = settle(town.dwelling, "王秀英")
        wives = [settle(head.household, name, relation="10") for name in ("李强", "赵敏")]
        assert found() == [("李强", "spouses")]
        life.happen(person=wives[1], kind=LifeKind.LEFT, on=TODAY, by=None, at=AT)
        assert not Contradiction.objects.exists()

    def test_a_child_is_not_older_than_the_head(self, town):
        head = settle(town.dwelling, "王秀英", birth_date="1960-01-01")
        settle(head.household, "李强", relation="20", birth_date="1959-01-01")
        settle(head.household, "赵敏", relation="28", birth_date="1959-01-01")
        assert found() == [("李强", "generations")]

    def test_an_empty_nest_has_no_grown_children_in_it(self, town):
        parent = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
        child = settle(parent.household, "李强", birth_date="1970-01-01")
        tell(parent, elder__is_empty_nest="1")
        assert found() == [("王秀英", "nest")]
        life.happen(person=child, kind=LifeKind.AWAY, on=TODAY, by=None, at=AT)
        assert not Contradiction.objects.exists()


def test_a_tag_and_its_fact_agree(town):
    person = settle(town.dwelling, "王秀英", is_disabled="0")
    PersonTag.objects.create(
        person=person,
        tag=Tag.objects.get(name="残疾人"),
        place_path=person.place_path,
        since=TODAY,
        source=Source.VISIT,
        at=AT,
    )
    assert found() == [("王秀英", "tag")]


def test_telling_puts_right_and_finds_at_once(town):
    person = settle(town.dwelling, "王秀英", is_student="1")
    tell(person, person__is_retired="1")
    assert Contradiction.objects.get().rule == "student"
    tell(person, person__is_student="0")
    assert not Contradiction.objects.exists()


@pytest.fixture
def stop(monkeypatch):
    """Lets everybody say that a group of facts may not be used."""

    def stopped(group: str) -> None:
        one = {group: standings.Standing("", stopped=True)}
        source = standings.SOURCES._items
        answers = standings.Source(
            standings=lambda ids: dict.fromkeys(ids, one),
            stopped=lambda ids: dict.fromkeys(ids, frozenset({group})),
        )
        monkeypatch.setitem(source, "tests", answers)

    return stopped


def test_what_may_not_be_used_contradicts_nothing_and_makes_no_work(town, stop):
    person = settle(town.dwelling, "王秀英")
    tell(person, aid__is_recipient="1", aid__end_date="2026-03-10")
    assert found() == [("王秀英", "aid")]
    day = dt.date(2026, 3, 10)
    spans = {changes.ChangeKind.BENEFIT: (day, day)}
    (benefit,) = changes.facts_ending(spans)
    keys = {(benefit.person, benefit.key)}
    assert changes.still_so(keys) == keys
    stop("aid")
    assert found() == []
    assert list(changes.facts_ending(spans)) == []
    assert changes.still_so(keys) == set()


def test_a_tag_of_what_may_not_be_used_is_not_told_and_makes_no_work(town, stop):
    person, head = settle(town.dwelling, "王秀英", is_disabled="1"), make_head(town.community)
    tag = Tag.objects.get(name="残疾人")
    row = PersonTag.objects.get(person=person, tag=tag)
    day = row.review_on
    (change,) = changes.tags_to_review(since=day, until=day)
    keys = {(change.person, change.key)}
    assert changes.still_so(keys) == keys
    assert [held.tag for held in tags.held_by([person], head, on=TODAY)[person.pk]][-1:] == [tag]
    assert coming.ending_tags(head, until=day) == [row]
    stop("health")
    assert list(changes.tags_to_review(since=day, until=day)) == []
    assert changes.still_so(keys) == set()
    assert tag not in [held.tag for held in tags.held_by([person], head, on=TODAY)[person.pk]]
    assert coming.ending_tags(head, until=day) == []
    with pytest.raises(standings.Stopped):
        tag_actions.review(row=row, by=head, at=AT)
    row.delete()
    with pytest.raises(standings.Stopped):
        tag_actions.give(person=person, tag=tag, since=TODAY, source=Source.VISIT, by=head, at=AT)


@pytest.mark.parametrize(
    ("group", "columns"),
    [
        ("work", {"employment_status": "80"}),
        ("situation", {"marital_status": "20"}),
        ("identity", {"sex": "1"}),
    ],
)
def test_neither_does_what_stands_in_a_column(town, stop, group, columns):
    child = settle(town.dwelling, "王秀英", id_number=id_number("2010-01-01"))
    put(child, **columns)
    assert len(found()) == 1
    stop(group)
    assert found() == []


def test_what_is_erased_contradicts_nothing(town):
    person = settle(town.dwelling, "王秀英")
    tell(person, aid__is_recipient="1", aid__end_date="2026-01-31")
    assert Contradiction.objects.exists()
    erasing.erase_groups(person=person, groups=[catalogue.AID], by=None, at=AT)
    assert not Contradiction.objects.exists()


class TestSettling:
    @pytest.fixture
    def row(self, town) -> Contradiction:
        person = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
        tell(person, aid__is_recipient="1", aid__end_date="2026-01-31")
        return Contradiction.objects.get()

    def test_it_is_not_shown_again_until_a_value_changes(self, town, row):
        head = make_head(town.community)
        contradictions.settle(row=row, note="看过证件", by=head, at=AT)
        assert contradictions.sweep(at=AT + dt.timedelta(days=1)) == 0
        assert audit.of_subject(row.person).first().reason == "看过证件"
        tell(row.person, aid__end_date="2026-02-28")
        row.refresh_from_db()
        assert (row.settled_at, row.note) == (None, "")

    def test_the_same_form_once_more_changes_nothing(self, town, row):
        contradictions.settle(row=row, note="看过证件", by=None, at=AT)
        contradictions.settle(row=row, note="", by=None, at=AT)
        row.refresh_from_db()
        assert row.note == "看过证件"

    @pytest.mark.parametrize("end", ["2026-02-28", "2026-12-31"])
    def test_what_has_changed_meanwhile_is_not_settled(self, town, row, end):
        tell(row.person, aid__end_date=end)
        with pytest.raises(NotFound):
            contradictions.settle(row=row, note="", by=None, at=AT)
        assert not Contradiction.objects.exclude(settled_at=None).exists()

    def test_it_can_be_listed_again(self, town, row):
        contradictions.settle(row=row, note="", by=None, at=AT)
        contradictions.reopen(row=row, by=make_head(town.community), at=AT)
        assert queries.listing(make_head(town.community), queries.Asked()).get() == row

    def test_who_may_not_see_the_fact_is_not_told(self, town, row):
        worker = make_user(town.community, ["residents.view", "residents.edit"])
        assert not queries.listing(worker, queries.Asked()).exists()
        with pytest.raises(NotFound):
            queries.get_visible(worker, row.pk)
        other = make_head(make_town("和平社区").community)
        assert not queries.listing(other, queries.Asked()).exists()


def test_a_sweep_goes_through_everybody_in_lots(town, monkeypatch):
    monkeypatch.setattr(contradictions, "LOT", 1)
    for number, name in enumerate(("王秀英", "李强", "赵敏")):
        person = settle(town.dwelling, name, is_student="1")
        put(person, employment_status="80", **({"household": None} if number else {}))
    Contradiction.objects.all().delete()
    contradictions.sweep(at=AT)
    assert Contradiction.objects.filter(rule="student").count() == 3


def test_each_rule_has_words_of_its_own():
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({str(rule.words) for rule in RULES}) == len(RULES)


class TestPage:
    def test_each_has_its_next_step_and_filters_stay_in_the_address(self, town, client: Client):
        student = settle(town.dwelling, "王秀英", is_student="1", is_retired="1")
        first = settle(town.next_door, "李强", relation="02")
        put(settle(first.household, "赵敏"), relation="02")
        contradictions.sweep(at=AT)
        client.force_login(make_head(town.community))
        url = reverse("residents:contradictions")
        page = client.get(url).text
        assert reverse("residents:edit", args=["person", student.pk, "situation"]) in page
        assert reverse("residents:household", args=[first.household_id]) in page
        assert "李强、赵敏" in page
        narrowed = client.get(url, {"rule": "student", "place": town.grid.pk}).text
        assert ("王秀英" in narrowed, "李强、赵敏" in narrowed) == (True, False)
        row = Contradiction.objects.get(rule="student")
        settled = reverse("residents:settle-contradiction", args=[row.pk])
        back = client.post(f"{settled}?rule=student", {"note": "在读老年大学"})
        assert back.url == f"{url}?rule=student"
        assert "没有对不上的信息" in client.get(url, {"rule": "student"}).text
        assert "在读老年大学" in client.get(url, {"state": "settled"}).text
        client.post(reverse("residents:reopen-contradiction", args=[row.pk]))
        assert "王秀英" in client.get(url, {"rule": "student"}).text

    def test_as_many_queries_for_three_as_for_one(self, town, client: Client):
        client.force_login(make_head(town.community))

        def queries_of_the_page() -> int:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(reverse("residents:contradictions"))
            return len(captured)

        settle(town.dwelling, "王秀英", is_student="1", is_retired="1")
        queries_of_the_page()
        one = queries_of_the_page()
        for name in ("李强", "赵敏"):
            settle(town.dwelling, name, is_student="1", is_retired="1")
        assert queries_of_the_page() == one
