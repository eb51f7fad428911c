"""Ages: full years (周岁) on a day, and the births that they stand for. Pure."""

import datetime as dt

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual


def years_before(on: dt.date, years: int) -> dt.date:
    """The day so many years before; who was born then has that birthday today.

    Of 29 February, where that year has none, it is the first of March.
    """
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return dt.date(on.year - years, 3, 1)


def birthday(born_on: dt.date, age: int) -> dt.date:
    """The day on which somebody turns an age: born on 29 February, the first of March at times."""
    return years_before(born_on, -age)


def age_on(born_on: dt.date | None, on: dt.date) -> int | None:
    """Full years of age on a day (周岁)."""
    if born_on is None or born_on > on:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def born_between(
    age_from: int | None, age_to: int | None, on: dt.date, *, by_index: bool = True
) -> Q:
    """Condition "so old on this day": at least, at most, in full years.

    With `by_index=False` no index on the birth is used: see `places.within`.
    """
    condition = Q()
    born: F | Coalesce = F("born_on") if by_index else Coalesce("born_on", "born_on")
    if age_from is not None:
        condition &= Q(LessThanOrEqual(born, years_before(on, age_from)))
    if age_to is not None:
        condition &= Q(GreaterThan(born, years_before(on, age_to + 1)))
    return condition
