"""axe over every page of the site, phone and desktop: full, empty, and come back with mistakes."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from architecture.objects import NAMED, address
from architecture.routes import Route
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from faults.walk import Form, everybody, forms_on, make_all, read
from playwright.sync_api import Page

from linli.foundation.accounts.tests.factories import make_head
from linli.services.cases import query_codes
from linli.services.cases.models import Case
from linli.services.cases.tests import factories
from linli.services.cases.web.steps import STEPS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Everything that can be opened stands open: menus, folds, questions.
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
# Nothing filled in, and past what the browser itself would say.
SEND_EMPTY = """([action, names]) => {
  const fits = form => (form.getAttribute('action') || location.pathname) === action &&
    names.every(name => form.elements.namedItem(name));
  const form = [...document.forms].find(fits);
  for (const field of form.elements) {
    if (field.name === 'csrfmiddlewaretoken' || field.name === 'seen') continue;
    if (['checkbox', 'radio'].includes(field.type)) field.checked = false;
    else if (field.type !== 'file') field.value = '';
  }
  HTMLFormElement.prototype.submit.call(form);
}"""

PHONE, DESK = (360, 780), (1440, 900)
AXE = Axe().axe_script


@pytest.fixture
def ours(transactional_db: None) -> dict[str, Any]:
    cache.clear()
    return make_all()


def violations(page: Page, sizes: Sequence[tuple[int, int]] = (PHONE,)) -> list[str]:
    """What axe finds at these sizes with everything open, each dialog too; and whether the page
    scrolls sideways on a phone or on a desk."""
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE)
    found = []
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        if (width, height) in sizes:
            found += [f"{width} px: {rule}" for rule in broken_rules(page, "document")]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width} px: scrolls sideways")
    for number in range(page.locator("dialog").count()):
        dialog = f"document.querySelectorAll('dialog')[{number}]"
        page.evaluate(f"{dialog}.showModal()")
        found += broken_rules(page, dialog)
        page.evaluate(f"{dialog}.close()")
    return found


def broken_rules(page: Page, part: str) -> list[str]:
    result = page.evaluate(f"axe.run({part}, {{resultTypes: ['violations']}})")
    return [
        f"{rule['id']} {node['target']}" for rule in result["violations"] for node in rule["nodes"]
    ]


def looked_at(
    page: Page, urls: list[str], sizes: Sequence[tuple[int, int]] = (PHONE,)
) -> list[str]:
    found = []
    for url in urls:
        page.goto(url)
        found += [f"{url}: {one}" for one in violations(page, sizes)]
    return found


def are_pages(client: Client, urls: list[str]) -> list[str]:
    """Those that are pages of our own, and not files or parts of pages."""
    found = []
    for url in urls:
        response = client.get(url)
        if "</html>" in read(response) and response.status_code == 200:
            found.append(url)
    return found


def addresses(ours: dict[str, Any], *, having: Callable[[Route], bool]) -> list[str]:
    left_out = {"requests:leave", "portal:healthz"}
    return [address(r, ours) for r in NAMED if r.name not in left_out and having(r)]


def steps_of(client: Client, ours: dict[str, Any]) -> list[str]:
    """Each step of a case, on the first case on which it can be taken."""
    found = []
    for step in STEPS:
        urls = (reverse("cases:step", args=[pk, step.code]) for pk in ours["cases"])
        found += next((page for url in urls if (page := are_pages(client, [url]))), [])
    return found


def test_the_desk(desktop: Page, sign_in: Any, ours: dict[str, Any]) -> None:
    client = everybody(ours)
    urls = are_pages(client, addresses(ours, having=lambda route: True))
    assert len(urls) > 50
    sign_in(desktop, client.user)
    # What is laid out in another way on a desk is the frame around them: once is enough.
    assert looked_at(desktop, [*urls, "/no-such-page/", "/large-print/"], (PHONE, DESK)) == []


def test_each_step_of_a_case(desktop: Page, sign_in: Any, ours: dict[str, Any]) -> None:
    client = everybody(ours)
    sign_in(desktop, client.user)
    assert looked_at(desktop, steps_of(client, ours)) == []


def test_the_residents_window(desktop: Page, ours: dict[str, Any]) -> None:
    client = Client()
    urls = are_pages(client, addresses(ours, having=lambda route: True))
    found = looked_at(desktop, urls, (PHONE, DESK))
    for case in Case.objects.all():
        token = query_codes.link_token(case.pk)
        own = [reverse("requests:link", args=[token]), reverse("requests:done", args=[token])]
        found += looked_at(desktop, own)
    assert found == []


def test_where_there_is_nothing_yet(desktop: Page, sign_in: Any, ours: dict[str, Any]) -> None:
    """Empty lists say what to do, and say it accessibly."""
    head = make_head(factories.make_community("新社区").community)
    client = Client()
    client.force_login(head)
    sign_in(desktop, head)
    urls = are_pages(client, addresses(ours, having=lambda route: not route.arguments))
    assert looked_at(desktop, urls) == []


def refused_forms(client: Client, urls: list[str]) -> list[tuple[str, Form]]:
    """Forms that come back when they are sent empty, with a page on which each stands."""
    found, known = [], set()
    for url in urls:
        for form in forms_on(client.get(url).content, url):
            mark = (form.action, *(field.name for field in form.fields))
            if mark in known:
                continue
            known.add(mark)
            with transaction.atomic():
                response = client.post(form.action, form.filled(""))
                transaction.set_rollback(True)
            if "</html>" in read(response) and response.status_code == 422:
                found.append((url, form))
    return found


@pytest.mark.parametrize("who", ["staff", "resident"])
def test_forms_that_come_back(desktop: Page, sign_in: Any, ours: dict[str, Any], who: str) -> None:
    client = everybody(ours) if who == "staff" else Client()
    if who == "staff":
        sign_in(desktop, client.user)
    else:
        token = query_codes.link_token(ours["cases"][1])
        for browser in (client, desktop):
            getattr(browser, "get", getattr(browser, "goto", None))(
                reverse("requests:link", args=[token])
            )
    urls = are_pages(client, addresses(ours, having=lambda route: True))
    if who == "staff":
        urls += steps_of(client, ours)
    found, walked = [], refused_forms(client, urls)
    assert walked
    for url, form in walked:
        desktop.goto(url)
        names = [field.name for field in form.fields if field.kind != "submit"]
        with desktop.expect_navigation():
            desktop.evaluate(SEND_EMPTY, [form.action, names])
        found += [f"{form.action}: {one}" for one in violations(desktop)]
    assert found == []
