"""Labels brought to one form, so that 联 系 电 话*（手机）： and 联系电话 are the same word."""

import dataclasses
import re
import unicodedata

MARKS = re.compile(r"[\s*★●※☆#＊:：]+")
LEADING = re.compile(
    r"^(?:[（(]?\d{1,2}[）)]?[.、．]|[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)]|[①-⑳]|[A-Z]\d{1,2}[.、])"
)
# 住房结构类型：1.钢筋混凝土 2.砖木: the choices are no part of the label.
CHOICES = re.compile(r"[:：]\s*[（(]?[1１①A][）)]?[.、．:：是]?.*", re.DOTALL)
BRACKETS = re.compile(r"[(（\[【{]([^()（）\[\]【】{}]*)[)）\]】}]?")
CLOSING = re.compile(r"[)）\]】}]")
# Families of words that mean the same inside a label.
FOLDS = (
    (re.compile(r"帐"), "账"),
    (re.compile(r"身分证"), "身份证"),
    (re.compile(r"年月日$|年月$|日期"), "时间"),
    (re.compile(r"号码|编号|编码(?!$)"), "号"),
    (re.compile(r"类别|种类|分类"), "类型"),
    (re.compile(r"座落"), "坐落"),
    (re.compile(r"详址"), "详细地址"),
    (re.compile(r"退役"), "退伍"),
    (re.compile(r"住房"), "房屋"),
    (re.compile(r"状况"), "情况"),
    (re.compile(r"[的之]"), ""),
    (re.compile(r"[/／、,，\\|;；.。·\-—~&+\"'“”‘’]"), ""),
    (re.compile(r"(?<=[\u4e00-\u9fff])(?:或|及|和|与|以及)(?=[\u4e00-\u9fff]{2})"), ""),
)
UNIT = re.compile(
    r"(?:万元|元|人|户|岁|平方米|㎡|m2|m²|公斤|千克|件|个|套|间|次|亩|%|％|年|月|天|对|张|名|元/月|元/年|"
    r"月/元|元/人|人次|床|处|所|家|份|辆|只|条|周岁)"
)
UNIT_TAIL = re.compile(r"(?<=[金额入积])(?:万元|元|㎡|m2|平方米)$")


@dataclasses.dataclass(frozen=True)
class Label:
    """`base`: folded, without what stands in brackets; `whole`: with it; `asides`: the brackets."""

    text: str
    base: str
    whole: str
    asides: tuple[str, ...]
    unit: str = ""

    @property
    def flat(self) -> str:
        """As written, only without blanks."""
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", self.text))


def fold(text: str) -> str:
    """One form for all ways to write a word."""
    text = MARKS.sub("", unicodedata.normalize("NFKC", text))
    for pattern, instead in FOLDS:
        text = pattern.sub(instead, text)
    return text


def read_label(text: str) -> Label:
    text = CHOICES.sub("", text)
    flat = MARKS.sub("", unicodedata.normalize("NFKC", text))
    shorter = LEADING.sub("", flat)
    flat = shorter if len(shorter) > 1 else flat
    asides = tuple(found for found in BRACKETS.findall(flat) if found)
    unit = next((aside for aside in asides if UNIT.fullmatch(aside.removeprefix("单位"))), "")
    base = fold(CLOSING.sub("", BRACKETS.sub("", flat))) or fold(CLOSING.sub("", flat.strip("(（")))
    base = UNIT_TAIL.sub("", base)
    whole = fold(re.sub(r"[()（）\[\]【】]", "", flat))
    words = tuple(fold(aside) for aside in asides if aside != unit)
    return Label(text, base, whole, words, unit.removeprefix("单位"))
