"""Which other requests are proposed beside one: nothing that complains of the reader's own unit."""

import datetime as dt

import pytest

from linli.services.cases import together
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
PHONE = "13800001111"


@pytest.fixture
def home() -> factories.Community:
    return factories.make_community()


def test_who_is_complained_of_finds_no_complaint_among_those_to_merge(home) -> None:
    own = factories.make_user("head", home.community, unit=home.property_firm)
    other = factories.make_user("head", home.community, unit=home.committee)
    about_them, about_nobody, case = (
        factories.make_case(home, phone=PHONE, at=factories.MORNING + dt.timedelta(minutes=number))
        for number in range(3)
    )
    about_them.concerns = home.property_firm
    about_them.save()
    assert together.similar(own, case) == [about_nobody]
    assert set(together.similar(other, case)) == {about_nobody, about_them}
    assert together.earlier_of(own, case) == [about_nobody]
    assert set(together.earlier_of(other, case)) == {about_nobody, about_them}
