"""Derived tags: who holds them follows from birth, household and registration, on any day.

{"age_from": 60, "alone": true}      lives alone and is at least 60
{"all_from": 60}                     everybody at home is at least 60
{"age_to": 13}   {"registration": "elsewhere"}
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from linli.registers.residents.models import Person, Presence
from linli.registers.residents.years import age_on, born_between, years_before

KEYS = {"age_from", "age_to", "alone", "all_from", "registration"}
# Lists that a community must not keep (religion, drugs, cults, petitions), or that belong to the
# administration of justice.
RULED_OUT = re.compile(
    "宗教|信教|教徒|基督|天主|佛教|伊斯兰|穆斯林|吸毒|戒毒|涉毒|邪教|法轮|全能神|上访|信访|访民|维稳|稳控"
    "|犯罪|刑满|前科|矫正|安置帮教"
)


def condition(rule: Mapping[str, Any], on: dt.date) -> Q:
    """Who fits, as a condition on people."""
    fits = born_between(rule.get("age_from"), rule.get("age_to"), on)
    if rule.get("alone"):
        fits &= Q(household_size=1, presence=Presence.HERE)
    if (years := rule.get("all_from")) is not None:
        fits &= Q(household_youngest_on__lte=years_before(on, years), presence=Presence.HERE)
    if registration := rule.get("registration"):
        fits &= Q(registration=registration)
    return fits


def fits(rule: Mapping[str, Any], person: Person, on: dt.date) -> bool:
    """Whether somebody fits; the same as `condition`, for people who have been read."""
    here = person.presence == Presence.HERE
    age = age_on(person.born_on, on)
    low, high, years = rule.get("age_from"), rule.get("age_to"), rule.get("all_from")
    youngest = person.household_youngest_on
    return not (
        (low is not None and (age is None or age < low))
        or (high is not None and (age is None or age > high))
        or (rule.get("alone") and not (here and person.household_size == 1))
        or (
            years is not None
            and not (here and youngest is not None and youngest <= years_before(on, years))
        )
        or (rule.get("registration") and person.registration != rule["registration"])
    )


def is_ruled_out(words: str) -> bool:
    """Whether a tag of this name would be a list that must not be kept."""
    return bool(RULED_OUT.search(re.sub(r"\s+", "", words)))
