"""kill -9 of everything while residents send, a file comes in and the sweep tells what is late.

Real processes on a site of its own, started as `linli serve` starts them. Afterwards nothing is
lost and nothing is there twice.
"""

import http.client
import http.cookies
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from support.sites import Site, free_port, migrated, until

pytestmark = pytest.mark.slow

PATIENCE = 90
CLIENTS, ROWS, LATE = 6, 9000, 300

FILL = f"""
import datetime as dt
from linli.kernel import clock
from linli.services.cases.tests import factories
from linli.shared.imports import public as imports
from linli.shared.imports.tests import files

now = clock.now()
home = factories.make_community()
head = factories.make_user("head", home.community, unit=home.committee)

rows = [[f"GD-{{n}}", "2026-03-01 08:00", f"第{{n}}件：路灯不亮"] for n in range({ROWS})]
run = imports.start(
    target=imports.TARGETS["hotline"], place=home.community, file_name="工单.csv",
    content=files.text_table([["编号", "时间", "内容"], *rows]), by=head, at=now,
)
imports.do(run, at=now, tell=imports.untold)
imports.choose_columns(
    run=run, sheet=0, header=1, columns=run.columns, options=run.options, by=head, at=now
)
imports.do(run, at=now, tell=imports.untold)
"""
BRING_IN = """
from linli.kernel import clock
from linli.shared.imports import public as imports
run = imports.Run.objects.get()
imports.bring_in(run=run, by=run.by, at=clock.now())
"""
# One overdue clock each: an anonymous request, received long ago, that is signed.
LATE_WORK = f"""
import datetime as dt
from linli.kernel import clock
from linli.services.cases.tests import factories
from linli.shared.work.models import Clock, WorkItem
home = factories.make_community()
head = factories.make_user("head", home.community, unit=home.committee)
for number in range({LATE}):
    factories.make_case(home, text=f"第{{number}}件", anonymous=True)
Clock.objects.exclude(kind="handle").update(stopped_at=clock.now())
"""
# What a killed worker left running is taken up when it has been silent for a minute.
MINUTE_LATER = """
import datetime as dt
from django.db.models import F
from django_tasks_db.models import DBTaskResult
from linli.foundation.jobs.models import Schedule, Worker
from linli.kernel import clock
ago = dt.timedelta(seconds=61)
Worker.objects.update(seen_at=F("seen_at") - ago)
DBTaskResult.objects.filter(started_at__isnull=False).update(started_at=F("started_at") - ago)
Schedule.objects.update(next_run_at=clock.now())
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with migrated(tmp_path / "site") as made:
        # All these residents send from one address.
        made.environment["LINLI_REQUESTS_PER_HOUR_FROM_ADDRESS"] = "0"
        yield made
        made.kill_all()


class Resident(threading.Thread):
    """A phone: opens the form, sends it, and sends the same form again until it is answered."""

    def __init__(self, number: int, port: int) -> None:
        super().__init__(name=f"resident-{number}", daemon=True)
        self.number, self.port = number, port
        self.sent: list[str] = []
        self.answered: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.wait(0.05):
            text = f"居民{self.number}说的第{len(self.sent)}件事：楼道灯不亮"
            page, cookies, _where = self.ask("GET", "")
            key = re.search(r'name="submission_key" value="([0-9a-f]{32})"', page)
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            assert key, page[:400]
            assert token
            form = {
                "csrfmiddlewaretoken": token[1],
                "submission_key": key[1],
                "text": text,
                "contact": "anonymous",
            }
            self.sent.append(text)
            _page, _cookies, where = self.ask("POST", urlencode(form), cookies)
            assert where.startswith("/r/done/"), where
            self.answered.append(text)

    def ask(self, method: str, body: str, cookies: str = "") -> tuple[str, str, str]:
        """Page, cookies and where it leads; tries again while nobody answers."""
        give_up_at = time.monotonic() + PATIENCE
        while True:
            try:
                return self.ask_once(method, body, cookies)
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < give_up_at
                time.sleep(0.1)

    def ask_once(self, method: str, body: str, cookies: str) -> tuple[str, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, "/r/new/", body, {"Cookie": cookies, **kind})
            answer = connection.getresponse()
            page = answer.read().decode()
            if answer.status >= 500:
                raise http.client.HTTPException(answer.status)
            assert answer.status in {200, 302}, page[:400]
            jar = http.cookies.SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie") or []))
            got = "; ".join(f"{name}={jar[name].value}" for name in jar)
            return page, got or cookies, answer.headers.get("Location") or ""
        finally:
            connection.close()


def test_killed_while_residents_send_and_a_file_comes_in(place: Site) -> None:
    place.python(FILL)
    port = free_port()
    serve = ("serve", "--port", str(port), "--workers", "2")
    place.start(*serve)
    residents = [Resident(number, port) for number in range(CLIENTS)]
    for one in residents:
        one.start()

    def answered() -> int:
        return sum(len(one.answered) for one in residents)

    def done() -> int:
        return place.number("SELECT done FROM imports_run")

    # In the middle of both, everything at once: supervisor, web processes, background worker.
    until(lambda: answered() >= CLIENTS, "sending")
    place.python(BRING_IN)
    until(lambda: done() > 0, "importing")
    place.kill_all()
    before = answered()
    assert 0 < done() < ROWS

    place.python(MINUTE_LATER)
    place.start(*serve)
    until(lambda: answered() >= before + CLIENTS, "sending again")
    for one in residents:
        one.enough.set()
    for one in residents:
        one.join(PATIENCE)
        assert one.answered == one.sent
    until(lambda: place.number("SELECT count(*) FROM imports_run WHERE state = 'done'"), "import")
    place.kill_all()

    said = sorted(text for one in residents for text in one.sent)
    rows = place.rows("SELECT text FROM cases_case WHERE source = 'portal'")
    assert sorted(text for (text,) in rows) == said
    numbers = place.rows("SELECT external_id FROM cases_case WHERE source = 'hotline'")
    assert sorted(number for (number,) in numbers) == sorted(f"GD-{n}" for n in range(ROWS))
    whole = len(said) + ROWS
    # Each with all that belongs to it, once.
    assert place.number("SELECT count(*) FROM work_workitem") == whole
    assert place.number("SELECT count(*) FROM cases_entry WHERE kind = 'received'") == whole
    assert place.number("SELECT count(DISTINCT case_id) FROM cases_entry") == whole
    submitted = "SELECT count(*) FROM audit_auditevent WHERE action = 'cases.submit'"
    assert place.number(submitted) == len(said)
    clocks = place.rows("SELECT count(*) FROM work_clock GROUP BY item_id")
    assert {number for (number,) in clocks} == {2}
    place.linli("audit", "verify")


def test_killed_in_the_middle_of_the_sweep(place: Site) -> None:
    place.python(LATE_WORK)
    place.start("worker")
    told = "SELECT count(*) FROM work_clock WHERE overdue_told_at IS NOT NULL"
    until(lambda: place.number(told) >= LATE // 4, "telling what is late")
    place.kill_all()
    assert place.number(told) < LATE

    place.python(MINUTE_LATER)
    place.start("worker")
    until(lambda: place.number(told) == LATE, "telling the rest")
    place.kill_all()
    notices = "SELECT count(*) FROM notices_notice WHERE kind = 'work.overdue'"
    assert place.number(notices) == LATE
    assert place.number(f"{notices} AND title <> ''") == LATE
