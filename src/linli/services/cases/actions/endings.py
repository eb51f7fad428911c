"""What hangs on a request that ends without an answer: nobody may be left waiting for it."""

import datetime as dt

from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.services.cases.actions import repeats
from linli.services.cases.models import Case
from linli.services.cases.states import State
from linli.shared.work import public as work


def let_go(case: Case, *, by: accounts.User | None, at: dt.datetime) -> None:
    """Merged requests go on by themselves; units that were called in need not come."""
    for child in case.children.filter(state=State.MERGED).select_related("work", "owner"):
        repeats.go_alone(child, by=by, at=at)
    for whistle in case.whistles.filter(finished_at=None).select_related("item"):
        whistle.result, whistle.finished_at = _("诉求已终止，不用再办"), at
        whistle.save(update_fields=["result", "finished_at"])
        work.finish(item=whistle.item, at=at, phase=work.Phase.DROPPED)
