"""Follow-ups as lists and pages show them to somebody."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import NotFound
from linli.registers.residents import public as residents
from linli.services.changes import matters
from linli.services.changes.models import AlertRule, FollowUp, Matter
from linli.services.changes.permissions import DOES, KNOWS, visible_to
from linli.shared.work import public as work

ORDER = ("item__due_at", "id")
RECENT = 10


@dataclasses.dataclass(frozen=True)
class Asked:
    """`mine`: those that the person has; `done`: those that are over."""

    kind: str = ""
    place: places.Place | None = None
    mine: bool = False
    done: bool = False


def listing(user: accounts.User, asked: Asked) -> QuerySet[FollowUp]:
    """Those that fit the filters."""
    found = visible_to(user).filter(done_at__isnull=not asked.done)
    if asked.place is not None:
        found = found.filter(places.within(asked.place.place_path))
    if asked.kind:
        found = found.filter(pk__in=Matter.objects.filter(kind=asked.kind).values("follow_up"))
    if asked.mine:
        found = found.filter(item__assignee=user)
    return found.select_related(
        "person__household__dwelling", "item__assignee", "item__team", "done_by"
    ).prefetch_related("matters__tag")


def place_choices(user: accounts.User) -> list[places.Place]:
    """Places that the filter offers: down to the grids."""
    return places.offered(accounts.paths(user, DOES))


def get_visible(user: accounts.User, pk: int) -> FollowUp:
    """One that the person may know of. Raises `NotFound`."""
    found = visible_to(user, by_index=False).filter(pk=pk)
    row = found.select_related("person__household__dwelling", "item", "done_by").first()
    if row is None:
        raise NotFound
    return row


def advice(follow_up: FollowUp) -> list[tuple[str, str]]:
    """Its changes, each in words and with what to think of."""
    rules = {(rule.kind, rule.age): rule.advice for rule in AlertRule.objects.all()}
    told = follow_up.matters.select_related("tag")
    return [(matters.words(one), rules.get((one.kind, one.age), "")) for one in told]


def of_people(user: accounts.User, ids: Sequence[int]) -> Mapping[str, Any] | None:
    """For the panel on a resident's page."""
    found = visible_to(user, by_index=False).filter(person__in=ids).order_by("-pk")
    rows = list(
        found.select_related("person", "item", "done_by").prefetch_related("matters__tag")[:RECENT]
    )
    told = [{"row": row, "words": matters.together(row.matters.all())} for row in rows]
    return {"follow_ups": told} if told else None


def page_of(item: work.WorkItem) -> str:
    """Of whom nothing is kept any more, there is no page."""
    row = getattr(item, "follow_up", None)
    return reverse("changes:one", args=[row.pk]) if row else reverse("changes:list")


def held(ids: Sequence[int]) -> residents.holdings.Section:
    """What is held of somebody, for the copy that they may ask for."""
    found = FollowUp.objects.filter(person__in=ids).prefetch_related("matters__tag")
    rows = [
        (
            matters.together(row.matters.all()),
            row.get_outcome_display(),
            f"{row.done_at.astimezone(SHANGHAI):%Y-%m-%d}" if row.done_at else "",
            row.note,
        )
        for row in found
    ]
    return residents.holdings.Section(
        _("变化和跟进"), (_("变化"), _("结果"), _("时间"), _("说明")), rows
    )


def next_steps(items: Iterable[work.WorkItem], user: accounts.User) -> Mapping[int, work.NextStep]:
    """What comes up, and the way to the step that closes it; two queries for a page."""
    found = visible_to(user, by_index=False).filter(item__in=list(items), done_at=None)
    return {
        one.item_id: work.NextStep(
            _("跟进"),
            reverse("changes:one", args=[one.pk]) + "#next",
            hint=matters.together(one.matters.all()),
        )
        for one in found.prefetch_related("matters__tag")
    }


def hidden_from(user: accounts.User) -> Collection[int]:
    """Items at the person's places about what only few may know."""
    few = FollowUp.objects.filter(accounts.scope(user, DOES), sensitive=True, done_at=None)
    return list(few.exclude(accounts.scope(user, KNOWS)).values_list("item", flat=True))


def get_rule(pk: int) -> AlertRule | None:
    return AlertRule.objects.filter(pk=pk).first()


def rules() -> QuerySet[AlertRule]:
    """All of them, in the order in which they are shown."""
    return AlertRule.objects.all()
