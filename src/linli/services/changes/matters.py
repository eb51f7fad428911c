"""A change in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.registers.residents.public import ChangeKind
from linli.services.changes.models import Matter


def words(matter: Matter) -> str:
    """ "2026-04-01 满80岁"."""
    told = {"on": f"{matter.on:%Y-%m-%d}", "age": matter.age, "tag": str(matter.tag or "")}
    sentence = {
        ChangeKind.AGE: _("%(on)s 满%(age)s岁"),
        ChangeKind.BENEFIT: _("救助 %(on)s 到期"),
        ChangeKind.TAG_ENDS: _("标签“%(tag)s” %(on)s 到期"),
        ChangeKind.TAG_REVIEW: _("标签“%(tag)s” %(on)s 该复核"),
        ChangeKind.CARD: _("证件 %(on)s 到期"),
        ChangeKind.MOVED: _("%(on)s 在社区内搬家"),
        ChangeKind.LEFT: _("%(on)s 迁出"),
        ChangeKind.DIED: _("%(on)s 去世"),
    }[ChangeKind(matter.kind)]
    return sentence % told


def together(matters: Iterable[Matter]) -> str:
    """Several, in the order of their days."""
    return "；".join(words(matter) for matter in matters)
