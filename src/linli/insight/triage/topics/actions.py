"""One plan for one matter."""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.triage.topics.models import Member, Plan, Topic
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.registers.organisations import public as organisations
from linli.services.cases import public as cases
from linli.shared.work import public as work

KIND = "topic-plan"


class AlreadyPlanned(InvalidMove):
    message = gettext_lazy("这件事在这里已经有一事一策，还没办结。请刷新页面看。")


class ClosedAlready(InvalidMove):
    message = gettext_lazy("这条一事一策已经办结。请刷新页面看。")


class NobodyThere(DomainError):
    message = gettext_lazy("这个社区还没有登记居委会，没有人能承办。请先在单位里登记。")


@transaction.atomic
def plan(
    *,
    topic: Topic,
    place: places.Place,
    title: str,
    measures: str,
    until_on: dt.date,
    requests: int,
    by: accounts.User,
    at: dt.datetime,
) -> Plan:
    """One plan for one matter at a community: work with a limit, for whoever makes it.

    Raises `NotAllowed`, `AlreadyPlanned`, `NobodyThere`.
    """
    check(by, cases.CasesPermission.HANDLE, place.place_path)
    Topic.objects.select_for_update().get(pk=topic.pk)
    if Plan.objects.filter(topic=topic, place=place, closed_at=None).exists():
        raise AlreadyPlanned
    team = organisations.committee_of(place)
    if team is None:
        raise NobodyThere
    item = work.open_item(
        kind=KIND,
        title=_work_title(topic, place, requests),
        place=place,
        team=team,
        assignee=by,
        at=at,
    )
    work.clocks.start_until(item=item, kind=work.ClockKind.HANDLE, due_on=until_on, at=at)
    made = Plan.objects.create(
        topic=topic,
        work=item,
        place=place,
        place_path=place.place_path,
        title=title,
        measures=measures,
        until_on=until_on,
        by=by,
        at=at,
    )
    audit.record(
        "topics.plan",
        by=by,
        at=at,
        subject=made,
        subject_name=item.title,
        changes={"until_on": str(until_on), "requests": requests},
    )
    return made


def _work_title(topic: Topic, place: places.Place, requests: int) -> str:
    """For lists of work and the log, which people read who may not see the requests, or are
    complained of in them: what it is about by the catalogue, in nobody's own words."""
    told = Member.objects.filter(places.within(place.path, "case__place_path"), topic=topic)
    names = Counter(
        told.exclude(case__category=None).values_list("case__category__name", flat=True)
    )
    [(about, _n)] = names.most_common(1) or [(_("同一件事"), 0)]
    return ngettext(
        "一事一策：%(about)s（%(number)d件诉求）",
        "一事一策：%(about)s（%(number)d件诉求）",
        requests,
    ) % {"about": about, "number": requests}


@transaction.atomic
def close_plan(*, made: Plan, result: str, by: accounts.User, at: dt.datetime) -> None:
    """Say how it went. Raises `NotAllowed`, `ClosedAlready`."""
    locked = Plan.objects.select_for_update().select_related("work").get(pk=made.pk)
    check(by, cases.CasesPermission.HANDLE, locked.place_path)
    if locked.closed_at is not None:
        raise ClosedAlready
    locked.result, locked.closed_at = result, at
    locked.save(update_fields=["result", "closed_at"])
    work.finish(item=locked.work, at=at)
    audit.record("topics.close_plan", by=by, at=at, subject=locked, subject_name=locked.work.title)
