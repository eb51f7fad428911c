"""A hotline's orders from a table: the full data that hotlines hand to communities (北京市接诉即办
工作条例 art 28), with what was answered and how the call-back went."""

import dataclasses
import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from linli.services.cases import queries
from linli.services.cases.actions import bulk_intake, intake, late_answers
from linli.services.cases.category_table import CategoryTarget
from linli.services.cases.choices import Nature, Satisfaction, Source
from linli.services.cases.models import CallBack, Case, Category
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import State
from linli.shared.imports import public as imports
from linli.shared.imports.public import Bad, Change, Field, Good, Kind, Problem, Record, Same
from linli.shared.work import public as work

LONGEST_TITLE = 120
ADDRESSES = 5_000
CLOCK_SKEW = dt.timedelta(days=1)
NOBODY = {"匿名", "匿名用户", "不愿透露", "无", "未知", "保密"}
NO_PHONE = {"", "无", "匿名", "不详", "未知", "保密", "-", "—", "/", "0"}
FINISHED = ("办结", "结案", "已完成", "已回复", "已答复", "回复完成", "办理完成", "已结束", "归档")
NO_GRADE = {"", "-", "无", "未评价", "未回访"}
GRADES = {
    "非常满意": Satisfaction.VERY_SATISFIED,
    "很满意": Satisfaction.VERY_SATISFIED,
    "满意": Satisfaction.SATISFIED,
    "是": Satisfaction.SATISFIED,
    "基本满意": Satisfaction.FAIR,
    "一般": Satisfaction.FAIR,
    "不满意": Satisfaction.DISSATISFIED,
    "否": Satisfaction.DISSATISFIED,
    "很不满意": Satisfaction.VERY_DISSATISFIED,
    "非常不满意": Satisfaction.VERY_DISSATISFIED,
}
# What people write for each nature ("咨询类", "投诉举报"); the first that occurs counts.
NATURES = {
    "咨询": Nature.CONSULTATION,
    "投诉": Nature.COMPLAINT,
    "举报": Nature.REPORT,
    "建议": Nature.SUGGESTION,
    "意见": Nature.SUGGESTION,
    "求助": Nature.HELP,
    "求决": Nature.HELP,
}

FIELDS = (
    Field(
        "external_id",
        "外部单号",
        "留言编号 工单编号 工单号 诉求编号 受理编号 案件编号 热线编号 信件编号 流水号 单号 编号",
        kind=Kind.IDENTIFIER,
        longest=80,
    ),
    Field(
        "received_at",
        "来件时间",
        "留言时间 受理时间 创建时间 来电时间 诉求时间 登记时间 反映时间 提交时间 发生时间 时间",
        required=True,
        kind=Kind.MOMENT,
    ),
    Field("title", "主题", "留言主题 诉求标题 工单标题 诉求主题 标题 事项", longest=500),
    Field(
        "text",
        "内容",
        "留言详情 诉求内容 主要内容 工单内容 反映内容 来电内容 问题描述 内容描述 详情 描述",
        kind=Kind.TEXT,
        longest=32767,
    ),
    Field(
        "name",
        "诉求人",
        "留言用户 诉求人姓名 来电人姓名 来电人 反映人 联系人 市民姓名 姓名 用户",
        longest=40,
    ),
    Field(
        "phone",
        "电话",
        "联系电话 来电号码 诉求人电话 手机号码 手机号 手机 主叫号码 联系方式 号码",
        kind=Kind.IDENTIFIER,
        longest=60,
    ),
    Field("address", "地址", "诉求地址 事发地址 问题地点 发生地点 具体位置 地点"),
    Field("nature", "诉求性质", "诉求类型 工单类型 事项类型 性质", longest=40),
    Field("category", "类别", "诉求分类 问题类别 问题分类 分类", longest=120),
    Field("category1", "一级分类", "一级类别 大类", longest=60),
    Field("category2", "二级分类", "二级类别 小类", longest=60),
    Field("category3", "三级分类", "三级类别 细类", longest=60),
    Field("owner", "承办单位", "二级承办单位 责任单位 办理单位 主办单位 承办部门", longest=80),
    Field("state", "状态", "办理状态 工单状态 处理状态", longest=40),
    Field(
        "reply",
        "答复意见",
        "答复内容 回复内容 处理结果 办理结果 办理情况 办理意见 回复意见",
        kind=Kind.TEXT,
        longest=32767,
    ),
    Field(
        "replied_at",
        "答复时间",
        "办结时间 回复时间 反馈时间 办理时间 完成时间 结案时间",
        kind=Kind.MOMENT,
    ),
    Field("effective", "是否有效回访", "有效回访", kind=Kind.YES_NO),
    Field("contacted", "是否联系", "联系情况", kind=Kind.YES_NO),
    Field("solved", "是否解决", "解决情况", kind=Kind.YES_NO),
    Field("satisfaction", "是否满意", "满意度 满意情况 评价", longest=20),
    Field("asked_at", "回访时间", kind=Kind.MOMENT),
)
LABELS = {field.name: field.label for field in FIELDS}


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
        return intake.Terms(self.committee, self.place, worker, self.watches, self.keywords)

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
    fields = FIELDS
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
        keys = [key_of(record, context.place) for record in records]
        stored = _stored(keys)
        return [
            self._verdict(record, key, stored, context)
            for record, key in zip(records, keys, strict=True)
        ]

    def _verdict(
        self, record: Record, key: "Key", stored: dict[str, "Stored"], desk: Desk
    ) -> imports.Verdict:
        known = stored.get(key.id)
        if known is not None:
            return self._about_known(record, key, known, desk)
        before = desk.seen.get(key.id)
        if before is not None and before.digest == key.digest:
            return Same()
        problems = list(_problems(record, desk))
        if before is not None:
            words = _("和第%(row)d行的单号相同，内容却不同，请核对") % {"row": before.row}
            problems.append(Problem("external_id", words))
        if problems:
            return Bad(tuple(problems))
        desk.seen[key.id] = Known(key.digest, record.row)
        return Good((record, key))

    def _about_known(
        self, record: Record, key: "Key", known: "Stored", desk: Desk
    ) -> imports.Verdict:
        """A request that is here: it may lack the answer, or the call-back, that the row brings."""
        if key.external and known.community != desk.place.pk:
            words = _("这个单号已经在别的社区登记过，请核对是不是转错了")
            return Bad((Problem("external_id", words),))
        news = None if key.id in desk.seen else _news(record, known, desk)
        if news is None:
            return Same()
        if problems := list(_problems(record, desk)):
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

    def commit(self, values: Sequence[tuple[Record, "Key"]], context: Desk) -> list[int]:
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
class Key:
    """What makes a row the same as another: the hotline's number, else its whole content."""

    id: str
    digest: str
    external: bool


def key_of(record: Record, place: places.Place) -> Key:
    """The row's key at a community."""
    words = [
        str(record.get(name) or "") for name in ("received_at", "name", "phone", "title", "text")
    ]
    digest = hashlib.sha256("\x1f".join([str(place.pk), *words]).encode()).hexdigest()
    number = record.get("external_id")
    return Key(number or digest, digest, external=bool(number))


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


def _news(record: Record, known: Stored, desk: Desk) -> late_answers.News | None:
    """What the row tells that is not known yet; None for nothing."""
    if not (known.lacks_answer or known.lacks_call_back):
        return None
    answer = _answer(record, None)
    asked = _asked(record, answer) if known.lacks_call_back else None
    if answer is None or not (known.lacks_answer or asked):
        return None
    untold = [] if record.get("owner") in (None, known.owner) else ["owner"]
    if known.lacks_call_back and asked is None:
        untold += ["solved", "satisfaction"]
    return late_answers.News(known.pk, answer, asked, note=_note(record, untold))


Check = Callable[[Record, Desk], str]


def _problems(record: Record, desk: Desk) -> Iterable[Problem]:
    for field, check in CHECKS:
        if words := check(record, desk):
            yield Problem(field, words)


def _check_text(record: Record, _desk: Desk) -> str:
    return "" if record.get("text") or record.get("title") else _("没有填，主题也是空的")


def _check_received(record: Record, desk: Desk) -> str:
    since = record.get("received_at")
    return _("这个时间还没有到，请核对") if since and since > desk.order.at + CLOCK_SKEW else ""


def _check_phone(record: Record, _desk: Desk) -> str:
    written = record.get("phone") or ""
    if written in NO_PHONE or "*" in written or normalise_phone(written):
        return ""
    return _("“%(phone)s”不是完整的电话号码，不知道就留空") % {"phone": written}


def _check_replied(record: Record, desk: Desk) -> str:
    replied, since = record.get("replied_at"), record.get("received_at")
    if replied is None:
        if record.get("reply"):
            return _("有答复意见，请填上答复时间")
        if any(word in (record.get("state") or "") for word in FINISHED):
            return _("状态是“%(state)s”，请填上答复时间") % {"state": record.get("state")}
        return ""
    if since is not None and replied < since:
        return _("比来件时间还早，请核对")
    return _("这个时间还没有到，请核对") if replied > desk.order.at + CLOCK_SKEW else ""


def _check_satisfaction(record: Record, _desk: Desk) -> str:
    written = record.get("satisfaction") or ""
    if written in NO_GRADE or written in GRADES:
        return ""
    return _("请填很满意、满意、基本满意、不满意或很不满意，没有评价就留空")


CHECKS: tuple[tuple[str, Check], ...] = (
    ("text", _check_text),
    ("received_at", _check_received),
    ("phone", _check_phone),
    ("replied_at", _check_replied),
    ("satisfaction", _check_satisfaction),
)


def _arrival(record: Record, key: Key, desk: Desk) -> bulk_intake.Arrival:
    since = record.get("received_at")
    written = _written_category(record)
    category = next((desk.categories[n] for n in written if n in desk.categories), None)
    owner = desk.units.get(record.get("owner") or "")
    title, text = _title_and_text(record)
    address = record.get("address") or ""
    phone = record.get("phone") or ""
    name = record.get("name") or ""
    request = intake.Request(
        text=text,
        title=title,
        place=desk.locate(address),
        source=Source.HOTLINE,
        nature=_nature(record.get("nature") or ""),
        address=address,
        category=category,
        anonymous=name in NOBODY and phone in NO_PHONE,
        name="" if name in NOBODY else name,
        phone=normalise_phone(phone),
        submission_key="" if key.external else key.digest,
        external_id=key.id if key.external else "",
    )
    answer = _answer(record, owner) if since is not None else None
    untold = [] if category else ["category", "category1", "category2", "category3"]
    if answer is None or owner is None:
        untold.append("owner")
    asked = _asked(record, answer)
    if asked is None:
        untold += ["solved", "satisfaction"]
    return bulk_intake.Arrival(
        request,
        since,
        note=_note(record, untold),
        answer=answer,
        asked=asked,
        archive=desk.order.options.get("unanswered") == "archive",
    )


def _title_and_text(record: Record) -> tuple[str, str]:
    """A title that is too long for its column is kept whole at the head of the text."""
    title, text = record.get("title") or "", record.get("text") or ""
    if len(title) > LONGEST_TITLE:
        return title[: LONGEST_TITLE - 1] + "…", f"{title}\n{text}".strip()
    return title, text or title


def _written_category(record: Record) -> list[str]:
    """Ways in which the row names its category, the most particular first."""
    levels = [record.get(name) for name in ("category1", "category2", "category3")]
    path = [level for level in levels if level]
    single = (record.get("category") or "").replace("/", "／").replace(">", "／").replace("-", "／")
    return [
        *("／".join(path[:length]) for length in range(len(path), 0, -1)),
        *(name for name in (single, single.rpartition("／")[2]) if name),
        *reversed(path),
    ]


def _nature(written: str) -> Nature:
    return next((nature for word, nature in NATURES.items() if word in written), Nature.HELP)


def _answer(record: Record, owner: organisations.Organisation | None) -> bulk_intake.Answer | None:
    replied = record.get("replied_at")
    return bulk_intake.Answer(record.get("reply") or "", replied, owner) if replied else None


def _asked(record: Record, answer: bulk_intake.Answer | None) -> bulk_intake.Asked | None:
    """The call-back, when the row tells all of it: half an answer counts for no rate."""
    if answer is None:
        return None
    at = record.get("asked_at") or answer.at
    if record.values.get("effective") is False:
        return bulk_intake.Asked(at, effective=False)
    contacted, solved = record.values.get("contacted"), record.values.get("solved")
    grade = GRADES.get(record.get("satisfaction") or "")
    if contacted is None or solved is None or grade is None:
        return None
    return bulk_intake.Asked(at, True, contacted, solved, grade)


def _note(record: Record, names: Iterable[str]) -> str:
    """What the row says and no column of ours holds, for the timeline."""
    told = [(name, record.values.get(name)) for name in names]
    return "；".join(
        f"{LABELS[name]}：{_word(value)}" for name, value in told if value not in (None, "")
    )


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


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
