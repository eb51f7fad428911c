from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.sheet_columns import column_letters, column_number


def test_columns_are_named_as_the_program_names_them() -> None:
    numbers = (1, 26, 27, 52, 702, 703)
    assert [column_letters(number) for number in numbers] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


@given(number=st.integers(1, 16_384))
def test_letters_lead_back_to_the_number(number: int) -> None:
    assert column_number(column_letters(number)) == number
