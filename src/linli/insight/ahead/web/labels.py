"""How months and what they bring are called."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.insight.ahead.categories import ITSELF, NONE
from linli.insight.ahead.formula import Expected
from linli.insight.ahead.models import Plan
from linli.insight.ahead.outlook import Line, Trend

TRENDS: dict[Trend, object] = {
    Trend.MUCH_MORE: gettext_lazy("比平常多很多"),
    Trend.MORE: gettext_lazy("比平常多"),
    Trend.SAME: gettext_lazy("和平常差不多"),
    Trend.LESS: gettext_lazy("比平常少"),
}


def trend(line: Line) -> str:
    """The month against a usual one, in words."""
    times = line.expected.number / line.usual if line.usual else 0
    if line.trend == Trend.MUCH_MORE and times:
        return _("比平常多，约%(times)s倍") % {"times": f"{times:.1f}".removesuffix(".0")}
    if line.trend == Trend.MORE and times:
        return _("比平常多约%(share)s%%") % {"share": round((times - 1) * 20) * 5}
    return str(TRENDS[line.trend])


def span(expected: Expected | Plan) -> str:
    """A range as people write it: 9—15, or the one number."""
    low, high = expected.low, expected.high
    return f"{low}—{high}" if low != high else f"{low}"


def name(line: Line) -> str:
    """What a line is called, also where nobody has said a category, or only a wide one."""
    if line.key == NONE:
        return _("没有分类")
    if line.key.startswith(ITSELF):
        return _("%(category)s：没有细分") % {"category": line.name}
    return line.name


def month(one: dt.date) -> str:
    """A month of whatever year."""
    return _("%(year)d年%(month)d月") % {"year": one.year, "month": one.month}
