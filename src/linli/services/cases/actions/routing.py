"""Who is responsible: offers, objections. Nobody's case does not exist (ADR 6)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.files import public as files
from linli.kernel.errors import DomainError, InvalidMove, NotAllowed
from linli.registers.organisations import public as organisations
from linli.registers.organisations.public import Kind, Organisation
from linli.services.cases import permissions, queries
from linli.services.cases.actions import evidence as evidence_papers
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import fire, tell
from linli.services.cases.choices import UnitRole
from linli.services.cases.models import Case, CaseUnit, DutyItem, Objection, Offer
from linli.services.cases.states import Event, may
from linli.shared.work import public as work


class NeedsReason(DomainError):
    message = gettext_lazy("请写明理由，对方和居民都看得到这一步。")


class AnsweredAlready(InvalidMove):
    message = gettext_lazy("这件事已经有人答复过了，请刷新页面看结果。")


class ObjectedOnce(DomainError):
    status = 409
    message = gettext_lazy("对这件诉求，你们单位已经提过一次异议。裁定之后不能再退，请按裁定办理。")


class DesignatedAlready(DomainError):
    """潍坊市条例 art 22: what was given to a unit after study does not go back."""

    status = 409
    message = gettext_lazy(
        "这件诉求是裁定给你们单位的，不能再退。需要别的单位配合，可以请协办或吹哨。"
    )


@transaction.atomic
def offer(
    *, case: Case, to_unit: Organisation, reason: str, by: accounts.User, at: dt.datetime
) -> Offer:
    """Propose that another unit take over. Owner, clocks and the resident's page stay as they are
    until it accepts (首接负责, 北京市条例 art 14)."""
    permissions.check_handle(by, case)
    if not reason.strip():
        raise NeedsReason
    if to_unit.pk == case.owner_id:
        raise DomainError(_("现在就是这个单位在办，请选别的单位。"))
    if not may(Event.TAKE_OVER, case.state):
        raise InvalidMove
    if case.offers.filter(accepted=None).exists():
        raise DomainError(_("已经有一个转办在等对方答复，请先等答复或撤回。"))
    made = Offer.objects.create(
        case=case, from_unit=case.owner, to_unit=to_unit, reason=reason.strip(), by=by, at=at
    )
    _see(case, to_unit, UnitRole.ASSIST, at)
    tell(
        case,
        "offered",
        by=by,
        at=at,
        text=_("提请%(unit)s接手：%(reason)s") % {"unit": to_unit.name, "reason": reason},
        public_text=_("已请%(to)s接手，对方接手前仍由%(owner)s负责")
        % {"to": to_unit.name, "owner": case.owner.name},
    )
    audit.record(
        "cases.offer",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=reason,
        changes={"to": to_unit.name},
    )
    asked = colleagues.people_of(to_unit, case, at=at)
    colleagues.hear(colleagues.ASKED, case, asked, _("请你们接手"), by=by, at=at, words=reason)
    return made


@transaction.atomic
def accept(*, made: Offer, by: accounts.User, at: dt.datetime) -> None:
    """Take over: from now on this unit is responsible."""
    case = made.case
    _check_speaks_for(by, made.to_unit, case)
    _answer(made, accepted=True, answer="", by=by, at=at)
    change_owner(case=case, to_unit=made.to_unit, by=by, at=at, assignee=by)
    audit.record(
        "cases.accept_offer",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"from": made.from_unit.name, "to": made.to_unit.name},
    )
    _answer_asker(made, _("对方已接手"), by=by, at=at)


@transaction.atomic
def refuse(*, made: Offer, answer: str, by: accounts.User, at: dt.datetime) -> None:
    """Say no, with words; the hop is counted and the owner stays responsible."""
    case = made.case
    _check_speaks_for(by, made.to_unit, case)
    if not answer.strip():
        raise NeedsReason
    _answer(made, accepted=False, answer=answer.strip(), by=by, at=at)
    _count_bounce(case)
    tell(
        case,
        "offer_refused",
        by=by,
        at=at,
        text=_("%(unit)s不接手：%(answer)s") % {"unit": made.to_unit.name, "answer": answer},
        public_text=_("%(unit)s未接手，仍由%(owner)s负责")
        % {"unit": made.to_unit.name, "owner": case.owner.name},
        unit_name=made.to_unit.name,
    )
    audit.record(
        "cases.refuse_offer",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=answer,
        changes={"unit": made.to_unit.name},
    )
    _answer_asker(made, _("对方不接手"), by=by, at=at)


def _answer_asker(made: Offer, title: str, *, by: accounts.User, at: dt.datetime) -> None:
    if made.by is not None:
        people, words = [made.by], made.answer
        colleagues.hear(colleagues.ANSWERED, made.case, people, title, by=by, at=at, words=words)


@transaction.atomic
def take_back(*, made: Offer, by: accounts.User, at: dt.datetime) -> None:
    """The owner withdraws an offer that nobody has answered."""
    permissions.check_handle(by, made.case)
    _answer(made, accepted=False, answer=_("原单位撤回"), by=by, at=at)
    tell(made.case, "offer_taken_back", by=by, at=at, text=_("撤回转办，继续办理"))
    audit.record(
        "cases.take_back_offer", by=by, at=at, subject=made.case, subject_name=made.case.number
    )


@transaction.atomic
def object_to_dispatch(
    *,
    case: Case,
    reason: str,
    evidence: str,
    proposed_owner: Organisation,
    decider: accounts.User,
    by: accounts.User,
    at: dt.datetime,
    duty: DutyItem | None = None,
    papers: Sequence[files.StoredFile] = (),
) -> Objection:
    """派单异议: "not ours", once per unit, with reason, evidence, proposed owner and the person who
    decides. The handling clock runs on; the decision has its own clock. `papers` go with the case.
    """
    permissions.check_handle(by, case)
    if not reason.strip() or not evidence.strip():
        raise DomainError(_("异议要写明理由，并附依据或佐证。"))
    if proposed_owner.pk == case.owner_id:
        raise DomainError(_("建议的承办单位不能是自己。"))
    if not may(Event.TAKE_OVER, case.state):
        raise InvalidMove
    if case.objections.filter(unit=case.owner).exists():
        raise ObjectedOnce
    if queries.is_designated(case):
        raise DesignatedAlready
    if decider.pk == by.pk or not permissions.can_supervise(decider, case):
        raise DomainError(_("请选一位有裁定权限的负责人，且不能是自己。"))
    objection = Objection.objects.create(
        case=case,
        unit=case.owner,
        reason=reason.strip(),
        evidence=evidence.strip(),
        proposed_owner=proposed_owner,
        duty=duty,
        decider=decider,
        by=by,
        at=at,
    )
    evidence_papers.attach(case, papers, at=at)
    work.clocks.start(item=case.work, kind=work.ClockKind.OBJECTION, topic=case.nature, at=at)
    tell(
        case,
        "objected",
        by=by,
        at=at,
        text=_("派单异议，由%(decider)s裁定：%(reason)s")
        % {"decider": decider.name, "reason": reason},
        public_text=_("正在确认由哪个单位办理，裁定前仍由%(owner)s负责")
        % {"owner": case.owner.name},
    )
    audit.record(
        "cases.object",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=reason,
        changes={"duty": duty.name if duty else "", "papers": len(papers)},
    )
    title = _("请您裁定派单异议")
    colleagues.hear(colleagues.ASKED, case, [decider], title, by=by, at=at, words=reason)
    return objection


@transaction.atomic
def decide_objection(
    *, objection: Objection, upheld: bool, decision: str, by: accounts.User, at: dt.datetime
) -> None:
    """The named person decides, or, once that one has left, somebody else in charge.

    Upheld: the proposed unit is responsible at once, without a right to send it back (潍坊市条例
    art 22). Rejected: the unit keeps it.
    """
    case = objection.case
    permissions.check_supervise(by, case)
    if not permissions.can_decide(by, objection):
        raise NotAllowed(_("这件异议由%(name)s裁定。") % {"name": objection.decider.name})
    if not decision.strip():
        raise NeedsReason
    won = Objection.objects.filter(pk=objection.pk, upheld=None).update(
        upheld=upheld, decision=decision.strip(), decided_at=at
    )
    if not won:
        raise AnsweredAlready
    work.clocks.stop(item=case.work, kind=work.ClockKind.OBJECTION, at=at)
    if upheld:
        change_owner(case=case, to_unit=objection.proposed_owner, by=by, at=at, assignee=None)
    verdict = _("异议成立") if upheld else _("异议不成立")
    tell(
        case,
        "objection_decided",
        by=by,
        at=at,
        text=f"{verdict}：{decision}",
        public_text=_("已确认由%(unit)s办理") % {"unit": case.owner.name},
    )
    audit.record(
        "cases.decide_objection",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=decision,
        changes={"upheld": upheld},
    )
    asker = [objection.by]
    colleagues.hear(colleagues.ANSWERED, case, asker, verdict, by=by, at=at, words=decision)
    if upheld:
        chosen = colleagues.people_of(objection.proposed_owner, case, at=at)
        colleagues.hear(colleagues.ASKED, case, chosen, _("裁定由你们办理"), by=by, at=at)


def change_owner(
    *,
    case: Case,
    to_unit: Organisation,
    by: accounts.User,
    at: dt.datetime,
    assignee: accounts.User | None,
) -> None:
    """Make a unit responsible. The handling clock goes on: the resident's time is not reset."""
    before = case.owner
    fire(case, Event.TAKE_OVER, at=at, owner_id=to_unit.pk, signed_at=case.signed_at or at)
    case.owner = to_unit
    CaseUnit.objects.filter(case=case, organisation=before).update(role=UnitRole.FORMER)
    _see(case, to_unit, UnitRole.OWNER, at)
    _count_bounce(case)
    work.move(item=case.work, team=to_unit, assignee=assignee)
    work.clocks.stop(item=case.work, kind=work.ClockKind.SIGN, at=at)
    tell(
        case,
        "taken_over",
        by=by,
        at=at,
        text=_("由%(before)s转到%(after)s") % {"before": before.name, "after": to_unit.name},
        public_text=_("现在由%(unit)s负责办理") % {"unit": to_unit.name},
        unit_name=to_unit.name,
    )


def _answer(
    made: Offer, *, accepted: bool, answer: str, by: accounts.User, at: dt.datetime
) -> None:
    won = Offer.objects.filter(pk=made.pk, accepted=None).update(
        accepted=accepted, answer=answer, answered_by=by, answered_at=at
    )
    if not won:
        raise AnsweredAlready


def speaks_for(user: accounts.User, unit: Organisation, case: Case) -> bool:
    """A unit answers through its members; a committee also through its head at the place."""
    if unit.pk in organisations.units_of(user):
        return True
    own = unit.kind in (Kind.COMMUNITY, Kind.STREET)
    return own and accounts.holds(user, permissions.CasesPermission.SUPERVISE, case.place_path)


def _check_speaks_for(user: accounts.User, unit: Organisation, case: Case) -> None:
    if not speaks_for(user, unit, case):
        raise NotAllowed(_("请由%(unit)s的人员来答复。") % {"unit": unit.name})


def _see(case: Case, unit: Organisation, role: UnitRole, at: dt.datetime) -> None:
    seen, made = CaseUnit.objects.get_or_create(
        case=case, organisation=unit, defaults={"role": role, "since": at}
    )
    if not made and role == UnitRole.OWNER:
        seen.role, seen.since = role, at
        seen.save(update_fields=["role", "since"])


def _count_bounce(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(bounces=F("bounces") + 1)
    case.bounces += 1
