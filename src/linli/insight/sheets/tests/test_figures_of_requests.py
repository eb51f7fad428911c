"""Tables of figures that count requests: the second source, which names itself."""

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client

from linli.foundation.accounts.tests.factories import make_user
from linli.insight.sheets import vault
from linli.insight.sheets.models import Filling
from linli.insight.sheets.queries import figures
from linli.insight.sheets.tests import factories, samples
from linli.services.cases.public import CasesPermission
from linli.services.cases.tests import factories as cases

pytestmark = pytest.mark.django_db
TABLE = """== requests statistics
2026年第一季度居民诉求情况统计表 | < | < | < | <
月份 | 受理件数（件） | 办结 | 基本满意 | 12345热线
1月 |  |  |  |
2月 |  |  |  |
3月 |  |  |  |
合计 |  |  |  | """
CODES = ("residents.view", "sheets.fill", CasesPermission.VIEW)


def put_in(text: str, *codes: str) -> Filling:
    home = cases.make_community()
    worker = cases.make_user("head", home.community, unit=home.committee)
    for month, satisfaction in ((1, 3), (2, 5), (2, 3)):
        at = dt.datetime(2026, month, 9, 9, tzinfo=dt.UTC)
        cases.make_answered_case(home, worker, solved=True, satisfaction=satisfaction, at=at)
    cases.make_case(home, at=dt.datetime(2025, 12, 31, 9, tzinfo=dt.UTC))
    by = make_user(home.community, codes or CODES)
    return factories.put_at(home.community, by, samples.read(text).workbook())


def by_name(filling: Filling) -> dict[str, dict[str, object]]:
    return {one["text"]: one for one in filling.sheets[0]["figures"]["meanings"]}


def test_requests_of_a_quarter_are_counted_by_month() -> None:
    filling = put_in(TABLE)
    counted = filling.sheets[0]["figures"]
    assert counted["source"] == "cases"
    assert (counted["since"], counted["until"]) == ("2026-01-01", "2026-03-31")
    assert by_name(filling)["受理件数（件）"]["asks"]
    factories.fill_as_confirmed(filling)
    content = vault.read(filling, vault.OUTPUT)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = [row[1:] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert rows == [(None, 1, 1, 0), (None, 2, 1, 0), (None, 0, 0, 0), (None, 3, 2, 0)]
    assert filling.by is not None
    reader = figures.Reader(filling.by, filling)
    finished = next(c for c in reader.table(0).cells if c["at"] == "C4")
    assert [
        one.name[-3:] for one in reader.named(reader.table(0), reader.table(0).people(finished))
    ]


def test_a_table_that_names_no_time_asks_for_it() -> None:
    filling = put_in(TABLE.replace("2026年第一季度", ""))
    client = Client()
    assert filling.by is not None
    client.force_login(filling.by)
    page = client.get(f"/desk/sheets/{filling.pk}/").content.decode()
    assert "表上没有说数哪段时间的" in page
    key = "title"
    given = {
        "as_of": "2026-03-31",
        "sheet0-on": "on",
        f"labels0-how-{key}": "count",
        "labels0-since": "2026-02-01",
        "labels0-until": "2026-02-28",
    }
    client.post(f"/desk/sheets/{filling.pk}/confirm/", given)
    filling.refresh_from_db()
    assert filling.sheets[0]["figures"]["since"] == "2026-02-01"
    page = client.get(f"/desk/sheets/{filling.pk}/").content.decode()
    assert "<strong>2 件</strong>" in page


def test_who_may_not_see_requests_gets_no_number_of_them() -> None:
    filling = put_in(TABLE, "residents.view", "sheets.fill")
    factories.fill_as_confirmed(filling)
    assert filling.cells == 0
    assert {one["closed"] for one in filling.by_field if one["label"] == "办结"} == {4}
