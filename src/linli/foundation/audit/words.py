"""What deeds, and the particulars kept with them, are called on the page that shows the log."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.registry import Registry

# action code → words, and name of a particular → words; filled by every app in `ready()`
WORDS: Registry[object] = Registry("words for deeds in the log")
PARTICULARS: Registry[object] = Registry("words for particulars in the log")
# name of a particular → its codes' words; apps may add codes to one name
VALUES: dict[str, dict[Any, object]] = {}


def declare(
    words: Mapping[str, object],
    particulars: Mapping[str, object] | None = None,
    values: Mapping[str, Iterable[tuple[Any, object]]] | None = None,
) -> None:
    """Add an app's deeds, and what it keeps in `changes`; called from `AppConfig.ready`.

    `values`: (code, label) pairs of a particular that is kept as a code, as of a TextChoices.
    """
    for action, word in words.items():
        WORDS.register(action, word)
    for name, word in (particulars or {}).items():
        # Apps may share a name ("reason"); the first word for it counts.
        if name not in PARTICULARS:
            PARTICULARS.register(name, word)
    for name, pairs in (values or {}).items():
        for code, label in pairs:
            VALUES.setdefault(name, {}).setdefault(code, label)


def word_for(action: str) -> str:
    """The words for a deed; its code, where no installed app knows it."""
    return str(WORDS.get(action) or action)


def particulars(changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an event keeps, in words: [("角色", "网格员")]; what is empty is left out."""
    return [
        (str(PARTICULARS.get(name) or name), _text(value, VALUES.get(name, {})))
        for name, value in changes.items()
        if value not in ("", None, [], {})
    ]


def _text(value: Any, labels: Mapping[Any, object] | None = None) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{name} {text}" for name, text in particulars(value))
    if isinstance(value, list):
        # Two lists, or two values, are before and after.
        if len(value) == 2 and all(isinstance(part, list) for part in value):
            return f"{_text(value[0]) or '—'} → {_text(value[1]) or '—'}"
        return "、".join(_text(part, labels) for part in value if part not in ("", None))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    return str((labels or {}).get(value, value))
