"""What leaves the site: one notice, or a digest of many.

Mail servers, gateways and group chats keep what passes through them. So to staff only titles go
out; the words of the notice are read behind the link, after signing in.
"""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.foundation.notices.models import Notice

LONGEST_LIST = 20
LONGEST_SMS = 300


def subject(notices: Sequence[Notice]) -> str:
    """Of an e-mail."""
    if len(notices) == 1:
        return notices[0].title
    return _("您有%(count)s条新消息") % {"count": len(notices)}


def body(notices: Sequence[Notice]) -> str:
    """Of an e-mail or for a group: plain text with links."""
    if len(notices) == 1:
        [notice] = notices
        if notice.recipient_id:
            return _("请登录邻里查看：") + "\n" + _link(notice.url or reverse("notices:inbox"))
        return "\n\n".join(filter(None, [notice.text, _link(notice.url)]))
    lines = [f"{number}. {notice.title}" for number, notice in enumerate(notices[:LONGEST_LIST], 1)]
    if len(notices) > LONGEST_LIST:
        lines.append(_("……还有%(count)s条") % {"count": len(notices) - LONGEST_LIST})
    return "\n".join([*lines, "", _link(reverse("notices:inbox"))])


def for_group(notices: Sequence[Notice]) -> str:
    """A robot has no subject line: it stands on top."""
    heading = (
        subject(notices) if len(notices) == 1 else _("%(count)s条新消息") % {"count": len(notices)}
    )
    return f"{heading}\n{body(notices)}"


def for_phone(notices: Sequence[Notice]) -> str:
    """Of an SMS: to a resident the text alone, to staff the title and where to read on."""
    if len(notices) > 1:
        words = _("您有%(count)s条新消息，请登录邻里查看。") % {"count": len(notices)}
    elif notices[0].phone:
        words = notices[0].text
    else:
        words = _("%(title)s。请登录邻里查看。") % {"title": notices[0].title}
    return words if len(words) <= LONGEST_SMS else words[: LONGEST_SMS - 1] + "…"


def _link(url: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + url if url else ""
