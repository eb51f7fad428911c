"""Data whose time is over goes by itself, with a proof; what is held stays."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.audit import public as audit
from linli.foundation.files.public import StoredFile, check
from linli.foundation.files.tests import samples
from linli.registers.residents.public import Household, Person
from linli.registers.residents.tests.factories import depart, merge, tell_facts
from linli.services.privacy.actions import claims, consents, erasing
from linli.services.privacy.actions import purposes as purpose_actions
from linli.services.privacy.models import (
    Basis,
    Channel,
    Claim,
    ClaimKind,
    Consent,
    Erasure,
    Hold,
    How,
    Proof,
    Purpose,
    Rule,
    Word,
)
from linli.services.privacy.queries import retention as queries
from linli.services.privacy.tests.factories import AT, TODAY, Town, make_town, settle

pytestmark = pytest.mark.django_db
FACTS = {"person.illness": "高血压", "person.school": "一中"}


@pytest.fixture
def town() -> Town:
    return make_town()


def later(months: int, days: int = 0) -> dt.datetime:
    """Some months after everybody left, and days on top."""
    return AT + dt.timedelta(days=round(months * 30.44) + days)


def known(person: Person) -> dict[str, str]:
    return Person.objects.get(pk=person.pk).known


def test_who_has_left_goes_step_by_step(town: Town) -> None:
    tell_facts(town.person, FACTS)
    assert erasing.erase_due(at=later(60)) == 0
    depart(town.person, on=TODAY)
    assert erasing.erase_due(at=later(12, -5)) == 0
    assert erasing.erase_due(at=later(12, 5)) == 1
    assert known(town.person) == {"person.school": "一中"}
    assert erasing.erase_due(at=later(12, 6)) == 0
    # The file, and the home that stands empty then.
    assert erasing.erase_due(at=later(36, 5)) == 2
    assert not Person.objects.filter(pk=town.person.pk).exists()
    assert erasing.erase_due(at=later(36, 6)) == 0
    partly, whole = Erasure.objects.filter(rule=Rule.GONE).order_by("pk")
    assert partly.counts["facts_gone"] == 1
    assert whole.counts["people_gone"] == 1
    assert [partly.left_over, whole.left_over] == [0, 0]
    assert partly.place_path == town.community.place_path
    records = [f"residents.person:{town.person.pk}"]
    assert whole.digest == erasing.digest(Rule.GONE, records)
    line = audit.of_subject(whole, action="privacy.erase_due").get()
    assert line.changes["sha256"] == whole.digest
    assert line.changes["records"] == 1


def test_who_comes_back_stays(town: Town) -> None:
    tell_facts(town.person, FACTS)
    depart(town.person, on=TODAY)
    erasing.erase_due(at=later(12, 5))
    tell_facts(town.person, FACTS)
    depart(town.person, back=True, on=later(13).date(), at=later(13))
    assert erasing.erase_due(at=later(50)) == 0
    depart(town.person, on=later(50).date(), at=later(50))
    assert erasing.erase_due(at=later(50, 1)) == 0
    assert erasing.erase_due(at=later(62, 5)) == 1
    assert known(town.person) == {"person.school": "一中"}


def test_a_hold_keeps_a_file(town: Town) -> None:
    depart(town.person, on=TODAY)
    until = later(38).date()
    with pytest.raises(erasing.NotADay):
        erasing.hold(person=town.person, reason="诉讼", until=TODAY, by=town.head, at=AT)
    with pytest.raises(erasing.NeedsReason):
        erasing.hold(person=town.person, reason=" ", until=until, by=town.head, at=later(35))
    held = erasing.hold(
        person=town.person, reason="诉讼没有了结", until=until, by=town.head, at=later(35)
    )
    assert erasing.erase_due(at=later(37)) == 0
    erasing.release(hold=held, by=town.head, at=later(37))
    erasing.erase_due(at=later(37, 1))
    assert not Person.objects.exists()
    assert not Hold.objects.exists()


def test_other_times_are_heeded_at_once(town: Town) -> None:
    tell_facts(town.person, FACTS)
    depart(town.person, on=TODAY)
    erasing.erase_due(at=later(12, 5))
    for purpose in Purpose.objects.filter(kept_months=36):
        entry = {field: getattr(purpose, field) for field in purpose_actions.present(purpose)} | {
            "kept_months": 13,
            "groups": tuple(purpose.groups),
        }
        purpose_actions.save_purpose(
            entry=purpose_actions.Entry(**entry), purpose=purpose, by=town.head, at=AT
        )
    erasing.erase_due(at=later(13, 5))
    assert not Person.objects.exists()


def test_what_is_not_wanted_goes_after_a_week(town: Town) -> None:
    tell_facts(town.person, FACTS)
    for name in ("老年人探访和健康服务", "残疾人服务和补贴协助"):
        spoken = consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=TODAY)
        consents.write_down(
            person=town.person,
            purpose=Purpose.objects.get(name=name),
            spoken=spoken,
            by=town.grid_worker,
            at=AT,
        )
    assert erasing.erase_due(at=AT + dt.timedelta(days=6)) == 0
    assert erasing.erase_due(at=AT + dt.timedelta(days=7)) == 1
    assert known(town.person) == {"person.school": "一中"}
    assert erasing.erase_due(at=AT + dt.timedelta(days=8)) == 0
    assert Erasure.objects.get().rule == Rule.WITHDRAWN


def test_each_no_has_its_own_week(town: Town) -> None:
    tell_facts(town.person, {"person.employer": "云山机械厂", "person.illness": "高血压"})
    noes = {
        "就业帮扶": TODAY,
        "老年人探访和健康服务": TODAY + dt.timedelta(days=5),
        "残疾人服务和补贴协助": TODAY,
    }
    for name, day in noes.items():
        consents.write_down(
            person=town.person,
            purpose=Purpose.objects.get(name=name),
            spoken=consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=day),
            by=town.grid_worker,
            at=AT + dt.timedelta(days=5),
        )
    assert erasing.erase_due(at=AT + dt.timedelta(days=7)) == 1
    assert known(town.person) == {"person.illness": "高血压"}
    assert erasing.erase_due(at=AT + dt.timedelta(days=12)) == 1
    assert known(town.person) == {}


def test_what_is_limited_is_kept(town: Town) -> None:
    tell_facts(town.person, {"person.employer": "云山机械厂"})
    Purpose.objects.create(
        name="续签合同",
        why="续签",
        basis=Basis.CONTRACT,
        groups=Purpose.objects.get(name="就业帮扶").groups,
    )
    consents.write_down(
        person=town.person,
        purpose=Purpose.objects.get(name="就业帮扶"),
        spoken=consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=TODAY),
        by=town.grid_worker,
        at=AT,
    )
    consents.limit(
        person=town.person,
        purpose=Purpose.objects.get(name="续签合同"),
        reason="",
        by=town.worker,
        at=AT,
    )
    assert erasing.erase_due(at=AT + dt.timedelta(days=8)) == 0
    assert known(town.person) == {"person.employer": "云山机械厂"}


def test_what_a_double_file_said_holds_for_the_one_that_counts(town: Town) -> None:
    tell_facts(town.person, {"person.employer": "云山机械厂"})
    twin = settle(town.dwelling, "王秀英")
    spoken = consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=TODAY)
    jobs = Purpose.objects.get(name="就业帮扶")
    consents.write_down(person=twin, purpose=jobs, spoken=spoken, by=town.grid_worker, at=AT)
    day = AT + dt.timedelta(days=8)
    erasing.hold(person=twin, reason="诉讼", until=TODAY + dt.timedelta(9), by=town.head, at=AT)
    merge(town.person, twin)
    assert erasing.erase_due(at=day) == 0
    erasing.release(hold=Hold.objects.get(), by=town.head, at=day)
    assert erasing.erase_due(at=day) == 1
    assert known(town.person) == {}


def test_what_only_a_double_file_holds_goes_too(town: Town) -> None:
    twin = tell_facts(settle(town.dwelling, "王秀英"), {"person.employer": "云山机械厂"})
    merge(town.person, twin)
    tell_facts(town.person, {"person.employer": ""})
    spoken = consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=TODAY)
    jobs = Purpose.objects.get(name="就业帮扶")
    consents.write_down(person=town.person, purpose=jobs, spoken=spoken, by=town.head, at=AT)
    assert known(twin) == {"person.employer": "云山机械厂"}
    assert erasing.erase_due(at=AT + dt.timedelta(days=7)) == 1
    assert known(twin) == {}
    assert Erasure.objects.get().left_over == 0


def test_papers_and_claims_forget_too(town: Town) -> None:
    paper = check(samples.upload(samples.photo(), "同意书.jpg"))
    consents.write_down(
        person=town.person,
        purpose=Purpose.objects.get(name="就业帮扶"),
        spoken=consents.Spoken(word=Word.GIVEN, how=How.PAPER, said_on=TODAY),
        paper=[paper],
        by=town.grid_worker,
        at=AT,
    )
    asked = claims.Asked(
        kind=ClaimKind.SEE,
        place=town.community,
        name="王秀英",
        phone="13900001111",
        channel=Channel.WINDOW,
    )
    claim = claims.submit(asked=asked, by=town.worker, at=AT)
    claims.identify(claim=claim, person=town.person, proof=Proof.CARD, by=town.worker, at=AT)
    claims.answer(claim=claim, text="看过了", by=town.worker, at=AT)
    depart(town.person, on=TODAY)
    erasing.erase_due(at=later(36, 5))
    assert not Consent.objects.exists()
    assert not StoredFile.objects.exists()
    claim.refresh_from_db()
    assert claim.person is None
    assert claim.name == ""
    assert claim.phone == ""
    assert Erasure.objects.get(rule=Rule.CLAIMS).counts == {"claims_gone": 1}
    assert Claim.objects.count() == 1


def test_homes_that_hold_nothing_go(town: Town) -> None:
    empty = Household.objects.create(dwelling=town.next_door, place_path=town.next_door.place_path)
    assert erasing.erase_due(at=AT) == 1
    assert not Household.objects.filter(pk=empty.pk).exists()
    depart(town.person, on=TODAY)
    # The way of somebody leads through it.
    assert erasing.erase_due(at=AT) == 0


def test_each_community_has_its_own_proof(town: Town) -> None:
    other = make_town("另一个社区")
    for person in (town.person, other.person):
        depart(person, on=TODAY)
    erasing.erase_due(at=later(36, 5))
    proofs = queries.proofs(town.head)
    assert {proof.place_name for proof in proofs} == {"幸福里社区"}
    assert Erasure.objects.count() == 2 * proofs.count()


def test_the_page_tells_what_comes(town: Town, time_machine: Any) -> None:
    tell_facts(town.person, FACTS)
    stays = settle(town.next_door, "李静")
    depart(town.person, on=TODAY)
    time_machine.move_to(later(35, 10))
    client = Client()
    client.force_login(town.head)
    page = client.get(reverse("privacy:retention")).content.decode()
    assert "王秀英" in page
    assert "整份档案" in page
    assert "李静" not in page
    for rule in ("办结后3年", "导入后30天", "导出后3天"):
        assert rule in page
    hold = reverse("privacy:hold", args=[town.person.pk])
    assert client.get(hold).status_code == 200
    assert client.post(hold, {"reason": "诉讼", "until": "2020-01-01"}).status_code == 422
    until = later(40).date().isoformat()
    assert client.post(hold, {"reason": "诉讼没有了结", "until": until}).status_code == 302
    page = client.get(reverse("privacy:retention")).content.decode()
    assert "整份档案" not in page
    assert "诉讼没有了结" in page
    client.post(reverse("privacy:release", args=[Hold.objects.get().pk]))
    assert "整份档案" in client.get(reverse("privacy:retention")).content.decode()
    assert Person.objects.filter(pk=stays.pk).exists()
    client.force_login(town.worker)
    assert client.get(reverse("privacy:retention")).status_code == 403


def test_what_happens_while_the_night_is_at_work_is_heeded(town: Town) -> None:
    """Lots are made of a list; a file that is held, or wanted again by then, stays."""
    night = later(36, 5)
    depart(town.person, on=TODAY)
    listed = list(queries.gone(36, on=night.date()))
    assert listed == [town.person]
    held = erasing.hold(
        person=town.person, reason="诉讼", until=later(38).date(), by=town.head, at=night
    )
    erasing._lot_gone(listed, [], 36, whole=True, at=night)
    assert Person.objects.filter(pk=town.person.pk).exists()
    erasing.release(hold=held, by=town.head, at=night)
    depart(town.person, back=True, on=night.date(), at=night)
    erasing._lot_gone(listed, [], 36, whole=True, at=night)
    tell_facts(town.person, {"person.employer": "云山机械厂"})
    for word, own_wish in ((Word.REFUSED, False), (Word.GIVEN, True)):
        consents.write_down(
            person=town.person,
            purpose=Purpose.objects.get(name="就业帮扶"),
            spoken=consents.Spoken(word=word, how=How.PAPER, said_on=TODAY, own_wish=own_wish),
            by=town.grid_worker,
            at=AT,
        )
    erasing._lot_refused([town.person], list(Purpose.objects.all()), night)
    assert known(town.person) == {"person.employer": "云山机械厂"}
    assert not Erasure.objects.exists()
