"""What may be uploaded, and the words for what may not."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import DomainError

MEGABYTE = 1024 * 1024


class Kind(StrEnum):
    PHOTO = "photo"
    PDF = "pdf"
    WORD = "word"
    EXCEL = "excel"
    TEXT = "text"


ALL = frozenset(Kind)
PHOTOS = frozenset({Kind.PHOTO})
# Bytes.
LIMITS = dict.fromkeys(Kind, 30 * MEGABYTE) | {Kind.PHOTO: 20 * MEGABYTE}


class Refused(DomainError):
    """The file was not taken. `details["name"]` is its name; the rest of the form is untouched."""

    code = "file_refused"
    message = _("“%(name)s”没有上传，其他内容都还在。")

    def __init__(self, *, name: str, **details: object) -> None:
        words = {"name": name[-40:], **details}
        super().__init__(str(self.message) % words, **words)


class Empty(Refused):
    code = "file_empty"
    message = _("“%(name)s”是空文件，没有上传，其他内容都还在。请打开看看内容，再选一次。")


class TooLarge(Refused):
    code = "file_too_large"
    message = _(
        "“%(name)s”有%(size)s MB，超过了%(limit)s MB，没有上传，其他内容都还在。"
        "请压缩或拆成几份再传。"
    )


class UnknownKind(Refused):
    code = "file_unknown"
    message = _(
        "“%(name)s”的内容不是可以上传的文件，没有上传，其他内容都还在。可以上传照片"
        "（JPEG、PNG、WebP）、PDF、Word（docx）、Excel（xlsx、xls）、文本（txt、csv）。"
    )


class WrongKind(Refused):
    code = "file_wrong_kind"
    message = _("这里不收“%(name)s”这类文件，没有上传，其他内容都还在。请换成页面上写明的种类。")


class HeicPhoto(Refused):
    code = "file_heic"
    message = _(
        "“%(name)s”是HEIC格式的照片，别人可能打不开，所以没有上传，其他内容都还在。"
        "请在手机“设置”的“相机—格式”里选“兼容性最佳”再拍，或者把照片截图后上传。"
    )


class Damaged(Refused):
    code = "file_damaged"
    message = _("“%(name)s”打不开，可能没有传完整，所以没有保存，其他内容都还在。请重新选一次。")


class TooManyPixels(Refused):
    code = "file_too_many_pixels"
    message = _("“%(name)s”的尺寸太大，没有上传，其他内容都还在。请把照片缩小，或截图后上传截图。")


class HasMacros(Refused):
    code = "file_has_macros"
    message = _(
        "“%(name)s”里有宏程序，为了安全没有上传，其他内容都还在。"
        "请在Excel或Word里另存为不含宏的xlsx、docx，再上传。"
    )


class FetchesProgram(Refused):
    code = "file_fetches_program"
    message = _(
        "“%(name)s”一打开就会从网上取模板或程序，为了安全没有上传，其他内容都还在。"
        "请另存为PDF，再上传。"
    )


class HasPassword(Refused):
    code = "file_has_password"
    message = _("“%(name)s”加了密码，没有上传，其他内容都还在。请去掉打开密码，另存后再上传。")


class OldWord(Refused):
    code = "file_old_word"
    message = _("“%(name)s”是旧版Word文件，没有上传，其他内容都还在。请另存为docx或PDF，再上传。")


class UnpacksTooLarge(Refused):
    code = "file_unpacks_too_large"
    message = _(
        "“%(name)s”解开后太大，不像正常的文档，没有上传，其他内容都还在。请删去多余内容再上传。"
    )
