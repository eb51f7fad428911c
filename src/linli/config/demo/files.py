"""What the register knows of the demonstration's residents, and who said so."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence

from linli.config.demo.people import People, Resident
from linli.config.demo.staff import GRID_WORKERS
from linli.foundation.accounts.models import User
from linli.foundation.places.models import Place
from linli.kernel import clock
from linli.kernel.rows import insert_many
from linli.registers.residents import catalogue, values
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.households import count
from linli.registers.residents.actions.tags import new_row
from linli.registers.residents.models import (
    Contact,
    Dwelling,
    Household,
    LifeEvent,
    LifeKind,
    Person,
    PersonTag,
    Source,
    Statement,
    Tag,
)
from linli.registers.residents.years import age_on

EMPLOYERS = (
    *("云山市第一中学", "清河区人民医院", "云山机械厂", "春晖超市", "云山公交集团"),
    *("清河区市政公司", "云山纺织厂", "邮政清河分公司", "幸福里幼儿园", "云山建筑公司"),
)
ELSEWHERE = ("东湖市南山县柳河镇", "云山市白塔区青云街道", "江州市安平县", "北原市红旗区")
ILLNESSES = ("高血压", "2型糖尿病", "冠心病", "高血压、糖尿病", "慢性支气管炎", "关节炎")
HELPERS = {"楼栋长", "志愿者"}
OCCUPANCIES = ["owner"] * 78 + ["tenant"] * 20 + ["business"] * 2

# From which age to which, and what was written down by mistake.
SLIPS = (
    (8, 17, {"person.is_student": "1", "person.is_retired": "1"}),
    (62, 75, {"person.party_join_date": "1979-07-01", "person.political_status": "13"}),
    (10, 16, {"person.marital_status": "20"}),
    (66, 90, {"aid.is_recipient": "1", "aid.end_date": "2026-01-31"}),
    (45, 58, {"elder.is_empty_nest": "1"}),
    (70, 80, {"veteran.enlist_date": "1970-12-01", "veteran.discharge_date": "1967-12-01"}),
    (20, 30, {"child.is_left_behind": "1"}),
)


class Files:
    """Fills the columns and details of people before they are saved, and writes what hangs on them
    afterwards."""

    def __init__(self, source: random.Random, now: dt.datetime) -> None:
        self.random = source
        self.now = now
        self.today = clock.local_date(now)
        self.dictionary = list(Tag.objects.filter(rule__isnull=True))

    def fill(self, person: Person, resident: Resident, *, tenant: bool) -> None:
        """What a community usually knows of somebody of this age."""
        age = age_on(person.born_on, self.today) or 0
        chance = self.random.random
        person.ethnicity = "01" if chance() < 0.94 else self.random.choice(["03", "11", "06", "15"])
        person.registration = "elsewhere" if tenant or chance() < 0.08 else "here"
        person.political_status = self._politics(age)
        person.education = self._education(age)
        person.marital_status = self._marriage(age, resident)
        person.employment_status = self._employment(age)
        told: dict[str, str] = {"person.id_type": "111"}
        told["person.registered_address"] = (
            self.random.choice(ELSEWHERE) if person.registration == "elsewhere" else ""
        )
        if 22 <= age < 60 and person.employment_status in {"24", "17", "13", "21"}:
            told["person.employer"] = self.random.choice(EMPLOYERS)
        if age >= 60:
            told |= self._old(age)
        elif chance() < 0.012:
            told |= self._disabled()
        if age >= 24 and resident.sex == "1" and chance() < 0.05:
            told |= self._veteran(age)
        if chance() < 0.01:
            told |= {
                "aid.type": "最低生活保障",
                "aid.is_recipient": "1",
                "aid.monthly_amount": "860",
            }
        if person.registration == "elsewhere":
            told["person.residence_reason"] = self.random.choice(["务工", "随迁", "求学"])
        values.put(person, {catalogue.FIELDS[name]: value for name, value in told.items() if value})

    def _politics(self, age: int) -> str:
        if age < 14:
            return "13"
        if age < 28:
            return "03" if self.random.random() < 0.4 else "13"
        return "01" if self.random.random() < 0.12 else "13"

    def _education(self, age: int) -> str:
        if age < 6:
            return ""
        if age < 18:
            return {0: "80", 1: "70"}.get((age - 6) // 6, "60")
        if age < 45:
            return self.random.choice(["20", "20", "30", "40", "60", "10"])
        return self.random.choice(
            ["60", "70", "70", "80", "30"] if age < 70 else ["70", "80", "90"]
        )

    def _marriage(self, age: int, resident: Resident) -> str:
        if age < 22:
            return "10"
        if resident.relation in {"配偶", "父母"} or age > 50:
            return "30" if age > 75 and self.random.random() < 0.4 else "20"
        return self.random.choice(["10", "20", "20", "20", "40"])

    def _employment(self, age: int) -> str:
        if age < 7:
            return ""
        if age < 22:
            return "31"
        if age >= 60:
            return "80"
        return self.random.choice(["24", "24", "17", "13", "21", "54", "51", "70"])

    def _old(self, age: int) -> dict[str, str]:
        told = {"person.is_retired": "1", "person.pension_insurance_type": "职工养老保险"}
        if self.random.random() < 0.45:
            told |= {
                "person.health_status": "30",
                "person.illness": self.random.choice(ILLNESSES),
            }
        if age >= 80:
            worse = self.random.random() < 0.25
            told |= {
                "person.self_care_ability": "部分自理" if worse else "能自理",
                "elder.ability_level": "2" if worse else "0",
            }
        return told

    def _disabled(self) -> dict[str, str]:
        return {
            "person.is_disabled": "1",
            "person.disability_type": self.random.choice("1244"),
            "person.disability_level": self.random.choice("1234"),
        }

    def _veteran(self, age: int) -> dict[str, str]:
        joined = self.today.year - age + 18
        return {
            "veteran.is_veteran": "1",
            "veteran.service_type": "义务兵",
            "veteran.enlist_date": f"{joined}-12-01",
            "veteran.discharge_date": f"{joined + 2}-12-01",
        }

    def write(
        self,
        people: Sequence[Person],
        households: Sequence[Household],
        supply: People,
        staff: Mapping[str, User],
        grid_of: Mapping[str, int],
    ) -> None:
        """Heads and figures of households, first stays, words for the facts, relatives."""
        heads = {person.household_id: person for person in people if person.relation == "02"}
        for household in households:
            household.head = heads.get(household.pk)
        Household.objects.bulk_update(households, ["head"], batch_size=2000)
        workers = [staff["worker"], *(staff[f"worker{n}"] for n in range(2, len(GRID_WORKERS) + 1))]
        insert_many([self._arrival(person) for person in people])
        insert_many([self._word(person, workers[_grid(person, grid_of) // 2]) for person in people])
        insert_many(
            [
                self._relative(person, supply)
                for person in people
                if (age_on(person.born_on, self.today) or 0) >= 75
            ]
        )
        insert_many([row for person in people for row in self._tags(person)])
        ids = [household.pk for household in households]
        for start in range(0, len(ids), 500):
            count(ids[start : start + 500])
        self._slip(people)

    def _slip(self, people: Sequence[Person]) -> None:
        """Slips of the pen as every register has them, for the list of what contradicts."""
        slipped = []
        for number, (first, last, told) in enumerate(SLIPS):
            for person in people[number * 700 :]:
                if first <= (age_on(person.born_on, self.today) or 0) <= last:
                    values.put(
                        person, {catalogue.FIELDS[name]: text for name, text in told.items()}
                    )
                    person.save()
                    slipped.append(person)
                    break
        wife = next(person for person in people[900:] if person.relation == "10")
        Person.objects.filter(pk=wife.pk).update(relation="02")
        recheck([*slipped, wife], at=self.now)

    def _tags(self, person: Person) -> list[PersonTag]:
        """Tags that follow facts, and a volunteer or head of a building here and there."""
        known = person.known
        held = [tag for tag in self.dictionary if tag.field and known.get(tag.field) == "1"]
        age = age_on(person.born_on, self.today) or 0
        if 30 < age < 72 and self.random.random() < 0.03:
            held.append(self.random.choice([t for t in self.dictionary if t.name in HELPERS]))
        since = self.today - dt.timedelta(days=self.random.randint(30, 300))
        return [new_row(person, tag, since=since, source=Source.VISIT, at=self.now) for tag in held]

    def _arrival(self, person: Person) -> LifeEvent:
        since = self.today - dt.timedelta(days=self.random.randint(400, 6000))
        born_on = person.born_on or since
        born_here = born_on > since
        return LifeEvent(
            person=person,
            kind=LifeKind.BORN if born_here else LifeKind.MOVED_IN,
            on=max(born_on, since),
            household=person.household,
            place_path=person.place_path,
            presence=person.presence,
            at=self.now - dt.timedelta(days=390),
        )

    def _word(self, person: Person, worker: User) -> Statement:
        days = self.random.randint(20, 700)
        held = values.values_of(person, tuple(catalogue.fields(catalogue.Entity.PERSON)))
        return Statement(
            person=person,
            source=self.random.choice([Source.VISIT, Source.VISIT, Source.DOCUMENT, Source.PHONE]),
            confirmed_on=self.today - dt.timedelta(days=days),
            fields=[name for name, value in held.items() if value],
            by=worker,
            at=self.now - dt.timedelta(days=days),
        )

    def _relative(self, person: Person, supply: People) -> Contact:
        child = supply.person(person.name[0], self.random.choice("12"), (35, 55), "")
        return Contact(
            person=person,
            role="emergency",
            name=child.name,
            relation="20" if child.sex == "1" else "30",
            phone=supply.phone(),
            at=self.now,
        )

    def dwellings(self, homes: Sequence[Place], taken: Sequence[Place], supply: People) -> set[str]:
        """How each dwelling is used; paths of those that are let."""
        lived_in = {home.path for home in taken}
        rows, let = [], set()
        for home in homes:
            use = self.random.choice(OCCUPANCIES) if home.path in lived_in else "vacant"
            details = {"dwelling.area": self.random.choice(["62.5", "78", "89.3", "105"])}
            if use == "tenant":
                let.add(home.path or "")
                owner = supply.person(self.random.choice("王李张刘陈"), "1", (40, 70), "")
                details |= {
                    "dwelling.owner_name": owner.name,
                    "dwelling.owner_phone": supply.phone(),
                }
            dwelling = Dwelling(place=home, place_path=home.place_path, occupancy=use)
            dwelling.keep(details)
            rows.append(dwelling)
        insert_many(rows)
        return let


def _grid(person: Person, grid_of: Mapping[str, int]) -> int:
    path = person.place_path
    return next(number for start, number in grid_of.items() if path.startswith(start))
