"""What reads like a request: while it is written down, on the slip, on its page; and for whom."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.organisations.public import Member
from linli.services.cases.actions import repeats
from linli.services.cases.alike import finding
from linli.services.cases.models import Case, Recusal
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import Community

GRILL = "楼下烧烤店半夜油烟很大，熏得老人睡不着觉，还有人大声喝酒"
AGAIN = "楼下那家烧烤店的油烟半夜还在冒，老人睡不着"
HINTS, NEW = reverse("cases:hints"), reverse("cases:new")
ALIKE = "看着像这几件"

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Community:
    return factories.make_community()


@pytest.fixture
def worker(home: Community) -> accounts.User:
    return factories.make_user("community-worker", home.community)


@pytest.fixture
def grill(home: Community) -> Case:
    return factories.make_case(home, text=GRILL, place=home.community, at=clock.now())


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hints(user: accounts.User, **typed: Any) -> str:
    return signed_in(user).post(HINTS, {"text": AGAIN, **typed}).text


def like(user: accounts.User, text: str = AGAIN, **said: Any) -> list[Case]:
    found = finding.recent(user, finding.Said(text, **said), at=clock.now())
    return [one.case for one in found.likes]


def filled(**given: Any) -> dict[str, Any]:
    key = "0123456789abcdef0123456789abcdef"
    sent = {"submission_key": key, "text": AGAIN, "nature": "help", "source": "phone"}
    return {**sent, **given}


# ---- What is found --------------------------------------------------------------------------


def test_it_is_told_with_what_both_say(grill: Case, worker: Any) -> None:
    part = hints(worker)
    assert ALIKE in part
    assert grill.number in part
    assert "老人睡不着" in part
    assert "另有 1 位居民反映过" in part
    assert ALIKE not in hints(worker, text="想问一下老年食堂几点开门")
    assert ALIKE not in hints(worker, text="")


def test_the_same_person_is_told_from_others(grill: Case, home: Community, worker: Any) -> None:
    factories.make_case(home, text=GRILL, place=home.community, phone="13800138007", at=clock.now())
    part = hints(worker, phone="138 0013 8000")
    assert part.count("同一位居民") == 1
    assert "另有 1 位居民反映过" in part
    assert "同一位居民" not in hints(worker, phone="13800138001")


def test_what_was_ticked_stays_while_one_types_on(grill: Case, worker: Any) -> None:
    part = hints(worker, text="我说的是另外一件完全不同的事情", same=grill.pk)
    assert f'value="{grill.pk}" checked' in part


def test_old_ones_are_not_shown(home: Community, worker: Any, settings: Any) -> None:
    factories.make_case(
        home, text=GRILL, place=home.community, at=clock.now() - dt.timedelta(days=20)
    )
    assert like(worker)
    settings.ALIKE_DAYS = 14
    assert not like(worker)


@pytest.mark.parametrize(
    ("text", "address", "there"),
    [
        ("门口的路灯坏了三天，晚上看不清路", "", True),
        ("3号楼门口的路灯坏了三天，晚上看不清路", "", True),
        ("5号楼门口的路灯坏了三天，晚上看不清路", "", False),
        ("门口的路灯坏了三天，晚上看不清路", "五栋", False),
    ],
)
def test_another_building_is_another_matter(
    home: Community, worker: Any, text: str, address: str, there: bool
) -> None:
    factories.make_case(home, at=clock.now())
    assert bool(like(worker, text, place=home.community, address=address)) is there


def test_one_place_alone_is_no_matter(home: Community, worker: Any) -> None:
    lamp = "3号楼2单元声控灯不亮，晚上看不清台阶"
    factories.make_case(home, text=lamp, place=home.community, at=clock.now())
    assert like(worker, "3号楼2单元门口的垃圾桶三天没清了，味道很大") == []
    assert len(like(worker, "3号楼2单元的声控灯晚上还是不亮")) == 1


def test_what_was_merged_is_told_by_its_leading_one(
    grill: Case, home: Community, worker: Any
) -> None:
    second = factories.make_case(
        home, text=GRILL, place=home.community, phone="13800138007", at=clock.now()
    )
    repeats.merge(parent=grill, children=[second], by=worker, at=clock.now())
    assert like(worker) == [grill]


@pytest.mark.parametrize("text", ["好", "。" * 50, "x" * 100_000, "a\x00b", "https://example.cn/x"])
def test_nothing_breaks_it(grill: Case, worker: Any, text: str) -> None:
    assert not like(worker, text)


def test_one_person_s_phrases_are_no_matter(grill: Case) -> None:
    others, own = (finding.Said(AGAIN, phone_index=index) for index in ("x", grill.phone_index))
    between = finding.NEEDED + finding.HABIT / 2
    assert finding._fits(others, grill, between)
    assert not finding._fits(own, grill, between)
    assert finding._fits(own, grill, finding.NEEDED + finding.HABIT)
    same_place = dataclasses.replace(own, place=grill.place)
    assert finding._fits(same_place, grill, between)


# ---- For whom -------------------------------------------------------------------------------


def test_nothing_of_another_community(grill: Case) -> None:
    other = factories.make_community("安康里社区")
    foreign = factories.make_user("community-worker", other.community)
    assert ALIKE not in hints(foreign)
    assert ALIKE not in hints(foreign, same=grill.pk)
    street = factories.make_user("street", other.street)
    assert not like(street)
    assert not like(street, place=grill.place)


def test_who_oversees_several_communities_finds_in_all(grill: Case, home: Community) -> None:
    factories.make_community("清风里社区", street=home.street)
    street = factories.make_user("street", home.street)
    assert like(street) == like(street, place=home.grid) == [grill]


def test_a_grid_worker_sees_the_grid(grill: Case, home: Community) -> None:
    grid_worker = factories.make_user("grid-worker", home.grid)
    assert not like(grid_worker)
    near = factories.make_case(home, text=GRILL, at=clock.now())
    assert like(grid_worker) == [near]


def test_never_what_is_told_of_the_own_unit(grill: Case, home: Community, worker: Any) -> None:
    Case.objects.filter(pk=grill.pk).update(concerns=home.property_firm)
    assert like(worker) == [grill]
    Member.objects.create(organisation=home.property_firm, user=worker)
    assert not like(accounts.User.objects.get(pk=worker.pk))


def test_never_what_one_stands_back_from_nor_what_was_erased(grill: Case, worker: Any) -> None:
    recusal = Recusal.objects.create(case=grill, user=worker, reason="亲戚", at=clock.now())
    assert not like(worker)
    recusal.delete()
    assert like(worker)
    Case.objects.filter(pk=grill.pk).update(erased_at=clock.now())
    assert not like(worker)


def test_as_many_queries_for_one_as_for_five(grill: Case, home: Community, worker: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            found = finding.recent(worker, finding.Said(AGAIN), at=clock.now())
        assert found.likes
        return len(queries)

    asked()
    alone = asked()
    for number in range(4):
        factories.make_case(
            home,
            text=f"{GRILL}，第{number}次说",
            place=home.community,
            phone=f"1380013801{number}",
            at=clock.now(),
        )
    assert len(like(worker)) == 5
    assert asked() == alone


# ---- What follows ---------------------------------------------------------------------------


def test_ticked_and_saved_the_merge_stands_ready(grill: Case, worker: Any) -> None:
    client = signed_in(worker)
    slip = client.post(NEW, filled(same=grill.pk), follow=True).text
    new = Case.objects.exclude(pk=grill.pk).get()
    merge = reverse("cases:step", args=[grill.pk, "merge"])
    assert f"{merge}?with={new.pk}" in slip
    page = client.get(f"{merge}?with={new.pk}")
    assert page.context["form"].initial["children"] == [str(new.pk)]
    # Merging is the second, deliberate click.
    assert Case.objects.get(pk=new.pk).state == State.RECEIVED
    client.post(merge, {"children": [new.pk]})
    assert Case.objects.get(pk=new.pk).parent == grill


def test_a_foreign_tick_leads_nowhere(worker: Any) -> None:
    foreign = factories.make_case(factories.make_community("安康里社区"), text=GRILL)
    slip = signed_in(worker).post(NEW, filled(same=foreign.pk), follow=True).text
    assert foreign.number not in slip


def test_of_the_same_person_it_becomes_a_line_of_the_first(grill: Case, worker: Any) -> None:
    client = signed_in(worker)
    assert "并入原来这件" in hints(worker, phone="13800138000")
    sent = filled(phone="13800138000", place_text="哪里都不是", add_to=grill.pk)
    for _ in range(2):
        page = client.post(NEW, sent, follow=True)
    assert "没有另外登记" in page.text
    assert Case.objects.get() == grill
    line = grill.timeline.get(kind="supplemented")
    assert (line.by, AGAIN in line.text, AGAIN in line.public_text) == (worker, True, True)


def test_without_words_nothing_is_added(grill: Case, worker: Any) -> None:
    sent = filled(phone="13800138000", text="", add_to=grill.pk)
    page = signed_in(worker).post(NEW, sent)
    assert page.status_code == 422
    assert "请写几句是什么事" in page.text


def test_nothing_is_added_to_what_somebody_else_said(grill: Case, worker: Any) -> None:
    client = signed_in(worker)
    sent = filled(phone="13800138001", add_to=grill.pk)
    assert client.post(NEW, sent).status_code == 403
    foreign = factories.make_case(factories.make_community("安康里社区"), text=GRILL)
    sent = filled(phone="13800138000", add_to=foreign.pk)
    assert client.post(NEW, sent).status_code == 404
    assert not grill.timeline.filter(kind="supplemented").exists()


def test_the_page_of_a_request_shows_what_reads_like_it(
    grill: Case, home: Community, worker: Any
) -> None:
    second = factories.make_case(
        home, text=AGAIN, place=home.community, phone="13800138007", at=clock.now()
    )
    client = signed_in(worker)
    fetched = reverse("cases:alike", args=[second.pk])
    assert fetched in client.get(reverse("cases:case", args=[second.pk])).text
    page = client.get(fetched).text
    merge = reverse("cases:step", args=[grill.pk, "merge"])
    assert ALIKE in page
    assert f"{merge}?with={second.pk}" in page
    older = client.get(reverse("cases:alike", args=[grill.pk])).text
    assert f"{reverse('cases:step', args=[grill.pk, 'merge'])}?with={second.pk}" in older
    repeats.merge(parent=grill, children=[second], by=worker, at=clock.now())
    assert fetched not in client.get(reverse("cases:case", args=[second.pk])).text
    assert ALIKE not in client.get(fetched).text
    hotline = signed_in(factories.make_user("hotline", home.community))
    assert ALIKE not in hotline.get(reverse("cases:alike", args=[grill.pk])).text


def test_an_address_beyond_the_register_breaks_nothing(home: Community, worker: Any) -> None:
    assert hints(worker, place_text="3-2-501", place="x", resident="y", same="z")
    assert places.find("3-2-501", [home.community.path])
