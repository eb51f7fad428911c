"""The loop that runs jobs: in a thread of the server, or in processes of its own."""

import contextlib
import dataclasses
import datetime as dt
import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from linli.foundation.jobs import attempts, schedules, workers
from linli.kernel import clock

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Pace:
    """Seconds between two looks when idle, between heartbeats, and until a silent worker is dead.

    `dead_after` must be the same for all workers of a site.
    """

    idle: float = 1.0
    beat: float = 5.0
    dead_after: float = workers.DEAD_AFTER.total_seconds()


def run_one(worker_id: str) -> bool:
    """Claim the most urgent ready job and run it; False when there was none."""
    row = _claim(worker_id)
    if row is not None:
        _run(row)
    return row is not None


def _claim(worker_id: str) -> attempts.Row | None:
    ready = DBTaskResult.objects.ready()
    # Looking first spares an idle worker the lock that claiming takes.
    if not ready.exists():
        return None
    with exclusive_transaction():
        row = ready.get_locked()
        if row is not None:
            row.claim(worker_id)
    return row


def _run(row: attempts.Row) -> None:
    try:
        value = row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.set_successful(normalize_json(value))
    except (Exception, SystemExit) as error:
        logger.warning("job %s (%s) failed", row.task_path, row.pk, exc_info=error)
        attempts.fail(row, error, at=clock.now())


def run_worker(stop: threading.Event, pace: Pace | None = None) -> None:
    """Run jobs until `stop` is set; the job that runs then is finished first."""
    pace = pace or Pace()
    worker_id = new_worker_id()
    next_round_at = clock.now()
    with _beating(worker_id, pace):
        schedules.sync(at=next_round_at)
        while not stop.is_set():
            try:
                now = clock.now()
                schedules.tick(at=now)
                if now >= next_round_at:
                    next_round_at = now + dt.timedelta(seconds=pace.beat)
                    dead_after = dt.timedelta(seconds=pace.dead_after)
                    workers.reap(at=now, dead_after=dead_after, idle=worker_id)
                worked = run_one(worker_id)
            except Exception:
                # Mostly the database is away or busy. Nothing is lost: what we had begun is put
                # back by the next round, and the loop goes on.
                logger.exception("worker %s goes on after an error", worker_id)
                worked = False
            # Drops a connection that broke or is older than its settings allow.
            close_old_connections()
            if not worked:
                stop.wait(pace.idle)


def run_ready() -> int:
    """Run what is ready now, here, without heartbeat or schedule; returns how many attempts."""
    worker_id, count = new_worker_id(), 0
    while run_one(worker_id):
        count += 1
    return count


def new_worker_id() -> str:
    """Tells host and process, so that a person can find the worker."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"


@contextlib.contextmanager
def _beating(worker_id: str, pace: Pace) -> Iterator[None]:
    """Keep the heartbeat in a thread of its own: a job may take longer than `dead_after`."""
    stopped = threading.Event()

    def beat() -> None:
        while not stopped.wait(pace.beat):
            try:
                workers.beat(worker_id, at=clock.now())
            except (DatabaseError, InterfaceError):
                logger.warning("no heartbeat of worker %s", worker_id, exc_info=True)
            close_old_connections()
        connections.close_all()

    workers.beat(worker_id, at=clock.now())
    thread = threading.Thread(target=beat, name=f"beat-{worker_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
        with contextlib.suppress(DatabaseError, InterfaceError):
            workers.leave(worker_id)
        connections.close_all()
