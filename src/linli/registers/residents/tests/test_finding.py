"""Finding a resident by whatever somebody types."""

import pytest

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.residents import public as residents

pytestmark = pytest.mark.django_db
AT = clock.local(2026, 3, 11, 9)


@pytest.fixture
def home() -> places.Place:
    return places.add(kind=places.Kind.COMMUNITY, name="幸福里社区", parent=None, by=None, at=AT)


@pytest.fixture
def worker(home: places.Place) -> accounts.User:
    return make_user(home, ["residents.view"])


def live(home: places.Place, name: str, phone: str = "") -> residents.Person:
    """Somebody who lives in the community."""
    person = residents.Person(name=name, phone=phone, place_path=home.place_path)
    residents.index_fields(person)
    person.save()
    residents.SEARCH.put(person.pk, residents.search_text(person))
    return person


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单小伟", ["shanxiaowei", "danxiaowei", "sxw", "dxw"]),
        ("解明", ["xieming", "jieming", "xm", "jm"]),
        ("仇英", ["qiuying", "chouying", "qy", "cy"]),
        ("曾静", ["zengjing", "cengjing", "zj"]),
        ("区伟", ["ouwei", "ow"]),
        ("查良", ["zhaliang", "chaliang"]),
        ("尉迟恭", ["yuchigong", "ycg"]),
        ("吕芳", ["lvfang", "lf"]),
    ],
)
def test_a_family_name_is_found_by_each_of_its_readings(home, worker, name, typed) -> None:
    person, _other = live(home, name), live(home, "王秀英")
    for letters in typed:
        assert list(residents.find(worker, letters)) == [person], letters


def test_digits_find_the_end_of_a_telephone_number(home, worker) -> None:
    mobile, landline = live(home, "王秀英", "13887654321"), live(home, "李明", "0571-87654321")
    live(home, "赵强", "13811114321")
    assert set(residents.find(worker, "87654321")) == {mobile, landline}
    assert list(residents.find(worker, "887654321")) == [mobile]
    assert list(residents.find(worker, "13887654321")) == [mobile]
    assert list(residents.find(worker, "0571-87654321")) == [landline]
    assert residents.find(worker, "4321").count() == 3


def test_nobody_finds_who_lives_elsewhere(home, worker) -> None:
    elsewhere = places.add(kind=places.Kind.COMMUNITY, name="乙社区", parent=None, by=None, at=AT)
    live(elsewhere, "王秀英", "13887654321")
    for typed in ("王秀英", "wangxiuying", "13887654321", "87654321"):
        assert not residents.find(worker, typed).exists()
