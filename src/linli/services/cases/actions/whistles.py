"""吹哨报到: calling units into a case, joint consultation, and rating both sides."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError, InvalidMove, NotAllowed
from linli.registers.organisations import public as organisations
from linli.registers.organisations.public import Organisation
from linli.services.cases import permissions
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import tell
from linli.services.cases.choices import UnitRole
from linli.services.cases.models import Case, CaseUnit, Consultation, Whistle
from linli.services.cases.states import FINISHED
from linli.shared.work import public as work

SCORES = range(1, 6)


@transaction.atomic
def blow(
    *, case: Case, unit: Organisation, request: str, by: accounts.User, at: dt.datetime
) -> Whistle:
    """Call a unit into the case. It has its own work item and response clock; the community stays
    responsible to the resident (北京市条例 art 16)."""
    permissions.check_handle(by, case)
    if case.state in FINISHED:
        raise InvalidMove
    if not request.strip():
        raise DomainError(_("请写明需要对方做什么。"))
    if unit.pk == case.owner_id:
        raise DomainError(_("不能吹哨给自己单位。"))
    item = work.open_item(
        kind="whistle",
        title=_("吹哨：%(title)s") % {"title": case.title},
        place=case.place,
        team=unit,
        at=at,
        priority=case.work.priority,
    )
    try:
        with transaction.atomic():
            whistle = Whistle.objects.create(
                case=case, item=item, unit=unit, request=request.strip(), by=by, at=at
            )
    except IntegrityError:
        raise DomainError(_("已经吹哨给这个单位，还没有办完。")) from None
    work.clocks.start(item=item, kind=work.ClockKind.RESPOND, topic=case.nature, at=at)
    CaseUnit.objects.get_or_create(
        case=case, organisation=unit, defaults={"role": UnitRole.WHISTLED, "since": at}
    )
    tell(
        case,
        "whistled",
        by=by,
        at=at,
        text=_("吹哨%(unit)s：%(request)s") % {"unit": unit.name, "request": request},
        public_text=_("已请%(unit)s到场一起解决") % {"unit": unit.name},
    )
    audit.record(
        "cases.whistle",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"unit": unit.name},
    )
    called = colleagues.people_of(unit, case, at=at)
    colleagues.hear(
        colleagues.ASKED, case, called, _("吹哨，请报到"), by=by, at=at, words=whistle.request
    )
    return whistle


@transaction.atomic
def respond(*, whistle: Whistle, response: str, by: accounts.User, at: dt.datetime) -> None:
    """报到: the unit says that it is there and what it will do; the response clock stops."""
    _check_member(by, whistle)
    if not response.strip():
        raise DomainError(_("请写明到场情况或打算怎么办。"))
    won = Whistle.objects.filter(pk=whistle.pk, responded_at=None).update(
        response=response.strip(), responded_by=by, responded_at=at
    )
    if not won:
        raise InvalidMove(_("你们单位已经报到过了。"))
    work.clocks.stop(item=whistle.item, kind=work.ClockKind.RESPOND, at=at)
    work.move(item=whistle.item, assignee=by)
    tell(
        whistle.case,
        "whistle_responded",
        by=by,
        at=at,
        text=_("%(unit)s报到：%(response)s") % {"unit": whistle.unit.name, "response": response},
        public_text=_("%(unit)s已响应") % {"unit": whistle.unit.name},
        unit_name=whistle.unit.name,
    )
    title = _("%(unit)s报到了") % {"unit": whistle.unit.name}
    _answer_whistler(whistle, title, words=response, by=by, at=at)
    audit.record(
        "cases.whistle_respond",
        by=by,
        at=at,
        subject=whistle.case,
        subject_name=whistle.case.number,
        changes={"unit": whistle.unit.name},
    )


@transaction.atomic
def finish(
    *, whistle: Whistle, result: str, whistler_score: int, by: accounts.User, at: dt.datetime
) -> None:
    """The unit has done its part, and says whether the whistle was justified (1–5)."""
    _check_member(by, whistle)
    if not result.strip() or whistler_score not in SCORES:
        raise DomainError(_("请写明办理结果，并评一评这次吹哨。"))
    won = Whistle.objects.filter(
        pk=whistle.pk, finished_at=None, responded_at__isnull=False
    ).update(result=result.strip(), whistler_score=whistler_score, finished_at=at)
    if not won:
        raise InvalidMove(_("请先报到；如果已经办完，请刷新页面。"))
    work.finish(item=whistle.item, at=at)
    tell(
        whistle.case,
        "whistle_finished",
        by=by,
        at=at,
        text=_("%(unit)s办理结果：%(result)s") % {"unit": whistle.unit.name, "result": result},
        public_text=_("%(unit)s已完成：%(result)s") % {"unit": whistle.unit.name, "result": result},
        unit_name=whistle.unit.name,
    )
    title = _("%(unit)s办完了，请评一评") % {"unit": whistle.unit.name}
    _answer_whistler(whistle, title, words=result, by=by, at=at)
    audit.record(
        "cases.whistle_finish",
        by=by,
        at=at,
        subject=whistle.case,
        subject_name=whistle.case.number,
        changes={"unit": whistle.unit.name},
    )


@transaction.atomic
def rate_unit(*, whistle: Whistle, score: int, by: accounts.User, at: dt.datetime) -> None:
    """The community says how the unit's response was (双考核, art 33); once, after it is done."""
    permissions.check_handle(by, whistle.case)
    if score not in SCORES:
        raise DomainError(_("请选1到5分。"))
    won = Whistle.objects.filter(pk=whistle.pk, unit_score=None, finished_at__isnull=False).update(
        unit_score=score
    )
    if not won:
        raise InvalidMove(_("对方办完以后才能评，而且只评一次。"))
    audit.record(
        "cases.whistle_rate",
        by=by,
        at=at,
        subject=whistle.case,
        subject_name=whistle.case.number,
        changes={"unit": whistle.unit.name, "score": score},
    )


@transaction.atomic
def consult(
    *,
    case: Case,
    held_at: dt.datetime,
    where: str,
    attendees: str,
    minutes: str,
    results: str,
    by: accounts.User,
    at: dt.datetime,
) -> Consultation:
    """会商: keep the minutes of a joint meeting and what was agreed."""
    permissions.check_handle(by, case)
    if held_at > at:
        raise DomainError(_("会商时间还没有到，请会后再记。"))
    meeting = Consultation.objects.create(
        case=case,
        held_at=held_at,
        where=where,
        attendees=attendees,
        minutes=minutes,
        results=results,
        by=by,
        at=at,
    )
    tell(
        case,
        "consulted",
        by=by,
        at=at,
        text=_("会商（%(attendees)s）：%(results)s") % {"attendees": attendees, "results": results},
        public_text=_("相关单位开会商量了解决办法"),
    )
    audit.record("cases.consult", by=by, at=at, subject=case, subject_name=case.number)
    return meeting


def _answer_whistler(
    whistle: Whistle, title: str, *, words: str, by: accounts.User, at: dt.datetime
) -> None:
    """To whoever blew the whistle and whoever has the case now."""
    case = whistle.case
    people = [whistle.by, *colleagues.in_charge(case, at=at)]
    colleagues.hear(colleagues.ANSWERED, case, people, title, by=by, at=at, words=words)


def _check_member(user: accounts.User, whistle: Whistle) -> None:
    if whistle.unit_id not in organisations.units_of(user):
        raise NotAllowed(_("请由%(unit)s的人员来办。") % {"unit": whistle.unit.name})
