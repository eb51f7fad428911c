from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.places import public as places
from linli.kernel.sheet_columns import column_letters
from linli.shared.imports.columns import TO_MEND
from linli.shared.imports.models import Run
from linli.shared.imports.queries import Layout
from linli.shared.imports.reading.errors import MAX_MEGABYTES
from linli.shared.imports.targets import Target


class UploadForm(forms.Form):
    place = forms.ModelChoiceField(
        None,
        label=gettext_lazy("导入到"),
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选导入到哪里。")},
    )
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy("Excel（xlsx、xls、ods）或csv，不超过50MB。"),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".xlsx,.xlsm,.xlsb,.xls,.et,.ods,.csv,.txt",
                "data-most-megabytes": MAX_MEGABYTES,
            }
        ),
        allow_empty_file=True,
        max_length=None,
    )

    def __init__(self, data: Any, files: Any, offered: QuerySet[places.Place]) -> None:
        super().__init__(data, files)
        field = self.fields["place"]
        field.queryset = offered
        few = list(offered[:2])
        if len(few) == 1:
            # Nothing to choose; among several, the first would be taken for granted.
            field.initial = few[0]
            field.empty_label = None


class LayoutForm(forms.Form):
    """Which sheet, and which row holds the columns' names."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("工作表"), coerce=int)
    header = forms.IntegerField(label=gettext_lazy("列名在第几行"), min_value=1, max_value=1000)
    # The sheet that the page showed: with another one its header row is looked for anew.
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, run: Run) -> None:
        super().__init__(data)
        self.fields["sheet"].choices = [
            (
                sheet["number"],
                _("%(name)s（%(rows)d行）") % {"name": sheet["name"] or "1", "rows": sheet["rows"]},
            )
            for sheet in run.sheets
            if sheet["rows"]
        ]

    @property
    def layout(self) -> dict[str, Any]:
        """What `queries.layout` takes."""
        data = self.cleaned_data
        same = data["shown"] in (None, data["sheet"])
        return {"sheet": data["sheet"], "header": data["header"] if same else None}


class ColumnsForm(forms.Form):
    """One question for each column of the file: which field is it?"""

    sheet = forms.IntegerField(widget=forms.HiddenInput)
    header = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, target: Target, layout: Layout, options: dict[str, str]) -> None:
        initial = {"sheet": layout.sheet["number"], "header": layout.header, **options}
        super().__init__(data, initial=initial)
        self.target = target
        self.layout = layout
        self.columns: list[tuple[int, str, list[str]]] = []
        by_column = {column: field for field, column in layout.mapping.items()}
        choices = [("", _("不导入"))] + [
            (field.name, f"{field.label}{_('（必填）') if field.required else ''}")
            for field in target.fields
        ]
        for column, name in enumerate(layout.names):
            sample = layout.sample(column)
            if (not name and not sample) or name == TO_MEND:
                continue
            label = name or _("（%(letters)s列没有名称）") % {"letters": column_letters(column + 1)}
            self.columns.append((column, label, sample))
            self.fields[f"column-{column}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=by_column.get(column, "")
            )
        for option in target.options:
            self.fields[option.name] = forms.ChoiceField(
                label=option.label,
                choices=option.choices,
                initial=options.get(option.name, option.default),
                widget=forms.RadioSelect,
            )

    def rows(self) -> list[tuple[forms.BoundField, list[str]]]:
        """For the table: the question with examples of what stands in the column."""
        return [(self[f"column-{column}"], sample) for column, _name, sample in self.columns]

    def options(self) -> list[forms.BoundField]:
        return [self[option.name] for option in self.target.options]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mapping: dict[str, int] = {}
        for column, label, _sample in self.columns:
            field = cleaned.get(f"column-{column}")
            if field in mapping:
                words = _("“%(label)s”和前面一列选成了同一项，请改一个。") % {"label": label}
                self.add_error(f"column-{column}", words)
            elif field:
                mapping[field] = column
        cleaned["mapping"] = mapping
        return cleaned

    @property
    def chosen(self) -> dict[str, Any]:
        """What `tasks.check` takes."""
        data = self.cleaned_data
        return {
            "sheet": data["sheet"],
            "header": data["header"],
            "columns": data["mapping"],
            "options": {option.name: data[option.name] for option in self.target.options},
        }
