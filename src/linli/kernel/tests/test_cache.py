import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def table() -> None:
    call_command("createcachetable", verbosity=0)


def test_only_the_first_adds() -> None:
    assert cache.add("slot", 1, 60) is True
    assert cache.add("slot", 2, 60) is False
    assert cache.get("slot") == 1


def test_what_has_expired_is_taken_anew() -> None:
    cache.set("slot", 1, -1)
    assert cache.add("slot", 2, 60) is True
    assert cache.get("slot") == 2


def test_forever_is_possible() -> None:
    assert cache.add("kept", [1, "二"], None)
    assert cache.get("kept") == [1, "二"]


def test_it_costs_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        cache.add("slot", 1, 60)
    assert len(asked) == 1


def test_every_now_and_then_the_table_is_looked_at() -> None:
    statements = []
    for number in range(1500):
        with CaptureQueriesContext(connection) as asked:
            cache.add(f"slot-{number}", 1, 60)
        statements.append(len(asked))
    assert 0 < sum(count > 1 for count in statements) < 20
