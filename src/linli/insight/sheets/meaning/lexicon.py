"""From the words of one label to the elements that it may ask for."""

import dataclasses
import re

from linli.insight.sheets.meaning import subjects
from linli.insight.sheets.meaning.folding import Label, fold, read_label
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.insight.sheets.vocabulary.elements import BOOLEAN, CODE

SURE, LIKELY, FAIR, WEAK = 0.97, 0.9, 0.8, 0.45
COUNTED = ("stat.",)


@dataclasses.dataclass(frozen=True)
class Sense:
    """What a label may ask for. `subject`: whose fact it is, as far as the label says; `fact`: the
    element that it would be of the resident."""

    element: str | None
    confidence: float
    reason: str
    subject: str = ""
    fact: str | None = None

    def weaker(self, factor: float, reason: str = "") -> "Sense":
        return dataclasses.replace(
            self,
            confidence=round(self.confidence * factor, 3),
            reason=f"{self.reason}；{reason}" if reason else self.reason,
        )


UNKNOWN = Sense(None, 0.0, "没有认出这一栏要填什么")


def _names() -> tuple[dict[str, str], dict[str, str]]:
    strong: dict[str, str] = {}
    weak: dict[str, str] = {}
    for element in ELEMENTS.values():
        if element.id.startswith(COUNTED):
            continue
        for name in element.names.split():
            strong.setdefault(fold(name), element.id)
        for name in element.weak.split():
            weak.setdefault(fold(name), element.id)
    return strong, weak


STRONG, WEAKLY = _names()
ASKING = re.compile(r"^(?:是否为|是否属于|是否是|是否有|是否|是不是|有无|属于|为)")
FLAGGED = re.compile(r"(?:标志|标识|是否|是|否|与否)$")
CODED = re.compile(r"(?:代码|编码)$")
TAIL = re.compile(
    r"(?:名称|情况|信息|明细|内容|全称|填写|必填|选填|可选|选项|下拉|栏|项|详情|[a-z\d]{1,2}|如有)$"
)
HEAD = re.compile(
    r"^(?:原|当年|上年度?|本年度?|全年|年度|现有|现在|现|目前|当前|该|其|所|具体|主要|实际|有效|常用|居民|人员|本|基本|户内|家庭|请填写|填写|登记|第一|主)"
)
NAMED = re.compile(r"(?:人|者|主|客)$")


def understand(text: str) -> Sense:
    """The sense of a label by itself, without what surrounds it."""
    label = read_label(text)
    if not label.base:
        return UNKNOWN
    return (
        _by_name(label)
        or _by_subject(label)
        or _by_relation(label)
        or _by_trimming(label)
        or _by_aside(label)
        or _either(label)
        or UNKNOWN
    )


def _found(key: str, confidence: float, how: str) -> Sense | None:
    if key in STRONG:
        element = STRONG[key]
        reason = f"“{ELEMENTS[element].label}”{how}"
        subject, fact = subjects.OWNERS.get(element, ("", element))
        return Sense(element, confidence, reason, subject, fact)
    if key in WEAKLY:
        element = WEAKLY[key]
        reason = f"可能是“{ELEMENTS[element].label}”，要看表的上下文"
        return Sense(element, WEAK, reason, fact=element)
    return None


def _by_name(label: Label) -> Sense | None:
    for key in dict.fromkeys((label.base, label.whole)):
        found = _found(key, SURE, "就是这个意思")
        if found:
            return found
    return None


def _by_subject(label: Label) -> Sense | None:
    """房东电话, 监护人姓名, 法定代表人身份证号."""
    parted = subjects.begins_with(label.base)
    if parted is None:
        alone = subjects.of_group(label.base)
        if alone == "self" and NAMED.search(label.base):
            sure = FAIR if label.base in subjects.BY_WORD else 0.6
            return Sense("person.name", sure, "表上的主人公，填姓名", fact="person.name")
        if alone and alone != "self":
            return (
                _of(alone, "person.name", label.base)
                if alone in subjects.MEANINGS
                else (Sense(None, LIKELY, "问的不是登记在册的居民", subject=alone))
            )
        return None
    subject, rest = parted
    found = _found(rest, LIKELY, "的另一种说法") or _trimmed(rest)
    if found is None or found.element is None:
        return (
            Sense(None, FAIR, "问的不是登记在册的居民", subject=subject)
            if subject != "self"
            else None
        )
    if subject == "self":
        return None if found.element.startswith("report.") else found
    if found.element.split(".")[0] not in {"person", "household", "contact", "dwelling"}:
        return None
    return _of(subject, found.fact or found.element, label.base)


def _of(subject: str, fact: str, words: str) -> Sense:
    element = subjects.belongs(subject, fact)
    if element is None:
        return Sense(None, LIKELY, "问的不是登记在册的居民", subject=subject, fact=fact)
    reason = f"“{ELEMENTS[element].label}”：“{words}”说明了是谁的"
    return Sense(element, LIKELY, reason, subject=subject, fact=fact)


RELATION = re.compile(r"^与(.{1,8}?)(?:间|之间)?关系$")


def _by_relation(label: Label) -> Sense | None:
    """与老人关系: whose relation, the person named before says."""
    match = RELATION.match(label.base)
    if match is None or subjects.BY_WORD.get(match[1]) != "self":
        return None
    relation = "household.relation_to_head"
    return Sense(relation, WEAK, "要看前面问的是谁", fact=relation)


def _by_trimming(label: Label) -> Sense | None:
    return _trimmed(label.base) or _trimmed(label.whole)


def _trimmed(key: str) -> Sense | None:
    """Without words that add nothing: 是否为, 现, 名称, 代码."""
    asked = ASKING.sub("", key)
    if asked != key and (found := _found(asked, LIKELY, "是或否")):
        return found if ELEMENTS[found.element or ""].kind == BOOLEAN else None
    flagged = FLAGGED.sub("", key)
    if flagged != key and (found := _found(flagged, LIKELY, "的标志")):
        return found if ELEMENTS[found.element or ""].kind == BOOLEAN else None
    coded = CODED.sub("", key)
    if coded != key and (found := _found(coded, LIKELY, "的代码")):
        return found if ELEMENTS[found.element or ""].kind == CODE else None
    for pattern, cut in ((TAIL, LIKELY), (HEAD, FAIR)):
        shorter = pattern.sub("", key)
        if len(shorter) < 2 or shorter == key:
            continue
        found = _found(shorter, cut, "的另一种说法")
        if found and not _means_more(key, shorter, found):
            return found
    both = HEAD.sub("", TAIL.sub("", key))
    if len(both) < 2 or both == key:
        return None
    found = _found(both, 0.7, "的另一种说法")
    return None if found and _means_more(key, both, found) else found


def _either(label: Label) -> Sense | None:
    """工作单位或住址: one of the two will do; 住址及电话: both are wanted, which is a question."""
    for sign, confidence in (("或", 0.75), ("/", 0.7), ("及", 0.5), ("和", 0.5), ("、", 0.5)):
        parts = [part for part in label.flat.split(sign) if part]
        if len(parts) < 2:
            continue
        senses = [_by_name(read_label(part)) for part in parts]
        first = senses[0]
        if first is not None and all(senses):
            return dataclasses.replace(
                first, confidence=confidence, reason="一栏里问了两样，先填前一样"
            )
    return None


def _means_more(key: str, shorter: str, found: Sense) -> bool:
    """网格情况 asks for more than the grid's name; 参保情况 just for the code."""
    cut = key.removeprefix(shorter) if key.startswith(shorter) else ""
    return cut == "情况" and ELEMENTS[found.element or ""].kind not in {CODE, BOOLEAN}


def _by_aside(label: Label) -> Sense | None:
    """What stands in brackets explains the word before them: 户别（农业/非农业）."""
    for aside in label.asides:
        found = _found(aside, 0.72, "写在括号里")
        if found and found.confidence > WEAK and len(aside) > 1:
            return found
    return None
