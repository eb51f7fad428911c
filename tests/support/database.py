"""The test database, and how it is put back after a test that commits.

Django would empty every table, and with them the presets that migrations write; and the audit
log refuses to be emptied. Instead the database is copied once when it is new, and copied back.
"""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from support.settings import FOLDER


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, pytestconfig: pytest.Config
) -> None:
    """SQLite in a file, as in use: in memory, threads would share one connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(pytestconfig.stash[FOLDER] / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        keep = keep_sqlite if connection.vendor == "sqlite" else keep_postgresql
        put_back, forget = keep()
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: put_back()  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        forget()


def keep_sqlite() -> tuple[Callable[[], None], Callable[[], None]]:
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)

    def put_back() -> None:
        connection.ensure_connection()
        copy.backup(connection.connection)

    return put_back, copy.close


def keep_postgresql() -> tuple[Callable[[], None], Callable[[], None]]:
    name = connection.settings_dict["NAME"]
    copy = f"{name}_new"

    def run(*statements: str) -> None:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    drop_copy = f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)'
    run(drop_copy, f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')

    def put_back() -> None:
        run(
            f'DROP DATABASE "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{copy}"',
        )

    return put_back, lambda: run(drop_copy)
