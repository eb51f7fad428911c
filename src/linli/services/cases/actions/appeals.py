"""剔除申请: asking that a case be left out of the three rates."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.files import public as files
from linli.kernel.errors import DomainError, InvalidMove
from linli.services.cases import permissions
from linli.services.cases.actions import evidence
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import tell
from linli.services.cases.models import Appeal, AppealReason, Case


@transaction.atomic
def appeal(
    *,
    case: Case,
    reason: AppealReason,
    explanation: str,
    by: accounts.User,
    at: dt.datetime,
    papers: Sequence[files.StoredFile] = (),
) -> Appeal:
    """Put forward why the case should not count; `papers` prove it and go with the case."""
    permissions.check_handle(by, case)
    if not explanation.strip():
        raise DomainError(_("请写明事实和佐证，审核的人才好判断。"))
    if case.excluded or case.appeals.filter(granted=None).exists():
        raise DomainError(_("这件诉求已经剔除，或者已有一个申请在等审核。"))
    made = Appeal.objects.create(
        case=case, reason=reason, explanation=explanation.strip(), by=by, at=at
    )
    evidence.attach(case, papers, at=at)
    tell(
        case,
        "appealed",
        by=by,
        at=at,
        text=_("申请剔除（%(reason)s）：%(explanation)s")
        % {"reason": AppealReason(reason).label, "explanation": explanation},
    )
    audit.record(
        "cases.appeal",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=explanation,
        changes={"papers": len(papers)},
    )
    people, title = colleagues.deciders(case, but=by, at=at), _("请审核剔除申请")
    colleagues.hear(colleagues.ASKED, case, people, title, by=by, at=at, words=explanation)
    return made


@transaction.atomic
def review(
    *, made: Appeal, granted: bool, decision: str, by: accounts.User, at: dt.datetime
) -> None:
    """A second person decides, with words; granted, the case leaves the denominators."""
    case = made.case
    permissions.check_supervise(by, case)
    if by.pk == made.by_id:
        raise DomainError(_("剔除申请要由另一位同事审核。"))
    if not decision.strip():
        raise DomainError(_("请写明审核意见。"))
    won = Appeal.objects.filter(pk=made.pk, granted=None).update(
        granted=granted, decision=decision.strip(), reviewer=by, reviewed_at=at
    )
    if not won:
        raise InvalidMove
    if granted:
        Case.objects.filter(pk=case.pk).update(excluded=True)
        case.excluded = True
    tell(
        case,
        "appeal_reviewed",
        by=by,
        at=at,
        text=(_("同意剔除：%(d)s") if granted else _("不同意剔除：%(d)s")) % {"d": decision},
    )
    audit.record(
        "cases.review_appeal",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=decision,
        changes={"granted": granted},
    )
    verdict = _("同意剔除") if granted else _("不同意剔除")
    asker = [made.by]
    colleagues.hear(colleagues.ANSWERED, case, asker, verdict, by=by, at=at, words=decision)
