"""kill -9 of the worker in the middle of filling ten thousand rows: the job runs again, and the
file is whole, and there once."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.sites import Site, migrated, until

from operations.test_killed import MINUTE_LATER

pytestmark = pytest.mark.slow

ROWS = 10_000
FILL = f"""
import datetime as dt
from linli.insight.sheets import tasks
from linli.insight.sheets.actions import confirming
from linli.insight.sheets.tests import factories
from linli.kernel import clock
from linli.registers.residents import public as residents

scene = factories.make_scene()
homes = residents.Homes(scene.town.community)
rows = [
    residents.Row(
        {{"person.name": f"居民{{n:05}}", "person.birth_date": "1940-01-01"}},
        scene.town.dwelling,
        family=str(n // 3),
    )
    for n in range({ROWS} - 3)
]
residents.add_many(rows=rows, homes=homes, note="", by=None, at=factories.AT)
filling = factories.uploaded(
    scene, factories.roster(("序号", "姓名", "出生日期", "联系电话"), title="60周岁以上老人名册")
)
confirming.confirm(
    filling=filling,
    choices={{}},
    sheets={{}},
    as_of=factories.TODAY,
    by=scene.worker,
    at=factories.AT,
)
tasks.fill_in(filling=filling, purpose="报送民政", by=scene.worker, at=clock.now())
"""
# Dies when the new file lies in the store, and nothing in the database says so yet.
DIE_BETWEEN = """
import os, signal
from linli.insight.sheets import tasks, vault
from linli.insight.sheets.actions.moves import untold
from linli.insight.sheets.models import Filling
from linli.kernel import clock
keep = vault.keep
def keep_and_die(filling, part, content):
    keep(filling, part, content)
    if part == vault.OUTPUT:
        os.kill(os.getpid(), signal.SIGKILL)
vault.keep = keep_and_die
tasks.do(Filling.objects.get(), at=clock.now(), tell=untold)
"""
CONTENT = """
import hashlib, io, json
from django.conf import settings
from linli.insight.sheets import vault
from linli.insight.sheets.models import Filling
from linli.insight.sheets.queries import traces
from python_calamine import CalamineWorkbook
filling = Filling.objects.get()
output = vault.read(filling, vault.OUTPUT)
rows = CalamineWorkbook.from_filelike(io.BytesIO(output)).get_sheet_by_index(0).to_python()
store = settings.DATA_DIR / "files" / "sheets"
print(json.dumps({
    "lines": [row[:2] for row in rows if isinstance(row[0], float)],
    "traced": traces.trace_of(filling).sheets[0].names,
    "same": hashlib.sha256(output).hexdigest() == filling.output_sha256,
    "rows": filling.rows,
    "files": sorted(one.name.partition(".")[2] for one in store.iterdir()),
}))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with migrated(tmp_path / "site") as made:
        yield made
        made.kill_all()


def test_killed_in_the_middle_of_ten_thousand_rows(place: Site) -> None:
    place.python(FILL)
    done = f"SELECT max(done) FROM jobs_progress WHERE total = {ROWS}"
    place.start("worker")
    until(lambda: (place.rows(done)[0][0] or 0) > 0, "filling")
    place.kill_all()
    assert 0 < place.number(done) < ROWS
    state = "SELECT state FROM sheets_filling"
    assert place.rows(state) == [("filling",)]

    place.python(DIE_BETWEEN, signal=signal.SIGKILL)
    assert place.rows(state) == [("filling",)]

    place.python(MINUTE_LATER)
    place.start("worker")
    until(lambda: place.rows(state) == [("filled",)], "filling once more")
    finished = "SELECT count(*) FROM jobs_progress WHERE state = 'running'"
    until(lambda: place.number(finished) == 0, "the end of the bar")
    place.kill_all()

    found = json.loads(place.python(CONTENT))
    names = [name for _number, name in found["lines"]]
    assert len(set(names)) == len(names) == ROWS == found["rows"]
    assert [number for number, _name in found["lines"]] == list(range(1, ROWS + 1))
    assert found["traced"] == names
    assert found["same"]
    assert found["files"] == ["layout", "output", "source", "trace"]
    said = "SELECT count(*) FROM audit_auditevent WHERE action = 'sheets.fill'"
    assert place.number(said) == 1
    place.linli("audit", "verify")
