"""Phone numbers, resident identity numbers and names: one way to store, check and mask them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from linli.kernel.errors import DomainError

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(
    r"(?P<area>0(?:10|2\d|[3-9]\d\d))-?(?P<number>[2-9]\d{2,3}-?\d{4})(?:-(?P<inner>\d{1,6}))?"
)
# 110, 12345, 95598, 96xxx, 400 and 800 numbers, and a local number without its area code.
SERVICE = re.compile(r"1[12]\d|1[02]\d{3}|9[56]\d{3,4}|[48]00\d{7}|[2-9]\d{6,7}")


class InvalidIdNumber(DomainError):
    """Not a resident identity number (GB 11643); the message says why."""

    code = "invalid_id_number"
    message = _("身份证号码不对，请核对证件后再填。")


@dataclass(frozen=True)
class IdNumber:
    """A checked number and what it says. `sex` is GB/T 2261.1: "1" male, "2" female."""

    number: str
    born_on: dt.date
    sex: str


def _plain(value: str) -> str:
    """Full-width forms to plain ones, every kind of dash to "-", no spaces, upper case."""
    text = unicodedata.normalize("NFKC", value).upper()
    return re.sub(r"\s+", "", re.sub("[‐-―−－—]", "-", text))


def normalise_phone(value: str) -> str:
    """The number as it is stored and searched, or "" when this is no Chinese phone number.

    Results look like 13812345678, 0571-87654321, 0571-87654321-802, 12345, 4008001234, 87654321.
    """
    if value.isascii() and MOBILE.fullmatch(value):
        return value
    text = re.sub(r"转|分机|EXT\.?", "-", re.sub(r"[()./·]", "", _plain(value)))
    text, from_abroad = re.subn(r"^(?:\+|00)86-?", "", text)
    if from_abroad and not re.match(r"0|1[3-9]", text):
        text = f"0{text}"
    digits = text.replace("-", "")
    if MOBILE.fullmatch(digits):
        return digits
    if match := LANDLINE.fullmatch(text):
        number = match["number"].replace("-", "")
        return "-".join(part for part in (match["area"], number, match["inner"]) if part)
    return digits if SERVICE.fullmatch(digits) else ""


def mask_phone(value: str) -> str:
    """138****5678, 0571-****4321. Numbers of services stay readable, all else is hidden."""
    phone = normalise_phone(value)
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if match := LANDLINE.fullmatch(phone):
        return f"{match['area']}-****{match['number'][-4:]}"
    if re.fullmatch(r"[2-9]\d{6,7}", phone):
        return f"****{phone[-4:]}"
    return phone or "*" * min(len(value), 8)


def read_id_number(value: str) -> IdNumber:
    """Check an 18-digit number and read it. Raises InvalidIdNumber.

    The division code is not looked up: old and new codes are on valid cards, residents from Hong
    Kong, Macao and Taiwan have 81, 82 and 83, and no list has them all.
    """
    number = re.sub(r"[-.·]", "", _plain(value))
    if re.fullmatch(r"\d{15}", number):
        raise InvalidIdNumber(_("这是15位的旧号码，已经停用，请填现在证件上的18位号码。"))
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise InvalidIdNumber(_("身份证号码应为18位：17位数字，最后一位是数字或X。"))
    try:
        born_on = ric.get_birth_date(number)
    except ValidationError:
        raise InvalidIdNumber(_("身份证号码中的出生日期不存在，请核对证件后再填。")) from None
    if number[-1] != ric.calc_check_digit(number):
        if number.endswith("000"):
            raise InvalidIdNumber(
                _("身份证号码的末三位像是被表格软件改成了000，请把那一列设为文本后重新填写。")
            )
        raise InvalidIdNumber(_("身份证号码的校验位对不上，可能有一位写错了，请核对证件后再填。"))
    return IdNumber(number=number, born_on=born_on, sex="1" if int(number[16]) % 2 else "2")


def mask_id_number(value: str) -> str:
    """330**************4: nothing of the birthday, so that it helps nobody who knows the rest."""
    text = _plain(value)
    if len(text) < 8:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 4)}{text[-1]}"


def mask_name(value: str) -> str:
    """张* · 张**: the first character and at most two stars, whatever the length."""
    name = value.strip()
    if len(name) < 2:
        return "*" * len(name)
    return name[0] + "*" * min(len(name) - 1, 2)


# Numbers of people in running words: of identity, of telephones. A day (20260311) or a sum is none.
NUMBERS = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[- ]?[2-9]\d{6,7}"
    r"|(?!20\d\d[01]\d[0-3]\d)[2-9]\d{6,7}(?![元万亿平]))(?!\d)"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
    "向汤"
)
TITLED = re.compile(
    rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=女士|先生|同志|阿姨|叔叔|大爷|大妈|奶奶|爷爷|老人|师傅)"
)


def mask_within(text: str, *, names: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """Running words without the names and numbers of people: the given names, names before a title
    (王秀英女士), telephone and identity numbers. `keep`: numbers of offices, which stay."""
    offices = {normalise_phone(number) for number in keep} - {""}
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, mask_name(name))
    text = TITLED.sub(lambda found: mask_name(found[0]), text)
    return NUMBERS.sub(lambda found: _masked_number(found[0], offices), text)


def _masked_number(number: str, offices: Collection[str]) -> str:
    if len(number) == 18 and number[:17].isdigit():
        return mask_id_number(number)
    return number if normalise_phone(number) in offices else mask_phone(number)
