"""What the rates add to the head's page: where the running period leads."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.reports import queries
from linli.insight.reports.permissions import ReportsPermission
from linli.insight.reports.rates import period_of, rates
from linli.kernel.clock import local_date
from linli.shared.work import public as work


def _forecast(
    user: accounts.User, place: places.Place | None, at: dt.datetime
) -> Mapping[str, Any] | None:
    chosen = place or queries.highest_place(user)
    if chosen is None:
        return None
    parameters = queries.formula().parameters
    today = local_date(at)
    period = period_of(today, parameters.period_start_day)
    outlook = queries.outlook(queries.book(user, chosen, period), period, today, parameters)
    if outlook.response is None:
        return None
    return {
        "place": chosen,
        "period": period,
        "outlook": outlook,
        "rates": rates(outlook.counts, parameters),
    }


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register_panel(
        work.OverviewPanel(
            code="rates",
            title=_("本期三率和预计"),
            icon="chart-bar",
            template="reports/overview.html",
            context=_forecast,
            order=30,
            permission=ReportsPermission.VIEW,
        )
    )
