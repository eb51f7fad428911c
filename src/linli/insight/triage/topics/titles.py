"""What a topic is called, in its messages' own words, and where it is."""

import re
from collections import Counter
from collections.abc import Sequence

from linli.insight.triage.topics.mentions import divisions, mentions, plain
from linli.insight.triage.topics.messages import Message

LONGEST = 40
# Before it is rid of its beginning and end; who writes no full stop writes on and on.
READ = 200
# Beginnings that say that somebody writes, not what about.
_opening = re.compile(
    r"^(?:(?:再次|第[一二三四五]次|实名|强烈|坚决|紧急|我要|请求?|望|希望|恳请)*"
    r"(?:投诉|举报|反映|反应|咨询|求助|询问|关于|对于|请问|问问))+(?:一下)?[:：,，]?"
)
_closing = re.compile(r"(?:的?(?:相关)?(?:问题|投诉|咨询|建议|事宜|反映)|[!！?？。.，,;；…])+$")
_sentence = re.compile(r"[。！？!?；;\n]")
_greeting = re.compile(
    r"^(?:尊敬的)?[^，,：:。！!]{0,12}(?:您好|你好|领导|书记|市长|局长)[，,：:。！!\s]*"
)


def line(message: Message) -> str:
    """A message in one line: its title, else how its text begins."""
    words = "".join(message.title.split())
    if not words:
        text = _greeting.sub("", "".join(message.text.split()))
        words = next((part for part in _sentence.split(text) if part), "")
    words = words[:READ]
    short = _closing.sub("", _opening.sub("", words))
    return (short or words)[:LONGEST]


def place(messages: Sequence[Message]) -> str:
    """The name that most of them give, as they write it; else the district; else nothing."""
    names: Counter[str] = Counter()
    areas: Counter[str] = Counter()
    for message in messages:
        whole = plain(f"{message.place} {message.title} {message.text[:150]}")
        names.update({whole[found.start : found.end] for found in mentions(whole)})
        areas.update({whole[start:end] for start, end in divisions(whole)})
    least = max(2, len(messages) / 3) if len(messages) > 1 else 1
    frequent = [(count, len(name), name) for name, count in names.items() if count >= least]
    if frequent:
        return _upper(max(frequent)[2], messages)
    return _upper(areas.most_common(1)[0][0], messages) if areas else ""


def _upper(name: str, messages: Sequence[Message]) -> str:
    """The name with the capitals that its writers gave it."""
    for message in messages:
        found = re.search(re.escape(name), f"{message.title} {message.text}", re.IGNORECASE)
        if found:
            return found.group()
    return name
