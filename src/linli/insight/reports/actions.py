"""Choosing and changing how the rates are counted."""

import datetime as dt

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.reports.models import RateFormula
from linli.insight.reports.permissions import ReportsPermission

PARAMETERS = (
    "name",
    "source",
    "response_weight",
    "solution_weight",
    "satisfaction_weight",
    "fair_worth",
    "period_start_day",
)


@transaction.atomic
def save_formula(*, formula: RateFormula, by: accounts.User, at: dt.datetime) -> None:
    """Store changed parameters; the log keeps them, since they change everyone's figures."""
    accounts.check_everywhere(by, ReportsPermission.MANAGE)
    formula.save()
    audit.record(
        "reports.save_formula",
        by=by,
        at=at,
        subject=formula,
        subject_name=formula.name,
        changes={name: getattr(formula, name) for name in PARAMETERS},
    )


@transaction.atomic
def use_formula(*, formula: RateFormula, by: accounts.User, at: dt.datetime) -> None:
    """Count by this formula from now on; past periods are shown by it too."""
    accounts.check_everywhere(by, ReportsPermission.MANAGE)
    RateFormula.objects.filter(in_use=True).update(in_use=False)
    formula.in_use = True
    formula.save(update_fields=["in_use"])
    audit.record("reports.use_formula", by=by, at=at, subject=formula, subject_name=formula.name)
