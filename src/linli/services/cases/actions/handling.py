"""More time, parking, assisting units: what may happen while a case is in hand."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.registers.organisations.public import Organisation
from linli.services.cases import letters, permissions
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import fire, tell
from linli.services.cases.choices import UnitRole
from linli.services.cases.models import Case, CaseUnit, Extension, Parking
from linli.services.cases.states import Event
from linli.shared.work import public as work


@transaction.atomic
def ask_extension(
    *, case: Case, reason: str, new_due_at: dt.datetime, by: accounts.User, at: dt.datetime
) -> Extension:
    """Ask for more time before the limit is over (北京市条例 art 15)."""
    permissions.check_handle(by, case)
    clock = case.work.clocks.filter(kind=work.ClockKind.HANDLE, stopped_at=None).first()
    if clock is None or clock.due_at is None:
        raise InvalidMove(_("办理时限没有在走，不需要延期。"))
    if at > clock.due_at:
        raise DomainError(_("已经超过期限，不能再申请延期。请尽快办理并向居民说明。"))
    if not reason.strip():
        raise DomainError(_("请写明延期的理由，批准后会告诉居民。"))
    if new_due_at <= clock.due_at:
        raise DomainError(_("新的期限要晚于现在的期限。"))
    if case.extensions.filter(granted=None).exists():
        raise DomainError(_("已经有一个延期申请在等审批。"))
    extension = Extension.objects.create(
        case=case,
        reason=reason.strip(),
        old_due_at=clock.due_at,
        new_due_at=new_due_at,
        by=by,
        at=at,
    )
    tell(case, "extension_asked", by=by, at=at, text=_("申请延期：%(r)s") % {"r": reason})
    audit.record(
        "cases.ask_extension", by=by, at=at, subject=case, subject_name=case.number, reason=reason
    )
    deciders = colleagues.deciders(case, but=by, at=at)
    colleagues.hear(colleagues.ASKED, case, deciders, _("请审批延期"), by=by, at=at, words=reason)
    return extension


@transaction.atomic
def decide_extension(
    *, extension: Extension, granted: bool, decision: str, by: accounts.User, at: dt.datetime
) -> None:
    """Grant or refuse; granted, the limit moves and the resident reads why and until when."""
    case = extension.case
    permissions.check_supervise(by, case)
    if by.pk == extension.by_id:
        raise DomainError(_("延期要由另一位同事审批。"))
    won = Extension.objects.filter(pk=extension.pk, granted=None).update(
        granted=granted, decision=decision, decided_by=by, decided_at=at
    )
    if not won:
        raise InvalidMove
    if granted:
        work.clocks.extend(
            item=case.work, kind=work.ClockKind.HANDLE, new_due_at=extension.new_due_at
        )
    until = extension.new_due_at
    verdict = _("同意延期") if granted else _("不同意延期")
    asker = [extension.by]
    colleagues.hear(colleagues.ANSWERED, case, asker, verdict, by=by, at=at, words=decision)
    tell(
        case,
        "extension_decided",
        by=by,
        at=at,
        text=f"{verdict} {decision}",
        public_text=_("因%(reason)s，办理期限延长到%(until)s，请您谅解")
        % {"reason": extension.reason, "until": letters.day(until, last=True)}
        if granted
        else "",
    )
    audit.record(
        "cases.decide_extension",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=decision,
        changes={"granted": granted},
    )


@transaction.atomic
def park(
    *,
    case: Case,
    reason: str,
    plan: str,
    until_on: dt.date,
    by: accounts.User,
    at: dt.datetime,
) -> Parking:
    """挂账: not solvable now; the resident reads reason, plan and date (济南市条例 art 24)."""
    permissions.check_supervise(by, case)
    if not reason.strip() or not plan.strip():
        raise DomainError(_("挂账要写明原因和解决措施。"))
    if until_on <= local_date(at):
        raise DomainError(_("预计解决日期要在今天以后。"))
    fire(case, Event.PARK, at=at)
    parking = Parking.objects.create(
        case=case, reason=reason.strip(), plan=plan.strip(), until_on=until_on, by=by, at=at
    )
    # Only a running clock can be held; contact stays due where nobody has called yet.
    if case.work.clocks.filter(kind=work.ClockKind.HANDLE, stopped_at=None).exists():
        work.clocks.pause(item=case.work, kind=work.ClockKind.HANDLE, reason=reason, at=at)
    work.wait(item=case.work)
    tell(
        case,
        "parked",
        by=by,
        at=at,
        text=_("挂账到%(until)s：%(plan)s") % {"until": until_on, "plan": plan},
        public_text=_("暂时办不了：%(reason)s。计划：%(plan)s，预计%(until)s前解决，我们会一直跟进")
        % {"reason": reason, "plan": plan, "until": until_on},
    )
    audit.record("cases.park", by=by, at=at, subject=case, subject_name=case.number, reason=reason)
    return parking


@transaction.atomic
def unpark(*, case: Case, by: accounts.User | None, at: dt.datetime) -> None:
    """Take a parked case up again; `by` is None when its date has come."""
    if by is not None:
        permissions.check_handle(by, case)
    fire(case, Event.UNPARK, at=at)
    case.parkings.filter(ended_at=None).update(ended_at=at)
    if case.work.clocks.filter(kind=work.ClockKind.HANDLE, stopped_at=None, due_at=None).exists():
        work.clocks.resume(item=case.work, kind=work.ClockKind.HANDLE, at=at)
    work.wake(item=case.work)
    tell(
        case,
        "unparked",
        by=by,
        at=at,
        text=_("恢复办理"),
        public_text=_("条件具备了，已恢复办理"),
    )
    audit.record("cases.unpark", by=by, at=at, subject=case, subject_name=case.number)
    people = colleagues.in_charge(case, at=at)
    colleagues.hear(colleagues.CHANGED, case, people, _("挂账结束，恢复办理"), by=by, at=at)


@transaction.atomic
def add_assistant(*, case: Case, unit: Organisation, by: accounts.User, at: dt.datetime) -> None:
    """Let another unit assist; the owner leads and answers (首接负责)."""
    permissions.check_handle(by, case)
    row, made = CaseUnit.objects.get_or_create(
        case=case, organisation=unit, defaults={"role": UnitRole.ASSIST, "since": at}
    )
    if not made and row.role == UnitRole.OWNER:
        raise DomainError(_("这个单位就是主办单位。"))
    tell(
        case,
        "assistant_added",
        by=by,
        at=at,
        text=_("请%(unit)s协办") % {"unit": unit.name},
        public_text=_("%(unit)s一起参与办理") % {"unit": unit.name},
    )
    audit.record(
        "cases.add_assistant",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"unit": unit.name},
    )
    asked = colleagues.people_of(unit, case, at=at)
    colleagues.hear(colleagues.ASKED, case, asked, _("请你们协办"), by=by, at=at)
