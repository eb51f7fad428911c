"""What a site keeps of its own: duties, alert classes, words for what is not dispatched, and who
answers for what. Presets to begin with, to be changed as the place has it («CFG»)."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.kernel.errors import NotFound
from linli.registers.organisations import public as organisations
from linli.services.cases.choices import NonDispatch
from linli.services.cases.models import (
    AlertClass,
    Category,
    DispatchRule,
    DutyItem,
    NonDispatchText,
)
from linli.services.cases.permissions import CasesPermission
from linli.shared.work import public as work


@dataclasses.dataclass(frozen=True)
class Catalogue:
    """One of the lists. `fields`: what may be changed; `title` and `detail`: how a line reads.

    A list that does not `grow` is complete: its lines are changed, none comes or goes.
    """

    slug: str
    label: object
    description: object
    icon: str
    model: type[Model]
    fields: tuple[str, ...]
    title: Callable[[Any], str]
    detail: Callable[[Any], str]
    grows: bool = True


CATALOGUES: dict[str, Catalogue] = {
    one.slug: one
    for one in (
        Catalogue(
            "categories",
            _("诉求类别"),
            _("三级类别的关键词和停用；新增用“导入表格”"),
            "flag",
            Category,
            ("keywords", "active"),
            title=lambda category: category.full_name,
            detail=lambda category: (
                category.keywords if category.active else str(_("已停用，不再给新的诉求用"))
            ),
            grows=False,
        ),
        Catalogue(
            "duties",
            _("事项清单"),
            _("社区做什么、协助什么、可以退回什么，依据是什么"),
            "list-check",
            DutyItem,
            ("name", "kind", "responsible", "legal_basis", "keywords"),
            title=lambda duty: duty.name,
            detail=lambda duty: "　".join(
                part
                for part in (duty.get_kind_display(), duty.responsible, duty.legal_basis)
                if part
            ),
        ),
        Catalogue(
            "dispatch",
            _("派单目录"),
            _("哪一类事由哪个单位办"),
            "send",
            DispatchRule,
            ("category", "organisation", "note"),
            title=lambda rule: str(rule.category),
            detail=lambda rule: f"{rule.organisation}　{rule.note}".strip(),
        ),
        Catalogue(
            "alerts",
            _("紧急敏感词"),
            _("哪些话要排在最前面，先提醒工作人员和居民做什么"),
            "alert-triangle",
            AlertClass,
            ("name", "words", "priority", "advice", "first_call"),
            title=lambda alert: alert.name,
            detail=lambda alert: alert.words,
        ),
        Catalogue(
            "non-dispatch",
            _("不予派单的告知"),
            _("六种不予派单的情形，各怎么告诉居民"),
            "hand-stop",
            NonDispatchText,
            ("text",),
            title=lambda row: str(NonDispatch(row.kind).label),
            detail=lambda row: row.text,
            grows=False,
        ),
    )
}


def get(slug: str) -> Catalogue:
    """One of the lists; `NotFound`."""
    if slug not in CATALOGUES:
        raise NotFound
    return CATALOGUES[slug]


def entries(catalogue: Catalogue, user: accounts.User) -> QuerySet[Any, Any]:
    """The lines of a list; of the dispatch catalogue those of the units that serve the places
    where the person may change it."""
    by_tree = catalogue.model is Category
    found = catalogue.model._default_manager.order_by("full_name" if by_tree else "pk")
    if catalogue.model is DispatchRule:
        found = found.filter(organisation__in=units(user)).select_related(
            "category", "organisation"
        )
    return found


def get_entry(catalogue: Catalogue, pk: int, user: accounts.User) -> Any:
    """One line; `NotFound`."""
    found = entries(catalogue, user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def units(user: accounts.User) -> QuerySet[organisations.Organisation]:
    """Units that serve where the person may change the lists."""
    return organisations.serving_any(accounts.paths(user, CasesPermission.MANAGE))


def own_units(user: accounts.User) -> QuerySet[organisations.Organisation]:
    """Those of them whose lines in the dispatch catalogue the person may change: a unit of the
    street answers for the other communities too."""
    found = units(user)
    if accounts.holds_everywhere(user, CasesPermission.MANAGE):
        return found
    return found.filter(accounts.scope(user, CasesPermission.MANAGE))


def may_grow(catalogue: Catalogue, user: accounts.User) -> bool:
    """Whether the person may add a line."""
    if catalogue.model is DispatchRule:
        return own_units(user).exists()
    return catalogue.grows and accounts.holds_everywhere(user, CasesPermission.MANAGE)


def changeable(catalogue: Catalogue, found: Iterable[Any], user: accounts.User) -> set[int]:
    """Ids of the lines that the person may change."""
    if accounts.holds_everywhere(user, CasesPermission.MANAGE):
        return {entry.pk for entry in found}
    if catalogue.model is not DispatchRule:
        return set()
    return {rule.pk for rule in found if _holds_at(user, rule.organisation)}


def check_keep(
    catalogue: Catalogue, user: accounts.User, entry: Any, values: Mapping[str, Any] | None = None
) -> None:
    """Raise `NotAllowed` unless the person may change the line, or add it when there is none; in
    the dispatch catalogue for the unit it names now and the one it is to name."""
    if catalogue.model is DispatchRule:
        named = [entry.organisation] if entry is not None else []
        named += [values["organisation"]] if values is not None else []
        if all(_holds_at(user, unit) for unit in named):
            return
    accounts.check_everywhere(user, CasesPermission.MANAGE)


def _holds_at(user: accounts.User, unit: organisations.Organisation) -> bool:
    return accounts.holds(user, CasesPermission.MANAGE, unit.place_path)


def present(catalogue: Catalogue, entry: Any) -> dict[str, str]:
    """The values of a line in words, for who reads them and for the log."""
    return {name: _in_words(entry, name) for name in catalogue.fields}


def _in_words(entry: Any, name: str) -> str:
    if name == "active":
        return str(_("在用") if entry.active else _("停用"))
    if name == "priority":
        return str(work.Priority(entry.priority).label)
    in_words = getattr(entry, f"get_{name}_display", None)
    return in_words() if in_words else str(getattr(entry, name))
