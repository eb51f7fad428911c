"""The words of a letter."""

from django import forms
from django.utils.translation import gettext_lazy

from linli.services.cases.web.fields import LineField, WordsField


class TemplateForm(forms.Form):
    title = LineField(label=gettext_lazy("标题"), longest=60)
    body = WordsField(label=gettext_lazy("正文"), longest=5_000, rows=12)
