"""The kernel's insertion of many rows, with the table that is written most."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from linli.foundation.audit.models import AuditEvent
from linli.kernel.rows import COPY_FROM, insert_many

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=dt.UTC)


def lines(count: int, **fields: object) -> list[AuditEvent]:
    return [
        AuditEvent(
            at=MORNING + dt.timedelta(seconds=number // 3),
            action=f"rows.{number}",
            changes={"词": [number, None], "引号": "a\\b\t'\n"},
            reason="换行\n制表\t反斜杠\\N",
            origin="10.0.0.1" if number % 2 else None,
            **fields,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, COPY_FROM - 1, COPY_FROM, 3 * COPY_FROM])
def test_rows_come_back_as_they_went_in(count: int) -> None:
    rows = lines(count)
    insert_many(rows)
    names = ("at", "action", "changes", "reason", "origin", "actor_id", "place_path", "seq")
    for row in rows:
        stored = AuditEvent.objects.get(pk=row.pk)
        assert [getattr(stored, name) for name in names] == [getattr(row, name) for name in names]
    assert [row.pk for row in rows] == sorted({row.pk for row in rows})


@pytest.mark.parametrize("count", [2, 2 * COPY_FROM])
def test_what_the_database_refuses_is_told_as_ever(count: int) -> None:
    rows = lines(count)
    rows[-1].seq = 1  # a number without a seal
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(rows)
    assert not AuditEvent.objects.filter(action__startswith="rows.").exists()
