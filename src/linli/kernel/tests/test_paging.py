import datetime as dt
import functools
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.paging import MAX_SIZE, paginate
from linli.kernel.tests.sample import Errand

pytestmark = pytest.mark.usefixtures("sample_tables")

DAYS = [clock.local(2026, 3, day, 9) for day in range(1, 4)]
MICROSECOND = dt.timedelta(microseconds=1)
ORDERS = [
    ("id",),
    ("-id",),
    ("due_at", "id"),
    ("-due_at", "-id"),
    ("due_at", "-id"),
    ("title", "due_at", "id"),
    ("due_at", "-score", "id"),
    ("-score", "title", "-due_at", "id"),
]

rows = st.lists(
    st.tuples(
        st.sampled_from(["修路灯", "看望老人"]),
        st.sampled_from([None, *DAYS, DAYS[0] + MICROSECOND]),
        st.sampled_from([None, Decimal("1.50"), Decimal("1.49")]),
    ),
    max_size=12,
)


def fill(content):
    Errand.objects.all().delete()
    Errand.objects.bulk_create(
        Errand(title=title, due_at=due_at, score=score) for title, due_at, score in content
    )


def expected(order_by):
    """The ids in order, sorted by Python; NULL last."""

    def compare(left, right):
        for name in order_by:
            column = name.removeprefix("-")
            a, b = getattr(left, column), getattr(right, column)
            if a == b:
                continue
            if a is None or b is None:
                return 1 if a is None else -1
            return (1 if a > b else -1) * (-1 if name.startswith("-") else 1)
        return 0

    return [row.pk for row in sorted(Errand.objects.all(), key=functools.cmp_to_key(compare))]


def ids(page):
    return [row.pk for row in page.items]


def pages(order_by, size):
    """All pages forward, and then back from the last one."""
    forward = [paginate(Errand.objects.all(), order_by, size=size)]
    while forward[-1].next:
        forward.append(paginate(Errand.objects.all(), order_by, size=size, after=forward[-1].next))
    back = [forward[-1]]
    while back[-1].previous:
        back.append(paginate(Errand.objects.all(), order_by, size=size, after=back[-1].previous))
    return forward, back


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=rows, order_by=st.sampled_from(ORDERS), size=st.integers(1, 5))
def test_pages_hold_every_row_once_in_order_forward_and_back(content, order_by, size):
    fill(content)
    forward, back = pages(order_by, size)
    assert [pk for page in forward for pk in ids(page)] == expected(order_by)
    assert all(len(page.items) == size for page in forward[:-1])
    assert [ids(page) for page in reversed(back)] == [ids(page) for page in forward]
    assert forward[0].previous == ""
    assert bool(back[-1].next) == (len(forward) > 1)


def test_rows_that_come_and_go_shift_no_page():
    fill([("甲", day, None) for day in DAYS * 2])
    first = paginate(Errand.objects.all(), ("due_at", "id"), size=3)
    rest = expected(("due_at", "id"))[3:]
    first.items[0].delete()
    Errand.objects.create(title="新", due_at=DAYS[0] - MICROSECOND)
    second = paginate(Errand.objects.all(), ("due_at", "id"), size=3, after=first.next)
    assert ids(second) == rest


def test_going_back_to_the_start_gives_a_whole_first_page():
    fill([("甲", day, None) for day in DAYS * 2])
    first = paginate(Errand.objects.all(), ("id",), size=3)
    second = paginate(Errand.objects.all(), ("id",), size=3, after=first.next)
    earlier = first.items[0]
    earlier.delete()
    again = paginate(Errand.objects.all(), ("id",), size=3, after=second.previous)
    assert ids(again) == expected(("id",))[:3]
    assert again.previous == ""


def test_when_all_that_followed_is_gone_one_sees_the_first_page():
    fill([("甲", None, None)] * 4)
    first = paginate(Errand.objects.all(), ("id",), size=2)
    Errand.objects.filter(pk__gt=first.items[-1].pk).delete()
    again = paginate(Errand.objects.all(), ("id",), size=2, after=first.next)
    assert (ids(again), again.next, again.previous) == (ids(first), "", "")


def test_an_empty_list_is_one_empty_page():
    page = paginate(Errand.objects.all(), ("due_at", "id"))
    assert (page.items, page.next, page.previous) == ([], "", "")


def test_a_damaged_or_foreign_cursor_gives_the_first_page():
    fill([("甲", None, None)] * 4)
    first = paginate(Errand.objects.all(), ("id",), size=2)
    other_list = paginate(Errand.objects.all(), ("-id",), size=2).next
    for cursor in ("x", "v1.1.AAAA", first.next[:-3], first.next[:-5] + "AAAAA", other_list):
        assert ids(paginate(Errand.objects.all(), ("id",), size=2, after=cursor)) == ids(first)


def test_the_cursor_shows_nothing_of_the_row():
    fill([("zhangsan", None, None)] * 2)
    cursor = paginate(Errand.objects.all(), ("title", "id"), size=1).next
    assert "zhangsan" not in cursor
    second = paginate(Errand.objects.all(), ("title", "id"), size=1, after=cursor)
    assert second.items[0].title == "zhangsan"


@pytest.mark.parametrize("asked", [-1, 0, 10_000])
def test_the_size_has_limits(asked):
    fill([("甲", None, None)] * (MAX_SIZE + 5))
    assert len(paginate(Errand.objects.all(), ("id",), size=asked).items) == max(
        1, min(asked, MAX_SIZE)
    )


def test_it_orders_by_what_the_query_computes():
    fill([("甲", DAYS[1], None), ("乙", None, None), ("丙", DAYS[0], None)])
    never = clock.local(9999, 1, 1)
    due = Coalesce("due_at", Value(never), output_field=DateTimeField())
    queryset = Errand.objects.annotate(due=due)
    first = paginate(queryset, ("due", "id"), size=2)
    second = paginate(queryset, ("due", "id"), size=2, after=first.next)
    assert [row.title for row in [*first.items, *second.items]] == ["丙", "甲", "乙"]


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_a_page_and_a_second_at_the_border(count, django_assert_num_queries):
    fill([("甲", None, None)] * count + [("乙", DAYS[0], None)] * 3)
    with django_assert_num_queries(1):
        paginate(Errand.objects.filter(title="甲"), ("-id",), size=5)
    with django_assert_num_queries(1):
        paginate(Errand.objects.filter(title="乙"), ("due_at", "id"), size=2)
    with django_assert_num_queries(2):
        paginate(Errand.objects.all(), ("due_at", "id"), size=5)


def test_each_half_reads_one_index_range():
    """No page may sort, or pass over, what comes before it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX errand_due ON kernel_sample_errand (due_at, id)")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    fill([("甲", day, None) for day in DAYS * 2] + [("乙", None, None)] * 4)
    page = paginate(Errand.objects.all(), ("due_at", "id"), size=2)
    for _ in range(4):
        with connection.execute_wrapper(_check_plan):
            page = paginate(Errand.objects.all(), ("due_at", "id"), size=2, after=page.next)


def _check_plan(execute, sql, params, many, context):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plan = "\n".join(row[3] for row in cursor.cursor.fetchall())
            assert "USING INDEX errand_due (due_at" in plan
            assert "TEMP B-TREE" not in plan
        else:
            with connection.connection.cursor() as raw:
                plan = "\n".join(row[0] for row in raw.execute(f"EXPLAIN {sql}", params))
            assert re.search(r"Index Cond: .*due_at >=", plan) or ">=" not in sql
            assert "Sort" not in plan
    return execute(sql, params, many, context)
