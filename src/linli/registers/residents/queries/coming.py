"""What comes up in the register: birthdays that change what somebody is entitled to, tags that
end or are to be reviewed."""

import dataclasses
import datetime as dt

from django.db.models import Q

from linli.foundation.accounts import public as accounts
from linli.registers.residents.models import LIVING, Person, PersonTag
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.tags import may_see
from linli.registers.residents.years import age_on, years_before

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
    """Who turns 60, 65, 80, 90 or 100 between two days, in order; one query."""
    born = Q(pk__in=[])
    for age in AGES:
        born |= Q(born_on__gte=years_before(since, age), born_on__lte=years_before(until, age))
    people = (
        Person.objects.filter(accounts.scope(user, ResidentsPermission.VIEW), born)
        .filter(merged_into=None, presence__in=LIVING)
        .select_related("household__dwelling")
    )
    found = [one for person in people[: MOST * 2] if (one := _birthday(person, since, until))]
    return sorted(found, key=lambda one: (one.on, one.person.pk))[:MOST]


def _birthday(person: Person, since: dt.date, until: dt.date) -> Birthday | None:
    age = age_on(person.born_on, until)
    if age not in AGES or age == age_on(person.born_on, since - dt.timedelta(days=1)):
        return None
    day = since
    while age_on(person.born_on, day) != age:
        day += dt.timedelta(days=1)
    return Birthday(person, age, day)


def ending_tags(user: accounts.User, *, until: dt.date) -> list[PersonTag]:
    """Tags that end, or are to be reviewed, by a day, as far as the person is told of them."""
    rows = (
        PersonTag.objects.filter(
            Q(until__lte=until) | Q(review_on__lte=until),
            accounts.scope(user, ResidentsPermission.VIEW),
            person__presence__in=LIVING,
            person__merged_into=None,
        )
        .select_related("person__household__dwelling", "tag")
        .order_by("review_on", "until", "pk")
    )
    return [row for row in rows[: MOST * 2] if may_see(user, row.tag, row.place_path)][:MOST]
