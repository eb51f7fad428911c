from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "linli.shared.work"
    label = "work"
    verbose_name = "工作事项"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.kernel import events  # noqa: PLC0415
        from linli.shared.work.actions import hand_overs  # noqa: PLC0415
        from linli.shared.work.permissions import LABELS  # noqa: PLC0415

        accounts.declare(LABELS)
        events.subscribe(accounts.AccountClosing, hand_overs.hand_over_on_closing)
