"""The resident adds something to a request that is under way: words, photos; on the own page, or
told to a worker who writes it down there instead of as a request of its own."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.files import public as files
from linli.kernel.errors import DomainError
from linli.services.cases import alerts, permissions, queries
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import tell
from linli.services.cases.models import Attachment, AttachmentStage, Case, Entry
from linli.services.cases.states import FINISHED
from linli.shared.work import public as work

KIND = "supplemented"
KIND_OF_NOTICE = "cases.supplemented"
# The same words again within this time are a second tap, not a second supplement.
DOUBLE_TAP = dt.timedelta(minutes=10)


class OverAlready(DomainError):
    message = gettext_lazy("这件诉求已经结束，不能再补充。问题还在的话，可以重新办理或另提一件。")


class NothingToAdd(DomainError):
    message = gettext_lazy("请写几句新的情况，或者加一张照片。")


@transaction.atomic
def supplement(
    *,
    case: Case,
    text: str,
    photos: Sequence[files.StoredFile],
    by: accounts.User | None = None,
    at: dt.datetime,
) -> Entry:
    """Put the resident's words and photos on the timeline and tell whoever has the case.

    `by` is the worker to whom they were said. Urgent words raise the alert as they do at intake.
    Raises `NotAllowed`, `OverAlready`, `NothingToAdd`.
    """
    if by is not None:
        permissions.check_hand_slip(by, case)
    text = text.strip()
    if case.state in FINISHED:
        raise OverAlready
    if not text and not photos:
        raise NothingToAdd
    added = text or _("加了%(count)d张照片") % {"count": len(photos)}
    said = _("您补充了：%(text)s") % {"text": added}
    if (twin := _first_tap(case, said, at)) and not photos:
        return twin
    Attachment.objects.bulk_create(
        Attachment(case=case, file=photo, stage=AttachmentStage.BEFORE, public=True, at=at)
        for photo in photos
    )
    raise_alerts(case, text)
    entry = tell(
        case,
        KIND,
        by=by,
        at=at,
        text=_("居民补充：%(text)s") % {"text": added},
        public_text=said,
        unit_name="" if by is None else None,
    )
    people, title = [case.work.assignee] if case.work.assignee else [], _("居民补充了情况")
    colleagues.hear(KIND_OF_NOTICE, case, people, title, by=by, at=at, words=added)
    audit.record(
        "cases.supplement",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"photos": len(photos)},
    )
    return entry


def _first_tap(case: Case, said: str, at: dt.datetime) -> Entry | None:
    return case.timeline.filter(kind=KIND, public_text=said, at__gt=at - DOUBLE_TAP).last()


def raise_alerts(case: Case, text: str) -> None:
    """Add what the new words warn of; the work item's priority follows the gravest."""
    known = {code for code, _word in case.alerts}
    new = [alert for alert in alerts.find(text, queries.watches()) if alert.code not in known]
    if not new:
        return
    case.alerts = [*case.alerts, *([alert.code, alert.word] for alert in new)]
    case.save(update_fields=["alerts"])
    gravest = max(alert.priority for alert in new)
    if gravest > case.work.priority:
        work.describe(
            item=case.work, title=case.work.title, place=case.work.place, priority=gravest
        )
