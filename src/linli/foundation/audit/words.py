"""What the deeds in the log are called on the page that shows them."""

from collections.abc import Mapping

from linli.kernel.registry import Registry

# action code → words, filled by every app in `ready()`
WORDS: Registry[object] = Registry("words for the log")


def declare(words: Mapping[str, object]) -> None:
    """Add an app's deeds to the list; called from `AppConfig.ready`."""
    for action, word in words.items():
        WORDS.register(action, word)


def word_for(action: str) -> str:
    """The words for a deed; its code, where no installed app knows it."""
    return str(WORDS.get(action) or action)
