"""What a site starts with and may change afterwards: only what is missing is added."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models


def add_missing(model: type[models.Model], key: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert those rows whose `key` no row has yet, in two statements however many they are.

    Where the key is unique, of two processes that start at once one adds.
    """
    known = set(model._default_manager.values_list(key, flat=True))
    missing = [model(**row) for row in rows if row[key] not in known]
    model._default_manager.bulk_create(missing, ignore_conflicts=True)
