"""How a person's name sounds, so that typing pinyin or initials finds it.

A family name is often read otherwise than the same character elsewhere (单 is Shan, not dan), and
people type either; so a name has a few readings, the right one first.
"""

import functools
import itertools
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Names need no phrase dictionary: without it the library takes 14 MB instead of 57.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # noqa: TID251 - the library has no other way

from pypinyin import lazy_pinyin

MAX_READINGS = 8

# Family names that the dictionary reads otherwise; a second reading is in use too.
SURNAMES: dict[str, tuple[str, ...]] = {
    "万俟": ("mo qi",),
    "长孙": ("zhang sun",),
    "尉迟": ("yu chi",),
    "澹台": ("tan tai",),
    "单于": ("chan yu", "shan yu"),
    "单": ("shan",),
    "曾": ("zeng",),
    "解": ("xie",),
    "仇": ("qiu",),
    "区": ("ou",),
    "查": ("zha",),
    "盖": ("ge", "gai"),
    "朴": ("piao", "pu"),
    "翟": ("zhai", "di"),
    "缪": ("miao",),
    "乐": ("yue", "le"),
    "员": ("yun",),
    "覃": ("qin", "tan"),
    "柏": ("bai", "bo"),
    "洗": ("xian",),
    "谌": ("chen", "shen"),
    "祭": ("zhai",),
    "种": ("chong",),
    "黑": ("he", "hei"),
    "重": ("chong",),
    "都": ("du",),
    "郇": ("xun", "huan"),
    "佴": ("nai",),
    "隗": ("wei", "kui"),
    "乜": ("nie",),
    "訾": ("zi",),
    "能": ("nai",),
    "折": ("she",),
    "么": ("yao",),
    "繁": ("po",),
    "秘": ("bi",),
    "会": ("gui",),
    "召": ("shao",),
    "藏": ("zang",),
    "阚": ("kan",),
    "牟": ("mu", "mou"),
    "乘": ("sheng",),
    "称": ("chen",),
    "郗": ("xi", "chi"),
    "郄": ("qie", "xi"),
    "卜": ("bu",),
}
# Characters that the bearers of given names read in two ways, or not as the dictionary does.
GIVEN: dict[str, tuple[str, ...]] = {
    "晟": ("sheng", "cheng"),
    "率": ("shuai", "lv"),
    "乐": ("le", "yue"),
    "茜": ("qian", "xi"),
    "长": ("chang", "zhang"),
    "朝": ("chao", "zhao"),
    "重": ("chong", "zhong"),
    "行": ("xing", "hang"),
    "柏": ("bai", "bo"),
    "娜": ("na", "nuo"),
    "盛": ("sheng", "cheng"),
    "颉": ("jie", "xie"),
    "曾": ("zeng", "ceng"),
    "单": ("dan", "shan"),
    "朴": ("pu", "piao"),
    "解": ("jie", "xie"),
    "翟": ("di", "zhai"),
    "都": ("du", "dou"),
    "卜": ("bu", "bo"),
}


@dataclass(frozen=True)
class Readings:
    """`full`: ("shanxiaowei", "danxiaowei"); `initials`: ("sxw", "dxw"). The right one is first."""

    full: tuple[str, ...]
    initials: tuple[str, ...]


# A name is read for its columns and again for the index, and tables hold many alike.
@functools.lru_cache(maxsize=4096)
def readings(name: str) -> Readings:
    """All readings of a name, at most MAX_READINGS; ü is "v" as on keyboards (吕 is "lv")."""
    text = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).lower()
    ways = itertools.islice(itertools.product(*_parts(text)), MAX_READINGS)
    spoken = [" ".join(way).split() for way in ways]
    return Readings(
        full=_distinct("".join(way) for way in spoken),
        initials=_distinct("".join(syllable[0] for syllable in way) for way in spoken),
    )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def _parts(text: str) -> list[tuple[str, ...]]:
    """For each part of the name its readings, syllables parted by spaces."""
    surname = text[:2] if text[:2] in SURNAMES and len(text) > 2 else text[:1]
    if surname not in SURNAMES:
        return _given(text)
    also = " ".join(_dictionary(character) for character in surname)
    return [_distinct((*SURNAMES[surname], also)), *_given(text[len(surname) :])]


def _given(text: str) -> list[tuple[str, ...]]:
    """Letters and digits stay together; each Chinese character is one part."""
    return [GIVEN.get(part) or (_dictionary(part),) for part in re.findall(r"[a-z0-9]+|.", text)]


def _dictionary(part: str) -> str:
    """The usual reading, "" for a character that the dictionary does not know."""
    spoken: str = lazy_pinyin(part)[0]
    return spoken if spoken.isascii() else ""
