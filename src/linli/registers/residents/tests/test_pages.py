"""The pages of people and homes, as staff use them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.foundation.audit import public as audit
from linli.registers.residents.actions import files, life
from linli.registers.residents.models import Dwelling, LifeKind, Person, Source
from linli.registers.residents.queries import buildings, listing
from linli.registers.residents.tests.factories import AT, TODAY, Town, make_town, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def head(town: Town, client: Client) -> Client:
    client.force_login(make_head(town.community))
    return client


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(f"residents:{name}", args=args), query)
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def test_one_file_is_not_looked_for_among_all_of_its_place(town, head):
    """PostgreSQL takes a community's thousands for a single row: it would read them all."""
    person = settle(town.dwelling, "王秀英", phone="15400000001")
    with CaptureQueriesContext(connection) as asked:
        page(head, "person", person.pk)
        page(head, "household", person.household_id)
        page(head, "list", q="15400000001")
    wide = [query["sql"] for query in asked if '"place_path" >=' in query["sql"]]
    assert wide == []


class TestList:
    def test_filters_stay_in_the_address_and_narrow(self, town, head):
        settle(town.dwelling, "王秀英", birth_date="1940-01-01", sex="2", phone="15400000001")
        settle(town.dwelling, "李强", birth_date="1990-01-01", sex="1")
        assert "王秀英" in page(head, "list", age_from="80")
        assert "李强" not in page(head, "list", age_from="80")
        assert "李强" in page(head, "list", age_to="40", sex="1", place=town.grid.pk)
        text = page(head, "list", q="wxy")
        assert "王秀英" in text
        assert "154****0001" in text
        assert "15400000001" not in text

    def test_more_than_the_words_is_asked_on_demand(self, town, head):
        assert "age_from" not in page(head, "list")
        assert "age_from" not in page(head, "list", q="wxy")
        assert "age_from" in page(head, "list", more="1")
        assert "age_from" in page(head, "list", sex="1")

    def test_who_left_is_found_when_asked_for(self, town, head):
        person = settle(town.dwelling, "王秀英")
        life.happen(person=person, kind=LifeKind.LEFT, on=TODAY, by=None, at=AT)
        assert "王秀英" not in page(head, "list")
        assert "王秀英" in page(head, "list", presence="left")
        assert "王秀英" in page(head, "list", presence="all")

    @pytest.mark.parametrize(
        "words", ["王秀英 3-2-501", "3号楼 2单元 501", "三号楼二单元501", "王 3号楼"]
    )
    def test_an_address_in_any_wording(self, town, head, words):
        settle(town.dwelling, "王秀英")
        settle(town.next_door, "王小明")
        text = page(head, "list", q=words)
        assert "王秀英" in text
        assert ("王小明" in text) == (words == "王 3号楼")

    def test_as_many_queries_for_one_as_for_many(self, town, head):
        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                page(head, "list")
            return len(queries)

        settle(town.dwelling, "王秀英")
        page(head, "list")
        one = count()
        for name in ("李强", "赵敏"):
            settle(town.next_door, name)
        assert count() == one

    def test_a_long_list_is_walked_in_the_same_order(self, town, head, monkeypatch):
        for name in ("王秀英", "李强", "赵敏"):
            settle(town.dwelling, name)
        names = [p.name for p in listing_of(head).people.order_by(*listing.ORDER)]
        monkeypatch.setattr(listing, "MOST_COUNTED", 2)
        found = listing_of(head)
        assert found.more
        assert [p.name for p in found.people.order_by(*listing.ORDER)] == names


def listing_of(client: Client) -> listing.Found:
    user = accounts.User.objects.get(pk=client.session["_auth_user_id"])
    return listing.listing(user, listing.Filters(), on=TODAY)


class TestPerson:
    def test_numbers_are_masked_until_a_reason_is_given(self, town, head):
        person = settle(town.dwelling, "王秀英", phone="15400000001")
        assert "15400000001" not in page(head, "person", person.pk)
        url = reverse("residents:look", args=["person", person.pk])
        refused = head.post(url, {"reason": ""})
        assert refused.status_code == 422
        assert "15400000001" not in refused.content.decode()
        shown = head.post(url, {"reason": "核对"}).content.decode()
        assert "15400000001" in shown

    def test_a_group_is_changed_and_an_empty_secret_stays(self, town, head):
        person = settle(town.dwelling, "王秀英", phone="15400000001")
        url = reverse("residents:edit", args=["person", person.pk, "contact"])
        form = head.get(url).context["form"]
        sent = {"seen": form["seen"].value(), "source": "visit", "confirmed_on": "2026-03-11"}
        head.post(url, {**sent, "person__postcode": "990000"})
        person.refresh_from_db()
        assert (person.phone, person.known["person.postcode"]) == ("15400000001", "990000")
        sent["seen"] = head.get(url).context["form"]["seen"].value()
        head.post(url, {**sent, "person__phone": "无", "person__postcode": "990000"})
        person.refresh_from_db()
        assert person.phone == ""

    def test_a_second_writer_sees_both(self, town, head):
        person = settle(town.dwelling, "王秀英")
        url = reverse("residents:edit", args=["person", person.pk, "work"])
        seen = head.get(url).context["form"]["seen"].value()
        sent = {"seen": seen, "source": "visit", "confirmed_on": "2026-03-11"}
        head.post(url, {**sent, "person__employer": "云山机械厂"})
        second = head.post(url, {**sent, "person__employer": "春晖超市"})
        assert second.status_code == 422
        text = second.content.decode()
        assert "云山机械厂" in text
        assert "春晖超市" in text

    def test_mistakes_are_told_at_their_field(self, town, head):
        person = settle(town.dwelling, "王秀英")
        url = reverse("residents:edit", args=["person", person.pk, "identity"])
        sent = {"source": "visit", "confirmed_on": "2026-03-11", "person__name": "王秀英"}
        response = head.post(url, {**sent, "person__id_number": "990000195607080024"})
        assert response.status_code == 422
        assert "校验位" in response.content.decode()

    def test_who_lacks_the_code_sees_that_there_is_something(self, town, client):
        person = settle(town.dwelling, "王秀英")
        files.tell(
            record=person,
            told={"person.illness": "高血压"},
            source=Source.VISIT,
            confirmed_on=TODAY,
            by=None,
            at=AT,
        )
        worker = make_user(town.grid, ["residents.view", "residents.edit"])
        client.force_login(worker)
        text = page(client, "person", person.pk)
        assert "高血压" not in text
        assert "您的岗位看不到" in text
        url = reverse("residents:edit", args=["person", person.pk, "health"])
        assert client.get(url).status_code == 403

    def test_life_events_and_their_undo(self, town, head):
        person = settle(town.dwelling, "王秀英")
        url = reverse("residents:life", args=[person.pk])
        head.post(url, {"kind": "hospital", "on": "2026-03-10", "where": "云山医院"})
        text = page(head, "person", person.pk)
        assert "云山医院" in text
        event = person.life.first()
        head.post(reverse("residents:undo-life", args=[event.pk]))
        person.refresh_from_db()
        assert person.presence == "here"

    def test_contacts_come_and_go(self, town, head):
        person = settle(town.dwelling, "王秀英")
        url = reverse("residents:add-contact", args=[person.pk])
        sent = {"role": "emergency", "name": "王小明", "relation": "20", "phone": "15400000009"}
        head.post(url, sent)
        text = page(head, "person", person.pk)
        assert "154****0009" in text
        look = reverse("residents:look", args=["person", person.pk])
        assert look in text
        assert "15400000009" in head.post(look, {"reason": "老人不舒服"}).content.decode()
        assert audit.of_subject(person).first().changes["fields"] == ["联系人电话"]
        head.post(reverse("residents:remove-contact", args=[person.contacts.get().pk]))
        assert "王小明" not in page(head, "person", person.pk)

    def test_confirming_and_history(self, town, head):
        person = settle(town.dwelling, "王秀英", ethnicity="03")
        url = reverse("residents:confirm", args=["person", person.pk, "identity"])
        assert "部门反馈" not in page(head, "history", "person", person.pk)
        head.post(url, {"source": "department"})
        assert "部门反馈" in page(head, "history", "person", person.pk)


class TestHomes:
    def test_a_new_person_at_an_address_joins_who_lives_there(self, town, head):
        first = settle(town.dwelling, "王秀英")
        sent = {
            "person__name": "王小明",
            "home": "3-2-501",
            "join": "on",
            "relation": "20",
            "on": "2026-03-01",
            "source": "window",
        }
        response = head.post(reverse("residents:new"), sent)
        assert response.status_code == 302, response.content.decode()
        made = Person.objects.get(name="王小明")
        assert made.household == first.household

    def test_an_address_that_is_no_dwelling_is_asked_again(self, town, head):
        sent = {"person__name": "王小明", "home": "3号楼", "on": "2026-03-01", "source": "window"}
        response = head.post(reverse("residents:new"), sent)
        assert response.status_code == 422
        assert "写到房号" in response.content.decode()

    def test_members_are_called_what_they_are_to_the_head(self, town, head):
        home = settle(town.dwelling, "王建国").household
        for relation in ("10", "30", "43"):
            settle(home, "家人", relation=relation, sex="2")
        text = page(head, "household", home.pk)
        assert "配偶 女 " in text
        assert "女儿  " in text
        assert "外孙子  " in text

    def test_the_pages_of_household_dwelling_and_building(self, town, head):
        person = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
        assert "王秀英" in page(head, "household", person.household_id)
        assert "王秀英" in page(head, "dwelling", town.dwelling.pk)
        plan = page(head, "building", town.building.pk)
        assert "502" in plan
        assert '<span class="plan-mark">老</span>' in plan

    def test_what_is_told_of_a_dwelling(self, town, head):
        url = reverse("residents:edit", args=["dwelling", town.dwelling.pk, "dwelling"])
        sent = {"source": "visit", "confirmed_on": "2026-03-11"}
        form = head.get(url).context["form"]
        sent |= {"seen": form["seen"].value(), "dwelling__occupancy": "tenant"}
        response = head.post(url, sent)
        assert response.status_code == 302, response.content.decode()
        assert Dwelling.objects.get(place=town.dwelling).occupancy == "tenant"
        assert "出租" in page(head, "building", town.building.pk)

    def test_moving(self, town, head):
        person = settle(town.dwelling, "王秀英")
        url = reverse("residents:move", args=[person.pk])
        head.post(url, {"home": "3-2-502", "relation": "02", "on": "2026-03-01"})
        person.refresh_from_db()
        assert person.household.dwelling == town.next_door
        assert person.household.head == person

    def test_floors_come_from_the_numbers_of_dwellings(self):
        names = ["501", "1203", "0302室", "甲"]
        assert [buildings.floor_of(name) for name in names] == ["5", "12", "03", ""]
