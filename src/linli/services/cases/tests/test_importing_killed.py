"""An import whose process is killed: nothing is lost, and nothing comes twice."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.db.models import Count

from linli.services.cases.models import Case, Entry
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING
from linli.shared.imports import public as imports
from linli.shared.imports.tests import files
from linli.shared.work.public import Clock, WorkItem

PATIENCE = 90
ROWS = 3000


@pytest.fixture
def start(shared_with_processes: None) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Start a background worker on the test's own database, files and keys."""
    children: list[subprocess.Popen[bytes]] = []

    def start_worker() -> "subprocess.Popen[bytes]":
        pace = ["--idle=0.1", "--beat=0.2", "--dead-after=1.5"]
        command = [sys.executable, "-m", "django", "run_worker", *pace]
        children.append(subprocess.Popen(command))
        return children[-1]

    yield start_worker
    for child in children:
        child.kill()
        child.wait(PATIENCE)


def until(condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_gone_on_with(
    start: Callable[[], "subprocess.Popen[bytes]"],
) -> None:
    home = factories.make_community()
    head = factories.make_user("head", home.community)
    rows = [[f"GD-{n}", "2026-03-01 08:00", f"第{n}件：路灯不亮"] for n in range(ROWS)]
    run = imports.start(
        target=imports.TARGETS["hotline"],
        place=home.community,
        file_name="工单.csv",
        content=files.text_table([["编号", "时间", "内容"], *rows]),
        by=head,
        at=MORNING,
    )
    imports.do(run, at=MORNING, tell=imports.untold)
    imports.choose_columns(
        run=run,
        sheet=0,
        header=1,
        columns=run.columns,
        options=run.options,
        by=head,
        at=MORNING,
    )
    imports.do(run, at=MORNING, tell=imports.untold)
    imports.bring_in(run=run, by=head, at=MORNING)

    def done() -> int:
        return imports.Run.objects.values_list("done", flat=True).get(pk=run.pk)

    first = start()
    until(lambda: done() >= 500)
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    left_at = done()
    assert 500 <= left_at < ROWS
    assert Case.objects.count() == left_at

    start()
    until(lambda: imports.Run.objects.get(pk=run.pk).state == imports.State.DONE)
    numbers = Case.objects.values_list("external_id", flat=True)
    assert sorted(numbers) == sorted(row[0] for row in rows)
    assert WorkItem.objects.count() == ROWS
    assert Entry.objects.count() == ROWS
    per_item = Clock.objects.values("item").annotate(n=Count("pk")).values_list("n", flat=True)
    assert set(per_item) == {2}
    run.refresh_from_db()
    assert (run.created, run.same, run.bad) == (ROWS, 0, 0)
