"""The ground the other tests stand on does what it says."""

import socket
import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from support.browser import watch
from support.network import NetworkUsed

from linli.kernel import clock


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "2001:db8::1"])
def test_other_machines_are_out_of_reach(host):
    with pytest.raises(NetworkUsed):
        socket.create_connection((host, 80), timeout=1)


def test_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def write_session():
    Session.objects.create(session_key="left over", session_data="", expire_date=clock.now())


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(transactional_db, turn):
    assert not Session.objects.exists()
    write_session()


def test_threads_see_each_other_only_through_the_database(transactional_db):
    def write():
        write_session()
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert Session.objects.count() == 1


@pytest.mark.browser
def test_errors_of_pages_and_requests_elsewhere_are_collected(browser):
    complaints = []
    context = browser.new_context()
    watch(context, "http://localhost:1", complaints)
    page = context.new_page()
    page.set_content(
        "<script>throw new Error('broken')</script><img src='http://example.com/a.png'>"
    )
    context.close()
    assert "broken" in complaints[0]
    assert "asked another host: http://example.com/a.png" in complaints


@pytest.mark.browser
def test_accessibility_is_really_checked(desktop, axe):
    page = "<!doctype html><html lang=zh><title>图</title><main><h1>图</h1>{}</main></html>"
    desktop.set_content(page.format("<p>字</p>"))
    axe(desktop)
    desktop.set_content(page.format("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(desktop)


@pytest.mark.browser
def test_a_phone_is_narrow_and_chinese(phone):
    phone.set_content("<meta name=viewport content='width=device-width'>")
    assert phone.evaluate("[innerWidth, navigator.language]") == [360, "zh-CN"]
