"""What the labels of a table of figures count: one question each, those in doubt first."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.insight.sheets.actions.confirming import Label
from linli.insight.sheets.counting import meanings
from linli.insight.sheets.counting.board import COLUMN, SECTION
from linli.insight.sheets.counting.meanings import PARTS, SUM, WHOLE, Meaning
from linli.insight.sheets.counting.reading import (
    AVERAGE,
    GROUPS,
    OLDEST,
    SHARE,
    THINGS,
    YOUNGEST,
)
from linli.insight.sheets.counting.words import Speaker, Unknown
from linli.insight.sheets.models import How
from linli.insight.sheets.proposing.figures import TITLE
from linli.insight.sheets.web.forms import DayInput
from linli.kernel.counted import Condition

SIDES: dict[str, object] = {
    TITLE: gettext_lazy("标题"),
    COLUMN: gettext_lazy("列"),
    SECTION: gettext_lazy("小标题"),
}
ROW_SIDE = gettext_lazy("行")
FIGURES: dict[str, object] = {
    SHARE: gettext_lazy("占比"),
    AVERAGE: gettext_lazy("平均年龄"),
    OLDEST: gettext_lazy("最大年龄"),
    YOUNGEST: gettext_lazy("最小年龄"),
}
TOTALS = [
    (WHOLE, gettext_lazy("全部，每人数一次")),
    (SUM, gettext_lazy("旁边各项相加")),
]


@dataclasses.dataclass
class LabelQuestion:
    """A label on the page: where it stands, what it counts, and the controls to change it."""

    meaning: Meaning
    how: forms.BoundField
    of: forms.BoundField
    measure: forms.BoundField
    total: forms.BoundField | None
    said: str

    @property
    def key(self) -> str:
        return str(self.meaning["key"])

    @property
    def where(self) -> str:
        side = SIDES.get(self.meaning["axis"], ROW_SIDE)
        return f"{side} {self.meaning['at']}".strip()

    @property
    def label(self) -> str:
        return self.meaning["text"] or _("（没有标题）")

    @property
    def reason(self) -> str:
        return str(self.meaning["reason"])

    @property
    def asks(self) -> bool:
        return bool(self.meaning["asks"])

    @property
    def is_blank(self) -> bool:
        return bool(self.meaning["how"] == How.BLANK)

    @property
    def answer(self) -> str:
        """What it counts, in words; "" for one that counts nothing by itself."""
        if self.meaning["how"] == How.BLANK:
            return ""
        words = [self.said, str(FIGURES.get(self.meaning["measure"], ""))]
        if self.meaning["measure"] in {THINGS, GROUPS}:
            words.append(str(dict(self.measure.field.choices)[self.meaning["measure"]]))
        if self.meaning["total"]:
            words.append(str(_("旁边各项相加") if self.meaning["total"] == SUM else _("全部")))
        return " · ".join(word for word in words if word)

    @property
    def faulty(self) -> bool:
        return bool(self.how.errors or self.of.errors)

    @property
    def is_frame(self) -> bool:
        """性别 over 男 and 女: understood, and nothing to be said of it."""
        counts = self.meaning["of"] or self.meaning["measure"] or self.meaning["total"]
        return not counts and not self.asks and not self.is_blank


class LabelsForm(forms.Form):
    """The labels of one sheet."""

    def __init__(
        self, data: Any, *, number: int, sheet: Mapping[str, Any], speaker: Speaker
    ) -> None:
        counted = sheet["figures"]
        days = {name: counted[name] for name in ("since", "until")}
        super().__init__(data, prefix=f"labels{number}", initial=days)
        self.sheet, self.speaker = sheet, speaker
        if speaker.source.by_period:
            self.fields["since"] = forms.DateField(
                label=_("从哪天"), widget=DayInput, required=False
            )
            self.fields["until"] = forms.DateField(
                label=_("到哪天（含）"), widget=DayInput, required=False
            )
        self.meanings: list[Meaning] = sheet["figures"]["meanings"]
        self.labels: dict[str, Label] = {}
        self.list_id = f"conditions-{number}"
        source = speaker.source
        measures = [("", _("照别的栏")), (THINGS, _("%s数") % source.unit)]
        if source.group_unit:
            measures.append((GROUPS, _("%s数") % source.group_unit))
        measures += [(code, str(words)) for code, words in FIGURES.items()]
        for one in self.meanings:
            key = one["key"]
            text = one["text"] or _("标题")
            self.fields[f"how-{key}"] = forms.ChoiceField(
                label=_("“%s”数不数") % text,
                choices=[(How.COUNT, _("数")), (How.BLANK, _("空着"))],
                widget=forms.RadioSelect,
                required=False,
                initial="" if one["asks"] else one["how"],
            )
            self.fields[f"of-{key}"] = forms.CharField(
                label=_("“%s”数哪些") % text,
                max_length=200,
                required=False,
                initial=speaker.said(meanings.conditions(one)),
                widget=forms.TextInput(attrs={"list": self.list_id, "autocomplete": "off"}),
            )
            self.fields[f"measure-{key}"] = forms.ChoiceField(
                label=_("“%s”填什么数") % text,
                choices=measures,
                required=False,
                initial=one["measure"],
            )
            if one["total"]:
                parts = [(PARTS, _("全部，和旁边各项对得上才填"))] if one["beside"] else []
                self.fields[f"total-{key}"] = forms.ChoiceField(
                    label=_("“%s”怎么算") % text,
                    choices=[*parts, *TOTALS],
                    required=False,
                    initial=one["total"],
                )

    def questions(self) -> list[LabelQuestion]:
        """One for each label, in the order of the form."""
        return [
            LabelQuestion(
                one,
                self[f"how-{one['key']}"],
                self[f"of-{one['key']}"],
                self[f"measure-{one['key']}"],
                self[f"total-{one['key']}"] if one["total"] else None,
                self.speaker.said(meanings.conditions(one)),
            )
            for one in self.meanings
        ]

    @property
    def by_period(self) -> bool:
        return bool(self.speaker.source.by_period)

    @property
    def period(self) -> tuple[Any, Any] | None:
        """The first and the last day; for a form that is valid."""
        days = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        return days if all(days) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if self.by_period and bool(since) != bool(until):
            self.add_error("until" if since else "since", _("起止两天都要写。"))
        elif since and until and until < since:
            self.add_error("until", _("这一天在开始那天之前。"))
        for one in self.meanings:
            key = one["key"]
            how, text = cleaned.get(f"how-{key}"), cleaned.get(f"of-{key}", "").strip()
            measure = cleaned.get(f"measure-{key}", "")
            total = cleaned.get(f"total-{key}") or one["total"]
            if how == How.BLANK:
                self.labels[key] = Label(How.BLANK, measure=one["measure"], total=one["total"])
            elif how == How.COUNT:
                of = self._conditions(one, text, measure)
                if of is not None:
                    self.labels[key] = Label(How.COUNT, of, measure, total)
        return cleaned

    def _conditions(self, one: Meaning, text: str, measure: str) -> tuple[Condition, ...] | None:
        """What was typed; what was not touched is what it was."""
        key, before = one["key"], meanings.conditions(one)
        if text == self.speaker.said(before):
            found = before
        else:
            try:
                found = self.speaker.read(text)
            except Unknown as error:
                words = {"words": str(error)[:20]}
                self.add_error(f"of-{key}", _("没有“%(words)s”这样的条件，请从列表里选。") % words)
                return None
        whole = one["axis"] in {TITLE, SECTION} or one["total"] or measure
        if one["asks"] and not found and not whole:
            self.add_error(f"of-{key}", _("请写上数哪些；不知道就选“空着”。"))
            return None
        return tuple(found)
