"""Sealing by the clock, and verifying for the page that waits."""

import datetime as dt

from django.utils.translation import gettext as _

from linli.foundation.audit import actions, queries
from linli.foundation.jobs import public as jobs
from linli.kernel import clock

EVERY = dt.timedelta(minutes=5)


@jobs.job(unique=True)
def seal_log() -> int:
    """Seal all that waits, in batches; answers how many."""
    total = 0
    while count := actions.seal():
        total += count
    return total


@jobs.job(retries=0)
def verify_log(progress_id: str) -> None:
    """Walk the chain and leave the verdict on the progress bar."""

    def report(done: int, total: int) -> None:
        jobs.progress.advance(progress_id, done=done, total=total, at=clock.now())

    verdict = queries.verify(report)
    if verdict.intact:
        words = _("日志完整：已封存的%(sealed)s条都对得上，另有%(unsealed)s条等待封存。") % {
            "sealed": verdict.sealed,
            "unsealed": verdict.unsealed,
        }
        jobs.progress.finish(progress_id, at=clock.now(), message=words)
    else:
        words = _(
            "日志从第%(broken_at)s条起对不上：有人绕过系统改动过数据库。请保护现场，马上报告。"
        ) % {"broken_at": verdict.broken_at}
        jobs.progress.fail(progress_id, at=clock.now(), message=words)


def schedule() -> None:
    jobs.scheduled("audit.seal_log", seal_log, every=EVERY)
