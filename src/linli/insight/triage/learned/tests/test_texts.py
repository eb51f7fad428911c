import pytest

from linli.insight.triage.learned.texts import LONGEST, Lexicon, is_cut, read, tidy

LEXICON = Lexicon.of(["物业 管理 费 太 高", "物业 管理费 小区", "管理费 电梯 停运", "小区 电梯"])


def test_a_text_is_cut_the_most_likely_way() -> None:
    assert LEXICON.cut("小区的电梯停运") == ["小区", "电梯", "停运"]
    assert LEXICON.cut("物业管理费") == ["物业", "管理费"]


def test_cut_and_uncut_texts_become_the_same() -> None:
    assert read("小区的电梯停运了！", LEXICON) == read("小区 电梯 停运", LEXICON)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("小区 电梯 停运", True),
        ("小区电梯停运了，没人管", False),
        ("The lift has been broken for a week", False),
        ("", False),
    ],
)
def test_words_with_gaps_are_told_from_sentences(text: str, cut: bool) -> None:
    assert is_cut(text) is cut


def test_widths_links_and_length_do_not_matter() -> None:
    assert tidy("ＡＢＣ　小区\n\n电梯 https://example.org/a?b=1") == "abc 小区 电梯"
    assert tidy("见https://example.org/a县里停水") == "见 县里停水"
    assert len(tidy("长" * 100_000)) == LONGEST


def test_without_a_lexicon_the_signs_remain() -> None:
    assert read("电梯，停运。", Lexicon({})).signs == "电梯停运"


def test_a_gap_here_and_there_makes_no_lexicon() -> None:
    written = ["小区电梯停运了，\n没人管，请问怎么办", "物业管理费太高", "小区 电梯 停运"] * 2
    assert not Lexicon.of([tidy(text) for text in [*written, "路灯不亮", "垃圾没人收"]]).counts
    assert Lexicon.of(["小区 电梯 停运", tidy(written[0])]).counts.keys() == {
        "小区",
        "电梯",
        "停运",
    }
