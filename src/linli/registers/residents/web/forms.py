"""Forms about people, households and dwellings; those of a group are made from the catalogue."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.kernel.identity import normalise_phone
from linli.kernel.seen import SeenForm
from linli.registers.residents import codes, values
from linli.registers.residents.actions.files import present
from linli.registers.residents.actions.life import Home
from linli.registers.residents.catalogue import Field, Group, Kind
from linli.registers.residents.models import (
    ContactRole,
    Detailed,
    LifeKind,
    Presence,
    Registration,
    Sex,
    Source,
    Tag,
)
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import files, listing, tags
from linli.registers.residents.queries.listing import Filters

NONE = gettext_lazy("无")
# What a worker may say; what comes by a table says so itself.
SOURCES = [pair for pair in Source.choices if pair[0] != Source.IMPORT]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def relation_choices() -> list[tuple[str, object]]:
    return [("", gettext_lazy("请选择")), *codes.entries("relation").items()]


def form_field(field: Field, value: str) -> forms.Field:
    """How a form asks for a field of the catalogue."""
    common: dict[str, Any] = {"label": field.label, "required": False}
    if field.kind == Kind.CODE:
        choices = [("", gettext_lazy("未填")), *codes.entries(field.codes).items()]
        return forms.ChoiceField(choices=choices, initial=value, **common)
    if field.kind == Kind.YES_NO:
        choices = [
            ("", gettext_lazy("未填")),
            ("1", gettext_lazy("是")),
            ("0", gettext_lazy("否")),
        ]
        return forms.ChoiceField(choices=choices, initial=value, **common)
    if field.kind == Kind.DAY:
        return forms.DateField(widget=DayInput, initial=value, **common)
    if field.masked and value:
        common["help_text"] = gettext("已填 %(masked)s。不改就空着，要清空请填“无”。") % {
            "masked": values.masked(field, value)
        }
        value = ""
    attrs = {"list": f"{field.name}-words"} if field.words else {}
    return forms.CharField(
        max_length=300, initial=value, widget=forms.TextInput(attrs=attrs), **common
    )


class Told:
    """Reads the values of catalogue fields out of a bound form."""

    @staticmethod
    def read(form: forms.Form, fields: tuple[Field, ...]) -> dict[str, str]:
        """Field id → value, for all that was filled in; a masked field left empty says nothing."""
        told = {}
        for field in fields:
            text = form.cleaned_data.get(field.name)
            if text is None and field.name in form.errors:
                continue
            text = text.isoformat() if isinstance(text, dt.date) else text or ""
            if field.masked and not text:
                continue
            try:
                told[field.id] = "" if text == str(NONE) else values.parse(field, text)
            except DomainError as error:
                form.add_error(field.name, str(error))
        return told


class GroupForm(SeenForm):
    """One group of facts about a record, who says so, and when it was looked at."""

    source = forms.ChoiceField(label=gettext_lazy("怎么知道的"), choices=SOURCES)
    confirmed_on = forms.DateField(label=gettext_lazy("哪天核实的"), widget=DayInput)
    whole = forms.BooleanField(label=gettext_lazy("没有改的各项也核对过了"), required=False)

    def __init__(self, data: Any = None, *, group: Group, record: Detailed) -> None:
        shown: Any = present(record, group)  # type: ignore[arg-type]
        today = clock.today()
        super().__init__(data, shown=shown, initial={"confirmed_on": today})
        self.group = group
        self.known = values.values_of(record, group.fields)
        for field in group.fields:
            self.fields[field.name] = form_field(field, self.known[field.id])
        # The record's fields first.
        self.order_fields([field.name for field in group.fields])
        self.told: dict[str, str] = {}

    @property
    def suggestions(self) -> list[Field]:
        return [field for field in self.group.fields if field.words]

    def clean_confirmed_on(self) -> dt.date:
        return not_yet(self.cleaned_data["confirmed_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        read = Told.read(self, self.group.fields)
        whole = cleaned.get("whole")
        self.told = {
            name: value
            for name, value in read.items()
            if value != self.known[name] or (whole and value)
        }
        return cleaned


def not_yet(day: dt.date) -> dt.date:
    """The day, if it has come. Raises `ValidationError`."""
    if day > clock.today():
        raise forms.ValidationError(gettext("这一天还没有到。"))
    return day


class ConfirmForm(forms.Form):
    source = forms.ChoiceField(label=gettext_lazy("怎么核对的"), choices=SOURCES)


class LookForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么要看"), max_length=200)


class HomeField(forms.CharField):
    """A dwelling by its address in any wording, among those that the person may change."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)
        self.by: accounts.User | None = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or self.by is None:
            return None
        found = places.find(text, accounts.paths(self.by, ResidentsPermission.EDIT))
        homes = [place for place in found if place.kind == places.Kind.DWELLING]
        if len(homes) == 1:
            return homes[0]
        if len(homes) > 1:
            few = "、".join(str(home) for home in homes[:3])
            raise forms.ValidationError(
                gettext("有几处都符合：%(few)s。请写得再具体些。") % {"few": few}
            )
        raise forms.ValidationError(
            gettext("没有找到这一户。请写到房号，例如 3号楼2单元501；新楼请先在“区划与网格”里建。")
        )


class HomeForm(forms.Form):
    """Where somebody moves in, and what they are to the head there."""

    home = HomeField(
        label=gettext_lazy("住在哪一户"),
        help_text=gettext_lazy("怎么写都行：3-2-501、3号楼2单元501。"),
    )
    join = forms.BooleanField(
        label=gettext_lazy("和住在那里的人是一家"), required=False, initial=True
    )
    relation = forms.ChoiceField(label=gettext_lazy("与户主关系"), required=False)

    def __init__(self, *args: Any, by: accounts.User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].by = by
        self.fields["relation"].choices = relation_choices()

    def where(self) -> Home:
        """The household that lives there, or a new one in the dwelling."""
        dwelling = self.cleaned_data["home"]
        if self.cleaned_data["join"]:
            lived_in = [one for one in files.households_at(dwelling) if one.size]
            if lived_in:
                return Home(household=lived_in[0])
        return Home(dwelling=dwelling)


class MoveForm(HomeForm):
    on = forms.DateField(label=gettext_lazy("哪天搬的"), widget=DayInput)


class LifeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("什么变动"))
    on = forms.DateField(label=gettext_lazy("哪天"), widget=DayInput)
    where = forms.CharField(
        label=gettext_lazy("去哪里（医院、城市、地址）"), max_length=100, required=False
    )

    def __init__(self, *args: Any, kinds: list[LifeKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind, kind.label) for kind in kinds if kind != LifeKind.MOVED
        ]


class RelationForm(forms.Form):
    relation = forms.ChoiceField(label=gettext_lazy("与户主关系"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = relation_choices()


class ContactForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("身份"), choices=ContactRole.choices)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    relation = forms.ChoiceField(label=gettext_lazy("关系"), required=False)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = relation_choices()

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if not phone:
            raise forms.ValidationError(gettext("这不像一个电话号码，请核对。"))
        return phone


class NewPersonForm(HomeForm):
    """The least that a new file needs; the rest is filled in on its page."""

    born = forms.BooleanField(label=gettext_lazy("新生儿"), required=False)
    on = forms.DateField(label=gettext_lazy("哪天住进来的"), widget=DayInput)
    registration = forms.ChoiceField(
        label=gettext_lazy("户籍"), choices=Registration.choices, required=False
    )
    source = forms.ChoiceField(label=gettext_lazy("怎么知道的"), choices=SOURCES)
    # Asked only where files were found that look alike.
    sure = forms.BooleanField(
        label=gettext_lazy("看过了，和已有的档案不是同一个人"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, group: tuple[Field, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = group
        for field in group:
            self.fields[field.name] = form_field(field, "")
        self.fields["person__name"].required = True
        self.order_fields(
            [*(field.name for field in group), "home", "join", "relation", "registration", "on"]
        )
        self.told: dict[str, str] = {}

    def ask_whether_sure(self) -> None:
        """Show the box that says: somebody else."""
        self.fields["sure"].widget = forms.CheckboxInput()

    def clean_on(self) -> dt.date:
        return not_yet(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = Told.read(self, self.asked)
        filled = {name: value for name, value in told.items() if value}
        try:
            self.told = values.agree(filled)
        except DomainError as error:
            self.add_error("person__id_number", str(error))
        return cleaned


class FilterForm(forms.Form):
    """The filters above the list, kept in its address; what is not on offer does not narrow.

    Folded but for the words, as on the list of requests.
    """

    q = forms.CharField(
        label=gettext_lazy("姓名、拼音、电话、证号或地址"), required=False, max_length=60
    )
    age_from = forms.IntegerField(
        label=gettext_lazy("年龄从"), required=False, min_value=0, max_value=130
    )
    age_to = forms.IntegerField(
        label=gettext_lazy("到"), required=False, min_value=0, max_value=130
    )
    sex = forms.ChoiceField(label=gettext_lazy("性别"), required=False)
    presence = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    registration = forms.ChoiceField(label=gettext_lazy("户籍"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("网格"), required=False)
    tag = forms.MultipleChoiceField(
        label=gettext_lazy("标签，要同时符合"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict, *, user: accounts.User) -> None:
        super().__init__(data)
        self.tags: dict[str, Tag] = {}
        self.offered: dict[str, places.Place] = {}
        folded = (name for name in self.fields if name != "q")
        self.unfolded = "more" in data or any(data.get(name) for name in folded)
        if self.unfolded:
            self._offer_choices(user)

    def _offer_choices(self, user: accounts.User) -> None:
        self.tags = {str(tag.pk): tag for tag in tags.offered(user)}
        self.fields["tag"].choices = [(key, tag.name) for key, tag in self.tags.items()]
        everything = ("", gettext_lazy("全部"))
        self.offered = {str(place.pk): place for place in listing.place_choices(user)}
        self.fields["sex"].choices = [everything, *Sex.choices[:2]]
        self.fields["presence"].choices = [
            ("", gettext_lazy("属于本社区的")),
            *Presence.choices,
            ("all", gettext_lazy("全部，连同迁出和去世")),
        ]
        self.fields["registration"].choices = [everything, *Registration.choices[1:]]
        self.fields["place"].choices = [
            everything,
            *((key, str(place)) for key, place in self.offered.items()),
        ]

    def filters(self) -> Filters:
        """What is asked for; fields with an error are left out."""
        self.is_valid()
        asked = self.cleaned_data
        return Filters(
            words=asked.get("q", ""),
            sex=asked.get("sex", ""),
            age_from=asked.get("age_from"),
            age_to=asked.get("age_to"),
            presence=asked.get("presence", ""),
            registration=asked.get("registration", ""),
            place=self.offered.get(asked.get("place", "")),
            tags=tuple(self.tags[key] for key in asked.get("tag", ())),
        )
