"""Rules about templates. Each gives one line a finding."""

import re

from django.template.base import Lexer, TokenType

CHINESE = re.compile(r"[\u3400-\u9fff]")
# Constants in tags and filters: _("待办")
MARKED_CONSTANT = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
TRANSLATED_BLOCKS = {"blocktranslate", "blocktrans"}
TRANSLATED_TAGS = {"translate", "trans"} | TRANSLATED_BLOCKS
# What the content security policy refuses, or would have to be loosened for.
INLINE = {
    "a script in the page": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE
    ),
    "an event handler in the page": re.compile(r"\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
}
TEMPLATE_LANGUAGE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")


def inline_code(text: str) -> list[str]:
    """Nothing that the content security policy refuses: scripts come from files of our own."""
    html = TEMPLATE_LANGUAGE.sub(" ", text)
    return [
        f"{html.count(chr(10), 0, match.start()) + 1}: {what}"
        for what, pattern in INLINE.items()
        for match in pattern.finditer(html)
    ]


def unmarked_chinese(text: str) -> list[str]:
    """Each visible word is marked for translation, or English readers meet Chinese."""
    found, inside = [], ""
    for token in Lexer(text).tokenize():
        tag = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK and inside:
            inside = "" if tag == f"end{inside}" else inside
        elif token.token_type == TokenType.BLOCK and tag in TRANSLATED_BLOCKS | {"comment"}:
            inside = tag
        elif not inside and is_unmarked(token.token_type, tag, token.contents):
            found.append(
                f"{token.lineno}: Chinese without translate: {token.contents.strip()[:40]}"
            )
    return found


def is_unmarked(token_type: TokenType, tag: str, contents: str) -> bool:
    if token_type == TokenType.COMMENT:
        return False
    if token_type == TokenType.BLOCK and tag in TRANSLATED_TAGS:
        return False
    if token_type != TokenType.TEXT:
        contents = MARKED_CONSTANT.sub("", contents)
    return bool(CHINESE.search(contents))
