import pytest
from django.template import Context, engines
from django.urls import NoReverseMatch, reverse
from django.utils import translation


def written(source: str, **values: object) -> str:
    return engines["django"].from_string(source).template.render(Context(values))


def test_addresses() -> None:
    assert written('{% url "work:today" %}') == reverse("work:today")
    assert written("{% url name %}", name="work:today") == reverse("work:today")
    assert written('{% url "cases:case" 7 %}') == reverse("cases:case", args=[7])
    assert written('{% url "work:today" as there %}<{{ there }}>') == f"<{reverse('work:today')}>"
    assert written('{% url "work:yesterday" as there %}<{{ there }}>') == "<>"
    with pytest.raises(NoReverseMatch):
        written('{% url "work:yesterday" %}')


def test_words_follow_the_language_of_the_moment() -> None:
    words = engines["django"].from_string('{% translate "保存" %}')
    assert words.render() == "保存"
    with translation.override("en"):
        assert words.render() == "Save"
    assert words.render() == "保存"


def test_words_that_are_not_fixed_are_translated_each_time() -> None:
    words = engines["django"].from_string("{% translate said %}").template
    assert [words.render(Context({"said": said})) for said in ("甲", "<b>")] == ["甲", "&lt;b&gt;"]
    assert written('{% translate "保存" as said %}<{{ said }}>') == "<保存>"
