"""What a worker writes down while somebody stands at the counter or is on the phone."""

import hashlib
import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel.identity import normalise_phone
from linli.registers.residents import public as residents
from linli.services.cases import casework
from linli.services.cases.actions.intake import Request
from linli.services.cases.choices import Nature, Source
from linli.services.cases.web.fields import LineField, PastDayField, WordsField
from linli.services.cases.web.places import PlaceChoice

TEXT_LIMIT = 10_000
KEY = re.compile(r"[0-9a-f]{32}")
# How a request can reach the desk; the others come in by themselves.
SOURCES = (Source.PHONE, Source.COUNTER, Source.CHAT, Source.PATROL, Source.HOTLINE)


class IntakeForm(forms.Form):
    """Three fields suffice: what, who to call, where. All the others have a sensible value."""

    submission_key = forms.CharField(widget=forms.HiddenInput, required=False)
    text = WordsField(
        label=gettext_lazy("什么事"),
        help_text=gettext_lazy("照居民的话记：哪里、怎么了、希望怎么解决。"),
        error_messages={"required": gettext_lazy("请写几句是什么事。")},
        longest=TEXT_LIMIT,
        rows=5,
    )
    phone = forms.CharField(
        label=gettext_lazy("电话"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = LineField(label=gettext_lazy("姓名"), required=False, longest=40)
    anonymous = forms.BooleanField(label=gettext_lazy("居民要求匿名，不留姓名电话"), required=False)
    place_text = LineField(
        label=gettext_lazy("地点"),
        help_text=gettext_lazy("写“3-2-501”或“3号楼”就能找到。"),
        required=False,
        longest=60,
    )
    address = LineField(
        label=gettext_lazy("具体位置"),
        help_text=gettext_lazy("比如：2单元门口、东门旁边。可以不写。"),
        required=False,
        longest=200,
    )
    happened_on = PastDayField(
        label=gettext_lazy("哪天发生的"), help_text=gettext_lazy("说得清就填，可以不写。")
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("性质"),
        choices=Nature,
        initial=Nature.HELP,
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(
        label=gettext_lazy("怎么来的"),
        choices=[(source.value, source.label) for source in SOURCES],
        initial=Source.PHONE,
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    title = LineField(
        label=gettext_lazy("标题"),
        help_text=gettext_lazy("不写就用第一句话。"),
        required=False,
        longest=120,
    )
    concerns = forms.ChoiceField(
        label=gettext_lazy("被反映的单位"),
        help_text=gettext_lazy("这个单位看不到诉求人的姓名和电话。"),
        required=False,
    )
    photos = files.PhotosField(
        label=gettext_lazy("照片"),
        help_text=gettext_lazy("可以直接粘贴或拖进来。"),
        required=False,
    )

    def __init__(self, *args: Any, user: accounts.User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["category"].choices = [
            ("", _("按内容自动归类")),
            *casework.category_choices(),
        ]
        self.units = {str(unit.pk): unit for unit in casework.units_for_intake(user)}
        self.fields["concerns"].choices = [
            ("", _("不涉及，或不清楚")),
            *((key, unit.name) for key, unit in self.units.items()),
        ]
        self.initial.setdefault("submission_key", uuid.uuid4().hex)

    def clean_submission_key(self) -> str:
        key: str = self.cleaned_data["submission_key"]
        return key if KEY.fullmatch(key) else uuid.uuid4().hex

    def clean_phone(self) -> str:
        given: str = self.cleaned_data["phone"].strip()
        phone = normalise_phone(given)
        if given and not phone:
            raise forms.ValidationError(_("这个电话好像不对，请核对。手机是11位，座机请带上区号。"))
        return phone

    @property
    def resident(self) -> residents.Person | None:
        """The resident that was picked among those with this number."""
        picked = self.data.get("resident", "") if self.is_bound else ""
        found = (
            casework.known_by_phone(self.user, self.data.get("phone", "")).people if picked else []
        )
        return next((person for person in found if str(person.pk) == picked), None)

    @property
    def places(self) -> PlaceChoice:
        """What the typed place can mean; with nothing typed, the home of who was picked."""
        household = self.resident.household if self.resident else None
        home = household.dwelling if household else None
        return PlaceChoice.of(self.data if self.is_bound else self.initial, self.user, present=home)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        choice = self.places
        if choice.place is None:
            self.add_error("place_text", choice.problem)
        cleaned["place"] = choice.place
        return cleaned

    @property
    def once_key(self) -> str:
        """What makes the request one, however often it is sent. The words belong to it: a page
        that was gone back to and written anew is another request."""
        said = f"{self.cleaned_data['submission_key']}\n{self.cleaned_data['text']}"
        return hashlib.sha256(said.encode()).hexdigest()

    def request(self, photos: list[files.StoredFile]) -> Request:
        """What is submitted."""
        data, resident = self.cleaned_data, self.resident
        chosen = data["category"]
        return Request(
            text=data["text"],
            place=data["place"],
            source=Source(data["source"]),
            nature=Nature(data["nature"]),
            title=data["title"],
            address=data["address"],
            happened_on=data["happened_on"],
            category=casework.get_category(int(chosen)) if chosen else None,
            anonymous=data["anonymous"],
            name=data["name"] or (resident.name if resident else ""),
            phone=data["phone"],
            concerns=self.units.get(data["concerns"]),
            resident=resident,
            photos=photos,
            submission_key=self.once_key,
        )
