"""The list of tables from a workbook, as streets keep it today."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.sheets.registry.actions import tables
from linli.insight.sheets.registry.cycles import RECURRING, Cycle
from linli.insight.sheets.registry.models import Blank, Due, Reply, Table
from linli.insight.sheets.registry.permissions import TablesPermission
from linli.registers.organisations import public as organisations
from linli.shared.imports.public import (
    Bad,
    Field,
    Good,
    Kind,
    Order,
    Problem,
    Record,
    Same,
    TakenBack,
    Target,
    Verdict,
)

# What lists call a cycle, besides the word of the page.
CYCLES = {
    Cycle.ONCE: "一次性 一次 单次 临时",
    Cycle.WEEKLY: "每周 周报 周",
    Cycle.MONTHLY: "每月 月报 月",
    Cycle.QUARTERLY: "每季度 季报 季 季度 每季",
    Cycle.HALF_YEARLY: "每半年 半年报 半年",
    Cycle.YEARLY: "每年 年报 年 年度",
    Cycle.ON_DEMAND: "按需 不定期 按需（事后补报）",
}
CYCLE_OF = {word: cycle for cycle, words in CYCLES.items() for word in words.split()}


@dataclasses.dataclass(frozen=True)
class Survey:
    """The tables and departments on record, and the titles of the file so far."""

    order: Order
    titles: set[str]
    owners: dict[str, organisations.Organisation]


class TableTarget(Target):
    slug = "tables"
    label = gettext_lazy("报表准入清单")
    description = gettext_lazy("各部门要的报表，已有的同名报表保持不变")
    permission = TablesPermission.KEEP
    place_kinds = (places.Kind.STREET, places.Kind.COMMUNITY)
    fields = (
        Field(
            "title",
            "表名",
            "报表名称 表格名称 台账名称 名称",
            required=True,
            example="高龄津贴发放名册",
        ),
        Field(
            "owner",
            "要表单位",
            "责任部门 主管部门 部门 报送单位 报送部门 来源部门",
            required=True,
            longest=80,
            example="区民政局",
        ),
        Field("cycle", "周期", "报送周期 频次 报送频次", required=True, longest=20, example="每月"),
        Field(
            "next_due_on",
            "下次报送",
            "下次报送日期 报送时间 截止日期",
            kind=Kind.DAY,
            example="2026-12-20",
        ),
        Field(
            "legal_basis",
            "依据",
            "政策依据 法律依据 文件依据 设定依据",
            longest=300,
            example="老年人权益保障法第三十三条",
        ),
        Field(
            "approval_number",
            "准入编号",
            "编号 批准文号 备案号 文号",
            kind=Kind.IDENTIFIER,
            longest=60,
            example="春街准〔2026〕1号",
        ),
        Field(
            "expires_on",
            "有效期至",
            "有效期 到期日期 失效日期",
            kind=Kind.DAY,
            example="2027-12-31",
        ),
        Field("note", "备注", "说明", longest=300),
    )

    def results_url(self, ids: Sequence[int]) -> str:
        return reverse("tables:list")

    def prepare(self, order: Order) -> Survey:
        known = Table.objects.filter(place=order.place).values_list("title", flat=True)
        owners = {unit.name: unit for unit in reversed(organisations.serving(order.place))}
        return Survey(order, set(known), owners)

    def check(self, records: Sequence[Record], context: Survey) -> list[Verdict]:
        return [self._verdict(record, context) for record in records]

    def _verdict(self, record: Record, survey: Survey) -> Verdict:
        title = record.get("title")
        if title in survey.titles:
            return Same()
        word = str(record.get("cycle") or "")
        cycle = CYCLE_OF.get(word)
        if cycle is None:
            words = _("周期“%(word)s”看不懂，请写：%(known)s") % {
                "word": word,
                "known": "、".join(str(label) for label in Cycle.labels),
            }
            return Bad((Problem("cycle", words),))
        facts = {
            name: record.get(name) or "" for name in ("legal_basis", "approval_number", "note")
        }
        if not facts["legal_basis"] and not facts["approval_number"]:
            return Bad((Problem("legal_basis", str(tables.NeedsBasis.message)),))
        due_on = record.get("next_due_on")
        if due_on is None and cycle in RECURRING:
            return Bad((Problem("next_due_on", str(tables.NeedsDay.message)),))
        owner = survey.owners.get(str(record.get("owner")))
        survey.titles.add(str(title))
        return Good(
            {
                **facts,
                "title": title,
                "owner": owner,
                "owner_name": "" if owner else record.get("owner"),
                "cycle": cycle,
                "next_due_on": due_on,
                "expires_on": record.get("expires_on"),
            }
        )

    def commit(self, values: Sequence[dict[str, Any]], context: Survey) -> list[int]:
        order = context.order
        return [
            tables.add(place=order.place, registered=True, by=order.by, at=order.at, **facts).pk
            for facts in values
        ]

    def undo(self, ids: Sequence[int], *, by: accounts.User | None, at: dt.datetime) -> TakenBack:
        """Entries that nobody has used yet go; the others stay."""
        used = {
            *Due.objects.filter(table__in=ids).values_list("table", flat=True),
            *Blank.objects.filter(table__in=ids).values_list("table", flat=True),
            *Reply.objects.filter(table__in=ids).values_list("table", flat=True),
            *Reply.objects.filter(into__in=ids).values_list("into", flat=True),
            *Table.objects.filter(merged_into__in=ids).values_list("merged_into", flat=True),
        }
        gone = Table.objects.filter(pk__in=ids).exclude(pk__in=[pk for pk in used if pk])
        for table in gone:
            audit.record("tables.remove", by=by, at=at, subject=table, subject_name=table.title)
        removed = gone.count()
        gone.delete()
        return TakenBack(removed, len(ids) - removed)
