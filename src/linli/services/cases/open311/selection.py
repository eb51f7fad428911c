"""What the interface reads, within the scope of a key."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.services.cases import limits, queries
from linli.services.cases.actions.partners import digest_of
from linli.services.cases.models import ApiKey, Case, Category, Delivery
from linli.services.cases.states import FINISHED, State

# The answer has been given: whether it satisfies is still to be heard.
ANSWERED = FINISHED | {State.REPORTED, State.CALLED_BACK}
LONGEST_SPAN = dt.timedelta(days=90)
MOST = 100


def key_of(secret: str) -> ApiKey | None:
    """The open key with this secret. Raises `TooMany` for one that asks too often."""
    found = ApiKey.objects.filter(digest=digest_of(secret), active=True)
    key = found.select_related("place").first() if secret else None
    if key is not None:
        limits.interface().take(str(key.pk))
    return key


def services() -> QuerySet[Category]:
    """Categories in use without any below them that are."""
    below = Category.objects.filter(parent=OuterRef("pk"), active=True)
    found = Category.objects.filter(~Exists(below), active=True)
    return found.select_related("parent__parent").order_by("full_name")


def service(code: str) -> Category:
    """One of them by its code, or `NotFound`."""
    found = services().filter(pk=int(code)).first() if _is_number(code) else None
    if found is None:
        raise NotFound
    return found


def _is_number(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) < 18


def check_jurisdiction(code: str) -> None:
    """A jurisdiction is a place with a division code; `NotFound` for an unknown one."""
    if code and not places.Place.objects.filter(code=code, closed_on=None).exists():
        raise NotFound


def readable(key: ApiKey) -> QuerySet[Case]:
    """What the key may read: its own, and of others at its place those without an alarm."""
    own = Delivery.objects.filter(case=OuterRef("pk"), key=key)
    found = Case.objects.filter(places.within(key.place_path)).annotate(is_own=Exists(own))
    found = found.filter(Q(is_own=True) | Q(alerts=[]))
    return found.select_related("category", "owner", "work", "community", "delivery", "place")


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Filters of a list. `status`: open, closed or both (empty)."""

    ids: Sequence[str] = ()
    codes: Sequence[str] = ()
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    status: frozenset[str] = frozenset()
    page: int = 1
    size: int = MOST


def requests(key: ApiKey, wanted: Wanted, *, at: dt.datetime) -> list[Case]:
    """Newest first. Ids go before all other filters; without them a list spans at most 90 days."""
    found = readable(key)
    if wanted.ids:
        newest_first = found.order_by("-received_at", "-id")
        return queries.by_numbers(newest_first, wanted.ids[:MOST])
    end = wanted.end or (wanted.start + LONGEST_SPAN if wanted.start else at)
    start = max(wanted.start, end - LONGEST_SPAN) if wanted.start else end - LONGEST_SPAN
    found = found.filter(received_at__gte=start, received_at__lte=end)
    if wanted.codes:
        numbers = [int(code) for code in wanted.codes if _is_number(code)]
        found = found.filter(category__in=numbers)
    if wanted.status == {"open"}:
        found = found.exclude(state__in=ANSWERED)
    elif wanted.status == {"closed"}:
        found = found.filter(state__in=ANSWERED)
    first = (wanted.page - 1) * wanted.size
    return list(found.order_by("-received_at", "-id")[first : first + wanted.size])


def request(key: ApiKey, number: str) -> Case:
    """One request by its number; `NotFound` for what the key may not read."""
    found = queries.by_numbers(readable(key), [number])
    if not found:
        raise NotFound
    return found[0]


def by_token(key: ApiKey, token: str) -> Case:
    """The request that this key sent with a token of its own."""
    delivery = Delivery.objects.filter(key=key, token=token).select_related("case").first()
    if delivery is None:
        raise NotFound
    return delivery.case
