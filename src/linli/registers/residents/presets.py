"""The tags that a new site starts with (D§2.3); all of it can be edited.

(name, level, rule, field, needs proof, months valid, months between reviews, basis)
"""

from typing import Any

from linli.registers.residents.models import Level, Tag

ALL, SOME, FEW = Level.ORDINARY, Level.RESTRICTED, Level.SENSITIVE
Row = tuple[str, Level, dict[str, Any] | None, str, bool, int | None, int | None, str]
TAGS: tuple[Row, ...] = (
    ("60岁以上", ALL, {"age_from": 60}, "", False, None, None, "老年人权益保障法第二条"),
    ("高龄（80岁以上）", ALL, {"age_from": 80}, "", False, None, None, "高龄津贴、探访关爱"),
    ("百岁老人", ALL, {"age_from": 100}, "", False, None, None, ""),
    ("未满14周岁", ALL, {"age_to": 13}, "", False, None, None, "个人信息保护法第三十一条"),
    ("独居老人", SOME, {"age_from": 60, "alone": True}, "", False, None, None, "每月探访"),
    ("全老户", SOME, {"age_from": 60, "all_from": 60}, "", False, None, None, "全家都在60岁以上"),
    ("空巢老人", SOME, None, "elder.is_empty_nest", False, None, 12, "每月探访"),
    ("流动人口", ALL, {"registration": "elsewhere"}, "", False, None, None, "户籍在外地"),
    ("退役军人", ALL, None, "veteran.is_veteran", False, None, None, "退役军人保障法"),
    ("楼栋长", ALL, None, "", False, None, 12, ""),
    ("志愿者", ALL, None, "", False, None, None, "志愿服务条例"),
    ("低保", SOME, None, "aid.is_recipient", False, None, 6, "社会救助暂行办法；对外保密"),
    ("低保边缘", SOME, None, "", True, None, 6, "对外保密"),
    ("特困供养", SOME, None, "aid.is_destitute", False, None, 12, "社会救助暂行办法"),
    ("临时救助", SOME, None, "", True, 6, None, ""),
    ("计划生育特殊家庭", FEW, None, "", True, None, 12, ""),
    ("残疾人", FEW, None, "person.is_disabled", False, None, 12, "残疾人保障法"),
    ("重度残疾", FEW, None, "", True, None, 12, "一、二级"),
    ("失能老人", FEW, None, "", True, None, 6, "能力评估结果"),
    ("失智老人", FEW, None, "", True, None, 6, "诊断或评估结果"),
    ("慢性病", FEW, None, "", False, None, 12, ""),
    ("孕产妇", FEW, None, "", False, 12, None, ""),
    ("困境儿童", FEW, None, "", True, None, 6, "未成年人保护法第四十三条，专人专岗"),
    ("留守儿童", FEW, None, "child.is_left_behind", False, None, 6, "未成年人保护法第四十三条"),
    ("孤儿", FEW, None, "child.is_orphan", False, None, 12, ""),
    ("严重精神障碍患者", FEW, None, "", True, None, 3, "精神卫生法第四条：姓名、住址等必须保密"),
)


def load() -> None:
    """Add what is missing; what a site has changed stays."""
    known = set(Tag.objects.values_list("name", flat=True))
    taken = set(Tag.objects.values_list("field", flat=True))
    Tag.objects.bulk_create(
        Tag(
            name=name,
            level=level,
            rule=rule,
            field=field,
            needs_proof=proof,
            months=months,
            review_months=review,
            basis=basis,
            position=number * 10,
        )
        for number, (name, level, rule, field, proof, months, review, basis) in enumerate(TAGS, 1)
        if name not in known and (not field or field not in taken)
    )
