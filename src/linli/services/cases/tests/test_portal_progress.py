"""The page of a request: what it tells, what can be done on it, what stays hidden."""

import datetime as dt
import html
import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.services.cases import progress, query_codes
from linli.services.cases.actions import closing, handling, life, repeats, reveal
from linli.services.cases.choices import (
    ContactResult,
    ContactWay,
    NonDispatch,
    Outcome,
    Satisfaction,
)
from linli.services.cases.models import CallBackChannel
from linli.services.cases.states import State
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
MORNING = factories.MORNING
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(MORNING, tick=False)
    return time_machine


@pytest.fixture
def home():
    return factories.make_community()


@pytest.fixture
def worker(home):
    return factories.make_user("grid-worker", home.grid, name="李网格")


@pytest.fixture
def head(home):
    return factories.make_user("head", home.community, name="周书记")


@pytest.fixture
def case(home, worker):
    return factories.make_case(home)


@pytest.fixture
def window(client, case):
    """The resident's browser, with the request opened."""
    client.get(reverse("requests:link", args=[query_codes.link_token(case.pk)]))
    return client


def page_of(case):
    return reverse("requests:progress", args=[case.number])


def open_again(window, case):
    """Days later the browser has forgotten it."""
    window.get(reverse("requests:link", args=[query_codes.link_token(case.pk)]))


def do(window, case, deed, **data):
    return window.post(reverse(f"requests:{deed}", args=[case.number]), data)


def answered(case, worker, at=MORNING):
    life.sign(case=case, by=worker, at=at)
    life.handle(case=case, outcome=Outcome.SOLVED, result="内部：换了灯", by=worker, at=at)
    life.report_back(case=case, reply="路灯已经修好了。", by=worker, at=at)


def stations_of(case):
    case.refresh_from_db()
    return [
        f"{'✓' if stop.done else '…' if stop.now else ' '}{stop.label}"
        for stop in progress.stations(case)
    ]


class TestWay:
    def test_just_received(self, window, case):
        page = window.get(page_of(case)).text
        assert "已经收到，等工作人员签收" in page
        assert "幸福里社区居委会" in page
        assert "最晚今天11:30前有专人接手" in page
        assert stations_of(case) == ["✓收到", "…接手", " 联系您", " 办理", " 答复您", " 您评价"]

    def test_every_step_moves_on(self, case, worker):
        life.sign(case=case, by=worker, at=MORNING)
        assert stations_of(case)[:3] == ["✓收到", "✓接手", "…联系您"]
        life.log_contact(
            case=case,
            way=ContactWay.PHONE,
            result=ContactResult.REACHED,
            note="",
            by=worker,
            at=MORNING,
        )
        assert stations_of(case)[2:4] == ["✓联系您", "…办理"]
        life.handle(case=case, outcome=Outcome.SOLVED, result="好了", by=worker, at=MORNING)
        life.report_back(case=case, reply="好了。", by=worker, at=MORNING)
        assert stations_of(case)[4:] == ["✓答复您", "…您评价"]

    def test_nobody_is_called_where_no_number_was_left(self, home):
        case = factories.make_case(home, anonymous=True)
        assert stations_of(case) == ["✓收到", "…接手", " 办理", " 答复您", " 您评价"]

    def test_closed_without_a_rating_claims_none(self, case, worker):
        answered(case, worker)
        closing.close_unanswered(case=case, at=MORNING + 5 * DAY)
        assert stations_of(case)[4:] == ["✓答复您", " 您评价"]

    def test_who_left_the_way_sees_no_stations(self, case, head):
        life.decline(case=case, kind=NonDispatch.LEGAL_ROUTE, words="", by=head, at=MORNING)
        assert stations_of(case) == []
        shown = progress.of_case(case, at=MORNING)
        assert "法定途径" in shown.reply

    def test_reopened_it_starts_again(self, case, worker):
        answered(case, worker)
        closing.reopen(case=case, reason="又不亮了", at=MORNING + HOUR)
        assert stations_of(case)[:3] == ["✓收到", "✓接手", "…联系您"]
        assert progress.of_case(case, at=MORNING).reply == ""


class TestTold:
    def test_the_reply_and_its_limit_for_rating(self, window, case, worker):
        answered(case, worker)
        page = window.get(page_of(case)).text
        assert "路灯已经修好了。" in page
        assert "请您评一评" in page
        assert "请您3月16日（周一）24点前评一评" in page

    def test_nothing_internal_and_no_names(self, window, case, worker):
        answered(case, worker)
        page = window.get(page_of(case)).text
        assert "内部：换了灯" not in page
        assert "李网格" not in page

    def test_the_person_in_charge_where_the_posted_card_names_them(
        self, home, worker, window, case
    ):
        places.update_card(
            place=home.grid,
            by=None,
            at=MORNING,
            name="李网格",
            phone="0571-87654321",
            supervision_phone="",
        )
        page = window.get(page_of(case)).text
        assert "经办人：李网格" in page
        assert 'href="tel:0571-87654321"' in page

    def test_own_number_is_masked(self, window, case):
        page = window.get(page_of(case)).text
        assert "138****8000" in page
        assert "13800138000" not in page
        assert "还没有人看过您的完整电话" in page

    def test_how_often_the_number_was_looked_at(self, window, case, worker):
        for hour in (1, 2):
            reveal.reveal(case=case, reason="打电话", by=worker, at=MORNING + hour * HOUR)
        page = window.get(page_of(case)).text
        assert "看过 2 次您的完整电话" in page
        assert "3月11日 11:30" in page

    def test_who_rates_late_is_not_scolded(self, window, case, worker, today):
        answered(case, worker)
        today.move_to(MORNING + 8 * DAY)
        open_again(window, case)
        page = window.get(page_of(case)).text
        assert "还没有评价的话，现在也可以" in page
        assert "已经晚了" not in page

    def test_overdue_is_admitted(self, window, case, today):
        today.move_to(MORNING + 10 * DAY)
        open_again(window, case)
        page = window.get(page_of(case)).text
        assert "本该3月18日（周三）24点前给您答复，已经晚了" in page

    def test_an_extension_with_its_reason(self, window, case, worker, head):
        life.sign(case=case, by=worker, at=MORNING)
        due = clock.local(2026, 3, 25, 18)
        extension = handling.ask_extension(
            case=case, reason="要等配件到货", new_due_at=due, by=worker, at=MORNING
        )
        assert "要等配件到货" not in window.get(page_of(case)).text
        handling.decide_extension(
            extension=extension, granted=True, decision="同意", by=head, at=MORNING
        )
        page = window.get(page_of(case)).text
        assert "答复时间延到3月25日（周三）18:00前" in page
        assert "要等配件到货" in page

    def test_parked_with_reason_plan_and_day(self, window, case, worker, head):
        life.sign(case=case, by=worker, at=MORNING)
        handling.park(
            case=case,
            reason="维修资金要业主表决",
            plan="四月组织表决",
            until_on=dt.date(2026, 5, 1),
            by=head,
            at=MORNING,
        )
        page = window.get(page_of(case)).text
        assert "维修资金要业主表决" in page
        assert "四月组织表决" in page
        assert "预计2026年5月1日前解决" in page
        assert "的时间先停下来" in page

    def test_how_many_others_and_nothing_of_them(self, home, window, case, worker):
        child = factories.make_case(home, text="李四家的秘密", name="李四", phone="13900139000")
        repeats.merge(parent=case, children=[child], by=worker, at=MORNING)
        page = window.get(page_of(case)).text
        assert "和您反映同一件事的还有 1 位" in page
        assert "李四" not in page
        assert child.number not in page
        window.get(reverse("requests:link", args=[query_codes.link_token(child.pk)]))
        page = window.get(page_of(child)).text
        assert "和您反映同一件事的还有 1 位" in page
        assert "给您答复" in page
        assert case.number not in page
        assert "王秀英" not in page

    def test_hostile_words_of_a_reply_stay_words(self, window, case, worker):
        life.sign(case=case, by=worker, at=MORNING)
        life.handle(case=case, outcome=Outcome.SOLVED, result="x", by=worker, at=MORNING)
        life.report_back(case=case, reply="<script>x()</script>", by=worker, at=MORNING)
        assert "<script>x()" not in window.get(page_of(case)).text


class TestQueries:
    def test_constant_however_much_has_happened(
        self, home, window, case, worker, django_assert_num_queries, django_assert_max_num_queries
    ):
        window.get(page_of(case))
        with django_assert_max_num_queries(35) as counted:
            window.get(page_of(case))
        needed = len(counted)
        for n in range(3):
            do(window, case, "supplement", text=f"补充{n}", photos=[picture()])
        child = factories.make_case(home)
        repeats.merge(parent=case, children=[child], by=worker, at=MORNING)
        window.get(page_of(case))
        with django_assert_num_queries(needed):
            window.get(page_of(case))


def picture():
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "JPEG")
    content.seek(0)
    content.name = "photo.jpg"
    return content


class TestSupplement:
    def test_words_and_photos_reach_the_timeline(self, window, case):
        answer = do(window, case, "supplement", text="对面那盏也不亮", photos=[picture()])
        assert answer.url == page_of(case)
        page = window.get(answer.url).text
        assert "补充的内容已经收到" in page
        assert "您补充了：对面那盏也不亮" in page
        small, whole = addresses_of_photos(page)
        for address in (small, whole):
            assert b"".join(window.get(address).streaming_content).startswith(b"\xff\xd8")

    def test_nothing_is_no_supplement(self, window, case):
        page = do(window, case, "supplement", text=" ")
        assert page.status_code == 422
        assert "请写几句新的情况" in page.text
        assert case.timeline.count() == 1

    def test_a_second_tap_adds_nothing(self, window, case):
        for _ in range(2):
            do(window, case, "supplement", text="对面那盏也不亮")
        assert case.timeline.filter(kind="supplemented").count() == 1

    def test_urgent_words_raise_the_alarm(self, window, case):
        do(window, case, "supplement", text="现在电线冒烟了")
        case.refresh_from_db()
        assert ["fire", "冒烟"] in case.alerts
        assert case.work.priority == 2

    def test_too_long_comes_back_whole(self, window, case):
        page = do(window, case, "supplement", text="字" * 10_001)
        assert page.status_code == 422
        assert "字" * 10_001 in page.text

    def test_not_after_the_end(self, window, case):
        closing.withdraw(case=case, reason="", at=MORNING)
        page = do(window, case, "supplement", text="还有")
        assert page.status_code == 422
        assert case.timeline.filter(kind="supplemented").count() == 0

    def test_only_public_photos_are_shown(self, window, case):
        do(window, case, "supplement", text="", photos=[picture()])
        photo = case.attachments.get()
        photo.public = False
        photo.save()
        assert addresses_of_photos(window.get(page_of(case)).text) == []

    def test_photos_open_for_the_page_that_shows_them_only(self, window, case):
        do(window, case, "supplement", text="", photos=[picture()])
        small, _whole = addresses_of_photos(window.get(page_of(case)).text)
        assert window.get(small.split("?")[0]).status_code == 404
        assert window.get(small[:-3] + "xyz").status_code == 404

    def test_a_file_that_is_no_photo_is_said_and_the_words_stay(self, window, case):
        program = io.BytesIO(b"MZ" + bytes(200))
        program.name = "a.jpg"
        page = do(window, case, "supplement", text="对面也不亮", photos=[program])
        assert page.status_code == 422
        assert "不是可以上传的文件" in page.text
        assert "对面也不亮" in page.text
        assert case.timeline.count() == 1


def addresses_of_photos(page):
    """Small and whole picture of the page's one photo, or nothing."""
    found = re.search(r'<a href="([^"]+)"><img src="([^"]+/thumb/[^"]+)"', page)
    return [html.unescape(found[2]), html.unescape(found[1])] if found else []


class TestRate:
    def content(self, **more):
        return {"contacted": "yes", "solved": "yes", "satisfaction": "5", **more}

    def test_solved_and_content_closes(self, window, case, worker):
        answered(case, worker)
        answer = do(window, case, "rate", **self.content(comment="很快"))
        assert answer.url == page_of(case)
        case.refresh_from_db()
        assert case.state == State.CLOSED
        rating = case.call_backs.get()
        assert (rating.contacted, rating.solved, rating.satisfaction) == (True, True, 5)
        assert rating.channel == CallBackChannel.LINK
        page = window.get(page_of(case)).text
        assert "您的评价：很满意" in page
        assert "请您评一评" not in page

    def test_not_content_waits_for_the_head(self, window, case, worker):
        answered(case, worker)
        do(window, case, "rate", **self.content(solved="no", satisfaction="1"))
        case.refresh_from_db()
        assert case.state == State.CALLED_BACK
        assert "要求重新办理" in window.get(page_of(case)).text

    def test_three_answers_are_needed(self, window, case, worker):
        answered(case, worker)
        page = do(window, case, "rate", comment="挺好的")
        assert page.status_code == 422
        assert "请选一项" in page.text
        assert "挺好的" in page.text
        assert not case.call_backs.exists()
        # Above everything, where one lands without scripts; not on a page that was only opened.
        note = "还差一点没有提交"
        assert page.text.index(note) < page.text.index("<h1")
        assert note not in window.get(page_of(case)).text

    @pytest.mark.parametrize("satisfaction", ["0", "6", "x", "5.5", "-1"])
    def test_only_five_steps(self, window, case, worker, satisfaction):
        answered(case, worker)
        page = do(window, case, "rate", **self.content(satisfaction=satisfaction))
        assert page.status_code == 422

    def test_asked_once(self, window, case, worker):
        answered(case, worker)
        do(window, case, "rate", **self.content())
        page = do(window, case, "rate", **self.content(satisfaction="1"))
        assert page.status_code == 422
        assert case.call_backs.get().satisfaction == Satisfaction.VERY_SATISFIED

    def test_not_before_the_answer(self, window, case):
        assert "请您评一评" not in window.get(page_of(case)).text
        assert do(window, case, "rate", **self.content()).status_code == 422
        assert not case.call_backs.exists()


class TestReopen:
    def test_within_its_time(self, window, case, worker, today):
        answered(case, worker)
        do(window, case, "rate", contacted="yes", solved="yes", satisfaction="4")
        today.move_to(MORNING + 3 * DAY)
        open_again(window, case)
        assert "3月26日（周四）24点前可以要求重新办理" in window.get(page_of(case)).text
        answer = do(window, case, "reopen", reason="又不亮了")
        assert answer.url == page_of(case)
        case.refresh_from_db()
        assert (case.state, case.reopened) == (State.SIGNED, 1)

    def test_not_after_its_time(self, window, case, worker, today):
        answered(case, worker)
        today.move_to(MORNING + 40 * DAY)
        open_again(window, case)
        page = window.get(page_of(case)).text
        assert "要求重新办理" not in page
        assert do(window, case, "reopen", reason="又不亮了").status_code == 422
        case.refresh_from_db()
        assert case.state == State.REPORTED

    def test_the_reason_is_asked(self, window, case, worker):
        answered(case, worker)
        page = do(window, case, "reopen", reason="")
        assert page.status_code == 422
        assert "请写一下问题现在是什么情况" in page.text


class TestWithdraw:
    def test_taken_back(self, window, case):
        answer = do(window, case, "withdraw", reason="")
        assert answer.url == page_of(case)
        case.refresh_from_db()
        assert case.state == State.WITHDRAWN
        page = window.get(page_of(case)).text
        assert "您已撤回" in page
        assert "不用办了，撤回" not in page

    def test_not_after_the_answer_and_the_words_are_not_lost(self, window, case, worker):
        answered(case, worker)
        page = do(window, case, "withdraw", reason="我自己换好了灯泡")
        assert page.status_code == 422
        assert "这件诉求现在是“已反馈”" in page.text
        assert "我自己换好了灯泡" in page.text
