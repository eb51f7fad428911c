"""The parts of the JSON interface: the registry that apps fill, and that the shell composes."""

import dataclasses

from linli.kernel.registry import Registry


@dataclasses.dataclass(frozen=True)
class ApiPart:
    """`router`: dotted path of a ninja Router; it answers below /api/`prefix`/."""

    prefix: str
    router: str
    tag: str


PARTS: Registry[ApiPart] = Registry("parts of the JSON interface")


def register(part: ApiPart) -> None:
    """Called from `AppConfig.ready` of the app whose records it shows."""
    PARTS.register(part.prefix, part)
