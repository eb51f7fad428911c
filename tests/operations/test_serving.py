"""The real server as the internet meets it: headers, cookies, a huge upload, a kill -9."""

import http.client
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from support.sites import Site, below, free_port, migrated, until

from linli.services.cases.tests.factories import PASSWORD

pytestmark = pytest.mark.slow

FILL = """
from linli.services.cases.tests import factories
home = factories.make_community()
head = factories.make_user("head", home.community, unit=home.committee)
head.username = "head"
head.save()
"""
HTTPS = {"X-Forwarded-Proto": "https", "Host": "linli.example"}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}
MEGABYTE = 1024 * 1024


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with migrated(tmp_path / "site") as made:
        made.environment |= {
            "LINLI_HTTPS": "1",
            "LINLI_BEHIND_PROXY": "1",
            "LINLI_HOSTS": "linli.example",
            "LINLI_PUBLIC_URL": "https://linli.example",
        }
        made.python(FILL)
        yield made
        made.kill_all()


class Browser:
    """Asks as a proxy with TLS passes it on, and keeps cookies."""

    def __init__(self, port: int, host: str = HTTPS["Host"]) -> None:
        self.port = port
        self.heads = {**HTTPS, "Host": host}
        self.cookies: list[str] = []

    def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            kept = "; ".join(cookie.partition(";")[0] for cookie in self.cookies)
            connection.request(method, path, body, {**self.heads, "Cookie": kept, **headers})  # type: ignore[arg-type]
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            self.cookies += answer.headers.get_all("Set-Cookie") or []
            return answer, text
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz")[0].status == 200
        except OSError:
            return False


def huge_upload(form: dict[str, str], megabytes: int) -> tuple[Iterator[bytes], str, int]:
    """A form with one photo that is far too large, without holding it in memory."""
    fence = "linli-fence"
    head = "".join(
        f'--{fence}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    )
    head += (
        f'--{fence}\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    start, end = head.encode() + b"\xff\xd8\xff\xe0", f"\r\n--{fence}--\r\n".encode()

    def parts() -> Iterator[bytes]:
        yield start
        for _ in range(megabytes):
            yield b"\0" * MEGABYTE
        yield end

    length = len(start) + megabytes * MEGABYTE + len(end)
    return parts(), f"multipart/form-data; boundary={fence}", length


def test_the_real_server(place: Site) -> None:
    port = free_port()
    serve = ("serve", "--port", str(port), "--workers", "1")
    supervisor = place.start(*serve)
    browser = Browser(port)
    until(browser.answers, "serving")

    # Every kind of answer carries the headers.
    for path, status in (
        ("/r/new/", 200),
        ("/account/login/", 200),
        ("/no-such-page/", 404),
        ("/desk/", 302),
        ("/api/cases/", 401),
        ("/open311/v2/requests.json", 403),
    ):
        answer, _text = browser.ask("GET", path)
        assert answer.status == status, path
        assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE, path
        policy = answer.headers["Content-Security-Policy"]
        for part in ("script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"):
            assert part in policy, path
        assert "unsafe" not in policy, path
    assert browser.ask("GET", "/", Host="evil.example")[0].status == 400

    # Cookies stay away from scripts, other sites and plain lines.
    browser.ask("POST", "/large-print/", "")
    _answer, door = browser.ask("GET", "/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": "head", "password": PASSWORD}
    kind = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": "https://linli.example/",
    }
    answer, _text = browser.ask("POST", "/account/login/", urlencode(form), **kind)
    assert answer.headers["Location"] == "/desk/"
    cookies = {cookie.partition("=")[0]: cookie for cookie in browser.cookies}
    assert sorted(cookies) == ["csrftoken", "sessionid"]
    for cookie in cookies.values():
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    browser.cookies.clear()
    _answer, page = browser.ask("GET", "/r/new/")

    # 200 MB where 15 belong: read, refused with a sentence, what was written is still there.
    key = re.search(r'name="submission_key" value="(\w+)"', page)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert key
    assert token
    form = {
        "csrfmiddlewaretoken": token[1],
        "submission_key": key[1],
        "text": "photo of the lamp",
        "contact": "anonymous",
    }
    body, kind, length = huge_upload(form, 200)
    more = {
        "Content-Type": kind,
        "Content-Length": str(length),
        "Referer": "https://linli.example/",
    }
    answer, text = browser.ask("POST", "/r/new/", body, **more)
    assert answer.status == 422
    assert "超过" in text or "太大" in text, re.findall(r">([^<>]*MB[^<>]*)<", text)
    assert "photo of the lamp" in text
    assert place.number("SELECT count(*) FROM cases_case") == 0
    assert list((place.folder / "files").rglob("*.jpg")) == []

    # The supervisor is killed: nothing of it lives on, and the next start finds the port free.
    started = below(supervisor.pid)
    assert len(started) >= 3
    os.kill(supervisor.pid, signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in started), "the others ending")
    place.start(*serve)
    until(browser.answers, "serving again")


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits for its parent does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
