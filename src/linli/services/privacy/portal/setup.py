"""What the residents' window registers when the program starts."""

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts

DOORS = (
    accounts.MenuEntry(
        code="own-data",
        label=_("个人信息怎么用"),
        description=_("社区用您的哪些信息、为什么用、用多久"),
        icon="shield-lock",
        url="own-data:use",
        order=60,
        section=accounts.Section.PORTAL,
    ),
)


def register() -> None:
    """Called from `AppConfig.ready`."""
    for door in DOORS:
        accounts.register_menu(door)
