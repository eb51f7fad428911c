"""Words inside the label of a number that say which part of the people it covers."""

import dataclasses
import re
from typing import Any

from linli.insight.sheets.meaning.population import conditions

Dimension = dict[str, Any]

COVER = r"(?:新型)?(?:农村|城乡|城镇)?(?:居民|职工)?(?:基本|社会)*"
SCHOOLING = r"文盲|小学|初中|高中|中专|中技|职高|大专|专科|大学|本科|研究生|硕士"
# Phrase → conditions, the more special first. {} holds what the phrase's brackets caught.
PARTS: tuple[tuple[str, Dimension], ...] = (
    (
        rf"(?:参加|参保|参合)*{COVER}(?:合作医疗|新农合|医疗保险|医保)(?:参保|参合)?|参合",
        {"medical_insurance": True},
    ),
    (rf"(?:参加|参保)*{COVER}(?:养老保险|新农保|养老金)(?:参保)?", {"pension_insurance": True}),
    (r"集中供养|集中", {"support_mode": "集中"}),
    (r"分散供养|分散", {"support_mode": "分散"}),
    (r"退[伍役]义务兵|义务兵", {"service_type": "退伍义务兵"}),
    (r"转业士官", {"service_type": "转业士官"}),
    (r"复员士官", {"service_type": "复员士官"}),
    (r"伤病残(?:士兵|士官|退[役伍]士兵)?", {"disability": True}),
    (r"带病回乡(?:退[伍役])?(?:军人|人员)?", {"benefit_category": ["带病回乡退伍军人"]}),
    (r"在乡(?:老)?复员军人", {"benefit_category": ["在乡复员军人"]}),
    (r"(?:部分)?烈士(?:老年)?子女", {"benefit_category": ["烈士子女"]}),
    (r"三属|烈属|烈士遗属|(?:因公牺牲|病故)军人遗属", {"benefit_category": ["三属"]}),
    (r"参战(?:退[伍役])?(?:军人|人员)?", {"benefit_category": ["参战"]}),
    (r"参试(?:退[伍役])?(?:军人|人员)?", {"benefit_category": ["参试"]}),
    (
        r"(?:伤残|残疾)(?:军人|警察|民兵民工|国家机关工作人员)|伤残人员",
        {"benefit_category": ["伤残"]},
    ),
    (r"优抚对象", {"benefit_category": ["优抚对象"]}),
    (r"城市低保|城镇低保", {"aid_type": ["城市低保"]}),
    (r"农村低保", {"aid_type": ["农村低保"]}),
    (r"低保", {"aid_type": ["低保"]}),
    (r"五保|特困(?:供养)?(?:人员)?", {"aid_type": ["五保"]}),
    (r"低收入", {"aid_type": ["低收入"]}),
    (r"贫困户|贫困|扶贫", {"aid_type": ["贫困户"]}),
    (r"三无(?:人员|对象)?", {"three_no": True}),
    (r"(?:持|办理|领取)*居住证", {"residence_permit": True}),
    (r"常住", {"residence_status": "常住"}),
    (r"本地户籍|户籍", {"residence_status": "户籍"}),
    (r"流动|外来|暂住", {"residence_status": "流动"}),
    (r"非农业?(?:户口|人口)?|城镇(?:户口|居民)?|城市居民", {"registration_type": "非农业"}),
    (r"农业(?:户口|人口)?|农村(?:户口|居民|籍)?", {"registration_type": "农业"}),
    (r"无劳动能力|丧失劳动能力|不能参加?劳动|没有劳动能力", {"work_capacity": False}),
    (r"有劳动能力|具有劳动能力|劳动力", {"work_capacity": True}),
    (r"(?:重度)?残疾(?:人|人员|儿童)?|重残(?:人员|对象)?", {"disability": True}),
    (r"在校(?:学)?生|学生|在读|就读", {"student": True}),
    (r"新增|新纳入|新批", {"aid_change": "新增"}),
    (r"停保|退保|停发", {"aid_change": "停保"}),
    (r"(?<!自然)增加|增发", {"aid_change": "增加"}),
    (r"减少", {"aid_change": "减少"}),
    (r"(?:中共)?党员", {"political_status": "中共党员"}),
    (r"(?:共青)?团员", {"political_status": "共青团员"}),
    (r"(未登记失业|登记失业|失业)(?:人员)?", {"employment_status": "{}"}),
    (r"灵活就业", {"employment_status": "灵活就业"}),
    (r"在职(?:人员)?|在岗(?:人员)?", {"employment_status": "在职"}),
    (r"(?:在家)?(务农)(?:人员)?", {"employment_status": "{}"}),
    (r"((?:外出)?(?:务工|打工|经商))(?:人员)?", {"employment_status": "{}"}),
    (r"因战", {"injury_nature": "因战"}),
    (r"因公", {"injury_nature": "因公"}),
    (r"因病", {"injury_nature": "因病"}),
    (r"([一二三四五六七八九十])级", {"injury_level": "{}级"}),
    (r"未安置", {"resettled": False}),
    (r"自主就业", {"resettle_mode": "自主就业"}),
    (r"(?:政府)?安排工作|安置工作", {"resettle_mode": "安排工作"}),
    (r"危房|D级|C级", {"dwelling_condition": "危房"}),
    (r"退[役伍](?:军人|士兵)", {"veteran": True}),
    (
        r"(?:独居|空巢|孤寡|留守|失能|半失能|高龄)+(?:老年人|老人)|老年人?口?|老人",
        {"age_min": 60},
    ),
    (r"未成年人?|儿童", {"age_max": 17}),
    (r"成年人?", {"age_min": 18}),
    (r"女性?|妇女", {"sex": "女"}),
    (r"男性?", {"sex": "男"}),
    (r"死亡|去世", {"deceased": True}),
    (rf"((?:{SCHOOLING})(?:及其?以[上下])?)(?:生|文化|学历)?", {"education": "{}"}),
    # Knowable, though no condition of its own tells them apart.
    (r"(?:因)?(?:长期|重大|慢性)*(?:患病|疾病|慢性病|重病|大病|慢病)(?:的)?", {}),
    (r"(?:普及|九年)*义务教育(?:阶段)?适龄|适龄|学龄前?", {}),
    (r"已婚|未婚|离异|离婚|丧偶|单亲|独生子女", {}),
    (r"留守|空巢|孤儿|孤寡|独居|失能|半失能|失独", {}),
    (r"(?:少数)?民族|汉族", {}),
    (r"就业|从业", {}),
    (r"承租(?:人员|人)?|租客|租户", {}),
)
COMPILED = tuple((re.compile(pattern), part) for pattern, part in PARTS)
# These say which part, not of whom.
MERE = {"sex", "education", "aid_change", "registration_type"}
AGED = re.compile(
    r"(?:年?满|不满|未满)?\d+[\d周岁\-—~至到]*岁(?:（含）|\(含\))?(?:及?以[上下]|以内)?"
)
AREA = re.compile(
    r"(低于|高于|小于|大于|不足)?(\d+)(?:平方米|㎡|m2)?(?:[—－\-~至]+(\d+))?"
    r"(?:平方米|㎡|m2)(?:以?[下上内])?"
)


@dataclasses.dataclass(frozen=True)
class Part:
    """`rest`: the words that said nothing; `of_whom`: they name people, not only an age or sex."""

    dimension: Dimension
    rest: str
    known: bool
    of_whom: bool


def part_of(text: str) -> Part:
    """Which part the words of a label single out."""
    ages = conditions("".join(AGED.findall(text)))
    text = AGED.sub("｜", text)
    found, text = _areas(text)
    of_whom = known = bool(found)
    for pattern, part in COMPILED:
        match = pattern.search(text)
        if match is None:
            continue
        known = True
        of_whom = of_whom or not part or not set(part) <= MERE
        text = pattern.sub("｜", text)
        for key, value in part.items():
            found.setdefault(
                key, value.format(*match.groups()) if isinstance(value, str) else value
            )
    if ages:
        found = {key: value for key, value in found.items() if key not in {"age_min", "age_max"}}
    return Part({**found, **ages}, text.replace("｜", ""), known or bool(ages), of_whom)


def _areas(text: str) -> tuple[Dimension, str]:
    match = AREA.search(text)
    if match is None or "人均" not in text:
        return {}, text
    key, number = "dwelling_area_per_capita", int(match[2])
    rest = re.sub(r"人均|居住|住房|房屋|建筑|面积", "", AREA.sub("｜", text))
    if match[3]:
        return {f"{key}_min": number, f"{key}_max": int(match[3])}, rest
    return {f"{key}_min" if match[1] in {"高于", "大于"} else f"{key}_max": number}, rest
