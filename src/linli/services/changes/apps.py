from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "linli.services.changes"
    label = "changes"
    verbose_name = "居民变化"

    def ready(self) -> None:
        from linli.foundation.audit import public as audit  # noqa: PLC0415 - apps are loaded
        from linli.services.changes import setup, tasks, words  # noqa: PLC0415

        audit.declare(words.WORDS, words.PARTICULARS, words.VALUES)
        setup.register()
        tasks.schedule()
