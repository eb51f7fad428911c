from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "linli.registers.organisations"
    label = "organisations"
    verbose_name = "单位"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.registers.organisations.permissions import LABELS  # noqa: PLC0415

        accounts.declare(LABELS)
