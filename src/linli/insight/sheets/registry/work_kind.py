"""What a table that is due tells the common to-do list."""

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.registry.actions.dues import KIND
from linli.insight.sheets.registry.models import Due
from linli.shared.work import public as work


def page(item: work.WorkItem) -> str:
    return reverse("tables:table", args=[item.table_due.table_id])


def next_steps(items: Iterable[work.WorkItem], user: accounts.User) -> Mapping[int, work.NextStep]:
    """One query for the whole page of items."""
    dues = Due.objects.filter(work__in=list(items), closed_at=None).select_related("table__owner")
    return {
        due.work_id: work.NextStep(
            _("填表报送"),
            reverse("tables:table", args=[due.table_id]) + "#dues",
            hint=_("报给%(owner)s。") % {"owner": due.table.owned_by},
        )
        for due in dues
    }


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register(
        work.WorkKind(
            code=KIND,
            label=gettext_lazy("报表"),
            icon="file-spreadsheet",
            url=page,
            next_steps=next_steps,
            related=Prefetch("table_due", Due.objects.only("work_id", "table_id")),
            permission=SheetsPermission.FILL,
        )
    )
