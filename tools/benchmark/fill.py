"""Fills an empty, migrated database for `make bench`.

Rows are written in bulk, because a million actions would take a night. A community has the same
4,000 residents and 4,000 requests at every size, two years of them with the last two weeks still
open; a bigger database has more communities.
"""

import datetime as dt
import random
import sys

from django.conf import settings
from django.db import connection, transaction

from benchmark.history import write_log, write_requests
from benchmark.town import NEW_STREET, Say, build_new_street, build_town, write_residents
from linli.foundation.places.models import Place

PER_COMMUNITY = 4_000


def is_filled() -> bool:
    """Whether all rows are there; ends the program for a database that was filled half."""
    if Place.objects.exists() and not Place.objects.filter(name=NEW_STREET).exists():
        sys.exit(f"Filling was interrupted. Delete {settings.DATA_DIR} and start again.")
    return Place.objects.exists()


def fill(count: int, *, at: dt.datetime, say: Say) -> None:
    """Write `count` residents and `count` requests into a database that holds the presets."""
    source = random.Random(7)
    with transaction.atomic():
        houses = build_town(max(1, count // PER_COMMUNITY))
    say("places, units and staff")
    people = write_residents(houses, count, source, say)
    write_requests(houses, people, count, source, at, say)
    write_log(at, say)
    with transaction.atomic():
        build_new_street()
    settle()
    say("statistics")


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
