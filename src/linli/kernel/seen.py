"""Forms that notice when somebody else saved meanwhile: the second writer sees both and chooses.

A form carries a digest of the values that it showed. The action compares it with what is stored,
under a lock, and raises `EditConflict` when they differ.

    form = NameForm(request.POST, …)                      # a SeenForm
    form = NameForm(initial=…, shown=actions.present(place))
    if tried(form, actions.describe, place=place, by=…, at=…) is not False: …
    def describe(*, place, name, seen="", …): seen_unchanged(seen, present(place)); …
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from linli.kernel.errors import DomainError, EditConflict


def digest(values: Mapping[str, str]) -> str:
    """A short mark of some values as they are shown."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seen_unchanged(seen: str, present: Mapping[str, str]) -> None:
    """Raise `EditConflict` when the form showed other values; "" (no form) is not asked."""
    if seen and seen != digest(present):
        raise EditConflict(theirs=dict(present))


class SeenForm(forms.Form):
    """A form for changing something that others may change too."""

    # A form that adds something new sets it to None: nothing was there to be seen.
    seen: forms.CharField | None = forms.CharField(widget=forms.HiddenInput, required=False)
    theirs: list[tuple[str, str]]

    def __init__(self, *args: Any, shown: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shown is not None:
            self.initial = {**(self.initial or {}), "seen": digest(shown)}

    def show_theirs(self, theirs: Mapping[str, str]) -> None:
        """Keep what was typed, show what is stored; saving once more replaces it."""
        self.theirs = [(str(self.fields[name].label), text) for name, text in theirs.items()]
        data: Any = self.data
        self.data = data.copy()
        self.data["seen"] = digest(theirs)  # type: ignore[index]


def tried(form: forms.Form, action: Callable[..., Any], **told: Any) -> Any:
    """What the action answers to the form's values; False when the form or a rule says no.

    The form then says why, in the words of the rule.
    """
    if not form.is_valid():
        return False
    try:
        return action(**told, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, EditConflict) and isinstance(form, SeenForm):
            form.show_theirs(refusal.details["theirs"])  # type: ignore[arg-type]
        return False
