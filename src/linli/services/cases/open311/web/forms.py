from typing import Any

from django import forms
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.services.cases.models import ApiKey
from linli.services.cases.open311 import keys


class KeyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ApiKey
        fields = ["name", "organisation", "place"]

    def __init__(self, data: Any, *, user: accounts.User) -> None:
        super().__init__(data)
        place, organisation = self.fields["place"], self.fields["organisation"]
        place.queryset = keys.places_for(user)  # type: ignore[attr-defined]
        place.empty_label = None  # type: ignore[attr-defined]
        organisation.empty_label = _("不属于任何单位")  # type: ignore[attr-defined]
        organisation.queryset = keys.organisations_for(user)  # type: ignore[attr-defined]
