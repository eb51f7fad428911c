"""When something is refused, people read a sentence in the site's own dress, never a white page."""

import json
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from linli.config import urls as site_urls
from linli.services.cases.actions import partners
from linli.services.cases.models import Case
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


urlpatterns = [path("broken/", broken), *site_urls.urlpatterns]
handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404, handler500 = site_urls.handler404, site_urls.handler500


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def check_page(response: Any, status: int, sentence: str) -> None:
    page = response.content.decode()
    assert response.status_code == status
    assert sentence in page
    assert "linli.css" in page
    assert 'role="alert"' in page
    assert 'lang="zh-hans"' in page


@pytest.mark.parametrize(
    ("url", "status", "sentence"),
    [
        ("/no-such-page/", 404, "没有找到这个页面"),
        ("/large-print/", 405, "不能直接打开"),
        ("/r/find/%00/", 404, "没有找到这个页面"),
        ("/r/%ff%fe/", 404, "没有找到这个页面"),
        ("/desk/cases/99999999999999999999999999/", 404, "没有找到"),
        ("/r/260311-999999999999999999/", 302, ""),
    ],
)
def test_addresses(browser: Client, url: str, status: int, sentence: str) -> None:
    head = factories.make_user("head", factories.make_community().community)
    browser.force_login(head)
    response = browser.get(url)
    if status == 302:
        assert response.status_code == 302
    else:
        check_page(response, status, sentence)


def test_a_page_that_was_open_for_days(browser: Client) -> None:
    check_page(browser.post("/r/new/", {"text": "灯不亮"}), 403, "页面打开得太久了")


def test_another_sites_name(browser: Client) -> None:
    check_page(browser.get("/", headers={"host": "evil.example"}), 400, "读不懂")


def test_more_than_the_site_reads() -> None:
    browser = Client(raise_request_exception=False)
    form = {f"field{n}": "x" for n in range(1500)}
    check_page(browser.post("/r/find/", form), 400, "读不懂")
    large = "number=" + "字" * 2_000_000
    kind = "application/x-www-form-urlencoded"
    check_page(browser.post("/r/find/", large, content_type=kind), 413, "太多")


def test_a_cookie_of_nonsense(browser: Client) -> None:
    browser.cookies["sessionid"] = "\x00\ud800".encode("utf-8", "replace").decode() + "'; --"
    assert browser.get("/").status_code == 200


@pytest.mark.urls(__name__)
def test_a_fault_of_ours(browser: Client) -> None:
    check_page(browser.get("/broken/"), 500, "急事请直接打电话给社区")
    told = browser.get("/broken/", headers={"HX-Request": "true"})
    assert told["HX-Retarget"] == "#main"
    assert "急事" in told.content.decode()


@pytest.fixture
def key() -> tuple[str, factories.Community]:
    home = factories.make_community()
    _key, secret = partners.open_key(
        name="城管平台", organisation=None, place=home.community, by=None, at=factories.MORNING
    )
    return secret, home


def test_interfaces_get_json(browser: Client, key: tuple[str, factories.Community]) -> None:
    secret, home = key
    headers = {"X-Api-Key": secret, "Idempotency-Key": "12345678"}
    good = {"text": "灯不亮了", "place_id": home.grid.pk}
    for body, status in [
        (json.dumps(good | {"text": "x" * 6_000_000}), 413),
        (json.dumps(good | {"text": "长" * 10_001}), 422),
        (json.dumps(good | {"text": "\x00 \x00"}), 422),
        (json.dumps(good | {"text": "XX"}).replace("XX", "\\ud800\\ud800"), 422),
        ("[" * 100_000, 400),
        ('{"text": NaN}', 422),
        ("\xff\xfe", 400),
        ('{"text": "灯不亮", "place_id": 1e400}', 422),
    ]:
        answer = browser.post(
            reverse("api:submit"), body, content_type="application/json", headers=headers
        )
        assert answer.status_code == status, (body[:40], answer.content[:200])
        assert answer.json()["message"]
    assert not Case.objects.exists()


def test_open311_reads_no_more_than_the_site(
    browser: Client, key: tuple[str, factories.Community]
) -> None:
    secret, _home = key
    form = {"api_key": secret, "service_code": "1", "description": "长" * 6_000_000}
    url = reverse("open311:hand_in", args=["json"])
    answer = browser.post(
        url,
        "&".join(f"{name}={value}" for name, value in form.items()),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert answer.json()["message"]
    for name, value in {
        "description": "a\x00\u202eb",
        "lat": "nan",
        "long": "1e999",
        "service_code": "9" * 40,
        "address_id": "9" * 40,
        "phone": "\x00",
        "first_name": "<script>" * 90,
        "media_url": "javascript:alert(1)",
    }.items():
        answer = browser.post(
            url,
            {
                "api_key": secret,
                "service_code": "1",
                "lat": "1",
                "long": "1",
                "description": "灯不亮",
                name: value,
            },
        )
        assert answer.status_code in {400, 404}, name
        assert answer.json()[0]["description"]
    assert not Case.objects.exists()
