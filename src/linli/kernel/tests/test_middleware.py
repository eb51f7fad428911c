import datetime as dt
import errno
import json
import sqlite3

import pytest
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from linli.kernel import middleware
from linli.kernel.errors import DomainError, EditConflict, InvalidMove, NotAllowed, TooMany
from linli.kernel.middleware import ErrorMiddleware

SCRIPT = "<script>alert(1)</script>"
HTMX = {"HX-Request": "true"}


def handle(error, path="/desk/cases/7/close/", headers=None, method="post"):
    """What the middleware answers when the view at `path` raises `error`."""
    request = getattr(RequestFactory(), method)(path, headers=headers or {})
    return ErrorMiddleware(lambda request: HttpResponse()).process_exception(request, error)


@pytest.fixture
def page(db, client, settings):
    """The whole page, through the site's own middleware and templates."""

    def get(error, **headers):
        request = RequestFactory().get("/desk/cases/7/", headers=headers)
        request.user = client.get("/").wsgi_request.user
        return ErrorMiddleware(lambda request: HttpResponse()).process_exception(request, error)

    return get


@pytest.mark.parametrize("error", [NotAllowed(), InvalidMove(), EditConflict(), TooMany()])
def test_a_page_carries_the_status_and_the_words(page, error):
    answer = page(error)
    assert answer.status_code == error.status
    assert str(error) in answer.content.decode()
    assert "<html" in answer.content.decode()


def test_a_page_leads_back_to_where_one_came_from(page):
    assert (
        'href="http://testserver/desk/"'
        in page(NotAllowed(), Referer="http://testserver/desk/").content.decode()
    )


@pytest.mark.parametrize("referer", ["https://evil.example/desk/", "javascript:alert(1)", ""])
def test_a_page_never_leads_to_another_site(page, referer):
    content = page(NotAllowed(), Referer=referer).content.decode()
    assert "evil" not in content
    assert "javascript" not in content


def test_words_are_escaped_on_the_page(page):
    content = page(DomainError(SCRIPT)).content.decode()
    assert SCRIPT not in content
    assert "&lt;script&gt;" in content


@pytest.mark.parametrize("error", [NotAllowed(), InvalidMove(), DomainError("请写明原因。")])
def test_htmx_gets_a_fragment_above_the_content(error):
    answer = handle(error, headers=HTMX)
    assert answer.status_code == error.status
    assert answer["HX-Retarget"] == "#main"
    content = answer.content.decode()
    assert str(error) in content
    assert "<html" not in content


def test_words_are_escaped_in_a_fragment():
    assert SCRIPT not in handle(DomainError(SCRIPT), headers=HTMX).content.decode()


def test_a_boosted_link_gets_a_page(page):
    answer = page(NotAllowed(), **HTMX, **{"HX-Boosted": "true"})
    assert "<html" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/cases/7/", {}),
        ("/api/cases/7/", HTMX),
        ("/desk/cases/7/", {"Accept": "application/json"}),
    ],
)
def test_programs_get_json(path, headers):
    error = EditConflict(theirs={"title": "漏水", "due_on": dt.date(2026, 5, 1)}, by=object)
    answer = handle(error, path, headers)
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/json"
    content = json.loads(answer.content)
    assert content["code"] == "edit_conflict"
    assert content["message"] == str(error)
    assert content["details"]["theirs"] == {"title": "漏水", "due_on": "2026-05-01"}
    assert content["details"]["by"] == str(object)


def test_a_browser_that_also_takes_json_gets_a_page(page):
    answer = page(NotAllowed(), Accept="text/html,application/json;q=0.9,*/*;q=0.8")
    assert "<html" in answer.content.decode()


def test_other_exceptions_are_left_to_django():
    assert handle(ValueError("a fault")) is None


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_words(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [(middleware.not_found, 404), (middleware.forbidden, 403), (middleware.csrf_failure, 403)],
)
def test_what_django_finds_is_told_in_the_same_forms(view, status):
    request = RequestFactory().post("/desk/", headers=HTMX)
    answer = view(request, "reason")
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX, {"Accept": "application/json"}])
def test_a_fault_of_ours_is_told_without_database_or_session(headers):
    answer = middleware.server_error(RequestFactory().get("/desk/", headers=headers))
    assert answer.status_code == 500
    assert "急事请直接打电话" in answer.content.decode()


def full_database(tmp_path):
    """What the database itself says when it has no room."""
    base = sqlite3.connect(tmp_path / "full.sqlite3", isolation_level=None)
    base.execute("PRAGMA max_page_count = 2")
    try:
        base.execute("CREATE TABLE words (text)")
        base.execute("INSERT INTO words VALUES (?)", ["长" * 10_000])
    except sqlite3.Error as error:
        return OperationalError(*error.args)
    finally:
        base.close()


def test_a_full_disk_is_told_in_words(tmp_path, caplog):
    opened = OperationalError("disk I/O error")  # what SQLite says to who connects then
    for error in (full_database(tmp_path), OSError(errno.ENOSPC, "No space left"), opened):
        answer = handle(error)
        assert answer.status_code == 507
        assert "没有保存" in answer.content.decode()
    assert "nothing can be written" in caplog.text


@pytest.mark.parametrize(
    "error", [OperationalError("no such table: x"), DatabaseError(), FileNotFoundError(2, "x")]
)
def test_other_faults_are_not_taken_for_a_full_disk(error):
    assert handle(error) is None
