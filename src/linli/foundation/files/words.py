"""What this app's deeds are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS = {"files.delete": _("删除文件")}
PARTICULARS = {"owner": _("用途"), "sha256": _("文件指纹"), "size": _("字节数")}
