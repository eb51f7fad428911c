"""Limits in the words of people; limits of tries; telephone codes without a gateway."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from linli.kernel import clock
from linli.kernel.errors import TooMany
from linli.services.cases import plain_words
from linli.services.cases.limits import Limit, only_failures_count
from linli.services.cases.states import State
from linli.shared.work import public as work

NOW = clock.local(2026, 3, 11, 9, 30)


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (clock.local(2026, 3, 11, 11, 30), "今天11:30前"),
        (clock.local(2026, 3, 12), "今天24点前"),
        (clock.local(2026, 3, 12, 0, 1), "明天00:01前"),
        (clock.local(2026, 3, 13), "明天24点前"),
        (clock.local(2026, 3, 19), "3月18日（周三）24点前"),
        (clock.local(2027, 1, 1), "12月31日（周四）24点前"),
        (clock.local(2027, 1, 2), "2027年1月1日（周五）24点前"),
        (clock.local(2026, 3, 10, 18), "3月10日（周二）18:00前"),
        (dt.datetime(2026, 3, 11, 3, 30, tzinfo=dt.UTC), "今天11:30前"),
    ],
)
def test_limits_as_people_say_them(due_at, words):
    assert work.plain_times.by_when(due_at, NOW) == words


def test_every_state_has_its_plain_sentence():
    assert all(plain_words.stand(state) for state in State)


@pytest.mark.django_db
class TestLimit:
    limit = Limit("test", 3, 60, "够了")

    def test_tries_run_out_for_one_and_not_for_another(self):
        for _ in range(3):
            self.limit.take("甲")
        with pytest.raises(TooMany, match="够了"):
            self.limit.take("甲")
        self.limit.take("乙")

    def test_what_went_well_uses_no_try(self):
        for _ in range(10):
            with only_failures_count([(self.limit, "甲")]):
                pass

    def test_what_failed_does(self):
        for _ in range(3):
            with pytest.raises(KeyError), only_failures_count([(self.limit, "甲")]):
                raise KeyError
        with pytest.raises(TooMany), only_failures_count([(self.limit, "甲")]):
            pytest.fail("a fourth try went through")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_tries_than_there_are():
    limit = Limit("rush", 3, 60, "够了")

    def attempt(_):
        try:
            return bool(limit.take("甲"))
        except TooMany:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) <= 3
