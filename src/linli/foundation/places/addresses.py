"""Addresses as people say and type them: 3-2-501, 3号楼2单元501, 三栋, A座1203. Pure."""

import dataclasses
import re
import unicodedata

BUILDING_WORDS = ("号楼", "栋", "幢", "座", "号", "楼", "#", "")
UNIT_WORDS = ("单元", "门", "梯", "")
DWELLING_WORDS = ("", "室", "户", "号")

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


def _digits(match: re.Match[str]) -> str:
    """三 → 3, 十二 → 12, 五〇一 is left to those who write it so."""
    word = match.group().replace("两", "二")
    if "十" not in word:
        return "".join(str(_NUMERAL.index(sign)) for sign in word)
    tens, ones = word.split("十")
    return f"{_NUMERAL.index(tens) if tens else 1}{_NUMERAL.index(ones) if ones else 0}"
