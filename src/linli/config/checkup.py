"""What `linli doctor` looks at. Each finding says what it means and what to do."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.foundation.audit import public as audit
from linli.foundation.jobs import public as jobs
from linli.insight.triage.in_use import IN_USE
from linli.registers.organisations import public as organisations
from linli.services.cases import public as cases
from linli.shared.work.calendars import site_calendar

FREE_BYTES = 1_000_000_000
FEW = 5


@dataclasses.dataclass(frozen=True)
class Finding:
    """`well` is False for something to mend now; `advice` says how."""

    subject: str
    well: bool
    says: str
    advice: str = ""


def examine(at: dt.datetime) -> Iterator[Finding]:
    """All findings, in the order in which one would mend them."""
    yield from _database()
    yield from _keys()
    yield _disk()
    yield _committees()
    health = jobs.health(at=at)
    yield Finding(
        "worker",
        health.workers > 0,
        f"{health.workers} alive, {health.waiting} waiting, {health.failed} failed",
        "start one: linli worker (linli serve starts one too)",
    )
    yield from _calendar(at)
    yield from _log(at)
    yield _keeping(at)
    yield _helper()
    yield from _channels()


def _database() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding(
        "database",
        not plan,
        f"{connection.vendor}, {len(plan)} migrations to come",
        "run: linli migrate",
    )


def _keys() -> Iterator[Finding]:
    fit = audit.is_of_this_key()
    yield Finding(
        "keys fit",
        fit,
        "the database was written with them" if fit else "the database was written with others",
        "put its keys.json, or LINLI_INDEX_KEY and LINLI_FIELD_KEYS, in place",
    )
    path = settings.DATA_DIR / "keys.json"
    inside = path.exists()
    private = not inside or path.stat().st_mode & 0o077 == 0
    yield Finding(
        "keys",
        private,
        "in keys.json beside the data" if inside else "from the environment",
        "make keys.json readable by its owner only: chmod 600",
    )


def _disk() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return Finding(
        "disk", free > FREE_BYTES, f"{free / 1e9:.1f} GB free", "make room: writes will fail soon"
    )


def _committees() -> Finding:
    """Without one nobody takes a community's requests in."""
    missing = [place.name for place in organisations.communities_without_committee()[:FEW]]
    return Finding(
        "committees",
        not missing,
        "no committee: " + "、".join(missing) if missing else "each community has one",
        "add it under 设置 → 单位",
    )


def _calendar(at: dt.datetime) -> Iterator[Finding]:
    calendar = site_calendar()
    for year in (at.year, at.year + 1):
        # Next year's notice comes out in November; until then there is nothing to mend.
        known = calendar.is_official(dt.date(year, 6, 1))
        expected = year == at.year or at.month == 12
        yield Finding(
            f"calendar {year}",
            known or not expected,
            "official" if known else "computed; limits that reach into it are provisional",
            "enter the State Council's notice under 工作日历",
        )


def _log(at: dt.datetime) -> Iterator[Finding]:
    verdict = audit.verify()
    yield Finding(
        "log",
        verdict.intact,
        f"{verdict.sealed} lines sealed, {verdict.unsealed} to come",
        f"broken at line {verdict.broken_at}: compare with a backup",
    )


def _keeping(at: dt.datetime) -> Finding:
    # The job comes once a night; two nights without it are one too many.
    late = cases.due_for_erasure(at - dt.timedelta(days=2)).count()
    return Finding(
        "keeping",
        not late,
        f"{late} finished requests tell who asked for longer than they may",
        "they are erased by the worker each night at 02:15: is it running?",
    )


def _helper() -> Finding:
    problem = IN_USE.problem()
    return Finding(
        "reading helper",
        not problem,
        problem or ("has a model" if IN_USE.model() else "nothing put to work yet"),
        "put another model to work under 设置 → 归类助手, or let it learn anew",
    )


def _channels() -> Iterator[Finding]:
    mail = settings.EMAIL_HOST or "not set: no e-mail is sent"
    sms = settings.SMS_GATEWAY_URL or "not set: no SMS, no confirmation of telephone numbers"
    yield Finding("mail", True, mail)
    yield Finding("SMS", True, sms)
    yield Finding(
        "secure",
        settings.HTTPS or settings.PUBLIC_URL.startswith("http://127.0.0.1"),
        "TLS" if settings.HTTPS else "plain HTTP",
        "put a proxy with TLS in front and set LINLI_HTTPS=1",
    )
