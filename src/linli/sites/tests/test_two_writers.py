"""Two people change the same thing: the second sees both values and chooses."""

import re

import pytest
from django.urls import reverse

from linli.foundation.accounts.tests.factories import MORNING, make_head, make_role, make_user
from linli.foundation.places import public as places
from linli.foundation.places.tests.factories import make_town
from linli.registers.organisations.tests.factories import make_unit

pytestmark = pytest.mark.django_db

READ = "audit.read"


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def head(client, town):
    user = make_head(town.community)
    client.force_login(user)
    return user


def seen_on(client, page, action=""):
    """The digest in the form of a page."""
    html = client.get(page).content.decode()
    form = html.split(f'action="{action}"')[1] if action else html
    return re.search(r'name="seen" value="([0-9a-f]{16})"', form).group(1)


def write(client, page, action, **told):
    return client.post(action, told | {"seen": seen_on(client, page, action)})


def again(client, response, action, **told):
    """Saving once more, from the page that showed both."""
    html = response.content.decode()
    form = html.split(f'action="{action}"')[1] if f'action="{action}"' in html else html
    seen = re.search(r'name="seen" value="([0-9a-f]{16})"', form).group(1)
    return client.post(action, told | {"seen": seen})


def test_a_card(client, head, town):
    page = reverse("places:place", args=[town.grid.pk])
    action = reverse("places:card", args=[town.grid.pk])
    seen = seen_on(client, page, action)
    told = {"name": "李强", "phone": "13800000001", "supervision_phone": ""}
    theirs = {"name": "赵云", "phone": "13800000002", "supervision_phone": "12345"}
    places.update_card(place=town.grid, by=None, at=MORNING, **theirs)

    refused = client.post(action, told | {"seen": seen})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "同事已经修改过" in html
    assert "现在存着的是" in html
    assert "赵云" in html
    assert 'value="李强"' in html
    assert places.Place.objects.get(pk=town.grid.pk).contact_name == "赵云"

    assert again(client, refused, action, **told).status_code == 302
    assert places.Place.objects.get(pk=town.grid.pk).contact_name == "李强"


def test_a_name(client, head, town):
    page = reverse("places:place", args=[town.building.pk])
    action = reverse("places:describe", args=[town.building.pk])
    seen = seen_on(client, page, action)
    assert write(client, page, action, name="甲楼", code="").status_code == 302
    refused = client.post(action, {"name": "乙楼", "code": "", "seen": seen})
    assert "甲楼" in refused.content.decode()
    assert places.Place.objects.get(pk=town.building.pk).name == "甲楼"


def test_a_role(client, head, town):
    role = make_role(READ, name="审计")
    page = reverse("accounts:role", args=[role.pk])
    seen = seen_on(client, page)
    told = {"name": "审计", "description": ""}
    first = client.post(page, told | {"codes": [READ, "places.manage"], "seen": seen})
    assert first.status_code == 302
    refused = client.post(page, told | {"codes": ["cases.view"], "seen": seen})
    assert "维护区划、网格和公示卡" in refused.content.decode()
    role.refresh_from_db()
    assert role.permissions == [READ, "places.manage"]
    assert again(client, refused, page, codes=[READ], **told).status_code == 302
    role.refresh_from_db()
    assert role.permissions == [READ]


def test_a_unit(client, head, town):
    unit = make_unit(town.community)
    page = reverse("organisations:unit", args=[unit.pk])
    action = reverse("organisations:edit", args=[unit.pk])
    seen = seen_on(client, page, action)
    told = {"kind": "utility", "place": town.community.pk, "phone": "", "duties": ""}
    assert write(client, page, action, name="甲公司", **told).status_code == 302
    refused = client.post(action, told | {"name": "乙公司", "seen": seen})
    assert refused.status_code == 422
    assert again(client, refused, action, name="乙公司", **told).status_code == 302
    unit.refresh_from_db()
    assert unit.name == "乙公司"


def test_an_account(client, head, town):
    worker = make_user(town.grid, name="王芳")
    page = reverse("accounts:account", args=[worker.pk])
    action = reverse("accounts:edit", args=[worker.pk])
    seen = seen_on(client, page, action)
    assert write(client, page, action, name="王芳芳").status_code == 302
    refused = client.post(action, {"name": "王方", "seen": seen})
    assert "王芳芳" in refused.content.decode()
    worker.refresh_from_db()
    assert worker.name == "王芳芳"
