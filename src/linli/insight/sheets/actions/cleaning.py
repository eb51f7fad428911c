"""Filled tables hold personal data: they are kept no longer than they are of use."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from linli.foundation.audit import public as audit
from linli.insight.sheets import vault
from linli.insight.sheets.actions.handing_out import PARTS
from linli.insight.sheets.models import Filling, Invitation, Stand
from linli.insight.sheets.states import State

# What was never sent helps nobody after a season; what was sent proves what was given out.
KEEP_DAYS = 90
KEEP_SENT_YEARS = 3


def due(at: dt.datetime) -> Q:
    """Fillings whose files are there longer than they are kept."""
    sent_before = at - dt.timedelta(days=KEEP_SENT_YEARS * 365)
    return Q(secret__isnull=False) & (
        Q(~Q(state=State.SENT), at__lt=at - dt.timedelta(days=KEEP_DAYS))
        | Q(state=State.SENT, sent_at__lt=sent_before)
    )


def forget_old_files(*, at: dt.datetime) -> int:
    """Delete the files of old fillings, and what departments changed in them, which nobody can read
    without; what was decided, and that they were, stays. Returns how many."""
    count = 0
    for filling in Filling.objects.filter(due(at)).only("pk"):
        vault.forget(filling, *PARTS)
        with transaction.atomic():
            vault.forget(filling, *map(vault.part_of, filling.returned.all()))
            filling.returned.all().delete()
            Filling.objects.filter(pk=filling.pk).update(secret=None)
        count += 1
    # What people told is in the register, or nobody wanted it.
    Invitation.objects.filter(
        stand=Stand.ANSWERED, answered_at__lt=at - dt.timedelta(days=KEEP_DAYS)
    ).update(stand=Stand.DECLINED, answer=None, decided_at=at)
    if count:
        audit.record("sheets.forget", by=None, at=at, changes={"fillings": count})
    return count
