"""Our renderer writes what Django writes, only quicker."""

import datetime as dt
import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from linli.kernel.form_renderer import Renderer

PLAIN = [("", _("全部")), (1, "一"), ("<2>", '"二" & <b>三</b>')]
GROUPS = [*PLAIN, ("公共<设施>", [("3", "路灯"), ("4", mark_safe("<i>井盖</i>"))])]


def written(renderer, widget, value, attrs):
    html = widget.render("category", value, attrs, renderer)
    return re.sub(r"\s*\n\s*", "", html)


@pytest.mark.parametrize("choices", [[], PLAIN, GROUPS])
@pytest.mark.parametrize("value", [None, "", 1, "<2>", "3", ["1", "4"]])
@pytest.mark.parametrize(
    "attrs",
    [
        {},
        {"id": "id_category", "class": "form-select", "aria-label": '"哪一类"'},
        {"required": True, "disabled": False, "title": None, "size": 3},
    ],
)
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_lists_of_choices_are_written_as_django_writes_them(widget, choices, value, attrs):
    control = widget() if widget is forms.NullBooleanSelect else widget(choices=choices)
    if widget is forms.NullBooleanSelect and isinstance(value, list):
        value = True
    ours = written(Renderer(), control, value, attrs)
    assert ours == written(DjangoTemplates(), control, value, attrs)
    assert "<select" in ours


@pytest.mark.parametrize(
    "value", [None, "", 0, "王 <b>", mark_safe("王 &amp; 李"), dt.date(2026, 3, 1)]
)
@pytest.mark.parametrize(
    "attrs", [{}, {"id": "id_name", "aria-label": '"姓名"', "required": True, "disabled": False}]
)
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(),
        forms.HiddenInput(),
        forms.NumberInput({"min": 0}),
        forms.DateInput(),
        forms.PasswordInput(render_value=True),
        forms.CheckboxInput(),
        forms.Textarea({"rows": 3}),
    ],
)
def test_boxes_are_written_as_django_writes_them(widget, value, attrs):
    ours = written(Renderer(), widget, value, attrs)
    assert ours == written(DjangoTemplates(), widget, value, attrs)


def test_other_controls_are_left_to_django():
    choice = forms.RadioSelect(choices=PLAIN)
    assert choice.render("name", 1, {}, Renderer()) == choice.render(
        "name", 1, {}, DjangoTemplates()
    )
