"""The menu entries of this app; the inbox itself opens by the bell of the frame."""

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts.public import MenuEntry, Section
from linli.foundation.notices.permissions import NoticesPermission

ENTRIES = [
    MenuEntry(
        code="notices",
        label=_("消息通道"),
        icon="send",
        url="notices:deliveries",
        order=60,
        permission=NoticesPermission.MANAGE,
        section=Section.SETTINGS,
        description=_("群机器人，以及没发出的邮件、短信和群消息"),
    ),
]
