import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.identity import (
    InvalidIdNumber,
    mask_id_number,
    mask_name,
    mask_phone,
    mask_within,
    normalise_phone,
    read_id_number,
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("0571-87654321", "0571-87654321"),
        ("０５７１－８７６５４３２１", "0571-87654321"),
        ("057187654321", "0571-87654321"),
        ("(0571) 8765 4321", "0571-87654321"),
        ("（010）6512—3456", "010-65123456"),
        ("0571-8765-4321", "0571-87654321"),
        ("0571-8765432", "0571-8765432"),
        ("0571-87654321-802", "0571-87654321-802"),
        ("0571-87654321转802", "0571-87654321-802"),
        ("0571-87654321 ext. 802", "0571-87654321-802"),
        ("+86 571 8765 4321", "0571-87654321"),
        ("+86 (0571) 87654321", "0571-87654321"),
        ("12345", "12345"),
        ("110", "110"),
        ("95598", "95598"),
        ("400-800-1234", "4008001234"),
        ("87654321", "87654321"),
    ],
)
def test_one_way_to_store_a_phone_number(written, stored):
    assert normalise_phone(written) == stored


@pytest.mark.parametrize(
    "written",
    [
        "",
        "无",
        "1381234567",
        "138123456789",
        "12812345678",
        "0571",
        "13812345678/13912345678",
        "微信",
    ],
)
def test_what_is_no_phone_number_gives_nothing(written):
    assert normalise_phone(written) == ""


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text):
    once = normalise_phone(text)
    assert normalise_phone(once) == once


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("0571-87654321", "0571-****4321"),
        ("0571-87654321-802", "0571-****4321"),
        ("87654321", "****4321"),
        ("12345", "12345"),
        ("微信zhangsan", "********"),
        ("", ""),
    ],
)
def test_masked_phone_numbers(value, shown):
    assert mask_phone(value) == shown


def test_an_identity_number_is_read():
    read = read_id_number("99010119900101006x")
    assert (read.number, read.born_on, read.sex) == (
        "99010119900101006X",
        dt.date(1990, 1, 1),
        "2",
    )
    assert read_id_number("９９０１０１ 19900101 0019").sex == "1"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "18位"),
        ("9901011990010100", "18位"),
        ("99010119900101001A", "18位"),
        ("990101900101001", "15位"),
        ("990101199002300017", "出生日期"),
        ("990101199001010011", "校验位"),
        ("990101199001020000", "表格软件"),
    ],
)
def test_a_wrong_identity_number_says_what_is_wrong(number, reason):
    with pytest.raises(InvalidIdNumber, match=reason):
        read_id_number(number)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(position, difference):
    number = "990101199001010035"
    digit = (int(number[position]) + difference) % 10
    with pytest.raises(InvalidIdNumber):
        read_id_number(f"{number[:position]}{digit}{number[position + 1 :]}")


def test_a_masked_identity_number_hides_the_birthday():
    assert mask_id_number("990101199001010035") == "990**************5"
    assert mask_id_number("12345") == "*****"
    assert mask_id_number("") == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小明", "张**"),
        ("阿依古丽·买买提", "阿**"),
        ("王", "*"),
        ("", ""),
        ("𠮷田", "𠮷*"),
    ],
)
def test_masked_names(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请找张小明先生，电话 138 0013 8000", "请找张**先生，电话 138****8000"),
        ("证件330102199001011234，座机0571-88001234", "证件330**************4，座机0571-****1234"),
        ("20260311花了3200000元，请打12345", "20260311花了3200000元，请打12345"),
        ("欧阳阳同志说好的", "欧**同志说好的"),
        ("物业0571-88886666", "物业0571-88886666"),
    ],
)
def test_names_and_numbers_within_words(text, shown):
    assert mask_within(text, names=["欧阳阳", "", "李"], keep=["0571-88886666"]) == shown


def test_words_without_people_stay_as_they_are():
    words = "您好！路灯已于3月12日换好，编号261128-000123。"
    assert mask_within(words) == words
