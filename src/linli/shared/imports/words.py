"""What the deeds of this app are called in the log."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.shared.imports.reading import errors

WORDS: dict[str, object] = {
    "imports.upload": _("上传要导入的表格"),
    "imports.refuse": _("退回读不了的表格"),
    "imports.run": _("开始导入"),
    "imports.batch": _("导入一批"),
    "imports.finish": _("导入完成"),
    "imports.undo": _("撤销整批导入"),
    "imports.undone": _("撤销完成"),
    "imports.hand_back": _("下载标好错误的表格"),
    "imports.forget": _("按保存期限删除导入的原表"),
}
PARTICULARS: dict[str, object] = {
    "reason": _("原因"),
    "target": _("导入什么"),
    "good": _("正确的行"),
    "bad": _("要修改的行"),
    "same": _("已有的行"),
    "created": _("导入的行"),
    "updated": _("更新的行"),
    "updates": _("要更新的行"),
    "kept": _("留下的件"),
    "runs": _("批数"),
    "lines": _("第几行到第几行"),
    "ids": _("内部编号起止"),
}
# Kept as codes, told in words.
VALUES: Mapping[str, Iterable[tuple[Any, object]]] = {"reason": errors.WORDS.items()}
