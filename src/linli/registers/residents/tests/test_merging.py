"""Files that look alike: found, told apart, made one, and two again."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.kernel.errors import InvalidMove, NotAllowed
from linli.registers.residents.actions import files, merging, people, tags
from linli.registers.residents.models import Person, Source, Tag
from linli.registers.residents.queries import duplicates, finding
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


@pytest.fixture
def head(town: Town):
    return make_head(town.community)


def merge(kept: Person, gone: Person, by=None):
    return merging.merge(kept=kept, gone=gone, by=by, at=AT)


def found(head, town) -> list[tuple[str, str]]:
    return [(p.first.name, p.second.name) for p in duplicates.pairs(head, town.community)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"id_number": id_number("1940-01-01")}, {"id_number": id_number("1940-01-01")}, True),
        ({"birth_date": "1940-01-01"}, {"birth_date": "1940-01-01"}, True),
        ({"phone": "15400000001"}, {"phone": "15400000001"}, True),
        ({"birth_date": "1940-01-01"}, {"birth_date": "1941-01-01"}, False),
        (
            {"id_number": id_number("1940-01-01"), "phone": "15400000001"},
            {"id_number": id_number("1940-01-01", order=2), "phone": "15400000001"},
            False,
        ),
        ({}, {}, False),
    ],
)
def test_what_points_at_one_person(town, head, one, other, alike):
    settle(town.dwelling, "王秀英", **one)
    settle(town.next_door, "王秀英", **other)
    assert bool(found(head, town)) == alike


def test_father_and_son_share_a_telephone_and_are_two(town, head):
    settle(town.dwelling, "王建国", phone="15400000001")
    settle(town.dwelling, "王小明", phone="15400000001")
    assert found(head, town) == []


def test_who_looked_is_not_asked_again(town, head):
    first = settle(town.dwelling, "王秀英", phone="15400000001")
    second = settle(town.next_door, "王秀英", phone="15400000001")
    merging.tell_apart(first=second, second=first, by=head, at=AT)
    assert found(head, town) == []


class TestMerging:
    def test_one_file_has_what_both_knew(self, town, head):
        kept = settle(town.dwelling, "王秀英", phone="15400000001", ethnicity="03")
        gone = settle(town.next_door, "王秀英", ethnicity="01", birth_date="1940-01-01")
        tags.give(
            person=gone,
            tag=Tag.objects.get(name="志愿者"),
            since=TODAY,
            source=Source.VISIT,
            by=None,
            at=AT,
        )
        people.add_contact(
            person=gone, role="emergency", name="王小明", phone="15400000009", by=None, at=AT
        )
        merge(kept, gone, head)
        kept.refresh_from_db()
        assert (kept.ethnicity, str(kept.born_on)) == ("03", "1940-01-01")
        assert kept.tags.get().tag.name == "志愿者"
        assert kept.contacts.get().name == "王小明"
        assert list(finding.find(head, "王秀英")) == [kept]
        gone.household.refresh_from_db()
        assert (gone.household.size, gone.household.head) == (0, None)

    def test_parting_gives_everything_back(self, town, head):
        kept = settle(town.dwelling, "王秀英", phone="15400000001")
        gone = settle(town.next_door, "王秀英", birth_date="1940-01-01")
        people.add_contact(
            person=gone, role="emergency", name="王小明", phone="15400000009", by=None, at=AT
        )
        done = merge(kept, gone, head)
        merging.part(merge=done, by=head, at=AT)
        for one in (kept, gone, gone.household):
            one.refresh_from_db()
        assert kept.born_on is None
        assert gone.merged_into is None
        assert gone.contacts.get().name == "王小明"
        assert (gone.household.size, gone.household.head) == (1, gone)
        assert finding.find(head, "王秀英").count() == 2
        merging.part(merge=done, by=head, at=AT)  # once more changes nothing

    def test_what_was_told_since_stays_when_they_part(self, town, head):
        kept = settle(town.dwelling, "王秀英")
        gone = settle(town.next_door, "王秀英", birth_date="1940-01-01", ethnicity="03")
        done = merge(kept, gone)
        files.tell(
            record=kept,
            told={"person.ethnicity": "11"},
            source=Source.VISIT,
            confirmed_on=TODAY,
            by=None,
            at=AT,
        )
        merging.part(merge=done, by=None, at=AT)
        kept.refresh_from_db()
        assert (kept.ethnicity, kept.born_on) == ("11", None)

    def test_a_tag_that_came_with_a_fact_goes_with_it(self, town):
        kept, gone = settle(town.dwelling, "王秀英"), settle(town.next_door, "王秀英")
        files.tell(
            record=gone,
            told={"veteran.is_veteran": "1"},
            source=Source.DOCUMENT,
            confirmed_on=TODAY,
            by=None,
            at=AT,
        )
        done = merge(kept, gone)
        assert kept.tags.get().tag.name == "退役军人"
        merging.part(merge=done, by=None, at=AT)
        assert not kept.tags.exists()
        assert gone.tags.exists()

    def test_what_had_become_part_of_a_file_goes_back_with_it(self, town):
        first, second, third = (settle(town.dwelling, "王秀英") for _ in range(3))
        inner, outer = merge(second, third), merge(first, second)
        merging.part(merge=outer, by=None, at=AT)
        third.refresh_from_db()
        assert third.merged_into == second
        merging.part(merge=inner, by=None, at=AT)
        third.refresh_from_db()
        assert third.merged_into is None

    def test_two_numbers_are_two_people(self, town):
        kept = settle(town.dwelling, "王秀英", id_number=id_number("1940-01-01"))
        gone = settle(town.next_door, "王秀英", id_number=id_number("1940-01-01", order=2))
        with pytest.raises(merging.TwoNumbers):
            merge(kept, gone)

    def test_only_who_manages_files_may(self, town):
        worker = make_user(town.community, ["residents.view", "residents.edit"])
        kept, gone = settle(town.dwelling, "王秀英"), settle(town.next_door, "王秀英")
        with pytest.raises(NotAllowed):
            merge(kept, gone, worker)
        with pytest.raises(InvalidMove):
            merge(kept, kept)


class TestPages:
    @pytest.fixture
    def client(self, head) -> Client:
        client = Client()
        client.force_login(head)
        return client

    def test_entry_shows_who_is_on_record_and_takes_a_second_word(self, town, client):
        settle(town.dwelling, "王秀英", birth_date="1940-01-01")
        sent = {
            "person__name": "王秀英",
            "person__birth_date": "1940-01-01",
            "home": "3-2-502",
            "on": "2026-03-01",
            "source": "window",
        }
        url = reverse("residents:new")
        asked = client.post(url, sent)
        assert asked.status_code == 422
        assert "可能已经登记过" in asked.content.decode()
        assert "姓名相同、出生日期相同" in asked.content.decode()
        assert client.post(url, {**sent, "sure": "on"}).status_code == 302
        assert Person.objects.count() == 2

    def test_merging_and_parting_on_pages(self, town, client):
        kept = settle(town.dwelling, "王秀英", phone="15400000001")
        gone = settle(town.next_door, "王秀英", phone="15400000001")
        page = client.get(reverse("residents:duplicates")).content.decode()
        assert "姓名相同、电话相同" in page
        client.post(reverse("residents:merge"), {"kept": kept.pk, "gone": gone.pk})
        moved = client.get(reverse("residents:person", args=[gone.pk]))
        assert moved.url == reverse("residents:person", args=[kept.pk])
        done = duplicates.merges_of(kept)[0]
        client.post(reverse("residents:part", args=[done.pk]))
        assert client.get(reverse("residents:person", args=[gone.pk])).status_code == 200
        apart = f"{reverse('residents:tell-apart')}?place={town.community.pk}"
        back = client.post(apart, {"kept": kept.pk, "gone": gone.pk})
        assert back.url == f"{reverse('residents:duplicates')}?place={town.community.pk}"
        assert "没有发现重复" in client.get(reverse("residents:duplicates")).content.decode()
