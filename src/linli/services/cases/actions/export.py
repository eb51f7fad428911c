"""Taking a list out of the system: it has a purpose, and the log knows of it."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.services.cases.permissions import CasesPermission


class NeedsPurpose(DomainError):
    message = gettext_lazy("请写明导出做什么用，会留在记录和表头里。")


@transaction.atomic
def record_export(
    *, purpose: str, filters: Mapping[str, str], rows: int, by: accounts.User, at: dt.datetime
) -> None:
    """Keep who took how many rows out, by which filters and what for; before the file is given."""
    accounts.check_anywhere(by, CasesPermission.VIEW)
    if not purpose.strip():
        raise NeedsPurpose
    audit.record(
        "cases.export",
        by=by,
        at=at,
        reason=purpose.strip(),
        changes={"rows": rows, "filters": [value for value in filters.values() if value]},
    )
