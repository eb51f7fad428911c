import datetime as dt

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "linli.foundation.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        from linli.foundation.audit import public as audit  # noqa: PLC0415 - apps are loaded
        from linli.foundation.files import tasks, words  # noqa: PLC0415
        from linli.foundation.jobs.public import scheduled  # noqa: PLC0415

        audit.declare(words.WORDS, words.PARTICULARS)
        scheduled("files.remove_orphans", tasks.remove_orphans, daily_at=dt.time(4))
