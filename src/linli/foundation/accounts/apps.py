from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "linli.foundation.accounts"
    label = "accounts"
    verbose_name = "账号与权限"

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed  # noqa: PLC0415
        from django.contrib.auth import signals  # noqa: PLC0415 - apps are loaded

        from linli.foundation.accounts import (  # noqa: PLC0415
            door,
            entries,
            menu,
            permissions,
            search,
            words,
        )
        from linli.foundation.audit import public as audit  # noqa: PLC0415

        permissions.declare(permissions.LABELS)
        audit.declare(words.WORDS, words.PARTICULARS)
        signals.user_logged_in.connect(door.let_in, dispatch_uid="accounts.let_in")
        signals.user_login_failed.connect(door.turned_away, dispatch_uid="accounts.turned_away")
        authentication_failed.connect(door.factor_refused, dispatch_uid="accounts.factor_refused")
        for entry in entries.ENTRIES:
            menu.register(entry)
        for source in entries.SOURCES:
            search.register(source)
