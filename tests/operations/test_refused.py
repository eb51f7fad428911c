"""What the machine refuses is told in a sentence, by every command: no traceback."""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError
from support.sites import Site

from linli.config import env, refusals
from linli.config.management.commands import prepare
from linli.kernel.crypto import KeyringError

# Every command of the manual with what it needs, in one process; an answer a line.
EVERY_WORD = """
import io, sys
from linli.config import cli
more = {"audit": ["verify"], "keys": ["rotate"], "admin": ["chief"], "serve": ["--port", "0"],
        "import": [sys.argv[1], "--kind", "places"], "backup": [sys.argv[1] + ".tar"],
        "restore": [sys.argv[1]], "replay": [sys.argv[1]], "docs": ["--check"],
        "triage": ["train", sys.argv[1]]}
for word in sys.argv[2:] or sorted(cli.COMMANDS):
    sys.argv = ["linli", word, *more.get(word, [])]
    sys.stdin = io.StringIO("Linli-2026-test\\n")
    try:
        cli.main()
        print(word, "did it")
    except SystemExit as end:
        print(word, end.code)
"""
NOBODY = 65534
# They ask no database, or tell in a sentence of their own that it does not answer.
OWN_WORDS = {"docs", "restore", "sheets", "triage", "replay", "backup"}


def answers(place: Site, *words: str) -> dict[str, str]:
    file = place.folder.parent / "table.csv"
    file.write_text("名称\n3号楼\n")
    place.environment["PYTHONWARNINGS"] = "ignore"
    said = place.python(EVERY_WORD, str(file), *words, ready=False)
    told = dict(line.split(" ", 1) for line in said.splitlines() if " " in line)
    return {word: told[word] for word in words} if words else told


@pytest.mark.slow
def test_a_data_folder_that_cannot_be_one_is_told_by_every_command(tmp_path: Path) -> None:
    place = Site(tmp_path / "site")
    place.folder.write_text("a file, not a folder")
    told = answers(place)
    # It reads tables of messages without a site.
    del told["triage"]
    assert len(told) > 10
    assert set(told.values()) == {f"linli: File exists: {place.folder}"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["damaged", "unreachable"])
def test_a_database_that_cannot_be_used_is_told_by_every_command(tmp_path: Path, kind: str) -> None:
    place = Site(tmp_path, "postgresql://127.0.0.1:1/linli" if kind == "unreachable" else "")
    if kind == "damaged":
        env.secret_key(tmp_path)
        env.keyring(tmp_path)
        (tmp_path / "linli.sqlite3").write_bytes(b"no database" * 1000)
    told = {word: said for word, said in answers(place).items() if word not in OWN_WORDS}
    assert len(told) > 7
    advice = {"damaged": "restore a backup", "unreachable": "is PostgreSQL running"}[kind]
    assert [word for word, said in told.items() if not said.startswith("linli: the data")] == []
    assert [word for word, said in told.items() if advice not in said] == []


@pytest.mark.parametrize("name", ["keys.json", "secret_key"])
def test_no_new_key_is_made_beside_old_data(tmp_path: Path, name: str) -> None:
    def read_keys() -> None:
        env.secret_key(tmp_path)
        env.keyring(tmp_path)

    read_keys()
    (tmp_path / "linli.sqlite3").touch()
    read_keys()
    (tmp_path / name).unlink()
    with pytest.raises(env.SettingsError, match="put the copy back"):
        read_keys()
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"field_keys": "1:aes:AA=="}'])
def test_half_a_key_file_is_told(tmp_path: Path, content: str) -> None:
    """As a power cut leaves one behind where files are not flushed."""
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(KeyringError, match="put the copy back"):
        env.keyring(tmp_path)
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(env.SettingsError, match="put the copy of it back"):
        env.secret_key(tmp_path)


def test_a_setting_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_SMTP_PORT", "abc")
    with pytest.raises(env.SettingsError, match="LINLI_SMTP_PORT"):
        env.number("LINLI_SMTP_PORT", 25)
    for url in ("mysql://127.0.0.1/linli", "postgresql://127.0.0.1:port/linli", "linli.sqlite3"):
        with pytest.raises(env.SettingsError, match="LINLI_DATABASE_URL"):
            env.database(url, Path())
    for value in ("[", "{}", '["wecom"]'):
        with pytest.raises(env.SettingsError, match="LINLI_SIGN_IN_PROVIDERS"):
            env.sign_in_providers(value)


def full_disk() -> OSError:
    """What a full disk answers."""
    with (
        pytest.raises(OSError, match="No space") as caught,
        Path("/dev/full").open("wb", buffering=0) as file,
    ):
        file.write(b"a key")
    return caught.value


REFUSED = [
    (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/etc/hostname"), "belongs to root"),
    (OSError(errno.EROFS, os.strerror(errno.EROFS), "/srv/linli"), "/srv/linli lies on a disk"),
    (OperationalError("database or disk is full"), "make room"),
    (OperationalError("attempt to write a readonly database"), "writable"),
    (OperationalError("no such table: places_place"), "linli migrate"),
    (ProgrammingError('relation "places_place" does not exist\nLINE 1'), "linli migrate"),
]


@pytest.mark.parametrize(("error", "words"), REFUSED, ids=str)
def test_what_to_do_is_told(error: Exception, words: str) -> None:
    assert words in refusals.sentence(error)


def test_a_full_disk_is_told() -> None:
    assert "the disk is full" in refusals.sentence(full_disk())


@pytest.mark.parametrize("error", [OSError("odd"), OperationalError("syntax error"), OSError(1)])
def test_a_fault_of_ours_keeps_its_traceback(error: Exception) -> None:
    assert refusals.sentence(error) == ""


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """Root may do everything, and would not be refused."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_files_of_another_user_are_told_at_the_start() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o555)
        with nobody(), pytest.raises(PermissionError) as caught:
            prepare.check_writable(folder)
        assert f"may not read or write {folder}" in refusals.sentence(caught.value)
        with nobody(), pytest.raises(PermissionError) as caught:
            env.secret_key(folder)
        assert f"may not read or write {folder}" in refusals.sentence(caught.value)
        folder.chmod(0o755)
        prepare.check_writable(folder, folder / "not there yet")
    finally:
        shutil.rmtree(folder)
