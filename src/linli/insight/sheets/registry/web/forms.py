"""Forms of the list of tables."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.registry.actions.dues import MOST_LEAD_DAYS
from linli.insight.sheets.registry.cycles import Cycle
from linli.insight.sheets.registry.models import Table
from linli.insight.sheets.registry.queries import tables
from linli.insight.sheets.registry.queries.tables import Asked
from linli.insight.sheets.registry.states import State
from linli.kernel.seen import SeenForm
from linli.kernel.text import own_words


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LineField(forms.CharField):
    """Words on one line, without signs that no document can hold."""

    def to_python(self, value: Any) -> str:
        return " ".join(own_words(super().to_python(value)).split())


class WordsField(forms.CharField):
    """Words on several lines."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> str:
        return own_words(super().to_python(value))


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place: places.Place) -> str:
        return str(place.full_name)


class FilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("表名、单位、编号或依据"), required=False, max_length=60)
    owner = forms.ChoiceField(label=gettext_lazy("要表单位"), required=False)
    cycle = forms.ChoiceField(label=gettext_lazy("周期"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    due = forms.DateField(label=gettext_lazy("这天以前要报"), required=False, widget=DayInput)

    def __init__(self, data: Any, *, owners: list[str]) -> None:
        super().__init__(data)
        everything = [("", _("全部"))]
        self.fields["owner"].choices = everything + [(name, name) for name in owners]
        self.fields["cycle"].choices = everything + list(Cycle.choices)
        self.fields["state"].choices = everything + list(State.choices)

    def asked(self) -> Asked:
        """What is asked for; what is not on offer asks for nothing."""
        self.is_valid()
        values = self.cleaned_data
        return Asked(
            words=values.get("q", "").strip(),
            owner=values.get("owner", ""),
            cycle=values.get("cycle", ""),
            state=values.get("state", ""),
            due_before=values.get("due"),
        )


class TableForm(SeenForm):
    title = LineField(label=gettext_lazy("表名"), max_length=200)
    owner = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("要表单位"), required=False, empty_label="—"
    )
    owner_name = LineField(
        label=gettext_lazy("列表里没有的单位"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("写全称，例如：市退役军人事务局"),
    )
    cycle = forms.ChoiceField(label=gettext_lazy("周期"), choices=Cycle.choices)
    next_due_on = forms.DateField(label=gettext_lazy("下次报送"), required=False, widget=DayInput)
    lead_days = forms.IntegerField(
        label=gettext_lazy("提前几天提醒"), min_value=0, max_value=MOST_LEAD_DAYS, initial=5
    )
    legal_basis = LineField(
        label=gettext_lazy("依据"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("法律法规或文件的名称、文号和条款"),
    )
    approval_number = LineField(label=gettext_lazy("准入编号"), max_length=60, required=False)
    expires_on = forms.DateField(label=gettext_lazy("有效期至"), required=False, widget=DayInput)
    note = LineField(label=gettext_lazy("备注"), max_length=300, required=False)

    def __init__(self, *args: Any, by: accounts.User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = tables.departments(by)


class NewTableForm(TableForm):
    seen = None  # nothing was there to be seen
    place = PlaceField(queryset=None, label=gettext_lazy("适用范围"), empty_label=None)
    registered = forms.BooleanField(
        label=gettext_lazy("已经准入"),
        required=False,
        help_text=gettext_lazy("街道或上级已经批准要这张表；没有批准的不要勾。"),
    )

    def __init__(self, *args: Any, by: accounts.User, keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["place"].queryset = tables.places_for(by)
        if not keeps:
            del self.fields["registered"]
        self.order_fields(["title", "owner", "owner_name", "place", "registered"])


class RegisterForm(forms.Form):
    approval_number = LineField(label=gettext_lazy("准入编号"), max_length=60, required=False)
    legal_basis = LineField(label=gettext_lazy("依据"), max_length=300, required=False)
    expires_on = forms.DateField(label=gettext_lazy("有效期至"), required=False, widget=DayInput)


class ReasonForm(forms.Form):
    reason = LineField(label=gettext_lazy("理由"), max_length=200)


class LinkForm(forms.Form):
    """Which table a form belongs to."""

    table = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("清单里的报表"), empty_label=gettext_lazy("请选择")
    )

    def __init__(self, *args: Any, by: accounts.User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].queryset = tables.answerable(by)


class ReplyForm(forms.Form):
    """What both letters need."""

    addressee = LineField(label=gettext_lazy("收件单位"), max_length=80)
    number = LineField(label=gettext_lazy("文号"), max_length=40)
    issuer = forms.ModelChoiceField(queryset=None, label=gettext_lazy("落款"), empty_label=None)
    signer = LineField(label=gettext_lazy("签发人"), max_length=40)
    signed_on = forms.DateField(label=gettext_lazy("签发日期"), widget=DayInput)

    def __init__(self, *args: Any, by: accounts.User, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = tables.issuers(by, table)

    def clean_signed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["signed_on"]
        if day.year < 2000:
            raise forms.ValidationError(_("这个日期不像签发日期，请核对。"))
        return day


class RefusalForm(ReplyForm):
    grounds = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("依据"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选一条依据。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"].queryset = tables.grounds(in_use=True)

    def clean_grounds(self) -> list[Any]:
        return list(self.cleaned_data["grounds"])


class MergeForm(ReplyForm):
    into = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("可直接使用的报表"),
        empty_label=gettext_lazy("请选择"),
    )
    common = WordsField(label=gettext_lazy("重复的栏目"), max_length=1000)
    new = WordsField(label=gettext_lazy("新增栏目的说明"), max_length=500)
    sent = LineField(label=gettext_lazy("已报情况"), max_length=200)

    def __init__(
        self, *args: Any, by: accounts.User, table: Table, on: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, by=by, table=table, **kwargs)
        self.fields["into"].queryset = tables.mergeable(by, table, on=on)


class TemplateForm(forms.Form):
    title = LineField(label=gettext_lazy("标题"), max_length=60)
    body = forms.CharField(
        label=gettext_lazy("正文"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 12})
    )


class CellCostForm(forms.Form):
    seconds = forms.IntegerField(label=gettext_lazy("每格用时（秒）"), min_value=1, max_value=600)
    source = LineField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("怎么得来的，例如：2026年3月在幸福里社区实测20张表"),
    )
    assumed = forms.BooleanField(label=gettext_lazy("这是估计，没有实测"), required=False)


class ExportForm(forms.Form):
    purpose = LineField(
        label=gettext_lazy("用途"),
        max_length=100,
        help_text=gettext_lazy("写在表格上，也记入操作日志。例如：向街道报告报表情况"),
    )
