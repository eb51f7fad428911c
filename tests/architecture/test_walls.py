"""Every address × every role of a foreign community: nothing of ours is shown or changed.

`objects` says which of our objects stands for the argument of a route.
"""

import datetime as dt
import json
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from architecture.objects import NAMED, SECRET, address, make_ours
from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.models import Assignment, User
from linli.foundation.places.models import Place
from linli.insight.sheets.models import Invitation, Wanted
from linli.insight.sheets.registry.models import Blank, Due, Reply, Table
from linli.kernel import clock
from linli.registers.organisations.models import Contact, Member, Organisation
from linli.registers.residents.models import Contact as Relative
from linli.registers.residents.models import (
    Contradiction,
    Dwelling,
    Export,
    Household,
    LifeEvent,
    Merge,
    Person,
    PersonTag,
    Statement,
)
from linli.services.cases import query_codes
from linli.services.cases.models import Case, Entry
from linli.services.cases.tests import factories
from linli.services.changes.models import AlertRule, FollowUp, Matter
from linli.services.privacy.models import (
    Assessment,
    Breach,
    Claim,
    Consent,
    Hold,
    Restriction,
    Sharing,
)
from linli.shared.work.models import Note, WorkItem

pytestmark = pytest.mark.django_db

ROLES = ("grid-worker", "community-worker", "head", "street", "hotline", "auditor", "admin")
# Tables in which nothing of ours may change, whatever strangers send.
OURS = (
    *(Case, Entry, WorkItem, Note, Place, Organisation, Contact, Member, User, Assignment),
    *(Person, Household, Dwelling, Statement, LifeEvent, Relative, PersonTag, Merge, Export),
    *(Contradiction, FollowUp, Matter, AlertRule),
    *(Assessment, Breach, Claim, Consent, Hold, Restriction, Sharing),
    *(Table, Blank, Due, Reply, Invitation, Wanted),
)


@pytest.fixture
def ours() -> dict[str, Any]:
    return make_ours()


def stranger(who: str) -> User | None:
    """Somebody with a role in another community under another street, or without any."""
    if who == "anonymous":
        return None
    if who == "resident":
        return factories.make_user(kind=accounts.UserKind.RESIDENT)
    there = factories.make_community("乙社区")
    if who == "partner":
        return factories.make_partner(there.property_firm)
    places = {"grid-worker": there.grid, "street": there.street, "admin": there.street}
    return factories.make_user(who, places.get(who, there.community), unit=there.committee)


def content() -> str:
    """Everything of ours that may not change; sign-ins move nothing but the last-seen time."""
    rows = []
    for model in OURS:
        rows += json.loads(serializers.serialize("json", model._default_manager.order_by("pk")))
    for row in rows:
        row["fields"].pop("last_login", None)
        row["fields"].pop("large_print", None)
    return json.dumps(rows, ensure_ascii=False)


@pytest.mark.parametrize("who", ["anonymous", "resident", "partner", *ROLES])
def test_strangers_see_and_change_nothing(ours: dict[str, Any], who: str) -> None:
    user = stranger(who)
    client = Client()
    if user is not None:
        client.force_login(user)
    before = content()
    leaks = []
    for route in NAMED:
        url = address(route, ours)
        for method in (client.get, client.post):
            response = method(url)
            body = b"".join(response) if response.streaming else response.content
            if SECRET in body.decode("utf-8", "replace") or response.status_code >= 500:
                leaks.append(f"{method.__name__} {route.name} {response.status_code}")
    assert leaks == []
    assert content() == before


def test_our_own_people_see_it(ours: dict[str, Any]) -> None:
    """The walk would also pass if nobody saw anything."""
    client = Client()
    client.force_login(User.objects.get(name=f"书{SECRET}"))
    assert SECRET in client.get(reverse("cases:case", args=[ours["cases:pk"]])).content.decode()
    anonymous = Client()
    token = query_codes.link_token(ours["cases:pk"])
    page = anonymous.get(reverse("requests:link", args=[token]), follow=True)
    assert SECRET in page.content.decode()


def test_the_wall_stands_against_time_too(ours: dict[str, Any]) -> None:
    """An assignment that has ended opens nothing."""
    former = factories.make_user("head", ours["home"].community)
    former.assignments.update(ends_on=clock.today() - dt.timedelta(days=1))
    client = Client()
    client.force_login(former)
    response = client.get(reverse("cases:case", args=[ours["cases:pk"]]))
    assert response.status_code == 404
    assert SECRET not in response.content.decode()
