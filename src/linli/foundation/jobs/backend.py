"""What we add to the task library: jobs that know how often to try again, and unique ones."""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.backend import DatabaseBackend

P = ParamSpec("P")
T = TypeVar("T")
LONGEST_WAIT = 3600


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T]):
    """A task of the library with three more wishes; see `job`."""

    retries: int = 5
    backoff: int = 10
    unique: bool = False

    def wait(self, attempt: int) -> int | None:
        """Seconds to wait after this attempt (1, 2, …) failed, or None when it was the last."""
        if attempt > self.retries:
            return None
        return int(min(self.backoff * 2 ** (attempt - 1), LONGEST_WAIT))


def job(
    *, retries: int = 5, backoff: int = 10, unique: bool = False, priority: int = 0
) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Make a module-level function a job: `send.enqueue(notice_id=5)`, inside the transaction.

    It runs at least once, so running it twice must do no harm: a killed worker's job runs again.
    When it raises, it runs again after `backoff` seconds, then twice that, and so on, `retries`
    times; then it stays in the list of failed jobs with its error. `unique`: while one with the
    same arguments waits, enqueueing another returns the waiting one. Arguments are JSON. A job
    with an argument named `progress_id` tells that `Progress` when it has failed for good.
    """

    def make(function: Callable[P, T]) -> Job[P, T]:
        made = task(priority=priority, retries=retries, backoff=backoff, unique=unique)(function)
        return cast(Job[P, T], made)

    return make


class JobBackend(DatabaseBackend):
    """The library's database backend, enqueueing unique jobs once."""

    task_class: Any = Job

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        if not task.unique:
            return super().enqueue(task, args, kwargs)
        with transaction.atomic():
            return self._enqueue_once(task, args, kwargs)

    def _enqueue_once(self, task: Any, args: Any, kwargs: Any) -> Any:
        from linli.foundation.jobs.models import UniqueKey  # noqa: PLC0415 - apps are loaded by now

        # The key's row makes two transactions that enqueue the same wait for each other. The lock
        # on the waiting job keeps it from starting before we commit: it will see what we wrote.
        key, _ = UniqueKey.objects.select_for_update().get_or_create(
            key=unique_key(task.module_path, args, kwargs)
        )
        if key.task_id and (waiting := self._lock_waiting(key.task_id)):
            return waiting.task_result
        result: Any = super().enqueue(task, args, kwargs)
        UniqueKey.objects.filter(pk=key.pk).update(task=result.id)
        return result

    def _lock_waiting(self, task_id: uuid.UUID) -> Any:
        from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - apps are loaded by now

        row = DBTaskResult.objects.select_for_update().filter(pk=task_id)
        return row.filter(status=TaskResultStatus.READY).first()


def unique_key(path: str, args: Any, kwargs: Any) -> str:
    """Digest of a job and its arguments, 64 hex digits."""
    content = json.dumps([path, normalize_json(args), normalize_json(kwargs)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
