"""The data elements that tables ask for, grouped by what they are about, with their many names."""

from linli.insight.sheets.vocabulary import (
    aid,
    care,
    household,
    livelihood,
    person,
    place,
    report,
    veteran,
)
from linli.insight.sheets.vocabulary.elements import Element

ELEMENTS: dict[str, Element] = {
    element.id: element
    for group in (person, livelihood, household, place, aid, care, veteran, report)
    for element in group.ELEMENTS
}

__all__ = ["ELEMENTS", "Element"]
