from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "linli.registers.organisations"
    label = "organisations"
    verbose_name = "单位"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are loaded

        from linli.foundation.accounts import public as accounts  # noqa: PLC0415
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.registers.organisations.belonging import standing  # noqa: PLC0415
        from linli.registers.organisations.permissions import (  # noqa: PLC0415
            LABELS,
            OrganisationsPermission,
        )
        from linli.registers.organisations.words import PARTICULARS, WORDS  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(WORDS, PARTICULARS)
        accounts.STANDINGS.register("organisations", standing)
        accounts.register_menu(
            accounts.MenuEntry(
                code="organisations",
                label=_("单位"),
                icon="building",
                url="organisations:list",
                order=30,
                permission=OrganisationsPermission.MANAGE,
                section=accounts.Section.SETTINGS,
                description=_("部门、物业、社会组织和联系人"),
            )
        )
