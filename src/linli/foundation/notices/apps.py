import datetime as dt

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "linli.foundation.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.foundation.jobs.public import scheduled  # noqa: PLC0415
        from linli.foundation.notices import entries, permissions, tasks, words  # noqa: PLC0415

        accounts.declare(permissions.LABELS)
        audit.declare(words.WORDS, words.PARTICULARS)
        for entry in entries.ENTRIES:
            accounts.register_menu(entry)
        scheduled("notices.deliver", tasks.deliver, every=dt.timedelta(seconds=5))
        scheduled("notices.prune", tasks.prune, daily_at=dt.time(4, 30))
