"""The elements that a person may choose for a field, grouped by what they are about."""

import dataclasses
import functools

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.insight.sheets.proposing.fields import OF_FILLING
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.registers.residents import public as residents

ENTITIES: dict[str, object] = {
    "person": gettext_lazy("个人"),
    "household": gettext_lazy("家庭"),
    "dwelling": gettext_lazy("房屋"),
    "place": gettext_lazy("地点"),
    "aid": gettext_lazy("社会救助"),
    "elder": gettext_lazy("老人和儿童"),
    "child": gettext_lazy("老人和儿童"),
    "contact": gettext_lazy("联系人"),
    "veteran": gettext_lazy("退役军人和优抚"),
    "report": gettext_lazy("这张表本身"),
}


@dataclasses.dataclass(frozen=True)
class Offer:
    """An element under its theme."""

    element: str
    label: str
    theme: str


def offers() -> list[Offer]:
    """Everything that can be answered, by theme; what people write with their own words first."""
    held = residents.elements.held()
    found = [
        Offer(element.id, element.label, theme_of(element.id))
        for element in ELEMENTS.values()
        if element.id in held or element.id in OF_FILLING
    ]
    themes = list(dict.fromkeys(offer.theme for offer in found))
    return sorted(found, key=lambda offer: themes.index(offer.theme))


def theme_of(element: str) -> str:
    """The heading under which people look for it."""
    group = residents.catalogue.GROUP_OF.get(element)
    if group is not None:
        return str(group.label)
    return str(ENTITIES.get(element.partition(".")[0], _("其他")))


@functools.cache
def _by_label() -> dict[str, str]:
    return {element.label: element.id for element in ELEMENTS.values()}


def element_of(label: str) -> str:
    """The element that is called so; "" when none is."""
    return _by_label().get("".join(label.split()), "")
