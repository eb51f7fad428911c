"""Reading the log: who sees what, filters, the workbook, the verdict.

Here, because rights come from this app; audit stands below it.
"""

import datetime as dt
import io
import re

import pytest
import python_calamine
from django.urls import reverse

from linli.foundation.accounts.permissions import AccountsPermission
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.audit.tests.factories import MORNING, event, events_of
from linli.foundation.jobs import public as jobs
from linli.foundation.places.tests.factories import make_place, make_town
from linli.kernel import clock

pytestmark = pytest.mark.django_db

READ = AccountsPermission.READ_AUDIT
LIST, EXPORT, VERIFY = (reverse(f"audit:{name}") for name in ("list", "export", "verify"))


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def reader(client, town):
    user = make_user(town.community, [READ], name="审计员")
    client.force_login(user)
    return user


@pytest.fixture
def now():
    return clock.now()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def shown(client, **asked):
    """Names of the subjects on the page, newest first, of our own events only."""
    rows = client.get(LIST, asked).context["rows"]
    return [row.subject_name for row, *_ in rows if row.action == "test.deed"]


def test_only_what_happened_at_ones_places(client, reader, town, now):
    for place in (town.street, town.community, town.grid, town.dwelling, town.neighbour):
        event(at=now, place_path=place.place_path, subject_name=place.name)
    event(at=now, subject_name="全站")
    assert shown(client) == ["501", "第一网格", "幸福里社区"]


def test_readers_of_a_whole_tree_see_what_belongs_to_no_place(client, now):
    root = make_place("district", "示范区")
    client.force_login(make_user(root, [READ]))
    event(at=now, subject_name="全站")
    assert shown(client) == ["全站"]


def test_others_do_not_read_it(client, town):
    client.force_login(make_user(town.community, ["cases.view"]))
    assert client.get(LIST).status_code == 403
    assert client.post(EXPORT, {"reason": "x"}).status_code == 403
    assert client.post(VERIFY).status_code == 403


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"actor": "王"}, ["甲"]),
        ({"subject": "乙"}, ["乙"]),
        ({"action": "accounts.open"}, []),
        ({"first_on": "2026-03-11", "last_on": "2026-03-11"}, ["旧"]),
        ({"first_on": "2026-03-12", "last_on": "2026-03-12"}, []),
        ({"first_on": "not a day"}, ["乙", "甲"]),
    ],
)
def test_filters(client, reader, town, now, asked, names):
    wang = make_user(name="王芳")
    path = town.grid.place_path
    event(at=MORNING, place_path=path, subject_name="旧")
    event(at=now, by=wang, place_path=path, subject_name="甲")
    event(at=now, place_path=path, subject_name="乙")
    assert shown(client, **asked) == names


def test_days_are_shanghais(client, reader, town):
    path = town.grid.place_path
    event(at=clock.local(2026, 3, 11, 0, 0), place_path=path, subject_name="零点")
    event(at=clock.local(2026, 3, 11, 23, 59), place_path=path, subject_name="午夜前")
    event(at=clock.local(2026, 3, 12, 0, 0), place_path=path, subject_name="次日")
    assert shown(client, first_on="2026-03-11", last_on="2026-03-11") == ["午夜前", "零点"]


def test_deeds_are_called_by_their_words(client, reader, town, now):
    event(action="places.close", at=now, place_path=town.grid.place_path)
    assert "停用区划" in text(client.get(LIST))


def test_particulars_are_told_in_words(client, reader, town, now):
    changes = {"role": "网格员", "ends_on": "", "card": [["周敏", ""], ["李强", "12345"]]}
    event(at=now, place_path=town.grid.place_path, changes=changes)
    shown = text(client.get(LIST))
    assert "角色：网格员" in shown
    assert "公示卡：周敏 → 李强、12345" in shown
    assert "ends_on" not in shown


def test_the_workbook_holds_the_filtered_lines_and_its_purpose(client, reader, town, now):
    wang = make_user(name="王芳")
    path = town.grid.place_path
    event(
        at=now,
        by=wang,
        place_path=path,
        subject_name="=1+1",
        reason="核对",
        changes={"状态": ["旧", "新"]},
    )
    event(at=now, place_path=town.neighbour.place_path, by=wang, subject_name="别处")
    response = client.post(f"{EXPORT}?actor=王芳", {"reason": "年度检查"})
    assert response["Content-Disposition"].startswith("attachment")
    content = b"".join(response.streaming_content)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(
        0
    )
    rows = sheet.to_python()
    assert "审计员" in rows[0][0]
    assert "年度检查" in rows[0][0]
    assert rows[1][:4] == ["时间", "操作人", "操作", "对象"]
    assert [row[1:5] for row in rows[2:]] == [["王芳", "test.deed", "=1+1", "核对"]]
    taken = events_of("audit.export").get()
    assert (taken.actor_id, taken.reason) == (reader.pk, "年度检查")
    assert taken.changes["actor"] == "王芳"
    assert taken.place_path == town.community.place_path


def test_without_a_purpose_nothing_is_taken(client, reader):
    response = client.post(EXPORT, {"reason": ""})
    assert response.status_code == 422
    assert not events_of("audit.export").exists()


@pytest.mark.django_db(transaction=True)
def test_verifying_ends_with_a_verdict_on_the_page(client, town):
    client.force_login(make_user(town.community, [READ]))
    event()
    page = client.post(VERIFY)["Location"]
    waiting = client.get(page)
    assert "正在核对" in text(waiting)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    jobs.run_ready()
    part = client.get(page, headers={"HX-Request": "true"})
    assert "日志完整" in text(part)
    assert "hx-trigger" not in part.content.decode()


def test_a_verdict_is_its_readers_own(client, reader, town):
    page = client.post(VERIFY)["Location"]
    client.force_login(make_user(town.community, [READ]))
    assert client.get(page).status_code == 404


def test_the_list_pages_by_position(client, reader, town, now):
    for number in range(60):
        at = now - dt.timedelta(minutes=60 - number)
        event(at=at, place_path=town.grid.place_path, subject_name=str(number))
    first = client.get(LIST)
    assert len(first.context["rows"]) == 50
    later = re.search(r'rel="next" href="(\?after=[^"]+)"', first.content.decode()).group(1)
    rest = [row.subject_name for row, *_ in client.get(LIST + later).context["rows"]]
    assert rest[:10] == [str(number) for number in range(9, -1, -1)]
