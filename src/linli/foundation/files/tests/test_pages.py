"""Who gets a file, and what a browser is told about it."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client

from linli.foundation.accounts.public import User
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.files import actions, links
from linli.foundation.files.guards import GUARDS
from linli.foundation.files.models import StoredFile
from linli.foundation.files.tests import samples
from linli.foundation.files.tests.samples import upload
from linli.kernel import clock

pytestmark = pytest.mark.django_db
AT = clock.local(2026, 3, 2, 9)
HOUR = dt.timedelta(hours=1)

Keep = Callable[..., StoredFile]


@pytest.fixture(autouse=True)
def guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stored a file may open it, and who knows the word."""

    def may_open(user: User | None, file: StoredFile, token: str) -> bool:
        return token == "sesame" or (user is not None and user == file.by)

    monkeypatch.setitem(GUARDS._items, "tests", may_open)


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def keep(owner: User) -> Keep:
    def store(content: bytes | None = None, name: str = "路灯 坏了.jpg") -> StoredFile:
        checked = upload(content or samples.photo(), name)
        return actions.store(checked, owner="tests", by=owner, at=AT)

    return store


@pytest.fixture
def signed_in(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)


def test_the_guard_decides(client: Client, keep: Keep, owner: User) -> None:
    file = keep()
    for address in (links.url(file), links.url(file, thumbnail=True)):
        assert client.get(address).status_code == 404
        assert body(client.get(f"{address}?token=sesame"))
        assert client.get(f"{address}?token=wrong").status_code == 404
    client.force_login(make_user())
    assert client.get(links.url(file)).status_code == 404
    client.force_login(owner)
    assert body(client.get(links.url(file)))


def test_without_its_owners_guard_a_file_stays_closed(
    signed_in: Client, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keep()
    monkeypatch.delitem(GUARDS._items, "tests")
    assert signed_in.get(links.url(file)).status_code == 404


def test_an_unknown_id_looks_like_a_closed_one(signed_in: Client) -> None:
    assert signed_in.get(f"/files/{uuid.uuid4()}/").status_code == 404


def test_a_photo_is_shown_and_nothing_in_it_runs(signed_in: Client, keep: Keep) -> None:
    file = keep()
    response = signed_in.get(links.url(file))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == ("inline; filename*=utf-8''%E7%85%A7%E7%89%87.jpg")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert len(body(response)) == file.size


def test_a_thumbnail_is_the_small_picture(signed_in: Client, keep: Keep) -> None:
    response = signed_in.get(links.url(keep(), thumbnail=True))
    assert samples.opened(body(response)).size == (320, 240)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (samples.excel_file(), "住户.xlsx", "application/vnd.openxmlformats"),
        (b"<script>alert(1)</script>", "a.txt", "text/plain; charset=utf-8"),
    ],
)
def test_documents_are_downloads(
    signed_in: Client, keep: Keep, content: bytes, name: str, content_type: str
) -> None:
    file = keep(content, name)
    response = signed_in.get(links.url(file))
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"].startswith(content_type)
    assert "sandbox" in response["Content-Security-Policy"]
    assert body(response) == content
    assert signed_in.get(links.url(file, thumbnail=True)).status_code == 404


def test_a_pdf_opens_in_the_browser(signed_in: Client, keep: Keep) -> None:
    response = signed_in.get(links.url(keep(samples.pdf_file(), "答复.pdf")))
    assert response["Content-Disposition"].startswith("inline;")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    body(response)


def test_what_the_browser_has_is_not_sent_again_but_the_guard_is_asked(
    signed_in: Client, keep: Keep
) -> None:
    file = keep()
    first = signed_in.get(links.url(file))
    body(first)
    again = signed_in.get(links.url(file), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["Cache-Control"] == "private, no-cache"
    thumbnail = signed_in.get(
        links.url(file, thumbnail=True), headers={"If-None-Match": first["ETag"]}
    )
    assert body(thumbnail)
    signed_in.logout()
    refused = signed_in.get(links.url(file), headers={"If-None-Match": first["ETag"]})
    assert refused.status_code == 404


def test_only_reading(signed_in: Client, keep: Keep) -> None:
    assert signed_in.post(links.url(keep())).status_code == 405


def test_a_file_that_the_store_lost_is_not_found(signed_in: Client, keep: Keep) -> None:
    file = keep()
    default_storage.delete(file.key)
    assert signed_in.get(links.url(file)).status_code == 404


class TestSignedLinks:
    def test_opens_for_a_while_without_the_guard(self, client: Client, keep: Keep) -> None:
        file = keep()
        with time_machine.travel(AT, tick=False) as time:
            for thumbnail in (False, True):
                address = links.signed_url(file, at=AT, max_age=HOUR, thumbnail=thumbnail)
                time.move_to(AT + HOUR)
                assert body(client.get(address))
                time.move_to(AT + 2 * HOUR + dt.timedelta(seconds=1))
                assert client.get(address).status_code == 404

    def test_stays_the_same_for_a_while(self, keep: Keep) -> None:
        file = keep()
        later = AT + dt.timedelta(minutes=59)
        assert links.signed_url(file, at=AT, max_age=HOUR) == links.signed_url(
            file, at=later, max_age=HOUR
        )

    def test_neither_time_nor_file_can_be_changed(self, client: Client, keep: Keep) -> None:
        file, other = keep(), keep()
        now = clock.now()
        address = links.signed_url(file, at=now, max_age=HOUR)
        until = address.partition("until=")[2].partition("&")[0]
        forged = [
            address.replace(str(file.pk), str(other.pk)),
            address.replace(until, str(int(until) + 1)),
            address.replace(until, "²"),
            address.replace(until, ""),
            address[:-1] + ("A" if address[-1] != "A" else "B"),
            address.partition("&sign=")[0],
        ]
        assert [client.get(link).status_code for link in forged] == [404] * len(forged)
        assert body(client.get(address))
