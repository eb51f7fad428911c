"""Requests as a source of figures: how many came in a time, by matter, channel, result, answer."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import counted
from linli.kernel.clock import local_date, midnight
from linli.kernel.counted import Asked, Choice, Condition, Dimension, Named, Phrase, Things, phrase
from linli.services.cases.choices import Nature, Outcome, Satisfaction, Source
from linli.services.cases.models import CallBack, Case, Category
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.queries import visible_to
from linli.services.cases.states import FINISHED, State

CODE = "cases"
DAY = dt.timedelta(days=1)
AT_ONCE = 5_000
YES, NO = "1", "0"
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
SEASONS = {"一": (1, 2, 3), "二": (4, 5, 6), "三": (7, 8, 9), "四": (10, 11, 12)}


def dimensions() -> list[Dimension]:
    """Everything by which requests are parted."""
    declined = (Choice(YES, _("不予受理")), Choice(NO, _("不算不予受理的")))
    return [
        Dimension("category", _("类别"), _categories(), single=False),
        Dimension("nature", _("性质"), _choices(Nature.choices)),
        Dimension("source", _("来源"), _choices(Source.choices)),
        Dimension("month", _("月份"), tuple(Choice(str(n), _("%d月") % n) for n in range(1, 13))),
        Dimension("finished", _("办结"), (Choice(YES, _("已办结")), Choice(NO, _("在办")))),
        Dimension("declined", _("是否受理"), declined),
        Dimension("outcome", _("办理结果"), _choices(Outcome.choices)),
        Dimension("satisfaction", _("居民评价"), _choices(Satisfaction.choices)),
    ]


def _choices(pairs: Iterable[tuple[Any, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), str(words)) for value, words in pairs)


def _categories() -> tuple[Choice, ...]:
    return tuple(Choice(str(one.pk), one.full_name) for one in Category.objects.all())


def phrases() -> list[Phrase]:
    """What labels of such tables say; names of categories as they are on the site's list."""
    return [*_named(), *_months(), *_channels(), *_results(), *_natures()]


def _named() -> list[Phrase]:
    """A name that several categories have says nothing."""
    by_name: dict[str, list[str]] = {}
    for one in Category.objects.all():
        by_name.setdefault(re.sub(r"\s+", "", one.name), []).append(str(one.pk))
    return [
        phrase(
            rf"^{re.escape(name)}(?:类|问题|方面)*$", Condition("category", (pks[0],), many=True)
        )
        for name, pks in sorted(by_name.items(), key=lambda pair: -len(pair[0]))
        if len(pks) == 1
    ]


def _months() -> list[Phrase]:
    found = [
        phrase(rf"^(?:{number}|0?{n})月(?:份)?$", Condition("month", (str(n),)))
        for n, number in enumerate(NUMERALS, 1)
    ]
    return found + [
        phrase(rf"^第?{name}季度$", Condition("month", tuple(map(str, months))))
        for name, months in SEASONS.items()
    ]


def _channels() -> list[Phrase]:
    def of(pattern: str, source: Source) -> Phrase:
        return phrase(pattern, Condition("source", (source.value,)))

    return [
        of(r"12345(?:政务服务)?(?:便民)?(?:热线)?|市民热线|热线", Source.HOTLINE),
        of(r"居民窗口|网上提交|线上提交", Source.PORTAL),
        of(r"来访|上门反映", Source.COUNTER),
        of(r"来电|电话反映", Source.PHONE),
        of(r"(?:微信|居民|聊天)群", Source.CHAT),
        of(r"巡查发现|网格巡查", Source.PATROL),
    ]


def _results() -> list[Phrase]:
    def outcome(pattern: str, value: Outcome) -> Phrase:
        return phrase(pattern, Condition("outcome", (value.value,)))

    def said(pattern: str, *values: Satisfaction, doubt: str = "") -> Phrase:
        chosen = tuple(str(value.value) for value in values)
        return phrase(pattern, Condition("satisfaction", chosen), doubt=doubt)

    four, two = Satisfaction.SATISFIED, Satisfaction.DISSATISFIED
    return [
        phrase(r"未办结|在办(?:理中?)?|办理中", Condition("finished", (NO,))),
        phrase(r"(?<!未)(?:已)?办结", Condition("finished", (YES,))),
        phrase(r"不予受理|未受理", Condition("declined", (YES,))),
        phrase(
            r"(?<!不予)(?<!未)受理(?=量|数|件|$)",
            Condition("declined", (NO,)),
            doubt=_("“受理”这里不算不予受理的，表上没有说"),
        ),
        outcome(r"部分解决", Outcome.PARTLY),
        outcome(r"(?:暂?未|没有)解决", Outcome.UNSOLVED),
        outcome(r"(?:已)?解释说明", Outcome.EXPLAINED),
        outcome(r"已解决", Outcome.SOLVED),
        said(r"很不满意|非常不满意", Satisfaction.VERY_DISSATISFIED),
        said(r"很满意|非常满意", Satisfaction.VERY_SATISFIED),
        said(r"基本满意", Satisfaction.FAIR),
        said(
            r"不满意(?!率)",
            two,
            Satisfaction.VERY_DISSATISFIED,
            doubt=_("“不满意”包不包括“很不满意”，表上没有说"),
        ),
        said(
            r"(?<!不)满意(?!率|度)",
            Satisfaction.VERY_SATISFIED,
            four,
            doubt=_("“满意”包不包括“很满意”，表上没有说"),
        ),
    ]


def _natures() -> list[Phrase]:
    return [
        phrase(rf"{label}(?!举报)类?", Condition("nature", (value,)))
        for value, label in Nature.choices
    ]


def things(asked: Asked) -> Things:
    """The requests that came in between two days at a place; two queries."""
    # Not `visible_to`: who stands back from a request must not read it, and it is counted.
    found = Case.objects.filter(
        accounts.scope(asked.user, CasesPermission.VIEW), places.within(asked.place.place_path)
    )
    if asked.since is not None:
        found = found.filter(received_at__gte=midnight(asked.since))
    found = found.filter(received_at__lt=midnight(asked.until + DAY))
    columns = ("category", "nature", "source", "received_at", "state", "outcome")
    rows = list(found.order_by("pk").values_list("pk", "place_path", *columns))
    sides = [list(side) for side in zip(*rows, strict=True)] or [[] for _ in range(8)]
    ids, paths, category, nature, source, received, state, outcome = sides
    lines = _lines()
    values: dict[str, list[Any]] = {
        "category": [lines.get(pk) for pk in category],
        "nature": nature,
        "source": source,
        "month": [str(local_date(at).month) for at in received],
        "finished": [YES if one in FINISHED else NO for one in state],
        "declined": [YES if one == State.DECLINED else NO for one in state],
        "outcome": [one or None for one in outcome],
    }
    if "satisfaction" in asked.dimensions:
        said = _satisfaction(ids)
        values["satisfaction"] = [said.get(pk) for pk in ids]
    return Things(ids, paths, [0] * len(ids), values)


def _lines() -> dict[int, set[str]]:
    """Category → itself and those above it: what is of a part is of the whole."""
    above = {one.pk: one.parent_id for one in Category.objects.all()}
    found: dict[int, set[str]] = {}
    for pk in above:
        here: int | None = pk
        while here is not None:
            found.setdefault(pk, set()).add(str(here))
            here = above.get(here)
    return found


def _satisfaction(ids: Sequence[int]) -> dict[int, str]:
    """What residents answered, the last of several rounds."""
    found: dict[int, str] = {}
    for first in range(0, len(ids), AT_ONCE):
        rows = CallBack.objects.filter(
            case__in=ids[first : first + AT_ONCE], effective=True, satisfaction__isnull=False
        )
        for case, said in rows.order_by("round", "pk").values_list("case", "satisfaction"):
            found[case] = str(said)
    return found


def named(user: accounts.User, ids: Sequence[int]) -> list[Named]:
    """Some requests by number and title, those that the person may read."""
    known = visible_to(user, by_index=False).filter(pk__in=ids).in_bulk()
    return [
        Named(pk, str(known[pk]), reverse("cases:case", args=[pk])) for pk in ids if pk in known
    ]


def register() -> None:
    """Called from `AppConfig.ready`."""
    counted.register(
        counted.Source(
            code=CODE,
            label=gettext_lazy("诉求"),
            about=re.compile(r"诉求|接诉即办|12345|市民热线|工单|来电来访"),
            unit="件",
            measures=re.compile(
                r"(?:诉求|工单|来件)?(?:总|合计)?(?:件数|数量?|总量|量|件)|诉求|工单|接诉即办|事项"
            ),
            view=CasesPermission.VIEW,
            dimensions=dimensions,
            phrases=phrases,
            things=things,
            named=named,
            by_period=True,
        )
    )
