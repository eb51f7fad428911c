"""What texts are compared by, and the pool that finds the like: pure, without a database."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.services.cases.alike import signs
from linli.services.cases.alike.pool import MOST_LATE, Pool

GRILL = "楼下烧烤店半夜油烟很大，熏得老人睡不着觉，还有人大声喝酒"
LAMP = "门口的路灯坏了三天，晚上老人出门看不清路"
texts = st.text(alphabet="楼下烧烤店油烟 3号，abc12。\U00020000", max_size=40)


def pool(*told: str) -> Pool:
    """A pool of texts with the ids 1, 2, 3 …, the last one the newest."""
    found, rows = Pool(), dict(enumerate(map(signs.kept, told), start=1))
    found.follow(sorted(rows, reverse=True), lambda pks: [(pk, rows[pk]) for pk in pks])
    return found


def best(found: Pool, text: str) -> list[int]:
    return [one.pk for one in found.look(signs.pairs(signs.kept(text)), 5)]


@given(st.lists(texts, max_size=6))
def test_many_texts_have_the_pairs_of_each(told: list[str]) -> None:
    stored = [signs.kept(text) for text in told]
    pairs, owners = signs.pairs_of_many(stored) if stored else (signs.EMPTY, signs.EMPTY)
    for number, one in enumerate(stored):
        assert np.array_equal(pairs[owners == number], signs.pairs(one))


def test_figures_and_manners_say_nothing() -> None:
    assert not len(signs.pairs(signs.kept("13800138000 2026")))
    manners = signs.pairs(signs.kept("您好，希望尽快解决"))
    assert np.isin(signs.pairs(signs.kept("您好")), signs.SILENT).all()
    assert np.isin(signs.pairs(signs.kept("尽快")), manners).all()
    assert not best(pool("您好，感谢", LAMP), "您好！感谢！")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三号楼和5栋", {"3", "5"}),
        ("A座1203", {"a"}),
        ("座机号码", set()),
        ("电梯坏了", set()),
        ("2026号楼", set()),
    ],
)
def test_buildings(text: str, found: set[str]) -> None:
    assert signs.buildings(text) == found


def test_places_agree_by_their_own_names() -> None:
    assert (signs.agreement(["丽发新城小区"], ["A2区丽发新城"]) or 0) >= 0.7
    assert signs.agreement(["魅力之城小区"], ["润芳园小区"]) == 0
    assert signs.agreement(["小区"], ["魅力之城"]) is None


def test_the_most_alike_comes_first_and_both_say_why() -> None:
    found = pool(LAMP, GRILL)
    assert best(found, "烧烤店油烟很大")[0] == 2
    asked = signs.pairs(signs.kept(GRILL))
    assert signs.words("那家烧烤店又冒油烟了", found.weights(asked)) == ["烧烤店", "油烟"]


def test_what_arrives_late_is_found_as_what_was_there() -> None:
    rows = {1: signs.kept(LAMP)}
    found = Pool()
    for number in itertools.count(2):
        found.follow(sorted(rows, reverse=True), lambda pks: [(pk, rows[pk]) for pk in pks])
        if number > MOST_LATE + 5:
            break
        rows[number] = signs.kept(f"第{number}栋楼的电梯坏了" if number != 30 else GRILL)
        assert best(found, LAMP)[0] == 1
    assert best(found, GRILL)[0] == 30


def test_what_is_not_in_the_index_is_asked_for_once() -> None:
    asked: list[list[int]] = []

    def read(pks: Sequence[int]) -> list[tuple[int, str]]:
        asked.append(list(pks))
        return [(1, signs.kept(LAMP))] if 1 in pks else []

    found = Pool()
    for _ in range(2):
        found.follow([2, 1], read)
        found.follow([3, 2, 1], read)
    assert asked == [[2, 1], [3]]
    assert best(found, LAMP) == [1]


def test_an_empty_pool_finds_nothing() -> None:
    assert best(Pool(), GRILL) == []
    assert best(pool(""), GRILL) == []
