"""What this app's deeds are called in the log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.services.privacy.models import Basis, How, Word

WORDS = {
    "privacy.save_purpose": _("修改个人信息的用途"),
    "privacy.close_purpose": _("停用个人信息的用途"),
    "privacy.reopen_purpose": _("恢复个人信息的用途"),
    "privacy.draft_notice": _("起草告知书"),
    "privacy.write_notice": _("修改告知书草稿"),
    "privacy.publish_notice": _("发布告知书"),
    "privacy.consent": _("登记居民对用途的意见"),
    "privacy.limit": _("按居民要求限制用途"),
    "privacy.end_limit": _("解除用途的限制"),
}
PARTICULARS: dict[str, object] = {
    "basis": _("法律基础"),
    "groups": _("哪些信息"),
    "version": _("版本"),
    "sha256": _("校验码"),
    "purpose": _("用途"),
    "word": _("本人表示"),
    "how": _("方式"),
}
VALUES: dict[str, list[tuple[Any, Any]]] = {
    "basis": Basis.choices,
    "word": Word.choices,
    "how": How.choices,
}
