"""What the register is told, who said so, and where people are."""

import datetime as dt

import pytest
from django.db import connection

from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError, EditConflict, InvalidMove, NotAllowed
from linli.kernel.seen import digest
from linli.registers.residents import catalogue, values
from linli.registers.residents.actions import files, households, life, people
from linli.registers.residents.models import LifeKind, Person, Source, Statement
from linli.registers.residents.queries import files as queries
from linli.registers.residents.tests.factories import AT, TODAY, Town, id_number, make_town, settle

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def worker(town: Town):
    return make_user(
        town.community, ["residents.view", "residents.edit", "residents.reveal"], name="李晓梅"
    )


def tell(person: Person, by=None, *, source=Source.VISIT, on=TODAY, at=AT, **told: str) -> Person:
    return files.tell(
        record=person,
        told={name.replace("__", "."): value for name, value in told.items()},
        source=source,
        confirmed_on=on,
        by=by,
        at=at,
    )


def test_each_value_answers_who_says_so_since_when(town, worker):
    person = settle(town.dwelling, "王秀英", birth_date="1940-02-03")
    tell(person, worker, person__ethnicity="03", person__employer="云山机械厂")
    later = {"source": Source.DOCUMENT, "on": dt.date(2026, 3, 1), "at": AT + DAY}
    tell(person, worker, person__ethnicity="01", **later)
    person.refresh_from_db()
    told = queries.told(person, queries.statements_of(person), worker, on=TODAY)
    facts = {fact.field.id: fact for group in told for fact in group.facts}
    assert facts["person.ethnicity"].shown == "汉族"
    assert facts["person.ethnicity"].statement.source == Source.DOCUMENT
    assert facts["person.ethnicity"].statement.confirmed_on == dt.date(2026, 3, 1)
    assert facts["person.employer"].shown == "云山机械厂"
    assert facts["person.employer"].statement.source == Source.VISIT
    assert facts["person.employer"].statement.by == worker


def test_the_history_shows_what_stood_there(town, worker):
    person = settle(town.dwelling, "王秀英", phone="15400000001")
    tell(person, worker, person__phone="15400000002")
    person.refresh_from_db()
    latest = queries.history(person, queries.statements_of(person), worker)[0]
    assert latest.before == [(catalogue.FIELDS["person.phone"].label, "154****0001")]
    assert "15400000001" not in str(Statement.objects.values_list("fields", flat=True)[0])


def test_the_history_is_encrypted_in_the_database(town):
    person = settle(town.dwelling, "王秀英", phone="15400000001")
    tell(person, person__phone="15400000002")
    with connection.cursor() as cursor:
        cursor.execute("SELECT before FROM residents_statement")
        stored = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT details, phone FROM residents_person")
        stored += [text for row in cursor.fetchall() for text in row]
    assert any(stored)
    assert not any("15400" in text for text in stored)


def test_confirming_changes_no_value_but_its_age(town, worker):
    person = settle(town.dwelling, "王秀英", ethnicity="03")
    group = catalogue.IDENTITY
    on = TODAY + dt.timedelta(days=400)
    at = AT + dt.timedelta(days=400)
    before = queries.told(person, queries.statements_of(person), worker, on=on)
    assert before[0].stale
    files.confirm(
        record=person, group=group, source=Source.VISIT, confirmed_on=on, by=worker, at=at
    )
    after = queries.told(person, queries.statements_of(person), worker, on=on)
    assert not after[0].stale
    assert [f.shown for f in after[0].facts] == [f.shown for f in before[0].facts]


def test_two_writers_both_see_both_values(town, worker):
    person = settle(town.dwelling, "王秀英", ethnicity="03")
    seen = digest(files.present(person, catalogue.IDENTITY))
    tell(person, worker, person__ethnicity="11")
    with pytest.raises(EditConflict) as conflict:
        files.tell(
            record=person,
            told={"person.ethnicity": "01"},
            source=Source.VISIT,
            confirmed_on=TODAY,
            seen=seen,
            group=catalogue.IDENTITY,
            by=worker,
            at=AT,
        )
    assert conflict.value.details["theirs"]["person__ethnicity"] == "满族"


def test_an_identity_number_says_birth_and_sex(town, worker):
    person = settle(town.dwelling, "王秀英")
    number = id_number("1956-07-08", sex="2")
    tell(person, worker, person__id_number=number)
    person.refresh_from_db()
    assert (person.born_on, person.sex) == (dt.date(1956, 7, 8), "2")


@pytest.mark.parametrize(
    "told",
    [
        {"birth_date": "1956-07-09"},
        {"sex": "1"},
    ],
)
def test_what_disagrees_with_the_number_is_not_kept(town, told):
    with pytest.raises(values.BadValue):
        settle(town.dwelling, "王秀英", id_number=id_number("1956-07-08", sex="2"), **told)
    assert not Person.objects.exists()


def test_a_passport_is_no_identity_card(town):
    person = settle(town.dwelling, "安娜", id_type="414", id_number="E12345678")
    assert person.id_number == "E12345678"


def test_nobody_is_born_tomorrow(town):
    with pytest.raises(files.FromTheFuture):
        settle(town.dwelling, "王秀英", birth_date="2026-03-12")


def test_sensitive_facts_need_their_own_code(town, worker):
    person = settle(town.dwelling, "王秀英")
    with pytest.raises(NotAllowed):
        tell(person, worker, person__illness="高血压")
    doctor = make_user(town.community, ["residents.view", "residents.edit", "residents.sensitive"])
    tell(person, doctor, person__illness="高血压")
    person.refresh_from_db()
    statements = queries.statements_of(person)
    assert "高血压" not in str(queries.told(person, statements, worker, on=TODAY))
    assert "高血压" in str(queries.told(person, statements, doctor, on=TODAY))
    assert "患病" not in str(queries.history(person, statements, worker))


def test_looking_takes_a_reason_and_leaves_a_line(town, worker):
    person = settle(town.dwelling, "王秀英", phone="15400000001")
    groups = catalogue.PERSON_GROUPS
    with pytest.raises(people.NeedsReason):
        people.reveal(record=person, groups=groups, reason=" ", by=worker, at=AT)
    opened = people.reveal(record=person, groups=groups, reason="核对", by=worker, at=AT)
    assert opened == {"person.phone": "15400000001"}
    line = audit.of_subject(person).first()
    assert (line.action, line.reason) == ("residents.reveal", "核对")
    assert "15400000001" not in str(line.changes)


def test_only_a_holder_of_the_code_writes(town):
    reader = make_user(town.community, ["residents.view"])
    person = settle(town.dwelling, "王秀英")
    with pytest.raises(NotAllowed):
        tell(person, reader, person__ethnicity="01")
    with pytest.raises(NotAllowed):
        life.happen(person=person, kind=LifeKind.DIED, on=TODAY, by=reader, at=AT)


class TestHouseholds:
    def test_the_first_member_is_the_head(self, town):
        person = settle(town.dwelling, "王秀英")
        assert person.household.head == person
        assert person.relation == households.HEAD

    def test_figures_follow_the_members(self, town):
        head = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
        settle(head.household, "李强", relation="10", birth_date="1938-01-01")
        head.refresh_from_db()
        assert (head.household_size, head.household.size) == (2, 2)
        assert head.household_youngest_on == dt.date(1940, 1, 1)
        life.happen(
            person=head.household.people.get(name="李强"),
            kind=LifeKind.HOSPITAL,
            on=TODAY,
            by=None,
            at=AT,
        )
        head.refresh_from_db()
        assert head.household_size == 1
        head.household.refresh_from_db()
        assert head.household.size == 2

    def test_an_unknown_birth_leaves_the_youngest_open(self, town):
        head = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
        settle(head.household, "李强", relation="10")
        head.refresh_from_db()
        assert head.household_youngest_on is None

    def test_a_new_head_takes_the_place_of_the_old(self, town):
        head = settle(town.dwelling, "王秀英")
        other = settle(head.household, "李强", relation="10")
        households.relate(person=other, relation="02", by=None, at=AT)
        head.refresh_from_db()
        head.household.refresh_from_db()
        assert head.household.head == other
        assert head.relation == ""


class TestLife:
    def test_who_moves_leaves_one_household_for_another(self, town):
        head = settle(town.dwelling, "王秀英")
        old = head.household
        life.move(person=head, home=life.Home(dwelling=town.next_door), on=TODAY, by=None, at=AT)
        head.refresh_from_db()
        old.refresh_from_db()
        assert head.household.dwelling == town.next_door
        assert head.place_path == town.next_door.place_path
        assert (old.size, old.head) == (0, None)

    def test_taking_it_back_leaves_everything_as_before(self, town):
        head = settle(town.dwelling, "王秀英")
        mate = settle(head.household, "李强", relation="10")
        event = life.happen(person=head, kind=LifeKind.DIED, on=TODAY, by=None, at=AT)
        mate.refresh_from_db()
        assert mate.household_size == 1
        life.undo(event=event, by=None, at=AT)
        for one in (head, mate, mate.household):
            one.refresh_from_db()
        assert (head.presence, mate.household.head, mate.household_size) == ("here", head, 2)

    def test_only_the_last_change_and_a_young_one_can_be_taken_back(self, town):
        person = settle(town.dwelling, "王秀英")
        first = life.happen(person=person, kind=LifeKind.AWAY, on=TODAY, by=None, at=AT)
        second = life.happen(person=person, kind=LifeKind.RETURNED, on=TODAY, by=None, at=AT)
        with pytest.raises(life.TooLateToTakeBack):
            life.undo(event=first, by=None, at=AT)
        with pytest.raises(life.TooLateToTakeBack):
            life.undo(event=second, by=None, at=AT + dt.timedelta(days=8))

    def test_coming_onto_the_register_is_no_change_to_take_back(self, town):
        person = settle(town.dwelling, "王秀英")
        with pytest.raises(life.TooLateToTakeBack):
            life.undo(event=person.life.get(), by=None, at=AT)

    def test_what_cannot_be_is_refused(self, town):
        person = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
        refusals: list[tuple[LifeKind, dt.date, type[DomainError]]] = [
            (LifeKind.RETURNED, TODAY, InvalidMove),
            (LifeKind.DIED, TODAY + dt.timedelta(days=1), life.NotYet),
            (LifeKind.AWAY, dt.date(2019, 1, 1), life.BeforeTheLast),
            (LifeKind.MOVED, TODAY, InvalidMove),
        ]
        for kind, on, refusal in refusals:
            with pytest.raises(refusal):
                life.happen(person=person, kind=kind, on=on, by=None, at=AT)

    def test_nobody_moves_into_a_staircase(self, town):
        person = settle(town.dwelling, "王秀英")
        with pytest.raises(households.NotADwelling):
            life.move(
                person=person, home=life.Home(dwelling=town.building), on=TODAY, by=None, at=AT
            )
