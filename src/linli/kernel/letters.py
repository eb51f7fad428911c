"""The words of letters: templates with {{ fields }} that a person edits, filled or refused."""

import datetime as dt
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.errors import DomainError

FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")
SPOKEN = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


class UnknownField(DomainError):
    message = gettext_lazy("模板里有系统不认识的填写项。")


class MissingField(DomainError):
    message = gettext_lazy("还缺内容，这封信现在不能出。")


class Wording:
    """The fields that the letters of one app may have: name → what it stands for, which is shown
    beside the editor."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.fields = fields

    def spoken(self, body: str) -> str:
        """The words as they are edited: 「{{ 收件人 }}」 in the reader's language, not the code."""
        return FIELD.sub(lambda match: _braced(self.fields.get(match[1], match[1])), body)

    def coded(self, body: str) -> str:
        """The words as they are kept: what `spoken` made of the codes, turned back."""
        codes = {str(label): name for name, label in self.fields.items()}
        return SPOKEN.sub(lambda match: _braced(codes.get(match[1], match[1])), body)

    def check(self, body: str) -> None:
        """Raise `UnknownField` when a template asks for something that no letter has."""
        unknown = sorted({name for name in SPOKEN.findall(body) if name not in self.fields})
        if unknown:
            raise UnknownField(
                _("模板里有系统不认识的填写项：%(names)s。请从列表里选。")
                % {"names": "、".join(unknown)}
            )

    def fill(self, body: str, found: Mapping[str, str]) -> str:
        """The letter's text. Raises `MissingField` rather than sending a letter with a hole."""
        self.check(body)
        missing = [name for name in dict.fromkeys(FIELD.findall(body)) if not found[name]]
        if missing:
            raise MissingField(
                _("还缺：%(names)s。补上以后再出信。")
                % {"names": "、".join(str(self.fields[name]) for name in missing)}
            )
        return FIELD.sub(lambda match: found[match[1]], body)


def _braced(name: object) -> str:
    return "{{ " + str(name) + " }}"


def written_day(on: dt.date) -> str:
    """2026年3月11日, as letters have it in every language of the screen."""
    return f"{on.year}年{on.month}月{on.day}日"
