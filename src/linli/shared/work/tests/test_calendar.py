import datetime as dt

import icalendar
import pytest
from django.urls import reverse

from linli.kernel import clock
from linli.shared.work import clocks, feed
from linli.shared.work.actions import personal, workdays
from linli.shared.work.models import ClockKind, FeedToken
from linli.shared.work.queries import dues
from linli.shared.work.tests.factories import (
    DAY,
    HOUR,
    MORNING,
    STREET,
    WORKER,
    count_queries,
    make_item,
    make_town,
    make_user,
    run_clock,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]
MIDNIGHT = clock.local(2026, 3, 14) - MORNING


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def worker(town):
    return make_user(WORKER, town.grid)


@pytest.fixture
def item(town, worker):
    return make_item(town, assignee=worker, title="王家漏水")


def on(day, days):
    return next(found for found in days if found.on == day)


class TestDays:
    def test_each_limit_stands_on_its_day(self, worker, item):
        run_clock(item, HOUR, kind=ClockKind.SIGN)
        run_clock(item, MIDNIGHT)
        days = dues.days(worker, dt.date(2026, 3, 9), dt.date(2026, 3, 15))
        assert [len(day.dues) for day in days] == [0, 0, 1, 0, 1, 0, 0]
        (due,) = on(dt.date(2026, 3, 13), days).dues
        assert (due.time, due.url) == ("24:00", f"/errands/{item.pk}/")
        assert on(dt.date(2026, 3, 11), days).dues[0].time == "10:30"

    def test_what_is_stopped_paused_or_anothers_is_not_there(self, town, worker, item):
        run_clock(item, HOUR, kind=ClockKind.SIGN)
        run_clock(item, DAY)
        run_clock(make_item(town, assignee=make_user(WORKER, town.grid)), DAY)
        clocks.stop(item=item, kind=ClockKind.SIGN, at=MORNING)
        clocks.pause(item=item, kind=ClockKind.HANDLE, reason="等", at=MORNING)
        days = dues.days(worker, dt.date(2026, 3, 9), dt.date(2026, 3, 15))
        assert not any(day.dues for day in days)

    def test_a_month_is_whole_weeks_with_workdays_and_names(self, worker):
        weeks = dues.month(worker, 2026, 10)
        days = [day for week in weeks for day in week]
        assert [len(week) for week in weeks] == [7] * 5
        assert (days[0].on, days[0].in_month) == (dt.date(2026, 9, 28), False)
        national_day, working = on(dt.date(2026, 10, 1), days), on(dt.date(2026, 10, 10), days)
        assert (national_day.name, national_day.is_workday, national_day.moved) == (
            "国庆节",
            False,
            True,
        )
        assert (working.is_workday, working.moved) == (True, True)
        assert not on(dt.date(2026, 10, 11), days).moved

    def test_a_day_of_the_sites_own_carries_its_reason(self, town, worker):
        boss = make_user(STREET, town.street)
        friday = dt.date(2026, 3, 13)
        workdays.set_day(day=friday, is_workday=False, note="台风停工", by=boss, at=MORNING)
        day = on(friday, dues.days(worker, friday, friday))
        assert (day.name, day.moved) == ("台风停工", True)


class TestPage:
    @pytest.fixture(autouse=True)
    def at_nine(self, time_machine):
        time_machine.move_to(MORNING, tick=False)

    @pytest.fixture
    def page(self, client, worker):
        client.force_login(worker)
        return lambda **query: client.get(reverse("work:calendar"), query)

    def test_month_and_week(self, item, page):
        run_clock(item, MIDNIGHT)
        assert "2026年3月" in page().content.decode()
        assert "王家漏水" in page().content.decode()
        week = page(view="week", on="2026-03-11").content.decode()
        assert "3月13日" in week
        assert "王家漏水" in week
        assert "王家漏水" not in page(on="2026-04-11").content.decode()

    @pytest.mark.parametrize("day", ["", "nonsense", "2026-02-30", "9999-01-01", "0001-01-01"])
    def test_nonsense_in_the_address_is_today(self, page, day):
        assert "2026年3月" in page(on=day).content.decode()

    def test_a_year_without_notice_is_told(self, page):
        assert "2027 年的放假通知还没有录入" not in page().content.decode()
        assert "2099 年的放假通知还没有录入" in page(on="2099-05-01").content.decode()

    def test_queries_do_not_grow(self, town, worker, item, page):
        run_clock(item, HOUR)
        with_one = count_queries(page)
        for number in range(2):
            run_clock(make_item(town, assignee=worker), number * DAY)
        assert count_queries(page) == with_one


class TestFeed:
    @pytest.fixture
    def token(self, worker):
        made = personal.open_feed(by=worker, with_titles=False, at=MORNING)
        return dues.token_of(made)

    def read(self, client, token, **query):
        response = client.get(reverse("work:feed", args=[token]), query)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        return icalendar.Calendar.from_ical(response.content)

    def test_calendar_programs_read_it_without_signing_in(self, client, item, token):
        row = run_clock(item, MIDNIGHT)
        calendar = self.read(client, token)
        (event,) = calendar.walk("VEVENT")
        assert event.decoded("dtend") == clock.local(2026, 3, 14)
        assert event.decoded("dtstart") == clock.local(2026, 3, 13, 23, 30)
        assert event["dtend"].params["TZID"] == "Asia/Shanghai"
        assert event["uid"] == f"clock-{row.pk}@linli"
        assert event["url"] == f"http://testserver/errands/{item.pk}/"
        assert calendar.walk("VTIMEZONE")[0]["tzid"] == "Asia/Shanghai"

    def test_as_tasks(self, client, item, token):
        run_clock(item, MIDNIGHT)
        (task,) = self.read(client, token, **{"as": "tasks"}).walk("VTODO")
        assert task.decoded("due") == clock.local(2026, 3, 14)

    def test_a_residents_words_stay_inside_unless_wanted(self, client, worker, item, token):
        run_clock(item, MIDNIGHT)
        (event,) = self.read(client, token).walk("VEVENT")
        assert event["summary"] == "跑腿办理到期"

        made = personal.open_feed(by=worker, with_titles=True, at=MORNING)
        (event,) = self.read(client, dues.token_of(made)).walk("VEVENT")
        assert event["summary"] == "跑腿办理到期：王家漏水"

    def test_a_new_address_ends_the_old_one(self, client, worker, token):
        personal.open_feed(by=worker, with_titles=False, at=MORNING)
        assert client.get(reverse("work:feed", args=[token])).status_code == 404
        assert FeedToken.objects.count() == 1

    def test_closing_it_ends_it(self, client, worker, token):
        personal.close_feed(by=worker, at=MORNING)
        assert client.get(reverse("work:feed", args=[token])).status_code == 404

    def test_a_closed_account_has_no_feed(self, client, worker, token):
        worker.is_active = False
        worker.save()
        assert client.get(reverse("work:feed", args=[token])).status_code == 404

    def test_a_guessed_key_opens_nothing(self, client, worker, token):
        key = token.split(":")[0]
        for guess in (key, f"{key}:{'A' * 43}", token[:-1] + ("A" if token[-1] != "A" else "B")):
            assert client.get(reverse("work:feed", args=[guess])).status_code == 404

    def test_opening_and_closing_by_the_page(self, client, worker):
        client.force_login(worker)
        page = reverse("work:calendar")
        client.post(reverse("work:feed-open"), {"with_titles": "on"})
        made = FeedToken.objects.get()
        assert made.with_titles
        assert dues.token_of(made) in client.get(page).content.decode()

        client.post(reverse("work:feed-close"))
        assert not FeedToken.objects.exists()
        assert "生成订阅地址" in client.get(page).content.decode()

    def test_a_resident_may_write_what_ical_would_read_as_a_command(self, worker, town):
        nasty = "漏水\r\nEND:VEVENT\nBEGIN:VALARM;,\\"
        run_clock(make_item(town, assignee=worker, title=nasty), DAY)
        content = feed.render(
            dues.as_dues(dues.running(worker)),
            with_titles=True,
            as_tasks=False,
            root="",
            at=MORNING,
        )
        calendar = icalendar.Calendar.from_ical(content)
        assert len(calendar.walk("VEVENT")) == 1
        assert not calendar.walk("VALARM")
