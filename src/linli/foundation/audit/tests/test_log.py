"""The log: append-only in the database itself, sealed into a chain, and any change is found."""

import datetime as dt

import pytest
from django.db import Error, connection, transaction

from linli.foundation.audit import actions, queries
from linli.foundation.audit.models import AuditEvent
from linli.foundation.audit.tests.factories import MORNING, event

pytestmark = pytest.mark.django_db

TABLE = AuditEvent._meta.db_table


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def line():
    return event(changes={"a": 1})


@pytest.mark.parametrize(
    "sql",
    [
        f"DELETE FROM {TABLE} WHERE id = %s",
        f"UPDATE {TABLE} SET actor_name = 'x' WHERE id = %s",
        f"UPDATE {TABLE} SET at = '2020-01-01 00:00:00+00:00' WHERE id = %s",
        f"UPDATE {TABLE} SET changes = '{{}}' WHERE id = %s",
        f"UPDATE {TABLE} SET place_path = '/9/' WHERE id = %s",
        f"UPDATE {TABLE} SET seq = 1, seal = 'x', reason = 'y' WHERE id = %s",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_line(line, sql):
    with pytest.raises(Error, match="append-only"):
        run(sql, line.pk)
    assert AuditEvent.objects.get(pk=line.pk).actor_name == line.actor_name


def test_the_orm_is_refused_too(line):
    line.reason = "else"
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        line.save()
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_table_is_not_emptied_at_a_stroke(line):
    with pytest.raises(Error, match="append-only"):
        run(f"TRUNCATE {TABLE}")


def test_a_seal_is_given_once(line):
    assert actions.seal() == 1
    with pytest.raises(Error, match="append-only"):
        run(f"UPDATE {TABLE} SET seal = 'forged' WHERE id = %s", line.pk)
    with pytest.raises(Error, match="append-only"):
        run(f"UPDATE {TABLE} SET seq = NULL, seal = '' WHERE id = %s", line.pk)


def test_sealing_goes_on_where_it_stopped():
    for number in range(5):
        event(action=f"a.{number}")
    assert actions.seal(limit=3) == 3
    assert actions.seal(limit=3) == 2
    assert actions.seal() == 0
    sealed = AuditEvent.objects.order_by("pk").values_list("seq", flat=True)
    assert list(sealed) == [1, 2, 3, 4, 5]
    assert queries.verify() == queries.Verdict(5, 0, None, None)


def test_unsealed_lines_are_told():
    event(at=MORNING)
    event(at=MORNING + dt.timedelta(hours=1))
    verdict = queries.verify()
    assert (verdict.sealed, verdict.unsealed) == (0, 2)
    assert verdict.oldest_unsealed_at == MORNING
    assert verdict.intact


def without_triggers():
    """What somebody with the database's own password can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION audit_refuse() CASCADE")
        else:
            cursor.execute("DROP TRIGGER audit_no_delete")
            cursor.execute("DROP TRIGGER audit_no_change")


@pytest.mark.parametrize(
    ("sql", "broken_at"),
    [
        (f"UPDATE {TABLE} SET reason = 'nothing happened' WHERE seq = 3", 3),
        (f"UPDATE {TABLE} SET origin = '10.9.9.9' WHERE seq = 1", 1),
        (f"UPDATE {TABLE} SET changes = '{{\"a\": 2}}' WHERE seq = 5", 5),
        (f"DELETE FROM {TABLE} WHERE seq = 2", 2),
    ],
)
def test_whoever_gets_round_the_triggers_is_found(sql, broken_at):
    for _ in range(5):
        event(changes={"a": 1})
    actions.seal()
    without_triggers()
    run(sql)
    verdict = queries.verify()
    assert not verdict.intact
    assert verdict.broken_at == broken_at


def test_cutting_off_the_end_leaves_a_chain_that_no_new_line_hides():
    """The last lines can be cut off unseen; what is sealed after goes on with the count."""
    for _ in range(3):
        event()
    actions.seal()
    without_triggers()
    run(f"DELETE FROM {TABLE} WHERE seq = 2")
    event()
    actions.seal()
    assert queries.verify().broken_at == 2


def test_verifying_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 2)
    for _ in range(5):
        event()
    actions.seal()
    told = []
    queries.verify(lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5)]
