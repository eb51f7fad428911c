"""What all fields of a list or a form together say about each: the theme, and who is meant."""

import dataclasses
import re
from collections.abc import Callable

from linli.insight.sheets.meaning import subjects
from linli.insight.sheets.meaning.fields import (
    ANYWHERE,
    Asked,
    Setting,
    after_neighbour,
    alone,
    names_self,
)
from linli.insight.sheets.meaning.folding import fold, read_label
from linli.insight.sheets.meaning.lexicon import FAIR, LIKELY, UNKNOWN, Sense
from linli.insight.sheets.meaning.themes import Theme

OWN = re.compile(r"基本|个人|信息|情况|居民|人员|本人|对象")


def understand_all(asked: list[Asked], theme: Theme, kind: str) -> list[Sense]:
    """One sense for each field, in their order."""
    setting = Setting(theme, kind, asked, [alone(field) for field in asked])
    for number in range(len(asked)):
        setting.senses[number] = after_neighbour(setting, number)
    for rule in RULES:
        setting.senses = [rule(setting, number) for number in range(len(asked))]
    return setting.senses


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
    owned = subjects.MEANINGS["owner"].get(sense.element or "")
    if owned and setting.has("dwelling.owner_name"):
        return Sense(owned, FAIR, "登记的是房屋，问的是产权人", "owner", sense.fact)
    return sense


def _lodgers(setting: Setting, number: int) -> Sense:
    """Who lives in a flat to let need not be one household."""
    sense = setting.senses[number]
    let = sense.element == "household.size" and "租" in setting.theme.heading
    if let and not re.search(r"家庭|户|家", setting.asked[number].label):
        return sense.weaker(0.6, "租住在一起的不一定是一家")
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
    if fold(setting.asked[number].label).endswith("性质"):
        element = "veteran.injury_nature"
    return Sense(element, LIKELY, "这张表说的是伤残军人的残疾", fact=sense.fact)


CERTIFICATE = re.compile(r"^(?:原|现)?(?:证书号|证号|证书|证件号|领取证号|证件书号)$")


def _certificate(setting: Setting, number: int) -> Sense:
    """证书编号 alone: the theme says of what."""
    base = read_label(setting.asked[number].label).base
    sense = setting.senses[number]
    if (
        sense.subject
        or not CERTIFICATE.match(base)
        or (sense.element == "person.id_number" and not setting.has_other_id(number))
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
    signs = r"填[报表写制]|制表|登记" if setting.about_residents else r"填[报表写制]|制表"
    if re.search(signs, setting.asked[number].label):
        return sense
    return sense.weaker(0.6, "也可能是别的日期")


def _number_of_what(setting: Setting, number: int) -> Sense:
    """编号 in front numbers the rows; elsewhere it is the number of a file or a thing."""
    sense = setting.senses[number]
    if sense.element != "report.serial_no" or read_label(setting.asked[number].label).base != "号":
        return sense
    if setting.kind == "roster" and number == 0:
        return sense
    return sense.weaker(0.6, "也可能是档案或证件的编号")


def _weak(setting: Setting, number: int) -> Sense:
    """Labels that need a second sign."""
    sense = setting.senses[number]
    sign = SIGNS.get(sense.element or "")
    if sense.confidence >= 0.5 or sign is None or not sign(setting):
        return sense
    if sum(other.element == sense.element for other in setting.senses) > 1:
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
    if sense.element not in ONCE or names_self(setting, number):
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
    if names_self(setting, number):
        return sense
    for place in range(number - 1, -1, -1):
        if names_self(setting, place):
            return sense
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


ANIMALS = re.compile(r"犬|宠物|猫")


def _of_the_animal(setting: Setting, number: int) -> Sense:
    """On the card of a dog, 性别 and 出生日期 are the dog's."""
    sense = setting.senses[number]
    own = sense.element in {"person.sex", "person.birth_date", "person.age"}
    if own and ANIMALS.search(setting.theme.heading):
        return Sense(None, FAIR, "问的是动物", "other", sense.fact)
    return sense


def _one_member_a_row(setting: Setting, number: int) -> Sense:
    """家庭成员姓名 beside 与户主关系: each row is a member."""
    sense = setting.senses[number]
    by_member = sense.element == "household.members" and setting.kind == "roster"
    if by_member and setting.has("household.relation_to_head"):
        return Sense(
            "household.member_name", FAIR, "每行一个成员，填他的姓名", "member", sense.fact
        )
    return sense


# Facts of a scheme, and the words that say so where the table as a whole does not.
MILITARY = re.compile(r"军|兵|伍|役|战|烈|优抚|抚恤|部队|伤|残|转业|复员|参试|核试")
ASSISTED = re.compile(
    r"低保|救助|保障|补贴|补助|供养|帮扶|特困|五保|困难|扶贫|贫困|津贴|结对|三无|孤|建档|立卡"
)


def _of_another_scheme(setting: Setting, number: int) -> Sense:
    """安置地点 after a flood, 包保责任人 in an epidemic: words that other tables use as well."""
    sense = setting.senses[number]
    path = "".join(read_label(one).whole for one in setting.asked[number].path)
    theme, scheme = setting.theme, (sense.element or "").partition(".")[0]
    if scheme == "veteran":
        fits = bool(theme.veterans or MILITARY.search(path))
    elif scheme == "aid":
        paid = setting.has("person.bank_account")
        fits = bool(theme.aid or theme.veterans or paid or ASSISTED.search(path))
    else:
        return sense
    return sense if fits else sense.weaker(0.6, "表里没有说是这方面的事")


RULES: tuple[Callable[[Setting, int], Sense], ...] = (
    _not_about_residents,
    _of_another_scheme,
    _about_dwellings,
    _lodgers,
    _life_of_another,
    _of_another_again,
    _disabled_in_service,
    _certificate,
    _of_the_animal,
    _one_member_a_row,
    _head_of_household,
    _dates_of_the_report,
    _number_of_what,
    _weak,
    _only_once,
)
