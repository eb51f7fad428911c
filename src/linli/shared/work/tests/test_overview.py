import io

import pytest
import python_calamine
from django.urls import reverse

from linli.foundation.audit import public as audit
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.shared.work import clocks
from linli.shared.work.actions import items
from linli.shared.work.deadlines import Light
from linli.shared.work.kinds import KINDS
from linli.shared.work.models import ClockKind, WorkItem
from linli.shared.work.panels import PANELS, OverviewPanel
from linli.shared.work.queries import load, overview
from linli.shared.work.queries.overview import Choice
from linli.shared.work.tests import factories
from linli.shared.work.tests.factories import (
    DAY,
    HEAD,
    HOUR,
    MORNING,
    WORKER,
    count_queries,
    latest_event,
    make_item,
    make_town,
    make_user,
    run_clock,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]
ALL = Choice()


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def head(town):
    return make_user(HEAD, town.community, name="林书记")


@pytest.fixture
def worker(town):
    return make_user(WORKER, town.grid, name="李网格")


def started(town, due_in, *, kind=ClockKind.HANDLE, **fields):
    """An item whose clock began ten hours ago and is due so much after now."""
    item = make_item(town, at=MORNING - 10 * HOUR, **fields)
    return run_clock(item, 10 * HOUR + due_in, kind=kind).item


@pytest.fixture
def four(town):
    """One clock of each light."""
    paused = started(town, HOUR, title="暂停的")
    clocks.pause(item=paused, kind=ClockKind.HANDLE, reason="等", at=MORNING - HOUR)
    return {
        Light.RED: started(town, -HOUR, title="晚了的"),
        Light.AMBER: started(town, HOUR, title="快到的"),
        Light.GREEN: started(town, 40 * HOUR, title="不急的"),
        Light.OFF: paused,
    }


def test_each_clock_shows_the_light_that_the_chip_shows(head, four):
    for light, item in four.items():
        found = overview.chosen(head, Choice(light=light), at=MORNING)
        assert [each.title for each in found] == [item.title]
        row = item.clocks.get()
        assert (
            clocks.deadlines.light(
                row.due_at, MORNING, started_at=row.started_at, amber_share=clocks.AMBER_SHARE
            )
            == light
        )


def test_lights_by_clock(town, head, four):
    started(town, 2 * HOUR, kind=ClockKind.SIGN)
    lines = overview.standing(head, ALL, at=MORNING).by_clock
    assert [(line.key, dict(line.cells)) for line in lines] == [
        ("sign", {"red": 0, "amber": 1, "green": 0, "off": 0}),
        ("handle", {"red": 1, "amber": 1, "green": 1, "off": 1}),
    ]


def test_lights_by_grid_with_the_rest_at_the_end(town, head, four):
    started(town, HOUR, place=town.other_grid)
    started(town, -HOUR, place=town.community)
    lines = overview.standing(head, ALL, at=MORNING).by_place
    assert [(line.label, line.counts["red"], line.total) for line in lines] == [
        ("第一网格", 1, 4),
        ("第二网格", 0, 1),
        ("", 1, 1),
    ]


def test_a_street_is_told_apart_into_communities(town, four):
    street = make_user(HEAD, town.street)
    neighbours = make_town("邻家社区", street=town.street)
    started(neighbours, HOUR)
    lines = overview.standing(street, ALL, at=MORNING).by_place
    assert {line.label: line.total for line in lines} == {"幸福里社区": 4, "邻家社区": 1}
    inside = overview.standing(street, Choice(place=town.community), at=MORNING).by_place
    assert {line.label: line.total for line in inside} == {"第一网格": 4, "第二网格": 0}


def test_nobody_sees_another_community(town, head, four):
    neighbours = make_town("邻家社区", street=town.street)
    theirs = started(neighbours, HOUR)
    assert theirs not in overview.chosen(head, ALL, at=MORNING)
    assert not overview.chosen(head, Choice(place=neighbours.community), at=MORNING).exists()
    with pytest.raises(NotFound):
        overview.get_place(head, neighbours.grid.pk)
    assert not overview.chosen(make_user(WORKER, town.community), ALL, at=MORNING).exists()


def test_filters(town, head, worker, four):
    other = started(town, 2 * HOUR, kind=ClockKind.SIGN, assignee=worker, place=town.other_grid)
    found = {
        "person": Choice(assignee=worker),
        "clock": Choice(clock="sign"),
        "place": Choice(place=town.other_grid),
        "all": Choice(clock="sign", light="amber", kind="errand", within_hours=3),
    }
    for choice in found.values():
        assert list(overview.chosen(head, choice, at=MORNING)) == [other]
    assert overview.chosen(head, Choice(unassigned=True), at=MORNING).count() == 4
    assert not overview.chosen(head, Choice(kind="visit"), at=MORNING).exists()
    assert not overview.chosen(head, Choice(within_hours=1, clock="sign"), at=MORNING).exists()


def test_soon_late_is_nearest_first(town, head, four):
    started(town, HOUR / 2, title="马上")
    found = overview.soon_late(head, Choice(within_hours=24), at=MORNING, limit=5)
    assert [row.item.title for row in found] == ["马上", "快到的"]


def test_who_stands_back_sees_nothing_of_it(head, four, monkeypatch):
    hidden = four[Light.RED]
    kind = factories.dataclasses.replace(
        factories.ERRAND, hidden_from=lambda user: [hidden.pk] if user == head else []
    )
    monkeypatch.setitem(KINDS._items, "errand", kind)
    assert hidden not in overview.chosen(head, ALL, at=MORNING)
    assert overview.standing(head, ALL, at=MORNING).by_clock[0].total == 3


class TestLoad:
    def test_each_person_by_name_people_without_work_too(self, town, head, worker):
        started(town, -HOUR, assignee=worker)
        started(town, HOUR, assignee=worker)
        started(town, 5 * DAY, assignee=worker)
        items.finish(item=started(town, HOUR, assignee=worker), at=MORNING)
        rows = {row.name: row for row in load.load(head, at=MORNING)}
        assert (rows["李网格"].open, rows["李网格"].overdue, rows["李网格"].due_today) == (3, 1, 1)
        assert rows["林书记"].open == 0
        names = list(rows)
        assert names == sorted(names)

    def test_at_one_place(self, town, head, worker):
        started(town, HOUR, assignee=worker, place=town.other_grid)
        found = load.load(head, town.grid, at=MORNING)
        assert [(row.name, row.open) for row in found] == [("李网格", 0)]

    def test_more_people_than_a_page_tells_apart(self, town, head, worker, monkeypatch, client):
        client.force_login(head)
        page = reverse("work:overview")
        assert "李网格" in client.get(page).text
        monkeypatch.setattr(load, "MOST_PEOPLE", 1)
        assert load.load(head, at=MORNING) is None
        crowded = client.get(page).text
        assert "这里人太多，一页列不下" in crowded
        assert "按姓名排列" not in crowded
        assert "按姓名排列" in client.get(page, {"place": town.grid.pk}).text

    @pytest.mark.parametrize(
        ("moments", "nights"),
        [
            ([], 0),
            ([clock.local(2026, 3, 10, 8), clock.local(2026, 3, 10, 17, 59)], 0),
            ([clock.local(2026, 3, 10, 18), clock.local(2026, 3, 10, 23, 59)], 1),
            ([clock.local(2026, 3, 10, 7, 59)], 1),
            # A Saturday at noon is a day off; a working Saturday is not.
            ([clock.local(2026, 3, 7, 12)], 1),
            ([clock.local(2026, 2, 28, 12)], 0),
            ([clock.local(2026, 3, 9, 20), clock.local(2026, 3, 10, 20)], 2),
            # 14 days back, today included.
            ([clock.local(2026, 2, 26, 20)], 1),
            ([clock.local(2026, 2, 25, 20)], 0),
        ],
    )
    def test_nights_are_days_with_work_outside_hours(self, worker, moments, nights):
        for at in moments:
            audit.record("errands.do", by=worker, at=at)
        assert load.nights_worked([worker.pk], at=MORNING).get(worker.pk, 0) == nights


class TestPages:
    @pytest.fixture(autouse=True)
    def at_nine(self, time_machine):
        time_machine.move_to(MORNING, tick=False)

    @pytest.fixture
    def get(self, client, head):
        client.force_login(head)
        return lambda name="overview", **query: client.get(reverse(f"work:{name}"), query)

    def test_two_clicks_to_any_case(self, head, four, get, client):
        overview_page = get().content.decode()
        link = reverse("work:overview-list") + "?clock=handle&amp;light=red"
        assert link in overview_page
        listed = client.get(link.replace("&amp;", "&")).content.decode()
        assert f'href="/errands/{four[Light.RED].pk}/"' in listed
        assert "快到的" not in listed

    def test_needs_the_right(self, client, worker):
        client.force_login(worker)
        for name in ("overview", "overview-list"):
            assert client.get(reverse(f"work:{name}")).status_code == 403
        assert client.post(reverse("work:overview-export"), {"purpose": "x"}).status_code == 403

    def test_a_foreign_place_is_not_found(self, town, get):
        neighbours = make_town("邻家社区", street=town.street)
        assert get(place=neighbours.grid.pk).status_code == 404
        assert get("overview-list", place=neighbours.grid.pk).status_code == 404

    def test_nonsense_in_the_address_is_left_out(self, four, get):
        response = get("overview-list", place="x", clock="x", light="x", person="x", within="x")
        assert "晚了的" in response.content.decode()

    def test_the_list_goes_on_over_pages(self, town, get):
        for number in range(27):
            started(town, (number + 1) * HOUR, title=f"第{number}件")
        first = get("overview-list")
        assert "第24件" in first.content.decode()
        assert "第25件" not in first.content.decode()
        second = get("overview-list", after=first.context["page"].next)
        assert "第26件" in second.content.decode()

    def test_other_apps_add_cards(self, town, four, get, monkeypatch):
        panel = OverviewPanel(
            code="bounced",
            title="推来推去的",
            icon="refresh",
            template="work/_sample.html",
            context=lambda user, place, at: {"place": place},
        )
        secret = factories.dataclasses.replace(
            panel, code="secret", title="看不到的", permission="errands.secret"
        )
        empty = factories.dataclasses.replace(
            panel, code="empty", title="没内容的", context=lambda user, place, at: None
        )
        for each in (panel, secret, empty):
            monkeypatch.setitem(PANELS._items, each.code, each)
        text = get().content.decode()
        assert "推来推去的" in text
        assert "看不到的" not in text
        assert "没内容的" not in text

    @pytest.mark.parametrize("name", ["overview", "overview-list"])
    def test_queries_do_not_grow(self, town, worker, get, name):
        started(town, HOUR, assignee=worker)
        with_one = count_queries(lambda: get(name))
        started(town, HOUR / 2, place=town.other_grid, kind=ClockKind.SIGN)
        started(town, 3 * HOUR, assignee=make_user(WORKER, town.other_grid))
        assert count_queries(lambda: get(name)) == with_one

    def test_export_carries_its_purpose_and_is_recorded(self, client, head, worker, four, get):
        WorkItem.objects.filter(pk=four[Light.RED].pk).update(title="=1+1", assignee=worker)
        url = reverse("work:overview-export") + "?light=red"
        response = client.post(url, {"purpose": "每周例会"})
        assert response["Content-Disposition"] == (
            'attachment; filename="linli-open-work-20260311.xlsx"'
        )
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
        mark, headings, row = book.get_sheet_by_index(0).to_python()
        assert "每周例会" in mark[0]
        assert "林书记" in mark[0]
        assert headings[:2] == ["事项", "类别"]
        assert row[:6] == [
            "=1+1",
            "跑腿",
            "幸福里社区 第一网格",
            "幸福里社区居委会",
            "李网格",
            "办理",
        ]
        assert row[6] == (MORNING - HOUR).replace(tzinfo=None)
        assert row[7] == "已超时"
        event = latest_event("work.export")
        assert (event.reason, event.changes) == ("每周例会", {"rows": 1})

    def test_export_without_a_purpose_is_refused(self, client, head, four, get):
        response = client.post(reverse("work:overview-export") + "?light=red", {"purpose": " "})
        assert response.status_code == 302
        assert response.url == reverse("work:overview-list") + "?light=red"
        assert latest_event("work.export") is None
