"""Finding residents: by name, pinyin, initials, telephone, identity number or address."""

import re

from django.db.models import Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.kernel.fields import blind_index
from linli.kernel.identity import normalise_phone
from linli.kernel.pinyin import readings
from linli.kernel.search import SearchIndex
from linli.registers.residents import terms
from linli.registers.residents.models import Person
from linli.registers.residents.permissions import ResidentsPermission

SEARCH = SearchIndex("residents_person")
PHONE = "residents.person.phone"
LAST4 = "residents.person.phone_last4"
ID_NUMBER = "residents.person.id_number"
# Of a million residents, a hundred share their last four digits.
MOST_READ = 500


def visible_to(user: accounts.User, *, by_index: bool = True) -> QuerySet[Person]:
    """The people who live where the user may see residents, each record that counts.

    `by_index`: see `places.within`; False for one person and for those with a number.
    """
    scope = accounts.scope(user, ResidentsPermission.VIEW, by_index=by_index)
    return Person.objects.filter(scope, merged_into=None)


def get_visible(user: accounts.User, pk: int) -> Person:
    """One of them, with the household and the dwelling; `NotFound` for all others."""
    people = visible_to(user, by_index=False).select_related("household__dwelling")
    found = people.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def find(user: accounts.User, text: str) -> QuerySet[Person]:
    """People that fit all that was typed: 王 3-2-501 is who is called so and lives there."""
    # So many digits are a number, or an address, which leads to its own place.
    by_index = re.search(r"\d{4}", text) is None
    people = visible_to(user, by_index=by_index).select_related("household__dwelling")
    found = terms.of(text)
    for term in found:
        people = _fitting(user, people, term)
    return people if found else people.none()


def _fitting(user: accounts.User, people: QuerySet[Person], typed: str) -> QuerySet[Person]:
    """By one term; what it is (number, pinyin, name, address) is told from its form."""
    if re.fullmatch(r"\d{17}[\dXx]|[a-zA-Z]{1,2}\d{6,10}", typed):
        return people.filter(exactly(id_number_index=blind_index(typed.upper(), ID_NUMBER)))
    if re.fullmatch(r"\d{4}", typed):
        return people.filter(exactly(phone_last4_index=blind_index(typed, LAST4)))
    if re.fullmatch(r"\d{5,10}", typed):
        return people.filter(pk__in=_with_phone_ending(people, typed))
    if phone := normalise_phone(typed):
        return people.filter(exactly(phone_index=blind_index(phone, PHONE)))
    if re.fullmatch(r"[a-zA-Z]+", typed):
        letters = typed.lower()
        also = SEARCH.filter(people.order_by("pk"), letters).values_list("pk", flat=True)
        return people.filter(_prefix(letters) | Q(pk__in=list(also[:MOST_READ])))
    if terms.may_be_address(typed):
        homes = places.find(typed, accounts.paths(user, ResidentsPermission.VIEW))
        if homes:
            return people.filter(_at(homes))
    return SEARCH.filter(people, typed)


def _at(homes: list[places.Place]) -> Q:
    """Who lives at or below one of some places."""
    condition = Q(pk__in=[])
    for home in homes:
        condition |= places.within(home.place_path)
    return condition


def exactly(**index: str) -> Q:
    """By a blind index. "Not empty" follows from it; said aloud, SQLite uses the partial index."""
    return Q(**index) & ~Q(**dict.fromkeys(index, ""))


def _with_phone_ending(people: QuerySet[Person], digits: str) -> list[int]:
    """Ids of people whose number ends so: the last four lead to a few, whose numbers are read."""
    few = people.filter(exactly(phone_last4_index=blind_index(digits[-4:], LAST4)))
    return [
        person.pk
        for person in few.select_related(None).only("pk", "phone").order_by("pk")[:MOST_READ]
        if person.phone.replace("-", "").endswith(digits)
    ]


def _prefix(letters: str) -> Q:
    """By the first reading. Range conditions: `startswith` does not use an index on SQLite."""
    after = letters[:-1] + chr(ord(letters[-1]) + 1)
    return Q(pinyin__gte=letters, pinyin__lt=after) | Q(initials__gte=letters, initials__lt=after)


def by_phone(user: accounts.User, phone: str) -> QuerySet[Person]:
    """Visible residents with this telephone number."""
    normal = normalise_phone(phone)
    if not normal:
        return Person.objects.none()
    return visible_to(user, by_index=False).filter(exactly(phone_index=blind_index(normal, PHONE)))


def index_fields(person: Person) -> None:
    """Fill what a person is found by, from name and numbers; called before saving."""
    reading = readings(person.name)
    person.pinyin = " ".join(reading.full)[:120]
    person.initials = " ".join(reading.initials)[:40]
    person.phone_index = blind_index(person.phone, PHONE) if person.phone else ""
    person.phone_last4_index = blind_index(person.phone[-4:], LAST4) if person.phone else ""
    person.id_number_index = blind_index(person.id_number, ID_NUMBER) if person.id_number else ""


def search_text(person: Person) -> str:
    """What the full-text index holds of a person: the name, and the readings after the first,
    which few names have; the first is found by its own columns."""
    reading = readings(person.name)
    return " ".join([person.name, *reading.full[1:], *reading.initials[1:]])
