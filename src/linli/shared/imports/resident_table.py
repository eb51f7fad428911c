"""Residents of a community from a table, one line a person: registered here because the register
lies below this app."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError
from linli.registers.residents import public as residents
from linli.registers.residents.public import ResidentsPermission
from linli.shared.imports.targets import (
    Bad,
    Change,
    Field,
    Good,
    Kind,
    Option,
    Order,
    Problem,
    Record,
    Same,
    TakenBack,
    Target,
    Verdict,
)

CATALOGUE = residents.catalogue
# What the columns are called besides the field's own name, the most telling first.
ALIASES = {
    "person.name": "居民姓名 人员姓名 名字",
    "person.id_number": "身份证号码 身份证号 公民身份号码 证件号 身份证",
    "person.sex": "男女",
    "person.birth_date": "出生年月日 出生年月 生日",
    "person.phone": "手机号码 手机号 电话 联系方式 手机 本人电话",
    "person.phone_alt": "备用电话 固定电话 座机",
    "person.registered_address": "户籍所在地 户籍地 户口所在地",
    "person.registration_type": "户籍性质 户口类别",
    "person.political_status": "政治面貌代码",
    "person.education": "学历 受教育程度",
    "person.marital_status": "婚姻 婚否",
    "person.employer": "单位 服务处所 就业单位",
    "person.occupation": "从事职业",
    "person.employment_status": "就业情况 从业状况",
    "person.health_status": "身体状况",
    "person.illness": "疾病情况 所患疾病 慢性病",
    "person.medical_insurance_type": "医保类型 医疗保险",
    "person.pension_insurance_type": "养老保险",
    "person.disability_type": "残疾类型",
    "person.is_disabled": "残疾人",
    "person.bank_account": "银行卡号",
    "person.monthly_income": "月收入",
    "person.annual_income": "年收入",
    "aid.is_recipient": "低保 低保户",
    "veteran.is_veteran": "退役军人",
    "person.is_retired": "是否退休 退休",
}
# So many different cells are understood once: most columns hold few values, said often.
MOST_READ = 10_000
# Read as dates or yes-no by the reader of cells, before they come here.
KINDS = {
    CATALOGUE.Kind.DAY: Kind.DAY,
    CATALOGUE.Kind.YES_NO: Kind.YES_NO,
    CATALOGUE.Kind.PHONE: Kind.IDENTIFIER,
    CATALOGUE.Kind.ID_NUMBER: Kind.IDENTIFIER,
}
PERSON_FIELDS = tuple(CATALOGUE.fields(CATALOGUE.Entity.PERSON))
BY_NAME = {field.name: field for field in PERSON_FIELDS}
SENSITIVE = {field.id for field in PERSON_FIELDS if CATALOGUE.GROUP_OF[field.id].sensitive}
HERE = ("本社区", "本地", "户籍", "在册", "常住", "人户一致", "户在人不在", "是")
ELSEWHERE = ("外地", "流动", "外来", "非户籍", "非本", "非常住", "不是", "人在户不在", "否")


def columns() -> tuple[Field, ...]:
    """The catalogue's facts about a person, and where somebody lives."""
    # The headers of tables are Chinese, whatever language the site speaks.
    with override("zh-hans"):
        facts = [
            Field(
                field.name,
                str(field.label),
                ALIASES.get(field.id, ""),
                required=field.id == "person.name",
                kind=KINDS.get(field.kind, Kind.LINE),
                longest=max(field.longest, 40),
            )
            for field in PERSON_FIELDS
        ]
    homes = (
        Field(
            "address",
            "现住址",
            "居住地址 住址 家庭住址 居住地 房屋地址 地址 住房",
            example="3号楼2单元501",
        ),
        Field("building", "楼栋", "楼号 楼栋号 幢号 栋号", kind=Kind.IDENTIFIER),
        Field("unit", "单元", "单元号", kind=Kind.IDENTIFIER),
        Field("dwelling", "房号", "门牌号 室号 房间号 房屋号", kind=Kind.IDENTIFIER),
        Field("family", "户号", "家庭编号 户编号", kind=Kind.IDENTIFIER, longest=30),
        Field("relation", "与户主关系", "户主关系 家庭关系 关系", example="配偶"),
        Field("registration", "户籍情况", "人户状态 居住类型 户籍状态 人员类型", longest=20),
        Field("moved_in", "迁入日期", "迁入时间 入住时间 居住时间", kind=Kind.DAY),
    )
    return (facts[0], *homes, *facts[1:])


@dataclasses.dataclass(frozen=True)
class Known:
    """Somebody on record, with what the table knows otherwise or more."""

    pk: int
    told: Mapping[str, str]


class Census:
    """The community's people, homes and addresses, and the rows of the table so far."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.book = places.AddressBook(order.place)
        self.people = residents.Acquaintance(order.place)
        self.homes = residents.Homes(order.place)
        self.rows: dict[tuple[str, str, str], int] = {}
        self.read: dict[tuple[str, Any], str] = {}
        self.addresses: dict[str, places.Place | None] = {}
        self.may_tell_all = order.by is None or accounts.holds(
            order.by, ResidentsPermission.SENSITIVE, order.place.place_path
        )

    def dwelling(self, address: str) -> places.Place | None:
        """The dwelling that an address names, or None."""
        if address not in self.addresses:
            found = self.book.find(address) if address else None
            whole = found is not None and found.kind == places.Kind.DWELLING
            self.addresses[address] = found if whole else None
        return self.addresses[address]


class ResidentTarget(Target):
    slug = "residents"
    label = gettext_lazy("居民")
    description = gettext_lazy("居民花名册，一行一人；已有的居民补充或更新")
    permission = ResidentsPermission.EDIT
    options: tuple[Option, ...] = ()
    order = 20

    def __init__(self) -> None:
        self.fields = columns()

    def results_url(self, ids: Sequence[int]) -> str:
        return reverse("residents:list")

    def prepare(self, order: Order) -> Census:
        return Census(order)

    def check(self, records: Sequence[Record], context: Census) -> list[Verdict]:
        read = [_read(record, context) for record in records]
        pks = {known for told, problems in read if (known := context.people.find(told))}
        present = residents.facts_of(pks, PERSON_FIELDS) if pks else {}
        return [
            self._verdict(record, told, problems, context, present)
            for record, (told, problems) in zip(records, read, strict=True)
        ]

    def _verdict(
        self,
        record: Record,
        told: dict[str, str],
        problems: list[Problem],
        census: Census,
        present: Mapping[int, Mapping[str, str]],
    ) -> Verdict:
        if not told.get("person.name"):
            problems.append(Problem("person__name", _("没有填")))
        mark = (
            told.get("person.id_number", ""),
            told.get("person.name", ""),
            told.get("person.birth_date", "") or told.get("person.phone", ""),
        )
        first = census.rows.setdefault(mark, record.row)
        if first != record.row and any((mark[0], mark[2])):
            words = _("和第%(row)d行是同一个人") % {"row": first}
            problems.append(Problem("person__name", words))
        known = census.people.find(told)
        if known is not None and not problems:
            before = present.get(known, {})
            news = {name: value for name, value in told.items() if value != before.get(name)}
            return Change(Known(known, news)) if news else Same()
        home = None if known is not None else _home(record, census, problems)
        if problems or home is None:
            return Bad(tuple(problems))
        return Good(
            residents.Row(
                told=told,
                dwelling=home,
                family=record.get("family") or "",
                relation=residents.codes.code_of("relation", record.get("relation") or ""),
                registration=_registration(record.get("registration") or ""),
                on=record.get("moved_in"),
            )
        )

    def commit(self, values: Sequence[residents.Row], context: Census) -> list[int]:
        order = context.order
        return residents.add_many(
            rows=values, homes=context.homes, note=_note(order), by=order.by, at=order.at
        )

    def undo(self, ids: Sequence[int], *, by: accounts.User | None, at: dt.datetime) -> TakenBack:
        removed = residents.remove_many(ids=ids, by=by)
        return TakenBack(removed, len(ids) - removed)

    def update(self, values: Sequence[Known], context: Census) -> list[Any]:
        order = context.order
        told = {known.pk: known.told for known in values}
        statements = residents.tell_many(told=told, note=_note(order), by=order.by, at=order.at)
        return [[pk, statement] for pk, statement in statements.items()]

    def undo_updates(
        self, notes: Sequence[Any], *, by: accounts.User | None, at: dt.datetime
    ) -> TakenBack:
        removed = residents.untell_many(statements=dict(notes), by=by, at=at)
        return TakenBack(removed, len(notes) - removed)


def _note(order: Order) -> str:
    return _("第%(run)d次导入") % {"run": order.run_id}


def _read(record: Record, census: Census) -> tuple[dict[str, str], list[Problem]]:
    """The facts that a line tells; cells that can't be are told of instead."""
    told: dict[str, str] = {}
    problems: list[Problem] = []
    for name, cell in record.values.items():
        field = BY_NAME.get(name)
        if field is None or cell is None or cell == "":
            continue
        key = (name, cell)
        try:
            value = census.read.get(key)
            if value is None:
                value = _value(field, cell)
                if len(census.read) < MOST_READ:
                    census.read[key] = value
        except DomainError as error:
            problems.append(Problem(field.name, str(error)))
            continue
        if value and field.id in SENSITIVE and not census.may_tell_all:
            problems.append(Problem(field.name, _("您的岗位不能导入这一项，请不要选这一列")))
        elif value:
            told[field.id] = value
    try:
        told = residents.values.agree(told)
    except DomainError as error:
        problems.append(Problem("person__id_number", str(error)))
    born = told.get("person.birth_date", "")
    if born > local_date(census.order.at).isoformat():
        problems.append(Problem("person__birth_date", _("日期还没有到")))
    return told, problems


def _value(field: Any, cell: Any) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return residents.values.parse(field, cell)


def _home(record: Record, census: Census, problems: list[Problem]) -> places.Place | None:
    """The dwelling that a line names, in one column or in three."""
    parts = [record.get(name) or "" for name in ("building", "unit", "dwelling")]
    address = record.get("address") or ""
    asked = "address" if address else "building"
    home = census.dwelling("-".join(part for part in parts if part)) if parts[0] else None
    home = home or census.dwelling(address) or census.dwelling(f"{address}{''.join(parts)}")
    if home is None and not (address or parts[0]):
        problems.append(Problem("address", _("没有填住在哪里，写到房号")))
    elif home is None:
        problems.append(Problem(asked, _("没有找到这一户，请写到房号，或先导入楼栋和住房")))
    return home


def _registration(text: str) -> str:
    # "户籍在外地", "非本地户籍" and "不是" hold words of both.
    if any(word in text for word in ELSEWHERE):
        return residents.Registration.ELSEWHERE
    if any(word in text for word in HERE):
        return residents.Registration.HERE
    return residents.Registration.UNKNOWN
