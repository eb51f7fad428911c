"""Every deed that a test does has its words on the page that shows the log, all particulars too."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db.models.signals import post_save


@pytest.fixture(autouse=True, scope="session")
def log_in_words() -> Iterator[None]:
    from linli.foundation.audit.models import AuditEvent  # noqa: PLC0415 - apps are loaded

    post_save.connect(_check, sender=AuditEvent)
    yield
    post_save.disconnect(_check, sender=AuditEvent)


def _check(instance: Any, **_kwargs: Any) -> None:
    from linli.foundation.audit import words  # noqa: PLC0415

    # A test's own line, of an app that is none.
    if instance.action.partition(".")[0] not in apps.app_configs:
        return

    named = {*_names(instance.changes)}
    without = sorted(name for name in named if name not in words.PARTICULARS)
    if instance.action not in words.WORDS:
        without.append(instance.action)
    assert not without, f"{instance.action}: no words for {without}, see the app's words.py"


def _names(changes: Mapping[str, Any]) -> Iterator[str]:
    for name, value in changes.items():
        yield name
        if isinstance(value, Mapping):
            yield from _names(value)
