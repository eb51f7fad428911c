"""Reading a row of a hotline's table: what its columns are called, what is wrong with it, and what
it says of the request, the answer and the call-back."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from linli.foundation.places import public as places
from linli.kernel.identity import normalise_phone
from linli.registers.organisations import public as organisations
from linli.services.cases.actions import bulk_intake
from linli.services.cases.choices import Nature, Satisfaction
from linli.shared.imports.public import Field, Kind, Problem, Record

LONGEST_TITLE = 120
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


Check = Callable[[Record, dt.datetime], str]


def problems(record: Record, *, at: dt.datetime) -> Iterable[Problem]:
    """What is wrong with the row, looked at now."""
    for field, check in CHECKS:
        if words := check(record, at):
            yield Problem(field, words)


def _check_text(record: Record, _at: dt.datetime) -> str:
    return "" if record.get("text") or record.get("title") else _("没有填，主题也是空的")


def _check_received(record: Record, at: dt.datetime) -> str:
    since = record.get("received_at")
    return _("这个时间还没有到，请核对") if since and since > at + CLOCK_SKEW else ""


def _check_phone(record: Record, _at: dt.datetime) -> str:
    written = record.get("phone") or ""
    if written in NO_PHONE or "*" in written or normalise_phone(written):
        return ""
    return _("“%(phone)s”不是完整的电话号码，不知道就留空") % {"phone": written}


def _check_replied(record: Record, at: dt.datetime) -> str:
    replied, since = record.get("replied_at"), record.get("received_at")
    if replied is None:
        if record.get("reply"):
            return _("有答复意见，请填上答复时间")
        if any(word in (record.get("state") or "") for word in FINISHED):
            return _("状态是“%(state)s”，请填上答复时间") % {"state": record.get("state")}
        return ""
    if since is not None and replied < since:
        return _("比来件时间还早，请核对")
    return _("这个时间还没有到，请核对") if replied > at + CLOCK_SKEW else ""


def _check_satisfaction(record: Record, _at: dt.datetime) -> str:
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


def title_and_text(record: Record) -> tuple[str, str]:
    """A title that is too long for its column is kept whole at the head of the text."""
    title, text = record.get("title") or "", record.get("text") or ""
    if len(title) > LONGEST_TITLE:
        return title[: LONGEST_TITLE - 1] + "…", f"{title}\n{text}".strip()
    return title, text or title


def written_category(record: Record) -> list[str]:
    """Ways in which the row names its category, the most particular first."""
    levels = [record.get(name) for name in ("category1", "category2", "category3")]
    path = [level for level in levels if level]
    single = (record.get("category") or "").replace("/", "／").replace(">", "／").replace("-", "／")
    return [
        *("／".join(path[:length]) for length in range(len(path), 0, -1)),
        *(name for name in (single, single.rpartition("／")[2]) if name),
        *reversed(path),
    ]


def nature(written: str) -> Nature:
    """A request for help, unless the words say otherwise."""
    return next((nature for word, nature in NATURES.items() if word in written), Nature.HELP)


def answer(record: Record, owner: organisations.Organisation | None) -> bulk_intake.Answer | None:
    """The answer, when the row tells of one."""
    replied = record.get("replied_at")
    return bulk_intake.Answer(record.get("reply") or "", replied, owner) if replied else None


def asked(record: Record, answered: bulk_intake.Answer | None) -> bulk_intake.Asked | None:
    """The call-back, when the row tells all of it: half an answer counts for no rate."""
    if answered is None:
        return None
    at = record.get("asked_at") or answered.at
    if record.values.get("effective") is False:
        return bulk_intake.Asked(at, effective=False)
    contacted, solved = record.values.get("contacted"), record.values.get("solved")
    grade = GRADES.get(record.get("satisfaction") or "")
    if contacted is None or solved is None or grade is None:
        return None
    return bulk_intake.Asked(at, True, contacted, solved, grade)


def note(record: Record, names: Iterable[str]) -> str:
    """What the row says and no column of ours holds, for the timeline."""
    told = [(name, record.values.get(name)) for name in names]
    return "；".join(
        f"{LABELS[name]}：{_word(value)}" for name, value in told if value not in (None, "")
    )


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)
