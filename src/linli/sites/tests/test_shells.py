"""The frames of desk and portal: menu, print size, search, cards, health."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.module_loading import import_string

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.foundation.places.tests.factories import make_place, make_town
from linli.sites.context import url_or_empty

pytestmark = pytest.mark.django_db

LINLI = Path(settings.ROOT)
SPRITE = LINLI / "sites" / "static" / "vendor" / "icons.svg"


@pytest.fixture
def town():
    return make_town()


def html(client, address):
    return client.get(address).content.decode()


def test_every_menu_entry_leads_somewhere_and_has_its_drawing():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    for entry in accounts.MENU:
        assert url_or_empty(entry.url), entry.code
        assert entry.icon in drawn, entry.code
        assert not entry.permission or entry.permission in accounts.CODES, entry.code


def test_every_icon_in_a_template_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    used = {
        name: path.name
        for path in LINLI.rglob("*.html")
        for name in re.findall(r'(?:{% icon |icon=)"([a-z0-9-]+)"', path.read_text())
    }
    assert {name: page for name, page in used.items() if name not in drawn} == {}


def test_the_menu_shows_what_a_person_may_do(client, town):
    client.force_login(make_head(town.community))
    shown = html(client, reverse("desk:settings"))
    assert "账号与角色" in shown
    assert "操作日志" in shown
    client.force_login(make_user(town.community))
    shown = html(client, reverse("desk:settings"))
    assert "账号与角色" not in shown
    assert "操作日志" not in shown


def test_partners_have_no_settings(client, town):
    client.force_login(make_user(town.community, kind=accounts.UserKind.PARTNER))
    assert "没有需要您维护的设置" in html(client, reverse("desk:settings"))


@pytest.mark.parametrize("name", ["desk:home", "desk:search", "desk:settings"])
def test_the_desk_asks_who_is_there(client, name):
    response = client.get(reverse(name))
    assert response["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


def test_settings_are_marked_as_open_on_their_pages(client, town):
    client.force_login(make_head(town.community))
    for name in ("desk:settings", "accounts:list", "cases:letters", "cases:catalogue-duties"):
        page = reverse(name)
        link = re.search(rf'<a href="{reverse("desk:settings")}"[^>]*>', html(client, page)).group()
        assert 'aria-current="page"' in link


class TestLargePrint:
    def switch(self, client, on, **more):
        return client.post(reverse("portal:large-print"), {"on": on} | more)

    def is_large(self, client):
        return 'class="large-print"' in html(client, "/")

    def test_anybody_switches_it_on_and_off(self, client):
        assert not self.is_large(client)
        self.switch(client, "1")
        assert self.is_large(client)
        self.switch(client, "0")
        assert not self.is_large(client)

    def test_an_account_keeps_it_on_another_machine(self, client):
        user = make_user()
        client.force_login(user)
        self.switch(client, "1")
        other = type(client)()
        other.force_login(user)
        assert self.is_large(other)

    @pytest.mark.parametrize(
        ("target", "lands"),
        [
            ("/privacy/?a=1", "/privacy/?a=1"),
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("", "/"),
        ],
    )
    def test_one_stays_on_the_page_and_on_this_site(self, client, target, lands):
        assert self.switch(client, "1", next=target)["Location"] == lands

    def test_looking_does_not_switch(self, client):
        assert client.get(reverse("portal:large-print")).status_code == 405


def test_the_window_bears_the_communitys_name_and_contact_when_there_is_one(client):
    district = make_place("district", "示范区")
    street = make_place("street", "望湖街道", district)
    make_place(
        "community", "幸福里社区", street, contact_name="周敏", contact_phone="0571-87654321"
    )
    shown = html(client, "/")
    assert "幸福里社区" in shown
    assert 'href="tel:0571-87654321"' in shown
    make_place("community", "河畔社区", street)
    assert "幸福里社区" not in html(client, "/")


def test_the_first_page_offers_what_services_plug_in(client):
    doors = [entry for entry in accounts.MENU if entry.section == accounts.Section.PORTAL]
    assert doors
    shown = html(client, "/")
    for door in doors:
        assert f'href="{reverse(door.url)}"' in shown


def test_a_posted_card_leads_to_asking_right_there(client, town):
    shown = html(client, reverse("portal:card", args=[town.grid.pk]))
    assert f'href="{reverse("requests:new")}?place={town.grid.pk}"' in shown
    assert client.get(f"{reverse('requests:new')}?place={town.grid.pk}").status_code == 200


@pytest.mark.parametrize(("days", "said"), [(1095, "3年"), (365, "1年"), (400, "400天")])
def test_privacy_says_how_long_as_people_do(client, settings, days, said):
    settings.REQUESTS_KEPT_DAYS = days
    assert said in html(client, reverse("portal:privacy"))


def test_privacy_says_what_the_law_asks_for(client):
    shown = html(client, reverse("portal:privacy"))
    for heading in ("我们收集什么", "用来做什么", "谁能看到", "保存多久", "您的权利"):
        assert heading in shown


def test_health(client):
    response = client.get(reverse("portal:healthz"))
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_searching_asks_every_source_that_one_may_use(client, town):
    client.force_login(make_head(town.community))
    assert "没有找到" in html(client, "/desk/search/?q=%E6%97%A0%E6%AD%A4%E7%89%A9")
    assert "没有找到" not in html(client, "/desk/search/")


def test_an_address_and_a_colleague_are_found_from_anywhere(client, town):
    client.force_login(make_head(town.community))
    make_user(town.grid, name="王芳")
    make_user(town.neighbour, name="王外")
    assert "幸福里社区 3号楼 2单元 501" in html(client, "/desk/search/?q=3-2-501")
    shown = html(client, "/desk/search/?q=王")
    assert "王芳" in shown
    assert "王外" not in shown


def test_searching_escapes_what_was_typed(client, town):
    client.force_login(make_head(town.community))
    shown = html(client, "/desk/search/?q=<script>alert(1)</script>")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_pages_may_run_no_script_but_our_files(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy.split("script-src")[1].split(";")[0]


def test_the_gallery_shows_every_part(rf, town):
    request = rf.get("/desk/gallery/")
    request.user = make_head(town.community)
    gallery = import_string("linli.sites.desk.views.gallery")
    shown = gallery(request).content.decode()
    for part in ("clock-green", "clock-amber", "clock-red", "clock-off", "way-now", "is-invalid"):
        assert part in shown


def test_too_many_requests_are_told_in_words(client, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(reverse("account_login"), {"login": "a", "password": "b"})
    response = client.post(reverse("account_login"), {"login": "a", "password": "b"})
    assert response.status_code == 429
    assert "操作太频繁了" in response.content.decode()
