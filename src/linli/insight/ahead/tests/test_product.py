"""The page of the months ahead: who sees what of it, and what is arranged for a month."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from linli.foundation.audit import public as audit
from linli.insight.ahead import actions, counting, queries
from linli.insight.ahead.models import MonthCount, Plan
from linli.insight.ahead.tests.counts import count, steady
from linli.kernel.errors import NotAllowed, NotFound
from linli.registers.organisations.public import Organisation
from linli.services.cases.public import Category
from linli.services.cases.tests import factories
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
AT = factories.MORNING
APRIL, MARCH, NOVEMBER = dt.date(2026, 4, 1), dt.date(2026, 3, 1), dt.date(2026, 11, 1)


@pytest.fixture
def town(time_machine):
    time_machine.move_to(AT)
    home = factories.make_community("甲社区")
    home.other = factories.make_community("乙社区", street=home.street)
    home.heating = Category.objects.get(full_name="公共设施／供暖供气")
    home.noise = Category.objects.get(full_name="环境卫生／噪声油烟")
    count(home.grid, home.heating, at=AT)
    count(home.grid, home.noise, steady, at=AT)
    count(home.other.grid, home.noise, steady, at=AT)
    return home


@pytest.fixture
def worker(town):
    return factories.make_user("community-worker", town.community, unit=town.committee)


def get(user, client, name="page", **told):
    client.force_login(user)
    return client.get(reverse(f"ahead:{name}"), told)


def line(town, month, category=None):
    return queries.outlook(town.community, month, only=(category or town.heating).pk).total


def test_what_rises_above_its_usual_number_stands_first(town):
    winter = queries.outlook(town.community, MARCH)
    assert [one.category for one in winter.lines] == [town.heating, town.noise]
    first = winter.lines[0]
    assert first.is_more
    assert first.expected.low <= 20 <= first.expected.high
    assert [number for _month, number in first.same_months] == [20, 20]
    assert not winter.lines[1].is_more
    assert queries.outlook(town.community, APRIL).lines[-1].category == town.heating


def test_a_line_is_the_same_by_itself_and_among_all(town):
    among = next(
        one for one in queries.outlook(town.community, MARCH).lines if one.category == town.heating
    )
    assert among.expected == line(town, MARCH).expected


def test_the_page_says_what_comes_how_it_is_reckoned_and_how_good_it_was(town, worker, client):
    words = get(worker, client, month="2026-03").content.decode()
    for told in ("供暖供气", "供暖季", "怎么算的", "往回猜过去 12 个月", "照抄上个月", "2025年3月"):
        assert told in words
    assert "比平常多" in words
    assert "还没有满一年" not in words


def test_less_than_a_year_is_told_and_no_season_is_sold(town, worker, client):
    MonthCount.objects.filter(month__lt=dt.date(2025, 9, 1)).delete()
    words = get(worker, client).content.decode()
    assert "还没有满一年的数据（现有 6 个整月），只能看最近三个月" in words
    assert line(town, APRIL).expected.index is None


def test_an_empty_site_and_an_empty_place_say_what_will_be_here(client, time_machine):
    time_machine.move_to(AT)
    home = factories.make_community("甲社区")
    user = factories.make_user("grid-worker", home.community, unit=home.committee)
    assert "还没有数过" in get(user, client).content.decode()
    counting.count_all(at=AT)
    assert "还没有诉求可数" in get(user, client).content.decode()
    nowhere = factories.make_user("admin", home.community)
    nowhere.assignments.all().delete()
    assert get(nowhere, client).status_code == 403


def test_a_foreign_place_is_not_there(town, worker, client):
    with pytest.raises(NotFound):
        queries.get_place(worker, town.other.community.pk)
    for name in ("page", "line"):
        answer = get(worker, client, name, place=town.other.community.pk, category=town.heating.pk)
        assert answer.status_code == 404
    assert get(worker, client, place=town.building.pk).status_code == 404
    assert get(worker, client, "line", category="x").status_code == 404


def test_a_street_sees_its_communities_side_by_side(town, client):
    leader = factories.make_user("street", town.street, unit=town.office)
    words = get(leader, client, "line", category=town.noise.pk).content.decode()
    assert words.count("50.0%") == 2
    assert "甲社区" in words
    assert "乙社区" in words


def test_filters_narrow_to_what_stands_below_a_category(town, worker, client):
    lamps = Category.objects.get(full_name="公共设施／道路照明／路灯")
    count(town.grid, lamps, steady, at=AT)
    facilities = Category.objects.get(full_name="公共设施")
    words = get(worker, client, category=facilities.pk).content.decode()
    assert "公共设施／道路照明</a>" in words
    assert "环境卫生／噪声油烟</a>" not in words
    below = Category.objects.get(full_name="公共设施／道路照明")
    assert "公共设施／道路照明／路灯</a>" in get(worker, client, category=below.pk).content.decode()
    # What is not on offer asks for nothing.
    assert get(worker, client, category="99999", month="1999-13").status_code == 200


def test_numbers_lead_to_the_requests_behind_them(town, worker, client):
    words = get(worker, client, "line", category=town.heating.pk, month="2026-03").content.decode()
    told = f"group=all&amp;category={town.heating.pk}&amp;place={town.community.pk}"
    assert f"{told}&amp;since=2025-03-01&amp;until=2025-03-31" in words


def test_buildings_with_several_requests_are_told_and_never_a_door(town, worker, client):
    for number in range(2):
        factories.make_case(town, category=town.heating, at=AT - dt.timedelta(days=30 + number))
    words = get(worker, client, "line", category=town.heating.pk).content.decode()
    assert "3号楼</th>" in words
    assert "501" not in words
    case = town.heating and factories.Case.objects.first()
    case.concerns = town.property_firm
    case.save()
    own = factories.make_user("head", town.community, unit=town.property_firm)
    assert "3号楼</th>" not in get(own, client, "line", category=town.heating.pk).content.decode()


def arrange(user, client, town, **told):
    client.force_login(user)
    query = f"?place={town.community.pk}&month=2026-04&category={town.heating.pk}"
    given = {"title": "四月供暖收尾", "measures": "约供热单位。", "until_on": "2026-03-31"}
    return client.post(reverse("ahead:make-plan") + query, given | told)


def test_a_month_is_arranged_once_and_told_beside_what_came(town, worker, client, time_machine):
    assert arrange(worker, client, town).status_code == 302
    made = Plan.objects.get()
    assert (made.work.assignee, made.work.team, made.month) == (worker, town.committee, APRIL)
    assert made.low <= made.expected <= made.high
    assert arrange(worker, client, town, title="又一次").status_code == 302
    assert Plan.objects.get().title == "四月供暖收尾"
    assert audit.of_subject(made, action="ahead.plan").count() == 1
    assert "已安排" in get(worker, client, month="2026-04").content.decode()
    assert "这个月还没有到" in client.get(reverse("ahead:plan", args=[made.pk])).content.decode()

    answer = client.post(reverse("ahead:close-plan", args=[made.pk]), {"result": "走完了。"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.work.closed_at == made.closed_at
    with pytest.raises(actions.ClosedAlready):
        actions.close_plan(made=made, result="再说", by=worker, at=AT)

    may = AT + dt.timedelta(days=60)
    time_machine.move_to(may)
    MonthCount.objects.create(place=town.community, category=town.heating, month=APRIL, number=3)
    client.force_login(worker)
    words = client.get(reverse("ahead:plan", args=[made.pk])).content.decode()
    assert "实际来了 <strong>3</strong> 件" in words


def test_a_plan_is_drafted_from_what_is_known(town, worker, client):
    words = get(worker, client, "line", category=town.heating.pk, month="2026-03").content.decode()
    assert "2026年3月“供暖供气”提前办" in words
    assert "2025年3月 20件，2024年3月 20件" in words
    assert "供暖季：请供热单位" in words


def test_a_day_in_the_past_or_after_the_month_is_refused_in_words(town, worker, client):
    for day, words in (("2026-03-01", "已经过去"), ("2026-05-01", "结束以前")):
        answer = arrange(worker, client, town, until_on=day)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Plan.objects.exists()


def test_who_only_looks_arranges_nothing(town, client):
    hotline = factories.make_user("hotline", town.community)
    assert arrange(hotline, client, town).status_code == 403
    assert (
        "打算怎么做" not in get(hotline, client, "line", category=town.heating.pk).content.decode()
    )
    with pytest.raises(NotAllowed):
        actions.plan(
            place=town.community,
            category=town.heating,
            month=APRIL,
            title="甲",
            measures="乙",
            until_on=AT.date(),
            expected=line(town, APRIL).expected,
            by=hotline,
            at=AT,
        )


def test_a_street_arranges_by_its_office_and_nobody_else_in_its_place(town):
    leader = factories.make_user("street", town.street.parent)
    told = {
        "category": town.heating,
        "month": APRIL,
        "title": "甲",
        "measures": "乙",
        "until_on": AT.date(),
        "expected": line(town, APRIL).expected,
        "by": leader,
        "at": AT,
    }
    assert actions.plan(place=town.street, **told).work.team == town.office
    with pytest.raises(actions.NobodyThere):
        actions.plan(place=town.street.parent, **told)
    Organisation.objects.filter(pk=town.committee.pk).update(closed_on=AT.date())
    with pytest.raises(actions.NobodyThere):
        actions.plan(place=town.community, **told)


def test_a_foreign_plan_is_not_there(town, worker, client):
    arrange(worker, client, town)
    stranger = factories.make_user("head", town.other.community, unit=town.other.committee)
    client.force_login(stranger)
    made = Plan.objects.get()
    assert client.get(reverse("ahead:plan", args=[made.pk])).status_code == 404
    answer = client.post(reverse("ahead:close-plan", args=[made.pk]), {"result": "甲"})
    assert answer.status_code == 404


def test_the_to_do_list_knows_the_plan(town, worker, client):
    arrange(worker, client, town)
    [row] = [row for row in work.mine(worker) if row.kind == actions.KIND]
    assert "四月供暖收尾" in row.title
    assert (
        reverse("ahead:plan", args=[Plan.objects.get().pk])
        in client.get(reverse("work:today")).content.decode()
    )


def test_the_table_is_taken_out_with_a_purpose_and_a_record(town, worker, client):
    client.force_login(worker)
    url = reverse("ahead:export") + f"?place={town.community.pk}&month=2026-03"
    assert client.post(url, {"purpose": " "}).status_code == 302
    assert not audit.of_subject(town.community, action="ahead.export")
    answer = client.post(url, {"purpose": "例会"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "用途：例会" in rows[1][0]
    assert rows[3][0] == "公共设施／供暖供气"
    assert rows[-1][0] == "合计"
    assert audit.of_subject(town.community, action="ahead.export").get().reason == "例会"
    with pytest.raises(actions.NeedsPurpose):
        actions.record_export(
            place=town.community, month=MARCH, purpose="", rows=1, by=worker, at=AT
        )


def test_the_page_asks_no_more_queries_for_more_lines(
    town, worker, client, django_assert_max_num_queries
):
    for category in Category.objects.filter(level=2):
        count(town.grid, category, steady, length=3, at=AT)
    client.force_login(worker)
    with django_assert_max_num_queries(24):
        client.get(reverse("ahead:page"))
    with django_assert_max_num_queries(30):
        client.get(reverse("ahead:line"), {"category": town.heating.pk})


def test_the_running_month_tells_how_many_have_come(town, worker, client):
    MonthCount.objects.create(place=town.community, category=town.heating, month=MARCH, number=7)
    assert "到现在已来 7 件" in get(worker, client, month="2026-03").content.decode()
