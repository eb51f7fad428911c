"""What a collecting task tells the common to-do list."""

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.actions.collecting import KIND
from linli.insight.sheets.models import Collecting
from linli.registers.residents import public as residents
from linli.shared.work import public as work


def page(item: work.WorkItem) -> str:
    return reverse("sheets:collecting", args=[item.collecting.pk])


def next_steps(items: Iterable[work.WorkItem], user: accounts.User) -> Mapping[int, work.NextStep]:
    """One query for the whole page of items."""
    tasks = Collecting.objects.filter(work__in=list(items), finished_at=None)
    return {
        pk: work.NextStep(_("问一问，填上"), reverse("sheets:collecting", args=[task]))
        for task, pk in tasks.values_list("pk", "work_id")
    }


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register(
        work.WorkKind(
            code=KIND,
            label=gettext_lazy("补采"),
            icon="phone",
            url=page,
            next_steps=next_steps,
            related=Prefetch("collecting", Collecting.objects.only("work_id")),
            permission=residents.ResidentsPermission.EDIT,
        )
    )
