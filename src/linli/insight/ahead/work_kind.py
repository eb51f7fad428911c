"""What a plan made ahead tells the common to-do list."""

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.insight.ahead.actions import KIND
from linli.insight.ahead.models import Plan
from linli.services.cases import public as cases
from linli.shared.work import public as work


def page(item: work.WorkItem) -> str:
    return reverse("ahead:plan", args=[item.ahead_plan.pk])


def next_steps(items: Iterable[work.WorkItem], user: accounts.User) -> Mapping[int, work.NextStep]:
    """One query for the whole page of items."""
    made = Plan.objects.filter(work__in=list(items), closed_at=None).only("work_id", "pk")
    return {
        one.work_id: work.NextStep(_("写做得怎么样"), reverse("ahead:plan", args=[one.pk]))
        for one in made
    }


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register(
        work.WorkKind(
            code=KIND,
            label=gettext_lazy("提前安排"),
            icon="eye",
            url=page,
            next_steps=next_steps,
            related=Prefetch("ahead_plan", Plan.objects.only("work_id", "pk")),
            permission=cases.CasesPermission.HANDLE,
        )
    )
