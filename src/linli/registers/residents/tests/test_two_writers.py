"""Two people at one file at once, and forms that are sent twice."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_head
from linli.foundation.audit import public as audit
from linli.kernel.errors import EditConflict, InvalidMove, NotFound
from linli.kernel.seen import digest
from linli.registers.residents import catalogue
from linli.registers.residents.actions import files, households, life, merging, people, tags
from linli.registers.residents.actions.life import Home
from linli.registers.residents.models import (
    Contact,
    ContactRole,
    Distinct,
    Household,
    LifeEvent,
    LifeKind,
    Person,
    PersonTag,
    Source,
    Tag,
)
from linli.registers.residents.tests.factories import (
    AT,
    TODAY,
    Town,
    load_tags,
    make_town,
    settle,
    tell_facts,
)

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(minutes=1)


@pytest.fixture
def town() -> Town:
    load_tags()
    return make_town()


@pytest.fixture
def head(town: Town) -> accounts.User:
    return make_head(town.community)


def as_read(person: Person) -> Person:
    """What somebody has on the screen while others work on."""
    return Person.objects.select_related("household__dwelling").get(pk=person.pk)


def group_with(field: str) -> catalogue.Group:
    groups = catalogue.GROUPS[catalogue.Entity.PERSON]
    return next(one for one in groups if field in {each.id for each in one.fields})


class TestMergedMeanwhile:
    """Somebody has the file open that a colleague makes part of another one."""

    @pytest.fixture
    def two(self, town: Town) -> tuple[Person, Person]:
        kept = settle(town.dwelling, "王秀英", phone="15400000001")
        return kept, settle(town.next_door, "王秀英")

    @pytest.fixture
    def on_screen(self, two: tuple[Person, Person]) -> Person:
        kept, gone = two
        read = as_read(gone)
        merging.merge(kept=kept, gone=gone, by=None, at=AT)
        return read

    def test_what_is_told_reaches_the_file_that_counts(self, two, on_screen, head):
        told = {"person.phone": "15400000002"}
        more: Any = {"source": Source.PHONE, "confirmed_on": TODAY, "by": head, "at": AT}
        files.tell(record=on_screen, told=told, **more)
        kept = as_read(two[0])
        assert kept.phone == "15400000002"
        assert as_read(on_screen).phone == ""

    def test_a_form_shows_both_values(self, two, on_screen, head):
        group = group_with("person.phone")
        seen = digest(files.present(on_screen, group))
        more: Any = {"source": Source.PHONE, "confirmed_on": TODAY, "by": head, "at": AT}
        told = {"person.phone": "15400000002"}
        with pytest.raises(EditConflict):
            files.tell(record=on_screen, told=told, seen=seen, group=group, **more)

    def test_the_page_of_the_form_leads_there(self, two, on_screen, head, client: Client):
        client.force_login(head)
        [kept, gone] = two
        group = group_with("person.phone")
        url = reverse("residents:edit", args=["person", gone.pk, group.code])
        form = {
            "person__phone": "15400000002",
            "source": Source.PHONE,
            "confirmed_on": TODAY,
            "seen": digest(files.present(on_screen, group)),
        }
        page = client.post(url, form)
        assert page.status_code == 422
        assert "154****0001" in page.text
        assert "15400000002" in page.text
        again = dict(page.context["form"].data.items())
        assert client.post(url, again)["Location"] == reverse("residents:person", args=[kept.pk])
        assert as_read(kept).phone == "15400000002"

    def test_tags_and_relatives_reach_it_too(self, two, on_screen, head):
        tag = Tag.objects.filter(field="", rule__isnull=True, needs_proof=False).first()
        assert tag is not None
        tags.give(person=on_screen, tag=tag, since=TODAY, source=Source.VISIT, by=head, at=AT)
        more: Any = {"role": ContactRole.FAMILY, "name": "王强", "phone": "15400000003"}
        people.add_contact(person=on_screen, by=head, at=AT, **more)
        assert PersonTag.objects.get(tag=tag).person == two[0]
        assert Contact.objects.get().person == two[0]

    def test_what_was_meant_for_that_file_alone_is_refused(self, on_screen, town, head):
        group = group_with("person.phone")
        with pytest.raises(InvalidMove):
            life.happen(person=on_screen, kind=LifeKind.AWAY, on=TODAY, by=head, at=AT)
        with pytest.raises(InvalidMove):
            life.move(person=on_screen, home=Home(dwelling=town.dwelling), on=TODAY, by=head, at=AT)
        with pytest.raises(InvalidMove):
            households.relate(person=on_screen, relation="10", by=head, at=AT)
        with pytest.raises(InvalidMove):
            files.confirm(
                record=on_screen,
                group=group,
                source=Source.VISIT,
                confirmed_on=TODAY,
                by=head,
                at=AT,
            )


def test_a_file_erased_meanwhile_is_not_found(town, head):
    person = settle(town.dwelling, "王秀英")
    read = as_read(person)
    Person.objects.filter(pk=person.pk).update(household=None)
    Household.objects.update(head=None)
    person.life.all().delete()
    person.statements.all().delete()
    person.delete()
    more: Any = {"source": Source.PHONE, "confirmed_on": TODAY, "by": head, "at": AT}
    with pytest.raises(NotFound):
        files.tell(record=read, told={"person.phone": "15400000002"}, **more)


def test_who_moved_out_meanwhile_does_not_become_head_there(town, head):
    old = settle(town.dwelling, "王秀英")
    assert old.household is not None
    son = settle(old.household, "王强", relation="20")
    read = as_read(son)
    life.move(person=son, home=Home(dwelling=town.next_door), on=TODAY, by=None, at=AT)
    households.relate(person=read, relation="02", by=head, at=LATER)
    assert Household.objects.get(pk=old.household_id).head == old
    assert as_read(son).household != old.household


class TestSentTwice:
    """The answer did not come, so the same form is sent once more."""

    def test_a_new_person(self, town, head):
        def send(at: dt.datetime) -> Person:
            return people.add(
                told={"person.name": "王秀英"},
                home=Home(dwelling=town.dwelling),
                arrival=people.Arrival(on=TODAY),
                source=Source.WINDOW,
                by=head,
                at=at,
            )

        assert send(AT) == send(LATER)
        assert Person.objects.count() == 1
        assert Household.objects.count() == 1
        assert send(AT + dt.timedelta(hours=1)).pk != Person.objects.earliest("pk").pk

    def test_a_move(self, town, head):
        person = settle(town.dwelling, "王秀英")
        read = as_read(person)
        home = Home(dwelling=town.next_door)
        first = life.move(person=person, home=home, on=TODAY, by=head, at=AT)
        assert life.move(person=read, home=home, on=TODAY, by=head, at=LATER) == first
        assert LifeEvent.objects.filter(kind=LifeKind.MOVED).count() == 1
        assert Household.objects.count() == 2

    def test_a_change(self, town, head):
        person = settle(town.dwelling, "王秀英")
        read = as_read(person)
        told: Any = {"kind": LifeKind.AWAY, "on": TODAY, "where": "深圳", "by": head}
        first = life.happen(person=person, at=AT, **told)
        assert life.happen(person=read, at=LATER, **told) == first
        with pytest.raises(InvalidMove):  # a colleague who says the same later is told so
            life.happen(person=read, at=AT + dt.timedelta(hours=1), **told)

    def test_taking_a_change_back(self, town, head):
        person = settle(town.dwelling, "王秀英")
        event = life.happen(person=person, kind=LifeKind.AWAY, on=TODAY, by=head, at=AT)
        read = LifeEvent.objects.select_related("person").get(pk=event.pk)
        life.undo(event=event, by=head, at=AT)
        back = life.happen(person=person, kind=LifeKind.HOSPITAL, on=TODAY, by=head, at=LATER)
        life.undo(event=read, by=head, at=LATER)
        assert as_read(person).presence == back.presence

    def test_a_merge_and_its_undoing(self, town, head, client: Client):
        client.force_login(head)
        kept, gone = settle(town.dwelling, "王秀英"), settle(town.next_door, "王秀英")
        pair = {"kept": kept.pk, "gone": gone.pk}
        there = reverse("residents:person", args=[kept.pk])
        for _ in range(2):
            assert client.post(reverse("residents:merge"), pair)["Location"] == there
        assert merging.merge(kept=kept, gone=gone, by=head, at=AT).gone == gone
        [merge] = merging.Merge.objects.all()
        for _ in range(2):
            url = reverse("residents:part", args=[merge.pk])
            assert client.post(url)["Location"] == there
        assert as_read(gone).merged_into is None

    def test_telling_two_apart(self, town, head):
        one, other = settle(town.dwelling, "王秀英"), settle(town.next_door, "王秀英")
        for first, second in ((one, other), (other, one)):
            merging.tell_apart(first=first, second=second, by=head, at=AT)
        assert Distinct.objects.count() == 1
        assert len(audit.of_subject(one, action="residents.tell_apart")) == 1

    def test_a_relative(self, town, head):
        person = settle(town.dwelling, "王秀英")
        told: Any = {"role": ContactRole.FAMILY, "name": "王强", "phone": "15400000003"}
        added = [people.add_contact(person=person, by=head, at=AT, **told) for _ in range(2)]
        assert added[0] == added[1]
        for one in added:
            people.remove_contact(
                contact=Contact(pk=one.pk, person=person, role=one.role), by=head, at=AT
            )
        assert len(audit.of_subject(person, action="residents.add_contact")) == 1
        assert len(audit.of_subject(person, action="residents.remove_contact")) == 1

    def test_taking_a_tag_away(self, town, head):
        person = tell_facts(settle(town.dwelling, "王秀英"), {})
        tag = Tag.objects.filter(field="", rule__isnull=True, needs_proof=False).first()
        assert tag is not None
        row = tags.give(person=person, tag=tag, since=TODAY, source=Source.VISIT, by=head, at=AT)
        read = PersonTag.objects.get(pk=row.pk)
        for one in (row, read):
            tags.take_away(row=one, reason="", by=head, at=AT)
        assert len(audit.of_subject(person, action="residents.take_tag")) == 1

    def test_a_tag_is_put_aside_and_not_brought_back(self, town, head, client: Client):
        client.force_login(head)
        tag = Tag.objects.earliest("pk")
        for _ in range(2):
            client.post(reverse("residents:close-tag", args=[tag.pk]), {"open": "0"})
        tag.refresh_from_db()
        assert tag.closed_on is not None
        client.post(reverse("residents:close-tag", args=[tag.pk]), {"open": "1"})
        tag.refresh_from_db()
        assert tag.closed_on is None
