"""Journeys in real Chromium: a phone, a desk, accessibility, pictures for the handbook.

A page that logs an error (a blocked script among them) or asks another host for anything fails
its test.
"""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "var" / "shots"
HANDBOOK = ROOT / "docs" / "handbook" / "images"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 360, "height": 780},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}
OUTCOME = pytest.StashKey[bool]()

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a test process."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(
    browser: Browser, live_server: Any, transactional_db: None, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """`open_page("phone", java_script_enabled=False)`: a new person's browser, blank."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(device: str, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **(DEVICES[device] | options),
        )
        contexts.append(context)
        watch(context, live_server.url, complaints)
        return context.new_page()

    yield open_one
    if request.node.stash.get(OUTCOME, False):
        keep_pictures(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A resident's phone, 360 px wide."""
    return open_page("phone")


@pytest.fixture
def desktop(open_page: OpenPage) -> Page:
    """A worker's screen at the office."""
    return open_page("desktop")


def watch(context: BrowserContext, home: str, complaints: list[str]) -> None:
    """Collect what the pages of a context complain of, and requests that leave the machine."""

    def on_console(message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        # A refused form is answered with 4xx, which Chromium logs; a file of ours is there.
        refused = "the server responded with a status of 4" in message.text
        if message.type == "error" and not (refused and "/static/" not in url):
            complaints.append(f"{url}: {message.text}")

    def on_request(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and not url.startswith(home):
            complaints.append(f"asked another host: {url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", lambda request: on_request(request.url))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report.failed
    return report


def keep_pictures(contexts: list[BrowserContext], name: str) -> None:
    """What the pages looked like when the test failed."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w-]+", "-", f"failed-{name}").strip("-")
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, start=1):
        page.screenshot(path=SHOTS / f"{stem}-{number}.png", full_page=True)


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, user)`: give the page's browser a session, without the sign-in page."""

    def give_session(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return give_session


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: fails with each rule of accessibility that the page breaks, and where."""

    def check(page: Page) -> None:
        violations = Axe().run(page).response["violations"]
        assert [
            f"{rule['id']}: {rule['help']} at {node['target']}"
            for rule in violations
            for node in rule["nodes"]
        ] == []

    return check


@pytest.fixture
def shot() -> Callable[..., Path]:
    """`shot(page, "today")`: a picture in var/shots; with LINLI_DOCS_SHOTS=1 those that the
    handbook shows go there, small enough for a repository.

    `fold`: only what is seen without scrolling; `part`: only this part of the page.
    """
    shown = handbook_pictures() if os.environ.get("LINLI_DOCS_SHOTS") == "1" else frozenset()

    def take(page: Page, name: str, *, fold: bool = False, part: str = "") -> Path:
        path = (HANDBOOK if name in shown else SHOTS) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        # A hidden caret is a style on the field, which a page that is swapped may not carry over.
        if part:
            page.locator(part).first.screenshot(path=path, caret="initial")
        else:
            page.screenshot(path=path, full_page=not fold, caret="initial")
        if name in shown:
            shrink(path)
        return path

    return take


def handbook_pictures() -> frozenset[str]:
    """Names of the pictures that the handbook and the READMEs show."""
    texts = [*HANDBOOK.parent.glob("*.md"), *ROOT.glob("README*.md")]
    found = re.findall(
        r"images/([\w-]+)\.png", "".join(text.read_text(encoding="utf-8") for text in texts)
    )
    return frozenset(found)


def shrink(path: Path) -> None:
    """Few colours are enough for pages of ink on paper; a phone's double pixels are halved."""
    with Image.open(path) as taken:
        picture = taken.convert("RGB")
    if picture.width % 2 == 0 and picture.width == DEVICES["phone"]["viewport"]["width"] * 2:
        picture = picture.resize(
            (picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS
        )
    picture.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
