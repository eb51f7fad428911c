"""What runs in one go: an import, the sealing of the log, the arithmetic of limits."""

import argparse
import csv
import datetime as dt
import io
import itertools
import time
from collections.abc import Callable

from benchmark import pages
from benchmark.figures import Figure, forget_peak, rate
from linli.config.demo.people import MALE, SURNAMES
from linli.config.demo.scenarios import SCENARIOS
from linli.foundation.accounts.models import User
from linli.foundation.audit import public as audit
from linli.kernel import clock
from linli.kernel.workdays import default_calendar
from linli.shared.imports import public as imports
from linli.shared.work import deadlines
from linli.shared.work.deadlines import Pause, Rule, Unit

HEADER = (
    "工单编号",
    "受理时间",
    "诉求标题",
    "诉求内容",
    "来电人",
    "联系电话",
    "诉求地址",
    "诉求类型",
)
WRONG_EACH = 50
MOST_ROWS = 10_000


def import_rows(arguments: argparse.Namespace) -> Figure:
    """Read, check and bring in a hotline's orders; one row of fifty has a fault in two cells."""
    count = min(MOST_ROWS, arguments.rows)
    at = clock.now()
    content = hotline_orders(count, at)
    forget_peak()
    start = time.perf_counter()
    run = brought_in("hotline", "orders.csv", content, at=at)
    figure = rate(count, time.perf_counter() - start)
    wrong = count // WRONG_EACH
    if (run.created, run.bad) != (count - wrong, wrong):
        raise RuntimeError(f"{run.created} of {count} rows came in, {run.bad} were refused")
    return figure


def brought_in(target: str, name: str, content: bytes, *, at: dt.datetime) -> imports.Run:
    """A file as a worker brings it in, from upload to the last row, its columns as proposed."""
    community = pages.new_street().children.latest("pk")
    head = User.objects.get(assignments__role__code="head", assignments__place=community)
    run = imports.start(
        target=imports.TARGETS[target],
        place=community,
        file_name=name,
        content=content,
        by=head,
        at=at,
    )
    imports.do(run, at=at, tell=imports.untold)
    layout = imports.layout(run)
    imports.choose_columns(
        run=run,
        sheet=layout.sheet["number"],
        header=layout.header,
        columns=layout.mapping,
        options=run.options,
        by=head,
        at=at,
    )
    imports.do(run, at=at, tell=imports.untold)
    imports.begin(run=run, by=head, at=at)
    imports.do(run, at=at, tell=imports.untold)
    return run


def hotline_orders(count: int, at: dt.datetime) -> bytes:
    """A file of the hotline. Its numbers begin with the time, so that each run brings new ones."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    for number in range(1, count + 1):
        scenario = SCENARIOS[number % len(SCENARIOS)]
        house = f"{number % 16 + 1}号楼"
        text = scenario.texts[0].format(b=house, u="2单元", n=number % 7 + 2)
        name = SURNAMES[number % len(SURNAMES)] + MALE[number % len(MALE)]
        since = f"{at - dt.timedelta(minutes=number):%Y-%m-%d %H:%M}"
        phone = f"154{number:08d}"
        if number % WRONG_EACH == 0:
            since, phone = "上个月", "打不通"
        key = f"{at:%y%m%d%H%M%S}{number:06d}"
        writer.writerow([key, since, text[:20], text, name, phone, house, "求助"])
    return file.getvalue().encode("utf-8-sig")


def audit_seal(arguments: argparse.Namespace) -> Figure:
    """Chain fresh lines of the log, as the background worker does every five minutes."""
    count, at = min(MOST_ROWS, arguments.rows), clock.now()
    while audit.seal():
        pass
    for number in range(count):
        audit.record("benchmark.line", by=None, at=at, changes={"number": number})
    forget_peak()
    start = time.perf_counter()
    sealed = sum(iter(audit.seal, 0))
    if sealed != count:
        raise RuntimeError(f"{sealed} of {count} lines were sealed")
    return rate(count, time.perf_counter() - start)


def clock_arithmetic(arguments: argparse.Namespace) -> Figure:
    """Due times of all kinds of rules, over holidays, half of them with a pause."""
    calendar = default_calendar()
    units = itertools.cycle((unit, amount) for amount in (1, 5, 15, 30) for unit in Unit)
    start = clock.local(2024, 12, 20, 10, 17)
    count = 200 * arguments.rounds
    forget_peak()
    begin = time.perf_counter()
    for number, (unit, amount) in zip(range(count), units, strict=False):
        started = start + dt.timedelta(minutes=787 * number % 1_000_000)
        pause = Pause(started + dt.timedelta(hours=3), started + dt.timedelta(days=2))
        due = deadlines.due_at(Rule(amount, unit), started, calendar, [pause] * (number % 2))
        if due.at is None or due.at <= started:
            raise RuntimeError(f"{amount} {unit} from {started} are due at {due.at}")
    return rate(count, time.perf_counter() - begin)


FIGURES: dict[str, Callable[[argparse.Namespace], Figure]] = {
    "import_rows": import_rows,
    "audit_seal": audit_seal,
    "clock_arithmetic": clock_arithmetic,
}
