"""Names of estates, roads, villages and firms in a text, found by how Chinese names end.

Cutting is coarse on purpose: what stands before the ending may begin with a verb too many. What is
no name is recognised later by numbers: its signs stand outside of names more often than in them
(`weights`).
"""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 7
SHORTEST = 2
# A name ends here: the looks ahead and back keep 城管, 政府, 马路, 路灯, 网络 and their like out.
ENDINGS = (
    r"小区|花园|家园|嘉园|公馆|公寓|山庄|新城|之城|国际城|名城|广场|大厦|大楼|商厦|市场|新村|安置区"
    r"|宿舍|国际|庄园|天地|华庭|名都|中心|城(?!管|市|镇|乡|区|际|铁|东|西|南|北)|(?<!政)府|苑|湾"
    r"|园(?!区|林)|邸|郡|(?<![医学法察])院(?!长|子)"
    r"|公司|集团|贷(?!款)|金融|投资|平台|网(?![友络上站格红购民点约线吧银管])|app|学校|小学|中学|大学"
    r"|学院|幼儿园|医院|驾校|酒店|饭店|餐馆|烧烤|超市|酒吧|麻将馆|物业|置业"
    r"|大道|(?<![铁公道马线网一])路(?!灯|过|人|面|程|线|途|况|径|边)|街(?!道)|巷|桥|隧道|立交|高速"
    r"|地铁站|号线|村|社区|镇|乡|街道"
)
# A name does not run across these.
BREAKS = (
    "反映|投诉|举报|咨询|反对|关于|建议|希望|要求|恳请|强烈|求助|感谢|解决|反应|质疑|拆除|加快|严惩|彻查|严查"
    "|请问|购买|业主|居民|附近|旁边|门口|对面|整个|小孩|坐落|居住|楼盘|开发商|周边|问题|导致|影响|部分|其他"
    "|进入|整治|位于|身边|全部|每天|坚决|相关|有关|各级|一个|多个|哪个|某个|什么|如何|何时|整改|管理|通过"
    "|违规|违法|非法|严重|没有|无法|不能|可以|需要|应该|现在|目前|今年|去年"
    "|[的了在是于和与及对向从到被把给由我你他她您们请这那该本此每没不也都就还又再很太最已因为所以但而且或若住位"
    "距离跟让使叫称几楼栋处等幢座将、至往近]"
)
# Above the place itself: province, city, district. Too many messages share them.
DIVISIONS = (
    r"西地省|[a-z]\d{0,2}(?:市|区|县)市?"
    r"|[\u4e00-\u9fff]{2}(?:省|市|(?<![小社城校园库院片地辖景])区|县)(?!场|政|民|委)"
)

_ending, _break, _division = re.compile(ENDINGS), re.compile(BREAKS), re.compile(DIVISIONS)
_run = re.compile(r"[\u4e00-\u9fffa-z0-9]+")
_dotted = re.compile(r"(?<=[\u4e00-\u9fff])[·.•\-](?=[\u4e00-\u9fff])")


class Mention(NamedTuple):
    core: str  # without its ending: 丽景 of 丽景小区
    start: int
    end: int


def plain(text: str) -> str:
    """One form for full and half width, capitals, and names with a dot in them."""
    return _dotted.sub("", unicodedata.normalize("NFKC", text).lower())


def divisions(text: str) -> list[tuple[int, int]]:
    """Where provinces, cities and districts stand in a plain text."""
    return [found.span() for found in _division.finditer(text)]


def mentions(text: str) -> list[Mention]:
    """The names in a plain text."""
    found = []
    for run in _run.finditer(text):
        signs, base = run.group(), run.start()
        ends = list(_ending.finditer(signs))
        if not ends:
            continue
        cuts = sorted(
            {0, *(hit.end() for hit in (*_division.finditer(signs), *_break.finditer(signs)))}
        )
        last = 0
        for end in ends:
            cut = max(cut for cut in cuts if cut <= end.start())
            start = max(cut, last, end.start() - LONGEST)
            if end.start() - start >= SHORTEST:
                core = signs[start : end.start()]
                found.append(Mention(core, base + start, base + end.end()))
            last = end.end()
    return found
