"""`{% url %}` and `{% translate %}` as Django's own, only that what is fixed is worked out once.

A page of the desk asks for fifty addresses without arguments and for fifty words. Builtins, after
Django's of the same names.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

from linli.kernel import links

register = template.Library()


class PageNode(Node):
    """The address of a page without arguments."""

    child_nodelists = ()

    def __init__(self, name: FilterExpression) -> None:
        self.name = name

    def render(self, context: template.Context) -> str:
        return links.page(self.name.resolve(context))


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node: URLNode = django_url(parser, token)
    return node if node.args or node.kwargs or node.asvar else PageNode(node.view_name)


class WordsNode(Node):
    """Words that stand in the template itself: translated once for each language."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.translated: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        words = self.translated.get(language)
        if words is None:
            words = self.translated[language] = self.node.render(context)
        return words


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    node: TranslateNode = do_translate(parser, token)
    words: Any = node.filter_expression
    is_fixed = words.is_var and words.var.literal is not None and not words.filters
    return node if not is_fixed or node.asvar or node.message_context else WordsNode(node)
