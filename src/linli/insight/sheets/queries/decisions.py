"""What has been decided before: for this form, and for the same words on other forms."""

import dataclasses
from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.counting.meanings import Meaning
from linli.insight.sheets.models import Decision, Form, How
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.proposing.fields import Field
from linli.kernel.counted import PLACE

# Of a word that is on every form, the latest say enough.
MOST_READ = 2_000
# What means the same on every form: not words of a place, nor that something stays empty.
KEPT = (How.ELEMENT, How.COUNT)


@dataclasses.dataclass(frozen=True)
class Memory:
    """Decisions by the key of a field of one form, and by the words of any form; `labels`: those
    about labels of tables of figures."""

    own: dict[str, Decision]
    others: dict[str, Decision]
    labels: dict[str, Decision]

    def propose(self, field: Field, user: accounts.User | None) -> Field:
        """The field with what was decided the last time, and the reason in words."""
        if (known := self.own.get(field["key"])) is not None:
            return _as_decided(field, known) | {
                "asks": False,
                "origin": fields.REMEMBERED,
                "reason": _("上次填这张表时%(who)s选的") % {"who": _who(known, user)},
            }
        known = self.others.get(field["label"])
        if known is None or _same(field, known):
            return field
        # Evidence, no more: the same words may mean something else here.
        return _as_decided(field, known) | {
            "asks": True,
            "origin": fields.ELSEWHERE,
            "guess": field["element"] or field["guess"],
            "reason": _("%(who)s在《%(form)s》里选了“%(what)s”")
            % {"who": _who(known, user), "form": known.form.title, "what": said(known)},
        }

    def propose_label(self, meaning: Meaning, user: accounts.User | None) -> None:
        """The same for a label of a table of figures, which is changed in place."""
        if (known := self.own.get(meaning["key"])) is not None:
            if known.how in {How.COUNT, How.BLANK}:
                meaning |= {**(known.counts or {}), "how": str(known.how), "asks": False}
                meaning["origin"] = fields.REMEMBERED
                meaning["reason"] = _("上次填这张表时%(who)s选的") % {"who": _who(known, user)}
            return
        known = self.labels.get(meaning["label"])
        if known is None or known.counts is None or known.counts["of"] == meaning["of"]:
            return
        if meaning["how"] == How.COUNT:
            return
        # Evidence, no more: where it is not asked already, the words speak for themselves.
        meaning |= {**known.counts, "origin": fields.ELSEWHERE}
        meaning["reason"] = _("%(who)s在《%(form)s》里给“%(label)s”定过条件") % {
            "who": _who(known, user),
            "form": known.form.title,
            "label": known.label,
        }


def memory(form: Form, labels: Iterable[str], place: places.Place) -> Memory:
    """What is known of a form at a place; two queries, whatever the number of fields."""
    own: dict[str, Decision] = {}
    for one in form.decisions.select_related("by", "form"):
        if one.place_id != place.pk and (one.how == How.CONSTANT or _names_a_place(one)):
            continue
        # The own place's word counts more than a later one from elsewhere.
        known = own.get(one.key)
        if known is None or (known.place_id != place.pk and one.place_id == place.pk):
            own[one.key] = one
    others: dict[str, Decision] = {}
    of_figures: dict[str, Decision] = {}
    elsewhere = Decision.objects.filter(label__in=set(labels), how__in=KEPT).exclude(form=form)
    for one in elsewhere.select_related("by", "form")[:MOST_READ]:
        if _names_a_place(one):
            continue
        (others if one.how == How.ELEMENT else of_figures).setdefault(one.label, one)
    return Memory(own, others, of_figures)


def _names_a_place(decision: Decision) -> bool:
    """第一网格 of another community is another grid."""
    return any(one["of"] == PLACE for one in (decision.counts or {}).get("of", ()))


def said(decision: Decision) -> str:
    """What was chosen, in words."""
    if decision.how == How.ELEMENT:
        return fields.element_label(decision.element)
    return decision.words or str(decision.get_how_display())


def _who(decision: Decision, user: accounts.User | None) -> str:
    if user is not None and decision.by_id == user.pk:
        return _("您")
    return _("同事")


def _as_decided(field: Field, decision: Decision) -> Field:
    return field | {
        "how": decision.how,
        "element": decision.element,
        "words": decision.words,
        "otherwise": decision.otherwise,
    }


def _same(field: Field, decision: Decision) -> bool:
    return bool(field["how"] == decision.how and field["element"] == decision.element)
