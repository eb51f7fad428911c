"""What a person may know of topics: only what lies in requests that they may see."""

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.triage.topics import heat, titles
from linli.insight.triage.topics.messages import Message
from linli.insight.triage.topics.models import Member, Plan, Topic
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.registers.organisations import public as organisations
from linli.services.cases import public as cases

# A topic of which somebody sees one request is no topic to them.
LEAST_SEEN = 2
# What a place is called by: never the door of one household.
CLOSE = (places.Kind.BUILDING, places.Kind.GRID, places.Kind.COMMUNITY)
WIDE = (places.Kind.STREET, places.Kind.DISTRICT, places.Kind.CITY)
# The hottest of a site that a page goes through, and what a person's place offers to choose.
MOST, MOST_PLACES, SAME = 1000, 300, 200


@dataclasses.dataclass(frozen=True)
class Asked:
    """The filters of the page; empty ones do not narrow."""

    words: str = ""
    place: places.Place | None = None
    days: int = 0
    without_plan: bool = False


@dataclasses.dataclass(frozen=True)
class Line:
    """A topic as its reader sees it."""

    topic: Topic
    title: str
    place: str
    people: int
    requests: list[cases.Case]
    first_at: dt.datetime
    last_at: dt.datetime
    trend: heat.Trend
    heat: float
    plans: list[Plan]


@dataclasses.dataclass(frozen=True)
class Counted:
    """How many requests a place or a month has."""

    name: str
    number: int


def message(case: cases.Case) -> Message:
    """A request as the finder reads it."""
    return Message(
        key=str(case.pk),
        text=case.text,
        title=case.title,
        person=person(case),
        at=case.received_at,
        place=case.address,
    )


def person(case: cases.Case) -> str:
    """Who asked, as far as it tells people apart; "" for somebody without a name."""
    if case.phone_index:
        return str(case.phone_index)
    if case.account_id:
        return f"account {case.account_id}"
    return f"resident {case.resident_id}" if case.resident_id else ""


def readable(*, since: dt.datetime) -> QuerySet[cases.Case]:
    """The requests that topics are made of: told since then, and not erased."""
    return cases.Case.objects.filter(erased_at=None, received_at__gte=since)


def visible_members(user: accounts.User) -> QuerySet[Member]:
    """Which requests of topics the person may see."""
    # Who is complained of learns no door (济南市条例 art 32), and a place counts here.
    own = organisations.units_of(user)
    found = Member.objects.filter(case__in=cases.visible_to(user))
    return found.exclude(case__concerns__in=own).select_related("case")


def same_matter(case: cases.Case) -> set[int]:
    """The other requests of a request's topic."""
    topic = Member.objects.filter(case=case).values("topic")
    found = Member.objects.filter(topic__in=topic).exclude(case=case)
    return set(found.order_by("-case_id").values_list("case_id", flat=True)[:SAME])


def listing(user: accounts.User, asked: Asked, *, at: dt.datetime) -> list[Line]:
    """The topics that fit the filters, the hottest first."""
    hottest = list(Topic.objects.order_by("-heat", "id").values_list("pk", flat=True)[:MOST])
    found = visible_members(user).filter(topic__in=hottest)
    if asked.place is not None:
        found = found.filter(places.within(asked.place.path, "case__place_path"))
    if asked.days:
        found = found.filter(case__received_at__gte=at - dt.timedelta(days=asked.days))
    lines = _lines(user, found, at)
    if asked.words:
        lines = [line for line in lines if _holds(line, asked.words)]
    if asked.without_plan:
        lines = [line for line in lines if all(plan.closed_at for plan in line.plans)]
    return lines


def find_visible(user: accounts.User, pk: int, *, at: dt.datetime) -> Line | None:
    """One topic; None when the person sees too little of it, or nothing of it is left."""
    lines = _lines(user, visible_members(user).filter(topic=pk), at)
    return lines[0] if lines else None


def get_visible(user: accounts.User, pk: int, *, at: dt.datetime) -> Line:
    """`find_visible`, or `NotFound`."""
    line = find_visible(user, pk, at=at)
    if line is None:
        raise NotFound
    return line


def get_plan(user: accounts.User, pk: int) -> Plan:
    """A plan at the person's places; `NotFound` for a foreign one."""
    found = plans(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def plans(user: accounts.User) -> QuerySet[Plan]:
    """Plans at the person's places, but for what somebody said about a unit of theirs."""
    scope = accounts.scope(user, cases.CasesPermission.VIEW)
    own = Member.objects.filter(case__concerns__in=organisations.units_of(user))
    found = Plan.objects.filter(scope).exclude(topic__in=own.values("topic"))
    return found.select_related("place", "work__assignee", "by", "topic")


def places_for(user: accounts.User) -> list[places.Place]:
    """Communities and grids among which the person chooses."""
    return places.offered(tuple(accounts.paths(user, cases.CasesPermission.VIEW)))[:MOST_PLACES]


def communities(line: Line) -> list[places.Place]:
    """Where a plan may be made: the communities of what the reader sees, the most told of first."""
    told = Counter(case.community_id for case in line.requests if case.community_id)
    found = places.communities().filter(pk__in=told)
    return sorted(found, key=lambda place: (-told[place.pk], place.path))


def by_place(line: Line) -> list[Counted]:
    """How many requests each building has, or each grid where no building is told."""
    of = _known({case.place_path for case in line.requests}, CLOSE)
    near = (_nearest(case.place_path, of) for case in line.requests)
    return _counted(Counter(place.full_name for place in near if place).most_common(12))


def by_month(line: Line) -> list[Counted]:
    """How many requests each month has, in order."""
    months = Counter(f"{clock.local_date(case.received_at):%Y-%m}" for case in line.requests)
    return _counted(sorted(months.items())[-12:])


def _counted(numbers: Sequence[tuple[str, int]]) -> list[Counted]:
    return [Counted(name, number) for name, number in numbers]


def _known(paths: Iterable[str], kinds: Iterable[str]) -> dict[str, places.Place]:
    """Places of these kinds on the way to these paths."""
    upwards = {path[: end + 1] for path in paths for end, sign in enumerate(path) if sign == "/"}
    found = places.Place.objects.filter(path__in=upwards | set(paths), kind__in=kinds)
    return {place.place_path: place for place in found}


def _nearest(path: str, known: dict[str, places.Place]) -> places.Place | None:
    fitting = [place for above, place in known.items() if path.startswith(above)]
    return max(fitting, key=lambda place: len(place.place_path), default=None)


def _lines(user: accounts.User, members: QuerySet[Member], at: dt.datetime) -> list[Line]:
    of: dict[int, list[cases.Case]] = defaultdict(list)
    for member in members.order_by("topic_id", "position", "pk"):
        of[member.topic_id].append(member.case)
    seen = {pk: requests for pk, requests in of.items() if len(requests) >= LEAST_SEEN}
    topics = Topic.objects.in_bulk(seen)
    planned: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans(user).filter(topic__in=seen).order_by("-at", "-pk"):
        planned[plan.topic_id].append(plan)
    shared = {pk: _shared([case.place_path for case in requests]) for pk, requests in seen.items()}
    where = _known(shared.values(), (*CLOSE, *WIDE))
    lines = [
        _line(topics[pk], requests, _nearest(shared[pk], where), planned[pk], at)
        for pk, requests in seen.items()
        if pk in topics
    ]
    return sorted(lines, key=lambda line: (-line.heat, line.topic.pk))


def _shared(paths: Sequence[str]) -> str:
    """The path that they have in common."""
    first, last = min(paths), max(paths)
    end = next((at for at, sign in enumerate(first) if last[at : at + 1] != sign), len(first))
    return first[: first.rfind("/", 0, end) + 1]


def _line(
    topic: Topic,
    requests: list[cases.Case],
    where: places.Place | None,
    made: list[Plan],
    at: dt.datetime,
) -> Line:
    told = [message(case) for case in requests]
    moments = sorted(case.received_at for case in requests)
    people = len({one.person or one.key for one in told})
    return Line(
        topic=topic,
        title=_title(requests, told),
        place=where.full_name if where else titles.place(told),
        people=people,
        requests=sorted(requests, key=lambda case: (case.received_at, case.pk), reverse=True),
        first_at=moments[0],
        last_at=moments[-1],
        trend=heat.trend(moments, at),
        heat=heat.heat(
            people=people,
            support=sum(case.urges for case in requests),
            moments=moments,
            messages=len(requests),
            at=at,
        ),
        plans=made,
    )


def _title(requests: Iterable[cases.Case], told: Sequence[Message]) -> str:
    """In the words of a request that warns of nothing, where there is one."""
    calm = next((one for case, one in zip(requests, told, strict=True) if not case.alerts), None)
    return titles.line(calm or told[0])


def _holds(line: Line, words: str) -> bool:
    return any(words in text for case in line.requests for text in (case.title, case.text)) or (
        words in line.place
    )
