"""The records that the law wants kept."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.audit import public as audit
from linli.kernel.errors import InvalidMove, NotAllowed, NotFound
from linli.services.privacy import public as privacy
from linli.services.privacy.actions import records as actions
from linli.services.privacy.models import Assessment, Breach, Sharing, Way
from linli.services.privacy.queries import records as queries
from linli.services.privacy.tests.factories import AT, TODAY, Town, make_town

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ASSESSED = actions.Assessed(
    title="老人探访用到健康信息",
    occasion="sensitive",
    lawful="只收探访要用的几项",
    impact="泄露会伤自尊",
    measures="加密、打码、专人看",
    conclusion="measures",
    assessed_on=TODAY,
    people="书记、小李",
)
HAPPENED = actions.Happened(
    title="名单发错群", happened="3月10日晚上", found_on=TODAY, kinds="姓名、电话"
)


@pytest.fixture
def town() -> Town:
    return make_town()


def test_an_assessment_is_kept_three_years(town: Town) -> None:
    made = actions.assess(place=town.community, assessed=ASSESSED, by=town.head, at=AT)
    assert queries.kept_until(made.assessed_on) == dt.date(2029, 3, 11)
    late = actions.Assessed(**{**vars(ASSESSED), "assessed_on": TODAY + DAY})
    with pytest.raises(actions.NotYet):
        actions.assess(place=town.community, assessed=late, by=town.head, at=AT)
    with pytest.raises(NotAllowed):
        actions.assess(place=town.community, assessed=ASSESSED, by=town.worker, at=AT)


def test_what_goes_out_is_told_once(town: Town) -> None:
    shared = privacy.Shared(
        to="区民政局",
        purpose="高龄津贴核对",
        people=12,
        groups=["identity", "aid"],
        source="sheets",
        source_id="7",
        sha256="0" * 64,
    )
    rows = [
        privacy.record_sharing(place=town.community, shared=shared, by=town.worker, at=AT)
        for _ in range(2)
    ]
    assert rows[0] == rows[1]
    assert Sharing.objects.get().given_on == TODAY
    line = audit.of_subject(rows[0], action="privacy.share").get()
    assert line.changes["groups"] == ["身份", "社会救助"]
    privacy.withdraw_sharing(source="sheets", source_id="7", by=town.worker, at=AT)
    again = privacy.record_sharing(place=town.community, shared=shared, by=town.worker, at=AT)
    assert Sharing.objects.exclude(withdrawn_at=None).get() == rows[0]
    assert Sharing.objects.get(withdrawn_at=None) == again


def test_giving_to_others_needs_a_law_or_each_persons_word(town: Town) -> None:
    shared = privacy.Shared(to="养老机构", purpose="入住评估", people=1, way=Way.PROVIDE)
    with pytest.raises(actions.NeedsAgreement):
        actions.share(place=town.community, shared=shared, by=town.head, at=AT)
    agreed = privacy.Shared(**{**vars(shared), "agreed": True})
    actions.share(place=town.community, shared=agreed, by=town.head, at=AT)
    lawful = privacy.Shared(**{**vars(shared), "basis": "某法第九条"})
    actions.share(place=town.community, shared=lawful, by=town.head, at=AT)
    assert Sharing.objects.count() == 2


def test_a_breach_is_closed_when_everything_is_done(town: Town) -> None:
    made = actions.report(place=town.community, happened=HAPPENED, by=town.head, at=AT)
    assert len(made.missing) == 4
    with pytest.raises(actions.NotDoneYet):
        actions.close(breach=made, by=town.head, at=AT)
    done = actions.Happened(
        **{
            **vars(HAPPENED),
            "measures": "撤回消息，请群里的人删除",
            "cause": "选错了群",
            "harm": "可能接到骚扰电话",
            "authority": "区网信办",
            "authority_on": TODAY,
            "not_told_why": "两分钟内撤回，没有人保存",
        }
    )
    actions.follow_up(breach=made, happened=done, by=town.head, at=AT)
    closed = actions.close(breach=made, by=town.head, at=AT)
    with pytest.raises(InvalidMove):
        actions.follow_up(breach=closed, happened=HAPPENED, by=town.head, at=AT)
    with pytest.raises(NotAllowed):
        actions.report(place=town.community, happened=HAPPENED, by=town.worker, at=AT)
    early = actions.Happened(**{**vars(HAPPENED), "authority_on": TODAY + DAY})
    with pytest.raises(actions.NotYet):
        actions.report(place=town.community, happened=early, by=town.head, at=AT)


def test_records_stay_in_their_places(town: Town) -> None:
    other = make_town("另一个社区")
    assessed = actions.assess(place=town.community, assessed=ASSESSED, by=town.head, at=AT)
    breach = actions.report(place=town.community, happened=HAPPENED, by=town.head, at=AT)
    for get, row in ((queries.get_assessment, assessed), (queries.get_breach, breach)):
        assert get(town.head, row.pk) == row
        with pytest.raises(NotFound):
            get(other.head, row.pk)
    assert not queries.sharings(other.head).exists()


def test_on_the_pages(town: Town) -> None:
    client = Client()
    client.force_login(town.head)

    def send(name: str, told: dict[str, Any], *args: Any) -> int:
        return client.post(reverse(f"privacy:{name}", args=args), told).status_code

    place = {"place": str(town.community.pk)}
    told = {**vars(ASSESSED), **place, "assessed_on": "2026-03-11"}
    assert send("record-assess", told | {"lawful": ""}) == 422
    assert send("record-assess", told) == 302
    shown = client.get(reverse("privacy:record-assessment", args=[Assessment.objects.get().pk]))
    assert "至少保存到" in shown.content.decode()
    shared = {"to": "派出所", "way": "report", "purpose": "核对", "people": "3"}
    shared |= {"groups": ["identity"], "given_on": "2026-03-11", "basis": "反恐怖主义法"}
    assert send("record-share", shared | place | {"people": "-1"}) == 422
    assert send("record-share", shared | place) == 302
    listed = client.get(reverse("privacy:record-sharings"), {"q": "派出"}).content.decode()
    assert "派出所" in listed
    assert "身份" in listed
    happened = {"title": "手机丢了", "happened": "昨晚", "found_on": "2026-03-11", "kinds": "电话"}
    assert send("record-report", happened | place | {"kinds": ""}) == 422
    assert send("record-report", happened | place) == 302
    breach = Breach.objects.get()
    page = reverse("privacy:record-breach", args=[breach.pk])
    form = client.get(page).context["form"]
    assert "还缺：" in client.get(page).content.decode()
    send("record-close", {}, breach.pk)
    breach.refresh_from_db()
    assert breach.closed_at is None
    rest = {"measures": "远程锁定", "cause": "大意", "harm": "骚扰", "authority": "网信办"}
    rest |= {"authority_on": "2026-03-11", "people_told": "电话", "people_told_on": "2026-03-11"}
    seen = {"seen": form["seen"].value()}
    assert send("record-breach", happened | rest | seen, breach.pk) == 302
    send("record-close", {}, breach.pk)
    assert "已结案存档" in client.get(page).content.decode()
    for name in ("record-assessments", "record-breaches"):
        assert client.get(reverse(f"privacy:{name}")).status_code == 200
    client.force_login(town.worker)
    assert client.get(reverse("privacy:record-breaches")).status_code == 403
