from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    name = "linli.insight.triage"
    label = "triage"
    verbose_name = "研判"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.insight.triage import reader, tasks, words  # noqa: PLC0415
        from linli.services.cases import public as cases  # noqa: PLC0415

        audit.declare(words.WORDS, words.PARTICULARS)
        cases.READERS.register("triage", reader.LearnedReader())
        accounts.register_menu(
            accounts.MenuEntry(
                code="triage-models",
                label=_("归类助手"),
                icon="flag",
                url="triage:models",
                order=46,
                permission=cases.CasesPermission.MANAGE,
                section=accounts.Section.SETTINGS,
                description=_("它从大家归过的类里学到了什么，准不准，启用或换回"),
            )
        )
        tasks.schedule()
