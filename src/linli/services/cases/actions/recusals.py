"""回避: who has an interest in the matter stands back (济南市12345市民服务热线条例 art 32)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError, InvalidMove
from linli.services.cases import permissions
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import check_unfinished, tell
from linli.services.cases.models import Case, Recusal, RecusalDemand
from linli.shared.work import public as work


class DemandedAlready(DomainError):
    status = 409
    message = gettext_lazy("您已经提过一次回避要求，正在等社区负责人决定。")


class OwnRecusal(DomainError):
    message = gettext_lazy("要求回避的就是您本人，请由另一位负责人或街道来决定。")


@transaction.atomic
def recuse(
    *, case: Case, user: accounts.User, reason: str, by: accounts.User, at: dt.datetime
) -> None:
    """回避: the person neither sees nor handles the case any more."""
    if by.pk != user.pk:
        permissions.check_supervise(by, case)
    else:
        permissions.check_handle(by, case)
    try:
        with transaction.atomic():
            Recusal.objects.create(case=case, user=user, reason=reason, by=by, at=at)
    except IntegrityError:
        return
    if case.work.assignee_id == user.pk:
        work.give_back(item=case.work, assignee_id=None)
    tell(case, "recused", by=by, at=at, text=_("%(name)s回避") % {"name": user.name})
    audit.record(
        "cases.recuse",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=reason,
        changes={"user": str(user)},
    )


@transaction.atomic
def demand(*, case: Case, about: str, reason: str, at: dt.datetime) -> RecusalDemand:
    """The resident wants somebody to stand back. Who is meant is shown to those who decide, and
    not on the timeline. Raises `DemandedAlready`, `InvalidMove` for a finished case."""
    check_unfinished(case, _("要求回避"))
    try:
        with transaction.atomic():
            made = RecusalDemand.objects.create(
                case=case, about=about.strip(), reason=reason.strip(), at=at
            )
    except IntegrityError:
        raise DemandedAlready from None
    tell(
        case,
        "recusal_demanded",
        by=None,
        at=at,
        text=_("居民要求一名工作人员回避，等社区负责人决定"),
        public_text=_("您要求一名工作人员回避，等社区负责人决定"),
        unit_name="",
    )
    audit.record("cases.demand_recusal", by=None, at=at, subject=case, subject_name=case.number)
    people = colleagues.deciders(case, but=None, at=at)
    colleagues.hear(colleagues.ASKED, case, people, _("居民要求回避，请决定"), by=None, at=at)
    return made


@transaction.atomic
def decide(
    *,
    made: RecusalDemand,
    user: accounts.User | None,
    decision: str,
    by: accounts.User,
    at: dt.datetime,
) -> None:
    """Let `user` stand back, or nobody (None), and tell the resident why.

    Raises `OwnRecusal` when the head would decide on the head, `InvalidMove` when it is decided.
    """
    case = made.case
    permissions.check_supervise(by, case)
    if user is not None and user.pk == by.pk:
        raise OwnRecusal
    if not decision.strip():
        raise DomainError(_("请写几句理由，居民会看到。"))
    won = RecusalDemand.objects.filter(pk=made.pk, granted=None).update(
        granted=user is not None, decision=decision.strip(), decided_by=by, decided_at=at
    )
    if not won:
        raise InvalidMove
    if user is not None:
        recuse(case=case, user=user, reason=made.reason, by=by, at=at)
    words = _("同意您的回避要求：%(why)s") if user else _("没有同意您的回避要求：%(why)s")
    tell(
        case,
        "recusal_decided",
        by=by,
        at=at,
        text=_("决定了居民的回避要求"),
        public_text=words % {"why": decision.strip()},
    )
    audit.record(
        "cases.decide_recusal",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"granted": user is not None},
    )
