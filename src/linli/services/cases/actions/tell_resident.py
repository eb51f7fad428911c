"""Short messages to the person who asked, at the few moments that count.

Only to a number that its owner has confirmed, and only where the site has a gateway: nobody gets
messages because somebody else mistyped a number.
"""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.notices import public as notices
from linli.services.cases import slip
from linli.services.cases.models import Case

KIND = "cases.to_requester"
# Lines of the timeline that are worth a message, and what it says.
WORDS = {
    "received": gettext_lazy("您反映的事已经收到，编号%(number)s。随时看进度："),
    "reported": gettext_lazy("您反映的事（%(number)s）有答复了，请看一看、评一评："),
    "extension_decided": gettext_lazy("您反映的事（%(number)s）需要多一点时间，原因和新的期限："),
    "parked": gettext_lazy("您反映的事（%(number)s）眼下办不了，原因和打算："),
    "declined": gettext_lazy("您反映的事（%(number)s）有专门的办理途径，请看："),
    "ended": gettext_lazy("您反映的事（%(number)s）已终止办理，原因："),
}


def text_message(case: Case, kind: str, *, at: dt.datetime) -> notices.Notice | None:
    """Send the message that belongs to a line of the timeline; None when there is none to send."""
    if kind not in WORDS or not case.phone_confirmed or not notices.can_text():
        return None
    words = str(WORDS[kind]) % {"number": case.number}
    return notices.send_to_phone(
        phone=case.requester_phone,
        kind=KIND,
        title=_("诉求进展 %(number)s") % {"number": case.number},
        text=f"{words}{slip.link(case)}",
        at=at,
        place_path=case.place_path,
    )
