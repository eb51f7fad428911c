"""What a request tells the common to-do list: its name, page and one next step."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts.models import User
from linli.services.cases.models import Case
from linli.services.cases.states import State
from linli.shared.work import public as work

NEXT = {
    State.RECEIVED: _("签收"),
    State.SIGNED: _("联系居民"),
    State.CONTACTED: _("填办理情况"),
    State.HANDLED: _("反馈居民"),
    State.REPORTED: _("回访"),
    State.CALLED_BACK: _("定夺"),
    State.PARKED: _("看计划"),
}


def page(item: work.WorkItem) -> str:
    return reverse("cases:case", args=[item.case.pk])


def next_steps(items: Iterable[work.WorkItem], user: User) -> Mapping[int, work.NextStep]:  # noqa: ARG001
    """One query for the whole page of items."""
    steps = {}
    for case in Case.objects.filter(work__in=list(items)).only("pk", "state", "work_id"):
        label = NEXT.get(State(case.state))
        if label is not None:
            url = reverse("cases:case", args=[case.pk])
            steps[case.work_id] = work.NextStep(str(label), f"{url}#next")
    return steps


def register() -> None:
    work.register(
        work.WorkKind(
            code="case", label=_("诉求"), icon="message-2", url=page, next_steps=next_steps
        )
    )
