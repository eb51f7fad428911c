"""After its time, nothing in the whole site tells who asked; what happened is still counted."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.foundation.files.tests import samples
from linli.foundation.notices import public as notices
from linli.kernel import clock
from linli.kernel.errors import InvalidMove
from linli.kernel.identity import normalise_phone
from linli.services.cases import queries, query_codes
from linli.services.cases.actions import (
    closing,
    correspondence,
    describe,
    erasure,
    intake,
    life,
    notes,
    pressing,
    recusals,
    supplement,
    tell_resident,
    whistles,
)
from linli.services.cases.choices import ContactResult, ContactWay, Outcome, Satisfaction, Source
from linli.services.cases.models import CallBackChannel, Case, LetterKind
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING

AuditEvent = apps.get_model("audit.AuditEvent")
pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
YEARS = dt.timedelta(days=3 * 365 + 1)
NAME, PHONE, WORDS, WHERE, DOOR = "司马问天", "13900007788", "孩子在家学习", "紫藤架旁", "八八六一"
TRACES = (NAME, PHONE, WORDS, WHERE)


@pytest.fixture
def home():
    return factories.make_community()


def lived(home: factories.Community) -> Case:
    """A request that has gone through all that leaves words behind, and is closed."""
    worker = factories.make_user("community-worker", home.community)
    head = factories.make_user("head", home.community, unit=home.committee)
    home.committee.phone = "0999-8886001"
    home.committee.save()
    account = factories.make_user(name=NAME, kind=accounts.UserKind.RESIDENT)
    photo = files.store(
        files.check(samples.upload(samples.photo(), f"{NAME}.jpg")),
        owner="cases",
        by=None,
        at=MORNING,
    )
    case = intake.submit(
        request=intake.Request(
            text=f"楼上夜里太吵，{WORDS}。",
            place=home.dwelling,
            source=Source.PORTAL,
            name=NAME,
            phone=PHONE,
            address=WHERE,
            account=account,
            photos=[photo],
        ),
        by=None,
        at=MORNING,
    )
    life.sign(case=case, by=worker, at=MORNING)
    told = describe.Description(
        title=f"{NAME}家噪声",
        nature=case.nature,
        category=None,
        place=case.place,
        address=f"{WHERE}北",
        priority=case.work.priority,
    )
    describe.describe(case=case, to=told, version=case.version, by=worker, at=MORNING)
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note=f"{NAME}{PHONE}",
        by=worker,
        at=MORNING,
    )
    supplement.supplement(case=case, text=f"还有，{WORDS}", photos=[], at=MORNING)
    made = recusals.demand(case=case, about="小李", reason=f"他认识{NAME}", at=MORNING)
    recusals.decide(made=made, user=None, decision=f"{NAME}您好", by=head, at=MORNING)
    pressing.urge(case=case, words=f"{NAME}急", at=MORNING + 3 * DAY)
    notes.add_note(case=case, text=f"{NAME}脾气急", by=worker, at=MORNING)
    whistles.blow(case=case, unit=home.property_firm, request=f"找{NAME}", by=worker, at=MORNING)
    correspondence.issue(
        case=case, kind=LetterKind.ACCEPTANCE, addressee=NAME, by=worker, at=MORNING
    )
    life.handle(case=case, outcome=Outcome.SOLVED, result=f"去了{NAME}家", by=worker, at=MORNING)
    life.report_back(case=case, reply=f"{NAME}您好", by=worker, at=MORNING)
    closing.call_back(
        case=case,
        contacted=True,
        solved=True,
        satisfaction=Satisfaction.SATISFIED,
        comment=f"谢谢，{WORDS}",
        channel=CallBackChannel.LINK,
        by=None,
        at=MORNING + HOUR,
    )
    case.refresh_from_db()
    return case


def everything() -> str:
    """Every value of every row that belongs to requests and the log, as it reads decrypted."""
    found = []
    # Who the person is in the registers and accounts is not the request's to forget.
    for model in apps.get_models():
        if model._meta.app_label in {"accounts", "residents", "sessions", "places"}:
            continue
        rows = model._default_manager.all()
        if model is AuditEvent:
            # That the account was opened is the account's history.
            rows = rows.exclude(action__startswith="accounts.")
        found += [str(value) for row in rows.values_list() for value in row]
    return "\n".join(found)


def test_nothing_tells_who_asked(home, django_capture_on_commit_callbacks):
    case = lived(home)
    before = everything()
    assert [trace for trace in TRACES if trace not in before] == []
    [attachment] = case.attachments.select_related("file")
    keys = [attachment.file.key, attachment.file.thumbnail_key]

    assert erasure.erase_due(at=MORNING + YEARS - dt.timedelta(days=3)) == 0
    assert [trace for trace in TRACES if trace not in everything()] == []

    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.erase_due(at=MORNING + YEARS) == 1
    # What people were told goes by itself, long before.
    notices.Notice.objects.filter(created_at__lt=MORNING + YEARS - notices.KEPT).delete()
    after = everything()
    assert [trace for trace in TRACES if trace in after] == []
    assert not queries.SEARCH.filter(Case.objects.all(), WORDS).exists()
    case.refresh_from_db()
    assert (case.account, case.resident, case.phone_index) == (None, None, "")
    assert case.place == home.building
    assert case.work.place == home.building
    assert case.erased_at == MORNING + YEARS
    # Done once, and what statistics need is there.
    assert erasure.erase_due(at=MORNING + YEARS) == 0
    assert case.call_backs.get().satisfaction == Satisfaction.SATISFIED
    assert (case.outcome, case.community) == (Outcome.SOLVED, home.community)
    assert [key for key in keys if default_storage.exists(key)] == []


def test_the_log_proves_it(home):
    case = lived(home)
    erasure.erase_due(at=MORNING + YEARS)
    event = AuditEvent.objects.get(action="cases.erase")
    assert event.subject_name == case.number
    assert event.changes == {"photos": 1, "letters": 1, "demanded": False}
    round_of_it = AuditEvent.objects.get(action="cases.erase_due")
    assert round_of_it.changes["rows"] == 1


def test_what_is_in_hand_is_never_erased(home):
    case = factories.make_case(home)
    assert erasure.erase_due(at=MORNING + 3 * YEARS) == 0
    with pytest.raises(InvalidMove):
        erasure.erase(case=case, at=MORNING)
    case.refresh_from_db()
    assert normalise_phone(case.requester_phone) == "13800138000"


def test_the_period_is_the_sites(home, settings):
    lived(home)
    settings.REQUESTS_KEPT_DAYS = 30
    assert erasure.erase_due(at=MORNING + dt.timedelta(days=29)) == 0
    assert erasure.erase_due(at=MORNING + dt.timedelta(days=31)) == 1


def test_every_field_for_words_has_been_thought_of():
    """A new table about requests either loses its words or is named here with the reason."""
    kept = {
        # Taken away or emptied one by one.
        "case": {
            "title",
            "text",
            "address",
            "result",
            "reply",
            "external_id",
            "submission_key",
            "alerts",
        },
        # Deleted with the case's files and letters.
        "letter": {"title", "body", "addressee", "issuer"},
        # Units, not people.
        "entry": {"unit_name", "before"},
        "delivery": {"token"},
    }
    forgotten = []
    for model in apps.get_app_config("cases").get_models():
        if model is not Case and not any(
            field.related_model is Case for field in model._meta.get_fields() if field.concrete
        ):
            continue
        known = {*erasure.WORDS.get(model, ()), *kept.get(model._meta.model_name, ())}
        forgotten += [
            f"{model.__name__}.{field.name}"
            for field in model._meta.get_fields()
            if type(field) in (models.CharField, models.TextField, models.JSONField)
            and not field.choices
            and field.name not in known
        ]
    assert forgotten == []


def test_the_resident_asks_for_it_on_the_page(client, home):
    case = lived(home)
    before = everything()
    assert [trace for trace in TRACES if trace not in before] == []
    client.get(reverse("requests:link", args=[query_codes.link_token(case.pk)]))
    page = reverse("requests:progress", args=[case.number])
    assert "删除我的个人信息" in client.get(page).text
    message = {"phone": PHONE, "kind": tell_resident.KIND, "title": f"诉求进展 {case.number}"}
    where = case.place_path
    notices.send_to_phone(**message, text="有答复了", at=clock.now(), place_path=where)
    answer = client.post(reverse("requests:erase", args=[case.number]), follow=True)
    assert "都已删除" in answer.text
    assert [trace for trace in TRACES if trace in answer.text] == []
    after = everything()
    assert [trace for trace in TRACES if trace in after] == []
    assert "删除我的个人信息" not in answer.text
    assert "没解决，要求重新办理" not in answer.text
    assert AuditEvent.objects.get(action="cases.erase").changes["demanded"]
    sent = notices.Notice.objects.values_list("title", "text")
    assert [row for row in sent if case.number in row[0]] == []
    assert [trace for trace in TRACES if any(trace in row[1] for row in sent)] == []
    again = client.post(reverse("requests:erase", args=[case.number]), follow=True)
    assert "已经删除过" in again.text


def test_the_page_tells_how_long(client, home, settings):
    settings.REQUESTS_KEPT_DAYS = 400
    assert "办结满400天后" in client.get(reverse("portal:privacy")).text
