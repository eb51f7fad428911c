"""What is done before a month for what it brings."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.ahead import queries
from linli.insight.ahead.formula import Expected
from linli.insight.ahead.models import Plan
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.registers.organisations import public as organisations
from linli.services.cases import public as cases
from linli.shared.work import public as work

KIND = "ahead-plan"


class ClosedAlready(InvalidMove):
    message = gettext_lazy("这项提前安排已经办结。请刷新页面看。")


class NobodyThere(DomainError):
    message = gettext_lazy("这里还没有登记居委会或街道办事处，没有人能承办。请先在单位里登记。")


class NeedsPurpose(DomainError):
    message = gettext_lazy("请写明导出做什么用，会留在记录和表头里。")


@transaction.atomic
def plan(
    *,
    place: places.Place,
    category: cases.Category,
    month: dt.date,
    title: str,
    measures: str,
    until_on: dt.date,
    expected: Expected,
    by: accounts.User,
    at: dt.datetime,
) -> Plan:
    """Arrange what a month needs, for one category at one place: work with a limit. Sent twice, or
    by two people, it is the plan that is there already.

    Raises `NotAllowed`, `NobodyThere`.
    """
    check(by, cases.CasesPermission.HANDLE, place.place_path)
    # Two at once wait for each other here.
    places.Place.objects.select_for_update().get(pk=place.pk)
    known = Plan.objects.filter(place=place, category=category, month=month).first()
    if known is not None:
        return known
    team = _team(place)
    if team is None:
        raise NobodyThere
    words = _("提前安排：%(title)s") % {"title": title}
    item = work.open_item(kind=KIND, title=words, place=place, team=team, assignee=by, at=at)
    work.clocks.start_until(item=item, kind=work.ClockKind.HANDLE, due_on=until_on, at=at)
    made = Plan.objects.create(
        work=item,
        place=place,
        place_path=place.place_path,
        category=category,
        month=month,
        title=title,
        measures=measures,
        until_on=until_on,
        expected=expected.number,
        low=expected.low,
        high=expected.high,
        by=by,
        at=at,
    )
    audit.record(
        "ahead.plan",
        by=by,
        at=at,
        subject=made,
        subject_name=title,
        changes={
            "month": f"{month:%Y-%m}",
            "category": category.full_name,
            "low": expected.low,
            "high": expected.high,
            "until_on": str(until_on),
        },
    )
    return made


def _team(place: places.Place) -> organisations.Organisation | None:
    """Who does it: the community's committee, or the office of the street."""
    below = place.kind in (places.Kind.COMMUNITY, places.Kind.GRID)
    kind = organisations.Kind.COMMUNITY if below else organisations.Kind.STREET
    return organisations.serving(place).filter(kind=kind).first()


@transaction.atomic
def close_plan(*, made: Plan, result: str, by: accounts.User, at: dt.datetime) -> None:
    """Say how it went. Raises `NotAllowed`, `ClosedAlready`."""
    locked = Plan.objects.select_for_update(of=("self",)).select_related("work").get(pk=made.pk)
    check(by, cases.CasesPermission.HANDLE, locked.place_path)
    if locked.closed_at is not None:
        raise ClosedAlready
    locked.result, locked.closed_at = result, at
    locked.save(update_fields=["result", "closed_at"])
    work.finish(item=locked.work, at=at)
    audit.record(
        "ahead.close_plan",
        by=by,
        at=at,
        subject=locked,
        subject_name=locked.title,
        changes={"came": queries.came(locked)},
    )


@transaction.atomic
def record_export(
    *,
    place: places.Place,
    month: dt.date,
    purpose: str,
    rows: int,
    by: accounts.User,
    at: dt.datetime,
) -> None:
    """Keep who took the table out and what for, before it is given. Raises `NotAllowed`,
    `NeedsPurpose`."""
    check(by, cases.CasesPermission.VIEW, place.place_path)
    if not purpose.strip():
        raise NeedsPurpose
    audit.record(
        "ahead.export",
        by=by,
        at=at,
        subject=place,
        reason=purpose.strip(),
        changes={"month": f"{month:%Y-%m}", "rows": rows},
    )
