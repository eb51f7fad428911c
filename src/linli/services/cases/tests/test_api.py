"""The JSON interface, for people of the desk and for other systems."""

from typing import Any

import pytest
from django.test import Client

from linli.foundation.accounts import public as accounts
from linli.services.cases.actions import partners
from linli.services.cases.models import Case, Delivery
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, Community

pytestmark = pytest.mark.django_db
CASES = "/api/cases/"


@pytest.fixture
def home() -> Community:
    return factories.make_community()


def as_user(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, home: Community, token: str = "token-0001", **more: Any) -> Any:
    body = {"text": "楼道灯坏了", "place_id": home.building.pk, **more}
    headers = {"Idempotency-Key": token} if token else {}
    return client.post(CASES, body, content_type="application/json", headers=headers)


def test_a_worker_reads_what_the_desk_shows_without_the_person(home: Community) -> None:
    case = factories.make_case(home)
    worker = as_user(factories.make_user("community-worker", home.community))
    response = worker.get(CASES)
    [row] = response.json()["items"]
    assert (row["number"], row["state"]) == (case.number, "received")
    assert (row["text"], row["place"]) == (case.text, home.dwelling.full_name)
    assert worker.get(f"{CASES}{case.number}").json() == row
    assert "王秀英" not in response.content.decode()
    assert "13800138000" not in response.content.decode()


def test_nobody_reads_a_foreign_community(home: Community) -> None:
    case = factories.make_case(home)
    other = factories.make_community("河畔社区", street=home.street)
    stranger = as_user(factories.make_user("head", other.community))
    assert stranger.get(CASES).json() == {"items": [], "next": ""}
    assert stranger.get(f"{CASES}{case.number}").status_code == 404
    assert post(stranger, home).status_code == 403


def test_a_person_who_stands_back_does_not_read_it(home: Community) -> None:
    case = factories.make_case(home)
    worker = factories.make_user("community-worker", home.community)
    case.recusals.create(user=worker, reason="亲属", by=worker, at=MORNING)
    assert as_user(worker).get(CASES).json()["items"] == []


def test_pages_follow_one_another(home: Community) -> None:
    numbers = [factories.make_case(home, text=f"第{n}件").number for n in range(3)]
    worker = as_user(factories.make_user("community-worker", home.community))
    first = worker.get(CASES, {"limit": 2}).json()
    second = worker.get(CASES, {"limit": 2, "after": first["next"]}).json()
    assert [row["number"] for row in first["items"] + second["items"]] == numbers[::-1]
    assert second["next"] == ""
    assert worker.get(CASES, {"state": "closed"}).json()["items"] == []
    assert worker.get(CASES, {"state": "x"}).status_code == 422


def test_statements_do_not_grow_with_rows(home: Community, django_assert_num_queries: Any) -> None:
    worker = as_user(factories.make_user("community-worker", home.community))
    factories.make_case(home)
    worker.get(CASES)
    with django_assert_num_queries(4):
        assert len(worker.get(CASES).json()["items"]) == 1
    factories.make_case(home)
    factories.make_case(home)
    with django_assert_num_queries(4):
        assert len(worker.get(CASES).json()["items"]) == 3


def test_a_worker_registers_once(home: Community) -> None:
    worker = as_user(factories.make_user("community-worker", home.community))
    first = post(worker, home, name="王秀英", phone="13800138000")
    assert first.status_code == 201
    assert post(worker, home).json()["number"] == first.json()["number"]
    case = Case.objects.get()
    assert (case.requester_phone, case.place) == ("13800138000", home.building)
    assert post(worker, home, token="").status_code == 422
    assert post(worker, home, place_id=10**18).status_code == 404


def test_a_session_needs_its_token(home: Community) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(factories.make_user("community-worker", home.community))
    assert post(careful, home).status_code == 403
    assert not Case.objects.exists()


def test_a_system_registers_and_reads_its_own(home: Community) -> None:
    factories.make_case(home)
    key, secret = partners.open_key(
        name="物业系统", organisation=None, place=home.community, by=None, at=MORNING
    )
    system = Client(headers={"X-Api-Key": secret})
    number = post(system, home).json()["number"]
    assert post(system, home).json()["number"] == number
    assert Delivery.objects.get().key == key
    words = {row["number"] == number: row["text"] for row in system.get(CASES).json()["items"]}
    assert words == {True: "楼道灯坏了", False: None}
    other = factories.make_community("河畔社区", street=home.street)
    assert post(system, other, token="token-0002").status_code == 422


def test_strangers_and_residents_are_not_let_in(home: Community) -> None:
    resident = factories.make_user(kind=accounts.UserKind.RESIDENT)
    for client in (Client(), Client(headers={"X-Api-Key": "x"}), as_user(resident)):
        response = client.get(CASES)
        assert response.status_code == 401
        assert response.json()["code"] == "not_signed_in"


def test_the_description_tells_no_data(home: Community) -> None:
    factories.make_case(home)
    body = Client().get("/api/openapi.json").content.decode()
    assert home.community.name not in body
    assert Client().get("/api/docs").status_code == 404
