"""Every route of the site, with what its arguments are called."""

import dataclasses
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


@dataclasses.dataclass(frozen=True)
class Route:
    """`name` with its namespace; `arguments` the names of the path's parts."""

    name: str
    path: str
    arguments: tuple[str, ...]


def routes() -> list[Route]:
    return sorted(_walk(get_resolver(), "", "", ()), key=lambda route: route.path)


def _walk(
    resolver: URLResolver, prefix: str, namespace: str, above: tuple[str, ...]
) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        arguments = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, path, inner, arguments)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or ''}", path, arguments)
