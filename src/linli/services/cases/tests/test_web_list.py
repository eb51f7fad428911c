"""The list of requests: what is seen, found, counted, kept and taken out."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from linli.foundation.accounts import public as accounts
from linli.foundation.audit.tests.factories import events_of
from linli.kernel import clock
from linli.kernel.paging import paginate
from linli.services.cases import listing
from linli.services.cases.actions import life
from linli.services.cases.choices import Nature, NonDispatch, Source
from linli.services.cases.listing import Filters, Group
from linli.services.cases.models import Case, CaseUnit, Category, Recusal
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, Community
from linli.services.cases.web import workbook
from linli.shared.work import public as work

HOUR = dt.timedelta(hours=1)
LIST = reverse("cases:list")


@pytest.fixture
def home(db: None) -> Community:
    return factories.make_community()


@pytest.fixture
def head(home: Community) -> accounts.User:
    return factories.make_user("head", home.community, name="赵书记")


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(user: accounts.User, **filters: Any) -> list[Case]:
    """What the list gives, page after page."""
    wanted = Filters(**filters)
    found = listing.listing(user, wanted, at=MORNING + HOUR)
    page = paginate(found, listing.order_of(wanted.group), size=100)
    return page.items


def finished(case: Case, head: accounts.User, at: dt.datetime = MORNING) -> Case:
    life.decline(case=case, kind=NonDispatch.MARKET, words="", by=head, at=at)
    return case


# ---- What the page shows -------------------------------------------------------------------


def test_a_row_is_masked(home: Community, head: accounts.User) -> None:
    factories.make_case(home)
    page = signed_in(head).get(LIST).text
    assert "三号楼二单元门口的路灯坏了三天" in page
    # The number stands whole: a hyphen or star is no place for a new line.
    assert '王** <span class="text-nowrap number">138****8000</span>' in page
    assert "13800138000" not in page
    assert "王秀英" not in page


def test_a_row_tells_the_address_once(home: Community, head: accounts.User) -> None:
    case = factories.make_case(home, address="3号楼2单元501室")
    client = signed_in(head)
    page = client.get(LIST).text
    assert "<td>3号楼 2单元 501</td>" in page
    assert "501室" not in client.get(reverse("cases:case", args=[case.pk])).text


def test_an_empty_list_says_what_to_do(home: Community, head: accounts.User) -> None:
    client = signed_in(head)
    assert "这里还没有诉求" in client.get(LIST).text
    assert "没有超时的诉求" in client.get(LIST, {"group": "overdue"}).text
    assert "没有找到这样的诉求" in client.get(LIST, {"q": "路灯"}).text


def test_only_for_people_of_the_desk(home: Community) -> None:
    assert Client().get(LIST).status_code == 302
    resident = factories.make_user(kind=accounts.UserKind.RESIDENT)
    assert signed_in(resident).get(LIST).status_code == 403


def test_nonsense_in_the_address_gives_the_list(home: Community, head: accounts.User) -> None:
    factories.make_case(home)
    nonsense = {"group": "x", "owner": "x", "since": "2026-02-30", "after": "x", "place": "9"}
    page = signed_in(head).get(LIST, nonsense)
    assert page.status_code == 200
    assert "三号楼" in page.text


@pytest.mark.parametrize("group", Group)
def test_queries_do_not_grow_with_the_rows(
    home: Community, head: accounts.User, group: Group, django_assert_num_queries: Any
) -> None:
    def make() -> None:
        case = factories.make_case(home, text="有煤气味", at=clock.now() - 24 * HOUR)
        if group == Group.FINISHED:
            finished(case, head, clock.now())
        if group == Group.PARKED:
            Case.objects.filter(pk=case.pk).update(state=State.PARKED)

    client = signed_in(head)
    make()
    client.get(LIST, {"group": group})
    with connection.execute_wrapper(count := Counter()):
        one = client.get(LIST, {"group": group}).text
    make()
    make()
    with django_assert_num_queries(count.total):
        three = client.get(LIST, {"group": group}).text
    assert (one.count("row-link"), three.count("row-link")) == (1, 3)


class Counter:
    """How many queries were run."""

    total = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.total += 1
        return execute(*args)


def test_pages_follow_each_other_without_gap_or_repeat(
    home: Community, head: accounts.User
) -> None:
    made = [factories.make_case(home, at=MORNING + n * HOUR).pk for n in range(30)]
    client, seen, address = signed_in(head), [], f"{LIST}?group=all"
    while address:
        page = client.get(address)
        seen += [case.pk for case in page.context["page"].items]
        following = page.context["page"].next
        address = f"{LIST}?group=all&after={following}" if following else ""
    assert seen == made[::-1]


# ---- Whose cases ---------------------------------------------------------------------------


@pytest.mark.parametrize("group", Group)
def test_nobody_sees_another_community(home: Community, group: Group) -> None:
    case = factories.make_case(home)
    other = factories.make_community("安康里社区")
    foreign = factories.make_user("head", other.community)
    assert listed(foreign, group=group) == []
    assert listed(foreign, group=group, words="路灯") == []
    assert listed(foreign, group=group, words=case.number) == []
    assert listed(foreign, group=group, place=home.community) == []


def test_a_grid_worker_sees_the_grid(home: Community, head: accounts.User) -> None:
    in_grid = factories.make_case(home)
    elsewhere = factories.make_case(home, place=home.community)
    worker = factories.make_user("grid-worker", home.grid)
    for group in (Group.OPEN, Group.ALL):
        assert listed(worker, group=group) == [in_grid]
    assert set(listed(head, group=Group.ALL)) == {in_grid, elsewhere}


def test_a_street_sees_all_its_communities(home: Community) -> None:
    other = factories.make_community("安康里社区", street=home.street)
    cases = {factories.make_case(home), factories.make_case(other)}
    street = factories.make_user("street", home.street)
    for group in (Group.OPEN, Group.ALL):
        assert set(listed(street, group=group)) == cases
    page = signed_in(street).get(LIST).text
    assert "安康里社区 3号楼" in page


def test_who_stands_back_does_not_see_it(home: Community, head: accounts.User) -> None:
    case = factories.make_case(home)
    Recusal.objects.create(case=case, user=head, reason="亲属", at=MORNING)
    for group in (Group.OPEN, Group.ALL):
        assert listed(head, group=group) == []


def test_a_partner_sees_what_its_unit_has_to_do_with(home: Community) -> None:
    mine, _other = factories.make_case(home), factories.make_case(home)
    partner = factories.make_partner(home.property_firm)
    CaseUnit.objects.create(
        case=mine, organisation=home.property_firm, role="assist", since=MORNING
    )
    for group in (Group.OPEN, Group.ALL):
        assert listed(partner, group=group) == [mine]
    assert "路灯" in signed_in(partner).get(LIST).text


def test_who_is_complained_of_learns_nothing_of_who_complained(home: Community) -> None:
    case = factories.make_case(home, concerns=home.property_firm)
    CaseUnit.objects.create(
        case=case, organisation=home.property_firm, role="assist", since=MORNING
    )
    accused = factories.make_partner(home.property_firm)
    page = signed_in(accused).get(LIST).text
    assert "路灯" in page
    assert "138****" not in page
    assert "王*" not in page
    assert "501" not in page
    assert listed(accused, group=Group.ALL, words="13800138000") == []


# ---- Groups and filters --------------------------------------------------------------------


def test_groups(home: Community, head: accounts.User) -> None:
    fresh = factories.make_case(home)
    late = factories.make_case(home, at=MORNING - 48 * HOUR)
    parked = factories.make_case(home)
    Case.objects.filter(pk=parked.pk).update(state=State.PARKED)
    done = finished(factories.make_case(home), head)
    assert listed(head, group=Group.OPEN) == [late, fresh]
    assert listed(head, group=Group.OVERDUE) == [late]
    assert listed(head, group=Group.PARKED) == [parked]
    assert listed(head, group=Group.FINISHED) == [done]
    assert listed(head, group=Group.ALL) == [done, parked, fresh, late]


def test_what_has_no_limit_comes_last(home: Community, head: accounts.User) -> None:
    held, fresh = factories.make_case(home), factories.make_case(home)
    work.clocks.stop_all(item=held.work, at=MORNING)
    assert listed(head) == [fresh, held]


def test_filters_narrow(home: Community, head: accounts.User) -> None:
    lamp = factories.make_case(home)
    gas = factories.make_case(
        home,
        text="楼道里有煤气味",
        nature=Nature.REPORT,
        source=Source.PHONE,
        place=home.community,
        at=MORNING - 24 * HOUR,
        phone="13800138001",
    )
    worker = factories.make_user("grid-worker", home.grid)
    life.assign(case=lamp, to=worker, by=head, at=MORNING)
    for narrowing in (
        {"nature": Nature.REPORT},
        {"source": Source.PHONE},
        {"category": Category.objects.get(name="燃气").pk},
        {"category": Category.objects.get(name="供暖供气").pk},
        {"assignee": listing.NOBODY},
        {"until": dt.date(2026, 3, 10)},
        {"alert": listing.ANY_ALERT},
        {"alert": "gas"},
        {"words": "煤气"},
        {"words": gas.number},
        {"words": "138 0013 8001"},
    ):
        assert listed(head, group=Group.ALL, **narrowing) == [gas], narrowing
    for narrowing in (
        {"assignee": str(worker.pk)},
        {"since": dt.date(2026, 3, 11)},
        {"place": home.grid},
        {"place": home.building},
        {"category": Category.objects.get(name="公共设施").pk, "nature": Nature.HELP},
    ):
        assert listed(head, group=Group.ALL, **narrowing) == [lamp], narrowing
    assert listed(head, group=Group.ALL, owner=home.property_firm.pk) == []
    assert listed(head, group=Group.ALL, alert="fire") == []


def test_filters_of_the_page_reach_the_list(home: Community, head: accounts.User) -> None:
    mine = factories.make_case(home)
    factories.make_case(home, nature=Nature.REPORT)
    life.assign(case=mine, to=head, by=head, at=MORNING)
    page = signed_in(head).get(
        LIST,
        {
            "group": "all",
            "nature": "help",
            "person": "mine",
            "place": home.grid.pk,
            "owner": home.committee.pk,
            "since": "2026-03-01",
        },
    )
    assert page.context["page"].items == [mine]
    assert 'name="category"' in page.text
    assert 'name="category"' not in signed_in(head).get(LIST).text
    assert 'name="category"' in signed_in(head).get(LIST, {"more": "1"}).text


# ---- Indexes -------------------------------------------------------------------------------


def plan(found: Any) -> str:
    return found.explain()


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize("role", ["head", "grid-worker"])
def test_one_community_walks_its_own_index(home: Community, role: str) -> None:
    user = factories.make_user(role, home.grid if role == "grid-worker" else home.community)
    for group in (Group.ALL, Group.FINISHED):
        found = listing.listing(user, Filters(group=group), at=MORNING)
        told = plan(listing.in_order(found, group)[:25])
        assert "case_community" in told, told
        assert "TEMP B-TREE" not in told, told


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_several_communities_walk_the_newest(home: Community) -> None:
    factories.make_community("安康里社区", street=home.street)
    street = factories.make_user("street", home.street)
    for group in (Group.ALL, Group.FINISHED):
        found = listing.listing(street, Filters(group=group), at=MORNING)
        told = plan(listing.in_order(found, group)[:25])
        assert "case_newest" in told, told
        assert "TEMP B-TREE" not in told, told


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_telephone_number_leads_to_its_cases(home: Community, head: accounts.User) -> None:
    told = plan(listing.search(head, "13800138000")[:8])
    assert "case_phone" in told, told


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize("group", [Group.OPEN, Group.OVERDUE, Group.PARKED])
def test_open_work_starts_from_the_index_on_open_work(
    home: Community, head: accounts.User, group: Group
) -> None:
    found = listing.listing(head, Filters(group=group), at=MORNING)
    told = plan(listing.in_order(found, group)[:25])
    # Parked cases are few in a whole city: their state tells them quickly enough.
    assert ("case_state" if group == Group.PARKED else "USING INDEX work_open") in told, told
    assert "SCAN cases_case" not in told, told


# ---- Views and exports ---------------------------------------------------------------------


def test_views_are_kept_for_oneself(home: Community, head: accounts.User) -> None:
    client = signed_in(head)
    saved = client.post(
        reverse("cases:save-view"),
        {"name": "投诉", "query": "group=open&nature=complaint&after=x"},
        follow=True,
    )
    assert saved.redirect_chain[-1][0] == f"{LIST}?group=open&nature=complaint"
    assert "投诉</a>" in saved.text
    view = saved.context["views"][0]
    other = signed_in(factories.make_user("head", home.community))
    assert other.post(reverse("cases:delete-view", args=[view.pk])).status_code == 404
    assert "投诉</a>" not in other.get(LIST).text
    assert client.post(reverse("cases:delete-view", args=[view.pk]), follow=True).status_code == 200
    assert list(client.get(LIST).context["views"]) == []


def test_a_view_without_a_name_is_told(home: Community, head: accounts.User) -> None:
    answer = signed_in(head).post(reverse("cases:save-view"), {"name": " ", "query": ""})
    assert answer.status_code == 422
    assert "起个名字" in answer.text


def exported(client: Client, **posted: str) -> list[list[Any]]:
    answer = client.post(reverse("cases:export"), posted)
    assert answer.status_code == 200, answer.text
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_an_export_has_purpose_mark_and_record(home: Community, head: accounts.User) -> None:
    text = "=cmd|' /C calc'!A0 路灯"
    factories.make_case(home, text=text, name="王秀英", happened_on=dt.date(2026, 3, 10))
    finished(factories.make_case(home), head)
    sheet = exported(signed_in(head), query="group=open&nature=help", purpose="月度分析")
    mark, heading, *rows = sheet
    assert f"赵书记（{head.username}）" in mark[0]
    assert "用途：月度分析" in mark[0]
    assert "在办，求助" in mark[0]
    assert heading[:3] == ["编号", "收到时间", "标题"]
    assert len(rows) == 1
    assert rows[0][2].startswith("=cmd|")
    assert "王** 138****8000" in rows[0]
    assert rows[0][heading.index("发生日期")] == "2026-03-10"
    assert rows[0][1].isoformat() == "2026-03-11T09:30:00"
    event = events_of("cases.export").get()
    assert (event.reason, event.changes) == (
        "月度分析",
        {"rows": 1, "filters": ["在办", "求助"]},
    )


def test_no_purpose_no_sheet(home: Community, head: accounts.User) -> None:
    factories.make_case(home)
    answer = signed_in(head).post(reverse("cases:export"), {"query": "", "purpose": " "})
    assert answer.status_code == 422
    assert "写明导出做什么用" in answer.text
    assert not events_of("cases.export").exists()


def test_too_many_rows_are_told(
    home: Community, head: accounts.User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    for _ in range(3):
        factories.make_case(home)
    mark, _heading, *rows = exported(signed_in(head), query="group=all", purpose="分析")
    assert len(rows) == 2
    assert "这里只有前2条" in mark[0]


def test_an_export_stays_at_home(home: Community) -> None:
    factories.make_case(home)
    foreign = factories.make_user("head", factories.make_community("安康里社区").community)
    sheet = exported(signed_in(foreign), query="group=all", purpose="看看")
    assert len(sheet) == 2


# ---- The desk's search box -----------------------------------------------------------------


def test_the_search_box_finds_requests(home: Community, head: accounts.User) -> None:
    case = factories.make_case(home)
    for words in ("路灯", case.number, "13800138000"):
        page = signed_in(head).get(reverse("desk:search"), {"q": words}).text
        assert reverse("cases:case", args=[case.pk]) in page, words
    foreign = factories.make_user("head", factories.make_community("安康里社区").community)
    page = signed_in(foreign).get(reverse("desk:search"), {"q": "路灯"}).text
    assert reverse("cases:case", args=[case.pk]) not in page
