"""Who is complained of never learns who complained (济南市接诉即办条例 art 32).

Every page, export, letter, feed, search hit and interface, read as somebody of the organisation
complained of: from outside (a partner) and from inside (the community's own head).
"""

import datetime as dt
import io
import uuid
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from architecture.objects import NAMED, address, make_ours
from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_head
from linli.foundation.files.models import StoredFile
from linli.foundation.notices.models import Notice
from linli.foundation.places import public as places
from linli.registers.organisations.models import Member
from linli.services.cases import listing
from linli.services.cases.actions import (
    appeals,
    closing,
    correspondence,
    describe,
    intake,
    life,
    repeats,
    reveal,
    supplement,
    whistles,
)
from linli.services.cases.choices import ContactResult, ContactWay, Outcome, Satisfaction, Source
from linli.services.cases.models import (
    AppealReason,
    Attachment,
    CallBackChannel,
    Case,
    LetterKind,
)
from linli.services.cases.tests import factories
from linli.services.cases.web.steps import STEPS
from linli.shared.work.actions import personal
from linli.shared.work.queries import dues

pytestmark = pytest.mark.django_db

AT = factories.MORNING
NAME, PHONE, DOOR, WHERE = "司马问天", "13900007788", "八八六一", "紫藤架旁"
# What would give the complainant away. The mask of a name or number still narrows it down.
TRACES = (NAME, PHONE, "7788", DOOR, WHERE, "司马", "司**")


def complain(home: factories.Community, of: Any, handler: accounts.User) -> Case:
    """A complaint that has gone through all that leaves words behind."""
    unit = places.nearest(home.dwelling, places.Kind.UNIT)
    door = places.add(kind=places.Kind.DWELLING, name=DOOR, parent=unit, by=None, at=AT)
    resident = factories.make_user(name=NAME, kind=accounts.UserKind.RESIDENT)
    case = intake.submit(
        request=intake.Request(
            text="物业乱收停车费，不给开票。",
            place=door,
            source=Source.PORTAL,
            name=NAME,
            phone=PHONE,
            address=WHERE,
            concerns=of,
            account=resident,
        ),
        by=None,
        at=AT,
    )
    life.sign(case=case, by=handler, at=AT)
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note=f"打{PHONE}，{NAME}接的",
        by=handler,
        at=AT,
    )
    supplement.supplement(case=case, text="今天又收了一次", photos=[], at=AT)
    told = describe.Description(
        title=case.title,
        nature=case.nature,
        category=case.category,
        place=case.place,
        address=f"{WHERE}北面",
        priority=case.work.priority,
    )
    describe.describe(case=case, to=told, version=case.version, by=handler, at=AT)
    reveal.reveal(case=case, reason="联系诉求人", by=handler, at=AT)
    for kind in (LetterKind.ACCEPTANCE, LetterKind.RECTIFICATION):
        correspondence.issue(
            case=case,
            kind=kind,
            addressee=NAME if kind == LetterKind.ACCEPTANCE else of.name,
            by=handler,
            at=AT,
        )
    talk_about(case, handler)
    return case


def talk_about(case: Case, handler: accounts.User) -> None:
    """What colleagues write for each other and for the file, with the complainant in it."""
    whistles.consult(
        case=case,
        held_at=AT,
        where=WHERE,
        attendees=f"{NAME}、街道",
        minutes=f"{NAME}说收了三次",
        results="下周给答复",
        by=handler,
        at=AT,
    )
    appeals.appeal(
        case=case,
        reason=AppealReason.UNTRUE,
        explanation=f"{NAME}反映的与实际不符",
        papers=[make_file(f"{NAME}的缴费单.jpg")],
        by=handler,
        at=AT,
    )
    photo = make_file(f"{NAME}家门口.jpg")
    Attachment.objects.create(case=case, file=photo, stage="before", public=True, at=AT)
    life.handle(
        case=case, outcome=Outcome.EXPLAINED, result=f"到{DOOR}向{NAME}说明", by=handler, at=AT
    )


def make_file(name: str) -> StoredFile:
    return StoredFile.objects.create(
        owner="cases",
        name=name,
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        key=default_storage.save(f"{uuid.uuid4().hex}.jpg", ContentFile(b"x")),
        at=AT,
    )


def leaks_to(client: Client, ours: dict[str, Any], letters: list[str]) -> list[str]:
    """Where something of the complainant stands, over all addresses and ways of looking."""
    # A building's plan names all of its doors, whoever complained.
    left_out = {"requests:leave", "residents:building"}
    urls = [address(route, ours) for route in NAMED if route.name not in left_out]
    steps = [reverse("cases:step", args=[ours["cases:pk"], step.code]) for step in STEPS]
    looked = [f"{reverse('desk:search')}?q={word}" for word in (NAME, PHONE, DOOR, WHERE, "停车")]
    looked += [
        f"{reverse('cases:list')}?q={word}&group=all" for word in (NAME, PHONE, DOOR, "停车")
    ]
    looked += [f"{reverse('cases:list')}?group=all", f"{reverse('audit:list')}?actor={NAME}"]
    found = []
    for url in [*urls, *steps, *looked, *letters]:
        page = client.get(url)
        # What was asked for stands in the page again; that tells nobody anything.
        asked = {word for word in (NAME, PHONE, DOOR, WHERE) if word in url}
        said = readable(page) + unquote(page.get("Content-Disposition", ""))
        for word in asked:
            said = said.replace(word, "")
        found += [f"{url}: {trace}" for trace in TRACES if trace in said]
    for url in (
        reverse("cases:export"),
        reverse("audit:export"),
        reverse("cases:look", args=[ours["cases:pk"]]),
    ):
        page = client.post(url, {"group": "all", "reason": "核对台账", "purpose": "核对台账"})
        found += [f"POST {url}: {trace}" for trace in TRACES if trace in readable(page)]
    return found


def readable(response: Any) -> str:
    """What a person reads in an answer, workbooks and Word files unpacked."""
    body = b"".join(response) if response.streaming else response.content
    if response.streaming:
        for close in response._resource_closers:
            close()
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return str(body.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("inside", [False, True], ids=["partner", "own head"])
def test_who_is_complained_of_never_learns_who_complained(inside: bool) -> None:
    ours = make_ours()
    home = ours["home"]
    handler = factories.make_user("community-worker", home.community)
    unit = home.committee if inside else home.property_firm
    case = complain(home, unit, handler)
    if inside:
        # Our own head, who may do and read everything here, the log included.
        reader = make_head(home.community)
        Member.objects.create(organisation=unit, user=reader)
    else:
        whistles.blow(case=case, unit=unit, request="请到场说明", by=handler, at=AT)
        reader = factories.make_partner(unit)
    feed = personal.open_feed(by=reader, with_titles=True, at=AT)
    notice = Notice.objects.filter(recipient=reader).first()
    ours |= {
        "cases:pk": case.pk,
        "requests:number": case.number,
        "api:number": case.number,
        "work:token": dues.token_of(feed),
        **({"notices:notice_id": notice.pk} if notice else {}),
    }
    client = Client()
    client.force_login(reader)
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200
    letters = [
        reverse("cases:letter", args=[case.pk, letter.pk, form])
        for letter in case.letters.all()
        for form in ("docx", "pdf")
    ]
    letters += [reverse("files:file", args=[one.file_id]) for one in case.attachments.all()]
    letters.append(reverse("cases:sheet", args=[case.pk]))
    assert leaks_to(client, ours, letters) == []
    # What they cannot read they cannot find out by trying either; what was said, they may find.
    assert [word for word in (NAME, PHONE, DOOR, WHERE) if listing.search(reader, word)] == []
    assert case in listing.search(reader, "停车费")


def test_an_earlier_request_of_the_same_person_does_not_tell_who_it_is() -> None:
    """It may be about something else, and then its page shows name and number."""
    home = factories.make_community("甲社区")
    handler = factories.make_user("head", home.community)
    reader = make_head(home.community)
    Member.objects.create(organisation=home.committee, user=reader)
    earlier = factories.make_case(home, text="楼道灯坏了", name=NAME, phone=PHONE)
    case = intake.submit(
        request=intake.Request(
            text="居委会办事拖拉。",
            place=home.community,
            source=Source.PORTAL,
            name=NAME,
            phone=PHONE,
            concerns=home.committee,
        ),
        by=None,
        at=AT + dt.timedelta(hours=1),
    )
    client, colleague = Client(), Client()
    client.force_login(reader)
    colleague.force_login(handler)
    step = reverse("cases:step", args=[case.pk, "repeat"])
    pages = [step, *(reverse(f"cases:{name}", args=[case.pk]) for name in ("case", "sheet"))]
    assert earlier.number in colleague.get(step).content.decode()
    assert [page for page in pages if earlier.number in client.get(page).content.decode()] == []
    assert client.post(step, {"earlier": earlier.pk}).status_code == 403

    repeats.answer_repeat(case=case, earlier=earlier, by=handler, at=case.received_at)
    assert earlier.number in colleague.get(pages[1]).content.decode()
    assert [page for page in pages if earlier.number in client.get(page).content.decode()] == []


def test_what_was_noted_at_the_call_back_does_not_tell_who_it_is() -> None:
    home = factories.make_community()
    home.committee.phone = "0999-8886001"
    home.committee.save()
    handler = factories.make_user("community-worker", home.community)
    caller = factories.make_user("hotline", home.community)
    reader = make_head(home.community)
    Member.objects.create(organisation=home.property_firm, user=reader)
    case = complain(home, home.property_firm, handler)
    life.report_back(case=case, reply="已说明", by=handler, at=AT)
    closing.call_back(
        case=case,
        contacted=True,
        solved=False,
        satisfaction=Satisfaction.DISSATISFIED,
        comment=f"{NAME}说还在收",
        channel=CallBackChannel.WORKER,
        by=caller,
        at=AT,
    )
    step = reverse("cases:step", args=[case.pk, "decide"])
    pages = [step, *(reverse(f"cases:{name}", args=[case.pk]) for name in ("case", "sheet"))]
    client, colleague = Client(), Client()
    client.force_login(reader)
    # Nobody else is there to decide.
    assert "未解决，不满意" in readable(client.get(step))
    assert [page for page in pages if NAME in readable(client.get(page))] == []
    colleague.force_login(make_head(home.community))
    assert NAME in readable(colleague.get(step))
    assert client.post(step, {"decision": "close", "words": "已说明"}).status_code == 403


def test_a_colleague_sees_what_the_one_complained_of_does_not() -> None:
    """The walk would also pass if nobody saw anything."""
    ours = make_ours()
    home = ours["home"]
    handler = factories.make_user("community-worker", home.community)
    case = complain(home, home.property_firm, handler)
    client = Client()
    client.force_login(handler)
    page = readable(client.get(reverse("cases:case", args=[case.pk])))
    assert [word for word in (PHONE, DOOR, WHERE, "司**") if word not in page] == []
