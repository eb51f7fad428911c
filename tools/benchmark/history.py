"""Two years of requests with what belongs to them, and the log."""

import datetime as dt
import random

from django.db import transaction

from benchmark.tables import BATCH, Table, batches, sealed
from benchmark.town import House, People, Say
from linli.config.demo.scenarios import SCENARIOS
from linli.foundation.audit.chain import GENESIS, seal_hash
from linli.foundation.audit.models import AuditEvent
from linli.kernel.fields import blind_index
from linli.services.cases import queries as cases
from linli.services.cases.actions.intake import headline, search_text
from linli.services.cases.models import CallBack, Case, CaseUnit, Category, ContactAttempt, Entry
from linli.shared.work.models import Clock, WorkItem

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
YEARS = 730 * DAY
# The last two weeks.
OPEN_SHARE = 0.02
HANDLE_RULE = {
    "amount": 7,
    "unit": "working_days",
    "ends": "midnight",
    "roll_to_workday": False,
    "preset": "community",
    "version": 1,
}


class History:
    """Writes requests with what belongs to them."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self.categories = {row.full_name: row.pk for row in Category.objects.all()}
        blank = {"work_id": 0, "place_id": 0, "owner_id": 0, "received_at": at}
        self.items = Table(WorkItem, kind="case", title="", place_id=0, team_id=0, opened_at=at)
        self.cases = Table(Case, nature="help", title="", text="", source="portal", **blank)
        self.units = Table(CaseUnit, case_id=0, organisation_id=0, role="owner", since=at)
        self.clocks = Table(Clock, item_id=0, kind="handle", rule=HANDLE_RULE, started_at=at)
        self.entries = Table(Entry, case_id=0, at=at, kind="received")
        self.contacts = Table(
            ContactAttempt, case_id=0, at=at, by_id=0, way="phone", result="reached"
        )
        self.answers = Table(
            CallBack, case_id=0, at=at, channel="link", contacted=True, organisation_id=0
        )
        self.index: list[tuple[int, str]] = []
        self.shown = Case()

    def add(self, number: int, received: dt.datetime, house: House, who: tuple[str, str]) -> None:
        scenario = SCENARIOS[number % len(SCENARIOS)]
        words = {"b": house.name, "u": f"{number % 4 + 1}单元", "n": number % 7 + 2}
        text = scenario.texts[number % len(scenario.texts)].format(**words)
        title = headline(text)
        is_open = received > self.at - YEARS * OPEN_SHARE
        finished = None if is_open else received + HOUR * (20 + number % 200)
        due = received.replace(hour=16, minute=0, second=0) + 9 * DAY
        place = {"place_id": house.pk, "place_path": house.path}
        item = self.items.add(
            **place,
            title=title,
            team_id=house.committee,
            assignee_id=house.worker,
            phase="open" if is_open else "done",
            opened_at=received,
            closed_at=finished,
            due_at=due if is_open else None,
        )
        name, phone = who
        case = self.cases.add(
            **place,
            work_id=item,
            state="contacted" if is_open else "closed",
            nature=scenario.nature,
            category_id=self.categories.get(scenario.category),
            title=title,
            text=text,
            community_id=house.community,
            owner_id=house.committee,
            requester_name=sealed(Case, "requester_name", name),
            requester_phone=sealed(Case, "requester_phone", phone),
            phone_index=blind_index(phone, cases.PHONE_FIELD),
            received_at=received,
            signed_at=received + HOUR,
            contacted_at=received + 2 * HOUR,
            handled_at=finished,
            reported_at=finished,
            called_back_at=finished,
            finished_at=finished,
            outcome="" if is_open else "solved",
            reply="" if is_open else scenario.reply,
        )
        self.shown.pk, self.shown.received_at = case, received
        self.shown.title, self.shown.text = title, text
        self.index.append((case, search_text(self.shown)))
        self.units.add(case_id=case, organisation_id=house.committee, since=received)
        self._clocks(item, received, due, finished)
        self._entries(case, house, received, finished)
        self.contacts.add(case_id=case, at=received + 2 * HOUR, by_id=house.worker)
        if finished and number % 5:
            self.answers.add(
                case_id=case,
                at=finished,
                solved=number % 7 != 0,
                satisfaction=number % 5 + 1,
                organisation_id=house.committee,
                place_path=house.path,
            )

    def _clocks(
        self, item: int, received: dt.datetime, due: dt.datetime, finished: dt.datetime | None
    ) -> None:
        for kind, limit, stopped in (
            ("sign", received + 4 * HOUR, received + HOUR),
            ("contact", received + DAY, received + 2 * HOUR),
            ("handle", due, finished),
        ):
            self.clocks.add(
                item_id=item,
                kind=kind,
                started_at=received,
                due_at=limit,
                amber_at=limit - HOUR,
                stopped_at=stopped,
            )

    def _entries(
        self, case: int, house: House, received: dt.datetime, finished: dt.datetime | None
    ) -> None:
        lines = [
            (received, "received", "收到诉求", "收到了您的诉求", None),
            (received + HOUR, "signed", "签收", "已签收，由专人办理", house.worker),
            (received + 2 * HOUR, "contact", "电话：联系上了", "", house.worker),
        ]
        if finished:
            lines.append((finished, "reported", "已反馈居民", "有答复了", house.worker))
            lines.append((finished, "closed", "居民已评价，办结", "诉求已办结", None))
        for at, kind, text, told, by in lines:
            self.entries.add(case_id=case, at=at, kind=kind, text=text, public_text=told, by_id=by)

    def flush(self) -> None:
        for table in (self.items, self.cases, self.units, self.clocks):
            table.flush()
        for table in (self.entries, self.contacts, self.answers):
            table.flush()
        cases.SEARCH.put_many(self.index)
        self.index.clear()


def write_requests(
    houses: list[House],
    people: People,
    count: int,
    source: random.Random,
    at: dt.datetime,
    say: Say,
) -> None:
    """Two years of requests from all over the city, oldest first."""
    history = History(at)
    for batch in batches(count):
        with transaction.atomic():
            for number in batch:
                received = at - YEARS * (count - number) / (count + 1)
                who = people[number * 7 % len(people)]
                history.add(number, received, source.choice(houses), who)
            history.flush()
        say(f"requests {batch.stop:,}")


def write_log(at: dt.datetime, say: Say) -> None:
    """One sealed line for each request, as the log would hold at least."""
    event = AuditEvent(action="cases.submit", subject_type="cases.case", origin="10.0.0.1")
    table = Table(
        AuditEvent, at=at, action=event.action, subject_type=event.subject_type, origin=event.origin
    )
    seq, seal, last = 0, GENESIS, 0
    requests = Case.objects.order_by("pk").values_list("pk", "received_at", "place_path")
    while found := requests.filter(pk__gt=last)[:BATCH]:
        for last, event.at, event.place_path in found:
            seq += 1
            event.pk, event.subject_id = next(table.ids), str(last)
            seal = seal_hash(seal, seq, event)
            line = {"at": event.at, "subject_id": str(last), "place_path": event.place_path}
            table.add(id=event.pk, **line, seq=seq, seal=seal)
        with transaction.atomic():
            table.flush()
        say(f"log {seq:,}")
