"""Hand-over, rules, workdays and saved views, by their pages."""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.kernel import clock
from linli.shared.work import clocks
from linli.shared.work.deadlines import Unit
from linli.shared.work.models import (
    CalendarDay,
    ClockKind,
    HandOver,
    OfficialYear,
    Preset,
    Rule,
    SavedView,
)
from linli.shared.work.tests import test_state_notice
from linli.shared.work.tests.factories import (
    DAY,
    HEAD,
    MORNING,
    STREET,
    WORKER,
    count_queries,
    make_item,
    make_preset,
    make_town,
    make_user,
    run_clock,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]


@pytest.fixture(autouse=True)
def at_nine(time_machine):
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def worker(town):
    return make_user(WORKER, town.grid, name="李网格")


@pytest.fixture
def successor(town):
    return make_user(WORKER, town.community, name="赵接手")


def url(name, *args, **query):
    tail = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"work:{name}", args=args) + (f"?{tail}" if tail else "")


class TestHandOver:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, town):
        client.force_login(make_user(HEAD, town.community, name="林书记"))

    def test_see_what_goes_then_do_it_then_take_it_back(self, client, town, worker, successor):
        item = make_item(town, assignee=worker, title="楼道灯不亮")
        address = url("hand-over-new", person=worker.pk, place="")
        page = client.get(address).content.decode()
        assert "楼道灯不亮" in page
        assert "交接 1 件" in page
        # Whose work it is cannot take it.
        assert f'<option value="{successor.pk}"' in page
        assert f'<option value="{worker.pk}"' not in page

        response = client.post(address, {"to": successor.pk, "reason": "休产假"})
        record = HandOver.objects.get()
        assert response.url == url("hand-over", record.pk)
        item.refresh_from_db()
        assert item.assignee == successor
        done = client.get(response.url).content.decode()
        assert "已交接 1 件" in done
        assert "撤回这次交接" in done

        client.post(url("hand-over-undo", record.pk))
        item.refresh_from_db()
        assert item.assignee == worker
        assert "已撤回的交接" in client.get(response.url).content.decode()
        assert "休产假" in client.get(url("hand-overs")).content.decode()

    def test_nothing_chosen_is_told(self, client):
        response = client.get(url("hand-over-new", person="", place=""))
        assert response.status_code == 422
        assert "请选择交接谁的工作" in response.content.decode()

    def test_nothing_to_hand_over_is_told(self, client, worker):
        page = client.get(url("hand-over-new", person=worker.pk)).content.decode()
        assert "没有可以交接的工作" in page

    def test_a_refusal_keeps_what_was_typed(self, client, town, worker):
        make_item(town, assignee=worker, place=town.other_grid)
        only_here = make_user(WORKER, town.grid)
        response = client.post(
            url("hand-over-new", person=worker.pk), {"to": only_here.pk, "reason": "休产假"}
        )
        page = response.content.decode()
        assert response.status_code == 422
        assert "没有其中 1 件工作的权限" in page
        assert "休产假" in page
        assert not HandOver.objects.exists()

    def test_people_and_places_elsewhere_cannot_be_chosen(self, client, town):
        neighbours = make_town("邻家社区", street=town.street)
        stranger = make_user(WORKER, neighbours.grid)
        make_item(neighbours, assignee=stranger)
        for query in ({"person": stranger.pk}, {"place": neighbours.grid.pk}):
            assert client.get(url("hand-over-new", **query)).status_code == 422

    def test_work_elsewhere_is_told_to_stay(self, client, town, worker):
        make_item(town, assignee=worker)
        make_item(make_town("邻家社区", street=town.street), assignee=worker)
        page = client.get(url("hand-over-new", person=worker.pk)).content.decode()
        assert "另有 1 件不在您的辖区" in page

    def test_undoing_too_late_says_why(self, client, town, worker, successor, time_machine):
        make_item(town, assignee=worker)
        client.post(url("hand-over-new", person=worker.pk), {"to": successor.pk, "reason": "休假"})
        time_machine.move_to(MORNING + DAY)
        client.force_login(make_user(HEAD, town.community))
        record = HandOver.objects.get()
        assert "撤回这次交接" not in client.get(url("hand-over", record.pk)).content.decode()
        response = client.post(url("hand-over-undo", record.pk))
        assert response.status_code == 409
        assert "当天" in response.content.decode()

    def test_workers_have_no_such_page(self, client, worker):
        client.force_login(worker)
        assert client.get(url("hand-overs")).status_code == 403

    def test_queries_do_not_grow(self, client, town, worker, successor):
        def page():
            return client.get(url("hand-overs"))

        def hand_over():
            make_item(town, assignee=worker)
            address = url("hand-over-new", person=worker.pk)
            client.post(address, {"to": successor.pk, "reason": "休假"})

        hand_over()
        with_one = count_queries(page)
        hand_over()
        hand_over()
        assert count_queries(page) == with_one


class TestRules:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, town):
        client.force_login(make_user(STREET, town.street))

    @pytest.fixture
    def preset(self):
        return make_preset(
            [
                (ClockKind.HANDLE, "", None, 5, Unit.WORKING_DAYS),
                (ClockKind.HANDLE, "question", None, 2, Unit.WORKING_DAYS),
                (ClockKind.SIGN, "", None, 2, Unit.HOURS),
            ]
        )

    def test_the_list_says_what_is_in_use_and_what_is_unproved(self, client, preset):
        page = client.get(url("rules")).content.decode()
        assert "正在使用" in page
        assert "待核实" in page
        assert "2027" not in page

    @pytest.mark.parametrize(("month", "told"), [(10, False), (11, True)])
    def test_a_missing_year_is_told_in_the_autumn(self, client, time_machine, town, month, told):
        OfficialYear.objects.create(year=2098, source="")
        time_machine.move_to(clock.local(2098, month, 1))
        client.force_login(make_user(STREET, town.street))
        page = client.get(url("rules")).content.decode()
        assert ("2099 年的放假通知还没有录入" in page) is told

    def test_another_preset_is_chosen(self, client, preset):
        other = make_preset(in_use=False)
        client.post(url("preset-use", other.pk))
        assert Preset.objects.get(in_use=True) == other

    def test_a_preset_names_limits_and_topics(self, client, preset):
        page = client.get(url("preset", preset.pk)).content.decode()
        assert "5 个工作日" in page
        assert "问事" in page
        assert "一般情形" in page

    def test_the_box_counts_as_the_product_does(self, client, preset):
        query = {"received_at": "2026-09-30T17:00", "topic": "question", "priority": 0}
        page = client.get(url("preset", preset.pk), query)
        book = clocks.rule_book(preset)
        rule = book.find(ClockKind.HANDLE, "question", 0)
        due = clocks.deadlines.due_at(
            clocks.pure(clocks.as_stored(rule)), clock.local(2026, 9, 30, 17), book.calendar
        )
        assert due.at == clock.local(2026, 10, 10)
        text = page.content.decode()
        assert "2026年10月9日 星期五 24:00" in text
        assert "19:00" in text

        fragment = client.get(
            url("preset", preset.pk), query, headers={"HX-Request": "true", "HX-Target": "trial"}
        ).content.decode()
        assert "2026年10月9日 星期五 24:00" in fragment
        assert "<html" not in fragment

    @pytest.mark.parametrize("received_at", ["", "x", "9999-01-01T00:00", "0001-01-01T00:00"])
    def test_the_box_refuses_nonsense(self, client, preset, received_at):
        response = client.get(url("preset", preset.pk), {"received_at": received_at})
        assert response.status_code == 200
        assert "到期" in response.content.decode()

    def test_a_rule_is_changed(self, client, preset):
        rule = preset.rules.get(kind=ClockKind.SIGN)
        page = client.get(url("rule", rule.pk)).content.decode()
        assert "签收" in page
        values = {"amount": 0, "unit": "working_days", "ends": "close", "version": 1}
        response = client.post(url("rule", rule.pk), values)
        assert response.url == url("preset", preset.pk)
        rule.refresh_from_db()
        assert (rule.amount, rule.ends, rule.version) == (0, "close", 2)
        assert "当天，到下班时" in client.get(response.url).content.decode()

    def test_the_second_editor_sees_both_values(self, client, preset):
        rule = preset.rules.get(kind=ClockKind.SIGN)
        Rule.objects.filter(pk=rule.pk).update(amount=9, version=2)
        values = {"amount": 4, "unit": "hours", "ends": "midnight", "version": 1}
        response = client.post(url("rule", rule.pk), values)
        page = response.content.decode()
        assert response.status_code == 409
        assert "同事刚刚改成了" in page
        assert "9 小时" in page
        assert 'value="4"' in page
        assert '<input type="hidden" name="version" value="2"' in page

        client.post(url("rule", rule.pk), values | {"version": 2})
        rule.refresh_from_db()
        assert rule.amount == 4

    @pytest.mark.parametrize("amount", ["0", "-1", "", "99999999999", "x"])
    def test_bad_limits_are_told(self, client, preset, amount):
        rule = preset.rules.get(kind=ClockKind.SIGN)
        values = {"amount": amount, "unit": "hours", "ends": "midnight", "version": 1}
        assert client.post(url("rule", rule.pk), values).status_code == 422
        rule.refresh_from_db()
        assert rule.amount == 2

    def test_the_sample_follows_what_is_typed(self, client):
        values = {"amount": "2", "unit": "hours", "ends": "midnight"}
        assert "11:30" in client.get(url("rule-sample"), values).content.decode()
        bad = client.get(url("rule-sample"), values | {"amount": "0"}).content.decode()
        assert "不成立" in bad

    def test_a_rule_is_added_once(self, client, preset):
        values = {
            "kind": "contact",
            "topic": "trouble",
            "priority": "2",
            "amount": 30,
            "unit": "minutes",
            "ends": "midnight",
        }
        address = url("rule-add", preset.pk)
        assert client.get(address).status_code == 200
        assert client.post(address, values).status_code == 302
        rule = preset.rules.get(kind=ClockKind.CONTACT)
        assert (rule.topic, rule.priority, rule.amount) == ("trouble", 2, 30)
        again = client.post(address, values)
        assert again.status_code == 422
        assert "已经有同样情形" in again.content.decode()

    def test_a_rule_is_removed(self, client, preset):
        rule = preset.rules.get(kind=ClockKind.SIGN)
        client.post(url("rule-remove", rule.pk))
        assert not preset.rules.filter(kind=ClockKind.SIGN).exists()

    def test_copy_and_describe(self, client, preset):
        there = Preset.objects.count()
        client.post(url("preset-copy", preset.pk), {"name": "本街道"})
        copy = Preset.objects.get(name="本街道")
        assert copy.rules.count() == 3
        values = {"name": "本街道办法", "source": "街道〔2026〕3号", "verified": "on"}
        client.post(url("preset-describe", copy.pk), values)
        copy.refresh_from_db()
        assert (copy.name, copy.source, copy.verified) == ("本街道办法", "街道〔2026〕3号", True)
        client.post(url("preset-copy", preset.pk), {"name": ""})
        assert Preset.objects.count() == there + 1

    def test_workers_read_but_do_not_change(self, client, worker, preset):
        client.force_login(worker)
        rule = preset.rules.first()
        page = client.get(url("preset", preset.pk)).content.decode()
        assert "修改依据" not in page
        assert client.get(url("rule", rule.pk)).status_code == 403
        assert client.post(url("preset-use", preset.pk)).status_code == 403

    def test_a_head_of_one_of_several_communities_does_not_change(self, client, town, preset):
        head = make_user(STREET, town.community)
        make_town("邻家社区", street=town.street)
        client.force_login(head)
        assert "修改依据" not in client.get(url("preset", preset.pk)).content.decode()
        response = client.post(url("rule-remove", preset.rules.first().pk))
        assert response.status_code == 403
        assert "对全站生效" in response.content.decode()
        assert preset.rules.count() == 3


def workbook(rows):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


class TestWorkdays:
    NOTICE = test_state_notice.NOTICE_2026

    @pytest.fixture(autouse=True)
    def signed_in(self, client, town):
        client.force_login(make_user(STREET, town.street))

    def test_the_year_says_where_it_comes_from(self, client):
        assert "系统自带" in client.get(url("workdays", year=2026)).content.decode()
        page = client.get(url("workdays", year=2099)).content.decode()
        assert "按周末和法定节日推算" in page

    @pytest.mark.parametrize("year", ["", "x", "1900", "99999", "２０２６"])
    def test_nonsense_in_the_address_is_this_year(self, client, year):
        assert "2026 年工作日历" in client.get(url("workdays", year=year)).content.decode()

    def test_a_pasted_notice_is_shown_then_stored(self, client):
        values = {"year": 2026, "source": "国办发明电〔2025〕7号", "text": self.NOTICE}
        page = client.post(url("notice"), values)
        assert "读到 2026 年的 39 天" in page.content.decode()
        assert not OfficialYear.objects.exists()

        confirmed = values | {"text": page.context["as_table"], "confirm": "1"}
        response = client.post(url("notice"), confirmed, follow=True)
        assert "2026 年的工作日历已按通知更新" in response.content.decode()
        assert "国办发明电〔2025〕7号" in response.content.decode()
        assert CalendarDay.objects.count() == 39

    def test_the_form_of_confirmation_holds_what_was_shown(self, client):
        values = {"year": 2026, "source": "x", "text": self.NOTICE}
        page = client.post(url("notice"), values)
        assert "2026-01-01,0,元旦" in page.content.decode()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "请粘贴通知"),
            ("今年不放假", "没有看到"),
            ("2026-01-01,随便", "第二列请写"),
        ],
    )
    def test_a_bad_notice_is_told_and_kept_in_the_form(self, client, text, says):
        values = {"year": 2026, "source": "国办", "text": text}
        response = client.post(url("notice"), values)
        page = response.content.decode()
        assert response.status_code == 422
        assert says in page
        assert text in page
        assert not CalendarDay.objects.exists()

    def upload(self, client, name, content):
        file = SimpleUploadedFile(name, content)
        return client.post(url("notice"), {"year": 2026, "source": "国办", "file": file})

    def rows(self):
        reading = test_state_notice.read_text(self.NOTICE, 2026)
        return [(f"{row.day}", "班" if row.is_workday else "休", row.note) for row in reading.days]

    def test_a_workbook_is_read(self, client):
        content = workbook([("日期", "上班", "说明"), *self.rows()])
        page = self.upload(client, "2026.xlsx", content)
        assert "读到 2026 年的 39 天" in page.content.decode()

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
    def test_a_csv_is_read_in_the_encodings_of_excel(self, client, encoding):
        text = "\n".join(",".join(row) for row in self.rows())
        page = self.upload(client, "2026.csv", text.encode(encoding))
        assert "读到 2026 年的 39 天" in page.content.decode()

    def test_broken_and_huge_files_are_told(self, client):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
            for number in range(3):
                bomb.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 10_000_000)
        files = {
            "broken.xlsx": b"PK\x03\x04 broken",
            "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00",
            "bomb.xlsx": packed.getvalue(),
            "huge.csv": b"2026-01-01,0\n" * 100_000,
        }
        for name, content in files.items():
            response = self.upload(client, name, content)
            assert response.status_code == 422, name
            assert "note-strong" in response.content.decode() or "field-error" in (
                response.content.decode()
            )
        assert not CalendarDay.objects.exists()

    def test_one_day_is_set_and_taken_back(self, client, town):
        make_preset([(ClockKind.HANDLE, "", None, 2, Unit.WORKING_DAYS)])
        item = make_item(town)
        clocks.start(item=item, kind=ClockKind.HANDLE, topic="", at=MORNING)
        values = {"day": "2026-03-13", "is_workday": "0", "note": "台风停工"}
        page = client.post(url("workday-set"), values, follow=True).content.decode()
        assert "重新核算了 1 个正在走的时限，其中 1 个有变化" in page
        assert "台风停工" in page
        item.refresh_from_db()
        assert item.due_at == clock.local(2026, 3, 17)

        client.post(url("workday-clear", CalendarDay.objects.get().pk))
        item.refresh_from_db()
        assert item.due_at == clock.local(2026, 3, 14)

    def test_an_incomplete_day_is_told(self, client):
        page = client.post(url("workday-set"), {"day": "2026-03-13"}, follow=True).content.decode()
        assert "没有保存" in page

    def test_workers_read_but_do_not_change(self, client, worker):
        client.force_login(worker)
        assert "录入放假通知" not in client.get(url("workdays")).content.decode()
        for name in ("notice", "workday-set"):
            assert client.post(url(name)).status_code == 403


class TestSavedViews:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, town):
        self.head = make_user(HEAD, town.community)
        client.force_login(self.head)

    def save(self, client, name="超时的", query="light=red&after=abc", page="open-work"):
        values = {"page": page, "name": name, "query": query, "next": url("overview-list")}
        return client.post(url("view-save"), values)

    def test_filters_are_kept_under_a_name_without_the_position(self, client):
        assert self.save(client).url == url("overview-list")
        view = SavedView.objects.get()
        assert (view.user, view.page, view.query) == (self.head, "open-work", "light=red")
        page = client.get(url("overview-list")).content.decode()
        assert 'href="?light=red"' in page
        assert "超时的" in page

    def test_the_same_name_is_replaced(self, client):
        self.save(client)
        self.save(client, query="light=amber")
        assert SavedView.objects.get().query == "light=amber"

    @pytest.mark.parametrize(
        "change", [{"name": ""}, {"name": "长" * 31}, {"query": "q=" + "x" * 1500}]
    )
    def test_what_cannot_be_kept_is_told(self, client, change):
        self.save(client, **change)
        assert not SavedView.objects.exists()
        assert "note-strong" in client.get(url("overview-list")).content.decode()

    def test_there_is_an_end_to_it(self, client):
        for number in range(20):
            self.save(client, name=f"视图{number}")
        self.save(client, name="再一个")
        assert SavedView.objects.count() == 20
        self.save(client, name="视图3", query="light=amber")
        assert SavedView.objects.get(name="视图3").query == "light=amber"

    def test_one_deletes_only_ones_own(self, client, town):
        self.save(client)
        view = SavedView.objects.get()
        assert "超时的" in client.get(url("overview-list")).content.decode()
        client.force_login(make_user(HEAD, town.community))
        assert client.post(url("view-delete", view.pk)).status_code == 404
        assert "超时的" not in client.get(url("overview-list")).content.decode()
        client.force_login(self.head)
        client.post(url("view-delete", view.pk), {"next": url("overview-list")})
        assert not SavedView.objects.exists()

    def test_the_way_back_does_not_lead_elsewhere(self, client):
        values = {"page": "x", "name": "x", "next": "https://evil.example/"}
        assert client.post(url("view-save"), values).url == url("today")


def test_partners_land_on_their_own_work(client, town):
    partner = make_user(unit=town.firm, kind="partner")
    item = make_item(town, team=town.firm, title="请来看电梯")
    run_clock(item, DAY)
    client.force_login(partner)
    assert "请来看电梯" in client.get(url("today")).content.decode()
    assert client.get(url("calendar")).status_code == 200
    for name in ("overview", "hand-overs"):
        assert client.get(url(name)).status_code == 403
