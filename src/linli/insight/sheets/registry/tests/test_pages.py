"""The pages as the street, a head and a grid worker see them."""

import datetime as dt
import io

import docx
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from linli.foundation.audit.tests.factories import events_of
from linli.insight.sheets.registry import public, tasks
from linli.insight.sheets.registry.actions import dues, tables
from linli.insight.sheets.registry.models import CellCost, Ground, Reply, Table
from linli.insight.sheets.registry.queries import costs
from linli.insight.sheets.registry.spans import Length, span_of
from linli.insight.sheets.registry.states import State
from linli.insight.sheets.registry.tests.factories import (
    AT,
    DAY,
    TODAY,
    make_filling,
    make_form,
    make_table,
    make_town,
    make_user,
)
from linli.insight.sheets.states import State as FillingState
from linli.kernel import clock

pytestmark = pytest.mark.django_db
COLUMNS = ("姓名", "性别", "身份证号", "联系电话")


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(AT)


@pytest.fixture
def town():
    return make_town()


def desk(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


class TestTheList:
    def test_filters_stay_in_the_address(self, town) -> None:
        make_table(town, expires_on=TODAY - DAY)
        make_table(town, "流动人口月报", owner=None, owner_name="派出所")
        client = desk(town.head)
        for query, shown, hidden in (
            ({}, ("高龄老人名册", "流动人口月报"), ()),
            ({"state": "expired"}, ("高龄老人名册",), ("流动人口月报",)),
            ({"state": "registered"}, ("流动人口月报",), ("高龄老人名册",)),
            ({"owner": "派出所"}, ("流动人口月报",), ("高龄老人名册",)),
            ({"q": "民政"}, ("高龄老人名册",), ("流动人口月报",)),
            ({"cycle": "weekly"}, ("没有符合条件的报表",), ("高龄老人名册",)),
            ({"due": "2026-03-19"}, ("没有符合条件的报表",), ("流动人口月报",)),
            ({"cycle": "nonsense", "due": "x"}, ("高龄老人名册", "流动人口月报"), ()),
        ):
            page = client.get(reverse("tables:list"), query)
            listed = page.text.partition("<tbody>")[2] or page.text
            assert all(words in listed for words in shown), query
            assert not any(words in listed for words in hidden), query

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same_however_long(
        self, town, count, django_assert_max_num_queries
    ) -> None:
        for number in range(count):
            make_table(town, f"报表{number}")
        client = desk(town.head)
        client.get(reverse("tables:list"))
        with django_assert_max_num_queries(16):
            client.get(reverse("tables:list"))

    def test_the_export_carries_its_purpose(self, town) -> None:
        make_table(town)
        make_table(town, "别的表")
        client = desk(town.head)
        assert client.post(reverse("tables:export"), {"purpose": ""}).status_code == 302
        file = client.post(reverse("tables:export") + "?q=高龄", {"purpose": "向街道报告"})
        rows = rows_of(file.content)
        assert "向街道报告" in str(rows[0][0])
        assert [row[0] for row in rows[2:]] == ["高龄老人名册"]
        assert events_of("tables.export").get().reason == "向街道报告"

    def test_a_form_that_was_filled_is_offered_for_the_list(self, town) -> None:
        form = make_form("突击摸底表", *COLUMNS)
        make_filling(form, town.home.community, by=town.worker)
        assert "突击摸底表" not in desk(town.worker).get(reverse("tables:list")).text
        client = desk(town.head)
        assert "突击摸底表" in client.get(reverse("tables:list")).text
        url = f"{reverse('tables:add')}?form={form.pk}"
        given = client.get(url).context["form"]
        assert given["title"].value() == "突击摸底表"
        assert "registered" not in given.fields
        told = {"title": "突击摸底表", "owner": town.bureau.pk, "place": town.home.community.pk}
        answer = client.post(url, told | {"cycle": "once", "lead_days": "5"})
        assert answer.status_code == 302
        table = Table.objects.get()
        assert (table.state, table.blanks.get().form) == (State.UNREGISTERED, form)

    def test_a_new_layout_of_a_known_table_is_put_to_it(self, town) -> None:
        table = make_table(town, place=town.home.community)
        form = make_form("高龄老人名册（新）", *COLUMNS)
        make_filling(form, town.home.community, by=town.worker)
        url = reverse("tables:link", args=[form.pk])
        client = desk(town.head)
        assert client.post(url, {"table": ""}).status_code == 302
        assert not table.blanks.exists()
        client.post(url, {"table": table.pk})
        blank = table.blanks.get()
        assert blank.form == form
        client.post(reverse("tables:unlink", args=[blank.pk]))
        assert not table.blanks.exists()


class TestATable:
    def test_the_way_from_arrival_to_refusal_and_back(self, town) -> None:
        table = tables.add(
            title="突击摸底表",
            place=town.home.community,
            owner_name="区某局",
            cycle="once",
            by=town.head,
            at=AT,
        )
        client, page = desk(town.head), reverse("tables:table", args=[table.pk])
        shown = client.get(page).text
        assert "没有准入，社区可以不填" in shown
        assert "《城市居民委员会组织法》第二十条" in shown
        url = reverse("tables:reply", args=[table.pk, "refusal"])
        form = client.get(url).context["form"]
        values = {name: form[name].value() for name in ("addressee", "number", "signer")}
        assert values == {"addressee": "区某局", "number": "〔2026〕1号", "signer": "林国栋"}
        grounds = form["grounds"].value()
        assert set(grounds) == set(Ground.objects.filter(in_use=True).values_list("pk", flat=True))
        answer = client.post(
            url,
            values
            | {"signed_on": "2026-03-11", "issuer": town.home.committee.pk, "grounds": grounds},
            follow=True,
        )
        assert "报表退回函已出" in answer.text
        reply = Reply.objects.get()
        word = client.get(reverse("tables:letter", args=[reply.pk, "docx"]))
        texts = [p.text for p in docx.Document(io.BytesIO(word.content)).paragraphs]
        assert texts[:2] == ["报表退回函", "〔2026〕1号"]
        assert texts[-2:] == ["甲社区居委会", "2026年3月11日"]
        pdf = client.get(reverse("tables:letter", args=[reply.pk, "pdf"]))
        assert pdf.content.startswith(b"%PDF-")
        assert client.get(reverse("tables:letter", args=[reply.pk, "exe"])).status_code == 404
        client.post(reverse("tables:undo-reply", args=[reply.pk]))
        assert "没有准入，社区可以不填" in client.get(page).text

    def test_the_proposal_to_merge_is_written_from_the_columns(self, town) -> None:
        into = make_table(town)
        known = make_form("高龄老人名册", *COLUMNS)
        tables.link(table=into, form=known, by=town.street, at=AT)
        filling = make_filling(known, town.home.community, state=FillingState.SENT)
        public.sent(filling=filling, by=town.worker, at=AT - 3 * DAY)
        table = tables.add(
            title="老人生活调查",
            place=town.home.community,
            owner_name="区某局",
            cycle="once",
            seen_form=make_form("老人生活调查", *COLUMNS, "爱好"),
            by=town.head,
            at=AT,
        )
        client = desk(town.head)
        shown = client.get(reverse("tables:table", args=[table.pk])).text
        assert "5 栏里有 4 栏在《高龄老人名册》里（2026年3月8日 已报）" in shown
        form = client.get(reverse("tables:reply", args=[table.pk, "merge"])).context["form"]
        assert form["into"].initial == into
        assert form["common"].value() == "姓名、性别、身份证号、联系电话"
        assert form["new"].value() == "新增的栏目有爱好，建议并入该表一并收集。"
        assert form["sent"].value() == "该表最近一次于2026年3月8日报送区民政局。"

    def test_keepers_admit_renew_and_withdraw(self, town) -> None:
        table = tables.add(
            title="新表",
            place=town.home.community,
            owner=town.bureau,
            cycle="once",
            by=town.head,
            at=AT,
        )
        url = reverse("tables:register", args=[table.pk])
        assert desk(town.head).post(url, {"legal_basis": "某文件"}).status_code == 422
        table.refresh_from_db()
        assert table.state == State.UNREGISTERED
        client = desk(town.street)
        assert "准入要写明依据" in client.post(url, {}).text
        client.post(url, {"legal_basis": "某文件", "expires_on": "2026-12-31"})
        table.refresh_from_db()
        assert (table.state, table.expires_on) == (State.REGISTERED, dt.date(2026, 12, 31))
        url = reverse("tables:withdraw", args=[table.pk])
        assert client.post(url, {"reason": ""}).status_code == 422
        client.post(url, {"reason": "不再要了"})
        table.refresh_from_db()
        assert table.state == State.UNREGISTERED
        assert "不再要了" in client.get(reverse("tables:table", args=[table.pk])).text

    def test_the_form_for_changes_shows_and_saves(self, town) -> None:
        table = make_table(town)
        url = reverse("tables:edit", args=[table.pk])
        assert desk(town.head).get(url).status_code == 403
        client = desk(town.street)
        form = client.get(url).context["form"]
        values = {name: form[name].value() or "" for name in form.fields}
        answer = client.post(url, values | {"note": "每月底前", "next_due_on": "2026-03-20"})
        assert answer.status_code == 302
        table.refresh_from_db()
        assert (table.note, table.next_due_on) == ("每月底前", dt.date(2026, 3, 20))
        late = client.post(url, values | {"note": "别的"})
        assert "同事已经修改过" in late.text

    def test_work_is_closed_from_the_page(self, town) -> None:
        table = make_table(town, lead_days=20)
        dues.open_dues(at=AT)
        due = table.dues.get(place=town.home.community)
        client = desk(town.worker)
        assert "报《高龄老人名册》" in client.get(reverse("work:today")).text
        url = reverse("tables:close-due", args=[due.pk])
        assert client.post(url, {"reason": ""}).status_code == 422
        client.post(url, {"reason": "纸质报了"})
        page = reverse("tables:table", args=[table.pk])
        assert "办结：纸质报了" in client.get(page).text
        client.post(reverse("tables:reopen-due", args=[due.pk]))
        assert (
            "纸质报了" not in client.get(page).text.partition('id="dues"')[2].partition("记录")[0]
        )

    def test_others_find_nothing(self, town) -> None:
        table = tables.add(
            title="突击摸底表",
            place=town.home.community,
            owner_name="区某局",
            cycle="once",
            by=town.head,
            at=AT,
        )
        client = desk(make_user("head", town.other.community))
        for name, args in (("table", [table.pk]), ("edit", [table.pk])):
            assert client.get(reverse(f"tables:{name}", args=args)).status_code == 404


class TestCosts:
    def test_figures_by_table_department_and_month(self, town) -> None:
        table, form = make_table(town), make_form("高龄老人名册", *COLUMNS)
        tables.link(table=table, form=form, by=town.street, at=AT)
        stray = make_form("没人登记的表", *COLUMNS)
        for one, at in ((form, AT), (stray, AT), (form, AT - 31 * DAY)):
            filling = make_filling(one, town.home.community, state=FillingState.SENT)
            public.sent(filling=filling, by=town.worker, at=at)
        page = costs.page(town.head, town.home.community, span_of(TODAY, Length.MONTH))
        assert (page.total.times, page.total.filled, page.total.typed) == (2, 16, 24)
        assert page.total.minutes == round(24 * CellCost.objects.get().seconds / 60)
        assert [(line.name, line.owner) for line in page.by_table] == [
            ("没人登记的表", "没有登记"),
            ("高龄老人名册", "区民政局"),
        ]
        assert [point.cost.times for point in page.trend][-2:] == [1, 2]
        assert sum(point.cost.times for point in page.trend) == 3
        year = costs.page(town.head, town.home.community, span_of(TODAY, Length.YEAR))
        assert year.total.times == 3

    def test_nobody_is_counted_and_foreign_figures_are_not(self, town) -> None:
        form = make_form("高龄老人名册", *COLUMNS)
        filling = make_filling(form, town.other.community, state=FillingState.SENT)
        public.sent(filling=filling, by=town.street, at=AT)
        span = span_of(TODAY, Length.MONTH)
        assert costs.page(town.head, town.home.community, span).total.times == 0
        page = desk(town.street).get(reverse("tables:cost")).text
        assert "这一页不统计任何个人" in page
        for user in (town.street, town.head, town.worker):
            assert user.name not in page.partition("<main")[2].partition("导出")[0]

    def test_the_page_and_its_workbook(self, town) -> None:
        form = make_form("高龄老人名册", *COLUMNS)
        for at in (AT, AT - 31 * DAY):
            filling = make_filling(form, town.home.community, state=FillingState.SENT)
            public.sent(filling=filling, by=town.worker, at=at)
        client = desk(town.head)
        page = client.get(reverse("tables:cost"))
        assert "<svg" in page.text
        assert "高龄老人名册" in page.text
        before = client.get(reverse("tables:cost"), {"length": "year", "day": "2020-05-05"})
        assert "这一期还没有报送过" in before.text
        assert client.get(reverse("tables:cost"), {"day": "x"}).status_code == 200
        file = client.post(reverse("tables:cost-export"), {"purpose": "汇报"})
        assert rows_of(file.content)[2][:6] == ["高龄老人名册", "没有登记", 1, 10, 8, 12]

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_costs_the_same_however_many_tables(
        self, town, count, django_assert_max_num_queries
    ) -> None:
        for number in range(count):
            form = make_form(f"报表{number}", *COLUMNS)
            filling = make_filling(form, town.home.community, state=FillingState.SENT)
            public.sent(filling=filling, by=town.worker, at=AT)
        client = desk(town.head)
        client.get(reverse("tables:cost"))
        with django_assert_max_num_queries(20):
            client.get(reverse("tables:cost"))


class TestSetUp:
    def test_keepers_choose_rules_words_and_seconds(self, town) -> None:
        client = desk(town.street)
        ground = Ground.objects.get(code="shanghai-27")
        client.post(reverse("tables:use-ground", args=[ground.pk]), {"in_use": "yes"})
        ground.refresh_from_db()
        assert (ground.in_use, ground.verified) == (True, True)
        url = reverse("tables:save-cost")
        assert client.post(url, {"seconds": "0", "source": "x"}).status_code == 422
        client.post(url, {"seconds": "15", "source": "实测20张表"})
        cost = CellCost.objects.get()
        assert (cost.seconds, cost.assumed) == (15, False)
        url = reverse("tables:template", args=["refusal"])
        assert "{{ 收件单位 }}" in client.get(url).context["form"]["body"].value()
        assert "不认识的填写项" in client.post(url, {"title": "函", "body": "{{ 工资 }}"}).text
        client.post(url, {"title": "退表函", "body": "致{{ 收件单位 }}"})
        assert "退表函" in client.get(reverse("tables:setup")).text

    def test_others_read(self, town) -> None:
        client = desk(town.head)
        assert client.get(reverse("tables:setup")).status_code == 200
        url = reverse("tables:template", args=["refusal"])
        assert client.get(url).status_code == 200
        assert client.post(url, {"title": "函", "body": "x"}).status_code == 403
        ground = Ground.objects.first()
        assert ground is not None
        url = reverse("tables:use-ground", args=[ground.pk])
        assert client.post(url, {"in_use": "no"}).status_code == 403


def test_the_job_of_the_night_gives_out_what_is_due(town, time_machine) -> None:
    table = make_table(town)
    time_machine.move_to(AT + 5 * DAY)
    tasks.open_dues.call()
    assert table.dues.count() == 2
    assert clock.today() == TODAY + 5 * DAY
