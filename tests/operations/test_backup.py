"""A backup gives the site back to the byte, or touches nothing."""

import hashlib
import io
import json
import shutil
import signal
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.sites import Site, migrated, site, until

pytestmark = pytest.mark.slow

FILL = """
from linli.kernel import clock
from linli.services.cases.tests import factories
home = factories.make_community()
for number in range(5):
    factories.make_case(home, text=f"第{number}件：楼道灯不亮", phone="15400000001")
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with requests and a file, and its backup beside it."""
    with migrated(tmp_path_factory.mktemp("filled") / "site") as made:
        made.python(FILL)
        store = made.folder / "files" / "ab"
        store.mkdir(parents=True)
        (store / "photo.jpg").write_bytes(bytes(range(256)) * 40)
        made.linli("backup", str(made.folder.parent / "backup.tar"))
        yield made


@pytest.fixture
def place(filled: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of it for one test."""
    shutil.copytree(filled.folder, tmp_path / "site")
    with site(tmp_path / "site", copy_of=urlsplit(filled.database_url).path.lstrip("/")) as copy:
        yield copy


@pytest.fixture
def backup(filled: Site, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled.folder.parent / "backup.tar", tmp_path / "backup.tar"))


def content(place: Site) -> dict[str, list[str]]:
    """Every row of every table."""
    names = [name for (name,) in place.rows(TABLES[bool(place.database_url)])]
    return {name: sorted(map(repr, place.rows(f'SELECT * FROM "{name}"'))) for name in names}


TABLES = {
    False: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    True: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def files(folder: Path) -> dict[str, str]:
    store = folder / "files"
    return {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in store.rglob("*")
        if path.is_file()
    }


# Works on without end: requests, each with a stored file.
WRITE_ON = """
from django.core.files.base import ContentFile
from linli.foundation.files import public as files
from linli.kernel import clock
from linli.services.cases.models import Case
from linli.services.cases.tests import factories
place = Case.objects.first().place
home = type("Home", (), {"dwelling": place})
number = 0
while True:
    number += 1
    upload = ContentFile(f"{number}号材料".encode() * 4000, name=f"{number}.txt")
    file = files.store(files.check(upload), owner="cases", by=None, at=clock.now())
    factories.make_case(home, text=f"第{number}件", photos=[file])
"""
# One line for each thing that would not fit together.
MISFITS = """
import hashlib
from django.core.files.storage import default_storage
from linli.foundation.files.models import StoredFile
from linli.services.cases.models import Attachment, Case, Entry
from linli.shared.work.models import WorkItem
for file in StoredFile.objects.all():
    with default_storage.open(file.key) as content:
        if hashlib.sha256(content.read()).hexdigest() != file.sha256:
            print("another content", file.pk)
counts = {model.objects.count() for model in (Case, Entry, WorkItem)}
if len(counts) != 1:
    print("half a request", counts)
print(Attachment.objects.count())
"""


def same_keys(place: Site, other: Site) -> None:
    for name in ("keys.json", "secret_key"):
        shutil.copy(place.folder / name, other.folder / name)


def test_a_restored_site_is_the_same_to_the_byte(place: Site, backup: Path) -> None:
    before, stored = content(place), files(place.folder)
    place.python(WORKED_ON)
    (place.folder / "files" / "ab" / "photo.jpg").write_bytes(b"gone")
    assert content(place) != before

    refused = place.linli("restore", str(backup), fails=True)
    assert "--overwrite" in refused
    place.linli("restore", str(backup), "--overwrite")
    assert content(place) == before
    assert files(place.folder) == stored


# Something is gone, and something is there as a newer program would have made it, gone back from.
WORKED_ON = """
from django.db import connection
from linli.services.cases.models import Entry
Entry.objects.all().delete()
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE later_table (id integer)")
"""


# Dies the moment the files have been exchanged, before the database has come back.
KILLED = """
connection.close()
import os, signal
from pathlib import Path
from linli.config import backups
backups._load = lambda folder: os.kill(os.getpid(), signal.SIGKILL)
backups.restore(Path({backup!r}), overwrite=True)
"""


def test_a_killed_restore_is_told_and_can_be_run_again(place: Site, backup: Path) -> None:
    before, stored = content(place), files(place.folder)
    (place.folder / "files" / "ab" / "photo.jpg").write_bytes(b"newer")
    place.python(WORKED_ON + KILLED.format(backup=str(backup)), signal=signal.SIGKILL)
    # Old rows with files of the backup: nobody works on with that.
    for word in ("serve", "migrate"):
        assert f"linli restore {backup}" in place.linli(word, fails=True)
    place.linli("restore", str(backup))
    place.linli("migrate")
    assert content(place) == before
    assert files(place.folder) == stored


def test_a_damaged_backup_touches_nothing(place: Site, backup: Path) -> None:
    before = content(place)
    damaged = bytearray(backup.read_bytes())
    position = damaged.index(bytes(range(200, 256)))
    damaged[position] ^= 1
    backup.write_bytes(damaged)
    said = place.linli("restore", str(backup), "--overwrite", fails=True)
    assert "damaged" in said
    assert content(place) == before
    assert files(place.folder)


def test_a_backup_taken_while_people_work_is_whole(place: Site, tmp_path: Path) -> None:
    with site(tmp_path / "other") as other:
        stored = "SELECT count(*) FROM files_storedfile"
        place.start("shell", "-c", WRITE_ON, "--verbosity=0")
        until(lambda: place.number(stored) > 20, "people work")
        place.linli("backup", str(tmp_path / "backup.tar"))
        assert place.children[0].poll() is None
        then = place.number(stored)
        until(lambda: place.number(stored) > then, "people work on")
        place.kill_all()

        # Into an empty folder, on another machine that got the keys.
        same_keys(place, other)
        other.linli("restore", str(tmp_path / "backup.tar"))
        said = other.python(MISFITS)
        assert said.strip().isdigit(), said
        assert int(said) > 20
        assert other.linli("backup", str(tmp_path / "again.tar"))


Spoil = Callable[[dict[str, Any], dict[str, bytes]], None]


def rewritten(source: Path, target: Path, spoil: Spoil) -> None:
    """The backup with other contents, listed as if they belonged there."""
    with tarfile.open(source) as tar:
        parts = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    manifest = json.loads(parts.pop("manifest.json"))
    spoil(manifest, parts)
    with tarfile.open(target, "w") as tar:
        for name, content in {**parts, "manifest.json": json.dumps(manifest).encode()}.items():
            part = tarfile.TarInfo(name)
            part.size = len(content)
            tar.addfile(part, io.BytesIO(content))


def add(name: str, *, listed: bool) -> Spoil:
    def spoil(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
        parts[name] = b"evil"
        if listed:
            manifest["digests"][name] = hashlib.sha256(b"evil").hexdigest()

    return spoil


def broken_database(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    """Digest and all: what is wrong is found out only when it is loaded."""
    [name] = [name for name in parts if name.startswith("database.")]
    parts[name] = b"no database " * 100
    manifest["digests"][name] = hashlib.sha256(parts[name]).hexdigest()


def of_the_other_database(manifest: dict[str, Any], parts: dict[str, bytes]) -> None:
    """As the site would have been written from SQLite, or from PostgreSQL."""
    here, there = ("database.dump", "database.sqlite3")[:: 1 if "database.dump" in parts else -1]
    parts[there] = parts.pop(here)
    manifest["digests"][there] = manifest["digests"].pop(here)
    manifest["database"] = "postgresql" if there == "database.dump" else "sqlite"


STRANGE: list[tuple[Spoil, str]] = [
    (add("files/unlisted.jpg", listed=False), "other parts than it lists"),
    (add("../escape.txt", listed=True), "Linli backup"),
    (lambda manifest, parts: manifest.pop("version"), "not a Linli backup"),
    (of_the_other_database, "nothing was touched"),
    (lambda manifest, parts: manifest.update(index_key="0" * 16), "other keys"),
    (lambda manifest, parts: manifest["migrations"].append("cases.9999_later"), "newer Linli"),
    (broken_database, "nothing was restored"),
]


FOREIGN = (b"", b"PK\x03\x04 a zip file", b"\x1f\x8b\x08 gzip that ends")
# Each in a line: why it was refused. Anything else ends the script.
RESTORE = """
from pathlib import Path
from linli.config import backups
for path in {paths}:
    try:
        backups.restore(Path(path), overwrite=True)
    except backups.BackupError as error:
        print(str(error).replace(chr(10), " "))
"""


def test_a_foreign_or_spoilt_backup_touches_nothing(
    place: Site, backup: Path, tmp_path: Path
) -> None:
    before, stored = content(place), files(place.folder)
    strange = [tmp_path / f"strange{number}.tar" for number in range(len(STRANGE))]
    for path, (spoil, _why) in zip(strange, STRANGE, strict=True):
        rewritten(backup, path, spoil)
    cut_off = backup.read_bytes()[:4000]
    foreign = [tmp_path / f"foreign{number}" for number in range(len(FOREIGN) + 1)]
    for path, bytes_of_it in zip(foreign, (*FOREIGN, cut_off), strict=True):
        path.write_bytes(bytes_of_it)
    said = place.python(RESTORE.format(paths=[str(path) for path in (*strange, *foreign)]))
    whys = [*(why for _spoil, why in STRANGE), *("not a whole Linli backup" for _ in foreign)]
    answers = said.splitlines()
    assert len(answers) == len(whys)
    assert [pair for pair in zip(whys, answers, strict=True) if pair[0] not in pair[1]] == []
    assert content(place) == before
    assert files(place.folder) == stored
    assert not (tmp_path / "escape.txt").exists()
