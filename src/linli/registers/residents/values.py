"""Values of catalogue fields: out of a record, into it, from what people write, and as shown.

A value is text: a code, "2026-03-11", "1" or "0", "1234.5", or words; "" is none.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from linli.kernel.errors import DomainError
from linli.kernel.identity import mask_id_number, mask_phone, normalise_phone, read_id_number
from linli.registers.residents import codes
from linli.registers.residents.catalogue import Field, Kind
from linli.registers.residents.models import Detailed

DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})?(?:[-/.月]?(\d{1,2})?日?)?")
YES = {"1", "是", "有", "√", "y", "yes", "true", "对"}
NO = {"0", "否", "无", "不是", "没有", "×", "n", "no", "false"}
# An identity card, or nothing said about the kind of paper.
CARD = {"", "111", "112", "113"}


class BadValue(DomainError):
    """What was written can't be this field's value; the message says why.

    An import keeps it: no number or birth of a person stands in it.
    """


def value_of(record: Detailed, field: Field, known: Mapping[str, str]) -> str:
    """What the record holds of a field; `known`: its details, opened once for several fields."""
    if not field.column:
        return known.get(field.id, "")
    value = getattr(record, field.column)
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if field.id == "person.sex" and value == "9" else value or ""


def values_of(
    record: Detailed, fields: tuple[Field, ...], *, opened: bool = True
) -> dict[str, str]:
    """Several at once: the details are opened once, or not at all where none is among them."""
    known = record.known if opened else {}
    return {field.id: value_of(record, field, known) for field in fields}


def put(record: Detailed, changes: dict[Field, str]) -> None:
    """Write values into the record; saving is the caller's."""
    known = record.known
    for field, value in changes.items():
        if not field.column:
            known[field.id] = value
        elif field.kind == Kind.DAY:
            setattr(record, field.column, dt.date.fromisoformat(value) if value else None)
        else:
            empty = "9" if field.id == "person.sex" else ""
            setattr(record, field.column, value or empty)
    record.keep(known)


def shown(field: Field, value: str) -> str:
    """The value as people read it."""
    if field.kind == Kind.CODE:
        return codes.label(field.codes, value)
    if field.kind == Kind.YES_NO and value:
        return _("是") if value == "1" else _("否")
    return value


def masked(field: Field, value: str) -> str:
    """The value as a page shows it before anybody gave a reason."""
    if not field.masked or not value:
        return shown(field, value)
    if field.kind == Kind.PHONE:
        return mask_phone(value)
    return mask_id_number(value)


def parse(field: Field, text: str) -> str:
    """The value that a text means. Raises `BadValue`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in {"-", "—", "/"}:
        return ""
    if field.kind == Kind.TEXT:
        return _text(field, plain)
    if field.kind == Kind.CODE:
        return _code(field, plain)
    return PARSERS[field.kind](plain)


def _text(field: Field, plain: str) -> str:
    if len(plain) > field.longest:
        raise BadValue(_("太长了，最多%(longest)d字。") % {"longest": field.longest})
    return plain


def _code(field: Field, plain: str) -> str:
    code = codes.code_of(field.codes, plain)
    if not code:
        few = "、".join(list(codes.entries(field.codes).values())[:4])
        raise BadValue(
            _("“%(text)s”不在代码表里，可以填：%(few)s……") % {"text": plain[:20], "few": few}
        )
    return code


def _day(plain: str) -> str:
    match = DAY.fullmatch(plain.split(" ")[0])
    try:
        if match is None:
            raise ValueError(plain)
        year, month, day = (int(part) if part else 1 for part in match.groups())
        return dt.date(year, month, day).isoformat()
    except ValueError:
        raise BadValue(
            _("“%(text)s”不是日期，请写成 2026-03-11。") % {"text": plain[:20]}
        ) from None


def _whole(plain: str) -> str:
    number = re.sub(r"[,，年人间口]|\.0+$", "", plain)
    if not re.fullmatch(r"\d{1,6}", number):
        raise BadValue(_("“%(text)s”不是整数。") % {"text": plain[:20]})
    return str(int(number))


def _amount(plain: str) -> str:
    try:
        number = Decimal(re.sub(r"[,，元¥㎡]|m²|平方米", "", plain))
        if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
            raise InvalidOperation
    except InvalidOperation:
        raise BadValue(_("“%(text)s”不是数字。") % {"text": plain[:20]}) from None
    short = number.quantize(Decimal("0.01")).normalize()
    return f"{short:f}"


def _yes_no(plain: str) -> str:
    word = plain.lower()
    if word in YES or word in NO:
        return "1" if word in YES else "0"
    raise BadValue(_("请填“是”或“否”。"))


def _phone(plain: str) -> str:
    phone = normalise_phone(plain)
    if not phone:
        raise BadValue(_("这不像一个电话号码，请核对。"))
    return phone


def _document(plain: str) -> str:
    """A number of whatever paper; `check_document` knows the kind."""
    number = re.sub(r"[\s·]", "", plain).upper()
    if not re.fullmatch(r"[0-9A-Z()/-]{4,30}", number):
        raise BadValue(_("证件号码只有数字和字母，请核对。"))
    return number


PARSERS = {
    Kind.DAY: _day,
    Kind.WHOLE: _whole,
    Kind.AMOUNT: _amount,
    Kind.YES_NO: _yes_no,
    Kind.PHONE: _phone,
    Kind.ID_NUMBER: _document,
}


def agree(told: dict[str, str]) -> dict[str, str]:
    """What the number of an identity card says besides: birth and sex, where they are not told.

    Raises `BadValue` when the number is wrong, `InvalidIdNumber` or it and the rest disagree.
    """
    number = told.get("person.id_number", "")
    if not number or told.get("person.id_type", "") not in CARD:
        return told
    card = read_id_number(number)
    born, sex = told.get("person.birth_date", ""), told.get("person.sex", "")
    if born and born != card.born_on.isoformat():
        raise BadValue(_("出生日期和身份证号码里的不一样，请核对。"))
    if sex in {"1", "2"} and sex != card.sex:
        raise BadValue(_("性别和身份证号码对不上，请核对。"))
    return told | {
        "person.id_number": card.number,
        "person.birth_date": card.born_on.isoformat(),
        "person.sex": card.sex,
    }
