"""Tests reach this machine and no other."""

import socket
from collections.abc import Callable
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")


class NetworkUsed(BaseException):
    """A test reached outside. Not an Exception, so that no library swallows it as a failure."""


def is_local(address: Any) -> bool:
    """Socket paths are local; (host, port, …) is by its host."""
    return not isinstance(address, tuple) or str(address[0]).startswith(LOOPBACK)


def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(sock: socket.socket, address: Any) -> Any:
        if not is_local(address):
            raise NetworkUsed(f"a test tried to reach {address[0]}")
        return original(sock, address)

    return call


def resolve(
    host: Any, *args: Any, original: Callable[..., Any] = socket.getaddrinfo, **kwargs: Any
) -> Any:
    if host is not None and not is_local((host.decode() if isinstance(host, bytes) else host,)):
        raise NetworkUsed(f"a test tried to look up {host}")
    return original(host, *args, **kwargs)


def pytest_configure() -> None:
    socket.socket.connect = guarded(socket.socket.connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded(socket.socket.connect_ex)  # type: ignore[method-assign]
    socket.getaddrinfo = resolve
