"""Who may open a stored file: the owner decides."""

from collections.abc import Callable

from linli.foundation.accounts.public import User
from linli.foundation.files.models import StoredFile
from linli.kernel.registry import Registry

# (who is signed in or None, the file, the token of the address or "") → may open it
Guard = Callable[[User | None, StoredFile, str], bool]

GUARDS: Registry[Guard] = Registry("file guards")


def register_guard(owner: str, guard: Guard) -> None:
    """Let `owner` keep files, and ask `guard` each time somebody opens one of them.

    Called from `AppConfig.ready`. The guard gets the person who is signed in (or None), the file,
    and what the address carries as `?token=` (for a resident's own code).
    """
    GUARDS.register(owner, guard)
