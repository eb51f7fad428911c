import pytest
from django.urls import reverse

from linli.kernel import clock
from linli.shared.work.actions import items
from linli.shared.work.kinds import KINDS
from linli.shared.work.models import Priority
from linli.shared.work.queries import today as queries
from linli.shared.work.queries.items import mine
from linli.shared.work.queries.today import Choice, Group
from linli.shared.work.tests import factories
from linli.shared.work.tests.factories import (
    DAY,
    HOUR,
    MORNING,
    WORKER,
    count_queries,
    make_item,
    make_partner,
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
def worker(town):
    return make_user(WORKER, town.grid, unit=town.committee)


def parts(user, choice=ALL, at=MORNING):
    """The page as {part: [titles]}."""
    return {
        part.group: [row.item.title for row in part.rows]
        for part in queries.today(user, choice, at=at).parts
    }


def due(town, worker, title, due_in, **fields):
    item = make_item(town, assignee=worker, title=title, **fields)
    if due_in is not None:
        run_clock(item, due_in, started_at=MORNING - DAY)
    return item


def test_what_is_due_stands_in_order(town, worker):
    midnight = clock.local(2026, 3, 12) - (MORNING - DAY)
    due(town, worker, "明天", 3 * DAY)
    due(town, worker, "没有时限", None)
    due(town, worker, "今天二十四点", midnight)
    due(town, worker, "今天十点", DAY + HOUR / 2)
    due(town, worker, "晚了一点", DAY - HOUR)
    due(town, worker, "晚了很久", HOUR)
    due(town, worker, "紧急的", 4 * DAY, priority=Priority.URGENT)
    due(town, worker, "特急的", 5 * DAY, priority=Priority.EMERGENCY)
    items.wait(item=due(town, worker, "等居民", 4 * DAY))
    items.wait(item=due(town, worker, "等过了头", 2 * HOUR, priority=Priority.URGENT))

    assert parts(worker) == {
        Group.URGENT: ["特急的", "紧急的"],
        Group.OVERDUE: ["晚了很久", "等过了头", "晚了一点"],
        Group.TODAY: ["今天十点", "今天二十四点"],
        Group.LATER: ["明天", "没有时限"],
        Group.WAITING: ["等居民"],
    }


def test_work_is_mine_or_my_units_and_nobodys(town, worker):
    colleague = make_user(WORKER, town.grid, unit=town.committee)
    make_item(town, assignee=worker, title="我的")
    make_item(town, title="待认领")
    make_item(town, assignee=colleague, title="同事的")
    make_item(town, team=town.firm, title="物业的")
    items.finish(item=make_item(town, assignee=worker), at=MORNING)

    assert {item.title for item in mine(worker)} == {"我的", "待认领"}
    assert {item.title for item in mine(make_partner(town.firm))} == {"物业的"}
    assert not mine(make_user(WORKER, town.grid)).exists()


def test_services_say_whose_turn_it_is_and_who_must_not_see(town, worker, monkeypatch):
    turn, hidden = make_item(town, team=town.firm, title="请您裁定"), make_item(town, title="回避")
    kind = factories.dataclasses.replace(
        factories.ERRAND, waiting_for=lambda user: [turn.pk], hidden_from=lambda user: [hidden.pk]
    )
    monkeypatch.setitem(KINDS._items, "errand", kind)
    assert [item.title for item in mine(worker)] == ["请您裁定"]


def test_filters(town, worker):
    make_item(town, assignee=worker, title="我的")
    make_item(town, title="待认领", place=town.other_grid)
    choice = {
        "whose": Choice(whose="me"),
        "unit": Choice(whose="unit"),
        "kind": Choice(kind="errand"),
        "other kind": Choice(kind="visit"),
        "place": Choice(place=town.other_grid),
        "group": Choice(group=Group.OVERDUE),
    }
    found = {
        name: [t for titles in parts(worker, c).values() for t in titles]
        for name, c in choice.items()
    }
    assert found == {
        "whose": ["我的"],
        "unit": ["待认领"],
        "kind": ["我的", "待认领"],
        "other kind": [],
        "place": ["待认领"],
        "group": [],
    }


def test_a_long_part_says_how_much_there_is(town, worker, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN", 2)
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        due(town, worker, f"第{number}件", (5 + number) * DAY)
    (part,) = queries.today(worker, Choice(), at=MORNING).parts
    assert (part.count, len(part.rows)) == (5, 2)

    seen, after = [], ""
    while True:
        found = queries.today(worker, Choice(group=Group.LATER), at=MORNING, after=after)
        seen += [row.item.title for row in found.parts[0].rows]
        after = found.page.next
        if not after:
            break
    assert seen == [f"第{number}件" for number in range(5)]


class TestPage:
    @pytest.fixture(autouse=True)
    def at_nine(self, time_machine):
        time_machine.move_to(MORNING, tick=False)

    @pytest.fixture
    def page(self, client, worker):
        client.force_login(worker)
        return lambda **query: client.get(reverse("work:today"), query)

    def test_each_item_has_one_next_step(self, town, worker, page):
        item = due(town, worker, "楼道灯不亮", 2 * DAY)
        text = page().content.decode()
        assert f'href="/errands/{item.pk}/#next"' in text
        assert "办理" in text
        assert "还剩 24 小时" in text

    def test_an_empty_desk_is_a_good_thing(self, page):
        assert "手上的事都办完了" in page().content.decode()

    def test_an_empty_filter_leads_back(self, town, worker, page):
        due(town, worker, "楼道灯不亮", 2 * DAY)
        text = page(kind="visit").content.decode()
        assert "没有符合条件的工作" in text
        assert "手上有 1 件" in text

    def test_nonsense_in_the_address_is_left_out(self, town, worker, page):
        due(town, worker, "楼道灯不亮", 2 * DAY)
        response = page(whose="x", place="x", group="x", after="x")
        assert "楼道灯不亮" in response.content.decode()

    def test_a_stray_place_filters_nothing(self, town, worker, page):
        due(town, worker, "楼道灯不亮", 2 * DAY)
        assert "楼道灯不亮" in page(place=town.street.pk).content.decode()

    def test_residents_have_no_desk(self, client):
        client.force_login(make_user(kind=factories.accounts.UserKind.RESIDENT))
        assert client.get(reverse("work:today")).status_code == 403

    def test_queries_do_not_grow(self, town, worker, page):
        due(town, worker, "第一件", 2 * DAY)
        with_one = count_queries(page)
        for number in range(2):
            due(town, worker, f"又{number}件", number * DAY, place=town.other_grid)
        assert count_queries(page) == with_one
