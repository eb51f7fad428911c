"""Forms of a filling: the file, what goes where, and who goes in."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.places import public as places
from linli.insight.sheets.actions.confirming import Choice
from linli.insight.sheets.models import Filling, How
from linli.insight.sheets.proposing import fields, offers
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.proposing.people import Filter
from linli.registers.residents import public as residents
from linli.shared.imports import public as imports

MEGABYTE = 1024 * 1024
EVERYTHING = ("", gettext_lazy("全部"))


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class UploadForm(forms.Form):
    place = forms.ModelChoiceField(
        None,
        label=gettext_lazy("填哪里的人"),
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选填哪里的人。")},
    )
    file = forms.FileField(
        label=gettext_lazy("空白表"),
        help_text=gettext_lazy(
            "部门发来的Excel或Word表（xlsx、xls、docx），不用改动，直接放进来。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.docx"}),
        allow_empty_file=True,
        max_length=None,
    )

    def __init__(
        self,
        data: Any,
        files: Any,
        offered: QuerySet[places.Place],
        whole: places.Place | None,
    ) -> None:
        super().__init__(data, files)
        field = self.fields["place"]
        field.queryset = offered
        if whole is not None:
            # All that one looks after; who looks after several places has to say which.
            field.initial = whole
            field.empty_label = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > imports.MAX_BYTES:
            raise forms.ValidationError(str(imports.UnreadableFile("too_big")))
        return file


@dataclasses.dataclass
class Question:
    """A field on the page: where it stands, what goes in, and the controls to change it."""

    field: Field
    how: forms.BoundField
    what: forms.BoundField
    otherwise: forms.BoundField

    @property
    def key(self) -> str:
        return str(self.field["key"])

    @property
    def where(self) -> str:
        place = self.field["place"]
        return (_("%s列") if fields.is_column(self.field) else _("%s格")) % place

    @property
    def label(self) -> str:
        return fields.said(self.field["path"])

    @property
    def answer(self) -> str:
        """What goes in, in words."""
        if self.field["how"] == How.ELEMENT:
            return fields.element_label(self.field["element"])
        return self.field["words"] if self.field["how"] == How.CONSTANT else ""

    @property
    def or_else(self) -> str:
        """What goes in where nothing is known."""
        return self.field["otherwise"] if self.field["how"] == How.ELEMENT else ""

    @property
    def faulty(self) -> bool:
        return bool(self.how.errors or self.what.errors)


class ChoicesForm(forms.Form):
    """What goes where, when, and what for."""

    as_of = forms.DateField(
        label=gettext_lazy("截至哪一天"),
        widget=DayInput,
        help_text=gettext_lazy("年龄按这一天算。表里写了“截至”哪天，就先填那天。"),
    )
    purpose = forms.CharField(
        label=gettext_lazy("填来做什么用"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("表里有证号、电话或敏感信息时要写，会留在记录里。"),
    )

    def __init__(self, data: Any, filling: Filling) -> None:
        purpose = filling.purpose or _("报送《%s》") % filling.title
        super().__init__(data, initial={"as_of": filling.as_of, "purpose": purpose})
        # Figures are decided by the labels they stand under.
        self.asked: list[Field] = [one for one in filling.fields if not one.get("counted")]
        for field in self.asked:
            key = field["key"]
            self.fields[f"how-{key}"] = forms.ChoiceField(
                label=_("“%s”怎么填") % fields.said(field["path"]),
                choices=[one for one in How.choices if one[0] != How.COUNT],
                widget=forms.RadioSelect,
                required=False,
                initial="" if field["asks"] else field["how"],
            )
            element = field["element"] or field["guess"]
            self.fields[f"what-{key}"] = forms.CharField(
                label=_("“%s”填什么") % fields.said(field["path"]),
                max_length=100,
                required=False,
                initial=field["words"] or (fields.element_label(element) if element else ""),
                widget=forms.TextInput(attrs={"list": "elements", "autocomplete": "off"}),
            )
            self.fields[f"else-{key}"] = forms.CharField(
                label=_("登记册里没有时填"),
                max_length=100,
                required=False,
                initial=field["otherwise"],
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        self.choices: dict[str, Choice] = {}

    def questions(self, sheet: str) -> list[Question]:
        """The fields of a sheet."""
        return [
            Question(
                field,
                self[f"how-{field['key']}"],
                self[f"what-{field['key']}"],
                self[f"else-{field['key']}"],
            )
            for field in self.asked
            if field["sheet"] == sheet
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in self.asked:
            key = field["key"]
            how, what = cleaned.get(f"how-{key}"), cleaned.get(f"what-{key}", "").strip()
            if how == How.BLANK:
                self.choices[key] = Choice(How.BLANK)
            elif how == How.CONSTANT and what:
                self.choices[key] = Choice(How.CONSTANT, words=what)
            elif how == How.CONSTANT:
                self.add_error(f"what-{key}", _("请写上要填的字。"))
            elif how == How.ELEMENT:
                self._choose_element(key, what)
        return cleaned

    def _choose_element(self, key: str, what: str) -> None:
        element = offers.element_of(what)
        if not element:
            self.add_error(f"what-{key}", _("登记册里没有“%s”，请从列表里选。") % what[:20])
        else:
            otherwise = self.cleaned_data.get(f"else-{key}", "").strip()
            self.choices[key] = Choice(How.ELEMENT, element, otherwise=otherwise)


class PeopleForm(forms.Form):
    """Who goes into one sheet; conditions that come from the title can be taken away."""

    on = forms.BooleanField(label=gettext_lazy("填这一页"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("哪里的"), required=False)
    age_from = forms.IntegerField(
        label=gettext_lazy("年龄从"), required=False, min_value=0, max_value=130
    )
    age_to = forms.IntegerField(
        label=gettext_lazy("到"), required=False, min_value=0, max_value=130
    )
    sex = forms.ChoiceField(label=gettext_lazy("性别"), required=False)
    presence = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    registration = forms.ChoiceField(label=gettext_lazy("户籍"), required=False)
    words = forms.CharField(
        label=gettext_lazy("只填某个人：姓名、电话、证号或地址"), required=False, max_length=60
    )
    tags = forms.MultipleChoiceField(
        label=gettext_lazy("标签，要同时符合"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("还要符合"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any,
        *,
        number: int,
        sheet: Mapping[str, Any],
        offered: Sequence[places.Place],
        tags: Mapping[int, str],
        facts: Sequence[tuple[str, str]],
    ) -> None:
        self.chosen: Filter = sheet["people"]
        initial = {
            **{name: value for name, value in self.chosen.items() if name != "unmet"},
            "on": sheet["on"],
            "place": str(self.chosen["place"] or ""),
            "tags": [str(pk) for pk in self.chosen["tags"]],
            "facts": list(self.chosen["facts"]),
        }
        super().__init__(data, prefix=f"sheet{number}", initial=initial)
        self.sheet = sheet
        self.fields["place"].choices = [
            ("", _("全部")),
            *((str(place.pk), str(place)) for place in offered),
        ]
        self.fields["sex"].choices = [EVERYTHING, *residents.Sex.choices[:2]]
        self.fields["presence"].choices = [
            ("", gettext_lazy("属于本社区的")),
            *residents.Presence.choices,
            ("all", gettext_lazy("全部，连同迁出和去世")),
        ]
        self.fields["registration"].choices = [EVERYTHING, *residents.Registration.choices[1:]]
        self.fields["tags"].choices = [(str(pk), name) for pk, name in tags.items()]
        self.fields["facts"].choices = facts

    @property
    def plain(self) -> list[forms.BoundField]:
        """The filters that stand in a row; the name decides about all others and comes last."""
        names = ["place", "age_from", "age_to", "sex", "presence", "registration", "words"]
        return [self[name] for name in names]

    def people(self) -> Filter:
        """The filter as chosen; for a form that is valid."""
        given = self.cleaned_data
        kept = {e: v for e, v in self.chosen["facts"].items() if e in given["facts"]}
        return self.chosen | {
            "place": int(given["place"]) if given["place"] else None,
            "words": given["words"],
            "sex": given["sex"],
            "age_from": given["age_from"],
            "age_to": given["age_to"],
            "presence": given["presence"],
            "registration": given["registration"],
            "tags": [int(pk) for pk in given["tags"]],
            "facts": kept,
        }


class LookForm(forms.Form):
    """Which rows of a filled form are shown; what is not on offer does not narrow."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("工作表"), coerce=int, required=False)
    field = forms.ChoiceField(label=gettext_lazy("栏目"), required=False)
    gaps = forms.BooleanField(label=gettext_lazy("只看有空缺的人"), required=False)
    cell = forms.RegexField(r"^\d{1,6}-\d{1,4}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, reader: Any) -> None:
        super().__init__(data)
        self.fields["sheet"].choices = [
            (number, sheet.name) for number, sheet in enumerate(reader.sheets)
        ]
        if len(reader.sheets) < 2:
            self.fields["sheet"].widget = forms.HiddenInput()
        self.fields["field"].choices = [
            EVERYTHING,
            *(
                (field["key"], fields.said(field["path"]))
                for sheet in reader.sheets
                for field in map(reader.by_key.get, sheet.keys)
            ),
        ]

    def asked(self) -> dict[str, Any]:
        """What to show; fields with an error are left out."""
        self.is_valid()
        given = self.cleaned_data
        row, _dash, column = given.get("cell", "").partition("-")
        return {
            "sheet": given.get("sheet") or 0,
            "field": given.get("field", ""),
            "gaps": bool(given.get("gaps")),
            "cell": (int(row), int(column)) if column else None,
        }


class SendForm(forms.Form):
    sent_to = forms.CharField(label=gettext_lazy("报送给哪个部门"), max_length=100, required=False)
