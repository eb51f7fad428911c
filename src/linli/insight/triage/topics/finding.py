"""From messages to topics."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linli.insight.triage.topics import grams, groups, heat, neighbours, titles, weights
from linli.insight.triage.topics.groups import Group
from linli.insight.triage.topics.mentions import plain
from linli.insight.triage.topics.messages import Message
from linli.insight.triage.topics.signs import Signs, read
from linli.insight.triage.topics.weights import Rows, Weights

# Two may be chance; three are a topic.
LEAST = 3
LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Topic:
    title: str
    place: str
    messages: list[Message]
    people: int
    first: dt.datetime | None
    last: dt.datetime | None
    trend: heat.Trend
    heat: float


@dataclass(slots=True)
class Reading:
    """Messages read together: what their grams weigh, and each as a row."""

    messages: Sequence[Message]
    signs: list[Signs]
    weights: Weights
    rows: Rows


def study(messages: Sequence[Message], known_names: Iterable[str] = ()) -> Reading:
    """Read messages and learn from them how much each gram says."""
    signs = [read(message) for message in messages]
    known = grams.of(" ".join(plain(name) for name in known_names))
    learned = weights.learn(signs, [message.person for message in messages], known)
    return Reading(messages, signs, learned, learned.rows(signs))


def cluster(reading: Reading) -> list[Group]:
    """Groups of two and more messages of one matter, the largest first."""
    found = groups.grow(reading.rows, neighbours.pairs(reading.rows))
    return sorted(found, key=lambda group: (-len(group.members), min(group.members)))


def find(
    messages: Sequence[Message],
    *,
    least: int = LEAST,
    at: dt.datetime | None = None,
    known_names: Iterable[str] = (),
    formula: heat.Formula = heat.FORMULA,
) -> list[Topic]:
    """The topics of these messages, the hottest first; `at` is the last moment if not given."""
    if not messages:
        return []
    at = at or max((message.at for message in messages if message.at), default=None)
    reading = study(messages, known_names)
    topics = [
        describe([messages[member] for member in _central(group, reading)], at=at, formula=formula)
        for group in cluster(reading)
        if len(group.members) >= least
    ]
    return sorted(topics, key=lambda topic: (-topic.heat, topic.title))


def describe(
    messages: Sequence[Message], *, at: dt.datetime | None, formula: heat.Formula = heat.FORMULA
) -> Topic:
    """A topic of these messages; the first of them gives it its title."""
    moments = sorted(message.at for message in messages if message.at)
    people = len({message.person or message.key for message in messages})
    return Topic(
        title=titles.line(messages[0]),
        place=titles.place(messages),
        messages=sorted(messages, key=lambda message: (message.at or LATEST, message.key)),
        people=people,
        first=moments[0] if moments else None,
        last=moments[-1] if moments else None,
        trend=heat.trend(moments, at, days=formula.fresh_days),
        heat=heat.heat(
            people=people,
            support=sum(message.support for message in messages),
            moments=moments,
            messages=len(messages),
            at=at,
            formula=formula,
        ),
    )


def _central(group: Group, reading: Reading) -> list[int]:
    """The members, the one nearest to all others first."""
    near = {at: groups.likeness(groups.single(reading.rows, at), group) for at in group.members}
    return sorted(group.members, key=lambda at: (-near[at], at))
