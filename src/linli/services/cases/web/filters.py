"""The filters above the list, kept in its address."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.services.cases import casework, listing
from linli.services.cases.choices import Nature, Source
from linli.services.cases.listing import Filters, Group

ALL = gettext_lazy("全部")
FOLDED = ("nature", "category", "source", "owner", "person", "place", "since", "until", "alert")
MINE = "mine"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """A value that is no longer among the choices (a unit that closed) simply does not narrow."""

    q = forms.CharField(label=gettext_lazy("编号、电话或内容"), required=False, max_length=100)
    nature = forms.ChoiceField(label=gettext_lazy("性质"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("来源"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("主办单位"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("负责人"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("地点"), required=False)
    since = forms.DateField(label=gettext_lazy("收到日期从"), required=False, widget=DateInput)
    until = forms.DateField(label=gettext_lazy("到"), required=False, widget=DateInput)
    alert = forms.ChoiceField(label=gettext_lazy("紧急敏感"), required=False)

    def __init__(self, data: QueryDict, *, user: accounts.User) -> None:
        super().__init__(data)
        self.user = user
        self.places: dict[str, places.Place] = {}
        group = data.get("group", "")
        self.group = Group(group) if group in Group.values else Group.OPEN
        # Most lists are looked at without more filters: their choices cost more than the list.
        self.unfolded = "more" in data or any(data.get(name) for name in FOLDED)
        if self.unfolded:
            self._offer_choices()

    def _offer_choices(self) -> None:
        options = listing.options(self.user, on=clock.today())
        self._offer("nature", Nature.choices)
        self._offer("source", Source.choices)
        self._offer("category", casework.category_tree())
        self._offer("owner", [(unit.pk, unit.name) for unit in options.units])
        self._offer(
            "person",
            [
                (MINE, gettext_lazy("我")),
                (listing.NOBODY, gettext_lazy("还没有人")),
                *((person.pk, person.name) for person in options.people),
            ],
        )
        self.places = {str(place.pk): place for place in options.places}
        self._offer("place", [(key, str(place)) for key, place in self.places.items()])
        self._offer(
            "alert", [(listing.ANY_ALERT, gettext_lazy("有提醒的")), *casework.alert_choices()]
        )

    def _offer(self, name: str, choices: Any) -> None:
        self.fields[name].choices = [("", ALL), *choices]

    @property
    def filters(self) -> Filters:
        """What was asked for; fields with an error are left out, and say so on the page."""
        self.is_valid()
        data = self.cleaned_data
        person = data.get("person", "")
        return Filters(
            group=self.group,
            nature=data.get("nature", ""),
            category=_number(data.get("category")),
            source=data.get("source", ""),
            owner=_number(data.get("owner")),
            assignee=str(self.user.pk) if person == MINE else person,
            place=self.places.get(data.get("place", "")),
            since=data.get("since"),
            until=data.get("until"),
            alert=data.get("alert", ""),
            words=data.get("q", ""),
        )

    @property
    def in_words(self) -> dict[str, str]:
        """The filters as people read them, for the log and the head of an exported sheet."""
        told = {"group": str(self.group.label)}
        for field in self:
            value = self.cleaned_data.get(field.name)
            if value:
                choices = dict(getattr(field.field, "flatchoices", None) or flat(field.field))
                told[field.name] = str(choices.get(str(value), value))
        return told


def flat(field: forms.Field) -> list[tuple[str, object]]:
    """Value and label of a field's choices, groups opened."""
    found = []
    for value, label in getattr(field, "choices", []):
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        found += [(str(key), text) for key, text in inner]
    return found


def _number(value: str | None) -> int | None:
    return int(value) if value else None
