import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.files import names


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("路灯.png", "路灯.jpg"),
        ("IMG_0001.JPEG", "IMG_0001.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\Users\张伟\桌面\漏水 现场.bmp", "漏水 现场.jpg"),
        ("😀 漏水👍.jpg", "😀 漏水👍.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "a Set-Cookie x=1.jpg"),
        ("a\0b.jpg", "ab.jpg"),
        ("会议纪要.最终版", "会议纪要.最终版.jpg"),
        ("", "文件.jpg"),
        ("...", "文件.jpg"),
        (".htaccess", "htaccess.jpg"),
        ('<img src=x onerror="a">.jpg', "img src=x onerror=a.jpg"),
        ("长" * 400 + ".png", "长" * 116 + ".jpg"),
    ],
)
def test_names(raw: str, expected: str) -> None:
    assert names.clean(raw, ".jpg") == expected


@given(st.text())
def test_every_name_is_short_visible_and_ends_in_its_extension(raw: str) -> None:
    name = names.clean(raw, ".docx")
    assert name.endswith(".docx")
    assert 6 <= len(name) <= 120
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cf"}
