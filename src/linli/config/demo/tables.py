"""The tables that departments ask of the demonstration street, and a year of sending them."""

import dataclasses
import datetime as dt
import hashlib
import random

from linli.config.demo.town import Town
from linli.foundation.accounts.models import User
from linli.insight.sheets.models import Form
from linli.insight.sheets.registry.actions import dues, replies, tables
from linli.insight.sheets.registry.cycles import Cycle, after
from linli.insight.sheets.registry.models import Due, Ground, ReplyKind, Sending, Table
from linli.kernel.clock import SHANGHAI, local_date
from linli.registers.organisations.public import Organisation
from linli.shared.work import public as work

# (label, element); an element that is empty is what no register knows.
NAME, SEX, ID, PHONE, HOME = (
    ("姓名", "person.name"),
    ("性别", "person.sex"),
    ("身份证号码", "person.id_number"),
    ("联系电话", "person.phone"),
    ("现住址", "person.residence_address"),
)
BORN, AGE, NATION, SCHOOL, WED = (
    ("出生日期", "person.birth_date"),
    ("年龄", "person.age"),
    ("民族", "person.ethnicity"),
    ("文化程度", "person.education"),
    ("婚姻状况", "person.marital_status"),
)
ARRIVED = ("来本地日期", "person.residence_start_date")
BASE = (NAME, SEX, ID, PHONE, HOME)


@dataclasses.dataclass(frozen=True)
class Asked:
    """One table: `rows` people each time, `lacking` percent of what the register should know;
    `soon`: it is due in some days."""

    title: str
    owner: str
    cycle: Cycle
    columns: tuple[tuple[str, str], ...]
    rows: int
    lacking: int
    basis: str
    number: str = ""
    valid: int = 700
    on_paper: bool = False
    soon: bool = False
    from_age: int | None = None


ASKED = (
    Asked(
        "高龄津贴发放名册",
        "区民政局",
        Cycle.MONTHLY,
        (*BASE, BORN, AGE, ("开户行", "person.bank_name"), ("银行账号", "person.bank_account")),
        412,
        6,
        "老年人权益保障法第三十三条",
        "春街准〔2025〕1号",
        from_age=80,
    ),
    Asked(
        "独居老人探访关爱台账",
        "区民政局",
        Cycle.MONTHLY,
        (*BASE, AGE, ("探访日期", ""), ("探访情况", "")),
        96,
        8,
        "特殊困难老年人探访关爱服务指导意见",
        "春街准〔2025〕2号",
        soon=True,
        from_age=60,
    ),
    Asked(
        "低保家庭动态管理表",
        "区民政局",
        Cycle.QUARTERLY,
        (*BASE, ("家庭人口", "household.size"), ("月保障金额", "aid.monthly_amount")),
        58,
        5,
        "社会救助暂行办法第十三条",
        "春街准〔2025〕3号",
    ),
    Asked(
        "残疾人两项补贴核对表",
        "区民政局",
        Cycle.QUARTERLY,
        (*BASE, ("残疾类别", "person.disability_type"), ("残疾等级", "person.disability_level")),
        121,
        9,
        "国发〔2015〕52号",
        "春街准〔2025〕4号",
    ),
    Asked(
        "流动人口登记月报",
        "春晖派出所",
        Cycle.MONTHLY,
        (*BASE, ("户籍地址", "person.registered_address"), ARRIVED),
        260,
        14,
        "居住证暂行条例",
        "春街准〔2025〕5号",
    ),
    Asked(
        "出租房屋安全排查表",
        "区住房和建设局",
        Cycle.QUARTERLY,
        (("房屋地址", "person.residence_address"), ("房主", ""), ("租客人数", ""), ("隐患", "")),
        318,
        4,
        "城市房屋租赁管理办法",
        "春街准〔2025〕6号",
    ),
    Asked(
        "退役军人信息采集表",
        "区退役军人事务局",
        Cycle.HALF_YEARLY,
        (*BASE, NATION, SCHOOL, ("入伍时间", "veteran.enlist_date"), ("退役时间", "")),
        143,
        11,
        "退役军人保障法第四条",
        "春街准〔2025〕7号",
    ),
    Asked(
        "适龄儿童入学摸底表",
        "区教育局",
        Cycle.YEARLY,
        (*BASE, BORN, ("监护人", "child.guardian_name"), ("户籍地址", "")),
        187,
        7,
        "义务教育法第十三条",
        "春街准〔2025〕8号",
    ),
    Asked(
        "居民健康档案核对表",
        "春晖社区卫生服务中心",
        Cycle.QUARTERLY,
        (*BASE, AGE, ("慢性病", ""), ("签约医生", "")),
        530,
        6,
        "国家基本公共卫生服务规范",
        "春街准〔2024〕11号",
        valid=-40,
    ),
    Asked(
        "志愿服务情况季报",
        "区委社会工作部",
        Cycle.QUARTERLY,
        (NAME, SEX, PHONE, ("服务时长", "")),
        64,
        3,
        "志愿服务条例",
        "春街准〔2024〕12号",
        valid=-12,
    ),
    Asked(
        "消防安全自查周报",
        "区消防救援大队",
        Cycle.WEEKLY,
        (("楼栋", "dwelling.building"), ("检查情况", ""), ("隐患", ""), ("整改情况", "")),
        56,
        0,
        "消防法第三十二条",
        "春街准〔2025〕9号",
        on_paper=True,
    ),
    Asked(
        "物业服务满意度统计",
        "区住房和建设局",
        Cycle.HALF_YEARLY,
        (NAME, PHONE, HOME, ("满意度", "")),
        210,
        5,
        "物业管理条例",
        "春街准〔2025〕10号",
    ),
)
REFUSED = ("居民养犬情况摸底表", "某宠物协会", (NAME, PHONE, HOME, ("犬只数量", "")))
MERGED = ("高龄老人生活状况调查表", "区卫生健康局", (*BASE, BORN, AGE, ("兴趣爱好", "")))
# It came last week, and nobody has asked whether it may.
NEW = ("灵活就业人员情况摸底表", (*BASE, AGE, SCHOOL, WED, ("就业形式", ""), ("月收入", "")))


def write(town: Town, people: dict[str, User], source: random.Random, now: dt.datetime) -> None:
    """The list, a year of sendings, letters, and what is due now."""
    author = _Author(town, people, source, now)
    for asked in ASKED:
        author.table(asked)
    author.refused()
    author.merged()
    author.unlisted()
    dues.open_dues(at=now)


class _Author:
    def __init__(
        self, town: Town, people: dict[str, User], source: random.Random, now: dt.datetime
    ) -> None:
        self.town, self.people, self.random, self.now = town, people, source, now
        self.today = local_date(now)
        self.committee = town.units["幸福里社区居委会"]

    def owner(self, name: str) -> Organisation | None:
        return self.town.units.get(name)

    def table(self, asked: Asked) -> Table:
        """The entry and its year; the next time is the first after today."""
        start = self.today - dt.timedelta(days=365)
        if asked.cycle in {Cycle.QUARTERLY, Cycle.HALF_YEARLY}:
            # Not all in one month.
            start += dt.timedelta(days=31 * (len(asked.title) % 3))
        day = self.today + dt.timedelta(days=4) if asked.soon else start
        due_on = start.replace(day=min(day.day, 28))
        times = []
        while due_on < self.today + dt.timedelta(days=2):
            times.append(due_on)
            due_on = after(due_on, asked.cycle, due_on.day) or self.today
        owner = self.owner(asked.owner)
        made = tables.add(
            title=asked.title,
            place=self.town.street,
            owner=owner,
            owner_name="" if owner else asked.owner,
            cycle=asked.cycle,
            next_due_on=due_on,
            lead_days=7,
            legal_basis=asked.basis,
            approval_number=asked.number,
            expires_on=self.today + dt.timedelta(days=asked.valid),
            registered=True,
            by=None,
            at=self.now - dt.timedelta(days=370),
        )
        form = self.form(asked.title, asked.columns, self.now - dt.timedelta(days=366))
        tables.link(table=made, form=form, by=None, at=self.now - dt.timedelta(days=366))
        for number, day in enumerate(times):
            self.sent(asked, made, form, day, number / max(1, len(times)))
        return made

    def form(self, title: str, columns: tuple[tuple[str, str], ...], seen_at: dt.datetime) -> Form:
        fields = [
            {"key": f"{number:02d}", "path": [words], "element": element or None}
            for number, (words, element) in enumerate(columns)
        ]
        return Form.objects.create(
            fingerprint=hashlib.sha256(title.encode()).hexdigest(),
            title=title,
            fields=fields,
            first_seen_at=seen_at,
        )

    def sent(self, asked: Asked, table: Table, form: Form, day: dt.date, share: float) -> None:
        """One time that is over: what was missing grew less as the register grew better."""
        at, hall = self.at(day), self.people["hall"]
        item = work.open_item(
            kind=dues.KIND,
            title=f"报《{table.title}》",
            place=self.town.community,
            team=self.committee,
            assignee=hall,
            at=at - dt.timedelta(days=7),
        )
        work.finish(item=item, at=at)
        Due.objects.create(
            table=table,
            place=self.town.community,
            place_path=self.town.community.place_path,
            due_on=day,
            work=item,
            reason="在部门自己的系统里报的" if asked.on_paper else "",
            closed_at=at,
            closed_by=hall,
        )
        if asked.on_paper:
            return
        rows = max(8, asked.rows + self.random.randint(-6, 6))
        known = sum(1 for _words, element in asked.columns if element)
        missing = round(rows * known * asked.lacking * (2.4 - 1.9 * share) / 100)
        Sending.objects.create(
            form=form,
            place_path=self.town.community.place_path,
            at=at,
            people=[{"age_from": asked.from_age}] if asked.from_age else [],
            rows=rows,
            filled=rows * known - missing,
            typed=missing + rows * (len(asked.columns) - known),
        )

    def letter(self, title: str, owner: str, columns: tuple[tuple[str, str], ...]) -> Table:
        """A table that the community noted and that has to be answered."""
        at = self.now - dt.timedelta(days=24)
        form = self.form(title, columns, at)
        return tables.add(
            title=title,
            place=self.town.community,
            owner_name=owner,
            cycle=Cycle.ONCE,
            seen_form=form,
            by=self.people["head"],
            at=at,
        )

    def refused(self) -> None:
        replies.reply(
            table=self.letter(*REFUSED),
            kind=ReplyKind.REFUSAL,
            number=f"〔{self.today.year}〕1号",
            addressee=REFUSED[1],
            signer="林国栋",
            signed_on=self.today - dt.timedelta(days=20),
            issuer=self.committee,
            grounds=list(Ground.objects.filter(in_use=True)),
            by=self.people["head"],
            at=self.now - dt.timedelta(days=20),
        )

    def merged(self) -> None:
        table = self.letter(*MERGED)
        into = Table.objects.get(title=ASKED[0].title)
        replies.reply(
            table=table,
            kind=ReplyKind.MERGE,
            number=f"〔{self.today.year}〕2号",
            addressee=MERGED[1],
            signer="林国栋",
            signed_on=self.today - dt.timedelta(days=17),
            issuer=self.committee,
            into=into,
            common="、".join(words for words, _element in (*BASE, BORN, AGE)),
            new="新增的栏目有兴趣爱好，建议并入该表一并收集。",
            sent="该表每月报送区民政局。",
            by=self.people["head"],
            at=self.now - dt.timedelta(days=17),
        )

    def unlisted(self) -> None:
        """It came some days ago, and nobody has asked yet whether it may."""
        self.letter(NEW[0], "区人力资源和社会保障局", NEW[1])

    def at(self, day: dt.date) -> dt.datetime:
        """Some afternoon in the days before it was due."""
        early = day - dt.timedelta(days=self.random.randint(0, 3))
        hour = 14 + self.random.randint(0, 3)
        local = dt.datetime.combine(early, dt.time(hour), SHANGHAI)
        return min(local, self.now - dt.timedelta(hours=1))
