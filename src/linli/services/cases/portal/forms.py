"""What residents fill in. Forms check shape; what a resident wrote comes back as it was."""

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.places import public as places
from linli.kernel import words_fields
from linli.kernel.identity import normalise_phone
from linli.services.cases.choices import Nature, Satisfaction
from linli.services.cases.portal import where

TEXT_LIMIT = 10_000
SHORT_LIMIT = 1_000
KEY = re.compile(r"[0-9a-f]{32}")

NATURES = [
    ("", gettext_lazy("不确定，由工作人员判断")),
    (Nature.HELP, gettext_lazy("需要帮忙解决一件事（求助）")),
    (Nature.CONSULTATION, gettext_lazy("想问清楚一件事（咨询）")),
    (Nature.COMPLAINT, gettext_lazy("对某个单位或人不满意（投诉）")),
    (Nature.REPORT, gettext_lazy("发现有人违法违规（举报）")),
    (Nature.SUGGESTION, gettext_lazy("有个好主意（建议）")),
]
NAMED, ANONYMOUS = "named", "anonymous"
YES_NO = [("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]


class WordsField(words_fields.WordsField):
    """A resident's own words: who has much to say may say it in several requests."""

    too_long = gettext_lazy(
        "最多写%(longest)d字，现在有%(length)d字。您写的都还在，请删短一些，或分成几件来提。"
    )


class RowField(forms.ChoiceField):
    """One row of a list, or None. The list is read when it is shown; for what was chosen only
    that row is looked up."""

    find: Callable[[str], Any]

    def __init__(self, *, empty_label: object, **kwargs: Any) -> None:
        self.empty_label = empty_label
        kwargs["error_messages"] = forms.ModelChoiceField.default_error_messages
        super().__init__(required=False, **kwargs)

    def offer(self, rows: Callable[[], Iterable[Any]], find: Callable[[str], Any]) -> None:
        """`rows` to choose from, by their names; `find` gives the one with an id, or None."""
        self.find = find
        self.choices = lambda: [("", self.empty_label), *((row.pk, row.name) for row in rows())]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        row = self.find(str(value))
        if row is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return row

    def valid_value(self, value: Any) -> bool:
        """Whatever `find` gives is."""
        return True


class RequestForm(forms.Form):
    """A new request in a community. Photos are kept apart, see `photos`."""

    submission_key = forms.CharField(widget=forms.HiddenInput, required=False)
    text = WordsField(
        label=gettext_lazy("什么事？"),
        help_text=gettext_lazy(
            "用自己的话说就行：哪里、怎么了、希望怎么解决。可以用输入法的语音键说。最多1万字。"
        ),
        error_messages={"required": gettext_lazy("请写几句发生了什么事，一两句话也行。")},
        longest=TEXT_LIMIT,
        rows=6,
    )
    building = RowField(
        label=gettext_lazy("哪栋楼？"),
        empty_label=gettext_lazy("不在楼里，或不清楚"),
    )
    address = forms.CharField(
        label=gettext_lazy("具体在哪里？"),
        help_text=gettext_lazy("比如：2单元门口、东门旁边的花坛。"),
        required=False,
        max_length=200,
        error_messages={"max_length": gettext_lazy("位置最多写200字，细节请写在上面“什么事”里。")},
    )
    map_x = forms.CharField(widget=forms.HiddenInput, required=False)
    map_y = forms.CharField(widget=forms.HiddenInput, required=False)
    contact = forms.ChoiceField(
        label=gettext_lazy("怎么联系您？"),
        choices=[
            (NAMED, gettext_lazy("留下电话，方便告诉我结果")),
            (ANONYMOUS, gettext_lazy("匿名，我自己凭编号来查")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择留电话还是匿名。")},
    )
    name = forms.CharField(
        label=gettext_lazy("怎么称呼您？"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("可以不填。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": gettext_lazy("称呼最多40个字。")},
    )
    phone = forms.CharField(
        label=gettext_lazy("电话"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    code = forms.CharField(
        label=gettext_lazy("短信验证码"),
        required=False,
        help_text=gettext_lazy("可以不验证。验证过的手机会收到办理短信。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("这属于哪一类？"),
        choices=NATURES,
        required=False,
        widget=forms.RadioSelect,
    )
    concerns = RowField(
        label=gettext_lazy("是关于哪个单位的吗？"),
        help_text=gettext_lazy("被反映的单位看不到您的姓名和电话。"),
        empty_label=gettext_lazy("不涉及，或不清楚"),
    )

    def __init__(self, *args: Any, community: places.Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].offer(
            lambda: where.buildings(community), lambda pk: where.building(community, pk)
        )
        self.fields["concerns"].offer(
            lambda: where.units(community), lambda pk: where.unit(community, pk)
        )

    def clean_submission_key(self) -> str:
        """A key that somebody changed is as good as none."""
        key: str = self.cleaned_data["submission_key"]
        return key if KEY.fullmatch(key) else new_key()

    def clean_phone(self) -> str:
        given: str = self.cleaned_data["phone"].strip()
        phone = normalise_phone(given)
        if given and not phone:
            raise forms.ValidationError(_("这个电话好像不对，请核对。手机是11位，座机请带上区号。"))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("contact") == NAMED and "phone" in cleaned and not cleaned["phone"]:
            self.add_error("phone", _("请留一个电话；不方便的话，请选“匿名”。"))
        return cleaned

    @property
    def map_point(self) -> tuple[float, float] | None:
        """The point on the sketch map; what is no point is passed over, nobody typed it."""
        x, y = (_share(self.cleaned_data.get(name, "")) for name in ("map_x", "map_y"))
        return (x, y) if x is not None and y is not None else None

    @property
    def once_key(self) -> str:
        """What makes the request one, however often it is sent. The words belong to it: a page
        that was gone back to and written anew is another request."""
        said = f"{self.cleaned_data['submission_key']}\n{self.cleaned_data['text']}"
        return hashlib.sha256(said.encode()).hexdigest()


def new_key() -> str:
    """A fresh form's own key."""
    return uuid.uuid4().hex


def _share(raw: str) -> float | None:
    """A number from 0 to 1, or None for anything else ("nan" among it)."""
    try:
        value = float(raw)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


class FindForm(forms.Form):
    """Number and query code from the slip, as people copy them."""

    number = forms.CharField(
        label=gettext_lazy("编号"),
        help_text=gettext_lazy("受理单上的数字，比如 260311-000123。"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("请填编号。"),
            "max_length": gettext_lazy("编号没有这么长，请核对。"),
        },
    )
    code = forms.CharField(
        label=gettext_lazy("查询码"),
        help_text=gettext_lazy("编号下面的8位字母和数字，大小写都可以。"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("请填查询码。"),
            "max_length": gettext_lazy("查询码没有这么长，请核对。"),
        },
    )

    def clean_number(self) -> str:
        """Full-width figures and every kind of dash are taken; so is a number without one."""
        number = re.sub(r"[\s‐-―－—_]", "-", plain(self.cleaned_data["number"])).strip("-")
        number = re.sub(r"-+", "-", number)
        return re.sub(r"^(\d{6})(\d{6,})$", r"\1-\2", number)

    def clean_code(self) -> str:
        return plain(self.cleaned_data["code"])


def plain(text: str) -> str:
    """Full-width letters and figures as plain ones."""
    return unicodedata.normalize("NFKC", text)


class SupplementForm(forms.Form):
    """More words; photos are kept apart, see `photos`."""

    text = WordsField(
        label=gettext_lazy("补充说明"),
        help_text=gettext_lazy("新的情况、您方便的时间、要纠正的地方，都可以写。"),
        required=False,
        longest=TEXT_LIMIT,
    )


class RateForm(forms.Form):
    """The three questions of the call-back, asked once."""

    contacted = forms.ChoiceField(
        label=gettext_lazy("工作人员和您联系过吗？"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选“是”或“否”。")},
    )
    solved = forms.ChoiceField(
        label=gettext_lazy("问题解决了吗？"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选“是”或“否”。")},
    )
    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("您对这次办理满意吗？"),
        choices=Satisfaction,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )
    comment = WordsField(
        label=gettext_lazy("还想说点什么？"),
        help_text=gettext_lazy("可以不写。"),
        required=False,
        longest=SHORT_LIMIT,
        rows=3,
    )


class ReopenForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("现在是什么情况？"),
        error_messages={"required": gettext_lazy("请写一下问题现在是什么情况。")},
        longest=SHORT_LIMIT,
    )


class RecusalForm(forms.Form):
    """Whom the resident does not want to have the matter, in the own words."""

    about = forms.CharField(
        label=gettext_lazy("希望谁回避？"),
        help_text=gettext_lazy("写姓名，或“第一次上门的那位网格员”这样的说法都行。"),
        max_length=60,
        error_messages={
            "required": gettext_lazy("请写一下是哪位工作人员。"),
            "max_length": gettext_lazy("最多写60个字，原因请写在下面。"),
        },
    )
    reason = WordsField(
        label=gettext_lazy("为什么？"),
        help_text=gettext_lazy("比如：是被反映单位的人、是我的亲属、和这件事有利害关系。"),
        error_messages={"required": gettext_lazy("请写一下原因。")},
        longest=300,
        rows=3,
    )


class EraseForm(forms.Form):
    """Asks nothing: the button is the answer."""


class UrgeForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("想说什么？"),
        help_text=gettext_lazy("可以不写。"),
        required=False,
        longest=300,
        rows=2,
    )


class WithdrawForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("为什么撤回？"),
        help_text=gettext_lazy("可以不写。"),
        required=False,
        longest=SHORT_LIMIT,
        rows=2,
    )
