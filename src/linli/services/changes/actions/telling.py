"""Whoever has new follow-ups hears of them once a day, of all together."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import ngettext

from linli.foundation.accounts import public as accounts
from linli.foundation.notices import public as notices
from linli.kernel.clock import local_date
from linli.services.changes.models import FollowUp
from linli.shared.work import public as work

DIGEST = "changes.digest"
MOST = 5_000


@transaction.atomic
def tell(*, at: dt.datetime) -> int:
    """One notice for each person in charge; returns how many. What was told is marked in the same
    transaction: a run that is killed tells all of it the next time, and nothing twice."""
    waiting = FollowUp.objects.filter(told_at=None, done_at=None)
    rows = list(
        waiting.select_for_update(of=("self",))
        .select_related("item__assignee", "item__team", "item__place")
        .order_by("pk")[:MOST]
    )
    audience = work.Audience([row.item for row in rows], on=local_date(at))
    people: dict[int, accounts.User] = {}
    numbers: dict[int, int] = {}
    for row in rows:
        for person in audience.in_charge(row.item):
            people[person.pk] = person
            numbers[person.pk] = numbers.get(person.pk, 0) + 1
    for pk, person in people.items():
        notices.send(
            to=person,
            kind=DIGEST,
            title=ngettext("%(n)d位居民有变化要跟进", "%(n)d位居民有变化要跟进", numbers[pk])
            % {"n": numbers[pk]},
            text="",
            url=reverse("changes:list"),
            at=at,
        )
    FollowUp.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)
    return len(people)
