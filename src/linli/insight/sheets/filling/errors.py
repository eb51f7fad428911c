"""Why a table cannot be filled, in the worker's words."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import DomainError

MESSAGES = {
    "broken": _("这个文件已损坏，打不开。请向发表部门重新要一份。"),
    "password": _("这个文件设了打开密码。请去掉密码另存一份后再来。"),
    "old_excel": _(
        "这是 Excel 95 或更早的 .xls 文件，填不了。请用 WPS 或 Excel 另存为 .xlsx，"
        "版式不会变，再放进来填。"
    ),
    "old_rows": _(
        "“{sheet}”要加行才装得下，可这个 .xls 文件里有加行后会错位的内容（如透视表、控件、"
        "数组公式），没有填写。请用 WPS 或 Excel 另存为 .xlsx，再放进来填。"
    ),
    "old_word": _(
        "这是 2003 版的 .doc 文件。请用 WPS 或 Word 另存为 .docx，版式不会变，再放进来填。"
    ),
    "not_a_table": _("只能填 .xlsx、.xlsm、.xls 和 .docx 文件。请另存为其中一种后再来。"),
    "signed": _("这个文件带有数字签名，填了内容签名就失效。请向发表部门要一份没有签名的。"),
    "too_big_inside": _("这个文件展开后太大，没有填。请删去用不到的空行和图片后再来。"),
    "nothing_asked": _(
        "这个文件里没有找到要填的栏目，可能是一份说明或已经写满的表。请换成空白的表再来。"
    ),
    "no_sheet": _("文件里没有名叫“{sheet}”的表，没有填写。"),
    "no_cell": _("“{sheet}”里没有 {cell} 这个格子，没有填写。"),
    "uneven": _("“{sheet}”里并排的几张名册起止行不同，加行会互相错位，没有填写。"),
    "too_many_rows": _("“{sheet}”装不下这么多行，没有填写。"),
    "too_long": _("“{sheet}”的 {cell} 要填的文字超过了一个格子能放的长度，没有填写。"),
}


class CannotFill(DomainError):
    """`reason`: one of the codes above. Nothing has been written."""

    code = "cannot_fill"

    def __init__(self, reason: str, **details: object) -> None:
        self.reason = reason
        super().__init__(str(MESSAGES[reason]).format(**details), reason=reason, **details)
