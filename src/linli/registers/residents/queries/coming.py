"""What comes up in the register: birthdays that change what somebody is entitled to, tags that
end or are to be reviewed."""

import dataclasses
import datetime as dt

from django.db.models import Q
from django.db.models.functions import Coalesce, Least

from linli.foundation.accounts import public as accounts
from linli.registers.residents.models import LIVING, Person, PersonTag
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import visible_to
from linli.registers.residents.queries.tags import told_to, usable
from linli.registers.residents.years import birthday, years_before

# Allowances and cards begin at these ages (D§3.2.7).
AGES = (60, 65, 80, 90, 100)
MOST = 100


@dataclasses.dataclass(frozen=True)
class Birthday:
    """Somebody who turns an age that matters, and when."""

    person: Person
    age: int
    on: dt.date


def birthdays(user: accounts.User, *, since: dt.date, until: dt.date) -> list[Birthday]:
    """Who turns 60, 65, 80, 90 or 100 between two days, the first of them in order; two queries."""
    born = Q(pk__in=[])
    for age in AGES:
        # Who was born on the last of February has the birthday a day later.
        first = years_before(since, age) - dt.timedelta(days=1)
        born |= Q(born_on__gte=first, born_on__lte=years_before(until, age))
    people = visible_to(user).filter(born, presence__in=LIVING)
    turning = [
        (day, pk, age)
        for pk, born_on in people.values_list("pk", "born_on")
        for age in AGES
        if born_on and since <= (day := birthday(born_on, age)) <= until
    ]
    turning = sorted(turning)[:MOST]
    found = people.select_related("household__dwelling").in_bulk([pk for _, pk, _ in turning])
    return [Birthday(found[pk], age, day) for day, pk, age in turning if pk in found]


def ending_tags(user: accounts.User, *, until: dt.date) -> list[PersonTag]:
    """Tags that end, or are to be reviewed, by a day, as far as the person is told of them."""
    rows = (
        PersonTag.objects.filter(
            Q(until__lte=until) | Q(review_on__lte=until),
            accounts.scope(user, ResidentsPermission.VIEW),
            told_to(user),
            person__presence__in=LIVING,
            person__merged_into=None,
        )
        .select_related("person__household__dwelling", "tag")
        .order_by(Least(Coalesce("until", "review_on"), Coalesce("review_on", "until")), "pk")
    )
    return usable(rows[:MOST])
