"""Addresses as people say and type them: 3-2-501, 3号楼2单元501, 三栋, A座1203. Pure."""

import dataclasses
import re
import unicodedata

BUILDING_WORDS = ("号楼", "栋", "幢", "座", "号", "楼", "#", "")
UNIT_WORDS = ("单元", "门", "梯", "")
DWELLING_WORDS = ("", "室", "户", "号")

# What may be left of a dwelling's number when its place is taken off: "501室".
_ENDINGS = {"", "室", "户", "号"}
_NUMERAL = "零一二三四五六七八九"
_CHINESE = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[零一二两三四五六七八九]+")
_IN_WORDS = re.compile(
    r"(?P<building>\d{1,3}|[A-Z])(?:号楼|栋|幢|座|号|楼|#楼?)"
    r"(?:(?P<unit>\d{1,2}|[A-Z])(?:单元|门|梯))?[-/]?"
    r"(?:(?P<dwelling>\d{3,4}[A-Z]?)(?:室|户|号)?)?"
)
_WITH_DASHES = re.compile(
    r"(?P<building>\d{1,3}|[A-Z])(?:-(?P<unit>\d{1,2}|[A-Z]))?(?:-(?P<dwelling>\d{3,4}[A-Z]?))?"
)
# An address inside what somebody says. "3号" alone is more often a date there than a building.
_SAID = re.compile(
    r"(?:(?<!\d)\d{1,3}|(?<![A-Za-z])[A-Za-z]|[零一二三四五六七八九十]+)\s*(?:号楼|栋|幢|座|#楼)\s*"
    r"(?:(?:\d{1,2}|[A-Za-z]|[零一二三四五六七八九十]+)\s*(?:单元|门|梯)\s*)?"
    r"(?:[-/]?\d{3,4}(?!\d)[A-Za-z]?(?:室|户|号)?)?"
    r"|(?<![\d-])\d{1,3}-\d{1,2}-\d{3,4}(?![\d-])"
)


@dataclasses.dataclass(frozen=True)
class Address:
    """The parts of an address below the community, as plain numbers or letters; "" for none."""

    building: str
    unit: str = ""
    dwelling: str = ""

    def building_names(self) -> list[str]:
        return [self.building + word for word in BUILDING_WORDS]

    def unit_names(self) -> list[str]:
        return [self.unit + word for word in UNIT_WORDS]

    def dwelling_names(self) -> list[str]:
        padded = {self.dwelling, self.dwelling.zfill(4)}
        return [number + word for number in padded for word in DWELLING_WORDS]


def parse(text: str) -> Address | None:
    """The address that a text is, or contains in words; None when it names no building."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub("[‐-―−－—_.,、~]", "-", re.sub(r"\s+", "", plain))
    match = _WITH_DASHES.fullmatch(plain) or _IN_WORDS.search(_CHINESE.sub(_digits, plain))
    if match is None:
        return None
    return Address(match["building"], match["unit"] or "", match["dwelling"] or "")


def mentioned(text: str) -> str:
    """The first address in what somebody says, as it is written there; "" when there is none."""
    found = _SAID.search(unicodedata.normalize("NFKC", text))
    return found.group().strip() if found else ""


def beyond(place_name: str, address: str) -> str:
    """What an address says beyond the name of its place, so that it is not told twice: nothing of
    "5号楼2单元" at "幸福里社区 5号楼 2单元", "东门旁" of "5号楼2单元东门旁"."""
    words = place_name.split()
    for start in range(len(words)):
        tail = "".join(words[start:])
        rest = _without(tail, address)
        if rest is not None and (not tail[-1:].isdigit() or rest in _ENDINGS):
            return "" if rest in _ENDINGS else rest
        if address and tail.startswith("".join(address.split())):
            return ""
    return address


def _without(beginning: str, text: str) -> str | None:
    """The text after a beginning that may be spaced otherwise; None when it begins otherwise."""
    left = beginning
    for index, sign in enumerate(text):
        if not left:
            return text[index:].lstrip(" ，,、-")
        if sign.isspace():
            continue
        if sign != left[0]:
            return None
        left = left[1:]
    return None if left else ""


def _digits(match: re.Match[str]) -> str:
    """三 → 3, 十二 → 12, 五〇一 is left to those who write it so."""
    word = match.group().replace("两", "二")
    if "十" not in word:
        return "".join(str(_NUMERAL.index(sign)) for sign in word)
    tens, ones = word.split("十")
    return f"{_NUMERAL.index(tens) if tens else 1}{_NUMERAL.index(ones) if ones else 0}"
