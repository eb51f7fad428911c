"""A hotline's orders from a table: the full data that hotlines hand to communities (北京市接诉即办
工作条例 art 28), with what was answered and how the call-back went."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, Max, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.identity import normalise_phone
from linli.registers.organisations import public as organisations
from linli.services.cases import hotline_rows, queries
from linli.services.cases.actions import bulk_intake, intake, late_answers
from linli.services.cases.category_table import CategoryTarget
from linli.services.cases.choices import Source
from linli.services.cases.hotline_rows import Key
from linli.services.cases.models import CallBack, Case, Category
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import State
from linli.shared.imports import public as imports
from linli.shared.imports.public import Bad, Change, Good, Problem, Record, Same
from linli.shared.work import public as work

ADDRESSES = 5_000


@dataclasses.dataclass(frozen=True)
class Known:
    """A good row that came earlier in the file, with the digest of its content."""

    digest: str
    row: int


class Desk:
    """What one import knows: its place, catalogues and limits, and the rows it has seen."""

    def __init__(self, order: imports.Order) -> None:
        self.order = order
        self.place = order.place
        self.committee = organisations.committee_of(order.place)
        self.units = {unit.name: unit for unit in organisations.serving(order.place)}
        self.categories = _by_name(Category.objects.filter(active=True))
        self.watches = queries.watches()
        self.keywords = queries.category_keywords()
        self.book = work.clocks.rule_book()
        self.seen: dict[str, Known] = {}
        # Thousands of rows come from the same few houses.
        self.terms = functools.cache(self._terms)
        self.locate = functools.lru_cache(ADDRESSES)(self._locate)
        self._worker = functools.cache(self._worker_of)

    @cached_property
    def addresses(self) -> places.AddressBook:
        """Thousands of places, read when the first address comes."""
        return places.AddressBook(self.place)

    def _terms(self, place: places.Place) -> intake.Terms:
        """The same terms as at the desk."""
        if self.committee is None:
            raise intake.NoCommittee
        grid = self._grid_of(place) if place != self.place else None
        worker = self._worker(grid) if grid else None
        return intake.Terms(self.committee, self.place, worker, self.watches, self.keywords, False)

    def _worker_of(self, grid: places.Place) -> accounts.User | None:
        return intake.grid_worker(grid, self.order.at)

    def _grid_of(self, place: places.Place) -> places.Place | None:
        grids = self.addresses.known.grids.values()
        return next((g for g in grids if places.contains(g.place_path, place.place_path)), None)

    def _locate(self, address: str) -> places.Place:
        return (address and self.addresses.find(address)) or self.place


def _by_name(categories: Iterable[Category]) -> dict[str, Category]:
    """Categories by full name, and by their own where that is unmistakable."""
    found: dict[str, Category] = {}
    unclear = set()
    for category in categories:
        if category.name in found and category.name != category.full_name:
            unclear.add(category.name)
        found.setdefault(category.name, category)
        found[category.full_name] = category
    return {name: category for name, category in found.items() if name not in unclear}


class HotlineTarget(imports.Target):
    """Orders of a hotline or message board, at one community."""

    slug = "hotline"
    label = gettext_lazy("热线工单")
    description = gettext_lazy("12345等渠道转来的诉求，可带答复、办结时间和回访结果")
    permission = CasesPermission.IMPORT
    order = 10
    fields = hotline_rows.FIELDS
    options = (
        imports.Option(
            "unanswered",
            gettext_lazy("还没有答复的工单"),
            (
                ("open", gettext_lazy("作为在办诉求，时限从来件时间算起")),
                ("archive", gettext_lazy("只留作资料，不再办理，也不计入三率")),
            ),
            "open",
        ),
    )

    def results_url(self, ids: Sequence[int]) -> str:
        """The list, narrowed to the days on which the first and the last of them came."""
        came = Case.objects.filter(pk__range=(min(ids), max(ids)), source=Source.HOTLINE).aggregate(
            first=Min("received_at"), last=Max("received_at")
        )
        asked = {"group": "all", "source": Source.HOTLINE.value}
        if came["first"]:
            asked["since"] = f"{local_date(came['first']):%Y-%m-%d}"
            asked["until"] = f"{local_date(came['last']):%Y-%m-%d}"
        return f"{reverse('cases:list')}?{urlencode(asked)}"

    def prepare(self, order: imports.Order) -> Desk:
        return Desk(order)

    def check(self, records: Sequence[Record], context: Desk) -> list[imports.Verdict]:
        keys = [hotline_rows.key_of(record, context.place) for record in records]
        stored = _stored(keys)
        return [
            self._verdict(record, key, stored, context)
            for record, key in zip(records, keys, strict=True)
        ]

    def _verdict(
        self, record: Record, key: Key, stored: dict[str, "Stored"], desk: Desk
    ) -> imports.Verdict:
        known = stored.get(key.id)
        if known is not None:
            return self._about_known(record, key, known, desk)
        before = desk.seen.get(key.id)
        if before is not None and before.digest == key.digest:
            return Same()
        problems = list(hotline_rows.problems(record, at=desk.order.at))
        if before is not None:
            words = _("和第%(row)d行的单号相同，内容却不同，请核对") % {"row": before.row}
            problems.append(Problem("external_id", words))
        if problems:
            return Bad(tuple(problems))
        desk.seen[key.id] = Known(key.digest, record.row)
        return Good((record, key))

    def _about_known(
        self, record: Record, key: Key, known: "Stored", desk: Desk
    ) -> imports.Verdict:
        """A request that is here: it may lack the answer, or the call-back, that the row brings."""
        if key.external and known.community != desk.place.pk:
            words = _("这个单号已经在别的社区登记过，请核对是不是转错了")
            return Bad((Problem("external_id", words),))
        news = None if key.id in desk.seen else _news(record, known)
        if news is None:
            return Same()
        if problems := list(hotline_rows.problems(record, at=desk.order.at)):
            return Bad(tuple(problems))
        desk.seen[key.id] = Known(key.digest, record.row)
        return Change(news)

    def update(self, values: Sequence[late_answers.News], context: Desk) -> list[Any]:
        order = context.order
        return late_answers.bring_up_to_date(news=values, by=order.by, at=order.at)

    def undo_updates(
        self, notes: Sequence[Any], *, by: accounts.User | None, at: dt.datetime
    ) -> imports.TakenBack:
        restored = late_answers.take_back(notes=notes)
        return imports.TakenBack(restored, len(notes) - restored)

    def commit(self, values: Sequence[tuple[Record, Key]], context: Desk) -> list[int]:
        order = context.order
        cases = bulk_intake.take_in(
            arrivals=[_arrival(record, key, context) for record, key in values],
            terms=context.terms,
            book=context.book,
            by=order.by,
            at=order.at,
        )
        work.tell_of_many((case.work for case in cases), by=order.by, at=order.at)
        return [case.pk for case in cases]

    def undo(
        self, ids: Sequence[int], *, by: accounts.User | None, at: dt.datetime
    ) -> imports.TakenBack:
        removed = bulk_intake.take_back(ids=ids)
        return imports.TakenBack(removed, len(ids) - removed)


@dataclasses.dataclass(frozen=True)
class Stored:
    """A request that is here already: where, and what is known of its answer."""

    pk: int
    community: int | None
    owner: str
    lacks_answer: bool
    lacks_call_back: bool


def _stored(keys: Iterable[Key]) -> dict[str, Stored]:
    """Which of the keys are cases already; two queries."""
    numbers = [key.id for key in keys if key.external]
    digests = [key.id for key in keys if not key.external]
    # "Not empty" follows from the rest; said aloud, it lets the partial indexes serve.
    by_number = Case.objects.filter(source=Source.HOTLINE, external_id__in=numbers)
    by_number = by_number.exclude(external_id="")
    by_digest = Case.objects.filter(submission_key__in=digests).exclude(submission_key="")
    return {
        row["key"]: _as_stored(row)
        for found, column in ((by_number, "external_id"), (by_digest, "submission_key"))
        for row in found.annotate(
            key=F(column), rated=Exists(CallBack.objects.filter(case=OuterRef("pk")))
        ).values(
            "key", "pk", "community", "owner__name", "state", "end_reason", "excluded", "rated"
        )
    }


def _as_stored(row: Mapping[str, Any]) -> Stored:
    archived = late_answers.is_archived(row["state"], row["end_reason"], excluded=row["excluded"])
    lacks_answer = late_answers.lacks_answer(row["state"], archived=archived)
    return Stored(
        row["pk"],
        row["community"],
        row["owner__name"],
        lacks_answer,
        lacks_call_back=not row["rated"] and (lacks_answer or row["state"] == State.CLOSED),
    )


def _news(record: Record, known: Stored) -> late_answers.News | None:
    """What the row tells that is not known yet; None for nothing."""
    if not (known.lacks_answer or known.lacks_call_back):
        return None
    answer = hotline_rows.answer(record, None)
    asked = hotline_rows.asked(record, answer) if known.lacks_call_back else None
    if answer is None or not (known.lacks_answer or asked):
        return None
    untold = [] if record.get("owner") in (None, known.owner) else ["owner"]
    if known.lacks_call_back and asked is None:
        untold += ["solved", "satisfaction"]
    return late_answers.News(known.pk, answer, asked, note=hotline_rows.note(record, untold))


def _arrival(record: Record, key: Key, desk: Desk) -> bulk_intake.Arrival:
    since = record.get("received_at")
    written = hotline_rows.written_category(record)
    category = next((desk.categories[n] for n in written if n in desk.categories), None)
    owner = desk.units.get(record.get("owner") or "")
    title, text = hotline_rows.title_and_text(record)
    address = record.get("address") or ""
    phone = record.get("phone") or ""
    name = record.get("name") or ""
    request = intake.Request(
        text=text,
        title=title,
        place=desk.locate(address),
        source=Source.HOTLINE,
        nature=hotline_rows.nature(record.get("nature") or ""),
        address=address,
        category=category,
        anonymous=name in hotline_rows.NOBODY and phone in hotline_rows.NO_PHONE,
        name="" if name in hotline_rows.NOBODY else name,
        phone=normalise_phone(phone),
        submission_key="" if key.external else key.digest,
        external_id=key.id if key.external else "",
    )
    answer = hotline_rows.answer(record, owner) if since is not None else None
    untold = [] if category else ["category", "category1", "category2", "category3"]
    if answer is None or owner is None:
        untold.append("owner")
    asked = hotline_rows.asked(record, answer)
    if asked is None:
        untold += ["solved", "satisfaction"]
    return bulk_intake.Arrival(
        request,
        since,
        note=hotline_rows.note(record, untold),
        answer=answer,
        asked=asked,
        archive=desk.order.options.get("unanswered") == "archive",
    )


def register() -> None:
    """Called from `AppConfig.ready`."""
    imports.register(HotlineTarget())
    imports.register(CategoryTarget())
    accounts.register_menu(
        accounts.MenuEntry(
            code="imports",
            label=gettext_lazy("导入表格"),
            icon="upload",
            url="imports:list",
            order=70,
            permission=CasesPermission.IMPORT,
        )
    )
    audit.declare(
        {
            "cases.add_categories": gettext_lazy("增加诉求类别"),
            "cases.remove_categories": gettext_lazy("删除没有用到的诉求类别"),
        }
    )
