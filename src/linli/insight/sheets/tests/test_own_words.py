"""What a form allows, beside what the register can answer."""

import pytest

from linli.insight.sheets.proposing import own_words


@pytest.mark.parametrize(
    ("label", "element", "words"),
    [
        ("性别（男/女）", "person.sex", ["男", "女"]),
        ("居住情况(独居、与配偶同住)", "person.residence_status", ["独居", "与配偶同住"]),
        ("是否失能", "person.self_care_ability", ["是", "否"]),
        ("文化程度（如初中、高中）", "person.education", []),
        ("文化程度", "person.education", []),
        ("家庭住址（楼栋、单元、室）", "person.residence_address", []),
        ("是否本人", "no.such", []),
    ],
)
def test_a_label_may_name_all_that_is_allowed(label, element, words):
    assert own_words.in_label(label, element) == words


@pytest.mark.parametrize(
    ("element", "words", "fits"),
    [
        ("person.sex", ["1-男", "2-女"], True),
        ("person.self_care_ability", ["能自理", "部分自理", "不能自理"], True),
        ("person.self_care_ability", ["是", "否"], False),
        ("person.residence_status", ["独居", "与配偶同住", "与子女同住"], False),
        ("person.is_disabled", ["是", "否"], True),
        ("person.name", ["张三", "李四"], True),
        ("person.sex", [], True),
    ],
)
def test_whether_the_register_speaks_the_words_of_the_form(element, words, fits):
    assert own_words.can_say(element, words) is fits
