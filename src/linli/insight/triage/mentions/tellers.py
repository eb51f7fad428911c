"""Who tells it, as far as they say so themselves. Pure.

A name alone is nobody's: it may be the neighbour's or the manager's. Only one that follows 我叫 or
the like is proposed, and only a number that does not stand behind somebody else.
"""

import re

from linli.kernel.identity import SURNAMES, normalise_phone

READ = 20_000
# Where a name ends: what follows can't be part of it.
END = r"(?=[\s，。,.；;、！!（(）)：:0-9]|电话|手机|联系|住在|女士|先生|$)"
NAME = rf"(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?){END}"
SAYS = re.compile(
    r"(?:我叫|我的名字[叫是]|本人叫?|姓名|联系人|反映人|来电人|我是[^，。,；;！!\s我你他她]{0,12}的)"
    r"[:：为是]?[ 　]?" + NAME
)
# 本人于去年… is no name, nor is what begins so.
NO_NAMES = re.compile(r"[于向付](?:去|今|本|上|前|当|此|您|贵|某)|高中生|高层")
NUMBER = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
# Whose number it is, when it is not the teller's.
OTHERS = re.compile(
    r"物业|老板|公司|中介|商家|店|房东|租客|对方|邻居|他|她|保安|司机|师傅|客服|管家|经理|医院|学校|楼上|楼下"
)
CLAUSE = re.compile(r"[，。,；;！!？?\n]")


def teller(text: str) -> tuple[str, str]:
    """Name and telephone number of who tells it; "" for what they do not say."""
    shown = text[:READ]
    names = (found["name"] for found in SAYS.finditer(shown))
    return next((name for name in names if not NO_NAMES.match(name)), ""), _number(shown)


def _number(shown: str) -> str:
    for found in NUMBER.finditer(shown):
        before = CLAUSE.split(shown[max(0, found.start() - 20) : found.start()])[-1]
        if "我的" in before or "本人" in before or not OTHERS.search(before):
            return normalise_phone(found[0])
    return ""
