"""A resident asks: the form, what comes back when something is wrong, the slip."""

import datetime as dt
import html
import io
import json
import re

import pytest
from django.urls import reverse
from PIL import Image

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.services.cases import query_codes
from linli.services.cases.choices import Nature, Source
from linli.services.cases.models import Case
from linli.services.cases.portal import photos
from linli.services.cases.portal.tasks import remove_unsent_photos
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
NEW = "/r/new/"
HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def home():
    return factories.make_community()


def picture(name="photo.jpg", kind="JPEG"):
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, kind)
    content.seek(0)
    content.name = name
    return content


def words(**more):
    return {
        "submission_key": "a" * 32,
        "text": "三号楼门口的路灯坏了三天",
        "contact": "named",
        "phone": "13800138000",
        **more,
    }


def only_case():
    return Case.objects.get()


def test_the_same_again_with_another_form_is_told_kindly(client, home):
    client.get(client.post(NEW, words()).url)
    again = client.post(NEW, words(submission_key="b" * 32), follow=True)
    case = only_case()
    assert "您刚才已经提交过了" in again.text
    assert case.number in again.text
    client.post(NEW, words(submission_key="c" * 32, photos=[picture()]))
    assert only_case().attachments.count() == 1


@pytest.mark.parametrize(
    "other",
    [{"text": "三号楼门口的路灯还是坏的"}, {"phone": "13800138001"}, {"address": "东门"}],
    ids=str,
)
def test_something_else_is_another_request(client, home, other):
    client.get(client.post(NEW, words()).url)
    client.post(NEW, words(submission_key="b" * 32, **other))
    assert Case.objects.count() == 2


def test_the_same_from_elsewhere_or_later_is_another_request(client, home):
    client.get(client.post(NEW, words()).url)
    stranger = type(client)()
    assert "已经提交过" not in stranger.post(NEW, words(submission_key="b" * 32), follow=True).text
    Case.objects.update(received_at=clock.now() - dt.timedelta(hours=1))
    client.post(NEW, words(submission_key="c" * 32))
    assert Case.objects.count() == 3


def test_a_signed_in_resident_is_known_on_any_device(client, home):
    resident = factories.make_user(kind=accounts.UserKind.RESIDENT)
    client.force_login(resident)
    client.post(NEW, words())
    other = type(client)()
    other.force_login(resident)
    assert "已经提交过" in other.post(NEW, words(submission_key="b" * 32), follow=True).text
    assert only_case().account == resident


def slip_of(case):
    return reverse("requests:done", args=[query_codes.link_token(case.pk)])


def test_the_form_opens_in_the_only_community(client, home):
    page = client.get(NEW)
    assert page.status_code == 200
    assert "幸福里社区" in page.text
    assert "3号楼" in page.text
    assert "语音键" in page.text
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "noindex" in page["X-Robots-Tag"]


@pytest.mark.parametrize("place", ["²", "٣", "9" * 30, "-1", "3.0", "", "\x00", "九"])
@pytest.mark.parametrize("page", ["requests:new", "requests:worker"])
def test_whatever_a_link_says_of_the_place_opens_the_page(client, home, page, place):
    assert client.get(reverse(page), {"place": place}).status_code == 200


def test_signs_that_nothing_shows_are_not_kept(client, home):
    client.post(NEW, words(text="灯\x08不亮\x0b在\x1b三楼\r\n急"))
    assert only_case().text == "灯不亮\n在三楼\n急"


def test_a_few_words_become_a_request_with_number_and_code(client, home):
    answer = client.post(
        NEW,
        words(building=home.building.pk, address="2单元门口", name="王秀英", nature="complaint"),
    )
    case = only_case()
    assert answer.status_code == 302
    assert answer.url == slip_of(case)
    assert case.text == "三号楼门口的路灯坏了三天"
    assert case.place == home.building
    assert case.address == "2单元门口"
    assert case.nature == Nature.COMPLAINT
    assert case.source == Source.PORTAL
    assert case.requester_name == "王秀英"
    assert case.requester_phone == "13800138000"
    assert not case.phone_confirmed
    slip = client.get(answer.url)
    assert case.number in slip.text
    assert query_codes.code_for(case.pk) in slip.text
    assert "<svg" in slip.text
    assert "no-store" in slip["Cache-Control"]


def test_the_slip_says_what_happens_until_when(client, home, time_machine):
    time_machine.move_to(factories.MORNING, tick=False)
    client.post(NEW, words())
    slip = client.get(slip_of(only_case())).text
    assert "<strong>今天11:30前</strong>有专人接手" in slip
    assert "<strong>明天09:30前</strong>与您联系" in slip
    assert "<strong>3月18日（周三）24点前</strong>给您答复" in slip


def test_no_step_is_promised_for_after_the_next_one(client, home, time_machine):
    """On a Saturday somebody calls within a day, and signs on Monday by the clock of offices."""
    time_machine.move_to(clock.local(2026, 3, 14, 15, 7), tick=False)
    client.post(NEW, words())
    slip = client.get(slip_of(only_case())).text
    assert "有专人接手" not in slip
    assert "<strong>明天15:07前</strong>与您联系" in slip


def test_nothing_said_about_the_kind_is_a_call_for_help(client, home):
    client.post(NEW, words())
    assert only_case().nature == Nature.HELP


def test_anonymous_leaves_neither_name_nor_phone(client, home):
    client.post(NEW, words(contact="anonymous", name="王秀英"))
    case = only_case()
    assert case.anonymous
    assert (case.requester_name, case.requester_phone, case.phone_index) == ("", "", "")
    assert "与您联系" not in client.get(slip_of(case)).text


def test_a_signed_in_resident_finds_the_request_in_the_own_list(client, home):
    user = factories.make_user(kind=accounts.UserKind.RESIDENT, name="王秀英")
    client.force_login(user)
    client.post(NEW, words())
    case = only_case()
    assert case.account == user
    assert case.number in client.get("/r/mine/").text


def test_a_worker_at_the_window_does_not_become_the_requester(client, home):
    client.force_login(factories.make_user("grid-worker", home.grid))
    client.post(NEW, words())
    assert only_case().account is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "请写几句发生了什么事"),
        ("text", "   \n ", "请写几句发生了什么事"),
        ("text", "字" * 10_001, "最多写10000字，现在有10001字"),
        ("phone", "", "请留一个电话"),
        ("phone", "12345678901234", "这个电话好像不对"),
        ("address", "字" * 201, "位置最多写200字"),
        ("contact", "", "请选择留电话还是匿名"),
        ("building", "999999", "选择一个有效的选项"),
        ("building", "9" * 40, "选择一个有效的选项"),
        ("building", "x", "选择一个有效的选项"),
        ("nature", "war", "选择一个有效的选项"),
        ("concerns", "999999", "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, home, field, value, sentence):
    given = words(address="东门", name="王秀英") | {field: value}
    page = client.post(NEW, given)
    assert page.status_code == 422
    assert sentence in page.text
    assert not Case.objects.exists()
    for name in {"text", "address", "name"} - {field}:
        assert given[name] in page.text
    if field == "text" and value.strip():
        assert value in page.text


def test_ten_thousand_characters_are_taken_however_lines_end(client, home):
    text = ("字" * 99 + "\r\n") * 99 + "字" * 100
    client.post(NEW, words(text=text))
    assert only_case().text == text.replace("\r\n", "\n")
    assert len(only_case().text) == 10_000


def test_emoji_and_rare_characters_survive(client, home):
    text = "暖气不热🥶🥶，请𠮷先生来看看 👨‍👩‍👧"
    client.post(NEW, words(text=text, name="𠮷"))
    case = only_case()
    assert case.text == text
    assert "🥶🥶" in client.get(reverse("requests:progress", args=[case.number])).text or (
        "🥶🥶" in client.get(slip_of(case)).text
    )


def test_scripts_in_every_field_stay_words(client, home):
    given = words(text=HOSTILE, address=HOSTILE, name=HOSTILE[:40], phone=HOSTILE)
    page = client.post(NEW, given)
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    client.post(NEW, given | {"phone": "13800138000"})
    case = only_case()
    assert case.text == HOSTILE
    client.get(slip_of(case))
    for url in (slip_of(case), reverse("requests:progress", args=[case.number])):
        shown = client.get(url).text
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


@pytest.mark.parametrize("key", ["a" * 32, "", "nonsense", "b" * 500])
def test_sent_twice_it_is_one_request(client, home, key):
    first = client.post(NEW, words(submission_key=key))
    second = client.post(NEW, words(submission_key=key))
    if re.fullmatch("[0-9a-f]{32}", key):
        assert Case.objects.count() == 1
        assert second.url == first.url
    else:
        # A key that is none of ours must not join two people's requests into one.
        assert Case.objects.count() == 2


def test_gone_back_and_written_anew_is_another_request(client, home):
    client.post(NEW, words())
    client.post(NEW, words(text="电梯也坏了"))
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("x", "y", "point"),
    [
        ("0.25", "0.5", (0.25, 0.5)),
        ("", "", (None, None)),
        ("0.25", "", (None, None)),
        ("nan", "0.5", (None, None)),
        ("7", "0.5", (None, None)),
        ("<b>", "0.5", (None, None)),
    ],
)
def test_a_point_on_the_map_is_kept_when_it_is_one(client, home, x, y, point):
    client.post(NEW, words(map_x=x, map_y=y))
    case = only_case()
    assert (case.map_x, case.map_y) == point


def test_urgent_words_are_taken_and_the_first_thing_to_do_is_said(client, home):
    page = client.get(NEW).text
    watches = json.loads(re.search(r'<script id="watches"[^>]*>(.*?)</script>', page)[1])
    assert any("着火" in watch["words"] and "马上拨打119" in watch["say"] for watch in watches)
    answer = client.post(NEW, words(text="楼道里着火了快来"))
    assert answer.status_code == 302
    assert "马上拨打119" in client.get(answer.url).text


def test_photos_come_along(client, home):
    client.post(NEW, words(photos=[picture("a.jpg"), picture("b.png", "PNG")]))
    case = only_case()
    assert case.attachments.filter(public=True, stage="before").count() == 2


def test_photos_are_kept_when_the_form_comes_back(client, home):
    page = client.post(NEW, words(text="", photos=[picture()]))
    assert page.status_code == 422
    assert "已经收好 1 张" in page.text
    kept = re.search(r'name="kept_photos" value="([^"]+)"', page.text)[1]
    small = html.unescape(re.search(r'<img src="(/[^"]+/thumb/[^"]+)"', page.text)[1])
    assert b"".join(client.get(small).streaming_content).startswith(b"\xff\xd8")
    assert client.get(small.split("?")[0]).status_code == 404
    client.post(NEW, words(kept_photos=kept))
    assert only_case().attachments.count() == 1


def test_a_photo_can_be_dropped_again(client, home):
    page = client.post(NEW, words(text="", photos=[picture(), picture()]))
    kept = re.search(r'name="kept_photos" value="([^"]+)"', page.text)[1]
    drop = re.search(r'name="drop_photo" value="([^"]+)"', page.text)[1]
    client.post(NEW, words(kept_photos=kept, drop_photo=drop))
    assert only_case().attachments.count() == 1


def test_a_kept_photo_serves_one_request_only(client, home):
    page = client.post(NEW, words(text="", photos=[picture()]))
    kept = re.search(r'name="kept_photos" value="([^"]+)"', page.text)[1]
    client.post(NEW, words(kept_photos=kept))
    client.post(NEW, words(kept_photos=kept, text="另一件事"))
    assert sorted(case.attachments.count() for case in Case.objects.all()) == [0, 1]


def test_photos_of_others_cannot_be_claimed(client, home):
    page = client.post(NEW, words(text="", photos=[picture()]))
    pk = re.search(r'name="drop_photo" value="([^"]+)"', page.text)[1]
    client.post(NEW, words(kept_photos=f'["{pk}"]'))
    assert only_case().attachments.count() == 0


def test_ten_photos_keep_nine_and_the_words(client, home):
    page = client.post(NEW, words(photos=[picture(f"{n}.jpg") for n in range(10)]))
    assert page.status_code == 422
    assert "多出来的1张没有收下" in page.text
    assert "三号楼门口的路灯坏了三天" in page.text
    kept = re.search(r'name="kept_photos" value="([^"]+)"', page.text)[1]
    client.post(NEW, words(kept_photos=kept))
    assert only_case().attachments.count() == photos.MOST


def test_a_file_that_is_no_photo_is_named_and_the_words_stay(client, home):
    program = io.BytesIO(b"MZ\x90\x00" + b"\x00" * 200)
    program.name = "照片.jpg"
    page = client.post(NEW, words(photos=[program, picture()]))
    assert page.status_code == 422
    assert "“照片.jpg”的内容不是可以上传的文件" in page.text
    assert "已经收好 1 张" in page.text
    assert "三号楼门口的路灯坏了三天" in page.text
    assert not Case.objects.exists()


def test_a_community_without_a_committee_says_so_and_keeps_the_words(client, home):
    home.committee.delete()
    page = client.post(NEW, words())
    assert page.status_code == 422
    assert "还没有对应的社区" in page.text
    assert "三号楼门口的路灯坏了三天" in page.text


class TestWhere:
    def test_of_several_communities_one_is_chosen_first(self, client, home):
        other = factories.make_community("和平社区")
        page = client.get(NEW)
        assert "您在哪个社区" in page.text
        assert f"?place={other.community.pk}" in page.text
        found = client.get(NEW, {"q": "和平"}).text
        assert "和平社区" in found
        assert "幸福里社区" not in found

    def test_the_link_of_a_poster_chooses_community_and_building(self, client, home):
        factories.make_community("和平社区")
        unit = home.dwelling.parent
        page = client.get(NEW, {"place": unit.pk}).text
        assert f'<option value="{home.building.pk}" selected>' in page
        assert 'value="2单元"' in page

    @pytest.mark.parametrize("raw", ["dwelling", "0", "-1", "x", "9" * 40, "", "١٢"])
    def test_what_names_no_place_is_passed_over(self, client, home, raw):
        raw = str(home.dwelling.pk) if raw == "dwelling" else raw
        page = client.get(NEW, {"place": raw})
        assert page.status_code == 200
        assert 'value="2单元"' not in page.text

    def test_a_building_of_another_community_is_no_choice(self, client, home):
        other = factories.make_community("和平社区")
        page = client.post(f"{NEW}?place={home.community.pk}", words(building=other.building.pk))
        assert page.status_code == 422
        assert not Case.objects.exists()

    def test_what_is_drawn_makes_a_map(self, client, home):
        assert "tap-map" not in client.get(NEW).text
        home.grid.outline = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5], [0.1, 0.5]]
        home.building.outline = [0.4, 0.5]
        for place in (home.grid, home.building):
            place.save()
        page = client.get(NEW).text
        assert '<polygon points="100,70 500,70 500,350 100,350"/>' in page
        assert f'data-building="{home.building.pk}"><circle cx="400" cy="350"' in page

    @pytest.mark.parametrize(
        ("x", "y", "kind"),
        [
            ("0.2", "0.2", "grid"),
            ("0.45", "0.45", "community"),
            ("0.49", "0.2", "grid"),
            ("0.9", "0.9", "community"),
        ],
    )
    def test_a_tap_inside_a_grid_is_about_that_grid(self, client, home, x, y, kind):
        # An L: the lower right corner is not part of it.
        home.grid.outline = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.3], [0.3, 0.3], [0.3, 0.5], [0.1, 0.5]]
        home.grid.save()
        client.post(NEW, words(map_x=x, map_y=y))
        assert only_case().place.kind == kind

    def test_the_chosen_building_counts_more_than_the_tap(self, client, home):
        home.grid.outline = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.5], [0.1, 0.5]]
        home.grid.save()
        client.post(NEW, words(map_x="0.2", map_y="0.2", building=home.building.pk))
        case = only_case()
        assert (case.place, case.map_x) == (home.building, 0.2)


class TestWorker:
    def test_the_card_of_the_grid_of_a_building(self, client, home):
        places.update_card(
            place=home.grid,
            by=None,
            at=factories.MORNING,
            name="李网格",
            phone="0571-87654321",
            supervision_phone="12345",
        )
        page = client.get("/r/worker/", {"place": home.building.pk}).text
        assert "李网格" in page
        assert 'href="tel:0571-87654321"' in page

    def test_without_a_card_it_says_what_to_do(self, client, home):
        assert "还没有公布网格员电话" in client.get("/r/worker/", {"place": home.building.pk}).text


class TestPhotosOnTheDesk:
    def test_who_sees_the_case_sees_its_photos(self, client, home):
        client.post(NEW, words(photos=[picture()]))
        address = files.url(only_case().attachments.get().file)
        other = factories.make_community("和平社区")
        for user, status in [
            (factories.make_user("head", home.community), 200),
            (factories.make_user("head", other.community), 404),
            (factories.make_user(kind=accounts.UserKind.RESIDENT), 404),
        ]:
            client.force_login(user)
            answer = client.get(address)
            assert answer.status_code == status
            if status == 200:
                b"".join(answer.streaming_content)
        client.logout()
        assert client.get(address).status_code == 404

    def test_what_was_never_sent_goes_after_two_days(self, client, home, time_machine):
        time_machine.move_to(factories.MORNING, tick=False)
        client.post(NEW, words(photos=[picture()]))
        client.post(NEW, words(text="", photos=[picture()]))
        time_machine.move_to(factories.MORNING + dt.timedelta(days=1))
        assert remove_unsent_photos.call() == 0
        time_machine.move_to(factories.MORNING + dt.timedelta(days=2, seconds=1))
        assert remove_unsent_photos.call() == 1
        assert files.StoredFile.objects.count() == 1
