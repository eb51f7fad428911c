"""Forms about accounts: the shape of what is typed, and what is offered to choose from."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import queries
from linli.foundation.accounts.models import Role, User, UserKind
from linli.foundation.places import public as places
from linli.kernel.identity import normalise_phone
from linli.kernel.seen import SeenForm

TODAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlaceField(forms.ModelChoiceField):
    """Places within reach, indented like the tree."""

    def label_from_instance(self, place: places.Place) -> str:
        depth = max((place.path or "").count("/") - self.top, 0)
        return "　" * depth + place.name

    def offer(self, by: User) -> None:
        self.queryset = queries.managed_places(by)
        paths = self.queryset.values_list("path", flat=True)
        self.top = min((path.count("/") for path in paths), default=0)


class PhoneField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not normalise_phone(text):
            raise forms.ValidationError(_("这不像一个电话号码，请核对。"))
        return normalise_phone(text) if text else ""


class FilterForm(forms.Form):
    q = forms.CharField(label=_("姓名、登录名或手机"), required=False)
    place = PlaceField(queryset=None, label=_("地方"), required=False, empty_label=_("全部"))
    role = forms.ModelChoiceField(
        queryset=None, label=_("角色"), required=False, empty_label=_("全部")
    )
    kind = forms.ChoiceField(
        label=_("类别"), required=False, choices=[("", _("全部")), *UserKind.choices]
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("open", _("在用")), ("closed", _("已停用")), ("all", _("全部"))],
    )

    def __init__(self, data: Any, *, by: User) -> None:
        super().__init__(data)
        self.fields["place"].offer(by)
        self.fields["role"].queryset = queries.roles()

    def filters(self) -> queries.Filters:
        """What is asked for; a value that is not on offer asks for nothing."""
        self.is_valid()
        asked = self.cleaned_data
        state = asked.get("state") or "open"
        return queries.Filters(
            words=asked.get("q", "").strip(),
            place=asked.get("place"),
            role=asked.get("role"),
            kind=asked.get("kind", ""),
            state="" if state == "all" else state,
        )


class PersonForm(SeenForm):
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = PhoneField(label=_("手机"), max_length=20, required=False)
    email = forms.EmailField(label=_("邮箱"), max_length=254, required=False)


class ContactForm(forms.Form):
    phone = PhoneField(label=_("手机"), max_length=20, required=False)
    email = forms.EmailField(label=_("邮箱"), max_length=254, required=False)


class PeriodForm(forms.Form):
    """A role at a place for a time."""

    role = forms.ModelChoiceField(queryset=None, label=_("角色"), empty_label=_("请选择"))
    place = PlaceField(queryset=None, label=_("地方"), empty_label=_("请选择"))
    starts_on = forms.DateField(label=_("从哪天起"), widget=TODAY)
    ends_on = forms.DateField(
        label=_("到哪天止"), widget=TODAY, required=False, help_text=_("长期任职可以不填。")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(by)
        mine = [role.pk for role in queries.roles_to_give(by)]
        self.fields["role"].queryset = queries.roles().filter(pk__in=mine)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("结束日期不能早于开始日期。"))
        return cleaned


class OpenForm(PeriodForm, PersonForm):
    seen = None
    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9._-]{2,}$", _("至少三位，只用字母、数字、点和横线。")
            )
        ],
        help_text=_("用拼音或工号，例如 wangfang。"),
    )
    kind = forms.ChoiceField(label=_("类别"), choices=UserKind.choices)
    field_order = ["name", "username", "kind", "phone", "email", "place", "role", "starts_on"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["role"].required = False
        self.fields["role"].empty_label = _("先不分配")


class EndForm(forms.Form):
    ends_on = forms.DateField(label=_("最后一天"), widget=TODAY)


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=300, help_text=_("例如：调离、辞职。"))
    successor = forms.ModelChoiceField(
        queryset=None,
        label=_("没办完的工作交给"),
        required=False,
        empty_label=_("没有在办的工作"),
    )

    def __init__(self, *args: Any, by: User, leaver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = queries.successors(by, leaver)


class RoleForm(SeenForm):
    name = forms.CharField(label=_("名称"), max_length=40)
    description = forms.CharField(label=_("说明"), max_length=200, required=False)
    codes = forms.MultipleChoiceField(label=_("权限"), required=False)

    def __init__(self, *args: Any, by: User, role: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = set(role.permissions) if role else set()
        self.kept = {code for code in before if not by.holds_anywhere(code)}
        asked = set(self.data.getlist("codes")) | self.kept if self.is_bound else before
        self.groups = queries.code_groups(by, asked)
        rows = [row for group in self.groups for row in group.rows]
        self.fields["codes"].choices = [(row.code, row.label) for row in rows if row.may_change]

    def clean_codes(self) -> list[str]:
        """What is greyed out is not sent by the browser: it stays as it was."""
        return [*self.cleaned_data["codes"], *self.kept]


class NewRoleForm(RoleForm):
    seen = None  # nothing was there to be seen
