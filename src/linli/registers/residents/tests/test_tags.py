"""The tag dictionary: who holds what, who is told of it, and what can't be kept."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts.tests.factories import give as give_role
from linli.foundation.accounts.tests.factories import make_head, make_role, make_user
from linli.foundation.audit import public as audit
from linli.kernel.errors import NotAllowed
from linli.registers.residents import presets, rules
from linli.registers.residents.actions import files, life, tags
from linli.registers.residents.actions.tags import Entry
from linli.registers.residents.models import Level, LifeKind, Person, PersonTag, Source, Tag
from linli.registers.residents.queries import listing
from linli.registers.residents.queries import tags as queries
from linli.registers.residents.tests.factories import AT, TODAY, Town, make_town, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    presets.load()
    return make_town()


@pytest.fixture
def head(town: Town):
    return make_head(town.community)


def tag_named(name: str) -> Tag:
    return Tag.objects.get(name=name)


def give(person: Person, name: str, *, by=None, at=AT, proof: str = "证1号") -> PersonTag:
    return tags.give(
        person=person,
        tag=tag_named(name),
        since=TODAY,
        proof=proof,
        source=Source.VISIT,
        by=by,
        at=at,
    )


def names(user, *wanted: str, on: dt.date = TODAY) -> set[str]:
    filters = listing.Filters(tags=tuple(tag_named(name) for name in wanted))
    return {person.name for person in listing.listing(user, filters, on=on).people}


def test_derived_tags_follow_birth_and_household_on_any_day(town, head):
    settle(town.dwelling, "王秀英", birth_date="1946-03-12")
    pair = settle(town.next_door, "李强", birth_date="1950-01-01")
    settle(pair.household, "赵敏", relation="10", birth_date="1990-01-01")
    assert names(head, "高龄（80岁以上）") == set()
    assert names(head, "高龄（80岁以上）", on=TODAY + dt.timedelta(days=1)) == {"王秀英"}
    assert names(head, "独居老人") == {"王秀英"}
    assert names(head, "60岁以上") == {"王秀英", "李强"}
    assert names(head, "全老户") == {"王秀英"}


def test_living_alone_ends_when_somebody_comes_home(town, head):
    old = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
    settle(old.household, "王小明", relation="20", birth_date="1970-01-01")
    assert names(head, "独居老人") == set()
    son = Person.objects.get(name="王小明")
    event = life.happen(person=son, kind=LifeKind.AWAY, on=TODAY, by=None, at=AT)
    assert names(head, "独居老人") == {"王秀英"}
    life.undo(event=event, by=None, at=AT)
    assert names(head, "独居老人") == set()


def test_what_a_page_says_is_what_the_list_finds(town, head):
    """Both ways to tell a derived tag, over people of every kind."""
    first = settle(town.dwelling, "甲", birth_date="1936-05-05")
    settle(first.household, "乙", relation="10", birth_date="1966-03-11")
    settle(town.next_door, "丙", birth_date="1940-01-01")
    settle(town.next_door, "丁", birth_date="2013-03-12")
    settle(town.next_door, "戊")
    gone = settle(town.next_door, "己", birth_date="1926-01-01")
    life.happen(person=gone, kind=LifeKind.HOSPITAL, on=TODAY, by=None, at=AT)
    people = list(Person.objects.all())
    for tag in Tag.objects.exclude(rule__isnull=True):
        listed = set(Person.objects.filter(rules.condition(tag.rule, TODAY)))
        assert listed == {p for p in people if rules.fits(tag.rule, p, TODAY)}, tag.name


def test_three_tags_and_an_age_band(town, head):
    person = settle(town.dwelling, "王秀英", birth_date="1940-01-01")
    other = settle(town.next_door, "李强", birth_date="1941-01-01")
    for name in ("志愿者", "楼栋长", "慢性病"):
        give(person, name)
    give(other, "志愿者")
    filters = listing.Filters(
        tags=tuple(tag_named(n) for n in ("志愿者", "楼栋长", "慢性病")), age_from=80, age_to=89
    )
    found = listing.listing(head, filters, on=TODAY)
    assert ([p.name for p in found.people], found.count) == (["王秀英"], 1)


def test_a_tag_follows_its_fact(town, head):
    person = settle(town.dwelling, "王秀英")

    def tell(value: str) -> None:
        files.tell(
            record=person,
            told={"veteran.is_veteran": value},
            source=Source.DOCUMENT,
            confirmed_on=TODAY,
            by=head,
            at=AT,
        )

    tell("1")
    assert names(head, "退役军人") == {"王秀英"}
    tell("0")
    assert names(head, "退役军人") == set()


def test_tags_move_with_their_people(town, head):
    person = settle(town.dwelling, "王秀英")
    give(person, "志愿者")
    life.move(person=person, home=life.Home(dwelling=town.next_door), on=TODAY, by=None, at=AT)
    assert person.tags.get().place_path == town.next_door.place_path


def test_a_sensitive_tag_is_told_to_few(town, head):
    person = settle(town.dwelling, "王秀英")
    give(person, "残疾人")
    worker = make_user(town.community, ["residents.view", "residents.edit"])
    held = queries.held_by([person], worker, on=TODAY)[person.pk]
    assert "残疾人" not in [one.tag.name for one in held]
    assert tag_named("残疾人") not in queries.offered(worker)
    assert names(worker, "残疾人") == set()
    with pytest.raises(NotAllowed):
        give(person, "孤儿", by=worker)
    assert "残疾" not in str(audit.of_subject(person).first().changes)


def test_a_right_in_one_grid_tells_nothing_of_another(town, head):
    """Somebody who sees residents everywhere, and sensitive facts in one place only."""
    person = settle(town.dwelling, "王秀英")
    give(person, "残疾人")
    elsewhere = make_town("乙社区")
    user = make_user(town.community, ["residents.view"])
    give_role(user, make_role("residents.sensitive"), elsewhere.community)
    assert names(user, "残疾人") == set()


def test_expiry_and_review_come_from_the_dictionary(town):
    person = settle(town.dwelling, "王秀英")
    row = give(person, "临时救助")
    assert row.until == dt.date(2026, 9, 11)
    row = give(person, "低保边缘")
    assert row.review_on == dt.date(2026, 9, 11)
    later = AT + dt.timedelta(days=190)
    tags.review(row=row, by=None, at=later)
    assert row.review_on == dt.date(2027, 3, 17)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
        (dt.date(2026, 1, 15), 11, dt.date(2026, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert tags.months_after(day, months) == later


def test_proof_derived_and_double_are_refused(town):
    person = settle(town.dwelling, "王秀英")
    with pytest.raises(tags.NeedsProof):
        give(person, "困境儿童", proof=" ")
    with pytest.raises(tags.DerivedTag):
        give(person, "60岁以上")
    give(person, "志愿者")
    with pytest.raises(tags.HasTag):
        give(person, "志愿者")


@pytest.mark.parametrize(
    "name",
    [
        "信教群众",
        "基督教徒",
        "吸毒人员",
        "社区戒毒",
        "邪教人员",
        "重点上访户",
        "信访 老户",
        "刑满释放",
    ],
)
def test_lists_that_the_law_rules_out_cannot_be_made(town, name):
    with pytest.raises(tags.RuledOut):
        tags.save_tag(entry=Entry(name, Level.SENSITIVE), by=None, at=AT)
    with pytest.raises(tags.RuledOut):
        tags.save_tag(entry=Entry("其他", Level.SENSITIVE, basis=name), by=None, at=AT)


def test_the_presets_are_no_such_lists(town):
    for tag in Tag.objects.all():
        assert not rules.is_ruled_out(f"{tag.name} {tag.basis}")
        assert set(tag.rule or {}) <= rules.KEYS


def test_loading_the_presets_again_leaves_what_a_site_changed(town):
    Tag.objects.filter(name="志愿者").update(basis="本地办法")
    before = Tag.objects.count()
    presets.load()
    assert Tag.objects.count() == before
    assert tag_named("志愿者").basis == "本地办法"


class TestPages:
    @pytest.fixture
    def client(self, head) -> Client:
        client = Client()
        client.force_login(head)
        return client

    def test_the_dictionary_is_kept_on_pages(self, town, client):
        sent = {"name": "热心邻居", "level": "1", "months": "12"}
        assert client.post(reverse("residents:new-tag"), sent).status_code == 302
        tag = tag_named("热心邻居")
        refused = client.post(reverse("residents:new-tag"), {"name": "信教群众", "level": "3"})
        assert refused.status_code == 422
        assert "不能建" in refused.content.decode()
        page = client.get(reverse("residents:tag", args=[tag.pk]))
        seen = page.context["form"]["seen"].value()
        change = {**sent, "basis": "居民会议决定", "seen": seen}
        client.post(reverse("residents:tag", args=[tag.pk]), change)
        tag.refresh_from_db()
        assert tag.basis == "居民会议决定"
        stale = client.post(reverse("residents:tag", args=[tag.pk]), {**change, "basis": "别的"})
        assert stale.status_code == 422
        client.post(reverse("residents:close-tag", args=[tag.pk]))
        assert tag not in queries.dictionary()

    def test_tags_are_given_reviewed_and_taken_on_the_page(self, town, client):
        person = settle(town.dwelling, "王秀英")
        url = reverse("residents:give-tag", args=[person.pk])
        tag = tag_named("楼栋长")
        sent = {"tag": tag.pk, "since": "2026-03-01", "source": "visit"}
        assert client.post(url, sent).status_code == 302
        assert client.post(url, sent).status_code == 422
        row = person.tags.get()
        shown = client.get(reverse("residents:person", args=[person.pk])).content.decode()
        assert "楼栋长" in shown
        client.post(reverse("residents:review-tag", args=[row.pk]))
        assert client.post(reverse("residents:take-tag", args=[row.pk]), {}).status_code == 422
        client.post(reverse("residents:take-tag", args=[row.pk]), {"reason": "搬走了"})
        assert not person.tags.exists()

    def test_the_list_narrows_by_tags_in_its_address(self, town, client):
        person = settle(town.dwelling, "王秀英")
        settle(town.next_door, "李强")
        give(person, "志愿者")
        tag = tag_named("志愿者")
        text = client.get(reverse("residents:list"), {"tag": tag.pk}).content.decode()
        assert "王秀英" in text
        assert "李强" not in text
