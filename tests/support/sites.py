"""A throw-away site of its own for tests that start, kill, back up and restore it."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]


class Site:
    """Runs `linli` words with an own data folder and an own database."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
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

    def python(self, code: str) -> str:
        """Output of a script that runs inside the site."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A site on the database that this run tests: SQLite, or one more PostgreSQL database."""
    folder.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("LINLI_DATABASE_URL", "")
    if not url:
        yield Site(folder)
        return
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is tested

    name = f"linli_site_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Site(folder, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
