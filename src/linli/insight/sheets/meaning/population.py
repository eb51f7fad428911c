"""Who goes into a table, read from its title, the sheet's name and its notes."""

import re
from collections.abc import Callable
from typing import Any

from linli.insight.sheets.meaning import groups_of_people as names

Conditions = dict[str, Any]
AGE = r"(\d{1,3})(?:周岁|岁)"
NUMERALS = {
    "十六": 16,
    "十八": 18,
    "六十": 60,
    "六十五": 65,
    "七十": 70,
    "八十": 80,
    "九十": 90,
    "一百": 100,
}

# Phrase → conditions, the more special first; what matched is taken out of the text.
PHRASES: tuple[tuple[str, Conditions], ...] = (
    (names.BACK_ILL, {"benefit_category": ["带病回乡退伍军人"]}),
    (names.BACK_IN_THE_VILLAGE, {"benefit_category": ["在乡复员军人"]}),
    (r"两参(?:退役|退伍)?(?:人员|军人|士兵|对象)?", {"benefit_category": ["参战", "参试"]}),
    (
        r"(?:参战参试|参战、参试|参战和参试|参战及参试|参战（参试）|参战\(参试\))(?:退役|退伍)?(?:人员|军人|士兵)?",
        {"benefit_category": ["参战", "参试"]},
    ),
    (names.FOUGHT, {"benefit_category": ["参战"]}),
    (names.TESTED, {"benefit_category": ["参试"]}),
    (names.MARTYRS_CHILDREN, {"benefit_category": ["烈士子女"]}),
    (names.THREE_KINDS_OF_KIN, {"benefit_category": ["三属"]}),
    (
        r"伤病残(?:的)?(?:退役|退伍|转业|复员)?(?:士兵|军人|士官)",
        {"veteran": True, "disability": True},
    ),
    (
        r"(?:伤残|残疾)(?:抚恤|军人|人员抚恤|警察|民兵)|伤残(?:人员|对象)?",
        {"benefit_category": ["伤残"]},
    ),
    (names.SUPPORTED, {"benefit_category": ["优抚对象"]}),
    (r"转业士官", {"veteran": True, "service_type": "转业士官"}),
    (r"复员士官", {"veteran": True, "service_type": "复员士官"}),
    (r"(?:退伍|退役)义务兵", {"veteran": True, "service_type": "退伍义务兵"}),
    (r"(?:复员)?(?:退役|退伍|复退|转业|复员)(?:军人|士兵|士官|人员)", {"veteran": True}),
    (
        r"城市低保|城镇低保|城市(?:居民)?最低生活保障|城镇(?:居民)?最低生活保障",
        {"aid_type": ["城市低保"]},
    ),
    (r"农村低保|农村(?:居民|村民)?最低生活保障", {"aid_type": ["农村低保"]}),
    (r"(?<!非)(?:城乡)?低保(?!边缘)|(?:城乡(?:居民)?)?最低生活保障", {"aid_type": ["低保"]}),
    (r"(?:农村|城市|集中|分散|供养)*五保|特困(?:供养)?人员|特困供养", {"aid_type": ["五保"]}),
    (r"(?:城市|农村|城镇|城乡)?低收入", {"aid_type": ["低收入"]}),
    (r"特殊困难", {"aid_type": ["特殊困难"]}),
    (r"(?:建档立卡)?贫困(?:户|家庭|人口|村民)|建档立卡|扶贫(?:户|对象)", {"aid_type": ["贫困户"]}),
    (r"农村籍|农业户口|农业户籍|农村户籍|农村户口", {"registration_type": "农业"}),
    (r"非农业户口|非农户籍|城镇户籍|城镇籍|非农业?户口|城镇户口", {"registration_type": "非农业"}),
    (names.FROM_ELSEWHERE, {"residence_status": "流动"}),
    (
        r"离(?:汉|京|沪|鄂|城|开本[市地县区])(?:人员|人口)|外出(?:务工)?(?:人员|人口)|迁出人(?:员|口)",
        {"residence_status": "离开"},
    ),
    (r"(?<!非)常住人口|常住居民|实有人口(?=常住)", {"residence_status": "常住"}),
    (r"户籍人口|户籍居民|户籍人员", {"residence_status": "户籍"}),
    (
        r"(?:已)?(?:死亡|去世|故去|亡故)(?:人员|人口|居民|老人|对象)|火化|死亡(?:名单|统计|登记|情况)|遗体",
        {"deceased": True},
    ),
    (r"(?:重度|困难|贫困|持证)*残疾(?:人|儿童)|重残(?:人员)?", {"disability": True}),
    (r"育龄妇女|妇女|女性", {"sex": "女"}),
    (r"男性", {"sex": "男"}),
    (r"百岁老人", {"age_min": 100}),
    (r"高龄(?:老人|老年人|津贴|补贴|人员)", {"age_min": 80}),
    (r"(?<!留守)(?:独居|空巢|孤寡|失能|困难|特困)?(?:老年人|老人)(?!家|口)", {"age_min": 60}),
    (r"留守儿童", {"age_max": 15}),
    (r"未成年人|儿童|孤儿", {"age_max": 17}),
)
COMPILED = tuple((re.compile(pattern), conditions) for pattern, conditions in PHRASES)
# A table of bodies, staff or facilities that serve these people is not about the people.
SERVING = re.compile(
    r"(?:养老|敬老|福利|救助|服务|儿童|残疾人|托养|供养)(?:机构|院|站|中心|设施|场所|之家|组织|协会|床位|工作者)|"
    r"工作人员|服务人员|儿童主任|督导员|联络员|社会组织|基金|协会|专干|协管员|经费|帮扶单位|单位信息|网格员|器具|设施"
)
# What a table may count that no register of residents knows.
THINGS_COUNTED = re.compile(
    r"工作人员|职工|从业人员|机构|设施|社会组织|社团|基金|民办|企业|福利院|敬老院|救助站|培训|活动|项目|资金投入|经费|火化|骨灰|殡葬|"
    r"公墓|结婚|离婚|婚姻登记|收养登记|救灾|灾情|灾害|捐赠|彩票|案件|纠纷|信访|诉求|档案|床位|物资|车辆|检查|巡查|隐患|"
    r"志愿者?服务|志愿者|居民?委员?会|村民?委员会|委员|干部|工作者|用房|场地|服务站|服务中心|党组织|区划|地名|登记情况|登记统计|网点"
)
VAGUE_AGE = {"age_min", "age_max"}


def population(title: str, sheet_name: str, notes: str = "") -> Conditions | None:
    """Conditions that all have to be met; None where nothing says who."""
    text = _plain(title) or _plain(sheet_name)
    if SERVING.search(text):
        return None
    found = conditions(text)
    if not found and title:
        found = conditions(_plain(sheet_name))
    ages = _ages(_plain(notes)) if _says_who(notes) else {}
    return {**ages, **found} or None


def _says_who(notes: str) -> bool:
    return bool(re.search(r"(?:统计|填报|填写|发放|登记|报送)?(?:范围|对象)(?:为|是|：|:)", notes))


def conditions(text: str) -> Conditions:
    """All conditions that a phrase such as 60周岁以上农村籍退役士兵 states."""
    found: Conditions = {}
    stated = _ages(text)
    text = re.sub(rf"{AGE}(?:（含）|\(含\))?(?:及)?(?:以[上下]|以内)?", "", text)
    for pattern, stated_by_phrase in COMPILED:
        if pattern.search(text):
            text = pattern.sub("｜", text)
            _add(found, stated_by_phrase)
    if found.get("benefit_category") and "veteran" in found:
        del found["veteran"]
    if stated:
        found = {key: value for key, value in found.items() if key not in VAGUE_AGE}
    return {**found, **stated}


def _add(found: Conditions, new: Conditions) -> None:
    for key, value in new.items():
        if isinstance(value, list):
            found[key] = [
                *found.get(key, []),
                *(one for one in value if one not in found.get(key, [])),
            ]
        else:
            found.setdefault(key, value)


def _plain(text: str) -> str:
    text = re.sub(r"[\s_“”\"'《》]+", "", text)
    for words, number in sorted(NUMERALS.items(), key=lambda pair: -len(pair[0])):
        text = re.sub(rf"{words}(?=周?岁)", str(number), text)
    return text


def _between(match: re.Match[str]) -> Conditions:
    return {"age_min": int(match[1]), "age_max": int(match[2])}


def _at_least(match: re.Match[str]) -> Conditions:
    return {"age_min": int(match[1])}


def _at_most(match: re.Match[str]) -> Conditions:
    return {"age_max": int(match[1])}


AGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Conditions]], ...] = (
    (re.compile(r"(\d{1,3})(?:周岁|岁)?(?:[-—－~～至到]+)(\d{1,3})(?:周岁|岁)"), _between),
    (
        re.compile(
            rf"(?:年满|满)?{AGE}(?:（含）|\(含\)|及)*以上|(?:年满|满)(\d{{1,3}})(?:周岁|岁)"
        ),
        _at_least,
    ),
    (re.compile(rf"{AGE}(?:（含）|\(含\)|及)*(?:以下|以内)|(?:未满|不满){AGE}"), _at_most),
)


def _ages(text: str) -> Conditions:
    for pattern, read in AGES:
        match = pattern.search(text)
        if match and match[1]:
            return read(match)
        if match:
            number = int(match[2])
            return {"age_max": number - 1} if read is _at_most else {"age_min": number}
    return {}
