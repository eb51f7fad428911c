"""What a plan says before somebody has written it: numbers, places, what can be prepared."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.foundation.places import public as places
from linli.insight.ahead.outlook import Line, Part
from linli.insight.ahead.web import labels


def title(line: Line, month: str) -> str:
    """In a line."""
    matter = line.name.split("／")[-1]
    return (_("%(month)s“%(matter)s”提前办") % {"month": month, "matter": matter})[:100]


def measures(line: Line, parts: Iterable[Part], spots: Iterable[tuple[places.Place, int]]) -> str:
    """A text to go on from."""
    counts = [
        _("%(month)s %(number)s件") % {"month": labels.month(month), "number": number}
        for month, number in line.same_months
        if number is not None
    ]
    counts.append(_("这次预计%(span)s件") % {"span": labels.span(line.expected)})
    told = ["，".join(counts) + "。"]
    where = [place.name for place, _number in spots] or [part.place.name for part in parts][:3]
    if where:
        told.append(_("多在：%(places)s。") % {"places": "、".join(where)})
    told += [f"{season.name}：{'；'.join(season.prepare)}。" for season in line.seasons]
    return "\n".join(told)
