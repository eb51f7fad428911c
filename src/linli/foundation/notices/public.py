"""What other apps may use.

register_kind("cases.assigned", _("有诉求派给我"), channels={Channel.EMAIL})   # in ready()
notices.send(to=user, kind="cases.assigned", title=…, text=…, url=…, at=at)     # in an action
"""

from linli.foundation.notices.actions import forget, send, send_to_phone, send_to_robots
from linli.foundation.notices.kinds import KINDS, register_kind
from linli.foundation.notices.models import KEPT, Channel, Notice
from linli.foundation.notices.permissions import NoticesPermission
from linli.foundation.notices.queries import unread_count
from linli.foundation.notices.senders import can_mail, can_text

__all__ = [
    "KEPT",
    "KINDS",
    "Channel",
    "Notice",
    "NoticesPermission",
    "can_mail",
    "can_text",
    "forget",
    "register_kind",
    "send",
    "send_to_phone",
    "send_to_robots",
    "unread_count",
]
