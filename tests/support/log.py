"""Every deed that a test does has its words on the page that shows the log, all particulars too."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps


@pytest.fixture(autouse=True, scope="session")
def log_in_words() -> Iterator[None]:
    from linli.foundation.audit import actions  # noqa: PLC0415 - apps are loaded

    insert = actions.insert

    def checked(event: Any) -> None:
        _check(event)
        insert(event)

    with pytest.MonkeyPatch.context() as patch:
        # Where every line of the log passes; no signal is sent for it.
        patch.setattr(actions, "insert", checked)
        yield


def _check(event: Any) -> None:
    from linli.foundation.audit import words  # noqa: PLC0415

    # A test's own line, of an app that is none.
    if event.action.partition(".")[0] not in apps.app_configs:
        return
    named = {*_names(event.changes)}
    without = sorted(name for name in named if name not in words.PARTICULARS)
    if event.action not in words.WORDS:
        without.append(event.action)
    assert not without, f"{event.action}: no words for {without}, see the app's words.py"


def _names(changes: Mapping[str, Any]) -> Iterator[str]:
    for name, value in changes.items():
        yield name
        if isinstance(value, Mapping):
            yield from _names(value)
