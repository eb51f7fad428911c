"""Taking a slip of the finger back: the last step, by the same person, within minutes.

Only steps that stay inside the house: signing, a contact written down, a case given to a
colleague, what was done. What has been sent to the resident as an answer is not taken back but
put right (退回重办). An undone step stays on the timeline, with a line that says so: the resident
may have read it already.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import InvalidMove
from linli.services.cases.actions.moves import tell
from linli.services.cases.models import Attachment, AttachmentStage, Case, Entry
from linli.shared.work import public as work

WITHIN = dt.timedelta(minutes=10)
NAMES = {
    "signed": gettext_lazy("签收"),
    "contact": gettext_lazy("联系记录"),
    "assigned": gettext_lazy("交给同事"),
    "handled": gettext_lazy("办理情况"),
}
FIELDS = ("state", "outcome", "result")
TIMES = ("signed_at", "contacted_at", "handled_at")


class CannotUndo(InvalidMove):
    message = gettext_lazy("这一步不能撤回了：已经过了十分钟，或者后来又有了新的进展。")


def remember(case: Case, **more: Any) -> dict[str, Any]:
    """How the case stands before a step that may be undone, for its line of the timeline.

    `more`: `stops`, the clocks that the step may stop; `attempt`, `photos`: ids of what it adds.
    """
    times = {name: getattr(case, name) for name in TIMES}
    return {
        **{name: str(getattr(case, name)) for name in FIELDS},
        **{name: at.isoformat() if at else None for name, at in times.items()},
        "assignee": case.work.assignee_id,
        **more,
    }


def undoable(case: Case, user: accounts.User, *, at: dt.datetime) -> Entry | None:
    """The last line of the timeline, if this person may still undo it."""
    last = max(case.timeline.all(), key=lambda entry: entry.pk, default=None)
    if last is None or last.before is None or last.by_id != user.pk:
        return None
    return last if at - last.at <= WITHIN else None


@transaction.atomic
def undo(*, case: Case, by: accounts.User, at: dt.datetime) -> None:
    """Give the case back as it was before the last step. Raises `CannotUndo`.

    Nobody else needs to be asked: whoever did the step had the right to it.
    """
    locked = Case.objects.select_for_update().select_related("work", "owner").get(pk=case.pk)
    line = undoable(locked, by, at=at)
    if line is None or line.before is None:
        raise CannotUndo
    before = line.before
    restored: dict[str, Any] = {name: before[name] for name in FIELDS}
    for name in TIMES:
        restored[name] = dt.datetime.fromisoformat(before[name]) if before[name] else None
    Case.objects.filter(pk=case.pk).update(**restored)
    work.give_back(item=locked.work, assignee_id=before["assignee"])
    work.clocks.run_on(item=locked.work, kinds=before.get("stops", []), stopped_at=line.at)
    locked.contacts.filter(pk=before.get("attempt")).delete()
    # Photos stay in the file: who mends a word need not take them again.
    Attachment.objects.filter(pk__in=before.get("photos", [])).update(
        public=False, stage=AttachmentStage.EVIDENCE
    )
    name = str(NAMES[line.kind])
    tell(
        locked,
        "undone",
        by=by,
        at=at,
        text=_("撤回刚才的“%(step)s”") % {"step": name},
        public_text=_("刚才的“%(step)s”记错了，已更正") % {"step": name}
        if line.public_text
        else "",
    )
    audit.record(
        "cases.undo",
        by=by,
        at=at,
        subject=locked,
        subject_name=locked.number,
        changes={"step": line.kind},
    )
