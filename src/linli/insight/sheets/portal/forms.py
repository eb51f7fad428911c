"""What residents fill in behind their own link."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.insight.sheets.models import Proof
from linli.insight.sheets.queries.invitations import Section
from linli.insight.sheets.told import Consent, Told
from linli.kernel.errors import DomainError
from linli.registers.residents import public as residents
from linli.services.privacy.public import NoticeText

Kind = residents.catalogue.Kind
YES, NO = "yes", "no"
HINTS = {
    Kind.AMOUNT: gettext_lazy("只写数字。"),
    Kind.WHOLE: gettext_lazy("只写数字。"),
    Kind.PHONE: gettext_lazy("手机11位；座机带区号。"),
    Kind.ID_NUMBER: gettext_lazy("照证件上写，18位。"),
}


class ProofForm(forms.Form):
    words = forms.CharField(
        max_length=20,
        error_messages={"required": gettext_lazy("请填写，才能核对是不是本人。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, proof: Proof) -> None:
        super().__init__(data)
        field = self.fields["words"]
        field.label = proof.label
        if proof == Proof.BIRTH:
            field.help_text = _("比如1950年1月8日，写19500108。")
            field.widget.attrs["inputmode"] = "numeric"


class TellForm(forms.Form):
    """The sections' questions; before a section that wants a consent, yes or no to it. `shown`: the
    texts that are told beside them; an answer to other versions has to be given again."""

    def __init__(
        self, data: Any, sections: Sequence[Section], notice: NoticeText | None, *, child: bool
    ) -> None:
        super().__init__(data)
        self.sections, self.notice = sections, notice
        texts = [notice, *(section.text for section in sections)]
        self.shown = "-".join(str(text.pk) for text in texts if text is not None)
        for section in sections:
            if section.ground.to_agree:
                self.fields[self._agree(section)] = forms.ChoiceField(
                    label=_("同意为“%s”使用下面这几项吗？") % section.purpose.name,
                    choices=[(YES, _("同意")), (NO, _("不同意，这几项不填"))],
                    widget=forms.RadioSelect,
                    required=False,
                )
            for field in section.fields:
                self.fields[field.name] = question(field)
        if child:
            relations = residents.codes.entries("relation").items()
            self.fields["guardian"] = forms.CharField(
                label=_("监护人姓名"), max_length=40, widget=_input(autocomplete="name")
            )
            self.fields["relation"] = forms.ChoiceField(
                label=_("您是孩子的"), choices=[("", _("请选择")), *relations]
            )

    @staticmethod
    def _agree(section: Section) -> str:
        return f"agree-{section.purpose.pk}"

    def parts(self) -> list[dict[str, Any]]:
        """For the page: each section with its controls."""
        return [
            {
                "section": section,
                "agree": self[self._agree(section)] if section.ground.to_agree else None,
                "controls": [self[field.name] for field in section.fields],
            }
            for section in self.sections
        ]

    @property
    def guardian_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("guardian", "relation") if name in self.fields]

    @property
    def suggestions(self) -> list[residents.catalogue.Field]:
        return [field for section in self.sections for field in section.fields if field.words]

    def clean(self) -> None:
        """Each value as the register takes it; what it cannot be is said at its place."""
        if self.data.get("shown") != self.shown:
            self.add_error(None, _("告知的内容刚刚改过，请再看一遍，同意的话再交一次。"))
        self.facts: dict[str, str] = {}
        for section in self.sections:
            for field in section.fields:
                self._read(field)
            agree = self._agree(section)
            typed = any(field.id in self.facts for field in section.fields)
            if typed and section.ground.to_agree and not self.cleaned_data.get(agree):
                self.add_error(agree, _("请先选同意或不同意。"))
        try:
            residents.values.agree(dict(self.facts))
        except DomainError as refusal:
            name = residents.catalogue.FIELDS["person.id_number"].name
            self.add_error(name if name in self.fields else None, str(refusal))

    def _read(self, field: residents.catalogue.Field) -> None:
        value = self.cleaned_data.get(field.name)
        words = value.isoformat() if isinstance(value, dt.date) else (value or "").strip()
        try:
            if read := residents.values.parse(field, words):
                self.facts[field.id] = read
        except DomainError as refusal:
            self.add_error(field.name, str(refusal))

    def told(self) -> Told:
        """What was said; for a form that is valid."""
        consents = []
        for section in self.sections:
            word = self.cleaned_data.get(self._agree(section))
            if section.ground.to_agree and word:
                text = section.text.pk if section.text is not None else None
                consents.append(Consent(section.purpose.pk, word == YES, text))
        return Told(
            facts=self.facts,
            consents=tuple(consents),
            guardian=self.cleaned_data.get("guardian", ""),
            relation=self.cleaned_data.get("relation", ""),
        )


def question(field: residents.catalogue.Field) -> forms.Field:
    """How a resident is asked for a fact; all of it may stay empty."""
    common: dict[str, Any] = {
        "label": field.label,
        "required": False,
        "help_text": HINTS.get(field.kind, ""),
    }
    if field.kind == Kind.CODE:
        entries = residents.codes.entries(field.codes).items()
        return forms.ChoiceField(choices=[("", _("不填")), *entries], **common)
    if field.kind == Kind.YES_NO:
        choices = [("", _("不填")), ("1", _("是")), ("0", _("否"))]
        return forms.ChoiceField(choices=choices, **common)
    if field.kind == Kind.DAY:
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return forms.DateField(widget=day, **common)
    attrs = {"list": f"{field.name}-words"} if field.words else {}
    if field.kind in {Kind.WHOLE, Kind.AMOUNT}:
        attrs["inputmode"] = "decimal"
    if field.kind == Kind.PHONE:
        attrs["inputmode"] = "tel"
    return forms.CharField(max_length=300, widget=_input(**attrs), **common)


def _input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs=attrs)
