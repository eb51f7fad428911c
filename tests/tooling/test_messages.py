"""The gate of the English catalogue, shown each thing that it must refuse."""

import pytest

import messages

TEMPLATE = """
<p title="{% translate "标题" %}">{{ name|default:_("无名") }}</p>
    {% if it's odd ( %}
  {% blocktranslate count n=n trimmed %}
      有 {{ n }} 件
  {% plural %}
      有 {{ n }} 件们
  {% endblocktranslate %}
"""
CODE = """
title = _("你好，%(name)s")
state = pgettext_lazy("case", "办结")
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A small checkout with two messages in code and three in a template."""
    monkeypatch.chdir(tmp_path)
    templates = tmp_path / "src/linli/cases/templates/cases"
    templates.mkdir(parents=True)
    (templates / "page.html").write_text(TEMPLATE)
    (tmp_path / "src/linli/cases/words.py").write_text(CODE)
    tests = tmp_path / "src/linli/cases/tests"
    tests.mkdir()
    (tests / "test_words.py").write_text('_("只在测试里")')
    return tmp_path


def translate(replacements):
    """Fill the catalogue: each Chinese id with its English."""
    text = messages.CATALOGUE.read_text()
    for chinese, english in replacements.items():
        text = text.replace(
            f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{english}"'
        )
    one, many = '"%(n)s item"', '"%(n)s items"'
    text = text.replace('msgstr[0] ""', f"msgstr[0] {one}").replace(
        'msgstr[1] ""', f"msgstr[1] {many}"
    )
    messages.CATALOGUE.write_text(text)


WHOLE = {"标题": "Title", "无名": "Nameless", "办结": "Closed", "你好，%(name)s": "Hello %(name)s"}


def test_all_messages_are_gathered_and_none_of_the_tests(site):
    ids = {(message.context, message.id) for message in messages.gather() if message.id}
    assert ids == {
        (None, "标题"),
        (None, "无名"),
        (None, ("有 %(n)s 件", "有 %(n)s 件们")),
        (None, "你好，%(name)s"),
        ("case", "办结"),
    }


def test_a_whole_catalogue_passes(site, capsys):
    messages.update()
    translate(WHOLE)
    assert messages.problems() == []
    assert messages.main(["check"]) == 0


def test_updating_twice_changes_nothing(site):
    messages.update()
    translate(WHOLE)
    messages.update()
    once = messages.CATALOGUE.read_bytes()
    messages.update()
    assert messages.CATALOGUE.read_bytes() == once


def test_missing_english_is_refused(site, capsys):
    messages.update()
    translate(WHOLE | {"标题": ""})
    assert messages.problems() == ["src/linli/cases/templates/cases/page.html: no English for 标题"]
    assert messages.main(["check"]) == 1


def test_a_new_message_is_refused_until_it_is_gathered(site):
    messages.update()
    translate(WHOLE)
    (site / "src/linli/cases/words.py").write_text(CODE + '_("新词")\n')
    assert messages.problems() == ["src/linli/cases/words.py: no English for 新词"]


def test_a_dead_entry_is_refused(site):
    messages.update()
    translate(WHOLE)
    (site / "src/linli/cases/words.py").write_text("")
    assert sorted(messages.problems()) == [
        f"{messages.CATALOGUE}: no longer used: 你好，%(name)s",
        f"{messages.CATALOGUE}: no longer used: 办结",
    ]


def test_a_lost_placeholder_is_refused(site):
    messages.update()
    translate(WHOLE | {"你好，%(name)s": "Hello"})
    assert messages.problems() == [
        "src/linli/cases/words.py: placeholders differ in the English for 你好，%(name)s"
    ]
