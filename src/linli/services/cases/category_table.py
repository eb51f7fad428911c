"""The tree of categories from a table with a column for each level."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.services.cases.actions import category_tree
from linli.services.cases.actions.category_tree import SEPARATOR, Branch
from linli.services.cases.models import Category
from linli.services.cases.permissions import CasesPermission
from linli.shared.imports import public as imports
from linli.shared.imports.public import Bad, Field, Good, Problem, Record, Same

LEVELS = ("level1", "level2", "level3")


class Tree:
    """The full names that are known, those of earlier rows included."""

    def __init__(self, order: imports.Order) -> None:
        self.order = order
        self.known = set(Category.objects.values_list("full_name", flat=True))


class CategoryTarget(imports.Target):
    """Categories hold for the whole site."""

    slug = "categories"
    label = gettext_lazy("诉求类别")
    description = gettext_lazy("一级、二级、三级分类，已有的保持不变")
    permission = CasesPermission.MANAGE
    site_wide = True
    fields = (
        Field("level1", "一级分类", "一级类别 一级 大类", required=True, longest=60),
        Field("level2", "二级分类", "二级类别 二级 小类", longest=60),
        Field("level3", "三级分类", "三级类别 三级 细类", longest=60),
        Field("keywords", "关键词", "触发词", longest=500),
    )

    def prepare(self, order: imports.Order) -> Tree:
        return Tree(order)

    def check(self, records: Sequence[Record], context: Tree) -> list[imports.Verdict]:
        return [self._verdict(record, context) for record in records]

    def _verdict(self, record: Record, tree: Tree) -> imports.Verdict:
        names = [(record.get(level) or "").replace(SEPARATOR, "/") for level in LEVELS]
        if names[2] and not names[1]:
            return Bad((Problem("level2", _("有三级分类，请填上二级分类")),))
        branch = Branch(tuple(filter(None, names)), record.get("keywords") or "")
        if branch.full_name in tree.known:
            return Same()
        for level in range(1, len(branch.names) + 1):
            tree.known.add(Branch(branch.names[:level]).full_name)
        return Good(branch)

    def commit(self, values: Sequence[Branch], context: Tree) -> list[int]:
        order = context.order
        return category_tree.add_branches(branches=values, by=order.by, at=order.at)

    def undo(
        self, ids: Sequence[int], *, by: accounts.User | None, at: dt.datetime
    ) -> imports.TakenBack:
        removed = category_tree.remove_unused(ids=ids, by=by, at=at)
        return imports.TakenBack(removed, len(ids) - removed)
