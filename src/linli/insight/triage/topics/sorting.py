"""Sorting a site's own requests into topics: all anew at night, those that arrive at once.

What a process has read stays with it; what was found is in the tables, which several processes
write, one at a time.
"""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction

from linli.foundation.places import public as places
from linli.insight.triage.topics import heat, queries
from linli.insight.triage.topics.messages import Message
from linli.insight.triage.topics.models import Member, Topic
from linli.services.cases import public as cases

if TYPE_CHECKING:
    from linli.insight.triage.topics.arriving import Reader

# Half a year: what was told before belongs to another season.
WINDOW = dt.timedelta(days=183)
# What is sorted at the most, the newest first (docs/benchmarks.md): at night; and by a process
# that begins to follow, which reads as many as its first minute allows.
MOST, RECENT = 100_000, 20_000
# A request whose transaction took long shows up after younger ones: so many are looked for again.
LATE = 2000
BATCH = 500
# A little more than from one night's reading to the next: no process lives on an old one, with
# weights of another season and words that were erased since.
GOOD_FOR = dt.timedelta(hours=26)
# Advisory locks share a number space: see `insight/reports/counting.py`.
LOCK = 20_261


class Finder:
    """What one process has read: all below `floor`, and `read` from there on."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.reader: Reader | None = None
        self.read: set[int] = set()
        self.floor = 0
        self.read_at: dt.datetime | None = None

    def take(self, reader: "Reader", at: dt.datetime) -> None:
        """Begin with what was read just now."""
        self.reader, self.read_at = reader, at
        self.read = {int(one.key) for one in reader.messages}
        self.move_floor()

    def move_floor(self) -> None:
        """Forget the numbers of what is too old to turn up late."""
        newest = sorted(self.read)[-LATE:]
        self.floor = newest[0] if len(newest) == LATE else 0
        self.read = set(newest)


FINDER = Finder()


def refresh(*, at: dt.datetime, finder: Finder = FINDER) -> int:
    """Read all requests of the last half year and sort them into topics anew; returns how many
    topics there are. A topic that lives on keeps its number, and so its plans."""
    with finder.lock:
        reader = _read(at, MOST)
        found = _save(reader.topics(), {int(one.key) for one in reader.messages}, at)
        finder.take(reader, at)
        return found


def follow(*, at: dt.datetime, finder: Finder = FINDER) -> int:
    """Let requests that arrived since join their topics; returns how many did.

    One that fails is left for the next time, and keeps nobody else waiting.
    """
    with finder.lock:
        if finder.reader is None or finder.read_at is None or at > finder.read_at + GOOD_FOR:
            return _begin(at, finder)
        joined, failed = 0, None
        for case in _arrived(at, finder):
            try:
                met = finder.reader.meet(queries.message(case))
                joined += _join({case.pk}, met.arrival.topic, at)
            except Exception as error:  # noqa: BLE001 - told below, when all others have joined
                failed = failed or error
                continue
            # Only now: whatever fails before is met again.
            finder.reader.keep(met)
            finder.read.add(case.pk)
        finder.move_floor()
        if failed is not None:
            raise failed
        return joined


def _begin(at: dt.datetime, finder: Finder) -> int:
    """The first look of a process: what nobody has sorted yet joins, the rest stays as it is."""
    reader = _read(at, RECENT)
    known = set(Member.objects.values_list("case_id", flat=True))
    joined = 0
    for topic in reader.topics():
        if new := {int(one.key) for one in topic} - known:
            joined += _join(new, topic, at)
    finder.take(reader, at)
    return joined


def _read(at: dt.datetime, most: int) -> "Reader":
    from linli.insight.triage.topics import arriving, finding  # noqa: PLC0415 - scipy: no page needs it

    found = queries.readable(since=at - WINDOW).order_by("-pk")[:most]
    told = [queries.message(case) for case in found][::-1]
    names = places.communities().values_list("name", flat=True)
    return arriving.Reader(finding.study(told, known_names=names))


def _arrived(at: dt.datetime, finder: Finder) -> Iterator[cases.Case]:
    """What has not been read yet, in order; also what has become visible after younger ones."""
    readable = queries.readable(since=at - WINDOW)
    recent = readable.filter(pk__gte=finder.floor).order_by("pk").values_list("pk", flat=True)
    unread = [pk for pk in recent if pk not in finder.read]
    for start in range(0, len(unread), BATCH):
        yield from readable.filter(pk__in=unread[start : start + BATCH]).order_by("pk")


def _one_at_a_time() -> None:
    """Until the transaction ends, no other process sorts. SQLite has one writer at any time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def _save(groups: Iterable[Sequence[Message]], read: set[int], at: dt.datetime) -> int:
    _one_at_a_time()
    topic_of = dict(Member.objects.values_list("case_id", "topic_id"))
    now = _readable_now(read, at)
    # What another process let join meanwhile stays where it is.
    Member.objects.exclude(case__in=(now - read) & topic_of.keys()).delete()
    taken: set[int] = set()
    members: list[Member] = []
    for group in groups:
        keys = [int(one.key) for one in group if int(one.key) in now]
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
    Topic.objects.filter(plans=None, members=None).delete()
    return len(taken)


def _readable_now(read: set[int], at: dt.datetime) -> set[int]:
    """As far as what was read reaches: meanwhile some were erased, and some arrived."""
    found = queries.readable(since=at - WINDOW).filter(pk__gte=min(read, default=0))
    return set(found.values_list("pk", flat=True))


@transaction.atomic
def _join(new: set[int], told: Sequence[Message], at: dt.datetime) -> int:
    """Put requests into the topic of others; returns how many of the new ones were put there.

    Looks again at what is there: another process may have sorted the same ones a moment ago.
    """
    others = [int(one.key) for one in told if int(one.key) not in new]
    if not others and len(new) < queries.LEAST_SEEN:
        return 0
    _one_at_a_time()
    topic_of = dict(
        Member.objects.filter(case__in=[*others, *new]).values_list("case_id", "topic_id")
    )
    unsorted = [pk for pk in [*others, *new] if pk not in topic_of]
    found = cases.Case.objects.filter(pk__in=unsorted, erased_at=None).in_bulk()
    added = [found[pk] for pk in unsorted if pk in found]
    if not added or len(added) + len(topic_of) < queries.LEAST_SEEN:
        return 0
    if topic_of:
        [(known, _n)] = Counter(topic_of.values()).most_common(1)
        topic = Topic.objects.get(pk=known)
    else:
        topic = Topic.objects.create(found_at=at, last_at=added[0].received_at)
    last = topic.members.count()
    Member.objects.bulk_create(
        Member(topic=topic, case=case, position=position)
        for position, case in enumerate(added, start=last)
    )
    topic.last_at = max([topic.last_at, *(case.received_at for case in added)])
    messages = {one.key: one for one in [*told, *map(queries.message, added)]}
    topic.heat = _heat(list(messages.values()), at)
    topic.save(update_fields=["last_at", "heat"])
    return sum(case.pk in new for case in added)


def _heat(group: Sequence[Message], at: dt.datetime) -> float:
    return heat.heat(
        people=len({one.person or one.key for one in group}),
        support=0,
        moments=[one.at for one in group if one.at],
        messages=len(group),
        at=at,
    )
