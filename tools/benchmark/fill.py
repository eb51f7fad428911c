"""Fills an empty, migrated database for `make bench`.

Rows are written in bulk, because a million actions would take a night. A community has the same
4,000 residents and 4,000 requests at every size, two years of them with the last two weeks still
open; a bigger database has more communities. What was written stays: started again after an
interruption, it goes on where it stood.
"""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from benchmark import indexes
from benchmark.history import TABLES, write_log, write_requests
from benchmark.town import (
    NEW_STREET,
    House,
    Say,
    build_new_street,
    build_town,
    write_residents,
    write_tags,
)
from linli.foundation.places.models import Place
from linli.kernel import clock
from linli.registers.residents.models import Household, Person
from linli.services.cases.models import Case

PER_COMMUNITY = 4_000
SIDE_TABLES = ("cases_case_search", "residents_person_search")


@dataclasses.dataclass
class Progress:
    """What an interrupted filling must know to go on, beside the rows themselves."""

    file: Path
    at: dt.datetime
    houses: list[House]
    indexes: dict[str, str]

    @classmethod
    def read(cls, file: Path) -> "Progress":
        stored: dict[str, Any] = json.loads(file.read_text())
        at = dt.datetime.fromisoformat(stored["at"])
        return cls(file, at, [House(*house) for house in stored["houses"]], stored["indexes"])

    def write(self) -> None:
        houses = [dataclasses.astuple(house) for house in self.houses]
        stored = {"at": self.at.isoformat(), "houses": houses, "indexes": self.indexes}
        unfinished = self.file.with_suffix(".new")
        unfinished.write_text(json.dumps(stored))
        unfinished.replace(self.file)


def fill(count: int, say: Say) -> None:
    """Write what is missing of `count` residents and `count` requests."""
    file = settings.DATA_DIR / "filling.json"
    if not file.exists() and Place.objects.filter(name=NEW_STREET).exists():
        return
    progress = Progress.read(file) if file.exists() else None
    if progress is None or not Place.objects.filter(pk=progress.houses[0].pk).exists():
        progress = begin(file, count, say)
    if Case.objects.count() < count:
        indexes.take_off(progress.indexes)
    with indexes.in_a_hurry():
        write_residents(progress.houses, count, say)
        write_tags(say)
        write_requests(progress.houses, count, progress.at, say)
        write_log(say)
        for name in indexes.put_back(progress.indexes):
            say(f"index {name}")
    with transaction.atomic():
        if not Place.objects.filter(name=NEW_STREET).exists():
            build_new_street()
    call_command("count_days")
    call_command("count_months")
    say("days and months counted")
    settle()
    file.unlink()
    say("statistics")


def begin(file: Path, count: int, say: Say) -> Progress:
    """Places, units and staff; and what to remember of them."""
    filled = [model._meta.db_table for model in (*TABLES, Household, Person)]
    with transaction.atomic():
        houses = build_town(max(1, count // PER_COMMUNITY))
        found = indexes.of([*filled, *SIDE_TABLES])
        progress = Progress(file, clock.now().astimezone(dt.UTC), houses, found)
        progress.write()
    say("places, units and staff")
    return progress


def settle() -> None:
    """Leave the database as after years of use: counters beyond the ids, statistics fresh."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_default LIKE 'nextval%' OR is_identity = 'YES'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
        cursor.execute("VACUUM ANALYZE")
