"""The list of units: who keeps it, who signs in for a unit, what the pages say."""

import re

import pytest
from django.urls import reverse

from linli.foundation.accounts.public import AccountsPermission, User
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.audit.public import of_subject
from linli.foundation.places.tests.factories import make_town
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.registers.organisations import actions, queries
from linli.registers.organisations.belonging import units_of
from linli.registers.organisations.models import Kind
from linli.registers.organisations.permissions import OrganisationsPermission
from linli.registers.organisations.tests.factories import MORNING, make_unit

pytestmark = pytest.mark.django_db

CODES = [OrganisationsPermission.MANAGE, AccountsPermission.MANAGE]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def keeper(client, town):
    user = make_user(town.community, CODES)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"organisations:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_unit_is_added_on_the_page(client, keeper, town):
    told = {
        "name": "幸福物业",
        "kind": "property",
        "place": town.community.pk,
        "duties": "电梯、保洁",
        "phone": "0571-8765 4321",
    }
    page = client.post(url("add"), told)["Location"]
    shown = text(client.get(page))
    for word in ("幸福物业", "物业公司", "电梯、保洁", "0571-87654321"):
        assert word in shown
    unit = queries.visible_to(keeper).get()
    assert of_subject(unit, action="organisations.add").get().actor_id == keeper.pk


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": "区供电公司"}, "已经有同名的单位"),
        ({"phone": "12"}, "不像一个电话号码"),
        ({"kind": "secret"}, "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said(client, keeper, town, told, words):
    make_unit(town.community)
    whole = {"name": "新单位", "kind": "utility", "place": town.community.pk}
    assert words in text(client.post(url("add"), whole | told))
    assert queries.visible_to(keeper).count() == 1


def test_units_of_elsewhere_are_neither_seen_nor_changed(client, keeper, town):
    ours, theirs, above = (make_unit(p) for p in (town.community, town.neighbour, town.street))
    listed = [unit.pk for unit in client.get(url("list")).context["page"].items]
    assert listed == [ours.pk]
    for unit in (theirs, above):
        assert client.get(url("unit", unit.pk)).status_code == 404
        for name in ("edit", "close", "reopen", "add-contact", "add-member", "enrol-member"):
            assert client.post(url(name, unit.pk)).status_code == 404, name


def test_a_unit_is_not_moved_out_of_reach(keeper, town):
    unit = make_unit(town.community)
    with pytest.raises(NotAllowed):
        actions.update(
            unit=unit,
            kind=Kind.UTILITY,
            name="x",
            place=town.neighbour,
            by=keeper,
            at=MORNING,
        )


def test_whoever_does_not_keep_the_list_is_told_so(client, town):
    unit = make_unit(town.community)
    client.force_login(make_user(town.community, [AccountsPermission.MANAGE]))
    for address in (url("list"), url("add"), url("unit", unit.pk)):
        assert client.get(address).status_code == 403


def test_closed_units_get_no_new_work(client, keeper, town):
    unit = make_unit(town.community)
    assert list(queries.serving(town.dwelling)) == [unit]
    client.post(url("close", unit.pk), {"on": "2026-03-11"})
    assert list(queries.serving(town.dwelling)) == []
    assert client.get(url("list")).context["page"].items == []
    assert client.get(url("list"), {"state": "closed"}).context["page"].items == [unit]
    client.post(url("reopen", unit.pk))
    assert list(queries.serving(town.dwelling)) == [unit]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "路灯"}, {"城管"}),
        ({"kind": "utility"}, {"供电"}),
        ({"q": "无此"}, set()),
    ],
)
def test_filters(client, keeper, town, asked, names):
    make_unit(town.community, "供电")
    make_unit(town.community, "城管", kind=Kind.DEPARTMENT, duties="路灯")
    assert {unit.name for unit in client.get(url("list"), asked).context["page"].items} == names


def test_contacts_come_and_go(client, keeper, town):
    unit = make_unit(town.community)
    client.post(url("add-contact", unit.pk), {"name": "赵工", "phone": "13800000009"})
    assert "赵工" in text(client.get(url("unit", unit.pk)))
    contact = unit.contacts.get()
    client.post(url("remove-contact", contact.pk))
    assert unit.contacts.count() == 0
    assert of_subject(unit, action="organisations.remove_contact").get().reason == "赵工"


def test_a_contact_of_elsewhere_is_not_ours_to_remove(client, keeper, town):
    theirs = make_unit(town.neighbour)
    contact = actions.add_contact(unit=theirs, name="x", phone="13800000009", by=None, at=MORNING)
    assert client.post(url("remove-contact", contact.pk)).status_code == 404


def test_a_new_person_signs_in_for_the_unit(client, keeper, town):
    unit = make_unit(town.community)
    response = client.post(url("enrol-member", unit.pk), {"name": "赵工", "username": "zhaogong"})
    password = re.search(r"[a-z]{4}-\d{4}-[a-z]{4}-[a-z]{4}", text(response)).group()
    person = User.objects.get(username="zhaogong")
    assert person.check_password(password)
    assert person.kind == "partner"
    assert units_of(person) == {unit.pk}


def test_opening_accounts_needs_that_right_too(client, town):
    client.force_login(make_user(town.community, [OrganisationsPermission.MANAGE]))
    unit = make_unit(town.community)
    response = client.post(url("enrol-member", unit.pk), {"name": "赵工", "username": "zhaogong"})
    assert response.status_code == 422
    assert "没有办理这一步的权限" in text(response)
    assert not User.objects.filter(username="zhaogong").exists()


def test_an_account_of_ones_own_people_joins_a_stranger_does_not(client, keeper, town):
    unit = make_unit(town.community)
    ours, stranger = make_user(town.grid), make_user(town.neighbour)
    client.post(url("add-member", unit.pk), {"username": ours.username})
    assert queries.members_of(unit, on=clock.today()) == [ours]
    response = client.post(url("add-member", unit.pk), {"username": stranger.username})
    assert "这个人不归您管理" in text(response)


def test_a_membership_ends_and_can_begin_again(client, keeper, town):
    unit, person = make_unit(town.community), make_user(town.grid)
    member = actions.add_member(unit=unit, username=person.username, by=keeper, at=clock.now())
    client.post(url("end-membership", member.pk))
    member.refresh_from_db()
    assert member.ends_on == clock.today()
    assert "为止" in text(client.get(url("unit", unit.pk)))
    again = actions.add_member(unit=unit, username=person.username, by=keeper, at=clock.now())
    assert (again.pk, again.ends_on) == (member.pk, None)


def test_a_membership_of_elsewhere_is_not_ours_to_end(client, keeper, town):
    person = make_user(town.neighbour, CODES)
    theirs = make_unit(town.neighbour)
    member = actions.add_member(unit=theirs, username=person.username, by=person, at=MORNING)
    assert client.post(url("end-membership", member.pk)).status_code == 404


def test_work_goes_to_the_nearest_unit_first(town):
    far, near = make_unit(town.street, "街道办"), make_unit(town.community, "居委会")
    make_unit(town.neighbour, "别处")
    assert list(queries.serving(town.dwelling)) == [near, far]


def test_a_community_without_a_committee_is_told_and_one_is_proposed(client, keeper, town):
    name = town.community.name
    other = town.neighbour
    page = text(client.get(url("list")))
    assert f"{name}还没有居委会" in page
    assert other.name not in page
    form = client.get(url("add"), {"committee": town.community.pk}).context["form"]
    proposed = {field: form[field].value() for field in ("name", "kind", "place")}
    assert proposed["name"] == f"{name}居民委员会"
    assert client.post(url("add"), proposed).status_code == 302
    assert queries.committee_of(town.grid).name == f"{name}居民委员会"
    assert "还没有居委会" not in text(client.get(url("list")))
    foreign = client.get(url("add"), {"committee": other.pk}).context["form"]
    assert not foreign["name"].value()
