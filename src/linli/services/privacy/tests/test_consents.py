"""What people say to a purpose, and what follows from it in the register."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.files.public import check
from linli.foundation.files.tests import samples
from linli.kernel.errors import InvalidMove, NotAllowed, NotFound
from linli.registers.residents import public as residents
from linli.registers.residents.tests.factories import tell_facts
from linli.services.privacy import public as privacy
from linli.services.privacy.actions import consents as actions
from linli.services.privacy.models import Consent, How, Purpose, Word
from linli.services.privacy.queries import consents as queries
from linli.services.privacy.tests.factories import AT, TODAY, Town, make_town, settle

pytestmark = pytest.mark.django_db
VISITS, JOBS, DUTY = "老年人探访和健康服务", "就业帮扶", "居民信息登记和日常服务"


@pytest.fixture
def town() -> Town:
    return make_town()


def say(town: Town, word: Word, purpose: str = VISITS, **more: Any) -> Consent:
    told = {"how": How.PAPER, "said_on": TODAY, "separate": word == Word.GIVEN} | more
    return actions.write_down(
        person=more.pop("person", town.person),
        purpose=Purpose.objects.get(name=purpose),
        spoken=actions.Spoken(word=word, **{k: v for k, v in told.items() if k != "person"}),
        by=town.grid_worker,
        at=AT,
    )


def test_what_needs_consent_waits_for_it(town: Town) -> None:
    pk = town.person.pk
    assert privacy.may_process(pk, group="identity")
    assert privacy.may_process(pk, purpose=DUTY)
    assert not privacy.may_process(pk, group="health")
    assert not privacy.may_process(pk, purpose=VISITS)
    say(town, Word.GIVEN)
    assert privacy.may_process(pk, group="health")
    assert privacy.may_process(pk, purpose=VISITS)
    assert not privacy.may_process(pk, purpose=JOBS)
    say(town, Word.WITHDRAWN)
    assert not privacy.may_process(pk, group="health")
    assert [row.word for row in queries.history([pk])] == [Word.WITHDRAWN, Word.GIVEN]


def test_a_purpose_for_emergencies_opens_nothing_on_other_days(town: Town) -> None:
    for name in (VISITS, "残疾人服务和补贴协助"):
        say(town, Word.REFUSED, name)
    assert not privacy.may_process(town.person.pk, group="health")
    assert privacy.may_process(town.person.pk, purpose="突发事件疏散和救助")


def test_sensitive_data_asks_a_separate_consent(town: Town) -> None:
    with pytest.raises(actions.NeedsSeparate):
        say(town, Word.GIVEN, separate=False)
    say(town, Word.GIVEN, JOBS, separate=False)


def test_a_guardian_speaks_for_a_child(town: Town) -> None:
    child = settle(town.dwelling, "王小宝", birth_date="2016-05-01")
    with pytest.raises(actions.NeedsGuardian):
        say(town, Word.GIVEN, JOBS, person=child)
    say(town, Word.GIVEN, JOBS, person=child, guardian="王建国", guardian_relation="51")
    young = settle(town.dwelling, "王大宝", birth_date="2012-03-11")
    say(town, Word.GIVEN, JOBS, person=young)
    eve = settle(town.dwelling, "王二宝", birth_date="2012-03-12")
    with pytest.raises(actions.NeedsGuardian):
        say(town, Word.GIVEN, JOBS, person=eve)


def test_after_a_no_nobody_asks_again(town: Town) -> None:
    say(town, Word.REFUSED)
    with pytest.raises(actions.AskedEnough):
        say(town, Word.GIVEN)
    say(town, Word.GIVEN, own_wish=True)
    assert privacy.may_process(town.person.pk, purpose=VISITS)


def test_what_cannot_be(town: Town) -> None:
    with pytest.raises(actions.NothingToWithdraw):
        say(town, Word.WITHDRAWN)
    with pytest.raises(actions.NeedsWitness):
        say(town, Word.GIVEN, how=How.SPOKEN)
    with pytest.raises(actions.NotYetSaid):
        say(town, Word.GIVEN, said_on=TODAY + dt.timedelta(days=1))
    with pytest.raises(InvalidMove):
        say(town, Word.GIVEN, DUTY)
    with pytest.raises(actions.NotLimited):
        actions.limit(
            person=town.person,
            purpose=Purpose.objects.get(name=DUTY),
            reason="",
            by=town.worker,
            at=AT,
        )


def test_a_stranger_writes_nothing_down(town: Town) -> None:
    other = make_town("另一个社区")
    with pytest.raises(NotAllowed):
        actions.write_down(
            person=town.person,
            purpose=Purpose.objects.get(name=JOBS),
            spoken=actions.Spoken(word=Word.GIVEN, how=How.PAPER, said_on=TODAY),
            by=other.head,
            at=AT,
        )
    client = Client()
    client.force_login(other.head)
    assert client.get(reverse("privacy:person", args=[town.person.pk])).status_code == 404


def test_the_register_hears_it(town: Town) -> None:
    tell_facts(town.person, {"person.illness": "高血压"})
    client = Client()
    client.force_login(town.worker)
    page = reverse("residents:person", args=[town.person.pk])
    edit = reverse("residents:edit", args=["person", town.person.pk, "health"])
    first = client.get(page).content.decode()
    assert "高血压" in first
    assert "还没有征得本人同意" in first
    assert "还没有征得本人同意" in client.get(edit).content.decode()
    for name in (VISITS, "残疾人服务和补贴协助"):
        say(town, Word.REFUSED, name)
    second = client.get(page).content.decode()
    assert "高血压" not in second
    assert "本人不同意使用这类信息" in second
    assert client.get(edit).status_code == 422
    history = reverse("residents:history", args=["person", town.person.pk])
    assert "患病情况" not in client.get(history).content.decode()
    with pytest.raises(residents.standings.Stopped):
        tell_facts(town.person, {"person.illness": "糖尿病"})


def test_each_file_of_a_person_counts(town: Town) -> None:
    twin = settle(town.dwelling, "王秀英")
    say(town, Word.REFUSED, JOBS, person=twin)
    twin.merged_into = town.person
    twin.save()
    found = residents.standings.stopped_groups([town.person.pk])
    assert found == {town.person.pk: frozenset({"work"})}


def test_tables_neither_take_nor_bring_what_is_not_wanted(town: Town) -> None:
    tell_facts(town.person, {"person.employer": "云山机械厂", "person.school": "一中"})
    say(town, Word.REFUSED, JOBS)
    pk = town.person.pk
    fields = tuple(residents.catalogue.FIELDS[f"person.{name}"] for name in ("employer", "school"))
    assert residents.facts_of([pk], fields)[pk] == {"person.employer": "", "person.school": "一中"}
    told = {pk: {"person.employer": "别的厂", "person.school": "二中"}}
    residents.tell_many(told=told, note="花名册", by=None, at=AT)
    town.person.refresh_from_db()
    assert town.person.known["person.employer"] == "云山机械厂"
    assert town.person.known["person.school"] == "二中"


def test_what_somebody_said_holds_the_undo_of_a_table(town: Town) -> None:
    quiet = settle(town.dwelling, "李静")
    say(town, Word.REFUSED, JOBS)
    assert residents.remove_many(ids=[quiet.pk, town.person.pk], by=None) == 1
    assert residents.Person.objects.filter(pk=town.person.pk).exists()


@pytest.mark.parametrize("people", [1, 3])
def test_many_are_asked_in_few_queries(
    town: Town, people: int, django_assert_num_queries: Any
) -> None:
    ids = [settle(town.dwelling, f"王{n}").pk for n in range(people)]
    with django_assert_num_queries(4):
        residents.standings.of_people(ids)
    with django_assert_num_queries(3):
        residents.standings.stopped_groups(ids)


def test_on_the_page(town: Town) -> None:
    client = Client()
    client.force_login(town.grid_worker)
    purpose = Purpose.objects.get(name=VISITS)
    url = reverse("privacy:consent", args=[town.person.pk, purpose.pk])
    page = client.get(url).content.decode()
    assert purpose.necessity in page
    assert "own_wish" not in page
    told = {"word": "given", "how": "paper", "said_on": "2026-03-11", "separate": "on"}
    assert client.post(url, told | {"said_on": "2099-01-01"}).status_code == 422
    answer = client.post(url, told | {"paper": samples.upload(samples.photo(), "同意书.jpg")})
    assert answer.status_code == 302
    row = Consent.objects.get()
    assert row.file is not None
    person = client.get(reverse("privacy:person", args=[town.person.pk])).content.decode()
    assert "登记撤回" in person
    assert f"/files/{row.file.pk}" in person
    duty = Purpose.objects.get(name=DUTY)
    none = reverse("privacy:consent", args=[town.person.pk, duty.pk])
    assert client.get(none).status_code == 404


def test_papers_are_not_for_strangers(town: Town) -> None:
    other = make_town("另一个社区")
    made = actions.write_down(
        person=town.person,
        purpose=Purpose.objects.get(name=JOBS),
        spoken=actions.Spoken(word=Word.GIVEN, how=How.PAPER, said_on=TODAY),
        paper=[check(samples.upload(samples.photo(), "同意书.jpg"))],
        by=town.grid_worker,
        at=AT,
    )
    assert queries.may_open(town.worker, made.file, "")
    assert not queries.may_open(other.head, made.file, "")
    assert not queries.may_open(None, made.file, "")
    with pytest.raises(NotFound):
        residents.get_visible(other.head, town.person.pk)
