from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "linli.services.privacy"
    label = "privacy"
    verbose_name = "个人信息保护"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.foundation.files import public as files  # noqa: PLC0415
        from linli.kernel import events  # noqa: PLC0415
        from linli.registers.residents import public as residents  # noqa: PLC0415
        from linli.services.privacy import panels, tasks, words, work_kind  # noqa: PLC0415
        from linli.services.privacy.actions.consents import OWNER, forget_papers  # noqa: PLC0415
        from linli.services.privacy.permissions import LABELS  # noqa: PLC0415
        from linli.services.privacy.portal import setup as portal  # noqa: PLC0415
        from linli.services.privacy.queries import consents, standing  # noqa: PLC0415
        from linli.services.privacy.web import setup as desk  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(words.WORDS, words.PARTICULARS, words.VALUES)
        files.register_guard(OWNER, consents.may_open)
        standing.register()
        events.subscribe(residents.FilesErasing, forget_papers)
        panels.register()
        work_kind.register()
        tasks.schedule()
        desk.register()
        portal.register()
