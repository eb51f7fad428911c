from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    name = "linli.insight.triage.topics"
    label = "topics"
    verbose_name = "热点"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.insight.triage.topics import queries, tasks, words, work_kind  # noqa: PLC0415
        from linli.services.cases import public as cases  # noqa: PLC0415

        audit.declare(words.WORDS, words.PARTICULARS)
        accounts.register_menu(
            accounts.MenuEntry(
                code="topics",
                label=_("热点"),
                icon="speakerphone",
                url="topics:list",
                order=42,
                permission=cases.CasesPermission.VIEW,
            )
        )
        cases.SAME_MATTER.register("topics", queries.same_matter)
        work_kind.register()
        tasks.schedule()
