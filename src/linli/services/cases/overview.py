"""What requests add to the head's page."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.services.cases import follow_up
from linli.services.cases.permissions import CasesPermission
from linli.shared.work import public as work

SHOWN = 10


def _bounced(
    user: accounts.User, place: places.Place | None, at: dt.datetime
) -> Mapping[str, Any] | None:
    found = list(follow_up.bounced(user, place)[:SHOWN])
    return {"bounced": found} if found else None


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register_panel(
        work.OverviewPanel(
            code="bounced",
            title=_("转来转去的"),
            icon="arrow-forward-up",
            template="cases/overview/bounced.html",
            context=_bounced,
            order=20,
            permission=CasesPermission.VIEW,
        )
    )
