"""A throw-away site of its own for tests that start, kill, back up and restore it."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from linli.config import env
from support import template

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90


class Site:
    """Runs `linli` words with an own data folder and an own database."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.database_url = database_url
        self.children: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DJANGO_"))},
            "DJANGO_SETTINGS_MODULE": "linli.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "LINLI_DATA_DIR": str(folder),
            **({"LINLI_DATABASE_URL": database_url} if database_url else {}),
        }

    def linli(self, *words: str, fails: bool = False) -> str:
        """Output of a command; `fails` says which end is expected."""
        command = [sys.executable, "-c", "from linli.config.cli import main; main()", *words]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command that stays, in a session of its own; `kill_all` ends it."""
        log = (self.folder / "processes.log").open("ab")
        child = subprocess.Popen(
            [sys.executable, "-c", "from linli.config.cli import main; main()", *words],
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.children.append(child)
        return child

    def kill_all(self) -> None:
        """kill -9 of what was started and of all that it has started, at once."""
        processes = [pid for child in self.children for pid in (child.pid, *below(child.pid))]
        for pid in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for child in self.children:
            child.wait(60)
        self.children.clear()

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """What the database itself answers, without a process of the site."""
        if self.database_url:
            import psycopg  # noqa: PLC0415 - only where PostgreSQL is tested

            with psycopg.connect(self.database_url, autocommit=True) as connection:
                return connection.execute(question).fetchall()
        connection = sqlite3.connect(self.folder / "linli.sqlite3", timeout=30)
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    def number(self, question: str) -> int:
        """The one number that a question asks for."""
        return int(self.rows(question)[0][0])

    def python(self, code: str, *words: str, signal: int = 0, ready: bool = True) -> str:
        """Output of a script that runs inside the site, or, not `ready`, before it is there;
        `signal` is the one that ends it."""
        start = "import django; django.setup()\n" if ready else ""
        done = subprocess.run(
            [sys.executable, "-c", start + code, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == -signal, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something that another process does."""
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up_at, f"it did not happen in time: {what}"
        time.sleep(0.02)


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            children = [int(child) for child in task.read_text().split()]
            found += [one for child in children for one in (child, *below(child))]
    return found


@contextmanager
def site(folder: Path, copy_of: str = "") -> Iterator[Site]:
    """A site on the database that this run tests: SQLite, or one more PostgreSQL database, which
    begins as the copy of another one where that is named."""
    folder.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("LINLI_DATABASE_URL", "")
    if not url:
        yield Site(folder)
        return
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is tested

    name = f"linli_site_{uuid.uuid4().hex[:10]}"
    copied = f' TEMPLATE "{copy_of}"' if copy_of else ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{copied}')
        try:
            yield Site(folder, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def migrated(folder: Path) -> Iterator[Site]:
    """A site whose database is a copy of the migrated one."""
    folder.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("LINLI_DATABASE_URL", "")
    # Keys come first: none are made beside a database that is there already.
    env.secret_key(folder)
    env.keyring(folder)
    if not url:
        shutil.copyfile(template.file(), folder / "linli.sqlite3")
    with site(folder, copy_of=template.database(url) if url else "") as made:
        yield made
