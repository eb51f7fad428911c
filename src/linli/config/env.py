"""Every environment variable that Linli reads, typed, with its default. Read once by settings."""

import os
import secrets
import urllib.parse
from pathlib import Path
from typing import Any


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_dir() -> Path:
    """Where the embedded database, uploads, keys and logs live."""
    path = Path(text("LINLI_DATA_DIR", "var")).resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key(directory: Path) -> str:
    """LINLI_SECRET_KEY, or a key made once and kept beside the data, readable by its owner only."""
    if given := text("LINLI_SECRET_KEY"):
        return given
    path = directory / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


def database(url: str, directory: Path) -> dict[str, Any]:
    """Django's DATABASES entry from LINLI_DATABASE_URL; SQLite in the data folder without one.

    `postgresql://user:password@host:port/name?host=/socket/folder` as libpq writes it.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": directory / "linli.sqlite3",
            "OPTIONS": {
                # A writer that starts as a reader cannot be queued by SQLite; IMMEDIATE can.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                    "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;"
                ),
            },
        }
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer in transaction mode loses named portals.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
