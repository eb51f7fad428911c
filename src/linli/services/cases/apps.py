from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "linli.services.cases"
    label = "cases"
    verbose_name = "诉求"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.kernel import events  # noqa: PLC0415
        from linli.services.cases import (  # noqa: PLC0415
            counted,
            holding,
            importing,
            keeping,
            overview,
            tasks,
            words,
            work_kind,
        )
        from linli.services.cases.actions import hand_overs  # noqa: PLC0415
        from linli.services.cases.open311 import setup as interfaces  # noqa: PLC0415
        from linli.services.cases.permissions import LABELS  # noqa: PLC0415
        from linli.services.cases.portal import setup as portal  # noqa: PLC0415
        from linli.services.cases.web import setup as desk  # noqa: PLC0415
        from linli.shared.work import public as work  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(words.WORDS, words.PARTICULARS, words.VALUES)
        work_kind.register()
        events.subscribe(work.HandedOver, hand_overs.write_down)
        overview.register()
        counted.register()
        holding.register()
        keeping.register()
        tasks.schedule()
        importing.register()
        interfaces.register()
        portal.register()
        desk.register()
