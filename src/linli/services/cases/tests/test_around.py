"""One statement tells which of a case's tables are worth asking."""

from typing import Any

from linli.kernel import clock
from linli.services.cases import around
from linli.services.cases.actions import life
from linli.services.cases.choices import ContactResult, ContactWay
from linli.services.cases.models import Case
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import make_case, make_community


def test_empty_tables_are_not_asked(db: None, django_assert_num_queries: Any) -> None:
    case = make_case(make_community())
    with django_assert_num_queries(1):
        assert [around.rows(case, name) for name in around.TABLES] == [[]] * len(around.TABLES)


def test_nothing_is_joined_that_nobody_asked_for(db: None, django_assert_num_queries: Any) -> None:
    home = make_community()
    case, child = make_case(home), make_case(home)
    Case.objects.filter(pk=child.pk).update(parent=case)
    with django_assert_num_queries(2) as asked:
        assert around.rows(case, "children") == [child]
    assert "JOIN" not in asked[1]["sql"]


def test_what_is_there_is_read_once(db: None, django_assert_num_queries: Any) -> None:
    home = make_community()
    case, child = make_case(home), make_case(home)
    Case.objects.filter(pk=child.pk).update(parent=case)
    with django_assert_num_queries(2):
        assert [around.rows(case, "children") for _ in range(3)] == [[child]] * 3


def test_what_is_there_comes_in_order_with_what_it_points_to(
    db: None, django_assert_num_queries: Any
) -> None:
    home = make_community()
    worker = factories.make_user("community-worker", home.community)
    for case in (make_case(home), make_case(home)):
        for note in ("甲", "乙"):
            life.log_contact(
                case=case,
                way=ContactWay.PHONE,
                result=ContactResult.NO_ANSWER,
                note=note,
                by=worker,
                at=clock.now(),
            )
    read = Case.objects.get(pk=case.pk)
    with django_assert_num_queries(2):
        found = around.rows(read, "contacts", "by")
        assert [(row.note, row.by.name) for row in found] == [
            ("甲", worker.name),
            ("乙", worker.name),
        ]
