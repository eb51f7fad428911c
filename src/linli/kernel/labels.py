"""`get_…_display()` for lists: Django's own translates all choices of the field at each call."""

import functools
from typing import Any

from django.db import models
from django.utils.translation import get_language


class QuickLabels(models.Model):
    """Before `models.Model` in the bases of what is shown by the page."""

    class Meta:
        abstract = True

    def _get_FIELD_display(  # noqa: N802 - Django's name
        self,
        field: "models.Field[Any, Any]",
    ) -> str:
        """The label in the language of the moment; a value that is no choice stands for itself."""
        value = getattr(self, field.attname)
        label: str = _labels(type(self), field.name, get_language()).get(value, value)
        return label


@functools.cache
def _labels(model: type[models.Model], field: str, language: str | None) -> dict[Any, str]:
    """What each value is called; worked out once, as choices and translations are code."""
    choices: Any = model._meta.get_field(field)
    return {value: str(label) for value, label in choices.flatchoices or ()}
