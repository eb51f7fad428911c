"""A form field for uploads, which checks them before any transaction begins."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from linli.foundation.files.checks import Checked, check
from linli.foundation.files.kinds import ALL, PHOTOS, Kind, Refused

# What the phone's picker offers; what counts is the check.
ACCEPT = {
    Kind.PHOTO: "image/jpeg,image/png,image/webp",
    Kind.PDF: ".pdf",
    Kind.WORD: ".docx",
    Kind.EXCEL: ".xlsx,.xls",
    Kind.TEXT: ".txt,.csv",
}


class UploadsInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Up to `most` files of some kinds; the cleaned value is a list of `Checked` for `store`."""

    def __init__(self, *, most: int = 9, kinds: Collection[Kind] = ALL, **kwargs: Any) -> None:
        self.most, self.kinds = most, kinds
        accept = ",".join(ACCEPT[kind] for kind in Kind if kind in kinds)
        widget = UploadsInput(attrs={"accept": accept, "multiple": most > 1})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> list[Checked]:
        uploads = [upload for upload in (data or []) if upload]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            text = _("一次最多上传%(most)s个文件，其他内容都还在。请去掉几个再试。")
            raise forms.ValidationError(text, params={"most": self.most}, code="too_many")
        return [self._check(upload) for upload in uploads]

    def _check(self, upload: Any) -> Checked:
        try:
            return check(upload, kinds=self.kinds)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused


class PhotosField(UploadsField):
    """Up to `most` photos."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(kinds=PHOTOS, **kwargs)
