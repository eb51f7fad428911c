"""What a site may change about replies and costs."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.sheets.registry import letters
from linli.insight.sheets.registry.models import (
    CellCost,
    Ground,
    ReplyTemplate,
)
from linli.insight.sheets.registry.permissions import TablesPermission


@transaction.atomic
def save_template(
    *, template: ReplyTemplate, title: str, body: str, by: accounts.User, at: dt.datetime
) -> None:
    """Change the words of replies; unknown fields are refused here, not at the next letter."""
    accounts.check_everywhere(by, TablesPermission.KEEP)
    letters.WORDING.check(body)
    before = ReplyTemplate.objects.select_for_update().get(pk=template.pk)
    ReplyTemplate.objects.filter(pk=template.pk).update(
        title=title, body=body, version=F("version") + 1
    )
    audit.record(
        "tables.save_template",
        by=by,
        at=at,
        subject=template,
        subject_name=title,
        changes={"body": [before.body, body]},
    )


@transaction.atomic
def use_ground(*, ground: Ground, in_use: bool, by: accounts.User, at: dt.datetime) -> None:
    """Say whether a rule holds here, so that letters cite it; who says so has read its text."""
    accounts.check_everywhere(by, TablesPermission.KEEP)
    verified = ground.verified or in_use
    Ground.objects.filter(pk=ground.pk).update(in_use=in_use, verified=verified)
    audit.record(
        "tables.save_ground",
        by=by,
        at=at,
        subject=ground,
        subject_name=ground.name,
        changes={"in_use": in_use},
    )


@transaction.atomic
def save_cell_cost(
    *, seconds: int, source: str, assumed: bool, by: accounts.User, at: dt.datetime
) -> None:
    """Change how long a cell takes; past periods are shown by it too."""
    accounts.check_everywhere(by, TablesPermission.KEEP)
    cost, _made = CellCost.objects.update_or_create(
        only=True, defaults={"seconds": seconds, "source": source, "assumed": assumed}
    )
    audit.record("tables.save_cell_cost", by=by, at=at, subject=cost, changes={"seconds": seconds})
