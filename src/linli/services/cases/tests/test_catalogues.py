"""The site's own lists: seen, changed, grown, and not overwritten unseen."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel.errors import NotAllowed
from linli.services.cases import alerts, catalogues, queries
from linli.services.cases.actions import catalogues as actions
from linli.services.cases.actions import routing
from linli.services.cases.models import AlertClass, Category, DispatchRule, DutyItem
from linli.services.cases.tests.factories import MORNING, make_case, make_community, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_community()


@pytest.fixture
def head(home):
    return make_user("head", home.community)


@pytest.fixture
def desk(head):
    client = Client()
    client.force_login(head)
    return client


def entry_page(slug, entry):
    return reverse("cases:catalogue-entry", args=[slug, entry.pk])


def filled(desk, url, **changed):
    form = desk.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changed


def form_seen(desk, url):
    return desk.get(url).context["form"]["seen"].value()


@pytest.mark.parametrize("slug", catalogues.CATALOGUES)
def test_each_list_is_reached_from_the_settings_and_tells_its_lines(desk, slug):
    assert reverse(f"cases:catalogue-{slug}") in desk.get(reverse("desk:settings")).text
    page = desk.get(reverse("cases:catalogue", args=[slug])).text
    assert str(catalogues.get(slug).label) in page
    if slug != "dispatch":
        assert "修改" in page


def test_a_changed_word_warns_from_the_next_request_on(desk):
    fire = AlertClass.objects.get(code="fire")
    url = entry_page("alerts", fire)
    assert desk.post(url, filled(desk, url, words="着火 窜火苗")).status_code == 302
    assert [found.code for found in alerts.find("楼下窜火苗了", queries.watches())] == ["fire"]


def test_a_list_grows_and_shrinks_but_not_below_what_is_used(home, head, desk):
    url = reverse("cases:catalogue-new", args=["duties"])
    told = {"name": "代收物业费", "kind": "withdrawn", "responsible": "物业公司"}
    assert desk.post(url, told | {"legal_basis": "", "keywords": "代收"}).status_code == 302
    duty = DutyItem.objects.get(name="代收物业费")
    again = desk.post(url, told)
    assert again.status_code == 422
    worker = make_user("community-worker", home.community)
    routing.object_to_dispatch(
        case=make_case(home),
        reason="不是",
        evidence="清单",
        proposed_owner=home.office,
        decider=head,
        duty=duty,
        by=worker,
        at=MORNING,
    )
    gone = reverse("cases:catalogue-remove", args=["duties", duty.pk])
    assert "不能删除" in desk.post(gone, follow=True).text
    assert DutyItem.objects.filter(pk=duty.pk).exists()


def test_the_dispatch_catalogue_proposes_the_unit(home, desk):
    lamp = Category.objects.get(name="路灯")
    url = reverse("cases:catalogue-new", args=["dispatch"])
    told = {"category": lamp.pk, "organisation": home.property_firm.pk, "note": "小区内"}
    assert desk.post(url, told).status_code == 302
    assert DispatchRule.objects.get().organisation == home.property_firm
    (proposed,) = queries.suggest_units(make_case(home, category=lamp))
    assert proposed.organisation == home.property_firm
    stranger = Client()
    stranger.force_login(make_user("head", make_community("乙社区").community))
    assert (
        home.property_firm.name
        not in stranger.get(reverse("cases:catalogue", args=["dispatch"])).text
    )


def test_a_category_is_taken_out_of_use_and_its_words_are_changed(home, head, desk):
    lamp = Category.objects.get(name="路灯")
    before = make_case(home, category=lamp)
    url = entry_page("categories", lamp)
    assert desk.post(url, filled(desk, url, keywords="路灯 夜灯")).status_code == 302
    assert queries.suggest_category("楼下夜灯灭了") == lamp
    assert (
        desk.post(url, {"keywords": "路灯 夜灯", "seen": form_seen(desk, url)}).status_code == 302
    )
    assert queries.suggest_category("楼下夜灯灭了") != lamp
    before.refresh_from_db()
    assert before.category == lamp
    assert "已停用" in desk.get(reverse("cases:catalogue", args=["categories"])).text


def test_the_second_writer_sees_what_the_first_saved(desk):
    fire = AlertClass.objects.get(code="fire")
    url = entry_page("alerts", fire)
    mine = filled(desk, url, words="我的词")
    desk.post(url, filled(desk, url, words="同事的词"))
    answer = desk.post(url, mine)
    assert answer.status_code == 422
    assert "同事的词" in answer.text
    fire.refresh_from_db()
    assert fire.words == "同事的词"


def test_only_who_keeps_the_lists_changes_them_and_the_six_kinds_stay_six(home, head):
    worker = make_user("grid-worker", home.grid)
    duties, six = catalogues.get("duties"), catalogues.get("non-dispatch")
    with pytest.raises(NotAllowed):
        actions.save(catalogue=duties, entry=None, by=worker, at=MORNING, name="x")
    with pytest.raises(NotAllowed):
        actions.save(catalogue=six, entry=None, by=head, at=MORNING, text="x")
    client = Client()
    client.force_login(worker)
    assert client.get(reverse("cases:catalogue", args=["duties"])).status_code == 403
