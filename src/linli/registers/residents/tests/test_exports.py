"""Lists that are taken out: who gets what, what stands on them, and what is written down."""

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts.public import Assignment, User
from linli.foundation.accounts.tests.factories import give, make_head, make_role, make_user
from linli.foundation.audit import public as audit
from linli.foundation.jobs import public as jobs
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.registers.residents import keeping, tables, tasks
from linli.registers.residents.actions import exporting
from linli.registers.residents.models import Export
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import listing
from linli.registers.residents.queries.listing import Filters
from linli.registers.residents.tests.factories import (
    AT,
    TODAY,
    Town,
    id_number,
    load_tags,
    make_town,
    settle,
)

pytestmark = pytest.mark.django_db
NUMBER = id_number("1940-01-01")
COLUMNS = ["person.name", "person.birth_date", "age", "home", "person.id_number", "person.phone"]


@pytest.fixture
def town() -> Town:
    load_tags()
    return make_town()


def take(by: Any, *, chosen: list[str] | None = None, **asked: Any) -> Export:
    wanted = {"filters": Filters(), "purpose": "入户走访", "full": False, "kind": "xlsx"}
    return tasks.export(by=by, at=AT, asked={**wanted, "chosen": chosen or COLUMNS, **asked})


def sheet_of(export: Export) -> Any:
    content = exporting.fetch(export=export, by=export.by, at=AT)
    return openpyxl.load_workbook(io.BytesIO(content)).active


def rows_of(export: Export) -> list[tuple[Any, ...]]:
    return list(sheet_of(export).iter_rows(values_only=True))


class TestWhatIsTaken:
    def test_the_people_shown_masked_with_who_when_and_what_for(self, town):
        settle(town.dwelling, "王秀英", id_number=NUMBER, phone="15400000001")
        settle(town.dwelling, "李强", birth_date="1990-05-01")
        head = make_head(town.community, name="林国栋")
        made = take(head, filters=Filters(age_from=80))
        mark, heads, *lines = rows_of(made)
        for words in ("林国栋", "2026-03-11", "入户走访", "80岁以上"):
            assert words in mark[0]
        assert heads == ("姓名", "出生日期", "年龄", "住在", "证件号码", "联系电话")
        assert [line[0] for line in lines] == ["王秀英"]
        assert lines[0][1:3] == (clock.local(1940, 1, 1).replace(tzinfo=None), 86)
        assert lines[0][4:] == ("990**************2", "154****0001")
        assert "林国栋" in sheet_of(made).oddFooter.left.text

    def test_numbers_in_full_need_the_right_where_the_person_lives(self, town):
        elsewhere = make_town("和平社区")
        settle(town.dwelling, "王秀英", id_number=NUMBER, phone="15400000001")
        settle(elsewhere.dwelling, "李强", phone="15400000002")
        worker = make_user(town.community, ["residents.view", "residents.reveal"])
        give(worker, make_role("residents.view"), elsewhere.community)
        lines = {line[0]: line[4:] for line in rows_of(take(worker, full=True))[2:]}
        assert lines == {"王秀英": (NUMBER, "15400000001"), "李强": (None, "154****0002")}
        with pytest.raises(NotAllowed):
            take(make_user(town.community, ["residents.view"]), full=True)

    def test_sensitive_columns_need_the_code(self, town):
        settle(town.dwelling, "王秀英", illness="高血压")
        head = make_head(town.community)
        assert rows_of(take(head, chosen=["person.illness"]))[2] == ("高血压",)
        with pytest.raises(NotAllowed):
            take(make_user(town.community, ["residents.view"]), chosen=["person.illness"])

    def test_a_grid_worker_takes_the_own_grid_only(self, town):
        settle(town.dwelling, "王秀英")
        other = places.add(
            kind=places.Kind.GRID, name="第二网格", parent=town.community, by=None, at=AT
        )
        worker = make_user(other, ["residents.view"])
        with pytest.raises(exporting.NothingToTake):
            take(worker)
        own = make_user(town.grid, ["residents.view"])
        assert rows_of(take(own, chosen=["person.name", "grid"]))[2:] == [("王秀英", "第一网格")]

    def test_rights_count_when_the_file_is_written(self, town):
        settle(town.dwelling, "王秀英", illness="高血压")
        head = make_head(town.community)
        made = exporting.start(
            filters=Filters(),
            chosen=["person.name", "person.illness"],
            purpose="核对",
            full=False,
            kind="csv",
            by=head,
            at=AT,
        )
        head.assignments.update(ends_on=dt.date(2020, 1, 2))
        made = Export.objects.get(pk=made.pk)
        exporting.write(export=made, at=AT, tell=lambda done, total: True)
        assert made.rows == 0

    def test_text_that_looks_like_a_formula_stays_text(self, town):
        settle(town.dwelling, "=1+1")
        head = make_head(town.community)
        assert sheet_of(take(head, chosen=["person.name"]))["A3"].data_type == "s"
        made = take(head, chosen=["person.name", "age"], kind="csv")
        text = exporting.fetch(export=made, by=head, at=AT).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text)))[2][0] == "'=1+1"

    @pytest.mark.parametrize("text", ["+86", "-1", "@x", "＝1", "\tx"])
    def test_signs_that_begin_formulas(self, text):
        assert tables.harmless(text) == f"'{text}"
        assert tables.harmless(-1.5) == -1.5

    def test_what_is_asked_is_read_again_as_it_was(self, town):
        asked = Filters("王", "1", 60, 90, "away", "here", town.grid, ())
        assert listing.from_data(listing.as_data(asked)) == asked
        words = "王，第一网格，男，60岁以上，90岁以下，户籍在本社区，外出"
        assert listing.in_words(asked).replace(str(town.grid), "第一网格") == words
        assert NUMBER not in listing.in_words(Filters(words=NUMBER))


class TestRecord:
    def test_the_log_tells_purpose_columns_and_count(self, town):
        settle(town.dwelling, "王秀英")
        head = make_head(town.community)
        made = take(head, chosen=["person.name", "age"])
        exporting.fetch(export=made, by=head, at=AT)
        fetched, written = audit.of_subject(made)
        assert (fetched.action, written.action) == ("residents.fetch_export", "residents.export")
        assert written.reason == "入户走访"
        assert written.changes["rows"] == 1
        assert written.changes["columns"] == ["姓名", "年龄"]

    def test_the_file_is_sealed_the_owners_own_and_goes_after_some_days(self, town):
        settle(town.dwelling, "王秀英")
        head, other = make_head(town.community), make_head(town.community)
        made = take(head, kind="csv")
        name = exporting.name_of(made)
        with default_storage.open(name) as file:
            assert "王秀英".encode() not in file.read()
        with pytest.raises(NotAllowed):
            exporting.fetch(export=made, by=other, at=AT)
        assert keeping.coming(head, TODAY + dt.timedelta(days=2)) == 0
        assert keeping.coming(head, TODAY + dt.timedelta(days=3)) == 1
        assert keeping.coming(other, TODAY + dt.timedelta(days=3)) == 0
        assert exporting.forget_old(at=AT + dt.timedelta(days=2)) == 0
        assert exporting.forget_old(at=AT + dt.timedelta(days=4)) == 1
        assert not default_storage.exists(name)

    def test_who_lost_a_right_does_not_get_what_was_made_with_it(self, town):
        settle(town.dwelling, "王秀英")
        head = make_head(town.community)
        plain, full = take(head), take(head, full=True)
        role = Assignment.objects.get(user=head).role
        role.permissions = [ResidentsPermission.VIEW]
        role.save()
        head = User.objects.get(pk=head.pk)
        assert exporting.fetch(export=plain, by=head, at=AT)
        with pytest.raises(NotAllowed):
            exporting.fetch(export=full, by=head, at=AT)


class TestInTheBackground:
    @pytest.fixture
    def long(self, town, monkeypatch):
        monkeypatch.setattr(tasks, "AT_ONCE", 1)
        monkeypatch.setattr(exporting, "LOT", 1)
        for name in ("王秀英", "李强", "赵敏"):
            settle(town.dwelling, name)
        return make_head(town.community)

    def test_a_long_list_is_written_by_a_job(self, long):
        made = take(long)
        assert made.ready_at is None
        jobs.run_ready()
        made.refresh_from_db()
        assert made.rows == 3
        assert len(rows_of(made)) == 5
        bar = jobs.progress.get(made.progress, owner_id=long.pk)
        assert (bar.state, bar.done) == (jobs.ProgressState.DONE, 3)

    def test_running_twice_writes_it_down_once(self, long):
        made = take(long)
        for _time in range(2):
            tasks.write_export.call(export_id=made.pk, progress_id=str(made.progress))
        assert audit.of_subject(made).count() == 1

    def test_one_that_is_not_wanted_any_more_leaves_nothing(self, long):
        made = take(long)
        tasks.stop(export=made, at=AT)
        jobs.run_ready()
        assert not Export.objects.exists()
        assert not default_storage.exists(exporting.name_of(made))


class TestPages:
    def test_from_the_list_to_the_file(self, town, client: Client):
        settle(town.dwelling, "王秀英", sex="2")
        settle(town.dwelling, "李强", sex="1")
        client.force_login(make_head(town.community))
        url = f"{reverse('residents:export')}?sex=2"
        assert f'href="{url}"' in client.get(reverse("residents:list"), {"sex": "2"}).text
        page = client.get(url).text
        assert "共 1 人" in page
        sent = {"purpose": "", "chosen": ["person.name"], "kind": "csv"}
        assert client.post(url, sent).status_code == 422
        shown = client.post(url, sent | {"purpose": "慰问"}, follow=True)
        assert "1人" in shown.text
        made = Export.objects.get()
        file = client.post(reverse("residents:export-file", args=[made.pk]))
        assert "王秀英" in file.content.decode()
        assert "李强" not in file.content.decode()
        assert 'value="person.name" checked' in client.get(url).text
        assert "慰问" in client.get(url).text

    def test_others_lists_do_not_exist(self, town, client: Client):
        settle(town.dwelling, "王秀英")
        made = take(make_head(town.community))
        client.force_login(make_head(town.community))
        for name in ("export-show", "export-progress"):
            assert client.get(reverse(f"residents:{name}", args=[made.pk])).status_code == 404
        assert client.post(reverse("residents:export-file", args=[made.pk])).status_code == 404

    def test_the_bar_and_starting_again(self, town, client: Client, monkeypatch):
        monkeypatch.setattr(tasks, "AT_ONCE", 0)
        settle(town.dwelling, "王秀英")
        head = make_head(town.community)
        client.force_login(head)
        made = take(head)
        shown, bar = (f"residents:export-{part}" for part in ("show", "progress"))
        assert "0 / 1" in client.get(reverse(bar, args=[made.pk])).text
        jobs.progress.fail(str(made.progress), at=AT, message="")
        assert "再来一次" in client.get(reverse(shown, args=[made.pk])).text
        client.post(reverse("residents:export-again", args=[made.pk]))
        jobs.run_ready()
        assert "下载" in client.get(reverse(shown, args=[made.pk])).text
        assert client.get(reverse(bar, args=[made.pk])).headers["HX-Refresh"] == "true"
