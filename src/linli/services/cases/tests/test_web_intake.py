"""Writing a request down at the desk: three fields, hints while typing, out of a chat."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.residents import public as residents
from linli.services.cases import query_codes
from linli.services.cases.choices import Nature, Source
from linli.services.cases.models import Case
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import Community

NEW = reverse("cases:new")
CHAT = reverse("cases:from-chat")


@pytest.fixture
def home(db: None) -> Community:
    return factories.make_community()


@pytest.fixture
def worker(home: Community) -> accounts.User:
    return factories.make_user("community-worker", home.community, name="孙社工")


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled(**given: Any) -> dict[str, Any]:
    """What the browser sends when a worker fills three fields."""
    return {
        "submission_key": "0123456789abcdef0123456789abcdef",
        "text": "门口的路灯坏了三天",
        "phone": "138 0013 8000",
        "place_text": "3-2-501",
        "nature": "help",
        "source": "phone",
        **given,
    }


def resident(home: Community, name: str = "王秀英", phone: str = "13800138000") -> Any:
    household = residents.Household.objects.create(
        dwelling=home.dwelling, place_path=home.dwelling.place_path
    )
    person = residents.Person(
        household=household, place_path=household.place_path, name=name, phone=phone
    )
    residents.index_fields(person)
    person.save()
    return person


def test_three_fields_suffice(home: Community, worker: Any) -> None:
    client = signed_in(worker)
    answer = client.post(NEW, filled(), follow=True)
    case = Case.objects.get()
    assert (case.place, case.requester_phone, case.nature, case.source) == (
        home.dwelling,
        "13800138000",
        Nature.HELP,
        Source.PHONE,
    )
    assert case.category.name == "路灯"
    assert case.timeline.get().by == worker
    assert case.number in answer.text
    assert query_codes.code_for(case.pk) in answer.text
    assert "<svg" in answer.text


def test_without_a_place_it_is_the_community_s(home: Community, worker: Any) -> None:
    signed_in(worker).post(NEW, filled(place_text=""))
    assert Case.objects.get().place == home.community


def test_a_grid_worker_s_place_is_the_grid(home: Community) -> None:
    grid_worker = factories.make_user("grid-worker", home.grid)
    signed_in(grid_worker).post(NEW, filled(place_text=""))
    assert Case.objects.get().place == home.grid


def test_a_street_has_to_say_where(home: Community) -> None:
    client = signed_in(factories.make_user("street", home.street))
    answer = client.post(NEW, filled(place_text=""))
    assert answer.status_code == 422
    assert "请写地点" in answer.text
    client.post(NEW, filled())
    assert Case.objects.get().place == home.dwelling


def test_an_unknown_place_can_still_be_taken(home: Community, worker: Any) -> None:
    client = signed_in(worker)
    asked = client.post(NEW, filled(place_text="99号楼"))
    assert asked.status_code == 422
    assert "没有找到“99号楼”" in asked.text
    assert "门口的路灯坏了三天" in asked.text
    client.post(NEW, filled(place_text="99号楼", place=home.community.pk, address="99号楼门口"))
    case = Case.objects.get()
    assert (case.place, case.address) == (home.community, "99号楼门口")


def test_places_elsewhere_are_not_found(home: Community, worker: Any) -> None:
    other = factories.make_community("安康里社区")
    asked = signed_in(worker).post(NEW, filled(place_text="安康里", place=other.community.pk))
    assert asked.status_code == 422
    assert not Case.objects.exists()


def test_a_wrong_number_is_told(home: Community, worker: Any) -> None:
    asked = signed_in(worker).post(NEW, filled(phone="1380013800"))
    assert asked.status_code == 422
    assert "这个电话好像不对" in asked.text
    assert 'value="1380013800"' in asked.text


def test_sent_twice_is_one_request(home: Community, worker: Any) -> None:
    client = signed_in(worker)
    client.post(NEW, filled())
    client.post(NEW, filled())
    assert Case.objects.count() == 1
    client.post(NEW, filled(text="另一件事"))
    assert Case.objects.count() == 2


def test_who_has_the_number_brings_name_and_place(home: Community, worker: Any) -> None:
    person = resident(home)
    client = signed_in(worker)
    known = client.post(reverse("cases:known"), {"phone": "13800138000"}).text
    assert "王秀英" in known
    assert "3号楼 2单元 501" in known
    client.post(NEW, filled(place_text="", resident=person.pk))
    case = Case.objects.get()
    assert (case.resident, case.requester_name, case.place) == (person, "王秀英", home.dwelling)


def test_a_resident_is_taken_by_the_own_number_only(home: Community, worker: Any) -> None:
    stranger = resident(home, "李四", "13800138009")
    signed_in(worker).post(NEW, filled(resident=stranger.pk))
    assert Case.objects.get().resident is None


def test_anonymous(home: Community, worker: Any) -> None:
    signed_in(worker).post(NEW, filled(name="王秀英", anonymous="on"))
    case = Case.objects.get()
    assert (case.anonymous, case.requester_name, case.phone_index) == (True, "", "")


def test_photos_come_along(home: Community, worker: Any) -> None:
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(body, "PNG")
    shot = SimpleUploadedFile("lamp.png", body.getvalue(), content_type="image/png")
    client = signed_in(worker)
    client.post(NEW, filled(photos=[shot]))
    case = Case.objects.get()
    page = client.get(reverse("cases:case", args=[case.pk])).text
    address = reverse("files:thumb", args=[case.attachments.get().file_id])
    assert address in page
    shown = client.get(address)
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    foreign = factories.make_user("head", factories.make_community("安康里社区").community)
    assert signed_in(foreign).get(address).status_code == 404


def test_the_number_tells_of_earlier_requests(home: Community, worker: Any) -> None:
    case = factories.make_case(home)
    known = signed_in(worker).post(reverse("cases:known"), {"phone": "13800138000"}).text
    assert case.number in known
    assert "可能是同一件事" in known
    nobody = signed_in(worker).post(reverse("cases:known"), {"phone": "138"}).text
    assert case.number not in nobody


def test_nothing_is_known_of_other_communities(home: Community) -> None:
    case = factories.make_case(home)
    resident(home)
    other = factories.make_community("安康里社区")
    foreign = signed_in(factories.make_user("community-worker", other.community))
    known = foreign.post(reverse("cases:known"), {"phone": "13800138000"}).text
    assert case.number not in known
    assert "王秀英" not in known


def test_words_tell_danger_and_category(home: Community, worker: Any) -> None:
    hints = signed_in(worker).post(reverse("cases:hints"), {"text": "楼道有煤气味"}).text
    assert "燃气泄漏" in hints
    assert "文中提到“煤气味”" in hints
    assert "供暖供气／燃气" in hints
    assert "note" not in signed_in(worker).post(reverse("cases:hints"), {"text": "您好"}).text


def test_a_place_is_found_while_typing(home: Community, worker: Any) -> None:
    find = reverse("cases:find-place")
    assert "3号楼 2单元 501" in signed_in(worker).post(find, {"place_text": "3-2-501"}).text
    places.add(kind=places.Kind.BUILDING, name="3栋", parent=home.grid, by=None, at=clock.now())
    asked = signed_in(worker).post(find, {"place_text": "3"}).text
    assert asked.count('type="radio"') == 3


def test_the_day_it_happened(home: Community, worker: Any) -> None:
    client, yesterday = signed_in(worker), clock.today() - dt.timedelta(days=1)
    hints = client.post(reverse("cases:hints"), {"text": "昨晚被收了3,200元停车费"}).text
    assert f'data-accept="happened_on" data-value="{yesterday}"' in hints
    assert "文中提到 3,200元" in hints
    tomorrow = client.post(NEW, filled(happened_on=f"{clock.today() + dt.timedelta(days=1)}"))
    assert "这一天还没有到" in tomorrow.text
    slip = client.post(NEW, filled(text="收了3,200元", happened_on=f"{yesterday}"), follow=True)
    assert f"{yesterday} 发生" in slip.text
    case = Case.objects.get()
    assert case.happened_on == yesterday
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert "3,200元" in page
    assert f"{yesterday}" in page
    assert f"{yesterday}" in client.get(reverse("cases:sheet", args=[case.pk])).text


@pytest.mark.parametrize("name", ["new", "from-chat"])
@pytest.mark.parametrize("role", ["hotline", "auditor"])
def test_only_who_writes_down_may(home: Community, role: str, name: str) -> None:
    client = signed_in(factories.make_user(role, home.community))
    address = reverse(f"cases:{name}")
    assert client.get(address).status_code == 403
    assert client.post(address, filled()).status_code == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["hints", "known", "read-chat"])
def test_hints_are_not_for_everybody(home: Community, name: str) -> None:
    client = signed_in(factories.make_user("auditor", home.community))
    assert client.post(reverse(f"cases:{name}"), {"phone": "13800138000"}).status_code == 403


# ---- Out of a chat -------------------------------------------------------------------------

COPIED = "张三 10:32\n路灯坏了三天\n[图片]\n\n张三 10:33\n老人不敢出门"


def test_a_chat_fills_the_form(home: Community, worker: Any) -> None:
    client = signed_in(worker)
    assert 'name="chat"' in client.get(CHAT).text
    page = client.post(CHAT, {"chat": COPIED, "read": "1"})
    form = page.context["form"]
    assert form["text"].value() == "路灯坏了三天\n老人不敢出门"
    assert form["name"].value() == "张三"
    assert form["source"].value() == Source.CHAT
    assert "聊天里还有1张图片" in page.text
    assert "10:32" in page.text


def test_a_chat_is_read_while_pasting(home: Community, worker: Any) -> None:
    part = signed_in(worker).post(reverse("cases:read-chat"), {"chat": COPIED}).text
    assert part.lstrip().startswith('<div id="said"')
    assert "老人不敢出门" in part
    assert 'hx-swap-oob="true"' in part
    assert 'value="张三"' in part


SAID = "张三 10:32\n3号楼2单元的灯坏了三天"


def test_a_chat_that_names_a_building_proposes_the_place(home: Community, worker: Any) -> None:
    client = signed_in(worker)
    page = client.post(CHAT, {"chat": SAID, "read": "1"})
    assert page.context["form"]["place_text"].value() == "3号楼2单元"
    unit = page.context["form"].places.place
    assert str(unit) == "幸福里社区 3号楼 2单元"
    part = client.post(reverse("cases:read-chat"), {"chat": SAID, "place_text": ""}).text
    assert 'id="place-field" hx-swap-oob="true"' in part
    assert f'value="{unit.pk}" checked' in part
    kept = client.post(reverse("cases:read-chat"), {"chat": SAID, "place_text": "东门"}).text
    assert 'id="place-field"' not in kept


def test_a_place_that_is_not_here_is_not_proposed(home: Community, worker: Any) -> None:
    page = signed_in(worker).post(CHAT, {"chat": "张三 10:32\n95号楼的灯坏了", "read": "1"})
    assert not page.context["form"]["place_text"].value()


def test_a_chat_becomes_a_request(home: Community, worker: Any) -> None:
    signed_in(worker).post(CHAT, filled(chat=COPIED, source="chat", name="张三"))
    case = Case.objects.get()
    assert (case.source, case.requester_name) == (Source.CHAT, "张三")


def test_what_is_missing_in_a_chat_s_form_keeps_the_chat(home: Community, worker: Any) -> None:
    answer = signed_in(worker).post(CHAT, filled(chat=COPIED, text=""))
    assert answer.status_code == 422
    assert "老人不敢出门" in answer.text
    assert "请写几句是什么事" in answer.text
