"""What people ask about their data: taken in, made sure of, carried out, answered."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from linli.foundation.audit import public as audit
from linli.kernel.clock import local
from linli.kernel.errors import InvalidMove, NotAllowed, NotFound
from linli.registers.residents import public as residents
from linli.registers.residents.tests.factories import merge, tell_facts
from linli.services.privacy import copies
from linli.services.privacy.actions import claims as actions
from linli.services.privacy.actions import consents
from linli.services.privacy.models import (
    Channel,
    Claim,
    ClaimKind,
    How,
    Proof,
    Purpose,
    Refusal,
    Stage,
    Word,
)
from linli.services.privacy.queries import claims as queries
from linli.services.privacy.queries import deletion
from linli.services.privacy.tests.factories import AT, TODAY, Town, make_town, settle
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> Town:
    cache.clear()
    return make_town()


def ask(town: Town, kind: ClaimKind, **more: Any) -> Claim:
    told = {"name": "王秀英", "phone": "13900001111", "channel": Channel.WINDOW, **more}
    asked = actions.Asked(kind=kind, place=town.community, **told)
    return actions.submit(asked=asked, by=town.worker, at=AT)


def sure(town: Town, kind: ClaimKind) -> Claim:
    return actions.identify(
        claim=ask(town, kind), person=town.person, proof=Proof.CARD, by=town.worker, at=AT
    )


def test_a_claim_has_fifteen_working_days(town: Town) -> None:
    claim = ask(town, ClaimKind.SEE)
    clock = queries.clock_of(claim)
    assert clock is not None
    # 2026-03-11 and fifteen working days, the whole of the last.
    assert clock.due_at == local(2026, 4, 2)
    assert clock.rule["unit"] == "working_days"
    row = next(iter(work.rows(work.mine(town.worker), town.worker)))
    assert row.step is not None
    assert row.step.label == "核对身份"
    assert "王秀英" not in row.item.title


def test_who_takes_no_claims_is_not_led_to_them(town: Town) -> None:
    asked = actions.Asked(
        kind=ClaimKind.SEE,
        place=town.community,
        name="王秀英",
        phone="13900001111",
        channel=Channel.PORTAL,
    )
    claim = actions.submit(asked=asked, by=None, at=AT)
    assert claim.work in work.mine(town.worker)
    assert claim.work not in work.mine(town.grid_worker)


def test_nothing_is_given_before_somebody_made_sure_who_asks(town: Town) -> None:
    claim = ask(town, ClaimKind.DELETE)
    with pytest.raises(actions.NotIdentified):
        actions.note_copy(claim=claim, sha256="0" * 64, rows=1, by=town.worker, at=AT)
    with pytest.raises(actions.NotIdentified):
        actions.erase(claim=claim, by=town.worker, at=AT)
    with pytest.raises(actions.NotIdentified):
        actions.answer(claim=claim, text="办好了", by=town.worker, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(stage=Stage.DONE)
    client = Client()
    client.force_login(town.worker)
    answer = client.post(reverse("privacy:claim-copy", args=[claim.pk]))
    assert answer.status_code == 409


def test_a_claim_is_about_the_file_that_counts(town: Town) -> None:
    """Two files were merged after somebody had made sure who asks."""
    claims = {kind: sure(town, kind) for kind in (ClaimKind.DELETE, ClaimKind.COPY)}
    counts = settle(town.dwelling, "王秀英")
    tell_facts(counts, {"person.employer": "云山机械厂"})
    merge(counts, town.person)
    client = Client()
    client.force_login(town.worker)
    page = client.get(reverse("privacy:claim", args=[claims[ClaimKind.DELETE].pk]))
    assert reverse("residents:person", args=[counts.pk]) in page.content.decode()
    copy = client.post(reverse("privacy:claim-copy", args=[claims[ClaimKind.COPY].pk]))
    assert "云山机械厂" in copy.content.decode()
    actions.erase(claim=claims[ClaimKind.DELETE], by=town.worker, at=AT)
    counts.refresh_from_db()
    assert counts.known == {}


def test_a_copy_says_everything_and_who_looked(town: Town) -> None:
    tell_facts(town.person, {"person.illness": "高血压", "person.employer": "云山机械厂"})
    tell_facts(town.person, {"person.employer": "清河厂"})
    consents.write_down(
        person=town.person,
        purpose=Purpose.objects.get(name="就业帮扶"),
        spoken=consents.Spoken(word=Word.REFUSED, how=How.PAPER, said_on=TODAY),
        by=town.grid_worker,
        at=AT,
    )
    audit.record("residents.reveal", by=town.head, at=AT, subject=town.person, reason="电话回访")
    copy = copies.whole(town.person)
    said = str(copy.sections)
    for words in ("高血压", "清河厂", "云山机械厂", "13900001111", "上门", "不同意", "电话回访"):
        assert words in said
    assert copies.whole(town.person).sha256 == copy.sha256
    claim = sure(town, ClaimKind.COPY)
    client = Client()
    client.force_login(town.worker)
    url = reverse("privacy:claim-copy", args=[claim.pk])
    page = client.post(url).content.decode()
    assert "13900001111" in page
    answer = client.post(url, {"xlsx": "1"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert {"高血压", "清河厂", "13900001111"} <= cells
    lines = list(audit.of_subject(claim, action="privacy.copy"))
    assert [line.changes["sha256"] for line in lines] == [copy.sha256] * 2


def test_deleting_takes_what_no_law_keeps(town: Town) -> None:
    facts = {"person.illness": "高血压", "person.employer": "云山机械厂", "person.school": "一中"}
    tell_facts(town.person, facts)
    tell_facts(town.person, {"person.illness": "糖尿病", "person.is_disabled": "1"})
    claim = sure(town, ClaimKind.DELETE)
    verdict = deletion.of_person(town.person, at=AT)
    town.person.refresh_from_db()
    verdict = deletion.of_person(town.person, at=AT)
    assert {group.code for group in verdict.may_go} == {"work", "health"}
    assert {one.group.code for one in verdict.kept} == {"identity", "contact", "situation"}
    done = actions.erase(claim=claim, by=town.worker, at=AT)
    assert done.facts == 3
    assert done.tags == 1
    town.person.refresh_from_db()
    assert town.person.known == {"person.school": "一中"}
    left = "".join(f"{row.fields} {row.before}" for row in town.person.statements.all())
    assert "illness" not in left
    assert "高血压" not in left
    assert "employer" not in left
    assert "school" in left
    with pytest.raises(actions.NothingToDelete):
        actions.erase(claim=claim, by=town.worker, at=AT)
    line = audit.of_subject(town.person, action="residents.erase_facts").get()
    assert line.subject_name == ""
    assert line.changes["facts_gone"] == 3


def test_each_end_tells_why(town: Town) -> None:
    with pytest.raises(actions.NeedsAnswer):
        actions.answer(claim=sure(town, ClaimKind.SEE), text=" ", by=town.worker, at=AT)
    done = actions.answer(claim=sure(town, ClaimKind.SEE), text="看过了", by=town.worker, at=AT)
    assert done.stage == Stage.DONE
    refused = actions.refuse(
        claim=ask(town, ClaimKind.DELETE),
        refusal=Refusal.NOBODY,
        text="核对不了身份，请带证件来。",
        by=town.worker,
        at=AT,
    )
    dropped = actions.drop(claim=ask(town, ClaimKind.SEE), by=town.worker, at=AT)
    for claim in (done, refused, dropped):
        item = Claim.objects.get(pk=claim.pk).work
        assert item.closed_at == AT
        assert queries.clock_of(claim) is None
        with pytest.raises(InvalidMove):
            actions.drop(claim=claim, by=town.worker, at=AT)


def test_a_limit_is_heeded(town: Town) -> None:
    purpose = Purpose.objects.get(name="居民信息登记和日常服务")
    claim = sure(town, ClaimKind.LIMIT)
    with pytest.raises(consents.NotLimited):
        actions.limit(claim=claim, purpose=purpose, by=town.worker, at=AT)
    club = Purpose.objects.create(
        name="兴趣小组", why="约活动", basis="published", law="第十三条", groups=["owner", "work"]
    )
    # Everything about work rests on this purpose alone.
    Purpose.objects.filter(name="就业帮扶").update(closed_on=TODAY)
    assert residents.standings.of_person(town.person.pk).get("work") is None
    made = actions.limit(claim=claim, purpose=club, by=town.worker, at=AT)
    assert residents.standings.of_person(town.person.pk)["work"].stopped
    client = Client()
    client.force_login(town.worker)
    person = client.get(reverse("privacy:person", args=[town.person.pk])).content.decode()
    assert "本人要求解除" in person
    client.post(reverse("privacy:limit-end", args=[made.pk]))
    assert residents.standings.of_person(town.person.pk).get("work") is None


def test_strangers(town: Town) -> None:
    other = make_town("另一个社区")
    claim = ask(town, ClaimKind.SEE)
    with pytest.raises(NotFound):
        queries.get_visible(other.worker, claim.pk)
    with pytest.raises(NotAllowed):
        actions.identify(claim=claim, person=town.person, proof=Proof.CARD, by=other.worker, at=AT)
    foreign = actions.submit(
        asked=actions.Asked(
            kind=ClaimKind.SEE,
            place=other.community,
            name="王秀英",
            phone="13900001111",
            channel=Channel.PHONE,
        ),
        by=other.worker,
        at=AT,
    )
    with pytest.raises(NotAllowed):
        actions.identify(
            claim=foreign, person=town.person, proof=Proof.CARD, by=other.worker, at=AT
        )


FORM = {
    "kind": "copy",
    "asker": "self",
    "name": "王秀英",
    "phone": "139 0000 1111",
    "key": "0" * 32,
}


def test_a_resident_asks_and_follows(town: Town) -> None:
    window = Client()
    ask_url = reverse("own-data:ask")
    assert "身份证号码不用写" in window.get(ask_url).content.decode()
    assert window.post(ask_url, FORM | {"phone": "12"}).status_code == 422
    first, again = (window.post(ask_url, FORM) for _ in range(2))
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    claim = Claim.objects.get()
    page = window.get(first["Location"])
    assert "等工作人员和您核对身份" in page.content.decode()
    assert "13900001111" not in page.content.decode()
    assert window.get(reverse("own-data:claim", args=["forged"])).status_code == 404
    kept = actions.identify(
        claim=claim, person=town.person, proof=Proof.CALL, by=town.worker, at=AT
    )
    actions.answer(claim=kept, text="副本请到窗口取。", by=town.worker, at=AT)
    assert "副本请到窗口取。" in window.get(first["Location"]).content.decode()


def test_a_flood_waits(town: Town) -> None:
    window = Client()
    ask_url = reverse("own-data:ask")
    answers = [window.post(ask_url, FORM | {"key": f"{n:032x}"}) for n in range(6)]
    assert [one.status_code for one in answers] == [302] * 5 + [429]


def test_where_there_are_several_communities_one_is_chosen(town: Town) -> None:
    other = make_town("另一个社区")
    window = Client()
    ask_url = reverse("own-data:ask")
    assert "另一个社区" in window.get(ask_url).content.decode()
    assert "另一个社区" in window.get(ask_url, {"q": "另一"}).content.decode()
    window.post(f"{ask_url}?place={other.grid.pk}", FORM)
    assert Claim.objects.get().place == other.community


def test_on_the_desk(town: Town) -> None:
    tell_facts(town.person, {"person.illness": "高血压"})
    client = Client()
    client.force_login(town.worker)
    form = {"kind": "delete", "asker": "self", "channel": "window", "name": "王秀英"}
    new = reverse("privacy:claim-new")
    assert client.post(new, form | {"place": "7777"}).status_code == 422
    client.post(new, form | {"place": str(town.community.pk)})
    claim = Claim.objects.get()
    page = reverse("privacy:claim", args=[claim.pk])
    first = client.get(page).content.decode()
    assert "就是这一位" in first
    assert "高血压" not in first
    client.post(
        reverse("privacy:claim-identify", args=[claim.pk, town.person.pk]), {"proof": "card"}
    )
    second = client.get(page).content.decode()
    assert "可以删除（没有法律要求保留）" in second
    client.post(reverse("privacy:claim-erase", args=[claim.pk]))
    assert client.post(reverse("privacy:claim-answer", args=[claim.pk])).status_code == 422
    client.post(reverse("privacy:claim-answer", args=[claim.pk]), {"text": "已删除"})
    assert "已删除" in client.get(page).content.decode()
    assert "没有申请" in client.get(reverse("privacy:claims")).content.decode()
    closed = client.get(reverse("privacy:claims"), {"closed": "1", "kind": "delete"})
    assert claim.number in closed.content.decode()
    for kind in ("correct", "withdraw", "limit", "explain", "see"):
        made = sure(town, ClaimKind(kind))
        assert client.get(reverse("privacy:claim", args=[made.pk])).status_code == 200
