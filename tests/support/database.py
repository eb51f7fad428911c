"""The test database, and how it is put back after a test that commits.

Django would empty every table, and with them the presets; and the audit log refuses to be
emptied. Instead the database is copied once when it is new, with what a new site starts with, and
copied back.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from linli.config import presets
from support import template
from support.settings import FOLDER


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, pytestconfig: pytest.Config
) -> None:
    """SQLite in a file, as in use: in memory, threads would share one connection."""
    if connection.vendor == "sqlite":
        path = pytestconfig.stash[FOLDER] / "test.sqlite3"
        shutil.copyfile(template.file(), path)
        connection.settings_dict["TEST"]["NAME"] = str(path)
    else:
        copy_of = template.database(os.environ["LINLI_DATABASE_URL"])
        connection.settings_dict["TEST"]["TEMPLATE"] = copy_of


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What was copied is migrated further, not made anew; it goes with its folder."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        presets.load()
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
