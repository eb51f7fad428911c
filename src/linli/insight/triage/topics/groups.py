"""Groups of messages that grow together: the nearest two join first, as long as they agree.

Agglomerative clustering on the graph of neighbours. A group is the sum of its rows, so that the
mean likeness of two groups is one product, however large they are; no group is compared with all.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import scipy.sparse as sp

from linli.insight.triage.topics import agreement
from linli.insight.triage.topics.weights import Rows

Sums = dict[int, float]


@dataclass(slots=True)
class Group:
    members: list[int]
    matter: Sums
    names: Sums
    inward: float = 1.0  # mean likeness of two of its messages, each with itself among them
    length: float = 1.0  # squared, of the sum of names


def single(rows: Rows, at: int) -> Group:
    """A group of one message."""
    return Group([at], _row(rows.matter, at), _row(rows.names, at))


def score(one: Group, other: Group) -> float:
    """At least 1 says: these are of one topic."""
    matter = dot(one.matter, other.matter) / (len(one.members) * len(other.members))
    names = None
    if one.names and other.names:
        names = dot(one.names, other.names) / math.sqrt(one.length * other.length)
    return agreement.score(matter=matter, inward=one.inward * other.inward, names=names)


def likeness(one: Group, group: Group) -> float:
    """How near a message is to the middle of its group."""
    return (dot(one.matter, group.matter) + dot(one.names, group.names)) / len(group.members)


def join(one: Group, other: Group) -> Group:
    """One group of both; the larger one's sums are used up."""
    if len(one.matter) < len(other.matter):
        one, other = other, one
    across = 2 * dot(one.matter, other.matter)
    size = len(one.members) + len(other.members)
    inward = one.inward * len(one.members) ** 2 + other.inward * len(other.members) ** 2 + across
    matter, names = one.matter, one.names
    for sums, more in ((matter, other.matter), (names, other.names)):
        for key, value in more.items():
            sums[key] = sums.get(key, 0.0) + value
    return Group(
        members=one.members + other.members,
        matter=matter,
        names=names,
        inward=inward / size**2,
        length=sum(value * value for value in names.values()) or 1.0,
    )


def copy(group: Group) -> Group:
    """The same group with sums of its own, for `join` uses them up."""
    return replace(
        group,
        members=list(group.members),
        matter=dict(group.matter),
        names=dict(group.names),
    )


def grow(rows: Rows, pairs: Iterable[tuple[int, int, float]]) -> list[Group]:
    """The groups of two and more that grow from pairs of neighbours."""
    near: dict[int, set[int]] = defaultdict(set)
    queue = []
    for one, other, value in pairs:
        near[one].add(other)
        near[other].add(one)
        if value >= 1:
            queue.append((-value, one, other))
    heapq.heapify(queue)
    # Most messages stay alone: they become groups only when something grows beside them.
    groups: dict[int, Group] = {}

    def group_of(at: int) -> Group:
        if at not in groups:
            groups[at] = single(rows, at)
        return groups[at]

    following = rows.matter.shape[0]
    while queue:
        _, first, second = heapq.heappop(queue)
        if first not in near or second not in near:
            continue
        grown = join(group_of(first), group_of(second))
        del groups[first], groups[second]
        beside = (near.pop(first) | near.pop(second)) - {first, second}
        groups[following] = grown
        near[following] = beside
        for at in beside:
            near[at] -= {first, second}
            near[at].add(following)
            value = score(grown, group_of(at))
            if value >= 1:
                heapq.heappush(queue, (-value, following, at))
        following += 1
    return [group for group in groups.values() if len(group.members) > 1]


def _row(rows: sp.csr_array, at: int) -> Sums:
    part = slice(rows.indptr[at], rows.indptr[at + 1])
    return dict(zip(rows.indices[part].tolist(), rows.data[part].tolist(), strict=True))


def dot(one: Sums, other: Sums) -> float:
    """The sum over what both have."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(key, 0.0) for key, value in one.items())
