import pytest

from linli.kernel.pinyin import MAX_READINGS, readings


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单小伟", "shanxiaowei", "sxw"),
        ("曾敏", "zengmin", "zm"),
        ("解放", "xiefang", "xf"),
        ("仇英", "qiuying", "qy"),
        ("区小妹", "ouxiaomei", "oxm"),
        ("查良", "zhaliang", "zl"),
        ("盖伟", "gewei", "gw"),
        ("翟强", "zhaiqiang", "zq"),
        ("朴正", "piaozheng", "pz"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("万俟明", "moqiming", "mqm"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("吕布", "lvbu", "lb"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("Mike 王", "mikewang", "mw"),
    ],
)
def test_the_right_reading_comes_first(name, full, initials):
    spoken = readings(name)
    assert spoken.full[0] == full
    assert spoken.initials[0] == initials


def test_the_reading_of_the_dictionary_is_found_too():
    assert readings("单小伟").full == ("shanxiaowei", "danxiaowei")
    assert readings("单小伟").initials == ("sxw", "dxw")
    assert set(readings("覃勇").full) == {"qinyong", "tanyong"}


def test_a_compound_of_two_characters_is_a_name_with_one():
    """尉迟 alone is a person called 迟 of the family 尉 just as well as half a name."""
    assert readings("尉迟").full == ("weichi",)


def test_given_names_with_two_readings():
    assert readings("李晟").full == ("lisheng", "licheng")
    assert readings("王乐乐").full[0] == "wanglele"


def test_many_readings_are_cut_off():
    assert len(readings("单乐晟茜柏").full) == MAX_READINGS


@pytest.mark.parametrize("name", ["", "·", "𠮷", "　"])
def test_nothing_to_read(name):
    assert readings(name).full == readings(name).initials == ()
