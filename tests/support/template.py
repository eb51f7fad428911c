"""A database that was migrated once, for every test process and throw-away site to copy.

Migrating takes fifteen seconds, and nearly each run of tests would do it several times over. On
SQLite the copy is kept in pytest's cache between runs, on PostgreSQL as one more database of the
cluster; both go by what the migrations say, so a changed one makes them anew.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".pytest_cache" / "linli"
PREFIX = "linli_migrated_"


def file() -> Path:
    """The migrated SQLite database; made when there is none."""
    path = KEPT / f"{_name()}.sqlite3"
    with _alone():
        if not path.exists():
            for old in KEPT.glob(f"{PREFIX}*"):
                old.unlink()
            with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
                _migrate(folder, "")
                made = path.with_suffix(".new")
                with (
                    closing(sqlite3.connect(Path(folder) / "linli.sqlite3")) as source,
                    closing(sqlite3.connect(made)) as copy,
                ):
                    source.backup(copy)
                made.rename(path)
    return path


def database(url: str) -> str:
    """The name of the migrated database on a PostgreSQL cluster; made when there is none."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is tested

    name = _name()
    with _alone(), psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        ).fetchall()
        if (name,) not in known:
            for (old,) in known:
                connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            new = f"{PREFIX}new"
            connection.execute(f'CREATE DATABASE "{new}"')
            with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
                _migrate(folder, urlunsplit(urlsplit(url)._replace(path=f"/{new}")))
            connection.execute(f'ALTER DATABASE "{new}" RENAME TO "{name}"')
    return name


def _name() -> str:
    told = hashlib.sha256(repr(django.VERSION).encode())
    for path in sorted((ROOT / "src").rglob("migrations/*.py")):
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return PREFIX + told.hexdigest()[:16]


def _migrate(folder: str, url: str) -> None:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DJANGO_"))}
    environment = {
        **own,
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "LINLI_DATA_DIR": folder,
        **({"LINLI_DATABASE_URL": url} if url else {}),
    }
    command = [sys.executable, "-c", "from linli.config.cli import main; main()", "migrate"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _alone() -> Iterator[None]:
    """One process makes it; the others wait."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
