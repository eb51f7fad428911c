"""The real server under many visitors: gunicorn's workers on a loopback port."""

import argparse
import contextlib
import dataclasses
import html
import ipaddress
import itertools
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator

from django.conf import settings
from django.urls import reverse

from benchmark import pages
from benchmark.figures import Figure, memory_mb, of_times, worked_seconds
from linli.config.demo.scenarios import SCENARIOS
from linli.foundation.places.models import Place
from linli.foundation.places.queries import within
from linli.services.cases.models import Case

WORKERS = 2
VISITORS = 4
START_SECONDS = 30
FIRST_ADDRESS = int(ipaddress.IPv4Address("10.0.0.1"))
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
BOUNDARY = "----visitor"
FORM = f"Content-Type: multipart/form-data; boundary={BOUNDARY}"
NO_PHOTO = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename=""\r\n'
    f"Content-Type: application/octet-stream\r\n\r\n\r\n--{BOUNDARY}--\r\n"
)


@contextlib.contextmanager
def server(workers: int) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The web server as `linli serve` starts it; gives its port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "linli.config.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--timeout", "60"]
    command += ["--worker-tmp-dir", str(settings.DATA_DIR), "--log-level", "warning"]
    process = subprocess.Popen(command)
    try:
        wait_for(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    """Until the first page is there."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            Visitor(port).get("/")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


class Visitor:
    """A small browser: keeps cookies, opens a connection for each request."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.address = "127.0.0.1"
        self.cookies = cookies or {}

    def get(self, url: str) -> str:
        """The page's text."""
        status, _location, text = self._ask("GET", url)
        if status != 200:
            raise RuntimeError(f"{url} answered {status}")
        return text

    def post(self, url: str, fields: dict[str, str]) -> str:
        """Where the answer leads to. Sent as a browser sends a form with room for photos."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        status, location, _text = self._ask("POST", url, "".join([*parts, NO_PHOTO]))
        if status != 302:
            raise RuntimeError(f"POST {url} answered {status}")
        return location

    def _ask(self, method: str, url: str, body: str | None = None) -> tuple[int, str, str]:
        """Status, where it leads to, text. By hand: a library would cost more than the server's
        reading of the request, on the same two cores."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [f"{method} {url} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {cookie}"]
        head += [f"X-Forwarded-For: {self.address}", "Connection: close"]
        content = (body or "").encode()
        if body is not None:
            head += [FORM, f"Content-Length: {len(content)}"]
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall("\r\n".join([*head, "", ""]).encode() + content)
            answer = b"".join(iter(lambda: line.recv(1 << 16), b""))
        told, _end, text = answer.partition(b"\r\n\r\n")
        first, *headers = told.decode().split("\r\n")
        location = ""
        for header in headers:
            name, _colon, value = header.partition(": ")
            if name == "Location":
                location = value
            elif name == "Set-Cookie":
                key, _sign, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return int(first.split()[1]), location, text.decode()


class Resident(Visitor):
    """Somebody of a community who has a lot to say."""

    def __init__(self, port: int, community: Place, number: int) -> None:
        super().__init__(port)
        self.url = f"{reverse('requests:new')}?place={community.pk}"
        buildings = Place.objects.filter(within(community.place_path, "path"), kind="building")
        self.buildings = list(buildings.values_list("pk", "name"))
        # Nobody of the run before comes again: one telephone may ask ten times a day.
        self.numbers = itertools.count(
            int(time.time()) % 1_000_000 * 10 * VISITORS + number, VISITORS
        )
        self.token = ""

    def open_form(self) -> None:
        found = TOKEN.search(self.get(self.url))
        if found is None:
            raise RuntimeError("the form has no token")
        self.token = html.unescape(found[1])

    def send(self) -> str:
        """One more request; where its slip is."""
        number = next(self.numbers)
        # Each time somebody else, calling from elsewhere.
        self.address = str(ipaddress.IPv4Address(FIRST_ADDRESS + number))
        building, name = self.buildings[number % len(self.buildings)]
        words = SCENARIOS[number % len(SCENARIOS)].texts[0]
        return self.post(
            self.url,
            {
                "csrfmiddlewaretoken": self.token,
                "submission_key": uuid.uuid4().hex,
                "text": words.format(b=name, u="2单元", n=number % 7 + 2),
                "kept_photos": "",
                "building": str(building),
                "map_x": "",
                "map_y": "",
                "address": "2单元门口",
                "contact": "named",
                "name": "王先生",
                "phone": f"154{number % 100_000_000:08d}",
                "nature": "",
                "concerns": "",
            },
        )

    def visit(self) -> None:
        """Form, request, slip."""
        self.open_form()
        self.get(self.send())


def hammer(arguments: argparse.Namespace, once: Callable[[Resident], object]) -> Figure:
    """As much as VISITORS residents get done one after another, each in another community."""
    communities = list(pages.new_street().children.order_by("pk"))
    times: list[float] = []
    failures: list[BaseException] = []
    before = Case.objects.count()

    def live(resident: Resident, until: float) -> None:
        try:
            while time.perf_counter() < until:
                start = time.perf_counter()
                once(resident)
                times.append(time.perf_counter() - start)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)

    with server(WORKERS) as (port, process):
        residents = [
            Resident(port, communities[number % len(communities)], number)
            for number in range(VISITORS)
        ]
        for resident in residents:
            resident.visit()
        workers = children(process.pid)
        worked = sum(map(worked_seconds, workers))
        start, own_work = time.perf_counter(), time.process_time()
        threads = [
            threading.Thread(target=live, args=(resident, start + arguments.seconds))
            for resident in residents
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, own_work = time.perf_counter() - start, time.process_time() - own_work
        worked = sum(map(worked_seconds, workers)) - worked
        peak = max(memory_mb(worker, "VmHWM") for worker in workers)
    if failures:
        raise failures[0]
    written = Case.objects.count() - before
    if written != len(times) + VISITORS:
        raise RuntimeError(f"{len(times) + VISITORS} requests were sent, {written} are there")
    return dataclasses.replace(
        of_times(times, per_second=len(times) / seconds, peak=peak),
        cpu_ms=round(worked / len(times) * 1000, 2),
        visitors_cpu_ms=round(own_work / len(times) * 1000, 2),
    )


def children(process: int) -> list[int]:
    """Ids of the processes that a process has started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in found.stdout.split()]


def public_create(arguments: argparse.Namespace) -> Figure:
    """The form sent in, again and again, with timeline, clocks, search index and log."""
    return hammer(arguments, Resident.send)


def public_visit(arguments: argparse.Namespace) -> Figure:
    """The whole visit: open the form, send it in, read the slip."""
    return hammer(arguments, Resident.visit)


def web_memory(arguments: argparse.Namespace) -> Figure:
    """One worker after ten times as many pages as rounds: lists, cases, searches, forms."""
    urls = [
        reverse("work:today"),
        reverse("cases:list"),
        f"{reverse('cases:list')}?group=all",
        f"{reverse('desk:search')}?q=路灯",
    ]
    staff = [
        (user, pages.signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value)
        for user in pages.staff("head")
    ]
    with server(1) as (port, process):
        seconds = []
        for number in range(10 * arguments.rounds):
            user, key = staff[number % len(staff)]
            visitor = Visitor(port, {settings.SESSION_COOKIE_NAME: key})
            url = urls[number % len(urls)]
            if number % 5 == 0:
                cases = Case.objects.filter(community=user.place_id).values_list("pk", flat=True)
                url = reverse("cases:case", args=[cases[number % 50]])
            if number % 7 == 0:
                url = f"{reverse('requests:new')}?place={user.place_id}"
            start = time.perf_counter()
            visitor.get(urllib.parse.quote(url, safe="/?=&"))
            seconds.append(time.perf_counter() - start)
        (worker,) = children(process.pid)
        return of_times(seconds, peak=memory_mb(worker, "VmRSS"))


FIGURES: dict[str, Callable[[argparse.Namespace], Figure]] = {
    "public_create": public_create,
    "public_visit": public_visit,
    "web_memory": web_memory,
}
