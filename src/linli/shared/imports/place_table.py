"""Buildings, units and dwellings of a community from a table: registered here because places lie
below this app."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.shared.imports.targets import (
    Bad,
    Field,
    Good,
    Kind,
    Option,
    Order,
    Problem,
    Record,
    Same,
    TakenBack,
    Target,
    Verdict,
)

LONGEST_NAME = 60


class Survey:
    """The places on record, and the lines of the table so far."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.register = places.Register(order.place)
        self.seen: set[places.Line] = set()

    def ids(self) -> set[int]:
        """Buildings, and what is in them: a line may make several places."""
        known = self.register
        return {place.pk for place in (*known.buildings.values(), *known.inside.values())}


class PlaceTarget(Target):
    slug = "places"
    label = gettext_lazy("楼栋和住房")
    description = gettext_lazy("楼栋、单元、房号，已有的保持不变")
    permission = places.MANAGE
    options: tuple[Option, ...] = ()
    fields = (
        Field(
            "building",
            "楼栋",
            "楼号 楼栋号 楼栋名称 幢号 栋号 楼",
            required=True,
            kind=Kind.IDENTIFIER,
            longest=LONGEST_NAME,
            example="3号楼",
        ),
        Field(
            "unit",
            "单元",
            "单元号 门洞",
            kind=Kind.IDENTIFIER,
            longest=LONGEST_NAME,
            example="2单元",
        ),
        Field(
            "dwelling",
            "房号",
            "房屋 门牌 室号 户号 房间号 住房",
            kind=Kind.IDENTIFIER,
            longest=LONGEST_NAME,
            example="501",
        ),
        Field("grid", "网格", "所属网格 网格名称", longest=LONGEST_NAME, example="第1网格"),
    )

    def results_url(self, ids: Sequence[int]) -> str:
        return reverse("places:tree")

    def prepare(self, order: Order) -> Survey:
        return Survey(order)

    def check(self, records: Sequence[Record], context: Survey) -> list[Verdict]:
        return [self._verdict(record, context) for record in records]

    def _verdict(self, record: Record, survey: Survey) -> Verdict:
        names = {name: record.get(name) or "" for name in ("building", "unit", "dwelling", "grid")}
        line = places.Line(**names)
        if line.grid and line.grid not in survey.register.grids:
            words = _("本社区还没有“%(grid)s”，请先建网格，或核对名称") % {"grid": line.grid}
            return Bad((Problem("grid", words),))
        if line in survey.seen or survey.register.find(line) is not None:
            return Same()
        survey.seen.add(line)
        return Good(line)

    def commit(self, values: Sequence[places.Line], context: Survey) -> list[int]:
        order, before = context.order, context.ids()
        places.add_lines(register=context.register, lines=values, by=order.by, at=order.at)
        return sorted(context.ids() - before)

    def undo(self, ids: Sequence[int], *, by: accounts.User | None, at: dt.datetime) -> TakenBack:
        removed = places.remove_unused(ids=ids, by=by, at=at)
        return TakenBack(removed, len(ids) - removed)
