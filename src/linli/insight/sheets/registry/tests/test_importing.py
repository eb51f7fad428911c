"""The list as streets keep it today comes in, and goes out again as long as nobody used it."""

import datetime as dt

import pytest

from linli.insight.sheets.registry.actions import tables
from linli.insight.sheets.registry.importing import TableTarget
from linli.insight.sheets.registry.models import Table
from linli.insight.sheets.registry.tests.factories import AT, make_form, make_table, make_town
from linli.shared.imports.public import Bad, Good, Order, Record, Same

pytestmark = pytest.mark.django_db
ROW = {
    "title": "低保动态管理表",
    "owner": "区民政局",
    "cycle": "季报",
    "next_due_on": dt.date(2026, 3, 31),
    "legal_basis": "社会救助暂行办法",
}


@pytest.fixture
def town():
    return make_town()


def survey(town):
    target = TableTarget()
    return target, target.prepare(Order(1, town.home.street, {}, town.street, AT))


def test_rows_become_admitted_tables_with_their_department(town) -> None:
    target, context = survey(town)
    other = ROW | {"title": "退役军人表", "owner": "市退役军人局", "cycle": "一次性"}
    good = target.check([Record(2, ROW), Record(3, other)], context)
    assert all(isinstance(verdict, Good) for verdict in good)
    target.commit([verdict.value for verdict in good], context)
    first, second = Table.objects.order_by("pk")
    assert (first.owner, first.cycle, first.state, first.due_day) == (
        town.bureau,
        "quarterly",
        "registered",
        31,
    )
    assert (second.owner, second.owner_name, second.place) == (
        None,
        "市退役军人局",
        town.home.street,
    )


def test_what_is_there_stays_and_what_is_wrong_is_said(town) -> None:
    make_table(town, title="低保动态管理表")
    target, context = survey(town)
    wrong = [
        ROW | {"title": "甲", "cycle": "隔三差五"},
        ROW | {"title": "乙", "legal_basis": ""},
        ROW | {"title": "丙", "next_due_on": None},
        ROW | {"title": "丁", "next_due_on": None, "cycle": "不定期"},
    ]
    verdicts = target.check(
        [Record(n, row) for n, row in enumerate([ROW, *wrong, wrong[3]])], context
    )
    assert [type(verdict) for verdict in verdicts] == [Same, Bad, Bad, Bad, Good, Same]
    assert [verdict.problems[0].field for verdict in verdicts if isinstance(verdict, Bad)] == [
        "cycle",
        "legal_basis",
        "next_due_on",
    ]


def test_undo_leaves_what_was_used(town) -> None:
    target, context = survey(town)
    values = [ROW, ROW | {"title": "用过的表"}]
    verdicts = target.check([Record(n, row) for n, row in enumerate(values)], context)
    ids = target.commit([verdict.value for verdict in verdicts], context)
    used = Table.objects.get(title="用过的表")
    tables.link(table=used, form=make_form("用过的表", "姓名"), by=town.street, at=AT)
    taken = target.undo(ids, by=town.street, at=AT)
    assert (taken.removed, taken.kept) == (1, 1)
    assert list(Table.objects.all()) == [used]
