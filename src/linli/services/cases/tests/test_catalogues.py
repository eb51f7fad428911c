"""The site's own lists: seen, changed, grown, and not overwritten unseen."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.kernel.errors import NotAllowed
from linli.services.cases import alerts, catalogues, queries
from linli.services.cases.actions import catalogues as actions
from linli.services.cases.actions import routing
from linli.services.cases.models import AlertClass, Category, DispatchRule, DutyItem, LetterTemplate
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
    assert make_case(home, text="楼下夜灯灭了").category == lamp
    assert (
        desk.post(url, {"keywords": "路灯 夜灯", "seen": form_seen(desk, url)}).status_code == 302
    )
    assert make_case(home, text="楼下夜灯灭了").category != lamp
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


@pytest.mark.parametrize("slug", ["categories", "non-dispatch"])
def test_no_empty_form_where_nothing_can_be_added(desk, slug):
    assert desk.get(reverse("cases:catalogue-new", args=[slug])).status_code == 403


class TestSeveralCommunities:
    """The lists hold for all of them: a head of one reads, who is over all of them changes."""

    @pytest.fixture(autouse=True)
    def neighbour(self, home):
        return make_community("乙社区", street=home.street)

    @pytest.fixture
    def boss(self, home):
        client = Client()
        client.force_login(make_user("street", home.street, name="何敏"))
        return client

    @pytest.mark.parametrize("slug", ["categories", "duties", "alerts", "non-dispatch"])
    def test_a_head_reads_and_learns_whom_to_ask(self, desk, boss, slug):
        catalogue = catalogues.get(slug)
        entry = catalogue.model.objects.order_by("pk").first()
        before = catalogues.present(catalogue, entry)
        page = desk.get(reverse("cases:catalogue", args=[slug])).text
        assert "要改，请找何敏" in page
        assert "查看" in page
        assert "新增一条" not in page
        url = entry_page(slug, entry)
        line = desk.get(url)
        assert catalogue.title(entry) in line.text
        assert "form" not in line.context
        assert "priority" not in line.text
        assert desk.post(url, filled(boss, url)).status_code == 403
        gone = reverse("cases:catalogue-remove", args=[slug, entry.pk])
        assert "要改，请找何敏" in desk.post(gone, follow=True).text
        assert catalogues.present(catalogue, catalogue.model.objects.get(pk=entry.pk)) == before
        assert desk.get(reverse("cases:catalogue-new", args=[slug])).status_code == 403

    def test_who_is_over_all_of_them_changes(self, boss):
        fire = AlertClass.objects.get(code="fire")
        url = entry_page("alerts", fire)
        assert boss.post(url, filled(boss, url, words="着火 窜火苗")).status_code == 302

    def test_the_dispatch_catalogue_is_kept_for_ones_own_units(self, home, desk, boss):
        lamp = Category.objects.get(name="路灯")
        url = reverse("cases:catalogue-new", args=["dispatch"])
        told = {"category": lamp.pk, "organisation": home.property_firm.pk, "note": ""}
        assert desk.post(url, told).status_code == 302
        own = DispatchRule.objects.get()
        assert (
            "本社区自己的单位，您可以加"
            in desk.get(reverse("cases:catalogue", args=["dispatch"])).text
        )
        assert desk.post(url, told | {"organisation": home.office.pk}).status_code == 422
        assert boss.post(url, told | {"organisation": home.office.pk}).status_code == 302
        streets = DispatchRule.objects.exclude(pk=own.pk).get()
        moved = told | {"note": "改", "seen": form_seen(boss, entry_page("dispatch", streets))}
        assert desk.post(entry_page("dispatch", streets), moved).status_code == 403
        desk.post(reverse("cases:catalogue-remove", args=["dispatch", streets.pk]))
        assert set(DispatchRule.objects.all()) == {own, streets}
        desk.post(reverse("cases:catalogue-remove", args=["dispatch", own.pk]))
        assert set(DispatchRule.objects.all()) == {streets}

    def test_letters_are_read_and_not_changed(self, desk, boss):
        letter = LetterTemplate.objects.order_by("pk").first()
        assert "要改，请找何敏" in desk.get(reverse("cases:letters")).text
        url = reverse("cases:letter-template", args=[letter.pk])
        assert "保存" not in desk.get(url).text
        assert desk.post(url, {"title": "改", "body": "改"}).status_code == 403
        assert boss.post(url, {"title": "改", "body": "改"}).status_code == 302
