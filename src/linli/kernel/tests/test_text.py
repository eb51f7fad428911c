"""What comes from outside as text."""

import pytest

from linli.kernel.text import follows, ids, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("007", 7), ("１２", 12), ("9" * 18, int("9" * 18)), ("0", 0)],
)
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " ", "²", "-1", "+1", "1.0", "1e3", "9" * 19, "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_numbers_follow_one_another() -> None:
    assert follows("10", "9")
    assert not follows("11", "9")
    assert not follows("²", "1")
    assert not follows("9" * 5000, "8")


def test_ids_are_those_that_can_be_some() -> None:
    assert ids(["7", "x", "", "9" * 19, "12"]) == [7, 12]
