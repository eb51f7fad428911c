"""What other apps may use.

@job(retries=3)                                       # in the app's tasks.py
def recount() -> None: ...

scheduled("cases.recount", recount, daily_at=dt.time(2))   # in AppConfig.ready
"""

from linli.foundation.jobs import progress
from linli.foundation.jobs.actions import retry, switch_schedule
from linli.foundation.jobs.backend import Job, job
from linli.foundation.jobs.models import Progress, ProgressState, Schedule
from linli.foundation.jobs.queries import Health, QueuedJob, failed, health, running, waiting
from linli.foundation.jobs.schedules import scheduled
from linli.foundation.jobs.worker import Pace, run_ready, run_worker

__all__ = [
    "Health",
    "Job",
    "Pace",
    "Progress",
    "ProgressState",
    "QueuedJob",
    "Schedule",
    "failed",
    "health",
    "job",
    "progress",
    "retry",
    "run_ready",
    "run_worker",
    "running",
    "scheduled",
    "switch_schedule",
    "waiting",
]
