import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from linli.kernel import links


def test_addresses_are_those_that_django_gives() -> None:
    assert links.page("work:today") == links.page("work:today") == reverse("work:today")
    pattern = links.numbered("cases:delete-view")
    for number in (1, 25, 1_000_000):
        assert pattern.format(number) == reverse("cases:delete-view", args=[number])


def test_a_page_that_does_not_exist_is_told_each_time() -> None:
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            links.page("work:yesterday")


def test_a_site_below_another_address() -> None:
    links.page("work:today")
    set_script_prefix("/linli/")
    try:
        assert links.page("work:today").startswith("/linli/")
        assert links.numbered("cases:case").startswith("/linli/")
    finally:
        set_script_prefix("/")
