"""One file that holds a whole site: database, uploads, and a digest of each part.

The keys are left out on purpose: a lost backup must not give away what it encrypts. Keep
`keys.json` and `secret_key` apart (see docs/operations.md); `doctor` reminds of it.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from linli import __version__
from linli.kernel import clock

MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.dump"


class BackupError(Exception):
    """What is wrong with a backup or its target, in a sentence."""


def write(target: Path) -> dict[str, Any]:
    """Write a consistent backup while the site runs; returns its manifest.

    The file appears under its name only when it is whole: a backup that was killed leaves a
    `.part` file and never a short backup.
    """
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = _dump(Path(folder))
        digests: dict[str, str] = {}
        with tarfile.open(part, "w") as tar:
            _add(tar, dump, dump.name, digests)
            store = _store()
            for path in sorted(store.rglob("*")) if store.exists() else []:
                if path.is_file():
                    _add(tar, path, f"files/{path.relative_to(store)}", digests)
            manifest = {
                "version": __version__,
                "at": clock.now().isoformat(),
                "database": connection.vendor,
                "digests": digests,
            }
            _add_manifest(tar, manifest, Path(folder))
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    return manifest


def check(source: Path) -> dict[str, Any]:
    """Read a backup through and compare every digest. Raises `BackupError`."""
    try:
        with tarfile.open(source) as tar:
            manifest = cast(dict[str, Any], json.load(_open(tar, MANIFEST)))
            for name, digest in manifest["digests"].items():
                if _digest(_open(tar, name)) != digest:
                    raise BackupError(f"{name} in the backup is damaged; nothing was restored")
    except (tarfile.TarError, KeyError, ValueError, OSError) as error:
        raise BackupError(f"this is not a whole Linli backup: {error}") from error
    return manifest


def restore(source: Path, *, overwrite: bool) -> dict[str, Any]:
    """Put a backup back; it is checked whole before anything is touched."""
    manifest = check(source)
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"the backup is of {manifest['database']}, this site runs on {connection.vendor}"
        )
    if not overwrite and _has_data():
        raise BackupError("this site holds data; add --overwrite to replace it")
    with tarfile.open(source) as tar, tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        tar.extractall(folder, filter="data")
        unpacked = Path(folder)
        _restore_files(unpacked / "files", unpacked / "replaced")
        _load(unpacked)
    return manifest


def _store() -> Path:
    return Path(default_storage.path(""))


def _dump(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        path = folder / SQLITE
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        return path
    path = folder / POSTGRES
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}")
    return path


def _load(folder: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        # The backup interface replaces the pages of the live file in one transaction.
        with (
            sqlite3.connect(folder / SQLITE) as source,
            sqlite3.connect(settings.DATABASES["default"]["NAME"]) as target,
        ):
            source.backup(target)
        return
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={settings.DATABASES['default']['NAME']}",
        str(folder / POSTGRES),
    )


def _run(program: str, *arguments: str) -> None:
    database = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {
        name: str(database[key]) for name, key in names.items() if database.get(key)
    }
    environment["PGDATABASE"] = database["NAME"]
    try:
        subprocess.run(  # noqa: S603 - fixed programs, no shell
            [program, *arguments], env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} is missing: install the PostgreSQL client") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program} failed: {error.stderr.strip()}") from error


def _restore_files(fresh: Path, replaced: Path) -> None:
    store = _store()
    if store.exists():
        store.replace(replaced)
    if fresh.exists():
        fresh.replace(store)


def _has_data() -> bool:
    """Whether somebody works with this site: it has accounts or places."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in ("accounts_user", "places_place"):
            if table in tables:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - our own names
                if cursor.fetchone() is not None:
                    return True
    return False


def _add(tar: tarfile.TarFile, path: Path, name: str, digests: dict[str, str]) -> None:
    with path.open("rb") as file:
        digests[name] = _digest(file)
    tar.add(path, name)


def _add_manifest(tar: tarfile.TarFile, manifest: dict[str, Any], folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    tar.add(path, MANIFEST)


def _open(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise BackupError(f"{name} is missing in the backup")
    return member


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
