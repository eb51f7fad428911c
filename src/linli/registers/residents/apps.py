from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "linli.registers.residents"
    label = "residents"
    verbose_name = "居民"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.registers.residents.permissions import LABELS  # noqa: PLC0415

        accounts.declare(LABELS)
