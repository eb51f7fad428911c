"""Why a file cannot be read, in the worker's words: what it is, and what to do."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import DomainError

MAX_MEGABYTES = 50

WORDS: dict[str, object] = {
    "empty": _("这个文件是空的（0字节）。请重新导出一份再上传。"),
    "no_rows": _("这个文件里没有数据。请确认导出时选对了时间范围，再重新上传。"),
    "too_big": _("文件超过50MB，没有上传。请按月份拆成几个文件，或删去图片后再上传。"),
    "too_big_inside": _(
        "文件展开后太大，没有读取。请只留下要导入的工作表，另存为新的xlsx文件再上传。"
    ),
    "too_long": _("数据超过20万行，没有读取。请拆成几个文件分别导入。"),
    "too_wide": _("表格超过300列，没有读取。请删去用不着的列再上传。"),
    "too_long_cell": _("有一格的内容超过10万字，没有读取。请检查文件是不是把多行粘到了一格里。"),
    "password": _("文件设了打开密码，读不了。请在Excel或WPS里取消密码，另存后再上传。"),
    "broken": _(
        "文件打不开，可能没有下载完整或已损坏。请重新导出，用Excel或WPS另存为xlsx后再上传。"
    ),
    "encoding": _("认不出文件的文字编码。请用Excel或WPS打开，另存为xlsx后再上传。"),
    "slow": _("文件读了太久还没有读完，已停止。请另存为新的xlsx文件，或拆成几个文件再上传。"),
    "not_a_table": _("这不是表格文件。请上传Excel表格（xlsx、xls、ods）或csv。"),
    "document": _("这是Word或其他文档，不是表格。请上传Excel表格（xlsx、xls、ods）或csv。"),
    "pdf": _("这是PDF，不是表格。请向提供方要Excel文件，或把表格复制到Excel里另存为xlsx。"),
    "picture": _("这是图片，不是表格。请上传Excel表格（xlsx、xls、ods）或csv。"),
    "program": _("这是程序文件，不是表格，已拒绝。如果不是您有意上传的，请检查电脑有没有病毒。"),
    "archive": _("这是压缩包。请先解压，再上传里面的表格文件。"),
    "web_page": _("这是网页格式的表格。请用Excel或WPS打开，另存为xlsx后再上传。"),
}


class UnreadableFile(DomainError):
    """The file cannot become rows. `details["reason"]` is a key of WORDS."""

    code = "unreadable_file"

    def __init__(self, reason: str) -> None:
        super().__init__(WORDS[reason], reason=reason)
