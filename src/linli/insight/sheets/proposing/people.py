"""Who goes into a table: a filter that is read from title and notes, edited, and told in words.

Kept as a plain dict with the sheet. What the register lists people by is its own filter; the rest
(`facts`: element → allowed values, "*" any) is looked up person by person. `unmet`: what the title
says and no condition stands for; a person is told.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.registers.residents import public as residents

Filter = dict[str, Any]
# Beyond this nobody waits for a page to look into each file.
MOST_LOOKED_AT = 20_000
AT_ONCE = 2_000
ANY = "*"

BENEFITS = {
    "参战": "参战退役人员",
    "参试": "参试退役人员",
    "三属": "三属",
    "伤残": "残疾军人",
    "带病回乡退伍军人": "带病回乡退伍军人",
    "在乡复员军人": "在乡复员军人",
    "烈士子女": "烈士子女",
    "优抚对象": ANY,
}
SERVICE = {"退伍义务兵": "义务兵", "转业士官": "士官", "复员士官": "士官"}
AID = {"低保": "aid.is_recipient", "五保": "aid.is_destitute", "贫困户": "aid.is_poor_household"}
REGISTRATION_TYPES = {"农业": "农业户口", "非农业": "非农业户口"}
RESIDENCE = {
    "流动": {"registration": "elsewhere"},
    "户籍": {"registration": "here"},
    "常住": {"presence": "here"},
    "离开": {"presence": "away"},
}


def nobody_asked() -> Filter:
    """All who belong to the place of the filling."""
    return {
        "place": None,
        "words": "",
        "sex": "",
        "age_from": None,
        "age_to": None,
        "presence": "",
        "registration": "",
        "tags": [],
        "facts": {},
        "unmet": [],
    }


def is_everybody(chosen: Filter) -> bool:
    """Whether nothing narrows it."""
    return {**chosen, "place": None, "unmet": []} == nobody_asked()


def from_conditions(conditions: Mapping[str, Any], tags: Iterable[residents.Tag]) -> Filter:
    """The filter that the conditions of a title stand for."""
    reader = _Reader({tag.field: tag.pk for tag in tags if tag.field})
    for name, value in conditions.items():
        reader.read(name, value)
    return reader.found


class _Reader:
    def __init__(self, tags: Mapping[str, int]) -> None:
        self.tags = tags
        self.found = nobody_asked()

    def read(self, name: str, value: Any) -> None:
        if name in {"age_min", "age_max"}:
            self.found["age_from" if name == "age_min" else "age_to"] = value
        elif name == "sex":
            self.found["sex"] = {"男": "1", "女": "2"}.get(value, "")
        elif name == "veteran":
            self._yes("veteran.is_veteran")
        elif name == "disability":
            self._yes("person.is_disabled")
        elif name == "deceased":
            self.found["presence"] = "died"
        elif name == "residence_status" and value in RESIDENCE:
            self.found |= RESIDENCE[value]
        elif name == "registration_type" and value in REGISTRATION_TYPES:
            self._any("person.registration_type", REGISTRATION_TYPES[value])
        elif name == "service_type" and value in SERVICE:
            self._any("veteran.service_type", SERVICE[value])
        elif name in {"benefit_category", "aid_type"}:
            self._listed(name, value)
        else:
            self.found["unmet"].append(f"{value}")

    def _listed(self, name: str, values: Iterable[str]) -> None:
        """Several of a list mean any of them."""
        for value in values:
            if name == "benefit_category" and value in BENEFITS:
                self._any("veteran.benefit_category", BENEFITS[value])
            elif name == "aid_type" and value in AID:
                self._yes(AID[value])
            elif value in {"城市低保", "农村低保"}:
                self._yes(AID["低保"])
                kind = REGISTRATION_TYPES["非农业" if value == "城市低保" else "农业"]
                self._any("person.registration_type", kind)
            else:
                self.found["unmet"].append(value)

    def _yes(self, element: str) -> None:
        """By the tag that follows the fact, which people are listed by, or by the fact itself."""
        if element in self.tags:
            self.found["tags"].append(self.tags[element])
        else:
            self._any(element, "1")

    def _any(self, element: str, value: str) -> None:
        self.found["facts"].setdefault(element, []).append(value)


def fitting(
    user: accounts.User, chosen: Filter, place: places.Place, *, on: dt.date
) -> QuerySet[residents.Person]:
    """Who fits by what the register lists people by, as far as this person may see residents."""
    within = places.in_bulk([chosen["place"]]).get(chosen["place"]) if chosen["place"] else None
    if within is None or not places.contains(place.place_path, within.place_path):
        within = place
    tags = residents.tag_dictionary(closed=True).filter(pk__in=chosen["tags"])
    filters = residents.Filters(
        words=chosen["words"],
        sex=chosen["sex"],
        age_from=chosen["age_from"],
        age_to=chosen["age_to"],
        presence=chosen["presence"],
        registration=chosen["registration"],
        place=within,
        tags=tuple(tags),
    )
    found = residents.fitting(user, filters, on=on)
    if any(residents.elements.is_sensitive(element) for element in chosen["facts"]):
        # Who may not know of it must not learn it from a list either.
        found = found.filter(accounts.scope(user, residents.ResidentsPermission.SENSITIVE))
    return found


def codes_of(sheets: Iterable[Mapping[str, Any]]) -> set[str]:
    """What one needs to look at the names: being in a list tells of what the list is about, and
    numbers tell of what they count."""
    on = [sheet for sheet in sheets if sheet["on"]]
    chosen = [sheet["people"] for sheet in on]
    codes: set[str] = {residents.ResidentsPermission.VIEW}
    codes |= {code for sheet in on for code in (sheet.get("figures") or {}).get("codes", ())}
    if any(residents.elements.is_sensitive(element) for one in chosen for element in one["facts"]):
        codes.add(residents.ResidentsPermission.SENSITIVE)
    tags = {pk for one in chosen for pk in one["tags"]}
    return codes | residents.tag_codes(residents.tag_dictionary(closed=True).filter(pk__in=tags))


def ids_of(
    user: accounts.User,
    chosen: Filter,
    place: places.Place,
    *,
    on: dt.date,
    entity: str = "person",
) -> list[int]:
    """All who go in, by where they live, the head of each household first. Where a row is a
    household or a dwelling, one of its people stands for it."""
    head = Case(When(household__head=F("pk"), then=0), default=1)
    found = fitting(user, chosen, place, on=on).order_by(
        "place_path", "household", head, "relation", "pk"
    )
    rows = list(found.values_list("pk", "household", "place_path"))
    if chosen["facts"]:
        holding = set(_all_holding([pk for pk, _, _ in rows], chosen["facts"]))
        rows = [row for row in rows if row[0] in holding]
    if entity == "person":
        return [pk for pk, _, _ in rows]
    first: dict[object, int] = {}
    for pk, household, path in rows:
        first.setdefault((household or path) if entity == "household" else path, pk)
    return list(first.values())


def _all_holding(ids: list[int], facts: Mapping[str, list[str]]) -> Iterator[int]:
    left = iter(ids)
    while lot := list(islice(left, AT_ONCE)):
        yield from _holding(lot, facts)


def _holding(ids: list[int], facts: Mapping[str, list[str]]) -> set[int]:
    fields = tuple(residents.catalogue.FIELDS[element] for element in facts)
    known = residents.facts_of(ids, fields)
    return {
        pk
        for pk, values in known.items()
        if all(
            values.get(element, "") and (ANY in allowed or values[element] in allowed)
            for element, allowed in facts.items()
        )
    }


def count(
    user: accounts.User, chosen: Filter, place: places.Place, *, on: dt.date
) -> tuple[int, bool]:
    """How many go in, and whether that is exact: of very many, not each file is opened."""
    found = fitting(user, chosen, place, on=on)
    if not chosen["facts"]:
        return found.order_by().count(), True
    ids = list(found.order_by().values_list("pk", flat=True)[: MOST_LOOKED_AT + 1])
    if len(ids) > MOST_LOOKED_AT:
        return found.order_by().count(), False
    return sum(1 for _pk in _all_holding(ids, chosen["facts"])), True


def count_all(
    user: accounts.User,
    chosen: Filter,
    place: places.Place,
    *,
    on: dt.date,
    tell: Callable[[int, int], bool],
) -> int | None:
    """The same of any number, each file opened; `tell` hears how many of how many are done, and
    may say to stop: then there is no number."""
    found = fitting(user, chosen, place, on=on)
    ids = list(found.order_by().values_list("pk", flat=True))
    number = 0
    for first in range(0, len(ids), AT_ONCE):
        lot = ids[first : first + AT_ONCE]
        number += len(_holding(lot, chosen["facts"]))
        if not tell(first + len(lot), len(ids)):
            return None
    return number


def mark(user: accounts.User, chosen: Filter, on: dt.date) -> str:
    """The same for the same conditions asked by the same person for the same day."""
    asked = json.dumps([user.pk, on.isoformat(), chosen], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()


def in_words(chosen: Filter, place: places.Place, tags: Mapping[int, str]) -> list[str]:
    """The conditions as people say them."""
    presence = {"": _("属于本社区的"), "all": _("连同迁出和去世的")}
    said = [str(place)]
    if chosen["words"]:
        said.append(_("姓名、电话或地址是“%s”") % chosen["words"])
    said.append(presence.get(chosen["presence"]) or _label(residents.Presence, chosen["presence"]))
    if chosen["registration"]:
        said.append(_label(residents.Registration, chosen["registration"]))
    if chosen["sex"]:
        said.append(_label(residents.Sex, chosen["sex"]))
    said += _ages(chosen["age_from"], chosen["age_to"])
    said += [tags[pk] for pk in chosen["tags"] if pk in tags]
    for element, allowed in chosen["facts"].items():
        said.append(fact_in_words(element, allowed))
    return said


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def _ages(low: int | None, high: int | None) -> list[str]:
    if low is not None and high is not None:
        return [_("%(low)d至%(high)d周岁") % {"low": low, "high": high}]
    if low is not None:
        return [_("%d周岁以上（含）") % low]
    if high is not None:
        return [_("%d周岁以下（含）") % high]
    return []


def fact_in_words(element: str, allowed: list[str]) -> str:
    """A condition that people are looked up for."""
    field = residents.catalogue.FIELDS[element]
    if ANY in allowed:
        return _("填了“%s”的") % field.label
    words = "、".join(residents.values.shown(field, value) for value in allowed)
    return _("%(field)s：%(words)s") % {"field": field.label, "words": words}
