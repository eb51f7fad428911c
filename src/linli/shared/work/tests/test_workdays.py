import datetime as dt

import pytest

from linli.foundation.audit import public as audit
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.shared.work import clocks
from linli.shared.work.actions import workdays
from linli.shared.work.calendars import site_calendar
from linli.shared.work.deadlines import Unit
from linli.shared.work.models import CalendarDay, ClockKind, OfficialYear
from linli.shared.work.state_notice import NoticeDay
from linli.shared.work.tests.factories import (
    MORNING,
    STREET,
    make_item,
    make_preset,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db
SIGN, CONTACT, HANDLE = ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE
FRIDAY = dt.date(2026, 3, 13)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def boss(town):
    return make_user(STREET, town.street)


@pytest.fixture
def item(town):
    make_preset(
        [
            (SIGN, "", None, 2, Unit.WORKING_DAYS),
            (CONTACT, "", None, 20, Unit.WORKING_HOURS),
            (HANDLE, "", None, 2, Unit.DAYS),
        ]
    )
    item = make_item(town)
    clocks.start_many(item=item, kinds=[SIGN, CONTACT, HANDLE], topic="", at=MORNING)
    return item


def dues(item):
    return {row.kind: row.due_at for row in item.clocks.all()}


def test_a_day_off_moves_what_counts_workdays(boss, item):
    before = dues(item)
    assert before[SIGN] == clock.local(2026, 3, 14)

    recount = workdays.set_day(day=FRIDAY, is_workday=False, note="台风", by=boss, at=MORNING)

    assert recount == workdays.Recount(checked=2, changed=2)
    after = dues(item)
    assert after[SIGN] == clock.local(2026, 3, 17)
    assert after[CONTACT] > before[CONTACT]
    assert after[HANDLE] == before[HANDLE]
    item.refresh_from_db()
    assert item.due_at == before[HANDLE]
    assert site_calendar().is_workday(FRIDAY) is False


def test_taking_the_day_back_moves_it_back(boss, item):
    before = dues(item)
    workdays.set_day(day=FRIDAY, is_workday=False, note="台风", by=boss, at=MORNING)
    recount = workdays.clear_day(day=CalendarDay.objects.get(), by=boss, at=MORNING)
    assert recount.changed == 2
    assert dues(item) == before


def test_the_item_follows_its_clocks(boss, item):
    clocks.stop(item=item, kind=HANDLE, at=MORNING)
    clocks.stop(item=item, kind=CONTACT, at=MORNING)
    workdays.set_day(day=FRIDAY, is_workday=False, note="台风", by=boss, at=MORNING)
    item.refresh_from_db()
    assert item.due_at == clock.local(2026, 3, 17)


def test_pauses_are_kept(boss, item):
    clocks.pause(item=item, kind=SIGN, reason="等", at=clock.local(2026, 3, 12))
    clocks.resume(item=item, kind=SIGN, at=clock.local(2026, 3, 13))
    assert dues(item)[SIGN] == clock.local(2026, 3, 17)
    workdays.set_day(day=FRIDAY, is_workday=False, note="台风", by=boss, at=MORNING)
    assert dues(item)[SIGN] == clock.local(2026, 3, 18)


def test_an_extended_limit_stays(boss, item):
    until = clock.local(2026, 3, 20)
    clocks.extend(item=item, kind=SIGN, new_due_at=until)
    workdays.set_day(day=FRIDAY, is_workday=False, note="台风", by=boss, at=MORNING)
    assert dues(item)[SIGN] == until


def test_what_is_stopped_or_due_earlier_is_not_counted_again(boss, item):
    clocks.stop(item=item, kind=CONTACT, at=MORNING)
    monday = dt.date(2026, 3, 16)
    recount = workdays.set_day(day=monday, is_workday=False, note="", by=boss, at=MORNING)
    assert recount == workdays.Recount(checked=0, changed=0)


def test_nobody_becomes_late_at_a_stroke(boss, item):
    workdays.set_day(day=FRIDAY, is_workday=False, note="", by=boss, at=MORNING)
    later = clock.local(2026, 3, 16, 9)
    before = dues(item)
    workdays.clear_day(day=CalendarDay.objects.get(), by=boss, at=later)
    assert dues(item) == before


def test_only_who_answers_for_the_whole_site_changes_the_calendar(town):
    head = make_user(["work.see_all"], town.street)
    with pytest.raises(NotAllowed):
        workdays.set_day(day=FRIDAY, is_workday=False, note="", by=head, at=MORNING)


YEAR = 2099


@pytest.fixture
def ahead(town):
    """A clock that runs over the end of a year into one whose notice is not out."""
    make_preset([(HANDLE, "", None, 5, Unit.WORKING_DAYS)])
    item = make_item(town, at=clock.local(YEAR - 1, 12, 30, 9))
    return clocks.start(item=item, kind=HANDLE, topic="", at=item.opened_at)


def notice(*, working=()):
    """New Year from the first to the third, and the working weekends given."""
    first = [NoticeDay(dt.date(YEAR, 1, day), False, "元旦") for day in (1, 2, 3)]
    return [*first, *(NoticeDay(day, True, "") for day in working)]


def enter(boss, days, year=YEAR):
    return workdays.enter_notice(
        year=year, source="国办发明电〔2098〕1号", days=days, by=boss, at=MORNING
    )


@pytest.mark.parametrize(("working", "due_on"), [((), 8), ((dt.date(YEAR, 1, 4),), 7)])
def test_a_notice_settles_what_was_provisional(boss, ahead, working, due_on):
    OfficialYear.objects.create(year=YEAR - 1, source="")
    assert ahead.provisional
    assert ahead.due_at == clock.local(YEAR, 1, 8)

    recount = enter(boss, notice(working=working))

    ahead.refresh_from_db()
    assert recount == workdays.Recount(checked=1, changed=1)
    assert not ahead.provisional
    assert ahead.due_at == clock.local(YEAR, 1, due_on + 1)
    assert site_calendar().is_official(dt.date(YEAR, 6, 1))
    event = audit.of_subject(OfficialYear.objects.get(year=YEAR)).get()
    assert event.changes == {"days": 3 + len(working), "checked": 1, "changed": 1}


def test_a_second_notice_replaces_the_first(boss, ahead):
    enter(boss, notice(working=[dt.date(YEAR, 1, 4)]))
    enter(boss, notice(working=[dt.date(YEAR, 1, 10)]))
    assert set(CalendarDay.objects.filter(is_workday=True).values_list("day", flat=True)) == {
        dt.date(YEAR, 1, 10)
    }
    assert OfficialYear.objects.count() == 1


def test_a_notice_leaves_the_sites_own_days(boss):
    own = dt.date(YEAR, 7, 1)
    workdays.set_day(day=own, is_workday=False, note="古尔邦节", by=boss, at=MORNING)
    enter(boss, notice())
    assert CalendarDay.objects.get(notice=None).day == own


def test_a_newer_library_settles_it_too(ahead):
    assert workdays.recount_provisional(at=MORNING) == workdays.Recount(checked=1, changed=0)
    OfficialYear.objects.create(year=YEAR, source="")
    OfficialYear.objects.create(year=YEAR - 1, source="")
    assert workdays.recount_provisional(at=MORNING).changed == 1
    ahead.refresh_from_db()
    assert not ahead.provisional
