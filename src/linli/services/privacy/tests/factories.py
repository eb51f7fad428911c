"""A community with somebody on the register, and people who look after personal data."""

import dataclasses
import datetime as dt
import itertools

from linli.config import presets
from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_user as open_desk
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.organisations.public import Kind, Member, Organisation
from linli.registers.residents.public import Person
from linli.registers.residents.tests.factories import make_town as make_places
from linli.registers.residents.tests.factories import settle
from linli.services.privacy import presets as privacy_presets
from linli.services.privacy.actions import consents, purposes
from linli.services.privacy.models import Consent, How, NoticeText, Purpose, TextKind, Word
from linli.services.privacy.permissions import PrivacyPermission

# A Wednesday morning, inside business hours.
AT = clock.local(2026, 3, 11, 9, 30)
TODAY = dt.date(2026, 3, 11)
_numbers = itertools.count(1)
__all__ = ["AT", "TODAY", "Town", "make_town", "make_user", "settle"]


@dataclasses.dataclass
class Town:
    """`head` keeps purposes and texts, `worker` takes claims, `grid_worker` takes consents."""

    community: places.Place
    grid: places.Place
    dwelling: places.Place
    next_door: places.Place
    committee: Organisation
    head: accounts.User
    worker: accounts.User
    grid_worker: accounts.User
    person: Person


def make_user(role: str, place: places.Place, unit: Organisation, name: str) -> accounts.User:
    """Somebody of a unit with a role at a place."""
    user = accounts.open_account(
        username=f"privacy{next(_numbers)}",
        name=name,
        password="Linli-2026-test",
        kind=accounts.UserKind.STAFF,
        by=None,
        at=AT,
        first_password=False,
    )
    accounts.assign(
        user=user,
        role=accounts.Role.objects.get(code=role),
        place=place,
        starts_on=dt.date(2020, 1, 1),
        by=None,
        at=AT,
    )
    Member.objects.create(organisation=unit, user=user)
    return user


def make_town(name: str = "幸福里社区") -> Town:
    presets.load()
    made = make_places(name)
    committee = Organisation.objects.create(
        kind=Kind.COMMUNITY,
        name=f"{name}居委会",
        place=made.community,
        place_path=made.community.place_path,
    )
    return Town(
        made.community,
        made.grid,
        made.dwelling,
        made.next_door,
        committee,
        make_user("head", made.community, committee, "书记"),
        make_user("community-worker", made.community, committee, "小李"),
        make_user("grid-worker", made.grid, committee, "小张"),
        settle(made.dwelling, "王秀英", birth_date="1940-01-01", phone="13900001111"),
    )


def tell_people(place: places.Place, *, at: dt.datetime = AT) -> None:
    """The preset's purposes hold, and the preset's texts are published."""
    privacy_presets.load()
    _publish(open_desk(place, [PrivacyPermission.MANAGE]), at)


def renew_texts(place: places.Place, *, at: dt.datetime = AT) -> None:
    """All published texts are published once more."""
    keeper = open_desk(place, [PrivacyPermission.MANAGE])
    for kind in set(NoticeText.objects.values_list("kind", flat=True)):
        purposes.draft(kind=TextKind(kind), by=keeper, at=at)
    _publish(keeper, at)


def _publish(keeper: accounts.User, at: dt.datetime) -> None:
    for draft in NoticeText.objects.filter(version=None):
        purposes.publish(draft=draft, by=keeper, at=at)


def refuse(person: Person, *names: str) -> None:
    """The person does not want these purposes pursued, whatever their basis was."""
    asked = Purpose.objects.filter(name__in=names)
    asked.update(basis="consent")
    for purpose in asked:
        spoken = consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=TODAY)
        consents.write_down(person=person, purpose=purpose, spoken=spoken, by=None, at=AT)


def word_of(person: Person) -> Consent:
    """The only word that somebody has said."""
    return Consent.objects.select_related("text").get(person=person)


def purpose(name: str) -> Purpose:
    return Purpose.objects.get(name=name)
