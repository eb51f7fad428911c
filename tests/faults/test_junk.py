"""Whatever stands in an address or a form: a sentence, never a fault, and nothing half-done."""

import re
from typing import Any

import pytest
from architecture.objects import NAMED, address
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faults.walk import JUNK, everybody, forms_on, make_all, read, rows
from linli.services.cases.web.steps import STEPS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What pages read from the address.
PARAMETERS = re.findall(
    r"\w+",
    """
    after q page place view on as year month line kind state number token until sign sheet header
    due assignee team community category source nature owner preset start end frm to since till of
    person action actor received_at amount unit order phase who from_user to_user subject status
    first last from_on to_on only clock priority mine concerns period by group alert first_on
    last_on columns target limit next drawer days sort
    """,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


@pytest.fixture
def ours() -> dict[str, Any]:
    return make_all()


def pages(ours: dict[str, Any]) -> list[str]:
    """Every address, and each step of the two cases."""
    found = [address(route, ours) for route in NAMED if route.name != "requests:leave"]
    found += [reverse("cases:step", args=[pk, step.code]) for pk in ours["cases"] for step in STEPS]
    return sorted(set(found))


def readable(client: Client, urls: list[str]) -> list[str]:
    """Those that answer a plain GET with something to read."""
    return [url for url in urls if _is_read(client.get(url))]


def _is_read(response: Any) -> bool:
    read(response)
    return bool(response.status_code == 200)


def test_junk_in_the_address(ours: dict[str, Any]) -> None:
    someone = everybody(ours)
    urls = readable(someone, pages(ours))
    assert len(urls) > 60
    junk = st.sampled_from(list(JUNK.values())) | st.text(max_size=30)

    @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(junk, min_size=len(PARAMETERS), max_size=len(PARAMETERS)))
    def walk(values: list[str]) -> None:
        query = dict(zip(PARAMETERS, values, strict=True))
        faults = []
        for url in urls:
            response = someone.get(url, query)
            said = read(response)
            if response.status_code >= 500 or JUNK["script"] in said:
                faults.append(f"{response.status_code} {url}")
        assert faults == []

    walk()


def test_junk_in_every_form(ours: dict[str, Any]) -> None:
    someone, before = everybody(ours), rows()
    faults, walked = [], set()
    for url in readable(someone, pages(ours)):
        page = someone.get(url)
        if "text/html" not in page["Content-Type"]:
            read(page)
            continue
        for form in forms_on(page.content, url):
            # The same box stands on many pages.
            known = (form.action, *(field.name for field in form.fields))
            if known in walked or form.action == reverse("account_logout"):
                continue
            walked.add(known)
            for kind, junk in JUNK.items():
                with transaction.atomic():
                    response = someone.post(form.action, form.filled(junk))
                    said = read(response)
                    if response.status_code >= 500 or JUNK["script"] in said:
                        faults.append(f"{response.status_code} {form.action} {kind}")
                    elif response.status_code >= 400 and not CHINESE.search(said):
                        faults.append(f"{response.status_code} {form.action} {kind}: no sentence")
                    elif response.status_code >= 400 and rows() != before:
                        faults.append(f"{response.status_code} {form.action} {kind}: half done")
                    transaction.set_rollback(True)
    assert faults == []
    assert len(walked) > 50
