"""Filled tables hold personal data: they are kept no longer than they are of use."""

import datetime as dt

from django.db.models import Q

from linli.insight.sheets import vault
from linli.insight.sheets.actions.handing_out import PARTS
from linli.insight.sheets.models import Filling
from linli.insight.sheets.states import State

# What was never sent helps nobody after a season; what was sent proves what was given out.
KEEP_DAYS = 90
KEEP_SENT_DAYS = 3 * 365


def forget_old_files(*, at: dt.datetime) -> int:
    """Delete the files of old fillings; what was decided, and that they were, stays."""
    old = Filling.objects.filter(
        Q(~Q(state=State.SENT), at__lt=at - dt.timedelta(days=KEEP_DAYS))
        | Q(state=State.SENT, sent_at__lt=at - dt.timedelta(days=KEEP_SENT_DAYS)),
        secret__isnull=False,
    )
    count = 0
    for filling in old:
        vault.forget(filling, *PARTS)
        Filling.objects.filter(pk=filling.pk).update(secret=None)
        count += 1
    return count
