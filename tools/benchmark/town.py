"""A city's places, units, staff and residents."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.db import connection, transaction

from benchmark.tables import Table, batches, sealed, stamp
from linli.config.demo.people import FEMALE, MALE, SURNAMES
from linli.foundation.accounts.models import Assignment, Role, User
from linli.foundation.places.models import Place
from linli.foundation.places.queries import sort_key
from linli.kernel import clock
from linli.kernel.fields import blind_index
from linli.registers.organisations.models import Kind, Member, Organisation
from linli.registers.residents.models import Household, Person, PersonTag, Source, Tag
from linli.registers.residents.queries import finding as residents

# Each so many people hold one of these tags, and each 150th all three.
TAGS = {"志愿者": 10, "退役军人": 25, "低保": 30}
BIRTHS_FROM, BIRTH_DAYS = dt.date(1930, 1, 1), 34_000
COMMUNITIES_A_STREET, GRIDS, BUILDINGS, DWELLINGS = 10, 4, 16, 100
NEW_STREET, NEW_COMMUNITIES = "新建街道", 4
DEPARTMENTS = ("城管执法队", "派出所", "市场监管所", "住建所", "供热公司")

Say = Callable[[str], object]


@dataclasses.dataclass(frozen=True, slots=True)
class House:
    """A building, and whose it is; of its dwellings ids and paths."""

    pk: int
    path: str
    name: str
    community: int
    committee: int
    worker: int
    dwellings: list[tuple[int, str]]


class Town:
    """Builds the tree of places, and units and staff with it."""

    def __init__(self) -> None:
        self.places = Table(Place, kind="", name="", full_name="")
        self.units = Table(Organisation, kind="", name="", place_id=0)
        self.users = Table(User, username="", name="", password="!")
        self.members = Table(Member, organisation_id=0, user_id=0)
        self.roles = {role.code: role.pk for role in Role.objects.all()}
        self.assignments = Table(
            Assignment, user_id=0, role_id=0, place_id=0, starts_on=dt.date(2020, 1, 1)
        )

    def place(self, kind: str, name: str, parent: tuple[int, str] | None) -> tuple[int, str]:
        """A new place's id and path."""
        pk = next(self.places.ids)
        above, path = parent or (None, "/")
        path = f"{path}{pk}/"
        self.places.add(
            id=pk,
            kind=kind,
            name=name,
            full_name=name,
            parent_id=above,
            path=path,
            sort_key=sort_key(name),
        )
        return pk, path

    def unit(self, kind: str, name: str, place: tuple[int, str]) -> int:
        return self.units.add(kind=kind, name=name, place_id=place[0], place_path=place[1])

    def person(self, role: str, place: tuple[int, str], unit: int) -> int:
        pk = next(self.users.ids)
        name = f"{SURNAMES[pk % len(SURNAMES)]}工{pk}"
        self.users.add(
            id=pk, username=f"{role}-{pk}", name=name, place_id=place[0], place_path=place[1]
        )
        self.assignments.add(
            user_id=pk, role_id=self.roles[role], place_id=place[0], place_path=place[1]
        )
        self.members.add(user_id=pk, organisation_id=unit)
        return pk

    def street(self, name: str, district: tuple[int, str]) -> tuple[int, str]:
        street = self.place("street", name, district)
        self.person("street", street, self.unit(Kind.STREET, f"{name}办事处", street))
        for department in DEPARTMENTS:
            self.unit(Kind.DEPARTMENT, f"{name}{department}", street)
        return street

    def community(self, name: str, street: tuple[int, str]) -> list[House]:
        """A community with its staff; answers its buildings."""
        community = self.place("community", name, street)
        committee = self.unit(Kind.COMMUNITY, f"{name}居委会", community)
        self.unit(Kind.PROPERTY, f"{name}物业服务中心", community)
        self.person("head", community, committee)
        self.person("community-worker", community, committee)
        houses = []
        for grid_number in range(1, GRIDS + 1):
            grid = self.place("grid", f"第{grid_number}网格", community)
            worker = self.person("grid-worker", grid, committee)
            for building_number in range(grid_number, BUILDINGS + 1, GRIDS):
                name = f"{building_number}号楼"
                building = self.place("building", name, grid)
                dwellings = [
                    self.place("dwelling", f"{floor}{door:02d}", building)
                    for floor in range(1, DWELLINGS // 4 + 1)
                    for door in range(1, 5)
                ]
                houses.append(House(*building, name, community[0], committee, worker, dwellings))
        return houses

    def flush(self) -> None:
        for table in (self.places, self.units, self.users, self.members, self.assignments):
            table.flush()


def build_town(communities: int) -> list[House]:
    """Every building of a city with so many communities, ten of them to a street."""
    town = Town()
    district = town.place("district", "基准区", town.place("city", "基准市", None))
    houses: list[House] = []
    street = district
    for number in range(communities):
        if number % COMMUNITIES_A_STREET == 0:
            street = town.street(f"第{number // COMMUNITIES_A_STREET + 1}街道", district)
        houses += town.community(f"第{number + 1}社区", street)
    town.flush()
    return houses


def build_new_street() -> None:
    """A street where nobody has lived yet: what measuring writes changes no list that it reads."""
    town = Town()
    district = Place.objects.get(kind="district")
    street = town.street(NEW_STREET, (district.pk, district.place_path))
    for number in range(NEW_COMMUNITIES):
        town.community(f"新建第{number + 1}社区", street)
    town.flush()


def neighbour(number: int) -> tuple[str, str]:
    """Name and telephone number of a resident, the same each time."""
    scattered = (number * 2654435761 & 0xFFFFFFFF) >> 4
    given = MALE if number % 2 else FEMALE
    surname = SURNAMES[scattered % len(SURNAMES)]
    return surname + given[scattered // len(SURNAMES) % len(given)], f"154{number:08d}"


def write_residents(houses: list[House], count: int, say: Say) -> None:
    """Households of two or three, five people in each two."""
    homes = [home for house in houses for home in house.dwellings]
    household_table = Table(Household, dwelling_id=0)
    person_table = Table(Person, name="")
    known: dict[str, Person] = {}
    for batch in batches(Person.objects.count(), count):
        index, homes_taken = [], batch.start // 5 * 2
        household, path = 0, ""  # a batch begins with a household
        for number in batch:
            if number % 5 in (0, 2):
                dwelling, path = homes[homes_taken * 13 % len(homes)]
                household = household_table.add(dwelling_id=dwelling, place_path=path)
                homes_taken += 1
            name, phone = neighbour(number)
            if name not in known:
                known[name] = Person(name=name)
                residents.index_fields(known[name])
            pk = person_table.add(
                household_id=household,
                place_path=path,
                name=name,
                pinyin=known[name].pinyin,
                initials=known[name].initials,
                sex="12"[number % 2 == 0],
                born_on=BIRTHS_FROM + dt.timedelta(days=number * 7919 % BIRTH_DAYS),
                phone=sealed(Person, "phone", phone),
                phone_index=blind_index(phone, residents.PHONE),
                phone_last4_index=blind_index(phone[-4:], residents.LAST4),
            )
            index.append((pk, residents.search_text(known[name])))
        with transaction.atomic():
            household_table.flush()
            person_table.flush()
            residents.SEARCH.put_many(index)
        say(f"residents {batch.stop:,}")


def write_tags(say: Say) -> None:
    """What people of the register hold, in one statement for each tag."""
    if PersonTag.objects.exists():
        return
    at = clock.now()
    for name, each in TAGS.items():
        tag = Tag.objects.get(name=name)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {PersonTag._meta.db_table}"
                " (person_id, tag_id, place_path, since, source, at, proof)"
                " SELECT id, %s, place_path, %s, %s, %s, ''"
                f" FROM {Person._meta.db_table} WHERE id %% %s = 0",
                [tag.pk, at.date(), Source.WINDOW, stamp(at), each],
            )
        say(f"tag {name}")
