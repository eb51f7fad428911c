"""What this app's deeds are called in the log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.services.privacy.models import (
    Basis,
    Channel,
    ClaimKind,
    How,
    Proof,
    Refusal,
    Rule,
    Stage,
    Word,
)

WORDS = {
    "privacy.save_purpose": _("修改个人信息的用途"),
    "privacy.close_purpose": _("停用个人信息的用途"),
    "privacy.reopen_purpose": _("恢复个人信息的用途"),
    "privacy.draft_notice": _("起草告知书"),
    "privacy.write_notice": _("修改告知书草稿"),
    "privacy.publish_notice": _("发布告知书"),
    "privacy.consent": _("登记居民对用途的意见"),
    "privacy.claim": _("受理个人信息申请"),
    "privacy.identify": _("核对申请人身份"),
    "privacy.copy": _("出具个人信息副本"),
    "privacy.erase_claimed": _("应本人要求删除个人信息"),
    "privacy.finish_claim": _("答复个人信息申请"),
    "privacy.erase_due": _("按期删除个人信息"),
    "privacy.hold": _("延后删除居民档案"),
    "privacy.release": _("不再延后删除"),
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
    "claim": _("申请"),
    "channel": _("渠道"),
    "proof": _("怎么核对的"),
    "stage": _("进展"),
    "refusal": _("不予办理的理由"),
    "rows": _("条数"),
    "rule": _("规则"),
    "records": _("涉及"),
    "left_over": _("没删掉的"),
    "homes_gone": _("删除空户数"),
    "claims_gone": _("清空申请数"),
    "kept_until": _("留到哪天"),
}
VALUES: dict[str, list[tuple[Any, Any]]] = {
    "basis": Basis.choices,
    "word": Word.choices,
    "how": How.choices,
    "claim": ClaimKind.choices,
    "channel": Channel.choices,
    "proof": Proof.choices,
    "stage": Stage.choices,
    "refusal": Refusal.choices,
    "rule": Rule.choices,
}
