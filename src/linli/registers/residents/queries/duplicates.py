"""Files that may be of one person: how alike they are, and why."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.fields import blind_index
from linli.registers.residents.models import Distinct, Merge, Person
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import ID_NUMBER, PHONE, exactly, visible_to

# From here on two files are shown together.
ALIKE = 50
MOST_GROUPS = 100
# What points at one person, and how much.
NUMBER, BIRTH, TELEPHONE, DOOR, NAME = 100, 35, 30, 20, 25


@dataclasses.dataclass(frozen=True)
class Likeness:
    """How alike two files are (100: surely one person), with the reasons in words."""

    person: Person
    score: int
    reasons: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two files that look alike."""

    first: Person
    second: Person
    score: int
    reasons: tuple[str, ...]

    @property
    def both(self) -> tuple[Person, Person]:
        return self.first, self.second

    @property
    def ways(self) -> tuple[tuple[Person, Person], tuple[Person, Person]]:
        """Which of them may count, and which goes."""
        return (self.first, self.second), (self.second, self.first)


@dataclasses.dataclass(frozen=True)
class Traits:
    """What of a file is compared; "" tells nothing."""

    name: str
    born: str = ""
    number: str = ""
    phone: str = ""
    door: str = ""


def traits(person: Person) -> Traits:
    return Traits(
        person.name,
        person.born_on.isoformat() if person.born_on else "",
        person.id_number_index,
        person.phone_index,
        person.place_path,
    )


def traits_told(told: Mapping[str, str], door: str) -> Traits:
    """Of somebody who is about to be written down."""
    number, phone = told.get("person.id_number", ""), told.get("person.phone", "")
    return Traits(
        told.get("person.name", ""),
        told.get("person.birth_date", ""),
        blind_index(number, ID_NUMBER) if number else "",
        blind_index(phone, PHONE) if phone else "",
        door,
    )


def compare(one: Traits, other: Traits) -> tuple[int, tuple[str, ...]]:
    """Score and reasons. Two different numbers are two people, whatever else is alike."""
    if one.number and other.number:
        if one.number == other.number:
            return NUMBER, (_("证件号码相同"),)
        return 0, ()
    points = [
        (NAME, _("姓名相同"), one.name == other.name),
        (BIRTH, _("出生日期相同"), bool(one.born) and one.born == other.born),
        (TELEPHONE, _("电话相同"), bool(one.phone) and one.phone == other.phone),
        (DOOR, _("住在同一户"), bool(one.door) and one.door == other.door),
    ]
    if one.born and other.born and one.born != other.born:
        # Father and son share door and telephone, and in some families the name.
        return 0, ()
    met = [(score, words) for score, words, holds in points if holds]
    return min(sum(score for score, _words in met), 99), tuple(words for _score, words in met)


def like(user: accounts.User, looked: Traits) -> list[Likeness]:
    """Files that this person sees and that may be of the same one, the likeliest first."""
    fits = Q(name=looked.name, place_path=looked.door)
    if looked.number:
        fits |= exactly(id_number_index=looked.number)
    if looked.phone:
        fits |= exactly(phone_index=looked.phone)
    if looked.born and looked.name:
        fits |= Q(name=looked.name, born_on=looked.born)
    found = visible_to(user).filter(fits).select_related("household__dwelling")[:20]
    scored = [Likeness(one, *compare(looked, traits(one))) for one in found]
    alike = [one for one in scored if one.score >= ALIKE]
    return sorted(alike, key=lambda one: -one.score)


def pairs(user: accounts.User, place: places.Place) -> list[Pair]:
    """Pairs at a place that look alike and that nobody has told apart; a few queries."""
    here = visible_to(user).filter(places.within(place.place_path))
    scope = accounts.scope(user, ResidentsPermission.MANAGE)
    here = here.filter(scope)
    groups = [
        *_groups(here.exclude(id_number_index=""), "id_number_index"),
        *_groups(here.exclude(born_on=None), "name", "born_on"),
        *_groups(here.exclude(phone_index=""), "name", "phone_index"),
        *_groups(here, "name", "place_path"),
    ]
    condition = Q(pk__in=[])
    for group in groups[:MOST_GROUPS]:
        condition |= Q(**group)
    people = list(here.filter(condition).select_related("household__dwelling").order_by("pk"))
    return _scored(people)


def _groups(people: QuerySet[Person], *columns: str) -> list[dict[str, object]]:
    counted = people.order_by().values(*columns).annotate(n=Count("pk")).filter(n__gt=1)
    return [{name: row[name] for name in columns} for row in counted[:MOST_GROUPS]]


def _scored(people: Sequence[Person]) -> list[Pair]:
    apart = told_apart(person.pk for person in people)
    read = [(person, traits(person)) for person in people]
    found = []
    for number, (first, one) in enumerate(read):
        for second, other in read[number + 1 :]:
            score, reasons = compare(one, other)
            if score >= ALIKE and (first.pk, second.pk) not in apart:
                found.append(Pair(first, second, score, reasons))
    return sorted(found, key=lambda pair: (-pair.score, pair.first.pk))


def told_apart(ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of which somebody said that they are two people."""
    rows = Distinct.objects.filter(first__in=list(ids))
    return set(rows.values_list("first_id", "second_id"))


def merges_of(person: Person) -> list[Merge]:
    """The files that became part of this one, as far as they can still be parted."""
    return list(Merge.objects.filter(kept=person, undone_at=None).select_related("gone", "by"))


def get_merge(user: accounts.User, pk: int) -> Merge | None:
    """A merge at a place where the person may part files again."""
    scope = accounts.scope(user, ResidentsPermission.MANAGE, by_index=False)
    return Merge.objects.filter(scope, pk=pk).select_related("kept", "gone").first()


def kept_file(user: accounts.User, pk: int) -> Person | None:
    """The file that a merged one belongs to now."""
    return visible_to(user, by_index=False).filter(merged=pk).first()


def communities(user: accounts.User) -> list[places.Place]:
    """Where the person looks after duplicates."""
    scope = accounts.scope(user, ResidentsPermission.MANAGE, "path")
    return list(places.communities().filter(scope).order_by("path"))
