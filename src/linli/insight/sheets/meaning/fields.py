"""Fields of a list or a form, understood together: groups, neighbours and the theme decide."""

import dataclasses
import re

from linli.insight.sheets.meaning import subjects
from linli.insight.sheets.meaning.choices import from_choices
from linli.insight.sheets.meaning.folding import read_label
from linli.insight.sheets.meaning.lexicon import FAIR, LIKELY, UNKNOWN, Sense, understand
from linli.insight.sheets.meaning.themes import Theme

GENERIC = re.compile(
    r"^(?:时间|号|地址|类型|等级|级别|名称|金额|性质|人数|原因|情况|标准|属别|时期|方式|证号|电话|单位|地点|关系|"
    r"代码|状态|面积|类|姓名|证书号|程度|收入|病种|来源|地|起|止|开始时间|结束时间|起始时间|终止时间)$"
)
# A fact that shows the row or form to be about residents, households or dwellings.
ANCHORS = {
    "person.name",
    "person.id_number",
    "person.sex",
    "person.birth_date",
    "household.head_name",
    "household.head_id_number",
    "household.relation_to_head",
    "person.ethnicity",
    "person.age",
    "person.registered_address",
    "child.guardian_name",
    "household.member_name",
    "person.marital_status",
}
DWELLINGS = {
    "dwelling.room",
    "dwelling.building",
    "dwelling.unit",
    "dwelling.owner_name",
    "dwelling.ownership",
    "dwelling.certificate_no",
    "dwelling.location",
    "dwelling.estate",
    "dwelling.structure",
    "dwelling.usage",
    "dwelling.type",
}
PLACED = {"dwelling.location", "dwelling.estate", "dwelling.building", "dwelling.unit"}
ANYWHERE = {"report", "place"}
# Where somebody comes from is seldom the place that the table is about.
OF_ORIGIN = re.compile(r"户籍|户口|原籍|籍贯|来源地")
DOUBTFUL = 0.6
OF_REPORT = {*ANYWHERE, "aid"}
PERIOD = re.compile(r"(?:年月|月份|年度|季度|期间|时间段)$|年月$")
OFFICIAL = re.compile(r"意见|签字|签名|签章|盖章|审批|审核$|批示|承诺|手印|公示|核准|核定|评议")


@dataclasses.dataclass(frozen=True)
class Asked:
    """A place that asks for something. `inline`: the label shares its cell; `heads`: above or below
    the table proper, where the report speaks of itself."""

    place: str
    cells: str
    path: tuple[str, ...]
    inline: bool = False
    heads: bool = False
    section: str = ""
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its own label without blanks and breaks of lines."""
        return "".join(self.path[-1].split())


@dataclasses.dataclass
class Setting:
    """What one field may know of the others."""

    theme: Theme
    kind: str
    asked: list[Asked]
    senses: list[Sense]

    def has(self, *elements: str) -> bool:
        return any(sense.element in elements for sense in self.senses)

    def has_sure(self, element: str, above: float = 0.5) -> bool:
        return any(sense.element == element and sense.confidence > above for sense in self.senses)

    def has_other_id(self, number: int) -> bool:
        return any(
            sense.element == "person.id_number" and place != number
            for place, sense in enumerate(self.senses)
        )

    @property
    def anchors(self) -> int:
        return len({sense.element for sense in self.senses if sense.element in ANCHORS})

    @property
    def about_residents(self) -> bool:
        if self.anchors >= 2:
            return True
        named = ("person.name", "household.head_name", "person.id_number")
        if any(self.has_sure(element, 0.65) for element in named):
            return True
        if self.about_households:
            return True
        return self.about_dwellings

    @property
    def about_households(self) -> bool:
        facts = {sense.element or "" for sense in self.senses if sense.confidence > 0.5}
        households = sum(fact.startswith("household.") for fact in facts)
        dwellings = sum(fact.startswith("dwelling.") for fact in facts)
        return households >= 2 and households + dwellings >= 3

    @property
    def about_dwellings(self) -> bool:
        known = {sense.element for sense in self.senses if sense.element in DWELLINGS}
        owned = "dwelling.owner_name" in known and bool(known & PLACED)
        return len(known) >= 3 or owned


# --- one field with its groups --------------------------------------------------------------


def alone(field: Asked) -> Sense:
    leaf = field.label
    sense = _by_label(field, leaf)
    offered = from_choices(field.choices)
    if offered is not None and not sense.subject and sense.confidence < 0.5:
        return offered
    return sense


def _by_label(field: Asked, leaf: str) -> Sense:
    if field.heads:
        return _about_report(leaf)
    if OFFICIAL.search(leaf) and understand(leaf).confidence < FAIR:
        return Sense(None, LIKELY, "意见、签字、审批由经办人填写")
    if field.inline and OFFICIAL.search(leaf) and not re.search(r"填[报表]|制表|审核", leaf):
        return Sense(None, LIKELY, "意见、签字、审批由经办人填写")
    return _within_groups(field.path)


def _about_report(leaf: str) -> Sense:
    sense = understand(leaf)
    base = read_label(leaf).base
    if base in {"单位", "单位名称"}:
        return Sense("report.unit", LIKELY, "表头的“单位”就是填报单位", fact="report.unit")
    if base in {"时间", "年度"}:
        element = "report.period" if base == "年度" else "report.date"
        return Sense(element, FAIR, "表头表尾的时间说的是这张表", fact=element)
    if PERIOD.search(read_label(leaf).flat) and not sense.element:
        return Sense("report.period", FAIR, "表头写的是哪一期", fact="report.period")
    if sense.element and sense.element.split(".")[0] in OF_REPORT:
        return sense
    return Sense(None, LIKELY, "表头表尾的话，不问居民的事")


def _within_groups(path: tuple[str, ...]) -> Sense:
    leaf, groups = path[-1], path[:-1]
    sense = understand(leaf)
    base = read_label(leaf).base
    if groups and (GENERIC.match(base) or sense is UNKNOWN or sense.confidence < FAIR):
        joined = _joined(groups, base)
        if joined is not None:
            return joined
    if sense.subject:
        return sense
    if (sense.element or "").startswith("place.") and any(map(OF_ORIGIN.search, groups)):
        reason = "户籍地一组里的区划，不一定是本地的"
        return Sense(
            "person.registered_address", DOUBTFUL, reason, fact="person.registered_address"
        )
    for group in reversed(groups):
        subject = subjects.of_group(read_label(group).base)
        if subject is None or subject == "self":
            continue
        fact = sense.fact or sense.element
        if fact is None:
            return Sense(None, FAIR, "问的不是登记在册的居民", subject=subject)
        if fact.split(".")[0] in ANYWHERE or (fact.startswith("dwelling.") and "物业" in group):
            return sense
        element = subjects.belongs(subject, fact)
        if element is None:
            return Sense(None, FAIR, f"“{group}”的事不在登记册里", subject=subject, fact=fact)
        return Sense(element, LIKELY, f"在“{group}”一组里", subject=subject, fact=fact)
    return sense


def _joined(groups: tuple[str, ...], base: str) -> Sense | None:
    """入伍 > 时间, 身份证 > 号码: together they are a word."""
    parent = read_label(groups[-1]).base
    for words in (parent + base, re.sub(r"(?:情况|信息|登记|基本)+$", "", parent) + base):
        sense = understand(words)
        if sense.element and sense.confidence >= FAIR:
            return sense.weaker(0.97, "和上一级标题连起来读")
    return None


# --- neighbours -------------------------------------------------------------------------------

BARE = {
    "head",
    "guardian",
    "contact",
    "owner",
    "grid",
    "helper",
    "filler",
    "other",
    "martyr",
    "reviewer",
}


# What is asked of a person right after the name, and what names one.
CARRIED = {"person.phone", "person.id_number", "household.relation_to_head"}
NAMING = {"person.name", "person.employer", None}
BIOGRAPHY = {
    *("person.phone", "person.id_number", "person.birth_date", "person.age", "person.sex"),
    *("person.employer", "person.ethnicity", "person.education", "person.job_title"),
    *("person.health_status", "person.political_status", "person.occupation"),
}


def after_neighbour(setting: Setting, number: int) -> Sense:
    """网格员 | 联系电话: the telephone after a person's name is that person's, where the resident
    has one of their own or none is to be expected."""
    sense = setting.senses[number]
    if sense.subject or names_self(setting, number):
        return sense
    before = _before(setting, number)
    if before is UNKNOWN and _names_stranger(setting, number):
        before = Sense(None, FAIR, "另一个人", "other", "person.name")
    if before is None or before.subject not in BARE - {"head"}:
        return sense
    near = sense.fact in CARRIED and before.fact in {*CARRIED, *NAMING}
    if not near and not _goes_on(setting, number, before):
        return sense
    element = subjects.belongs(before.subject, sense.fact or "")
    earlier = setting.senses[:number]
    twice = any(other.fact == sense.fact and not other.subject for other in earlier)
    confidence = LIKELY if twice or before.subject != "contact" else 0.66
    if element is None:
        reason = "前一栏是另一个人，这一栏也是问他的"
    else:
        reason = f"紧跟在“{setting.asked[number - 1].label}”后面"
    return Sense(element, confidence, reason, before.subject, sense.fact)


def _names_stranger(setting: Setting, number: int) -> bool:
    """接送人姓名 in a form that has asked for the resident's own name already."""
    place = number - 1 - ("关系" in setting.asked[number - 1].label)
    base = read_label(setting.asked[place].label).base
    own = any(
        other.element == "person.name" and not other.subject for other in setting.senses[:place]
    )
    return setting.kind == "record" and own and len(base) > 2 and base.endswith("姓名")


def _goes_on(setting: Setting, number: int, before: Sense) -> bool:
    """父亲姓名 | 出生日期 | 联系电话: a form asks about somebody to the end of the row."""
    same_row = _row(setting.asked[number]) == _row(setting.asked[number - 1])
    facts = setting.senses[number].fact in BIOGRAPHY and before.fact in {*BIOGRAPHY, "person.name"}
    return setting.kind == "record" and same_row and facts


def _row(asked: Asked) -> str:
    return re.sub(r"[A-Z]+", "", asked.cells.partition(":")[0])


def names_self(setting: Setting, number: int) -> bool:
    """被评估人电话 needs no neighbour to say whose it is."""
    parted = subjects.begins_with(read_label(setting.asked[number].label).base)
    return parted is not None and parted[0] == "self"


def _before(setting: Setting, number: int) -> Sense | None:
    if number and "关系" in setting.asked[number - 1].label:
        number -= 1  # 家属姓名 | 与死者关系 | 联系电话
    if number == 0 or setting.asked[number - 1].path[:-1] != setting.asked[number].path[:-1]:
        return None
    return setting.senses[number - 1]
