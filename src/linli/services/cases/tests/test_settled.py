"""What a process keeps of the site's rules and registers: read once, and never out of date."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.settled import SettledRows, one_look
from linli.registers.organisations.public import Organisation
from linli.services.cases import queries
from linli.services.cases.actions import intake
from linli.services.cases.models import AlertClass, Category
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, Community
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db(transaction=True)

OfficialYear = apps.get_model("work", "OfficialYear")


@pytest.fixture
def home() -> Community:
    home = factories.make_community()
    factories.make_user("grid-worker", home.grid, name="刘网格")
    Category.objects.filter(level=3).update(keywords="路灯")
    return home


def elsewhere(deed: Callable[[], Any]) -> None:
    """Do it over another connection, as another process does."""
    failures: list[BaseException] = []

    def do() -> None:
        try:
            deed()
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()
    assert not failures


def known(home: Community) -> dict[str, Any]:
    """All that is kept, as this process knows it."""
    terms, book = intake.terms_at(home.building, MORNING), work.clocks.rule_book()
    door = places.open_place(home.building.pk)
    due = work.deadlines.due_at(
        work.deadlines.Rule(1, work.deadlines.Unit.WORKING_DAYS), MORNING, book.calendar
    )
    return {
        "committee": terms.committee.name,
        "community": terms.community and terms.community.contact_phone,
        "assignee": terms.assignee and terms.assignee.name,
        "watches": sorted(watch.words for watch in terms.watches),
        "keywords": list(terms.keywords),
        "rules": sorted((rule.pk, rule.amount) for rule in book.rules),
        "ladder": book.ladder,
        "due": (due.at, book.calendar.is_official(dt.date(2030, 3, 1))),
        "door": door and door.name,
    }


def next_day() -> dt.date:
    return MORNING.date() + dt.timedelta(days=1)


CHANGES: dict[str, tuple[str, Callable[[Community], Any]]] = {
    "an alert class": ("watches", lambda home: AlertClass.objects.update(words="洪水")),
    "no alert class": ("watches", lambda home: AlertClass.objects.all().delete()),
    "a category": ("keywords", lambda home: Category.objects.update(keywords="电梯")),
    "a limit": ("rules", lambda home: work.Rule.objects.update(amount=99)),
    "fewer limits": ("rules", lambda home: work.Rule.objects.all().delete()),
    "another preset": ("rules", lambda home: work.Preset.objects.update(in_use=False)),
    "a ladder": ("ladder", lambda home: work.Preset.objects.update(reminders=[["share", 0.9]])),
    "a day off": (
        "due",
        lambda home: work.CalendarDay.objects.create(day=next_day(), is_workday=False),
    ),
    "a year's notice": (
        "due",
        lambda home: apps.get_model("work", "OfficialYear").objects.create(
            year=2030, source="国办"
        ),
    ),
    "a closed door": (
        "door",
        lambda home: places.Place.objects.filter(pk=home.building.pk).update(closed_on=next_day()),
    ),
    "a telephone": (
        "community",
        lambda home: places.Place.objects.filter(pk=home.community.pk).update(contact_phone="1"),
    ),
    "a committee": (
        "committee",
        lambda home: Organisation.objects.filter(pk=home.committee.pk).update(name="新居委会"),
    ),
    "a leaver": (
        "assignee",
        lambda home: accounts.Assignment.objects.filter(place=home.grid).update(
            ends_on=MORNING.date() - dt.timedelta(days=1)
        ),
    ),
    "a role": ("assignee", lambda home: accounts.Role.objects.update(permissions=[])),
    "a closed account": (
        "assignee",
        lambda home: accounts.User.objects.filter(name="刘网格").update(is_active=False),
    ),
    "a second worker": ("assignee", lambda home: factories.make_user("grid-worker", home.grid)),
}


def test_it_is_asked_for_once(home: Community) -> None:
    before = known(home)
    with CaptureQueriesContext(connection) as asked, one_look():
        assert known(home) == before
    assert [query["sql"] for query in asked] == ["SELECT mark FROM linli_settled"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_another_process_is_seen_at_once(home: Community, change: str) -> None:
    name, deed = CHANGES[change]
    before = known(home)
    elsewhere(lambda: deed(home))
    after = known(home)
    assert after[name] != before[name]


def test_rows_may_be_thrown_away_while_they_are_looked_up(home: Community) -> None:
    """As another thread does that fills what is kept."""
    rows = SettledRows(Category.objects.all(), most=1)

    class Number(int):
        looked_at = 0

        def __hash__(self) -> int:
            """Found: when it is looked at again, the other thread has come in between."""
            self.looked_at += 1
            if self.looked_at == 2:
                rows.keep(rows.kept(), {0: None, -1: None})
            return super().__hash__()

    [pk] = Category.objects.values_list("pk", flat=True)[:1]
    assert rows.in_bulk([pk]) == rows.in_bulk([Number(pk)]) == {pk: Category.objects.get(pk=pk)}


def test_what_is_not_committed_is_not_seen(home: Community) -> None:
    before = known(home)
    seen_meanwhile: list[Any] = []

    def change_and_regret() -> None:
        with transaction.atomic():
            AlertClass.objects.update(words="洪水")
            reader = threading.Thread(target=read)
            reader.start()
            reader.join()
            transaction.set_rollback(True)

    def read() -> None:
        seen_meanwhile.append(known(home))
        connections.close_all()

    elsewhere(change_and_regret)
    assert seen_meanwhile == [before]
    assert known(home) == before


def test_a_transaction_sees_what_it_has_written_and_leaves_nothing_behind(home: Community) -> None:
    before = known(home)
    with transaction.atomic():
        AlertClass.objects.update(words="洪水")
        assert set(known(home)["watches"]) == {("洪水",)}
        transaction.set_rollback(True)
    assert known(home) == before


def test_a_sign_in_changes_nothing_that_is_kept(home: Community) -> None:
    before = known(home)
    elsewhere(lambda: accounts.User.objects.update(last_login=MORNING))
    with CaptureQueriesContext(connection) as asked, one_look():
        assert known(home) == before
    assert len(asked) == 1


def test_every_table_that_is_asked_is_watched(home: Community) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        known(home)
        queries.category_keywords()
    tables = {
        table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])
    }
    assert "accounts_role" in tables
    assert {table: watched().get(table, set()) for table in tables} == {
        table: {"INSERT", "UPDATE", "DELETE"} for table in tables
    }


def watched() -> dict[str, set[str]]:
    """The tables with a trigger of ours, and on what it fires."""
    catalogue = {
        "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger",
    }
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        for table, name in cursor.fetchall():
            _of, ours, event = name.rpartition("_settled_")
            if ours:
                found.setdefault(table, set()).add(event.upper())
    return found
