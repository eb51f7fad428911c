"""How often something may be tried from outside, before a person has to wait a little.

Each try takes one of a fixed number of slots in the shared cache; a slot is free again when its
time is over. `cache.add` is atomic in every backend, `cache.incr` is not in the database's, so
that a hundred tries at once still get no more than the slots there are.
"""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import cache

from linli.kernel.errors import TooMany

FEW = 5
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Limit:
    """At most `times` within `seconds` for one subject; `message` tells what to do instead.

    No `times` at all: there is no limit.
    """

    name: str
    times: int
    seconds: int
    message: object

    def take(self, subject: str) -> str:
        """Use up one try; returns its slot. Raises `TooMany` when none is left."""
        if not self.times:
            return ""
        # The cache is no place for telephone numbers or addresses of people: digests only.
        digest = hashlib.sha256(subject.encode()).hexdigest()[:32]
        name = f"limit:{self.name}:{digest}"
        # Mostly there is room: one at random is free more often than not.
        first = f"{name}:{secrets.randbelow(self.times)}"
        if self.times > FEW and cache.add(first, 1, self.seconds):
            return first
        slots = [f"{name}:{number}" for number in range(self.times)]
        taken = cache.get_many(slots)
        for slot in slots:
            if slot not in taken and cache.add(slot, 1, self.seconds):
                return slot
        raise TooMany(self.message, retry_after=self.seconds)


# Something that is tried, and by whom.
Try = tuple[Limit, str]


@contextmanager
def only_failures_count(tries: Iterable[Try]) -> Iterator[None]:
    """Take a try of each limit first, so that many at once cannot slip through, and give them back
    when it went well. Raises `TooMany`."""
    slots = [limit.take(subject) for limit, subject in tries]
    yield
    cache.delete_many(slots)


def network(address: str | None) -> str:
    """What tries from an address are counted by; of IPv6 the network, which is what one has."""
    known = address or "unknown"
    if ":" not in known:
        return known
    return str(ipaddress.ip_network(f"{known}/64", strict=False))
