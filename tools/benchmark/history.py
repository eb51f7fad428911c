"""Two years of requests with what belongs to them, and the log."""

import dataclasses
import datetime as dt
import functools
from typing import Any

from django.db import transaction

from benchmark.tables import BATCH, Table, batches, sealed, stamp
from benchmark.town import House, Say, neighbour
from linli.config.demo.scenarios import SCENARIOS
from linli.foundation.audit.chain import GENESIS, seal_hash
from linli.foundation.audit.models import AuditEvent
from linli.kernel import clock
from linli.kernel.fields import blind_index
from linli.services.cases import queries as cases
from linli.services.cases.actions.intake import headline, search_text
from linli.services.cases.models import CallBack, Case, CaseUnit, Category, ContactAttempt, Entry
from linli.shared.work.models import Clock, WorkItem

TABLES = (WorkItem, Case, CaseUnit, Clock, Entry, ContactAttempt, CallBack, AuditEvent)
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

    def add(self, number: int, received: dt.datetime, house: House) -> None:
        scenario = SCENARIOS[number % len(SCENARIOS)]
        words = {"b": house.name, "u": f"{number % 4 + 1}单元", "n": number % 7 + 2}
        text = scenario.texts[number % len(scenario.texts)].format(**words)
        title = headline(text)
        moments = Moments.of(number, received, is_open=received > self.at - YEARS * OPEN_SHARE)
        finished = moments.finished
        place = {"place_id": house.pk, "place_path": house.path}
        item = self.items.add(
            **place,
            title=title,
            team_id=house.committee,
            assignee_id=house.worker,
            phase="done" if finished else "open",
            opened_at=moments.received,
            closed_at=finished,
            due_at=None if finished else moments.due,
        )
        name, phone, phone_index = asker(number)
        case = self.cases.add(
            **place,
            work_id=item,
            state="closed" if finished else "contacted",
            nature=scenario.nature,
            category_id=self.categories.get(scenario.category),
            title=title,
            text=text,
            community_id=house.community,
            owner_id=house.committee,
            requester_name=name,
            requester_phone=phone,
            phone_index=phone_index,
            received_at=moments.received,
            signed_at=moments.signed,
            contacted_at=moments.contacted,
            handled_at=finished,
            reported_at=finished,
            called_back_at=finished,
            finished_at=finished,
            outcome="solved" if finished else "",
            reply=scenario.reply if finished else "",
        )
        self.shown.pk, self.shown.received_at = case, received
        self.shown.title, self.shown.text = title, text
        self.index.append((case, search_text(self.shown)))
        self.units.add(case_id=case, organisation_id=house.committee, since=moments.received)
        self._clocks(item, moments)
        self._entries(case, house, moments)
        self.contacts.add(case_id=case, at=moments.contacted, by_id=house.worker)
        if finished and number % 5:
            self.answers.add(
                case_id=case,
                at=finished,
                solved=number % 7 != 0,
                satisfaction=number % 5 + 1,
                organisation_id=house.committee,
                place_path=house.path,
            )

    def _clocks(self, item: int, moments: "Moments") -> None:
        for kind, amber, due, stopped in (
            ("sign", moments.sign_amber, moments.sign_due, moments.signed),
            ("contact", moments.contact_amber, moments.contact_due, moments.contacted),
            ("handle", moments.amber, moments.due, moments.finished),
        ):
            self.clocks.add(
                item_id=item,
                kind=kind,
                started_at=moments.received,
                due_at=due,
                amber_at=amber,
                stopped_at=stopped,
            )

    def _entries(self, case: int, house: House, moments: "Moments") -> None:
        lines = [
            (moments.received, "received", "收到诉求", "收到了您的诉求", None),
            (moments.signed, "signed", "签收", "已签收，由专人办理", house.worker),
            (moments.contacted, "contact", "电话：联系上了", "", house.worker),
        ]
        if finished := moments.finished:
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


@dataclasses.dataclass(frozen=True, slots=True)
class Moments:
    """When what happened to one request, as the database keeps it."""

    received: Any
    signed: Any
    contacted: Any
    finished: Any
    sign_amber: Any
    sign_due: Any
    contact_amber: Any
    contact_due: Any
    amber: Any
    due: Any

    @classmethod
    def of(cls, number: int, received: dt.datetime, *, is_open: bool) -> "Moments":
        due = received.replace(hour=16, minute=0, second=0) + 9 * DAY
        return cls(
            received=stamp(received),
            signed=stamp(received + HOUR),
            contacted=stamp(received + 2 * HOUR),
            finished=None if is_open else stamp(received + HOUR * (20 + number % 200)),
            sign_amber=stamp(received + 3 * HOUR),
            sign_due=stamp(received + 4 * HOUR),
            contact_amber=stamp(received + DAY - HOUR),
            contact_due=stamp(received + DAY),
            amber=stamp(due - HOUR),
            due=stamp(due),
        )


def asker(number: int) -> tuple[Any, Any, Any]:
    """Name, telephone number and its index as the table keeps them; one person asks 25 times."""
    return _asker(number * 7 % 40_000 * 25)


@functools.cache
def _asker(number: int) -> tuple[Any, Any, Any]:
    name, phone = neighbour(number)
    return (
        sealed(Case, "requester_name", name),
        sealed(Case, "requester_phone", phone),
        blind_index(phone, cases.PHONE_FIELD),
    )


def write_requests(houses: list[House], count: int, at: dt.datetime, say: Say) -> None:
    """Two years of requests from all over the city, oldest first."""
    history = History(at)
    for batch in batches(Case.objects.count(), count):
        with transaction.atomic():
            for number in batch:
                received = at - YEARS * (count - number) / (count + 1)
                house = houses[((number * 2654435761 & 0xFFFFFFFF) >> 8) % len(houses)]
                history.add(number, received, house)
            history.flush()
        say(f"requests {batch.stop:,}")


def write_log(say: Say) -> None:
    """One sealed line for each request, as the log would hold at least."""
    event = AuditEvent(action="cases.submit", subject_type="cases.case", origin="10.0.0.1")
    table = Table(
        AuditEvent,
        at=clock.now(),
        action=event.action,
        subject_type=event.subject_type,
        origin=event.origin,
    )
    seq, seal, last = last_line()
    requests = Case.objects.order_by("pk").values_list("pk", "received_at", "place_path")
    while found := requests.filter(pk__gt=last)[:BATCH]:
        for last, event.at, event.place_path in found:
            seq += 1
            event.pk, event.subject_id = next(table.ids), str(last)
            seal = seal_hash(seal, seq, event)
            line = {"subject_id": str(last), "place_path": event.place_path}
            table.add(
                id=event.pk, at=stamp(event.at.astimezone(dt.UTC)), **line, seq=seq, seal=seal
            )
        with transaction.atomic():
            table.flush()
        say(f"log {seq:,}")


def last_line() -> tuple[int, str, int]:
    """Number, seal and request of the last line that was written."""
    line = AuditEvent.objects.exclude(seq=None).order_by("-seq").first()
    return (line.seq or 0, line.seal, int(line.subject_id)) if line else (0, GENESIS, 0)
