"""Growing and pruning the tree of categories."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import ProtectedError

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.services.cases.models import Category

SEPARATOR = "／"


@dataclasses.dataclass(frozen=True)
class Branch:
    """A category by the names from the first level down (one to three), with its keywords."""

    names: tuple[str, ...]
    keywords: str = ""

    @property
    def full_name(self) -> str:
        return SEPARATOR.join(self.names)


@transaction.atomic
def add_branches(
    *, branches: Iterable[Branch], by: accounts.User | None, at: dt.datetime
) -> list[int]:
    """Add what is missing of each branch; ids of the new categories, in the order made.

    The caller has checked the right: these hold for the whole site.
    """
    known = {category.full_name: category for category in Category.objects.all()}
    made: list[Category] = []
    for branch in branches:
        for level in range(1, len(branch.names) + 1):
            part = Branch(branch.names[:level])
            if part.full_name in known:
                continue
            known[part.full_name] = Category.objects.create(
                parent=known.get(Branch(part.names[:-1]).full_name),
                level=level,
                name=part.names[-1],
                full_name=part.full_name,
                keywords=branch.keywords if level == len(branch.names) else "",
            )
            made.append(known[part.full_name])
    audit.record("cases.add_categories", by=by, at=at, changes={"count": len(made)})
    return [category.pk for category in made]


@transaction.atomic
def remove_unused(*, ids: Sequence[int], by: accounts.User | None, at: dt.datetime) -> int:
    """Remove categories that no request, no dispatch rule and no lower category needs; how many."""
    removed = 0
    for category in Category.objects.filter(pk__in=ids).order_by("-level", "-pk"):
        if category.dispatch_rules.exists():
            continue
        try:
            with transaction.atomic():
                category.delete()
        except ProtectedError:
            continue
        removed += 1
    audit.record("cases.remove_categories", by=by, at=at, changes={"count": removed})
    return removed
