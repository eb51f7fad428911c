"""Numbers: what is measured, which part of it a cell covers, and whether a register can know it."""

import dataclasses
import re
from typing import Any

from linli.insight.sheets.meaning.folding import BRACKETS, read_label
from linli.insight.sheets.meaning.population import THINGS_COUNTED, conditions

HOUSEHOLDS, PERSONS, AMOUNT = "stat.household_count", "stat.person_count", "stat.aid_amount"

# Measures, the more special first; what matched is taken out of the words.
MEASURES = (
    (re.compile(r"(?:人口)?平均年龄"), "stat.average_age"),
    (re.compile(r"最大年龄|最高年龄|年龄最大"), "stat.max_age"),
    (re.compile(r"最小年龄|最低年龄|年龄最小"), "stat.min_age"),
    (
        re.compile(r"(?:家庭)?(?:年|月)?(?:人均|平均)(?:年|月)?(?:纯|可支配)?收入"),
        "stat.average_income",
    ),
    (
        re.compile(
            r"所?占(?:总人口|总人数|总数|总户数|全部)?(?:的)?(?:比例?|比重|百分比|[%％])|比例|百分比|比重|占比|率$"
        ),
        "stat.share",
    ),
    (re.compile(r"(?:家庭)?(?:总)?户数|(?:总)户$|(?<=[家庭])数$"), HOUSEHOLDS),
    (
        re.compile(
            r"(?:分类)?(?:保障金|低保金|施保金|供养金|补助金|救助金)(?:总额|合计)|(?:月|年|总|累计|支出|发放|保障|低保|救助|补助|供养)*(?:保障|低保|供养|补助|发放|救助|支出)(?:金额|资金|额|金)|(?:保障金|低保金|施保金|供养金|补助金|救助金)(?:总额|合计)?|分类施保金?|(?:发放|支出|保障|补助)总?额|资金支出"
        ),
        AMOUNT,
    ),
    (
        re.compile(
            r"人数|人口数量?|人口总数|总人口|人次|(?:人员|对象|人口)数量?|(?<!老年)(?<!农业)人口"
        ),
        PERSONS,
    ),
)
UNITS = {"户": HOUSEHOLDS, "人": PERSONS, "%": "stat.share", "万元": AMOUNT, "元": AMOUNT}
NOTHING_COUNTED = re.compile(
    r"数量|个数|面积|床位|机构|设施|场所|年份|次数|场次|投入|经费|捐|培训|活动|岗位|工种|工资|编制|面试|登记|对数|件数|"
    r"案件|项目|辆|工作人员|职工人数|建筑|总金额|平均金额|零花钱|一次性|物资|资金来源|拨款|自筹"
)

# Words inside labels that say which part is counted.
PARTS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        r"(?:参加|参保|参合)*(?:新型)?(?:农村|城乡|城镇)?(?:居民|职工)?(?:基本)?(?:合作医疗|新农合|医疗保险|医保)(?:参保|参合)?|参合",
        {"medical_insurance": True},
    ),
    (
        r"(?:参加|参保)*(?:新型)?(?:农村|城乡|城镇)?(?:居民|职工)?(?:基本|社会)*(?:养老保险|新农保|养老金)(?:参保)?",
        {"pension_insurance": True},
    ),
    (r"集中供养|集中", {"support_mode": "集中"}),
    (r"分散供养|分散", {"support_mode": "分散"}),
    (r"退[伍役]义务兵", {"service_type": "退伍义务兵"}),
    (r"转业士官", {"service_type": "转业士官"}),
    (r"复员士官", {"service_type": "复员士官"}),
    (r"伤病残(?:士兵|士官|退[役伍]士兵)?", {"disability": True}),
    (r"城市低保|城镇低保", {"aid_type": ["城市低保"]}),
    (r"农村低保", {"aid_type": ["农村低保"]}),
    (r"低保", {"aid_type": ["低保"]}),
    (r"五保|特困(?:供养)?(?:人员)?", {"aid_type": ["五保"]}),
    (r"低收入", {"aid_type": ["低收入"]}),
    (r"贫困户|贫困|扶贫", {"aid_type": ["贫困户"]}),
    (r"三无(?:人员|对象)?", {"three_no": True}),
    (r"持居住证|办理居住证|居住证", {"residence_permit": True}),
    (r"常住", {"residence_status": "常住"}),
    (r"户籍|本地户籍", {"residence_status": "户籍"}),
    (r"流动|外来|暂住", {"residence_status": "流动"}),
    (r"非农业?(?:户口|人口)?|城镇(?:户口|居民)?|城市居民", {"registration_type": "非农业"}),
    (r"农业(?:户口|人口)?|农村(?:户口|居民|籍)?", {"registration_type": "农业"}),
    (r"无劳动能力|丧失劳动能力", {"work_capacity": False}),
    (r"有劳动能力|具有劳动能力|劳动力", {"work_capacity": True}),
    (r"(?:重度)?残疾(?:人|人员|儿童)?|重残(?:人员|对象)?", {"disability": True}),
    (r"在校(?:学)?生|学生", {"student": True}),
    (r"新增|新纳入|新批", {"aid_change": "新增"}),
    (r"停保|退保|停发", {"aid_change": "停保"}),
    (r"(?<!自然)增加|增发", {"aid_change": "增加"}),
    (r"减少", {"aid_change": "减少"}),
    (r"(?:中共)?党员", {"political_status": "中共党员"}),
    (r"(?:共青)?团员", {"political_status": "共青团员"}),
    (r"(未登记失业|登记失业|失业)(?:人员)?", {"employment_status": "{}"}),
    (r"灵活就业", {"employment_status": "灵活就业"}),
    (r"在职(?:人员)?|在岗(?:人员)?", {"employment_status": "在职"}),
    (r"因战", {"injury_nature": "因战"}),
    (r"因公", {"injury_nature": "因公"}),
    (r"因病", {"injury_nature": "因病"}),
    (r"([一二三四五六七八九十])级", {"injury_level": "{}级"}),
    (r"自主就业", {"resettle_mode": "自主就业"}),
    (r"(?:政府)?安排工作|安置工作", {"resettle_mode": "安排工作"}),
    (r"危房|D级|C级", {"dwelling_condition": "危房"}),
    (r"退[役伍](?:军人|士兵)", {"veteran": True}),
    (
        r"独居(?:老年人|老人)?|空巢(?:老年人|老人)?|孤寡老人|失能(?:半失能)?(?:老年人|老人)?",
        {"age_min": 60},
    ),
    (r"老年人?口?|老人", {"age_min": 60}),
    (r"未成年人?|儿童", {"age_max": 17}),
    (r"成年人?", {"age_min": 18}),
    (r"女性?|妇女", {"sex": "女"}),
    (r"男性?", {"sex": "男"}),
    (r"死亡|去世", {"deceased": True}),
    # Knowable, though no condition of its own tells them apart.
    (r"(?:因)?(?:长期|重大|慢性)*(?:患病|疾病|慢性病|重病|大病|慢病)(?:的)?", {}),
    (r"(?:在家)?(务农)(?:人员)?", {"employment_status": "{}"}),
    (r"((?:外出)?(?:务工|打工|经商))(?:人员)?", {"employment_status": "{}"}),
    (r"(?:普及|九年)*义务教育(?:阶段)?适龄|适龄|学龄前?", {}),
    (r"在读|就读", {"student": True}),
    (
        r"((?:文盲|小学|初中|高中|中专|中技|职高|大专|专科|大学|本科|研究生|硕士)(?:及其?以[上下])?)(?:生|文化|学历)?",
        {"education": "{}"},
    ),
    (r"已婚|未婚|离异|离婚|丧偶|单亲|独生子女", {}),
    (r"留守|空巢|孤儿|孤寡|独居|失能|半失能|失独", {}),
    (r"(?:少数)?民族|汉族", {}),
    (r"就业|从业", {}),
    (r"不能参加?劳动|没有劳动能力", {"work_capacity": False}),
)
COMPILED = tuple((re.compile(pattern), part) for pattern, part in PARTS)
AREA = re.compile(
    r"(低于|高于|小于|大于|不足)?(\d+)(?:平方米|㎡|m2)?(?:[—－\-~至]+(\d+))?(?:平方米|㎡|m2)(?:以?[下上内])?"
)
EVERYONE = re.compile(r"(?:全[村镇区县市]|全社区|总|户籍|常住|辖区)人口|总户数|居民户数|住户数|常住户数|户籍户数")
DESCRIBING = re.compile(
    r"(?:名称|姓名|号|码|地址|电话|时间|日期|单位|方式|原因|备注|状态|意见|名|项目|结果|标准|内容|措施)$"
)
# Those who serve, and how often something was done: not a part of the people themselves.
SERVED = re.compile(
    r"人次|场次|主任|干部|员(?:人数|数)?$|工作者|志愿|督导|机构|服务|培训|活动|就餐|慰问|走访|补贴|接受|参加|开展|举办|次数"
)
TOTALS = re.compile(
    r"总户数|居民户数|住户数|常住户数|户籍户数|覆盖户数|覆盖人口|管辖户数|管辖人口|总人口|总人数|人口总数|人口数|家庭户数|人口|保障金|低保金|施保金|发放总?额|保障户数|保障人数"
)
NEUTRAL_WORDS = (
    "覆盖 管辖 服务 户内 家中 在家 全社区 全街道 本社区 辖区 文化程度 学历 因 而 新 或 等 其中 合计 总计 小计 累计 总数 总 "
    "共 年末 月末 期末 期初 年初 实有 现有 现 在册 享受 领取 纳入 保障 供养 对象 人员 人口 "
    "家庭 居民 村民 农民 社区 情况 性别 年龄 结构 类型 按 分 及 和 与 的 户 人 全部 所有 各 个 累 救助 组成 "
    "构成 段 级 等级 性质 方式 身份 状况 其他 其它 区间 人群 群体 分布 发放 支出 月 年 季 度"
)
NEUTRAL = re.compile(
    "|".join(
        [
            r"\d{4}年(?:\d+月份?)?(?:以来)?",
            r"全[村镇区县市]",
            r"本[村镇]",
            r"本[年月季期]度?",
            r"上[年月季期]度?",
            r"当[年月]",
            r"年龄段?",
            r"数量?",
            r"以[上下]",
            *sorted(NEUTRAL_WORDS.split(), key=len, reverse=True),
        ]
    )
)


@dataclasses.dataclass(frozen=True)
class Count:
    element: str | None
    dimension: dict[str, Any]
    confidence: float
    reason: str
    known: bool = False


@dataclasses.dataclass(frozen=True)
class Counter:
    """`base`: what a table counts unless its labels say otherwise; `blocked`: it counts what no
    register of residents holds; `of_people`: its title says of whom it is."""

    base: str | None
    blocked: bool
    of_people: bool = False

    @classmethod
    def of(cls, title: str, sheet_name: str, population: dict[str, Any] | None) -> "Counter":
        people = population or re.search(r"人口|居民|户籍", f"{title} {sheet_name}")
        blocked = not population and bool(THINGS_COUNTED.search(title or sheet_name))
        return cls(PERSONS if people else None, blocked, bool(population))

    def count(self, path: tuple[str, ...], section: str = "") -> Count:
        """What the number at a label path is, in a section of the table."""
        words = [_words(text) for text in path]
        joined = "".join(word for word, _ in words)
        measure, rest = _measure(words, self.base)
        dimension, rest, known = _dimension(rest)
        around, _, heard = _dimension(_words(section)[0])
        if section and not heard and _is_mere_part(dimension) and not TOTALS.search(joined):
            return Count(None, dimension, 0.5, f"“{section}”里数的是什么人，登记册不知道")
        dimension = {**around, **dimension}
        vague = not heard and _is_mere_part(dimension)
        if self.blocked and (not known or vague) and not EVERYONE.search(joined):
            return Count(None, {}, 0.9, "数的不是居民或家庭，登记册里没有")
        if measure is None and known and not vague:
            measure = _implied(joined)
        if measure is None or NOTHING_COUNTED.search(rest):
            return Count(None, {}, 0.85, "这个数不能从居民和家庭的登记中得出")
        left = re.sub(r"[\W_]+", "", NEUTRAL.sub("", rest))
        if (
            left
            and self.of_people
            and not (DESCRIBING.search(left) or SERVED.search(joined))
            and measure in {PERSONS, HOUSEHOLDS}
        ):
            return Count(measure, dimension, 0.7, f"数的是这些人里“{left}”的部分", known)
        if left:
            return Count(None, dimension, 0.5, f"不确定“{left or joined}”数的是什么")
        plain = bool(TOTALS.search(joined))
        if self.base is None and not known and not plain:
            return Count(None, dimension, 0.5, "没有说明数的是哪些人")
        return Count(measure, dimension, 0.9 if self.base else 0.82, "按登记册统计得出", known)


def _implied(words: str) -> str | None:
    """独居老人 without 人数 counts them all the same; 低保户 counts households."""
    if re.search(r"户$", words):
        return HOUSEHOLDS
    return PERSONS if re.search(r"(?:人|人员|者|童|生|员|妇女|对象|人口)$", words) else None


def _is_mere_part(dimension: dict[str, Any]) -> bool:
    """Age, sex, schooling say which part, not of whom."""
    return set(dimension) <= {"age_min", "age_max", "sex", "education"}


def _words(text: str) -> tuple[str, str]:
    """The words of a label with their numbers as they stand, and its unit."""
    label = read_label(text)
    kept = "".join(aside for aside in label.asides if "岁" in aside or AREA.search(aside))
    words = re.sub(r"[:：*]|^\(?\d{1,2}[.、)]|^[一二三四五六七八九十]+、", "", label.flat)
    return BRACKETS.sub("", words) + kept, label.unit


def _measure(words: list[tuple[str, str]], base: str | None) -> tuple[str | None, str]:
    """The measure nearest to the cell, and the words without it."""
    rest: list[str] = []
    found = None
    for word, unit in reversed(words):
        for pattern, element in MEASURES:
            match = pattern.search(word)
            if match:
                found = found or element
                word = word[: match.start()] + word[match.end() :]
                break
        else:
            found = found or UNITS.get(unit)
        rest.insert(0, word)
    return found or base, "｜".join(rest)


def _dimension(text: str) -> tuple[dict[str, Any], str, bool]:
    """Which part, the words that said nothing about it, and whether any said something."""
    found: dict[str, Any] = {}
    ages = conditions(
        "".join(
            re.findall(
                r"(?:年?满)?\d+[\d周岁\-—~至到]*岁(?:（含）|\(含\))?(?:及?以[上下]|以内)?", text
            )
        )
    )
    text = re.sub(r"(?:年?满|不满|未满)?\d+[\d周岁\-—~至到]*岁(?:及?以[上下]|以内)?", "｜", text)
    area = AREA.search(text)
    if area and "人均" in text:
        found.update(_area(area))
        text = re.sub(r"人均|居住|住房|房屋|建筑|面积", "", AREA.sub("｜", text))
    known = bool(ages or found)
    for pattern, part in COMPILED:
        match = pattern.search(text)
        if match:
            known = True
            text = pattern.sub("｜", text)
            for key, value in part.items():
                found.setdefault(
                    key, value.format(*match.groups()) if isinstance(value, str) else value
                )
    if ages:
        found = {key: value for key, value in found.items() if key not in {"age_min", "age_max"}}
    return {**found, **ages}, text.replace("｜", ""), known


def _area(match: re.Match[str]) -> dict[str, Any]:
    key, number = "dwelling_area_per_capita", int(match[2])
    if match[3]:
        return {f"{key}_min": number, f"{key}_max": int(match[3])}
    return {f"{key}_min" if match[1] in {"高于", "大于"} else f"{key}_max": number}
