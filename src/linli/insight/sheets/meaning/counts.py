"""Numbers: what is measured, which part of it a cell covers, and whether a register can know it."""

import dataclasses
import re
from typing import Any

from linli.insight.sheets.meaning.folding import BRACKETS, read_label
from linli.insight.sheets.meaning.parts import AREA, Part, part_of
from linli.insight.sheets.meaning.population import THINGS_COUNTED

HOUSEHOLDS, PERSONS, AMOUNT = "stat.household_count", "stat.person_count", "stat.aid_amount"
SHARE = "stat.share"

FUND = r"(?:保障|低保|施保|供养|补助|救助|抚恤)金"
# Measures, the more special first; what matched is taken out of the words.
MEASURES: tuple[tuple[str, str], ...] = (
    (r"(?:人口)?平均年龄", "stat.average_age"),
    (r"最大年龄|最高年龄|年龄最大", "stat.max_age"),
    (r"最小年龄|最低年龄|年龄最小", "stat.min_age"),
    (
        r"(?:家庭)?(?:年|月)?(?:人均|平均)(?:年|月)?(?:纯|可支配)?收入",
        "stat.average_income",
    ),
    (
        (
            r"所?占.{0,10}?(?:比例?|比重|百分比|[%％])|"
            r"比例|百分比|比重|占比|率$"
        ),
        SHARE,
    ),
    (r"(?:家庭)?(?:总)?户数|(?:总)户$|(?<=[家庭])数$", HOUSEHOLDS),
    (
        (
            rf"(?:分类)?{FUND}(?:总额|合计)|"
            r"(?:月|年|总|累计|支出|发放|保障|低保|救助|补助|供养)*"
            r"(?:保障|低保|供养|补助|发放|救助|支出)(?:金额|资金|额|金)|"
            rf"{FUND}|分类施保金?|(?:发放|支出|保障|补助)总?额|资金支出"
        ),
        AMOUNT,
    ),
    (
        (
            r"人数|人口数量?|人口总数|总人口|人次|(?:人员|对象|人口)数量?|(?<!老年)(?<!农业)人口|"
            r"(?<=[员生人童者])数$"
        ),
        PERSONS,
    ),
)
COMPILED = tuple((re.compile(pattern), element) for pattern, element in MEASURES)
UNITS = {"户": HOUSEHOLDS, "人": PERSONS, "%": SHARE, "万元": AMOUNT, "元": AMOUNT}

NOTHING_COUNTED = re.compile(
    r"数量|个数|面积|床位|机构|设施|场所|年份|次数|场次|投入|经费|捐|培训|活动|岗位|工种|工资|编制|"
    r"面试|登记|对数|件数|案件|项目|辆|工作人员|职工人数|建筑|总金额|平均金额|零花钱|一次性|物资|"
    r"资金来源|拨款|自筹"
)
# What is done once is counted by those who do it, whomever it is done to.
EVENTS = re.compile(r"火化|骨灰|殡|安葬|结婚|离婚|收养登记|体检|走访|慰问")
EVERYONE = re.compile(
    r"(?:全[村镇区县市]|全社区|总|户籍|常住|辖区)人口|(?:总|居民|住|常住|户籍)户数"
)
TOTALS = re.compile(
    r"(?:总|居民|住|常住|户籍|覆盖|管辖|家庭|保障)户数|(?:总|保障)人数|人口|"
    r"保障金|低保金|施保金|发放总?额"
)
# What is written about a row rather than counted.
DESCRIBING = re.compile(
    r"(?:名称|姓名|号|码|地址|电话|时间|日期|单位|方式|原因|备注|状态|意见|名|项目|结果|标准|内容|措施|"
    r"费|款|金|元|额|率|次|比|件|个|面积|天|月数|年限|程度|情况)$"
)
# Those who serve, and how often something was done: not a part of the people themselves.
SERVED = re.compile(
    r"人次|场次|主任|干部|员(?:人数|数)?$|工作者|志愿|督导|机构|服务|培训|活动|就餐|慰问|走访|补贴|"
    r"接受|参加|开展|举办|次数"
)
NEUTRAL_WORDS = (
    "覆盖 管辖 服务 户内 家中 在家 全社区 全街道 本社区 辖区 文化程度 学历 因 而 新 或 等 "
    "其中 合计 总计 小计 累计 总数 总 共 年末 月末 期末 期初 年初 实有 现有 现 在册 享受 "
    "领取 纳入 保障 供养 对象 人员 人口 家庭 居民 村民 农民 社区 情况 性别 年龄 结构 类型 "
    "按 分 及 和 与 的 户 人 全部 所有 各 个 累 救助 组成 构成 段 级 等级 性质 方式 身份 "
    "状况 其他 其它 区间 人群 群体 分布 发放 支出 月 年 季 度"
)
NEUTRAL = re.compile(
    "|".join(
        [
            r"\d{4}年(?:\d+月份?)?(?:以来)?",
            r"全[村镇区县市]",
            r"本[村镇]",
            r"[本上][年月季期]度?",
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
        title = "".join(title.split())
        people = population or re.search(r"人口|居民(?!委)|户籍", f"{title} {sheet_name}")
        counted = title or sheet_name
        things = THINGS_COUNTED.search(counted) and not population
        blocked = bool(things or EVENTS.search(counted))
        return cls(PERSONS if people else None, blocked, bool(population))

    def count(self, path: tuple[str, ...], section: str = "") -> Count:
        """What the number at a label path is, in a section of the table."""
        words = [_words(text) for text in path]
        joined = "".join(word for word, _ in words)
        measure, rest = _measure(words, self.base)
        part, around = part_of(rest), part_of(_words(section)[0])
        mere = part.known and not part.of_whom
        within = around.known or bool(TOTALS.search(section))
        if section and mere and not within and not TOTALS.search(joined):
            return Count(None, {}, 0.5, f"“{section}”里数的是什么人，登记册不知道")
        known = part.of_whom or (part.known and within)
        if self.blocked and not known and not EVERYONE.search(joined):
            return Count(None, {}, 0.9, "数的不是居民或家庭，登记册里没有")
        if measure is None and known:
            measure = _implied([word for word, _ in words])
        if measure is None or NOTHING_COUNTED.search(part.rest):
            return Count(None, {}, 0.85, "这个数不能从居民和家庭的登记中得出")
        part = dataclasses.replace(part, dimension={**around.dimension, **part.dimension})
        return self._judge(measure, part, joined, known=known)

    def _judge(self, measure: str, part: Part, joined: str, *, known: bool) -> Count:
        """A number is understood when no word of its label is left over."""
        left = re.sub(r"[\W_]+", "", NEUTRAL.sub("", part.rest))
        if left:
            strange = DESCRIBING.search(left) or SERVED.search(joined)
            if self.of_people and measure in {PERSONS, HOUSEHOLDS} and not strange:
                reason = f"数的是这些人里“{left}”的部分"
                return Count(measure, part.dimension, 0.7, reason, part.known)
            return Count(None, part.dimension, 0.5, f"不确定“{left}”数的是什么")
        if self.base is None and not known and not TOTALS.search(joined):
            return Count(None, part.dimension, 0.5, "没有说明数的是哪些人")
        confidence = 0.9 if self.base else 0.82
        return Count(measure, part.dimension, confidence, "按登记册统计得出", part.known)


def _implied(words: list[str]) -> str | None:
    """独居老人 without 人数 counts them all the same; 低保户 counts households."""
    for word in reversed(words):
        if re.search(r"户$", word):
            return HOUSEHOLDS
        if re.search(r"(?:人|者|童|生|员|妇女|对象|人口)$", word):
            return PERSONS
    return None


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
        for pattern, element in COMPILED:
            match = pattern.search(word)
            if match:
                found = found or element
                word = word[: match.start()] + word[match.end() :]
                break
        else:
            found = found or UNITS.get(unit)
        rest.insert(0, word)
    return found or base, "｜".join(rest)
