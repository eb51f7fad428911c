"""Purposes and the texts by which people are told."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from linli.kernel.errors import InvalidMove, NotAllowed
from linli.services.privacy import presets
from linli.services.privacy.actions import purposes as actions
from linli.services.privacy.models import Basis, NoticeText, Purpose, TextKind
from linli.services.privacy.queries import purposes as queries
from linli.services.privacy.tests.factories import AT, Town, make_town

pytestmark = pytest.mark.django_db
ENTRY = actions.Entry(name="测试用途", why="试一试", basis=Basis.CONSENT, groups=("work",))


@pytest.fixture
def town() -> Town:
    return make_town()


def publish(town: Town, text: str = "我们这样用您的信息") -> NoticeText:
    draft = actions.draft(kind=TextKind.GENERAL, by=town.head, at=AT)
    actions.write_draft(draft=draft, text=text, by=town.head, at=AT)
    return actions.publish(draft=draft, by=town.head, at=AT)


def test_presets_hold_and_are_loaded_once(town: Town) -> None:
    for one in Purpose.objects.all():
        groups = [group.code for group in one.catalogue_groups]
        assert sorted(one.groups) == sorted(groups), one
        assert bool(one.necessity) == one.is_sensitive, one
        assert one.needs_consent or one.law, one
        assert (one.kept_months is not None) or one.kept_words, one
    Purpose.objects.filter(name="就业帮扶").delete()
    count = Purpose.objects.count()
    presets.load()
    assert Purpose.objects.count() == count
    assert NoticeText.objects.filter(version=None).count() == len(TextKind)


def test_a_sensitive_purpose_says_why(town: Town) -> None:
    entry = actions.Entry(name="健康", why="探访", basis=Basis.CONSENT, groups=("health",))
    with pytest.raises(actions.NeedsNecessity):
        actions.save_purpose(entry=entry, by=town.head, at=AT)
    entry = actions.Entry(name="登记", why="登记", basis=Basis.DUTY, groups=("work",))
    with pytest.raises(actions.NeedsLaw):
        actions.save_purpose(entry=entry, by=town.head, at=AT)


def test_names_are_told_apart(town: Town) -> None:
    actions.save_purpose(entry=ENTRY, by=town.head, at=AT)
    with pytest.raises(actions.NameTaken):
        actions.save_purpose(entry=ENTRY, by=town.head, at=AT)


def test_only_who_holds_it_everywhere_changes_what_all_are_told(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.save_purpose(entry=ENTRY, by=town.worker, at=AT)
    make_town("另一个社区")
    with pytest.raises(NotAllowed):
        publish(town)


def test_versions_follow_each_other_and_keep_the_purposes_of_their_day(town: Town) -> None:
    first = publish(town)
    actions.save_purpose(entry=ENTRY, by=town.head, at=AT)
    second = publish(town, "第二版")
    assert [first.version, second.version] == [1, 2]
    assert queries.published(TextKind.GENERAL) == second
    names = [row["name"] for row in NoticeText.objects.get(pk=first.pk).purposes]
    assert ENTRY.name not in names
    assert ENTRY.name in [row["name"] for row in second.purposes]
    assert actions.digest(NoticeText.objects.get(pk=first.pk)) == first.sha256


def test_a_published_text_never_changes(town: Town) -> None:
    text = publish(town)
    with pytest.raises(InvalidMove):
        actions.write_draft(draft=text, text="改一改", by=town.head, at=AT)
    for change in (
        lambda: NoticeText.objects.filter(pk=text.pk).update(text="改一改"),
        lambda: NoticeText.objects.filter(pk=text.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_empty_draft_is_not_published(town: Town) -> None:
    draft = actions.draft(kind=TextKind.GENERAL, by=town.head, at=AT)
    actions.write_draft(draft=draft, text=" ", by=town.head, at=AT)
    with pytest.raises(actions.NothingSaid):
        actions.publish(draft=draft, by=town.head, at=AT)


def test_residents_read_what_was_published(town: Town) -> None:
    window = Client()
    use = reverse("own-data:use")
    assert "告知书正在准备" in window.get(use).content.decode()
    publish(town)
    page = window.get(use).content.decode()
    assert "我们这样用您的信息" in page
    assert "就业帮扶" in page
    publish(town, "新的一版")
    assert "新的一版" in window.get(use).content.decode()
    old = window.get(reverse("own-data:version", args=["general", 1])).content.decode()
    assert "我们这样用您的信息" in old
    assert "现在有效的是第2版" in old
    assert window.get(reverse("own-data:version", args=["general", 7])).status_code == 404
    assert window.get(reverse("own-data:version", args=["secret", 1])).status_code == 404


def test_the_keeper_writes_and_publishes_on_the_desk(town: Town) -> None:
    client = Client()
    client.force_login(town.head)
    draft = reverse("privacy:notice-draft", args=["general"])
    assert "为什么用、用哪些" in client.get(draft).content.decode()
    seen = client.get(draft).context["form"]["seen"].value()
    client.post(draft, {"text": "我们的告知书", "seen": seen})
    again = client.post(draft, {"text": "别人的改法", "seen": seen})
    assert again.status_code == 422
    client.post(reverse("privacy:notice-publish", args=["general"]))
    page = client.get(reverse("privacy:purposes")).content.decode()
    assert "第1版" in page
    assert "还没有发布新的一版" not in page
    form = {"name": "通知", "why": "通知", "basis": "consent", "groups": ["contact"]}
    assert client.post(reverse("privacy:purpose-new"), form).status_code == 422
    client.post(reverse("privacy:purpose-new"), form | {"kept_months": "6"})
    assert "还没有发布新的一版" in client.get(reverse("privacy:purposes")).content.decode()
    made = Purpose.objects.get(name="通知")
    client.post(reverse("privacy:purpose-close", args=[made.pk]))
    made.refresh_from_db()
    assert made.closed_on is not None


def test_a_worker_neither_reads_nor_writes_there(town: Town) -> None:
    client = Client()
    client.force_login(town.grid_worker)
    assert client.get(reverse("privacy:purposes")).status_code == 403
    assert client.get(reverse("privacy:purpose-new")).status_code == 403
