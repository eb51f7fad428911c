import datetime as dt

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "linli.foundation.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from linli.foundation.jobs import tasks  # noqa: PLC0415 - apps are loaded
        from linli.foundation.jobs.schedules import scheduled  # noqa: PLC0415

        scheduled("jobs.prune", tasks.prune, daily_at=dt.time(3, 30))
