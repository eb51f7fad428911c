"""Requests on the common lists: as many queries for three as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.services.cases.tests.factories import make_case, make_community, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("grid-worker", "today"),
        ("grid-worker", "calendar"),
        ("head", "overview"),
        ("head", "overview-list"),
    ],
)
def test_lists_do_not_ask_case_by_case(client, role, name):
    home = make_community()
    worker = make_user("grid-worker", home.grid)
    head = make_user("head", home.community)
    client.force_login(worker if role == "grid-worker" else head)

    def queries():
        client.get(reverse(f"work:{name}"))
        with CaptureQueriesContext(connection) as context:
            page = client.get(reverse(f"work:{name}"))
        assert page.status_code == 200
        return len(context)

    make_case(home)
    with_one = queries()
    make_case(home, text="楼道里堆满了纸箱，走路都不方便。")
    make_case(home, text="想问一下高龄津贴怎么办理。")
    assert queries() == with_one
