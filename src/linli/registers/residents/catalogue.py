"""Every fact that the register can hold of a person, a household or a dwelling.

One list for forms, import, history and tables: a field is a data element ("person.ethnicity").
What people are listed by has a column of its own; the rest is kept together, encrypted, in the
record's `details`. `words` offers the entries of a list that cities keep for themselves; others may
be written.
"""

import dataclasses
import functools
from collections.abc import Iterator
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"
    DAY = "day"
    WHOLE = "whole"
    AMOUNT = "amount"
    YES_NO = "yes_no"
    PHONE = "phone"
    ID_NUMBER = "id_number"


class Entity(StrEnum):
    PERSON = "person"
    HOUSEHOLD = "household"
    DWELLING = "dwelling"


# Each field is there once: compared as what it is, not by its words, which would be translated.
@dataclasses.dataclass(frozen=True, eq=False)
class Field:
    """`masked`: shown in part until somebody asks for it with a reason."""

    id: str
    label: object
    kind: Kind = Kind.TEXT
    codes: str = ""
    column: str = ""
    masked: bool = False
    words: tuple[str, ...] = ()
    longest: int = 120

    @functools.cached_property
    def name(self) -> str:
        """As forms call it: dots would end a variable's name in a template."""
        return self.id.replace(".", "__")


@dataclasses.dataclass(frozen=True)
class Group:
    """Fields that are told and changed together. `sensitive`: 敏感个人信息 (PIPL art 28), seen
    with a code of its own."""

    code: str
    label: object
    icon: str
    entity: Entity
    fields: tuple[Field, ...]
    sensitive: bool = False


def _code(id: str, label: object, codes: str, column: str = "") -> Field:
    return Field(id, label, Kind.CODE, codes=codes, column=column)


def _day(id: str, label: object, column: str = "") -> Field:
    return Field(id, label, Kind.DAY, column=column)


def _amount(id: str, label: object) -> Field:
    return Field(id, label, Kind.AMOUNT)


def _yes_no(id: str, label: object) -> Field:
    return Field(id, label, Kind.YES_NO)


def _choice(id: str, label: object, words: str) -> Field:
    return Field(id, label, words=tuple(words.split()))


def _secret(id: str, label: object) -> Field:
    return Field(id, label, masked=True)


IDENTITY = Group(
    "identity",
    _("身份"),
    "id-badge-2",
    Entity.PERSON,
    (
        Field("person.name", _("姓名"), column="name", longest=40),
        Field("person.former_name", _("曾用名"), longest=40),
        _code("person.sex", _("性别"), "sex", "sex"),
        _day("person.birth_date", _("出生日期"), "born_on"),
        _code("person.id_type", _("证件类型"), "id_type"),
        Field("person.id_number", _("证件号码"), Kind.ID_NUMBER, column="id_number", masked=True),
        Field("person.id_issuer", _("发证机关")),
        _day("person.id_valid_until", _("证件有效期至")),
        _code("person.ethnicity", _("民族"), "ethnicity", "ethnicity"),
        Field("person.native_place", _("籍贯")),
    ),
)
CONTACT = Group(
    "contact",
    _("联系方式"),
    "phone",
    Entity.PERSON,
    (
        Field("person.phone", _("联系电话"), Kind.PHONE, column="phone", masked=True),
        Field("person.phone_alt", _("其他电话"), Kind.PHONE, masked=True),
        Field("person.email", _("电子邮箱"), masked=True),
        Field("person.postcode", _("邮政编码"), longest=10),
    ),
)
RESIDENCE = Group(
    "residence",
    _("居住和户籍"),
    "home",
    Entity.PERSON,
    (
        Field("person.registered_address", _("户籍地址"), longest=200),
        Field("person.registered_division_code", _("户籍地区划代码"), longest=12),
        _choice("person.registration_type", _("户口性质"), "非农业户口 农业户口 居民户口"),
        _day("person.residence_start_date", _("居住开始日期")),
        Field("person.residence_until", _("拟居住期限")),
        _choice(
            "person.residence_reason", _("居住事由"), "务工 经商 求学 投亲 随迁 养老 治病 其他"
        ),
        _choice(
            "person.residence_place_type",
            _("居住处所"),
            "自购房 租赁房 单位宿舍 亲友家 工地 学校 其他",
        ),
        _secret("person.residence_permit_no", _("居住证号")),
        Field("person.moved_from", _("从哪里迁来"), longest=200),
    ),
)
SITUATION = Group(
    "situation",
    _("政治面貌、文化、婚姻"),
    "users",
    Entity.PERSON,
    (
        _code("person.political_status", _("政治面貌"), "political", "political_status"),
        _day("person.party_join_date", _("入党日期")),
        _code("person.education", _("文化程度"), "education", "education"),
        Field("person.school", _("学校")),
        _yes_no("person.is_student", _("是否在校")),
        _code("person.marital_status", _("婚姻状况"), "marital", "marital_status"),
    ),
)
WORK = Group(
    "work",
    _("工作和收入"),
    "building",
    Entity.PERSON,
    (
        _code("person.employment_status", _("就业状况"), "employment", "employment_status"),
        Field("person.employer", _("工作单位")),
        Field("person.job_title", _("职务")),
        Field("person.occupation", _("职业")),
        _code("person.industry", _("行业"), "industry"),
        _day("person.work_start_date", _("参加工作日期")),
        _yes_no("person.is_retired", _("是否离退休")),
        Field("person.skill", _("专业特长")),
        _amount("person.annual_income", _("年收入（元）")),
        _amount("person.monthly_income", _("月收入（元）")),
    ),
)
INSURANCE = Group(
    "insurance",
    _("参保和账户"),
    "shield-lock",
    Entity.PERSON,
    (
        _choice(
            "person.medical_insurance_type",
            _("医疗保障方式"),
            "职工医保 城乡居民医保 公费医疗 商业保险 未参保",
        ),
        _secret("person.medical_insurance_no", _("医疗保险号")),
        _choice(
            "person.pension_insurance_type",
            _("养老保障方式"),
            "职工养老保险 城乡居民养老保险 机关事业养老保险 未参保",
        ),
        _secret("person.pension_insurance_no", _("养老保险号")),
        _secret("person.social_card_no", _("社保卡号")),
        Field("person.bank_name", _("开户银行")),
        _secret("person.bank_account", _("银行账号")),
        Field("person.bank_account_name", _("开户名称"), longest=40),
    ),
    sensitive=True,
)
HEALTH = Group(
    "health",
    _("健康"),
    "heart-handshake",
    Entity.PERSON,
    (
        _code("person.health_status", _("健康状况"), "health"),
        Field("person.illness", _("患病情况"), longest=300),
        _choice(
            "person.work_capacity",
            _("劳动能力"),
            "有劳动能力 部分丧失劳动能力 完全丧失劳动能力 无劳动能力",
        ),
        _choice("person.self_care_ability", _("生活自理能力"), "能自理 部分自理 不能自理"),
        _code("elder.ability_level", _("老年人能力等级"), "ability"),
        _yes_no("person.is_disabled", _("是否残疾")),
        _code("person.disability_type", _("残疾类别"), "disability"),
        _code("person.disability_level", _("残疾等级"), "disability_level"),
        _secret("person.disability_certificate_no", _("残疾证号")),
        _amount("person.disability_subsidy", _("残疾人补贴（元）")),
        _secret("person.health_card_no", _("居民健康卡号")),
    ),
    sensitive=True,
)
ELDERS_CHILDREN = Group(
    "care",
    _("老人和儿童"),
    "heart-handshake",
    Entity.PERSON,
    (
        _yes_no("elder.is_empty_nest", _("是否空巢")),
        _yes_no("elder.is_solitary", _("是否孤老")),
        _yes_no("child.is_orphan", _("是否孤儿")),
        _yes_no("child.is_left_behind", _("是否留守儿童")),
        _choice(
            "child.category",
            _("困境儿童类型"),
            "孤儿 事实无人抚养儿童 家庭贫困 自身残疾 监护缺失 监护不当",
        ),
    ),
    sensitive=True,
)
AID = Group(
    "aid",
    _("社会救助"),
    "thumb-up",
    Entity.PERSON,
    (
        _choice("aid.type", _("救助类型"), "最低生活保障 低保边缘 特困供养 临时救助 医疗救助 其他"),
        _yes_no("aid.is_recipient", _("是否低保")),
        _yes_no("aid.is_destitute", _("是否特困（五保）")),
        _yes_no("aid.is_three_no", _("是否三无")),
        _yes_no("aid.is_poor_household", _("是否扶贫户")),
        _secret("aid.certificate_no", _("低保证号")),
        _day("aid.apply_date", _("申请日期")),
        _day("aid.start_date", _("起始保障日期")),
        _day("aid.end_date", _("保障到期日期")),
        _amount("aid.monthly_amount", _("月保障金额（元）")),
        _amount("aid.supplement_amount", _("分类施保金（元）")),
        _amount("aid.standard", _("保障标准（元）")),
        Field("aid.person_count", _("保障人数"), Kind.WHOLE),
        _choice("aid.support_mode", _("供养方式"), "集中供养 分散供养"),
        _choice("aid.payment_mode", _("发放方式"), "银行发放 现金发放 实物发放"),
        _choice("aid.change_type", _("变动种类"), "新增 增发 减发 停发 注销"),
        _day("aid.change_date", _("变动日期")),
        Field("aid.helper_unit", _("帮扶单位")),
        Field("aid.helper_name", _("帮扶责任人"), longest=40),
    ),
    sensitive=True,
)
VETERAN = Group(
    "veteran",
    _("退役军人和优抚"),
    "star",
    Entity.PERSON,
    (
        _yes_no("veteran.is_veteran", _("是否退役军人")),
        _choice("veteran.service_type", _("士兵类型"), "义务兵 士官 军官 文职"),
        _day("veteran.enlist_date", _("入伍日期")),
        Field("veteran.enlist_place", _("入伍地")),
        _day("veteran.discharge_date", _("退役日期")),
        _secret("veteran.certificate_no", _("退伍证号")),
        Field("veteran.unit", _("服役部队")),
        Field("veteran.military_region", _("军区大单位")),
        Field("veteran.rank", _("部队职务")),
        _amount("veteran.service_years", _("服役年限")),
        _day("veteran.conscript_start", _("服义务兵开始日期")),
        _day("veteran.conscript_end", _("服义务兵结束日期")),
        _yes_no("veteran.in_battle", _("是否参战")),
        Field("veteran.battle_category", _("参战类别")),
        _yes_no("veteran.in_nuclear_test", _("是否参试")),
        Field("veteran.nuclear_test_category", _("参试类别")),
        _choice(
            "veteran.benefit_category",
            _("优抚对象类别"),
            "残疾军人 三属 在乡复员军人 带病回乡退伍军人 参战退役人员 参试退役人员 农村籍退役士兵"
            " 烈士子女",
        ),
        _choice("veteran.benefit_status", _("优抚对象状态"), "在享 停发 注销"),
        _secret("veteran.benefit_certificate_no", _("优抚证书编号")),
        _day("veteran.benefit_approve_date", _("批准日期")),
        _amount("veteran.benefit_amount", _("抚恤金额（元）")),
        Field("veteran.resettle_place", _("安置地")),
        _choice(
            "veteran.resettle_mode", _("安置方式"), "自主就业 安排工作 退休 供养 逐月领取退役金"
        ),
        Field("veteran.martyr_name", _("烈士姓名"), longest=40),
        _code("veteran.martyr_relation", _("与烈士关系"), "relation"),
    ),
)
INJURY = Group(
    "injury",
    _("伤残"),
    "shield-lock",
    Entity.PERSON,
    (
        _code("veteran.injury_level", _("伤残等级"), "injury_level"),
        _choice("veteran.injury_nature", _("伤残性质"), "因战 因公 因病"),
        _choice("veteran.injury_class", _("伤残属别"), "在职 在乡"),
        Field("veteran.injury_period", _("伤残时期")),
        Field("veteran.injury_category", _("伤残类别")),
        Field("veteran.injury_detail", _("残疾情形"), longest=300),
    ),
    sensitive=True,
)
PERSON_GROUPS = (
    IDENTITY,
    CONTACT,
    RESIDENCE,
    SITUATION,
    WORK,
    INSURANCE,
    HEALTH,
    ELDERS_CHILDREN,
    AID,
    VETERAN,
    INJURY,
)

HOUSEHOLD = Group(
    "household",
    _("家庭"),
    "users",
    Entity.HOUSEHOLD,
    (
        Field("household.register_no", _("户号"), longest=30),
        Field("household.phone", _("家庭电话"), Kind.PHONE, masked=True),
        _choice("household.category", _("家庭类型"), "普通家庭 低保家庭 低保边缘家庭 特困家庭"),
    ),
)
ECONOMY = Group(
    "economy",
    _("家庭经济"),
    "chart-line",
    Entity.HOUSEHOLD,
    (
        _amount("household.annual_income", _("家庭年总收入（元）")),
        _amount("household.monthly_income", _("家庭月总收入（元）")),
        _choice("household.economic_status", _("家庭经济状况"), "富裕 一般 困难 特别困难"),
        _choice("household.poverty_cause", _("致贫原因"), "因病 因残 因学 因灾 缺劳力 失业 其他"),
    ),
    sensitive=True,
)
HOUSEHOLD_GROUPS = (HOUSEHOLD, ECONOMY)

DWELLING = Group(
    "dwelling",
    _("房屋"),
    "home",
    Entity.DWELLING,
    (
        _code("dwelling.occupancy", _("使用情况"), "occupancy", "occupancy"),
        _choice("dwelling.ownership", _("住房性质"), "自有 租赁 公租房 单位宿舍 借住 其他"),
        _choice("dwelling.type", _("房屋类型"), "商品房 房改房 经济适用房 公租房 自建房 平房 其他"),
        _choice("dwelling.structure", _("房屋结构"), "钢混 砖混 砖木 土木 其他"),
        _choice("dwelling.condition", _("住房状况"), "安全 一般损坏 危房"),
        _choice("dwelling.usage", _("房屋用途"), "居住 商用 办公 仓储 群租 其他"),
        Field("dwelling.room_count", _("房屋间数"), Kind.WHOLE),
        _amount("dwelling.area", _("建筑面积（㎡）")),
        Field("dwelling.built_year", _("建成年份"), Kind.WHOLE),
    ),
)
OWNER = Group(
    "owner",
    _("产权和房东"),
    "key",
    Entity.DWELLING,
    (
        _secret("dwelling.certificate_no", _("房产证号")),
        Field("dwelling.owner_name", _("产权人（房东）"), longest=40),
        Field("dwelling.owner_id_number", _("产权人证件号码"), Kind.ID_NUMBER, masked=True),
        Field("dwelling.owner_phone", _("房东电话"), Kind.PHONE, masked=True),
    ),
)
DWELLING_GROUPS = (DWELLING, OWNER)

GROUPS = {
    Entity.PERSON: PERSON_GROUPS,
    Entity.HOUSEHOLD: HOUSEHOLD_GROUPS,
    Entity.DWELLING: DWELLING_GROUPS,
}
ALL_GROUPS = tuple(group for groups in GROUPS.values() for group in groups)
GROUP_OF = {field.id: group for group in ALL_GROUPS for field in group.fields}
FIELDS = {field.id: field for group in ALL_GROUPS for field in group.fields}


def group(entity: Entity, code: str) -> Group | None:
    """A group of an entity's fields by its code."""
    return next((one for one in GROUPS[entity] if one.code == code), None)


def fields(entity: Entity) -> Iterator[Field]:
    """All fields of an entity, in the order in which they are told."""
    for one in GROUPS[entity]:
        yield from one.fields
