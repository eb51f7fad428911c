"""A message that arrives finds what looks like it, and its topic, in milliseconds.

Weights stay as they were learned; the next refresh learns them anew, with what arrived since.
"""

import heapq
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from linli.insight.triage.topics import groups, neighbours
from linli.insight.triage.topics.finding import Reading, cluster
from linli.insight.triage.topics.groups import Group, Sums
from linli.insight.triage.topics.messages import Message
from linli.insight.triage.topics.signs import read


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier message, and how far it looks like the new one: from 1 on, the same matter."""

    message: Message
    score: float


@dataclass(frozen=True, slots=True)
class Arrival:
    alike: list[Alike]
    # The messages of one matter with the new one, itself not among them.
    topic: list[Message]


@dataclass(frozen=True, slots=True)
class Met:
    """A message, and the group that it would join."""

    message: Message
    arrival: Arrival
    alone: Group
    joins: Group | None


class Reader:
    """Messages read once, ready for the next. Not for several threads at once."""

    def __init__(self, reading: Reading) -> None:
        self.messages = list(reading.messages)
        self._weights = reading.weights
        self._rows = reading.rows
        self._matter = neighbours.keys(reading.rows.matter, neighbours.MATTER_KEYS).T.tocsr()
        self._names = neighbours.keys(reading.rows.names, neighbours.NAME_KEYS).T.tocsr()
        # What arrived since is looked up in plain lists: it is little.
        self._late: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._singles: dict[int, Group] = {}
        self._group_of: dict[int, Group] = {}
        for group in cluster(reading):
            for at in group.members:
                self._group_of[at] = group

    def topics(self) -> list[list[Message]]:
        """The messages of each matter that has two and more, what says it best first."""
        groups = {id(group): group for group in self._group_of.values()}
        return [[self.messages[at] for at in self._central(group)] for group in groups.values()]

    def look(self, message: Message, *, most: int = 10) -> list[Alike]:
        """What looks like a message, the most alike first; nothing is remembered."""
        found = self._neighbours(self._alone(message))
        return [Alike(self.messages[at], round(score, 2)) for score, at in found[:most]]

    def add(self, message: Message) -> Arrival:
        """Take a message in: it joins the topic that it fits best, or stands alone."""
        met = self.meet(message)
        self.keep(met)
        return met.arrival

    def meet(self, message: Message) -> Met:
        """Where a message would go; nothing is remembered until `keep`, which is to follow at once
        or not at all."""
        new = self._alone(message)
        found = self._neighbours(new)
        best = max(
            ((groups.score(new, group), -at, group) for at, group in self._beside(found)),
            default=None,
            key=lambda one: one[:2],
        )
        joins = best[2] if best is not None and best[0] >= 1 else None
        topic = [self.messages[at] for at in joins.members] if joins else []
        alike = [Alike(self.messages[at], round(score, 2)) for score, at in found if score >= 1]
        return Met(message, Arrival(alike, topic), new, joins)

    def keep(self, met: Met) -> None:
        """Remember a message that was met."""
        number = len(self.messages)
        met.alone.members = [number]
        if met.joins is not None:
            self._grow(met.joins, met.alone)
        self._remember(met.message, number, met.alone)

    def _alone(self, message: Message) -> Group:
        signs = read(message)
        rows = self._weights.rows([signs])
        new = groups.single(rows, 0)
        new.matter |= self._weights.own(signs, rows)
        return new

    def _neighbours(self, new: Group) -> list[tuple[float, int]]:
        matter = _heaviest(new.matter, neighbours.MATTER_KEYS)
        alike = _products(matter, self._matter)
        for key, value in matter.items():
            for at, weight in self._late.get(key, ()):
                alike[at] = alike.get(at, 0.0) + value * weight
        near = _products(_heaviest(new.names, neighbours.NAME_KEYS), self._names)
        chosen = {
            *_most(alike),
            *_most({at: value for at, value in alike.items() if near.get(at, 0.0) > 0.25}),
        }
        scored = [(groups.score(new, self._single(at)), at) for at in chosen]
        close = [(score, at) for score, at in scored if score >= neighbours.CLOSE]
        return sorted(close, key=lambda one: (-one[0], one[1]))

    def _beside(self, found: list[tuple[float, int]]) -> list[tuple[int, Group]]:
        beside: dict[int, tuple[int, Group]] = {}
        for _, at in found:
            group = self._group_of.get(at) or self._single(at)
            beside.setdefault(id(group), (at, group))
        return list(beside.values())

    def _central(self, group: Group) -> list[int]:
        near = {at: groups.likeness(self._single(at), group) for at in group.members}
        return sorted(group.members, key=lambda at: (-near[at], at))

    def _single(self, at: int) -> Group:
        return self._singles.get(at) or groups.single(self._rows, at)

    def _grow(self, group: Group, new: Group) -> None:
        # A single is looked at later as itself; a group goes on as what it has become.
        own = groups.copy(group) if len(group.members) == 1 else group
        grown = groups.join(own, groups.copy(new))
        for at in grown.members:
            self._group_of[at] = grown

    def _remember(self, message: Message, number: int, new: Group) -> None:
        self.messages.append(message)
        self._singles[number] = new
        for key, value in _heaviest(new.matter, neighbours.MATTER_KEYS).items():
            self._late[key].append((number, value))


def _heaviest(sums: Sums, most: int) -> Sums:
    if len(sums) <= most:
        return dict(sums)
    return dict(heapq.nlargest(most, sums.items(), key=lambda one: one[1]))


def _products(sums: Sums, rows: sp.csr_array) -> Sums:
    """The product with each column that shares a key."""
    found: Sums = defaultdict(float)
    for key, value in sums.items():
        if key >= 0:
            part = slice(rows.indptr[key], rows.indptr[key + 1])
            for at, weight in zip(
                rows.indices[part].tolist(), rows.data[part].tolist(), strict=True
            ):
                found[at] += value * weight
    return found


def _most(values: Sums) -> list[int]:
    if len(values) <= neighbours.MOST:
        return list(values)
    numbers = np.fromiter(values, dtype=np.int64)
    weights = np.fromiter(values.values(), dtype=np.float64)
    return numbers[np.argpartition(-weights, neighbours.MOST)[: neighbours.MOST]].tolist()
