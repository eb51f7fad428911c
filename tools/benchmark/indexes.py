"""Takes the indexes off the tables that are filled, and puts them back.

A row that goes into ten indexes costs ten times the row; building them afterwards takes a minute.
"""

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection

PLAIN = {
    "sqlite": (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name = %s ORDER BY name"
    ),
    # Keys and constraints keep theirs.
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname"
    ),
}


def of(tables: Iterable[str]) -> dict[str, str]:
    """The indexes that can be taken off, by name, each with the statement that makes it."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(PLAIN[connection.vendor], [table])
            found |= dict(cursor.fetchall())
    return found


def take_off(names: Iterable[str]) -> None:
    """Those that are there."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP INDEX IF EXISTS "{name}"')


def put_back(indexes: dict[str, str]) -> Iterator[str]:
    """Make each that is not there; answers the names of those made, one by one."""
    for name, statement in indexes.items():
        once = statement.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1)
        with connection.cursor() as cursor:
            cursor.execute(once)
        yield name


@contextlib.contextmanager
def in_a_hurry() -> Iterator[None]:
    """A connection that writes without looking up each foreign key or waiting for the disk."""
    connection.close()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET maintenance_work_mem = '1GB'")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -1000000")
    try:
        yield
    finally:
        connection.close()
