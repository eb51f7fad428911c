"""Telephones on a bad line hold nobody up, and a port that is taken is told once."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.sites import Site, free_port, migrated, until

from operations.test_serving import Browser

pytestmark = pytest.mark.slow

# Their head says that much more is to come than ever does. With the cookie it is waited for.
HALF = (
    b"POST /r/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n"
    b"Cookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: multipart/form-data; boundary=fence\r\n\r\n--fence\r\n"
)
WEB_PROCESSES, SLOW = 2, 3


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with migrated(tmp_path / "site") as made:
        yield made
        made.kill_all()


def test_slow_uploads_hold_nobody_up(place: Site) -> None:
    port = free_port()
    place.start("serve", "--port", str(port), "--workers", str(WEB_PROCESSES))
    browser = Browser(port, host="127.0.0.1")
    until(browser.answers, "serving")
    with ExitStack() as slow:
        for _ in range(SLOW):
            line = slow.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(HALF)
        for _ in range(5):
            answer, _page = browser.ask("GET", "/r/new/")
            assert answer.status == 200


def test_a_taken_port_is_told_once(place: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = place.linli("serve", "--port", str(port), fails=True)
    assert "the port is taken" in said
    assert f"make run PORT={port + 1}" in said
    assert "Traceback" not in said
    assert "restarting" not in said
