"""What a person may know of topics: only what lies in requests that they may see."""

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

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
# How much of a request a title and a place are made of (`titles`), and how many name a place.
BEGUN, NAMED_BY = 400, 50


@dataclasses.dataclass(frozen=True)
class Asked:
    """The filters of the page; empty ones do not narrow."""

    words: str = ""
    place: places.Place | None = None
    days: int = 0
    without_plan: bool = False


class Told(NamedTuple):
    """What is counted of a request; its words stay in the database until a line needs them."""

    topic_id: int
    pk: int
    received_at: dt.datetime
    place_path: str
    community_id: int | None
    phone_index: str
    account_id: int | None
    resident_id: int | None
    urges: int
    alerts: list[list[str]]


TOLD = ("topic_id", *(f"case__{name}" for name in Told._fields[1:]))


@dataclasses.dataclass
class Line:
    """A topic as its reader sees it. `title`, and `place` where it is none of the register's, are
    taken from words of requests: `word` writes them for the lines that are shown."""

    topic: Topic
    people: int
    requests: list[Told]
    first_at: dt.datetime
    last_at: dt.datetime
    trend: heat.Trend
    heat: float
    plans: list[Plan]
    place: str
    title: str = ""


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


def person(case: cases.Case | Told) -> str:
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
    return found.exclude(case__concerns__in=own)


def same_matter(case: cases.Case) -> set[int]:
    """The other requests of a request's topic."""
    topic = Member.objects.filter(case=case).values("topic")
    found = Member.objects.filter(topic__in=topic).exclude(case=case)
    return set(found.order_by("-case_id").values_list("case_id", flat=True)[:SAME])


def listing(user: accounts.User, asked: Asked, *, at: dt.datetime) -> list[Line]:
    """The topics that fit the filters, the hottest first, to be worded by `word`."""
    hottest = list(Topic.objects.order_by("-heat", "id").values_list("pk", flat=True)[:MOST])
    found = visible_members(user).filter(topic__in=hottest)
    if asked.place is not None:
        found = found.filter(places.within(asked.place.path, "case__place_path"))
    if asked.days:
        found = found.filter(case__received_at__gte=at - dt.timedelta(days=asked.days))
    lines = _lines(user, found, at)
    if asked.words:
        said = Q(case__title__contains=asked.words) | Q(case__text__contains=asked.words)
        # Of all; a line heeds those among them that are its own.
        all_said = Member.objects.filter(said, topic__in=hottest)
        saying = set(all_said.values_list("case_id", flat=True))
        _name_places([line for line in lines if not line.place])
        lines = [
            line
            for line in lines
            if asked.words in line.place or any(told.pk in saying for told in line.requests)
        ]
    if asked.without_plan:
        lines = [line for line in lines if all(plan.closed_at for plan in line.plans)]
    return lines


def find_visible(user: accounts.User, pk: int, *, at: dt.datetime) -> Line | None:
    """One topic; None when the person sees too little of it, or nothing of it is left."""
    lines = word(_lines(user, visible_members(user).filter(topic=pk), at))
    return lines[0] if lines else None


def requests(line: Line, most: int) -> list[cases.Case]:
    """The newest of a line's requests, whole."""
    newest = _newest(line, most)
    found = cases.Case.objects.in_bulk([told.pk for told in newest])
    return [found[told.pk] for told in newest if told.pk in found]


def numbers(line: Line, most: int) -> list[str]:
    """The numbers of the newest of a line's requests."""
    return [cases.number_of(told.received_at, told.pk) for told in _newest(line, most)]


def _newest(line: Line, most: int) -> list[Told]:
    return sorted(line.requests, key=lambda told: (told.received_at, told.pk), reverse=True)[:most]


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
    told = Counter(one.community_id for one in line.requests if one.community_id)
    found = places.communities().filter(pk__in=told)
    return sorted(found, key=lambda place: (-told[place.pk], place.path))


def by_place(line: Line) -> list[Counted]:
    """How many requests each building has, or each grid where no building is told."""
    of = _known({told.place_path for told in line.requests}, CLOSE)
    near = (_nearest(told.place_path, of) for told in line.requests)
    return _counted(Counter(place.full_name for place in near if place).most_common(12))


def by_month(line: Line) -> list[Counted]:
    """How many requests each month has, in order."""
    months = Counter(f"{clock.local_date(told.received_at):%Y-%m}" for told in line.requests)
    return _counted(sorted(months.items())[-12:])


def _counted(numbers: Sequence[tuple[str, int]]) -> list[Counted]:
    return [Counted(name, number) for name, number in numbers]


def _known(paths: Iterable[str], kinds: Iterable[str]) -> dict[str, places.Place]:
    """Places of these kinds on the way to these paths."""
    upwards = {path[: end + 1] for path in paths for end, sign in enumerate(path) if sign == "/"}
    found = places.Place.objects.filter(path__in=upwards | set(paths), kind__in=kinds)
    return {place.place_path: place for place in found}


def _nearest(path: str, known: dict[str, places.Place]) -> places.Place | None:
    for end in range(len(path), 0, -1):
        if path[end - 1] == "/" and path[:end] in known:
            return known[path[:end]]
    return None


def _lines(user: accounts.User, members: QuerySet[Member], at: dt.datetime) -> list[Line]:
    of: dict[int, list[Told]] = defaultdict(list)
    rows = members.order_by("topic_id", "position", "pk").values_list(*TOLD)
    for told in map(Told._make, rows):
        of[told.topic_id].append(told)
    seen = {pk: requests for pk, requests in of.items() if len(requests) >= LEAST_SEEN}
    topics = Topic.objects.in_bulk(seen)
    planned: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans(user).filter(topic__in=seen).order_by("-at", "-pk"):
        planned[plan.topic_id].append(plan)
    shared = {pk: _shared([told.place_path for told in requests]) for pk, requests in seen.items()}
    where = _known(set(shared.values()), (*CLOSE, *WIDE))
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
    requests: list[Told],
    where: places.Place | None,
    made: list[Plan],
    at: dt.datetime,
) -> Line:
    moments = sorted(told.received_at for told in requests)
    people = len({person(told) or told.pk for told in requests})
    return Line(
        topic=topic,
        place=where.full_name if where else "",
        people=people,
        requests=requests,
        first_at=moments[0],
        last_at=moments[-1],
        trend=heat.trend(moments, at),
        heat=heat.heat(
            people=people,
            support=sum(told.urges for told in requests),
            moments=moments,
            messages=len(requests),
            at=at,
        ),
        plans=made,
    )


def word(lines: list[Line]) -> list[Line]:
    """Lines with their titles and places: two queries, however many."""
    said = _words([_speaks(line).pk for line in lines])
    for line in lines:
        line.title = titles.line(said[_speaks(line).pk]) if _speaks(line).pk in said else ""
    _name_places([line for line in lines if not line.place])
    return lines


def _speaks(line: Line) -> Told:
    """The request that says best what it is about; one that warns of nothing, where there is."""
    return next((told for told in line.requests if not told.alerts), line.requests[0])


def _name_places(lines: list[Line]) -> None:
    """Where the register knows no place that the requests share, their words may."""
    said = _words([told.pk for line in lines for told in line.requests[:NAMED_BY]])
    for line in lines:
        line.place = titles.place([said[told.pk] for told in line.requests if told.pk in said])


def _words(wanted: Collection[int]) -> dict[int, Message]:
    """How requests begin."""
    if not wanted:
        return {}
    found = cases.Case.objects.filter(pk__in=wanted).annotate(begun=Substr("text", 1, BEGUN))
    rows = found.values_list("pk", "title", "begun", "address")
    return {
        pk: Message(key=str(pk), title=title, text=begun, place=address)
        for pk, title, begun, address in rows
    }
