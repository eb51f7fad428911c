"""Every address × every role of a foreign community: nothing of ours is shown or changed.

A new route with an argument fails here until `ours` says which of our objects stands for it.
"""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from architecture.routes import Route, routes
from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.models import Assignment, User
from linli.foundation.files.models import StoredFile
from linli.foundation.notices.models import Notice
from linli.foundation.places.models import Place
from linli.kernel import clock
from linli.registers.organisations.models import Contact, Member, Organisation
from linli.services.cases import query_codes
from linli.services.cases.actions import correspondence, life, partners
from linli.services.cases.models import Attachment, Case, Entry, LetterKind
from linli.services.cases.tests import factories
from linli.shared.work.actions import hand_overs
from linli.shared.work.models import Note, WorkItem

pytestmark = pytest.mark.django_db

SECRET = "机密甲乙丙"
AT = factories.MORNING
ROLES = ("grid-worker", "community-worker", "head", "street", "hotline", "auditor", "admin")
# Tables in which nothing of ours may change, whatever strangers send.
OURS = (Case, Entry, WorkItem, Note, Place, Organisation, Contact, Member, User, Assignment)
# Same for everybody who may open them at all, or for nobody: no object of a community.
SITE_WIDE = {
    "accounts:role",
    "cases:letter-template",
    "reports:formula-edit",
    "reports:formula-use",
    "work:preset",
    "work:preset-copy",
    "work:preset-describe",
    "work:preset-use",
    "work:rule",
    "work:rule-add",
    "work:rule-remove",
    "work:workday-clear",
    "imports:upload",
    "imports:blank",
}


@pytest.fixture
def ours() -> dict[str, Any]:
    """Objects of our community by the name of the argument that asks for them."""
    home = factories.make_community("甲社区")
    home.committee.phone = "0999-8886001"
    home.committee.save()
    worker = factories.make_user("grid-worker", home.grid, unit=home.committee, name=f"员{SECRET}")
    head = factories.make_user("head", home.community, unit=home.committee, name=f"书{SECRET}")
    case = factories.make_case(home, text=f"{SECRET}路灯不亮", name=f"钱{SECRET}")
    life.sign(case=case, by=worker, at=AT)
    letter = correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee=SECRET, by=worker, at=AT
    )
    Note.objects.create(item=case.work, at=AT, by=worker, text=SECRET)
    record = hand_overs.hand_over(from_user=worker, to_user=head, reason=SECRET, by=head, at=AT)
    file = StoredFile.objects.create(
        owner="cases",
        name=f"{SECRET}.jpg",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        key=uuid.uuid4().hex,
        at=AT,
    )
    Attachment.objects.create(case=case, file=file, stage="before", public=True, at=AT)
    contact = Contact.objects.create(organisation=home.committee, name=SECRET, phone="12345")
    notice = Notice.objects.filter(recipient=worker).first() or Notice.objects.create(
        recipient=worker, kind="cases.received", title=SECRET, text=SECRET, created_at=AT
    )
    key, _secret = partners.open_key(
        name=SECRET, organisation=home.committee, place=home.community, by=None, at=AT
    )
    return {
        "home": home,
        "accounts:user_id": worker.pk,
        "accounts:assignment_id": worker.assignments.get().pk,
        "audit:progress_id": uuid.uuid4(),
        "cases:pk": case.pk,
        "cases:letter_pk": letter.pk,
        "cases:form": "pdf",
        "cases:code": "handle",
        "files:file_id": file.pk,
        "imports:pk": 1,
        "interfaces:pk": key.pk,
        "notices:notice_id": notice.pk,
        "notices:delivery_id": 1,
        "notices:robot_id": 1,
        "organisations:unit_id": home.committee.pk,
        "organisations:contact_id": contact.pk,
        "organisations:member_id": home.committee.members.first().pk,
        "places:place_id": home.grid.pk,
        "portal:place_id": home.grid.pk,
        "requests:number": case.number,
        "requests:token": f"{case.pk}:forged",
        "work:pk": record.pk,
        "work:token": "forged",
        ":pk": 1,
        "api:number": case.number,
        "open311:number": case.number,
        "open311:code": "1",
        "open311:token": f"{case.pk}:forged",
        "open311:fmt": "json",
    }


def address(route: Route, ours: dict[str, Any]) -> str:
    namespace = route.name.rpartition(":")[0]
    if route.name in SITE_WIDE:
        values = {name: 1 if name != "target" else "hotline" for name in route.arguments}
    else:
        values = {name: ours[f"{namespace}:{name}"] for name in route.arguments}
    return reverse(route.name, kwargs=values)


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


NAMED = [
    route
    for route in routes()
    # Sign-in at other systems has no page of ours; signing out would end the walk.
    if route.name
    and not route.name.startswith(("openid_connect", "dingtalk", "feishu", "wecom"))
    and route.name != "account_logout"
]


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
