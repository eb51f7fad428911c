"""One file that holds a whole site: database, uploads, what the reading helper has learned, and a
digest of each part.

The keys are left out on purpose: a lost backup must not give away what it encrypts. Keep
`keys.json` and `secret_key` apart (see docs/operations.md); `doctor` reminds of it.
"""

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from linli import __version__
from linli.insight.triage.learned import store
from linli.kernel import clock

MANIFEST = "manifest.json"
MANIFEST_KEYS = {"version", "at", "database", "index_key", "migrations", "digests"}
# Lies in the data folder while files and database of a backup take the place of what was there.
UNFINISHED = "restore-unfinished"
SQLITE, POSTGRES = "database.sqlite3", "database.dump"
MODELS = "triage"


class BackupError(Exception):
    """What is wrong with a backup or its target, in a sentence."""


def write(target: Path) -> dict[str, Any]:
    """Write a consistent backup while the site runs; returns its manifest.

    The file appears under its name only when it is whole, readable by its owner only. What a
    backup that was killed has left behind is cleared away by the next one.
    """
    if target.is_dir():
        raise BackupError(f"{target} is a folder: name a file in it, as {target / 'linli.tar'}")
    with _workshop(target.parent, "backup") as folder:
        dump = _dump(folder)
        part = folder / "part.tar"
        part.touch(mode=0o600)
        digests: dict[str, str] = {}
        with tarfile.open(part, "w") as tar:
            _add(tar, dump, dump.name, digests)
            # After the database: what it names is there, and what comes meanwhile does no harm.
            for path in sorted(_stored()):
                # What has been deleted since then is in no list any more.
                with contextlib.suppress(FileNotFoundError):
                    _add(tar, path, f"files/{path.relative_to(_store())}", digests)
            for name in _models():
                with contextlib.suppress(FileNotFoundError):
                    _add(tar, Path(settings.TRIAGE_MODEL) / name, f"{MODELS}/{name}", digests)
            manifest = {
                "version": __version__,
                "at": clock.now().isoformat(),
                "database": connection.vendor,
                "index_key": _key_mark(),
                "migrations": sorted(_migrations()),
                "digests": digests,
            }
            _add_manifest(tar, manifest, folder)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    os.sync()
    return manifest


@contextlib.contextmanager
def _workshop(parent: Path, work: str) -> Iterator[Path]:
    """A folder to work in, on the same disk. Those of processes that were killed go first: whole
    databases lie in them. One that is still at work holds a lock on its own."""
    for old in parent.glob(f".linli-{work}-*"):
        with contextlib.suppress(OSError), _locked(old):
            shutil.rmtree(old)
    with (
        tempfile.TemporaryDirectory(prefix=f".linli-{work}-", dir=parent) as name,
        _locked(Path(name)),
    ):
        yield Path(name)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Raises OSError when another process holds it. The system gives it back with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def check(source: Path) -> dict[str, Any]:
    """Read a backup through and compare every digest. Raises `BackupError`."""
    try:
        with tarfile.open(source) as tar:
            manifest = _manifest(tar)
            if sorted(tar.getnames()) != sorted([MANIFEST, *manifest["digests"]]):
                raise BackupError("the backup holds other parts than it lists; nothing restored")
            if not all(_is_part(member) for member in tar.getmembers()):
                raise BackupError("this is not a Linli backup: it has parts that belong elsewhere")
            for name, digest in manifest["digests"].items():
                if _digest(_open(tar, name)) != digest:
                    raise BackupError(f"{name} in the backup is damaged; nothing was restored")
    except (tarfile.TarError, EOFError, KeyError, ValueError, OSError, zlib.error) as error:
        raise BackupError(f"this is not a whole Linli backup: {error}") from error
    return manifest


def _is_part(member: tarfile.TarInfo) -> bool:
    """A plain file that `write` could have put there: nothing that leads out of the folder."""
    first, *rest = PurePosixPath(member.name).parts
    inside = first in {"files", MODELS} and bool(rest) and ".." not in rest
    return member.isreg() and (inside or member.name in {MANIFEST, SQLITE, POSTGRES})


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    found = json.load(_open(tar, MANIFEST))
    if not isinstance(found, dict) or not found.keys() >= MANIFEST_KEYS:
        raise BackupError("this is not a Linli backup: its manifest is another one's")
    return cast(dict[str, Any], found)


def restore(source: Path, *, overwrite: bool) -> dict[str, Any]:
    """Put a backup back; it is checked whole, and that it belongs here, before anything is
    touched. The database comes back in one transaction; when it does not, the files stay. Killed
    in between, the site does not start until it is run again."""
    manifest = check(source)
    _check_fits(manifest)
    if not overwrite and not _marker().exists() and _has_data():
        raise BackupError("this site holds data; add --overwrite to replace it")
    with tarfile.open(source) as tar, _workshop(settings.DATA_DIR, "restore") as unpacked:
        tar.extractall(unpacked, filter="data")
        _marker().write_text(f"{source}\n")
        os.sync()
        _exchange_files(unpacked / "files", unpacked / "replaced")
        try:
            _load(unpacked)
        except BaseException as error:
            _exchange_files(unpacked / "replaced", unpacked / "files")
            _marker().unlink()
            if isinstance(error, BackupError | sqlite3.Error):
                raise BackupError(
                    f"the database in the backup cannot be read, nothing was restored: {error}"
                ) from error
            raise
        if (brought := unpacked / MODELS / store.CURRENT).exists():
            store.put_back(Path(settings.TRIAGE_MODEL), brought.parent)
        # Whatever happens to the power now: all of it is on the disk.
        os.sync()
        _marker().unlink()
    return manifest


def check_finished() -> None:
    """Raise `BackupError` when a restore was broken off: files and database do not belong to each
    other."""
    if _marker().exists():
        source = _marker().read_text().strip()
        raise BackupError(
            "a restore was broken off, files and database do not fit each other; "
            f"run it again: linli restore {source} --overwrite"
        )


def _marker() -> Path:
    return Path(settings.DATA_DIR) / UNFINISHED


def _check_fits(manifest: dict[str, Any]) -> None:
    """Raise `BackupError` for a backup of another kind of database, of another site's keys, or of
    a newer program."""
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"the backup is of {manifest['database']}, this site runs on {connection.vendor}: "
            "start Linli with the kind of database the backup is of (LINLI_DATABASE_URL); "
            "nothing was touched"
        )
    if manifest["index_key"] != _key_mark():
        raise BackupError(
            "the backup belongs to other keys: put its keys.json (or LINLI_INDEX_KEY and "
            "LINLI_FIELD_KEYS) in place first, or names and numbers stay unreadable"
        )
    unknown = set(manifest["migrations"]) - _known_migrations()
    if unknown:
        raise BackupError(f"a newer Linli wrote the backup (it has {min(unknown)}); update first")


def _key_mark() -> str:
    """Tells sites apart by the key that never changes, without telling anything of the key."""
    return hmac.digest(settings.INDEX_KEY, b"linli backup", "sha256").hex()[:16]


def _migrations() -> set[str]:
    """What has been applied to the database, as "app.name"."""
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


def _known_migrations() -> set[str]:
    """What this program knows of, what it has squashed included."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def _store() -> Path:
    return Path(default_storage.path(""))


def _stored() -> Iterator[Path]:
    store = _store()
    return (path for path in store.rglob("*") if path.is_file()) if store.exists() else iter(())


def _models() -> list[Path]:
    try:
        return store.lasting(Path(settings.TRIAGE_MODEL))
    except store.NoModel:
        # Damaged, as `doctor` tells: the site's own data are backed up all the same.
        return []


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
    script, fresh = folder / "database.sql", folder / "fresh.sql"
    fresh.write_text(DROP_ALL)
    archive = str(folder / POSTGRES)
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", archive)
    files = (f"--file={fresh}", f"--file={script}")
    _run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", *files)


# Tables of a newer program are not in an older backup, and would be in the way of the next update.
DROP_ALL = """
SET client_min_messages = warning;
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT format('%I.%I', schemaname, tablename)
        FROM pg_tables WHERE schemaname = current_schema()
    LOOP
        EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE';
    END LOOP;
END $$;
"""


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


def _exchange_files(fresh: Path, replaced: Path) -> None:
    """Put the files of one folder in place and keep those that were there in the other."""
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
    """One reading for both, and no more than the size it had: a file may grow meanwhile."""
    with path.open("rb") as file:
        part = tar.gettarinfo(arcname=name, fileobj=file)
        reader = _Reader(file)
        tar.addfile(part, cast(IO[bytes], reader))
    digests[name] = reader.digest.hexdigest()


class _Reader:
    """A file that digests what is read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        content = self.file.read(size)
        self.digest.update(content)
        return content


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
