"""Finding topics among a site's own requests, and plans for them."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.triage.topics import heat, queries
from linli.insight.triage.topics.messages import Message
from linli.insight.triage.topics.models import Member, Plan, Topic
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.registers.organisations import public as organisations
from linli.services.cases import public as cases
from linli.shared.work import public as work

if TYPE_CHECKING:
    from linli.insight.triage.topics.arriving import Reader

KIND = "topic-plan"
# Half a year: what was told before belongs to another season.
WINDOW = dt.timedelta(days=183)
# What the finder reads at the most, the newest first (docs/benchmarks.md).
MOST = 100_000


class AlreadyPlanned(InvalidMove):
    message = gettext_lazy("这件事在这里已经有一事一策，还没办结。请刷新页面看。")


class ClosedAlready(InvalidMove):
    message = gettext_lazy("这条一事一策已经办结。请刷新页面看。")


class NobodyThere(DomainError):
    message = gettext_lazy("这个社区还没有登记居委会，没有人能承办。请先在单位里登记。")


class Finder:
    """What one process has read: of the requests up to `newest`."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.reader: Reader | None = None
        self.newest = 0


FINDER = Finder()


def refresh(*, at: dt.datetime, finder: Finder = FINDER) -> int:
    """Read all requests of the last half year and sort them into topics anew; returns how many
    topics there are. A topic that lives on keeps its number, and so its plans."""
    with finder.lock:
        return _refresh(at, finder)


def follow(*, at: dt.datetime, finder: Finder = FINDER) -> int:
    """Let requests that arrived since join their topics; returns how many did."""
    with finder.lock:
        if finder.reader is None:
            return _refresh(at, finder)
        joined = 0
        arrived = queries.readable(since=at - WINDOW).filter(pk__gt=finder.newest).order_by("pk")
        for case in arrived:
            told = finder.reader.add(queries.message(case)).topic
            finder.newest = case.pk
            if told:
                _join(case, told, at)
                joined += 1
        return joined


def _refresh(at: dt.datetime, finder: Finder) -> int:
    from linli.insight.triage.topics import arriving, finding  # noqa: PLC0415 - scipy: no page needs it

    found = queries.readable(since=at - WINDOW).order_by("-pk")[:MOST]
    told = [queries.message(case) for case in found][::-1]
    names = places.communities().values_list("name", flat=True)
    finder.reader = arriving.Reader(finding.study(told, known_names=names))
    finder.newest = max((int(one.key) for one in told), default=0)
    return _save(finder.reader.topics(), at)


@transaction.atomic
def _save(groups: Iterable[Sequence[Message]], at: dt.datetime) -> int:
    topic_of = dict(Member.objects.select_for_update().values_list("case_id", "topic_id"))
    Member.objects.all().delete()
    taken: set[int] = set()
    members: list[Member] = []
    still = set(cases.Case.objects.filter(erased_at=None).values_list("pk", flat=True))
    for group in groups:
        keys = [int(one.key) for one in group if int(one.key) in still]
        if len(keys) < queries.LEAST_SEEN:
            continue
        before = Counter(topic_of[key] for key in keys if key in topic_of)
        known = next((pk for pk, _n in before.most_common() if pk not in taken), None)
        moments = [one.at for one in group if one.at]
        values = {"last_at": max(moments, default=at), "heat": _heat(group, at)}
        if known is None:
            topic = Topic.objects.create(found_at=at, **values)
        else:
            topic = Topic(pk=known, **values)
            topic.save(update_fields=list(values))
        taken.add(topic.pk)
        members += [
            Member(topic=topic, case_id=key, position=position) for position, key in enumerate(keys)
        ]
    Member.objects.bulk_create(members, batch_size=1000)
    Topic.objects.exclude(pk__in=taken).filter(plans=None).delete()
    return len(taken)


@transaction.atomic
def _join(case: cases.Case, told: Sequence[Message], at: dt.datetime) -> None:
    keys = [int(one.key) for one in told]
    of = Counter(Member.objects.filter(case__in=keys).values_list("topic_id", flat=True))
    if of:
        topic = Topic.objects.select_for_update().get(pk=of.most_common(1)[0][0])
    else:
        topic = Topic.objects.create(found_at=at, last_at=case.received_at)
        _add(topic, cases.Case.objects.filter(pk__in=keys, erased_at=None))
    _add(topic, [case])
    topic.last_at = max(topic.last_at, case.received_at)
    topic.heat = _heat([*told, queries.message(case)], at)
    topic.save(update_fields=["last_at", "heat"])


def _add(topic: Topic, found: Iterable[cases.Case]) -> None:
    last = topic.members.count()
    for position, case in enumerate(found, start=last):
        Member.objects.get_or_create(case=case, defaults={"topic": topic, "position": position})


def _heat(group: Sequence[Message], at: dt.datetime) -> float:
    return heat.heat(
        people=len({one.person or one.key for one in group}),
        support=0,
        moments=[one.at for one in group if one.at],
        messages=len(group),
        at=at,
    )


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
    words = _("一事一策：%(title)s") % {"title": title}
    item = work.open_item(kind=KIND, title=words, place=place, team=team, assignee=by, at=at)
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
        subject_name=title,
        changes={"until_on": str(until_on), "requests": requests},
    )
    return made


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
    audit.record("topics.close_plan", by=by, at=at, subject=locked, subject_name=locked.title)
