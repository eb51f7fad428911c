"""Open311 GeoReport v2 as another system meets it."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from lxml import etree
from referencing import Registry, Resource

from linli.kernel.errors import InvalidMove, NotAllowed
from linli.services.cases.actions import partners
from linli.services.cases.choices import Source
from linli.services.cases.models import ApiKey, Case, Category
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, Community

pytestmark = pytest.mark.django_db
BASE = "/open311/v2/"
Json = Any


class System:
    """Another system with its key."""

    def __init__(self, key: ApiKey, secret: str) -> None:
        self.key, self.secret = key, secret
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(BASE + path, {"api_key": self.secret, **query})

    def post(self, path: str = "requests.json", token: str = "", **form: Any) -> Any:
        headers = {"Idempotency-Key": token} if token else {}
        return self.client.post(BASE + path, {"api_key": self.secret, **form}, headers=headers)


def system(place: Any, name: str = "区热线平台") -> System:
    return System(
        *partners.open_key(name=name, organisation=None, place=place, by=None, at=MORNING)
    )


@pytest.fixture
def home() -> Community:
    return factories.make_community()


@pytest.fixture
def hotline(home: Community) -> System:
    return system(home.community)


def lamp() -> str:
    return str(Category.objects.get(name="路灯").pk)


def hand_in(hotline: System, token: str = "", **more: Any) -> Case:
    form = {
        "service_code": lamp(),
        "address_string": "3号楼2单元501",
        "description": "楼道灯坏了",
        "last_name": "王",
        "first_name": "秀英",
        "phone": "13800138000",
        **more,
    }
    response = hotline.post(token=token, **form)
    assert response.status_code == 201, response.content.decode()
    [receipt] = response.json()
    return Case.objects.get(pk=int(receipt["service_request_id"].split("-")[1]))


class TestServices:
    def test_categories_in_use_at_the_end_of_their_branch(self) -> None:
        factories.make_community()
        Category.objects.filter(name="路灯").update(active=False)
        found = Client().get(f"{BASE}services.json").json()
        names = {service["service_name"] for service in found}
        assert "井盖" in names
        assert "公共设施" not in names
        assert "路灯" not in names
        [manhole] = [service for service in found if service["service_name"] == "井盖"]
        assert manhole["group"] == "公共设施"
        assert manhole["keywords"] == "井盖"

    def test_a_definition_has_no_more_questions(self, home: Community) -> None:
        found = Client().get(f"{BASE}services/{lamp()}.json")
        assert found.json() == {"service_code": lamp(), "attributes": []}
        for code in ("0", "x", "9" * 30, str(Category.objects.get(name="公共设施").pk)):
            assert Client().get(f"{BASE}services/{code}.json").status_code == 404

    def test_an_unknown_jurisdiction_is_not_found(self, home: Community) -> None:
        home.community.code = "110101001001"
        home.community.save()
        client = Client()
        assert client.get(f"{BASE}services.json?jurisdiction_id=110101001001").status_code == 200
        assert client.get(f"{BASE}services.json?jurisdiction_id=999").status_code == 404


class TestHandingIn:
    def test_it_becomes_a_request_here(self, home: Community, hotline: System) -> None:
        case = hand_in(hotline, lat="31.2", long="121.5", media_url="http://a.example/1.jpg")
        assert (case.source, case.place, case.state) == (
            Source.OPEN311,
            home.dwelling,
            State.RECEIVED,
        )
        assert (case.requester_name, case.requester_phone) == ("王秀英", "13800138000")
        assert (case.latitude, case.longitude) == (31.2, 121.5)
        assert case.work.clocks.count() == 3
        line = case.timeline.get(kind="delivered")
        assert "区热线平台" in line.text
        assert "http://a.example/1.jpg" in line.text
        assert line.public_text == ""

    def test_sent_twice_it_is_one(self, hotline: System) -> None:
        first = hand_in(hotline, token="abc-1")
        again = hand_in(hotline, token="abc-1", description="楼道灯坏了！")
        other = hand_in(hotline, token="abc-2")
        assert first == again != other
        assert first.timeline.filter(kind="delivered").count() == 1

    def test_without_a_token_the_same_words_on_the_same_day_are_one(self, hotline: System) -> None:
        assert hand_in(hotline) == hand_in(hotline)
        assert hand_in(hotline) != hand_in(hotline, description="又坏了")

    def test_two_systems_may_use_the_same_token(self, home: Community, hotline: System) -> None:
        assert hand_in(hotline, token="1") != hand_in(system(home.community), token="1")

    def test_a_lost_answer_can_be_asked_for_again(self, home: Community, hotline: System) -> None:
        case = hand_in(hotline, token="abc-1")
        found = hotline.get("tokens/abc-1.json").json()
        assert found == [{"service_request_id": case.number, "token": "abc-1"}]
        assert hotline.get("tokens/abc-9.json").status_code == 404
        assert system(home.community).get("tokens/abc-1.json").status_code == 404

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            ({"service_code": ""}, 404),
            ({"service_code": "0"}, 404),
            ({"address_string": ""}, 400),
            ({"lat": "91", "long": "0"}, 400),
            ({"lat": "nan", "long": "0"}, 400),
            ({"address_id": "x"}, 400),
            ({"address_id": "999999999"}, 400),
            ({"description": "长" * 4001}, 400),
            ({"jurisdiction_id": "1'"}, 400),
            ({"jurisdiction_id": "999"}, 404),
        ],
    )
    def test_what_does_not_do_is_told_in_the_form_of_the_standard(
        self, hotline: System, form: dict[str, str], status: int
    ) -> None:
        given = {"service_code": lamp(), "address_string": "3号楼", "description": "灯", **form}
        response = hotline.post(**given)
        assert response.status_code == status
        [problem] = response.json()
        assert problem["code"] == status
        assert problem["description"]
        assert not Case.objects.exists()

    def test_a_place_outside_the_key_is_refused(self, home: Community, hotline: System) -> None:
        other = factories.make_community("河畔社区", street=home.street)
        form = {"service_code": lamp(), "address_id": str(other.dwelling.pk)}
        assert hotline.post(**form).status_code == 400

    def test_a_key_of_a_street_needs_a_place_that_can_be_told(self, home: Community) -> None:
        factories.make_community("河畔社区", street=home.street)
        street = system(home.street)
        point = {"service_code": lamp(), "lat": "31", "long": "121"}
        assert street.post(**point).status_code == 400
        assert street.post(**point, address_id=str(home.building.pk)).status_code == 201


class TestReading:
    def test_a_system_sees_the_words_of_its_own(self, home: Community, hotline: System) -> None:
        case = hand_in(hotline, lat="31.2", long="121.5", media_url="http://a.example/1.jpg")
        [found] = hotline.get(f"requests/{case.number}.json").json()
        assert found["description"] == "楼道灯坏了"
        assert found["address"] == "3号楼2单元501"
        assert found["status"] == "open"
        assert found["status_notes"] == "已受理"
        assert found["media_url"] == "http://a.example/1.jpg"
        assert found["agency_responsible"] == home.committee.name
        expected = dt.datetime.fromisoformat(found["expected_datetime"])
        assert expected == case.work.due_at.replace(microsecond=0)

    def test_of_others_it_sees_kind_state_and_dates(self, home: Community, hotline: System) -> None:
        case = factories.make_case(home)
        response = hotline.get(f"requests/{case.number}.json")
        [found] = response.json()
        assert found["service_name"] == "路灯"
        assert found["address"] == home.community.full_name
        told = {name for name, value in found.items() if value is not None}
        assert told == {
            *("service_request_id", "status", "status_notes", "service_name", "service_code"),
            *("agency_responsible", "requested_datetime", "updated_datetime"),
            *("expected_datetime", "address"),
        }
        body = response.content.decode()
        for secret in ("王秀英", "13800138000", "老人", "501"):
            assert secret not in body

    def test_what_rings_an_alarm_is_not_shown_to_others(
        self, home: Community, hotline: System
    ) -> None:
        case = factories.make_case(home, text="邻居打孩子，孩子一直哭")
        assert case.alerts
        assert hotline.get(f"requests/{case.number}.json").status_code == 404
        assert hotline.get("requests.json", service_request_id=case.number).json() == []

    def test_nothing_of_a_foreign_community(self, home: Community, hotline: System) -> None:
        other = factories.make_community("河畔社区", street=home.street)
        case = factories.make_case(other)
        assert hotline.get(f"requests/{case.number}.json").status_code == 404
        assert hotline.get("requests.json", service_request_id=case.number).json() == []

    def test_lists_are_narrowed_and_paged(self, home: Community, hotline: System) -> None:
        old, new = MORNING - dt.timedelta(days=60), MORNING - dt.timedelta(days=1)
        first, second = factories.make_case(home, at=old), factories.make_case(home, at=new)
        Case.objects.filter(pk=first.pk).update(state=State.CLOSED, finished_at=new)

        def numbers(**query: str) -> list[str]:
            span = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-03-12T00:00:00"}
            found = hotline.get("requests.json", **{**span, **query})
            return [row["service_request_id"] for row in found.json()]

        assert numbers() == [second.number, first.number]
        assert numbers(status="closed") == [first.number]
        assert numbers(status="open") == [second.number]
        assert numbers(status="open,closed") == [second.number, first.number]
        assert numbers(service_code=lamp()) == [second.number, first.number]
        assert numbers(service_code="1,x") == []
        assert numbers(start_date="2026-03-01") == [second.number]
        assert numbers(page="2", page_size="1") == [first.number]
        assert numbers(service_request_id=f"{first.number},{second.number},x") == [
            second.number,
            first.number,
        ]

    def test_a_list_spans_ninety_days_at_most(self, home: Community, hotline: System) -> None:
        factories.make_case(home, at=MORNING - dt.timedelta(days=200))
        late = factories.make_case(home)
        found = hotline.get("requests.json", start_date="2020-01-01", end_date="2026-03-12")
        assert [row["service_request_id"] for row in found.json()] == [late.number]

    def test_statements_do_not_grow_with_rows(
        self, home: Community, hotline: System, django_assert_num_queries: Any, settings: Any
    ) -> None:
        # It looks for a free slot at random, sometimes twice.
        settings.CALLS_PER_MINUTE_OF_KEY = 0
        query = {"end_date": "2026-03-12"}
        hand_in(hotline)
        Case.objects.update(received_at=MORNING)
        hotline.get("requests.json", **query)
        with django_assert_num_queries(2):
            assert len(hotline.get("requests.json", **query).json()) == 1
        for _ in range(3):
            factories.make_case(home)
        with django_assert_num_queries(2):
            assert len(hotline.get("requests.json", **query).json()) == 4

    def test_the_answer_is_told_to_who_sent_it(self, home: Community, hotline: System) -> None:
        case = hand_in(hotline)
        Case.objects.filter(pk=case.pk).update(state=State.REPORTED, reply="已换新灯")
        [found] = hotline.get(f"requests/{case.number}.json").json()
        assert (found["status"], found["status_notes"]) == ("closed", "已换新灯")
        [found] = system(home.community).get(f"requests/{case.number}.json").json()
        assert found["status_notes"] == "已反馈"


class TestKeys:
    @pytest.mark.parametrize("path", ["requests.json", "requests/260311-000001.json"])
    def test_without_a_key_there_is_nothing(self, home: Community, path: str) -> None:
        for query in ({}, {"api_key": "linli_wrong"}):
            response = Client().get(BASE + path, query)
            assert response.status_code == 403
            assert response.json()[0]["code"] == 403

    def test_a_closed_key_opens_nothing(self, home: Community, hotline: System) -> None:
        head = factories.make_user("head", home.community)
        assert hotline.get("requests.json").status_code == 200
        partners.close_key(key=hotline.key, by=head, at=MORNING)
        assert hotline.get("requests.json").status_code == 403
        with pytest.raises(InvalidMove):
            partners.close_key(key=hotline.key, by=head, at=MORNING)

    def test_only_who_manages_the_place_gives_keys(self, home: Community) -> None:
        other = factories.make_community("河畔社区", street=home.street)
        for stranger in (
            factories.make_user("head", other.community),
            factories.make_user("grid-worker", home.grid),
        ):
            with pytest.raises(NotAllowed):
                partners.open_key(
                    name="x", organisation=None, place=home.community, by=stranger, at=MORNING
                )

    def test_the_secret_is_not_stored(self, hotline: System) -> None:
        assert hotline.secret not in str(ApiKey.objects.values())


class TestKeyPages:
    def test_a_head_opens_and_closes_a_key(self, home: Community) -> None:
        desk = Client()
        desk.force_login(factories.make_user("head", home.community))
        page = desk.post("/desk/interfaces/", {"name": "城管平台", "place": home.community.pk})
        key = ApiKey.objects.get()
        secret = re.search(r"linli_[\w-]{43}", page.content.decode())[0]
        assert partners.digest_of(secret) == key.digest
        again = desk.get("/desk/interfaces/").content.decode()
        assert secret not in again
        assert "城管平台" in again
        desk.post(f"/desk/interfaces/{key.pk}/close/")
        key.refresh_from_db()
        assert not key.active

    def test_a_foreign_key_cannot_be_seen_or_closed(self, home: Community, hotline: System) -> None:
        other = factories.make_community("河畔社区", street=home.street)
        desk = Client()
        desk.force_login(factories.make_user("head", other.community))
        assert "区热线平台" not in desk.get("/desk/interfaces/").content.decode()
        assert desk.post(f"/desk/interfaces/{hotline.key.pk}/close/").status_code == 404
        tried = {"name": "x", "place": home.community.pk}
        assert desk.post("/desk/interfaces/", tried).status_code == 422
        assert ApiKey.objects.count() == 1

    def test_others_have_no_such_page(self, home: Community) -> None:
        desk = Client()
        desk.force_login(factories.make_user("grid-worker", home.grid))
        assert desk.get("/desk/interfaces/").status_code == 403


class TestForms:
    def test_xml(self, hotline: System) -> None:
        case = hand_in(hotline, description="灯 <坏> & 了\x0b😀")
        services = etree.fromstring(Client().get(f"{BASE}services.xml").content)
        assert services.tag == "services"
        assert {node.tag for node in services} == {"service"}
        assert services[0].findtext("metadata") == "false"
        definition = etree.fromstring(Client().get(f"{BASE}services/{lamp()}.xml").content)
        assert definition.tag == "service_definition"
        response = hotline.get(f"requests/{case.number}.xml")
        assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
        [request] = etree.fromstring(response.content)
        assert request.tag == "request"
        assert request.findtext("description") == "灯 <坏> & 了😀"
        refused = hotline.post("requests.xml", service_code="0")
        assert etree.fromstring(refused.content).findtext("error/code") == "404"
        receipt = hotline.post(
            "requests.xml", service_code=lamp(), address_string="3号楼", description="灯"
        )
        assert etree.fromstring(receipt.content).findtext("request/service_request_id")
        assert etree.fromstring(hotline.get("requests.xml", page="9").content).tag == (
            "service_requests"
        )

    def test_discovery(self) -> None:
        found = Client().get(f"{BASE}discovery.json").json()
        assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
        xml = etree.fromstring(Client().get(f"{BASE}discovery.xml").content)
        assert xml.findtext("endpoints/endpoint/type") == "production"

    @pytest.mark.parametrize("path", ["services.html", "requests.php", "nothing.json"])
    def test_other_forms_are_no_addresses(self, hotline: System, path: str) -> None:
        assert hotline.get(path).status_code == 404

    def test_answers_fit_the_schemas_of_others(
        self, home: Community, hotline: System, shared_data: Path
    ) -> None:
        folder = shared_data / "open311"
        schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
        dialect = "http://json-schema.org/draft-04/schema#"
        registry: Any = Registry().with_resources(
            (name, Resource.from_contents({"$schema": dialect, **schema}))
            for name, schema in schemas.items()
        )

        def fits(answer: Json, name: str) -> None:
            validator = jsonschema.Draft4Validator(
                schemas[name], registry=registry, format_checker=jsonschema.FormatChecker()
            )
            validator.validate(answer)

        hand_in(hotline, lat="31.2", long="121.5", media_url="http://a.example/1.jpg")
        factories.make_case(home)
        Case.objects.update(received_at=MORNING)
        fits(Client().get(f"{BASE}services.json").json(), "services.json")
        fits(Client().get(f"{BASE}services/{lamp()}.json").json(), "service-definition.json")
        found = hotline.get("requests.json", end_date="2026-03-12").json()
        assert len(found) == 2
        fits(found, "requests.json")
