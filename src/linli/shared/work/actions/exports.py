"""Taking lists out of the system: each time recorded, with its purpose."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import items as item_queries
from linli.shared.work.queries import overview

MOST_ROWS = 20_000


class TooManyRows(DomainError):
    message = _("超过两万行，表格太大。请先用筛选缩小范围。")


@transaction.atomic
def export_open_work(
    *, choice: overview.Choice, purpose: str, by: accounts.User, at: dt.datetime
) -> list[item_queries.Row]:
    """The rows of the list, as `by` sees it. Raises `NotAllowed`, `TooManyRows`."""
    accounts.check_anywhere(by, WorkPermission.SEE_ALL)
    found = overview.chosen(by, choice, at=at).select_related("place", "team", "assignee")
    page = list(found[: MOST_ROWS + 1])
    if len(page) > MOST_ROWS:
        raise TooManyRows
    rows = item_queries.rows(page, by)
    audit.record(
        "work.export",
        by=by,
        at=at,
        place_path=choice.place.place_path if choice.place else "",
        reason=purpose,
        changes={"rows": len(rows)},
    )
    return rows
