"""Fields of a list or a form, understood together: groups, neighbours and the theme decide."""

import dataclasses
import re
from collections.abc import Callable

from linli.insight.sheets.meaning import subjects
from linli.insight.sheets.meaning.folding import fold, read_label
from linli.insight.sheets.meaning.lexicon import FAIR, LIKELY, UNKNOWN, Sense, understand
from linli.insight.sheets.meaning.themes import Theme
from linli.insight.sheets.vocabulary import ELEMENTS

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
ANYWHERE = {"report", "place"}
OF_REPORT = {*ANYWHERE, "aid"}
PERIOD = re.compile(r"(?:年月|月份|年度|季度|期间|时间段)$|年月$")
OWN = re.compile(r"基本|个人|信息|情况|居民|人员|本人|对象")
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
    options: tuple[str, ...] = ()


@dataclasses.dataclass
class Setting:
    """What one field may know of the others."""

    theme: Theme
    kind: str
    asked: list[Asked]
    senses: list[Sense]

    def has(self, *elements: str) -> bool:
        return any(sense.element in elements for sense in self.senses)

    def has_sure(self, element: str) -> bool:
        return any(sense.element == element and sense.confidence > 0.5 for sense in self.senses)

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
        if self.has("person.name", "household.head_name", "person.id_number"):
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
        return len({sense.element for sense in self.senses if sense.element in DWELLINGS}) >= 3


def understand_all(asked: list[Asked], theme: Theme, kind: str) -> list[Sense]:
    """One sense for each field, in their order."""
    setting = Setting(theme, kind, asked, [_alone(field) for field in asked])
    for number in range(len(asked)):
        setting.senses[number] = _after_neighbour(setting, number)
    for rule in RULES:
        setting.senses = [rule(setting, number) for number in range(len(asked))]
    return setting.senses


# --- one field with its groups --------------------------------------------------------------


def _alone(field: Asked) -> Sense:
    leaf = field.path[-1]
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
    for group in reversed(groups):
        subject = subjects.of_group(read_label(group).base)
        if subject is None or subject == "self":
            continue
        fact = sense.fact or (sense.element if sense.element else None)
        if fact is None:
            return Sense(None, FAIR, "问的不是登记在册的居民", subject=subject)
        if fact.split(".")[0] in ANYWHERE:
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


def _after_neighbour(setting: Setting, number: int) -> Sense:
    """网格员 | 联系电话: the telephone after a person's name is that person's, where the resident has
    one of their own or none is to be expected."""
    sense = setting.senses[number]
    if sense.subject or sense.fact not in {
        "person.phone",
        "person.id_number",
        "household.relation_to_head",
    }:
        return sense
    before = None if _names_self(setting, number) else _before(setting, number)
    if before is None or before.subject not in BARE or before.subject == "head":
        return sense
    if before.fact not in {
        "person.name",
        "person.id_number",
        "person.employer",
        "household.relation_to_head",
        None,
    }:
        return sense
    element = subjects.belongs(before.subject, sense.fact)
    twice = sum(other.fact == sense.fact and not other.subject for other in setting.senses[:number])
    confidence = (
        LIKELY
        if twice or before.subject in {"grid", "helper", "other", "owner", "guardian"}
        else 0.66
    )
    if element is None:
        return Sense(
            None,
            confidence,
            "前一栏是另一个人，这一栏也是问他的",
            subject=before.subject,
            fact=sense.fact,
        )
    reason = f"紧跟在“{setting.asked[number - 1].path[-1]}”后面"
    return Sense(element, confidence, reason, subject=before.subject, fact=sense.fact)


def _names_self(setting: Setting, number: int) -> bool:
    """被评估人电话 needs no neighbour to say whose it is."""
    parted = subjects.begins_with(read_label(setting.asked[number].path[-1]).base)
    return parted is not None and parted[0] == "self"


def _before(setting: Setting, number: int) -> Sense | None:
    if number and "关系" in setting.asked[number - 1].path[-1]:
        number -= 1  # 家属姓名 | 与死者关系 | 联系电话
    if number == 0 or setting.asked[number - 1].path[:-1] != setting.asked[number].path[:-1]:
        return None
    return setting.senses[number - 1]


# --- rules over all fields --------------------------------------------------------------------


def _not_about_residents(setting: Setting, number: int) -> Sense:
    sense = setting.senses[number]
    if setting.asked[number].heads:
        return sense
    if sense.element is None or sense.element.split(".")[0] in ANYWHERE or setting.about_residents:
        return sense
    if sense.subject == "owner":
        return sense
    return Sense(None, LIKELY, "这张表登记的不是居民或家庭", fact=sense.fact)


def _about_dwellings(setting: Setting, number: int) -> Sense:
    """In a list of dwellings without their people, an address is the dwelling's."""
    sense = setting.senses[number]
    if not setting.about_dwellings or setting.has("person.name", "household.head_name"):
        return sense
    if sense.element == "person.residence_address":
        return Sense("dwelling.location", FAIR, "登记的是房屋，地址就是房屋坐落", fact=sense.fact)
    return sense


INJURIES = {
    "person.disability_level": "veteran.injury_level",
    "person.disability_certificate_no": "veteran.benefit_certificate_no",
    "person.disability_type": "veteran.injury_category",
}


def _disabled_in_service(setting: Setting, number: int) -> Sense:
    sense = setting.senses[number]
    if not setting.theme.wounded or sense.element not in INJURIES:
        return sense
    element = INJURIES[sense.element]
    if fold(setting.asked[number].path[-1]).endswith("性质"):
        element = "veteran.injury_nature"
    return Sense(element, LIKELY, "这张表说的是伤残军人的残疾", fact=sense.fact)


CERTIFICATE = re.compile(r"^(?:原|现)?(?:证书号|证号|证书|证件号|领取证号|证件书号)$")


def _certificate(setting: Setting, number: int) -> Sense:
    """证书编号 alone: the theme says of what."""
    base = read_label(setting.asked[number].path[-1]).base
    sense = setting.senses[number]
    if not CERTIFICATE.match(base) or (
        sense.element == "person.id_number" and not setting.has_other_id(number)
    ):
        return sense
    theme = setting.theme
    if theme.veterans:
        return Sense("veteran.benefit_certificate_no", FAIR, "优抚对象的表，证书就是优抚证书")
    if theme.disabled:
        return Sense("person.disability_certificate_no", FAIR, "残疾人的表，证书就是残疾证")
    if theme.aid:
        return Sense("aid.certificate_no", FAIR, "救助对象的表，证书就是救助证")
    return UNKNOWN


def _head_of_household(setting: Setting, number: int) -> Sense:
    """身份证号 beside 户主姓名 is the head's, where nobody else is named."""
    sense = setting.senses[number]
    if setting.kind != "roster" or sense.element != "person.id_number" or sense.subject:
        return sense
    if setting.has("household.head_name") and not setting.has(
        "person.name", "household.member_name"
    ):
        return Sense(
            "household.head_id_number", LIKELY, "每行一户，身份证号是户主的", "head", sense.fact
        )
    return sense


def _dates_of_the_report(setting: Setting, number: int) -> Sense:
    """A column 上报时间 may date anything; only 填报 and 填表 date the report."""
    sense = setting.senses[number]
    if sense.element != "report.date" or setting.asked[number].heads:
        return sense
    if re.search(r"填[报表写制]|制表|登记", setting.asked[number].path[-1]):
        return sense
    return sense.weaker(0.6, "也可能是别的日期")


def _weak(setting: Setting, number: int) -> Sense:
    """Labels that need a second sign."""
    sense = setting.senses[number]
    sign = SIGNS.get(sense.element or "")
    if sense.confidence >= 0.5 or sign is None or not sign(setting):
        return sense
    return dataclasses.replace(sense, confidence=0.78, reason="结合表的上下文看出来的")


SIGNS: dict[str, Callable[[Setting], bool]] = {
    "person.residence_address": lambda s: (
        s.about_residents and not s.has_sure("person.residence_address")
    ),
    "person.id_issuer": lambda s: s.has("person.id_valid_until"),
    "person.is_student": lambda s: s.about_residents,
    "person.residence_status": lambda s: s.theme.tenants,
    "household.relation_to_head": lambda s: s.has("household.member_name", "household.head_name"),
    "household.size": lambda s: s.has("household.head_name"),
    "veteran.benefit_approve_date": lambda s: s.theme.veterans,
    "aid.total_amount": lambda s: (
        s.theme.aid and s.has("person.bank_account") and not s.theme.veterans
    ),
    "person.illness": lambda s: s.about_residents and not s.theme.veterans,
    "person.is_disabled": lambda s: s.about_residents,
    "dwelling.room": lambda s: s.has("dwelling.building", "dwelling.unit"),
}


ONCE = {"person.name", "person.id_number", "person.sex", "person.birth_date"}


def _only_once(setting: Setting, number: int) -> Sense:
    """Two places cannot both be the resident's one name or number: the less sure one asks."""
    sense = setting.senses[number]
    if sense.element not in ONCE or _names_self(setting, number):
        return sense
    same = [
        _certainty(setting, place)
        for place, other in enumerate(setting.senses)
        if other.element == sense.element
    ]
    if len(same) > 1 and _certainty(setting, number) < max(same):
        return sense.weaker(0.6, "另一栏更像")
    return sense


def _certainty(setting: Setting, number: int) -> float:
    """Outside of a group, or in the group of the table's own subject, it is more likely."""
    groups = [read_label(group).base for group in setting.asked[number].path[:-1]]
    foreign = sum(subjects.of_group(group) is None and not OWN.search(group) for group in groups)
    return setting.senses[number].confidence - 0.1 * foreign


LIFE = {"martyr", "dead"}
PERSONAL = ("person.", "veteran.")


def _life_of_another(setting: Setting, number: int) -> Sense:
    """After 烈士姓名 the form goes on about the dead, until it names the living again."""
    sense = setting.senses[number]
    if setting.kind != "record" or sense.subject or not (sense.fact or "").startswith(PERSONAL):
        return sense
    for place in range(number - 1, -1, -1):
        before = setting.senses[place]
        if (before.subject and before.subject not in LIFE) or (
            before.fact == "person.name" and not before.subject
        ):
            return sense
        if before.subject in LIFE and before.fact == "person.name":
            return Sense(None, FAIR, "接着问的是前面那位已故的人", before.subject, sense.fact)
    return sense


def _of_another_again(setting: Setting, number: int) -> Sense:
    """A second 性别 after another person's name is that person's."""
    sense = setting.senses[number]
    if sense.subject or not (sense.fact or "").startswith("person."):
        return sense
    named = [place for place in range(number) if _names_another(setting.senses[place])]
    if not named:
        return sense
    asked = [
        place
        for place in range(named[-1])
        if setting.senses[place].fact == sense.fact and not setting.senses[place].subject
    ]
    back = any(
        setting.senses[place].fact == "person.name" and not setting.senses[place].subject
        for place in range(named[-1], number)
    )
    if not asked or back:
        return sense
    owner = setting.senses[named[-1]].subject
    element = subjects.belongs(owner, sense.fact or "")
    return Sense(element, FAIR, "前面另有一人，问的是他", owner, sense.fact)


def _names_another(sense: Sense) -> bool:
    return sense.subject not in {"", "head", "self"} and sense.fact == "person.name"


RULES: tuple[Callable[[Setting, int], Sense], ...] = (
    _not_about_residents,
    _about_dwellings,
    _life_of_another,
    _of_another_again,
    _disabled_in_service,
    _certificate,
    _head_of_household,
    _dates_of_the_report,
    _weak,
    _only_once,
)


def label_of(element: str) -> str:
    return ELEMENTS[element].label
