from linli.kernel.attaching import attach
from linli.kernel.tests.sample import Errand, Round


def test_one_query_fetches_what_all_the_keys_point_to(sample_tables, django_assert_num_queries):
    lamp, drain = (Errand.objects.create(title=title) for title in ("路灯", "下水道"))
    for first, last in ((lamp, drain), (drain, lamp), (lamp, None), (None, None)):
        Round.objects.create(first=first, last=last)
    rounds = list(Round.objects.order_by("pk"))
    with django_assert_num_queries(1):
        attach(rounds, Errand.objects.only("title"), "first", "last")
    with django_assert_num_queries(0):
        told = [(one.first and one.first.title, one.last and one.last.title) for one in rounds]
    assert told == [("路灯", "下水道"), ("下水道", "路灯"), ("路灯", None), (None, None)]


def test_rows_that_point_nowhere_cost_nothing(sample_tables, django_assert_num_queries):
    with django_assert_num_queries(0):
        attach([], Errand.objects.all(), "first")
        attach([Round()], Errand.objects.all(), "first", "last")
