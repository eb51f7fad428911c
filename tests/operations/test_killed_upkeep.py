"""kill -9 in the middle of upkeep: a new key, the log's seal, a backup. Each can be done again, and
nothing is lost."""

import json
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.sites import Site, site

from linli.kernel import crypto

pytestmark = pytest.mark.slow

PEOPLE, LINES = 120, 30
FILL = f"""
import io
from django.conf import settings
from django.core.management import call_command
call_command("prepare", stdout=io.StringIO())
from linli.registers.residents.tests import factories
town = factories.make_town()
for number in range({PEOPLE}):
    factories.settle(town.dwelling, f"居民{{number}}", phone=f"154{{number:08d}}")
store = settings.DATA_DIR / "files"
store.mkdir()
(store / "photo.jpg").write_bytes(b"photo" * 1000)
"""
# Every row as people read it; what no key opens would end it.
CONTENT = """
from django.apps import apps
from django.core import serializers
print(serializers.serialize("json", apps.get_model("residents", "person").objects.order_by("pk")))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site")) as made:
        made.python(FILL)
        yield made


# Dies in the middle of the second batch of a column, the first of which is written.
ROTATE = """
import os, signal
from linli.kernel import fields
one, done = fields._rotate_row, []
def rotate_row(stored, column, pk, envelope, progress):
    one(stored, column, pk, envelope, progress)
    done.append(pk)
    if column.field_id == "residents.person.phone" and progress.rewritten == 70:
        os.kill(os.getpid(), signal.SIGKILL)
fields._rotate_row = rotate_row
for progress in fields.rotate_all(batch=50):
    pass
"""
GO_ON = """
from django.core.management import call_command
call_command("keys", "rotate")
"""


def test_killed_while_a_new_key_takes_over(place: Site) -> None:
    content = place.python(CONTENT)
    crypto.add_key(place.folder, "sm4")
    place.python(ROTATE, signal=signal.SIGKILL)

    def under(key: int) -> int:
        like = f"'v1.{key}.%'"
        return place.number(f"SELECT count(*) FROM residents_person WHERE phone LIKE {like}")

    assert (under(1), under(2)) == (PEOPLE - 50, 50)
    said = place.python(f"{CONTENT}\n{GO_ON}")
    assert said.startswith(content)
    assert said.endswith("done, 0 values that no key opens\n")
    keys = json.loads((place.folder / "keys.json").read_text())
    keys["field_keys"] = keys["field_keys"].partition(",")[0]
    (place.folder / "keys.json").write_text(json.dumps(keys))
    assert (under(1), under(2)) == (0, PEOPLE)
    assert place.python(CONTENT) == content


# Dies when the second part of the log has its seals, just before they are there for good.
SEAL = f"""
import os, signal
from django.db import transaction
from linli.foundation.audit import public as audit
assert audit.seal(limit={LINES}) == {LINES}
with transaction.atomic():
    assert audit.seal(limit={LINES}) == {LINES}
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_while_the_log_is_sealed(place: Site) -> None:
    lines = place.number("SELECT count(*) FROM audit_auditevent")
    assert lines > 2 * LINES
    place.python(SEAL, signal=signal.SIGKILL)
    sealed = "SELECT count(*) FROM audit_auditevent WHERE seq IS NOT NULL"
    assert place.number(sealed) == LINES
    assert f"{lines} lines, chain intact, 0 not sealed yet" in place.linli("audit", "verify")
    assert place.number(sealed) == lines


# Dies when everything is in the file but the list of what is in it.
BACK_UP = """
import os, signal, sys
from pathlib import Path
from linli.config import backups
backups._add_manifest = lambda tar, manifest, folder: os.kill(os.getpid(), signal.SIGKILL)
backups.write(Path(sys.argv[1]))
"""
TUESDAY = f"""
import sys
from pathlib import Path
from linli.config import backups
half, whole = map(Path, sys.argv[1:])
try:
    backups.restore(half, overwrite=True)
except backups.BackupError as error:
    assert "not a whole Linli backup" in str(error), error
else:
    raise AssertionError("half a backup was taken")
{CONTENT}
backups.write(whole)
backups.restore(whole, overwrite=True)
{CONTENT}
"""


def test_killed_while_a_backup_is_written(place: Site, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monday, tuesday = shelf / "monday.tar", shelf / "tuesday.tar"
    place.python(BACK_UP, str(monday), signal=signal.SIGKILL)
    assert not monday.exists()
    [left] = shelf.iterdir()
    assert stat.S_IMODE(left.stat().st_mode) == 0o700

    # It is not taken for a backup, and the next one clears it away.
    half = next(path for path in left.iterdir() if path.suffix == ".tar")
    before, after = place.python(TUESDAY, str(half), str(tuesday)).splitlines()
    assert before == after
    assert list(shelf.iterdir()) == [tuesday]
    assert stat.S_IMODE(tuesday.stat().st_mode) == 0o600
    assert [path.name for path in place.folder.glob(".linli*")] == []
