"""What an answer to a resident may lack: told to the worker, who decides. Pure.

Looks for what residents rate (DOMAIN §1.6): each question answered, what was done, by whom, by
when, a reason where something is refused, and plain words. Words alone are looked at, so a remark
asks to look again and never says that the answer is wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_QUESTIONS, LONGEST_SHOWN = 3, 40
# So much of the request and of the answer is read: as much as an answer may have.
READ = 10_000
SHORTEST = 20
# A question counts as answered when so much of what it is about comes up, or so many pairs.
COVERED, ENOUGH = 0.2, 2

SENTENCE = re.compile(r"[^。！!；;\n?？]+[?？]?")
ASKS = re.compile(
    r"请问|(?:想|要)(?:问|知道|了解)|能不能|能否|可不可以|可否|是否可以|什么时候|何时|几时|(?:怎么|如何)(?:办理|申请|申报|查询)"
    r"|(?:吗|哪里|哪儿|多少|多久|几[天号元]|什么|呢|怎么办)[?？]$"
)
# Whoever asks so wants no answer to just that.
RHETORICAL = re.compile(
    r"难道|天理|何在|何来|凭什么|谁来管|有没有人管|良心|良知|公理|王法|怎么能|岂|还要等到|难不成|算什么"
)
ASKING = re.compile(
    r"请问|想问|想知道|想了解|能不能|能否|可不可以|可否|是不是|是否|有没有|什么时候|何时|几时|多久|哪天|为什么|为何|怎么办?"
    r"|如何|哪里|哪儿|哪个|多少|什么|[吗呢啊吧的了我们你您他它这那在是和与及也都就还没不有到给对把被让向从要想会能可得]"
)
# A day, or a sum, answers these, whatever else is said.
ASKS_DAY = re.compile(r"什么时候|何时|几时|多久|哪天|几天")
ASKS_SUM = re.compile(r"多少|几元")
SIGN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
QUOTED = re.compile(r"[“\"《][^“\"《”》]*[”\"》]")

DAY = re.compile(
    r"(?<![\d.-])(?:1[0-2]|0?[1-9])\s*[月/.-]\s*[0-3]?\d(?![\d-])|\d{1,2}[日号](?!楼)|[今明后昨前]天|今日|明日|当日|当天|本周|下周|周[一二三四五六日末]|星期"
    r"|[上中下]旬|[本下]月|月底|年底|节前|[0-9一二三四五六七八九十两]个?(?:工作日|小时|天|周|月)(?:内|之内|以内)?|[0-9]{4}年"
)
MONEY = re.compile(r"\d")
WHO = re.compile(
    r"居委会|村委会|社区|街道|物业|公司|中心|业委会|网格员|工作人员|师傅|书记|主任|民警|城管|派出所|执法|消防|医院|学校|我们"
    r"|[队局所办站院委科处]"
)
DONE = re.compile(
    r"已|完成|安排|更换|维修|修[好复缮]|疏通|清[理运除]|处理|整改|拆除|联系|协[调商]|告知|说明|核实|查看|检查|上报|列入|登记|安装"
    r"|加装|增设|劝|调解|转交|约谈|检测|办理|可以|应当|需要"
)
REFUSES = re.compile(
    r"不能|无法|不予|暂不|未能|没有条件|不具备|不属于|不符合|不可以|办不了|解决不了|不在.{0,8}范围"
)
REASON = re.compile(r"因|由于|原因|根据|依据|按照|依照|按《|《|规定|政策|条例|办法|卡在|鉴于|为了")
SOON = re.compile(r"尽快|近期|近日|适时|择机|下一步|后续|陆续|早日|稍后")
# Words that fill an answer and say nothing to who reads it.
EMPTY = re.compile(
    r"高度重视|进一步加[强大]|切实(?:做好|加强|解决|维护)|有关部门|相关部门|有关规定|相关规定|大力推进|扎实推进|统筹推进|积极协调"
    r"|狠抓落实|举一反三|特此(?:回复|答复)|予以(?:解决|处理|支持|落实)|加大.{0,4}力度|认真研究|妥善处理"
)


@dataclass(frozen=True)
class Remark:
    """`about`: the words that it is about, "" for the whole answer."""

    code: str
    words: str
    about: str = ""


def check(asked: str, reply: str) -> list[Remark]:
    """What somebody may look at again, the weightiest first; none for an answer not begun."""
    said = reply.strip()
    found = list(_remarks(asked[:READ], said[:READ])) if said else []
    if len(said) > READ:
        found.append(Remark("long", _("太长了，只看了前%(read)d字") % {"read": READ}))
    return found


def _remarks(asked: str, reply: str) -> Iterator[Remark]:
    if len(reply) < SHORTEST:
        yield Remark("short", _("太短了，居民看不出办得怎样"))
    own = QUOTED.sub("", reply)
    for question in unanswered(asked, own):
        yield Remark("question", _("这一问好像没有答到"), question)
    if not DONE.search(own):
        yield Remark("done", _("没有说做了什么"))
    if not WHO.search(own):
        yield Remark("who", _("没有说是谁办的、找谁"))
    day = DAY.search(own)
    if vague := SOON.search(own):
        if day is None:
            yield Remark("soon", _("写明是哪一天"), vague[0])
    elif day is None:
        yield Remark("when", _("没有说哪天办的，或哪天办好"))
    if (refused := REFUSES.search(own)) and not REASON.search(reply):
        yield Remark("reason", _("办不了要说原因，有规定的写上是哪一条"), refused[0])
    if empty := list(dict.fromkeys(EMPTY.findall(own))):
        yield Remark("empty", _("换成具体的话，或者不写"), "、".join(empty[:MOST_QUESTIONS]))


def unanswered(asked: str, reply: str) -> list[str]:
    """Questions of a request of which little comes up in the answer."""
    known, found = _pairs(reply), []
    # Once for all questions: there may be hundreds.
    tells_day, tells_sum = DAY.search(reply) is not None, MONEY.search(reply) is not None
    for question in questions(asked):
        about = _pairs(ASKING.sub(" ", question))
        shared = len(about & known)
        answered = shared >= ENOUGH or shared >= COVERED * len(about)
        told = (tells_day and ASKS_DAY.search(question)) or (
            tells_sum and ASKS_SUM.search(question)
        )
        if about and not answered and not told:
            found.append(_short(question))
            if len(found) == MOST_QUESTIONS:
                break
    return found


def questions(text: str) -> list[str]:
    """The sentences in which somebody asks something."""
    found = (raw.strip(" 　,，、\r") for raw in SENTENCE.findall(text))
    return [one for one in found if ASKS.search(one) and not RHETORICAL.search(one)]


def _pairs(text: str) -> set[str]:
    return {run[at : at + 2] for run in SIGN.findall(text) for at in range(len(run) - 1)}


def _short(question: str) -> str:
    return question if len(question) <= LONGEST_SHOWN else f"{question[:LONGEST_SHOWN]}…"
