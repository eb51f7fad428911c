"""Two years of requests, written in bulk: the same rows that the actions would have written."""

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence

from linli.config.demo.scenarios import SCENARIOS, Scenario
from linli.config.demo.town import Town
from linli.foundation.accounts.models import User
from linli.foundation.places.models import Place
from linli.kernel.clock import SHANGHAI
from linli.kernel.fields import blind_index
from linli.registers.residents.models import Person
from linli.services.cases import alerts, queries
from linli.services.cases.actions.intake import headline, search_text
from linli.services.cases.choices import ContactResult, ContactWay, Source, UnitRole
from linli.services.cases.models import (
    CallBack,
    CallBackChannel,
    Case,
    CaseUnit,
    Category,
    ContactAttempt,
    Entry,
)
from linli.services.cases.states import State
from linli.shared.work import public as work
from linli.shared.work.clocks import new_clock, rule_book

HOUR = dt.timedelta(hours=1)
SOURCES = (Source.PORTAL, Source.PORTAL, Source.PHONE, Source.COUNTER, Source.CHAT, Source.HOTLINE)
BATCH = 500


@dataclasses.dataclass
class Story:
    """One past request with its true times."""

    scenario: Scenario
    person: Person
    grid_worker: User
    received_at: dt.datetime
    signed_at: dt.datetime
    contacted_at: dt.datetime
    handled_at: dt.datetime
    reported_at: dt.datetime
    answered_at: dt.datetime | None
    text: str

    @property
    def closed_at(self) -> dt.datetime:
        """With the resident's answer, or when nobody has answered in time."""
        return self.answered_at or self.reported_at + 72 * HOUR


class History:
    """Writes stories; the same ones for the same seed."""

    def __init__(
        self, town: Town, people: dict[str, User], source: random.Random, until: dt.datetime
    ) -> None:
        self.town, self.people, self.random, self.until = town, people, source, until
        self.book = rule_book()
        self.watches = queries.watches()
        self.categories = {row.full_name: row for row in Category.objects.all()}
        self.committee = town.units["幸福里社区居委会"]
        self.workers = [people["worker"], *(people[f"worker{n}"] for n in range(2, 8))]

    def write(self, residents: Sequence[tuple[Person, Place, int]], count: int) -> None:
        """`residents`: person, dwelling, index of the grid."""
        told = (self.story(*self.random.choice(residents)) for _ in range(count))
        # What would still be going on belongs to `present`, which the real actions write.
        finished = [pair for pair in told if pair[0].reported_at + 72 * HOUR < self.until]
        stories = sorted(finished, key=lambda pair: pair[0].received_at)
        for start in range(0, len(stories), BATCH):
            self.write_batch(stories[start : start + BATCH])

    def story(self, person: Person, dwelling: Place, grid: int) -> tuple[Story, Place]:
        pick = self.random
        received = self.moment()
        fitting = [s for s in SCENARIOS if received.astimezone(SHANGHAI).month in s.months]
        scenario = pick.choices(fitting, [s.weight for s in fitting])[0]
        signed = received + dt.timedelta(minutes=min(pick.lognormvariate(3.6, 0.8), 900))
        contacted = signed + dt.timedelta(hours=min(pick.lognormvariate(1.2, 0.9), 60))
        days = scenario.days * pick.lognormvariate(0, 0.55)
        handled = contacted + dt.timedelta(days=days)
        reported = handled + dt.timedelta(hours=pick.uniform(0.2, 9))
        answered = reported + dt.timedelta(hours=pick.uniform(1, 60))
        building = dwelling.parent.parent.name if dwelling.parent and dwelling.parent.parent else ""
        text = pick.choice(scenario.texts).format(
            b=building, u=dwelling.parent.name if dwelling.parent else "", n=pick.randint(3, 9)
        )
        return (
            Story(
                scenario,
                person,
                self.workers[grid // 2],
                received,
                signed,
                contacted,
                handled,
                reported,
                answered if pick.random() < 0.82 else None,
                text,
            ),
            dwelling,
        )

    def moment(self) -> dt.datetime:
        """Within the two years before `until`, mostly by day."""
        day = self.random.randint(3, 730)
        hour = self.random.choices(
            range(24), [1] * 6 + [3, 6, 9, 10, 9, 7, 5, 6, 8, 8, 7, 6, 7, 8, 7, 5, 3, 2]
        )[0]
        base = (self.until - dt.timedelta(days=day)).astimezone(SHANGHAI)
        return base.replace(hour=hour, minute=self.random.randint(0, 59), second=0, microsecond=0)

    def write_batch(self, stories: list[tuple[Story, Place]]) -> None:
        items = work.WorkItem.objects.bulk_create(
            [self.item(story, dwelling) for story, dwelling in stories]
        )
        cases = Case.objects.bulk_create(
            [
                self.case(story, dwelling, item)
                for (story, dwelling), item in zip(stories, items, strict=True)
            ]
        )
        pairs = list(zip(cases, (story for story, _ in stories), strict=True))
        CaseUnit.objects.bulk_create(
            [unit for case, story in pairs for unit in self.units(case, story)]
        )
        work.Clock.objects.bulk_create(
            [clock for case, story in pairs for clock in self.clocks(case, story)]
        )
        ContactAttempt.objects.bulk_create(
            [
                ContactAttempt(
                    case=case,
                    at=story.contacted_at,
                    by=story.grid_worker,
                    way=ContactWay.PHONE,
                    result=ContactResult.REACHED,
                )
                for case, story in pairs
            ]
        )
        CallBack.objects.bulk_create(
            [self.answer(case, story) for case, story in pairs if story.answered_at]
        )
        Entry.objects.bulk_create(
            [entry for case, story in pairs for entry in self.entries(case, story)]
        )
        queries.SEARCH.put_many([(case.pk, search_text(case)) for case in cases])

    def item(self, story: Story, dwelling: Place) -> work.WorkItem:
        return work.WorkItem(
            kind="case",
            title=headline(story.text),
            place=dwelling,
            place_path=dwelling.place_path,
            resident=story.person,
            team=self.committee,
            assignee=story.grid_worker,
            phase=work.Phase.DONE,
            priority=max([0, *(alert.priority for alert in alerts.find(story.text, self.watches))]),
            opened_at=story.received_at,
            closed_at=story.closed_at,
        )

    def case(self, story: Story, dwelling: Place, item: work.WorkItem) -> Case:
        scenario, person = story.scenario, story.person
        found = alerts.find(story.text, self.watches)
        return Case(
            work=item,
            state=State.CLOSED,
            nature=scenario.nature,
            category=self.categories.get(scenario.category),
            title=item.title,
            text=story.text,
            source=self.random.choice(SOURCES),
            place=dwelling,
            place_path=dwelling.place_path,
            community=self.town.community,
            requester_name=person.name,
            requester_phone=person.phone,
            phone_index=blind_index(person.phone, queries.PHONE_FIELD) if person.phone else "",
            resident=person,
            alerts=[[alert.code, alert.word] for alert in found],
            owner=self.committee,
            bounces=1 if self.random.random() < 0.04 else 0,
            received_at=story.received_at,
            signed_at=story.signed_at,
            contacted_at=story.contacted_at,
            handled_at=story.handled_at,
            reported_at=story.reported_at,
            called_back_at=story.answered_at,
            finished_at=story.closed_at,
            outcome=scenario.outcome,
            result=scenario.result.format(n=self.random.randint(2, 9)),
            reply=scenario.reply,
        )

    def units(self, case: Case, story: Story) -> list[CaseUnit]:
        units = [(self.committee, UnitRole.OWNER)]
        if story.scenario.unit:
            units.append((self.town.units[story.scenario.unit], UnitRole.ASSIST))
        return [
            CaseUnit(case=case, organisation=unit, role=role, since=story.received_at)
            for unit, role in units
        ]

    def clocks(self, case: Case, story: Story) -> list[work.Clock]:
        stops = {
            work.ClockKind.SIGN: (story.received_at, story.signed_at),
            work.ClockKind.CONTACT: (story.received_at, story.contacted_at),
            work.ClockKind.HANDLE: (story.received_at, story.reported_at),
            work.ClockKind.CALLBACK: (story.reported_at, story.closed_at),
        }
        clocks = []
        for kind, (start, stop) in stops.items():
            rule = self.book.find(kind, case.nature, case.work.priority)
            if rule is not None:
                clock = new_clock(case.work, rule, kind, start, self.book)
                clock.stopped_at = stop
                clocks.append(clock)
        return clocks

    def answer(self, case: Case, story: Story) -> CallBack:
        grade = round(self.random.gauss(story.scenario.satisfaction, 0.8))
        satisfaction = min(5, max(1, grade))
        return CallBack(
            case=case,
            at=story.closed_at,
            channel=self.random.choice([CallBackChannel.LINK, CallBackChannel.WORKER]),
            contacted=self.random.random() < 0.97,
            solved=satisfaction >= 3 and story.scenario.outcome != "partly",
            satisfaction=satisfaction,
            organisation=self.committee,
            place_path=case.place_path,
        )

    def entries(self, case: Case, story: Story) -> list[Entry]:
        lines = [
            (
                story.received_at,
                "received",
                f"收到诉求（{case.get_source_display()}）",
                f"{self.committee.name}收到了您的诉求",
                None,
            ),
            (
                story.signed_at,
                "signed",
                "签收",
                f"{self.committee.name}已签收，由专人办理",
                story.grid_worker,
            ),
            (
                story.contacted_at,
                "contact",
                "电话：联系上",
                "工作人员与您联系过",
                story.grid_worker,
            ),
            (
                story.handled_at,
                "handled",
                f"{case.get_outcome_display()}：{case.result}",
                f"已办理：{case.get_outcome_display()}，正在整理答复",
                story.grid_worker,
            ),
            (story.reported_at, "reported", "已反馈居民", f"答复：{case.reply}", story.grid_worker),
            (
                story.closed_at,
                "closed",
                "办结" if story.answered_at else "办结 回访期限内没有收到评价",
                "诉求已办结",
                None,
            ),
        ]
        return [
            Entry(
                case=case,
                at=at,
                kind=kind,
                by=by,
                unit_name=self.committee.name,
                text=text,
                public_text=public,
            )
            for at, kind, text, public, by in lines
        ]
