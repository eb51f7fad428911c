"""`get_…_display()` for lists: Django's own translates all choices of the field at each call."""

import functools
from typing import Any

from django.db import models


class QuickLabels(models.Model):
    """Before `models.Model` in the bases of what is shown by the page."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:
        """The label in the language of the moment; a value that is no choice stands for itself."""
        value = getattr(self, field.attname)
        label = _labels(field).get(value, value)
        return label if label is None else str(label)


@functools.cache
def _labels(field: "models.Field[Any, Any]") -> dict[Any, Any]:
    """What each value is called, the words still untranslated; read once, as choices are code."""
    return dict(field.flatchoices or ())
