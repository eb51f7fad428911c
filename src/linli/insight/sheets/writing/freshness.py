"""How long a fact may stand before somebody asks again."""

import datetime as dt

from linli.registers.residents import public as residents

USUAL = dt.timedelta(days=365)
MONTH = dt.timedelta(days=31)
# What is as it is for life, or a paper of the past.
LASTING = {
    "person.name",
    "person.former_name",
    "person.sex",
    "person.birth_date",
    "person.id_type",
    "person.id_number",
    "person.id_issuer",
    "person.ethnicity",
    "person.native_place",
    "person.party_join_date",
    "person.moved_from",
    "person.work_start_date",
    "person.residence_start_date",
}
LASTING_GROUPS = {"veteran", "injury"}
CHANGING = {"veteran.benefit_status", "veteran.benefit_amount"}


class Freshness:
    """Whether facts are too old on a day; by the review interval of the tag that follows a fact,
    else by a year."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self.intervals = {
            tag.field: MONTH * tag.review_months
            for tag in residents.tag_dictionary()
            if tag.field and tag.review_months
        }

    def is_stale(self, element: str, confirmed_on: dt.date | None) -> bool:
        if confirmed_on is None or lasts(element):
            return False
        return self.on - confirmed_on > self.intervals.get(element, USUAL)


def lasts(element: str) -> bool:
    """Whether nobody needs to ask again."""
    if element in LASTING:
        return True
    group = residents.catalogue.GROUP_OF.get(element)
    return group is not None and group.code in LASTING_GROUPS and element not in CHANGING
