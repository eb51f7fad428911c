import datetime as dt

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "linli.registers.residents"
    label = "residents"
    verbose_name = "居民"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.foundation.jobs import public as jobs  # noqa: PLC0415
        from linli.registers.residents import keeping, tasks, words  # noqa: PLC0415
        from linli.registers.residents.permissions import LABELS  # noqa: PLC0415
        from linli.registers.residents.web import setup as desk  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(words.WORDS, words.PARTICULARS, words.VALUES)
        jobs.scheduled("residents.forget_exports", tasks.forget_exports, daily_at=dt.time(3, 50))
        jobs.scheduled(
            "residents.contradictions", tasks.look_for_contradictions, daily_at=dt.time(2, 20)
        )
        keeping.register()
        desk.register()
